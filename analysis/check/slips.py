"""Amounts whose unit or decimal point slipped: the only figure of an open sum that closes it times 10^±4 or 10^±1."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from analysis.money import Quantity
from analysis.verdicts import MISMATCH, judge

FACTORS = {
    "unit+4": Fraction(10**4),
    "unit-4": Fraction(1, 10**4),
    "point+1": Fraction(10),
    "point-1": Fraction(1, 10),
}


class Slip(NamedTuple):
    """Which figure slipped (its place among those of the check) and how, as a key of FACTORS."""

    place: int
    kind: str


def find_slip(quantities: Sequence[Quantity]) -> Slip | None:
    """Return the slip that closes a sum, None if there is none or more than one may; the first quantity is the total.

    >>> find_slip([Quantity(1_000_000, 10_000), Quantity(600_000, 10_000), Quantity(4_000_000_000, 10_000)])
    Slip(place=2, kind='unit-4')
    """
    for kind, factor in FACTORS.items():
        fitting = [place for place, one in enumerate(quantities) if one.value and _closes(quantities, place, factor)]
        if len(fitting) == 1:
            return Slip(fitting[0], kind)
    return None


def _closes(quantities: Sequence[Quantity], changed: int, factor: Fraction) -> bool:
    tolerance = judge(quantities[0], quantities[1:])[1]
    if abs(quantities[changed].value * factor) <= tolerance:
        return False  # it would close by vanishing
    whole = quantities[0]
    # A slip moves the point, so the figure stays as exact as those beside it.
    value = quantities[changed].value * factor
    if value.denominator != 1:
        return False
    rounding = min(quantities[changed].rounding * factor, Fraction(whole.rounding or quantities[changed].rounding))
    moved = list(quantities)
    moved[changed] = Quantity(int(value), int(rounding))
    return judge(moved[0], moved[1:])[0] != MISMATCH
