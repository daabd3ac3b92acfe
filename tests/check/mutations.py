"""One change to a clean disclosure: what each kind changes, and what it may break, worked out from the clean one."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import pandas as pd

from tests.check.disclosures import Cells, Disclosure

Change = tuple[Disclosure, set[str]]  # the changed disclosure and the figures that changed or went


def is_number(one: Cells) -> bool:
    return one["measure"] == "level" and one["unit"] in ("万元", "元") and float(one["printed"]) > 0


def is_item(one: Cells) -> bool:
    return bool(one.get("table")) and one["code"].isdigit() and len(one["code"]) == 7


def is_leaf(one: Cells, made: Disclosure) -> bool:
    """Return whether no other row of a table stands for a row if it is gone."""
    below = (other for other in made["figures"] if other.get("table") == one["table"] and other["code"] != one["code"])
    return not any(other["code"].startswith(one["code"]) for other in below)


def pick(rng: random.Random, figures: list[Cells], test: Callable[[Cells], bool]) -> Cells:
    return rng.choice([one for one in figures if test(one)])


def change_digit(rng: random.Random, made: Disclosure) -> set[str]:
    one = pick(rng, made["figures"], is_number)
    places = [place for place, digit in enumerate(one["printed"]) if digit.isdigit()]
    place = rng.choice(places)
    other = rng.choice([digit for digit in "0123456789" if digit != one["printed"][place]])
    one["printed"] = one["printed"][:place] + other + one["printed"][place + 1 :]
    return {one["figure_id"]}


def swap_digits(rng: random.Random, made: Disclosure) -> set[str]:
    def swaps(one: Cells) -> list[int]:
        text = one["printed"]
        return [
            place
            for place in range(len(text) - 1)
            if text[place : place + 2].isdigit() and text[place] != text[place + 1]
        ]

    one = pick(rng, made["figures"], lambda one: is_number(one) and bool(swaps(one)))
    place = rng.choice(swaps(one))
    text = one["printed"]
    one["printed"] = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return {one["figure_id"]}


def change_unit(rng: random.Random, made: Disclosure) -> set[str]:
    one = pick(rng, made["figures"], is_number)
    one["unit"] = {"万元": "元", "元": "万元"}[one["unit"]]
    return {one["figure_id"]}


def change_sign(rng: random.Random, made: Disclosure) -> set[str]:
    one = pick(rng, made["figures"], is_number)
    one["printed"] = f"-{one['printed']}"
    return {one["figure_id"]}


def change_year(rng: random.Random, made: Disclosure) -> set[str]:
    one = pick(rng, made["figures"], lambda one: is_number(one) and bool(one.get("table")) and is_leaf(one, made))
    one["fiscal_year"] = str(int(one["fiscal_year"]) - 1)
    return {one["figure_id"]}


def drop_row(rng: random.Random, made: Disclosure) -> set[str]:
    one = pick(
        rng,
        made["figures"],
        lambda one: is_number(one) and bool(one.get("table")) and one["code"].isdigit() and is_leaf(one, made),
    )
    gone = {
        other["figure_id"]
        for other in made["figures"]
        if (other.get("table"), other["code"]) == (one["table"], one["code"])
    }
    made["figures"] = [other for other in made["figures"] if other["figure_id"] not in gone]
    return gone


def shift_column(rng: random.Random, made: Disclosure) -> set[str]:
    def key(one: Cells) -> tuple[str, ...]:
        return tuple(one.get(name, "") for name in ("table", "phase", "fund", "scope", "flow"))

    one = pick(rng, made["figures"], lambda one: is_number(one) and is_item(one))
    column = sorted(
        (other for other in made["figures"] if key(other) == key(one) and other["code"].isdigit()),
        key=lambda other: other["code"],
    )
    printed = [other["printed"] for other in column]
    down = rng.random() < 0.5
    moved = ["0.00", *printed[:-1]] if down else [*printed[1:], "0.00"]
    for other, text in zip(column, moved, strict=True):
        other["printed"] = text
    return {other["figure_id"] for other, text in zip(column, printed, strict=True) if other["printed"] != text}


def move_percentage(rng: random.Random, made: Disclosure) -> set[str]:
    one = pick(rng, made["figures"], lambda one: one["unit"] == "%")
    whole, _, places = one["printed"].partition(".")
    one["printed"] = f"{int(whole) + rng.randint(1, 9)}.{places}" if places else str(int(whole) + rng.randint(1, 9))
    return {one["figure_id"]}


def turn_direction(rng: random.Random, made: Disclosure) -> set[str]:
    one = rng.choice([one for one in made["links"] if one["sign"] and one["role"] == "reported"])
    one["sign"] = {"+": "-", "-": "+"}[one["sign"]]
    return {one["figure"]}


KINDS: Mapping[str, Callable[[random.Random, Disclosure], set[str]]] = {
    "digit": change_digit,
    "swapped": swap_digits,
    "unit": change_unit,
    "sign": change_sign,
    "year": change_year,
    "dropped-row": drop_row,
    "shifted-column": shift_column,
    "percentage": move_percentage,
    "direction": turn_direction,
}


def mutate(seed: int, kind: str, clean: Disclosure) -> Change:
    """Return a copy of a disclosure with one change, and the ids of the figures that it concerns."""
    made = deepcopy(clean)
    return made, KINDS[kind](random.Random(seed), made)


def list_broken(
    clean: Any, before: Mapping[str, int], after: Mapping[str, int], kind: str, changed: set[str]
) -> Iterator[str]:
    """Yield the equalities of the clean disclosure that a change breaks by more than rounding can explain.

    `clean` are its checks, `before` and `after` the exact values of its figures and of the changed one's. A row that is
    gone breaks a sum that it was a part of, if others are left and its own parts do not stand for it.
    """
    for row in clean.itertuples():
        names = row.figures.split()
        concerned = [name for name in names if before[name] != after.get(name)]
        equality = (
            row.verdict in ("exact", "within-rounding") and row.rule != "part-of-whole" and not pd.isna(row.tolerance)
        )
        if not equality:
            continue
        if kind == "direction":
            if row.rule == "percent" and names[0] in changed:
                yield row.identity
        elif "/" in row.formula:
            if names[0] in concerned and abs(after[names[0]] - before[names[0]]) > 2 * row.tolerance:
                yield row.identity
        elif set(concerned) - set(after) and not is_list(row.identity):
            continue  # two tables of which one is silent say nothing
        elif concerned and recompute(row.formula, names, after) > row.tolerance:
            yield row.identity


def is_list(identity: str) -> bool:
    return ">" in identity or identity.startswith("row-of")


def recompute(formula: str, names: list[str], after: Mapping[str, int]) -> int:
    """Return by how much an equality fails with other values; 0 where its total or all of its parts are gone."""
    signs = {names[int(place)]: -1 if sign == "-" else 1 for sign, place in re.findall(r"([+-]?) ?\{(\d+)\}", formula)}
    reported = [name for name in names if name not in signs]
    gone = [name for name in names if name not in after]
    if set(reported) & set(gone) or not set(signs) - set(gone):
        return 0
    return abs(sum(after[name] for name in reported) - sum(sign * after.get(name, 0) for name, sign in signs.items()))
