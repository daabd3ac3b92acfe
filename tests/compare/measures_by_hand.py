"""The measures of a group computed another way: row by row over the CSV files, in fractions, none of our code.

Nothing is imported from `analysis`. A figure counts if it is a level of the report's own year, of all funds and of the
scope that is asked for, exact and not derived; of several rows the first.
"""

import csv
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

Number = tuple[Fraction, Fraction]  # the value and half of its last place
_ABOUT = "约近余多超逾左右上下"


@cache
def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def compute_measures(data: Path, department: str, year: int) -> Iterator[tuple[str, str, tuple[int, int, int] | None]]:
    """Yield measure, phase and (low, result, high) of a report, None where there is no result."""
    stated = list_figures(data, department, year)
    for row in read(data / "measures.csv"):
        for phase in row["phases"].split():
            yield row["measure"], phase, compute(row, phase, stated)


def compute(row: dict[str, str], phase: str, stated: dict[tuple[str, ...], Number]) -> tuple[int, int, int] | None:
    base = (Fraction(1), Fraction(0))
    if row["denominator"]:
        scheme, code = row["denominator"].split("/")
        found = stated.get((scheme, code, "", row["base_phase"] or phase))
        if found is None or found[0] <= 0:
            return None
        base = found
    top = find_numerator(row["numerator"], phase, stated, base)
    if top is None:
        return None
    scale = 1_000_000 if row["kind"] == "ratio" else 1
    corners = [one / other for one in spread(top) for other in spread(base)]
    low, result, high = (round_away(one * scale) for one in (min(corners), top[0] / base[0], max(corners)))
    return low, result, high


def spread(number: Number) -> tuple[Fraction, Fraction]:
    return number[0] - number[1], number[0] + number[1]


def round_away(number: Fraction) -> int:
    """Return the nearest whole number, halves away from zero."""
    size = int(abs(number) + Fraction(1, 2))
    return -size if number < 0 else size


def find_numerator(selectors: str, phase: str, stated: dict[tuple[str, ...], Number], base: Number) -> Number | None:
    for alternative in selectors.split():
        names = [[*one.split("/"), ""][:3] for one in alternative.split("+")]
        if names[0][1] == "*":  # the largest class, of classes that make up the total
            classes = [
                number
                for (scheme, code, scope, own), number in stated.items()
                if (scheme, scope, own) == (names[0][0], "", phase) and len(code) == 3
            ]
            if classes:
                apart = abs(sum(one[0] for one in classes) - base[0])
                return max(classes) if apart <= sum(one[1] for one in classes) + base[1] else None
        else:
            found = [stated[(*one, phase)] for one in names if (*one, phase) in stated]
            if found:
                return sum((one[0] for one in found), Fraction(0)), sum((one[1] for one in found), Fraction(0))
    return None


def list_figures(data: Path, department: str, year: int) -> dict[tuple[str, ...], Number]:
    scales = {row["unit"]: (row["kind"], int(row["scale"])) for row in read(data / "units.csv")}
    found: dict[tuple[str, ...], Number] = {}
    for row in read(data / f"figures/{department}/{year}.csv"):
        own = row["measure"] == "level" and row["fiscal_year"] == str(year) and row["basis"] != "derived"
        if own and not row.get("fund") and not row.get("flow") and not set(_ABOUT) & set(row["printed"]):
            kind, scale = scales[row["unit"]]
            key = (row["scheme"], row["code"], row.get("scope") or "", row["phase"])
            found.setdefault(key, measure(row["printed"], scale, counted=kind == "count"))
    return found


def measure(printed: str, scale: int, *, counted: bool) -> Number:
    if not any(one.isdigit() for one in printed):
        return Fraction(0), Fraction(0)  # declared none
    digits = printed.replace(",", "")
    places = len(digits.partition(".")[2])
    return Fraction(digits) * scale, Fraction(0) if counted else Fraction(scale, 2 * 10**places)
