"""One change to a written disclosure, where it really happens: in a cell, in a line, a title, a word of the text."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from tests.read.made.facts import TABLE, Fact

Facts = list[Fact]
_OTHER_WAY = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长", "增幅": "降幅"}


def is_amount(fact: Fact) -> bool:
    return bool(fact["raw"]) and fact["kind"] == "stated" and is_printed(fact) and bool(re.search("[1-9]", fact["raw"]))


def is_printed(fact: Fact) -> bool:
    """Return whether the papers print a fact: all of tables, of the text those that its sentences tell."""
    return fact["where"].startswith(TABLE) or (fact["tier"] == "core" and fact["kind"] in ("stated", "percent"))


def pick(rng: random.Random, facts: Facts, test: Callable[[Fact], bool]) -> Fact:
    """Return a fact: from the tables or from the text, each as often."""
    fitting = [fact for fact in facts if test(fact)]
    in_tables = rng.random() < 0.5
    return rng.choice([one for one in fitting if one["where"].startswith(TABLE) == in_tables] or fitting)


def change_digit(rng: random.Random, facts: Facts) -> Facts:
    one = pick(rng, facts, is_amount)
    place = rng.choice([place for place, digit in enumerate(one["raw"]) if digit.isdigit()])
    digit = rng.choice([digit for digit in "0123456789" if digit != one["raw"][place]])
    one["raw"] = one["raw"][:place] + digit + one["raw"][place + 1 :]
    return facts


def find_swaps(text: str) -> list[int]:
    return [
        place for place, (one, other) in enumerate(pairwise(text)) if one != other and one.isdigit() and other.isdigit()
    ]


def swap_digits(rng: random.Random, facts: Facts) -> Facts:
    one = pick(rng, facts, lambda fact: is_amount(fact) and bool(find_swaps(fact["raw"])))
    text, place = one["raw"], rng.choice(find_swaps(one["raw"]))
    one["raw"] = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return facts


def change_unit(rng: random.Random, facts: Facts) -> Facts:
    """Change the unit above a table, or that behind an amount of the text."""
    one = pick(rng, facts, is_amount)
    if one["where"].startswith(TABLE):
        unit = {"万元": "元", "元": "万元"}[one["unit"]]
        for fact in facts:
            if fact["where"] == one["where"]:
                fact["unit"] = unit
    else:
        one["raw"] = re.sub("万元$", rng.choice(("元", "亿元")), one["raw"])
    return facts


def change_sign(rng: random.Random, facts: Facts) -> Facts:
    one = pick(rng, facts, is_amount)
    one["raw"] = f"-{one['raw']}"
    return facts


def find_lane(fact: Fact) -> str:
    """Return what the facts of one column of amounts have in common besides their table and measure."""
    if re.search("收支|收入支出", fact["where"]):
        side = "收入" if re.search("收入|年初", f"{fact['measure']}{fact['note']}{fact['item']}") else "支出"
        return fact["note"] if re.match("列：|支出-", fact["note"]) else side
    if "基本支出决算" in fact["where"]:
        staff = fact["code"][:3] in ("301", "303") or "人员" in fact["item"]
        return "staff" if staff else "goods" if fact["code"][:3] == "302" else "capital"  # with 公用经费合计 below
    return ""


def is_one_line(fact: Fact) -> bool:
    """Return whether a fact stands in a table of one line, which has no rows to lose."""
    return "三公" in fact["where"] or (fact["where"].endswith(":支出预算总表") and not fact["code"])


def drop_row(rng: random.Random, facts: Facts) -> Facts:
    rows = [fact for fact in facts if fact["where"].startswith(TABLE) and fact["raw"] and not is_one_line(fact)]
    one = rng.choice(rows)
    side = find_lane(one)[:2]
    return [
        fact
        for fact in facts
        if any(fact[name] != one[name] for name in ("where", "code", "item")) or find_lane(fact)[:2] != side
    ]


def shift_column(rng: random.Random, facts: Facts) -> Facts:
    """Move the amounts of a column up or down by a row, in a table of one line to the left or right."""
    one = pick(rng, [fact for fact in facts if fact["where"].startswith(TABLE)], is_amount)
    key = (one["where"], one["measure"], find_lane(one))
    column = [fact for fact in facts if (fact["where"], fact["measure"], find_lane(fact)) == key]
    if "基本支出" in one["where"]:
        column.sort(key=lambda fact: fact["code"] or "9")
    printed = [fact["raw"] for fact in column]
    moved = ["", *printed[:-1]] if rng.random() < 0.5 else [*printed[1:], ""]
    for fact, text in zip(column, moved, strict=True):
        fact["raw"] = text
    return facts


def move_percentage(rng: random.Random, facts: Facts) -> Facts:
    one = rng.choice([fact for fact in facts if fact["kind"] == "percent" and is_printed(fact)])
    whole, _, rest = one["raw"].partition(".")
    whole = whole.removesuffix("%")
    one["raw"] = f"{int(whole) + rng.randint(1, 9)}" + (f".{rest}" if rest else "%")
    return facts


def turn_direction(rng: random.Random, facts: Facts) -> Facts:
    one = rng.choice([fact for fact in facts if fact["relation"][-2:] in _OTHER_WAY and is_printed(fact)])
    one["relation"] = one["relation"][:-2] + _OTHER_WAY[one["relation"][-2:]]
    return facts


def change_year(rng: random.Random, facts: Facts) -> Facts:
    """Change the year in the title of a table, the heading of a section, or that of a comparison."""
    year = re.compile(r"20\d\d(?=年)")
    shown = [fact for fact in facts if is_printed(fact)]
    places = [("where", fact["where"]) for fact in shown]
    places += [("relation", fact["relation"]) for fact in shown if fact["measure"] in ("增减额", "完成率", "占比")]
    places = sorted({(name, text) for name, text in places if year.search(text)})
    name, text = rng.choice(places)
    step = 1 if name == "relation" else rng.choice((-1, 1))
    other = year.sub(lambda found: str(int(found[0]) + step), text)
    for fact in facts:
        if fact[name] == text and (name == "where" or fact["measure"] != "增减率"):
            fact[name] = other
            if name == "relation":
                break
    return facts


CHANGES: Mapping[str, Callable[[random.Random, Facts], Facts]] = {
    "digit": change_digit,
    "swapped": swap_digits,
    "unit": change_unit,
    "sign": change_sign,
    "dropped-row": drop_row,
    "shifted-column": shift_column,
    "percentage": move_percentage,
    "direction": turn_direction,
    "year": change_year,
}


def change_facts(seed: int, kind: str, facts: Sequence[Fact]) -> Facts | None:
    """Return a copy of the facts with one change of a kind, None where nothing can be changed so."""
    try:
        return CHANGES[kind](random.Random(seed), [dict(fact) for fact in facts])
    except IndexError:  # no place to choose from
        return None
