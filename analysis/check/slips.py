"""Amounts whose unit or decimal point slipped: the only figure of an open sum that closes it times 10^±4 or 10^±1."""

from typing import NamedTuple

from analysis.check.index import Ints

FACTORS = {"unit+4": (10**4, 1), "unit-4": (1, 10**4), "point+1": (10, 1), "point-1": (1, 10)}


class Slip(NamedTuple):
    """Which figure slipped (its place among those of the check) and how, as a key of FACTORS."""

    place: int
    kind: str


def find_slip(values: Ints, roundings: Ints) -> Slip | None:
    """Return the slip that closes a sum, None if there is none or more than one may; the first figure is the total.

    >>> import numpy as np
    >>> find_slip(np.array([1_000_000, 600_000, 4_000_000_000]), np.array([10_000, 10_000, 10_000]))
    Slip(place=2, kind='unit-4')
    """
    signed = [int(values[0]), *(-int(one) for one in values[1:])]
    sizes = [int(one) for one in roundings]
    gap, slack = sum(signed), sum(sizes)
    for kind, (times, per) in FACTORS.items():
        fitting = []
        for place, value in enumerate(signed):
            moved, rest = divmod(value * times, per)
            # A slip moves the point, so the figure stays as exact as those beside it.
            exact = min(sizes[place] * times // per, sizes[0] or sizes[place])
            closes = 2 * abs(gap - value + moved) <= slack - sizes[place] + exact
            if value and not rest and 2 * abs(moved) > slack and closes:  # one so small would close by vanishing
                fitting.append(place)
        if len(fitting) == 1:
            return Slip(fitting[0], kind)
    return None
