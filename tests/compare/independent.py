"""The panels of a group computed again from the files, with the standard library alone: what compare_panels must equal.

Nothing of the analysis is used. It knows units, who lies within whom, what a report states of its own year and of the
year before; of changed schemes only that another scheme is another series.
"""

import csv
from collections import defaultdict
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

FEN = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
TOTALS = {"summary/total", "summary/basic", "summary/project"}


class Amount(NamedTuple):
    fen: Fraction
    rounding: Fraction


def read(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def is_compared(scheme: str, code: str) -> bool:
    classes = scheme.startswith(("functional-", "economic-2")) and len(code) == 3
    return f"{scheme}/{code}" in TOTALS or scheme == "three-public" or classes


@cache
def read_flows(data: Path) -> dict[tuple[str, str], str]:
    paths = sorted((data / "schemes").glob("*.csv"))
    return {(row["scheme"], row["code"]): row["flow"] for path in paths for row in read(path)}


def read_amounts(data: Path, department: str, year: int) -> dict[tuple[int, str], dict[tuple[str, ...], Amount]]:
    """What a report states of each year, or what follows from it ("derived"), by series; of several the first."""
    flows = read_flows(data)
    rows = read(data / "figures" / department / f"{year}.csv")
    printed = {row["figure_id"]: measure(row) for row in rows if row["basis"] != "derived" and row["unit"] in FEN}
    amounts: dict[tuple[int, str], dict[tuple[str, ...], Amount]] = defaultdict(dict)
    for row in rows:
        if row["measure"] != "level" or row["unit"] not in FEN or not is_compared(row["scheme"], row["code"]):
            continue
        flow = row["flow"] or flows.get((row["scheme"], row["code"]), "") or "expenditure"
        key = (f"{row['scheme']}/{row['code']}", flow, row["phase"], row["fund"] or "all", row["scope"] or "all")
        derived = row["basis"] == "derived"
        amount = derive(row["derivation"], printed) if derived else printed[row["figure_id"]]
        amounts[int(row["fiscal_year"]), "derived" if derived else "stated"].setdefault(key, amount)
    return amounts


def measure(row: dict[str, str]) -> Amount:
    if row["basis"] == "declared-none":
        return Amount(Fraction(0), Fraction(0))
    number, unit = row["printed"].replace(",", "").strip(), FEN[row["unit"]]
    return Amount(Fraction(number) * unit, Fraction(unit, 10 ** len(number.partition(".")[2])))


def derive(derivation: str, printed: dict[str, Amount]) -> Amount:
    first, *rest = derivation.split()
    terms = [(1, first), *((-1 if sign == "-" else 1, name) for sign, name in zip(rest[::2], rest[1::2], strict=True))]
    fen = sum((sign * printed[name].fen for sign, name in terms), Fraction(0))
    return Amount(fen, sum((printed[name].rounding for _, name in terms), Fraction(0)))


def compare(data: Path, members: list[str], years: list[int]) -> dict[tuple[object, ...], dict[str, object]]:
    """The rows of compare_panels by pair of years, series and panel."""
    part_of = {row["department"]: row["part_of"] for row in read(data / "departments.csv")}
    there = {(one, year) for one in members for year in years if (data / "figures" / one / f"{year}.csv").is_file()}
    counted = {(one, year) for one, year in there if (part_of[one], year) not in there}
    stated = {report: read_amounts(data, *report) for report in there}
    rows = {}
    for before, year in pairwise(years):
        now = {one: stated[one, year][year, "stated"] for one in members if (one, year) in counted}
        old = {one: stated[one, before][before, "stated"] for one in members if (one, before) in counted}
        every = {key for side in (now, old) for amounts in side.values() for key in amounts}
        every |= {
            key
            for one, of_year in there
            if of_year in (before, year)
            for key in stated[one, of_year][of_year, "stated"]
        }
        for key in every:
            value = {one: amounts[key] for one, amounts in now.items() if key in amounts}
            base = {one: amounts[key] for one, amounts in old.items() if key in amounts}
            same = {}
            for one in value.keys() & old.keys():
                answers = [
                    stated[one, year][before, "stated"],
                    stated[one, before][before, "stated"],
                    stated[one, year][before, "derived"],
                ]
                if found := [answer[key] for answer in answers if key in answer]:
                    same[one] = found[0]
            shared = {
                "joined": sorted(value.keys() - old.keys()),
                "left": sorted(base.keys() - now.keys()),
                "restated": sorted(one for one in same.keys() & base.keys() if differ(same[one], base[one])),
            }
            fixed = {one: value[one] for one in same}
            rows[before, year, *key, "same"] = add_up(fixed, same) | shared
            rows[before, year, *key, "all"] = add_up(value, base) | shared
    return rows


def differ(one: Amount, other: Amount) -> bool:
    return 2 * abs(one.fen - other.fen) > one.rounding + other.rounding


def add_up(value: dict[str, Amount], base: dict[str, Amount]) -> dict[str, object]:
    top, top_half = (sum(getattr(one, name) for one in value.values()) for name in Amount._fields)
    bottom, bottom_half = (sum(getattr(one, name) for one in base.values()) for name in Amount._fields)
    top_half, bottom_half = Fraction(top_half) / 2, Fraction(bottom_half) / 2
    row: dict[str, object] = {
        "bodies": len(value),
        "base_bodies": len(base),
        "value": top if value else None,
        "base": bottom if base else None,
        "change": top - bottom if value and base else None,
    }
    rate = value and base and bottom > 0
    row["rate"] = round_away(Fraction(top) / bottom - 1) if rate else None
    bounded = rate and bottom > bottom_half
    corners = [
        (top + one * top_half) / (bottom + other * bottom_half) - 1 for one in (-1, 1) for other in (-1, 1) if bounded
    ]
    row["rate_low"] = round_away(min(corners)) if bounded else None
    row["rate_high"] = round_away(max(corners)) if bounded else None
    return row


def round_away(ratio: Fraction) -> int:
    """Millionths, half away from zero."""
    size = int(abs(ratio) * 2_000_000 + 1) // 2
    return size if ratio >= 0 else -size
