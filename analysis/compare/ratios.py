"""Exact ratios of sums of figures, with the interval that rounding leaves, for any number of ratios at once.

A derived figure stands for the stated ones it comes from, so that a number which enters twice moves with itself. Each
stated figure lies within half a unit of its last place; a quotient of sums is monotone in each of them as long as its
denominator keeps its sign. So its extremes lie in corners, which are found by following the slopes.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.index import Index
from analysis.check.keys import Ints
from analysis.figures import parse_derivation
from analysis.money import RATE_SCALE

Wholes = NDArray[np.object_]  # whole numbers of any size

TERMS = ("ratio", "row", "top", "bottom")
_SIZES = {"money": 1_000_000, "count": 1_000_000, "measure": 100, "rate": 1}  # of one step, in millionths of a unit
_LARGEST = 2**63 - 1


@dataclass(frozen=True, eq=False)
class Quotients:
    """Exact quotients as two arrays of whole numbers; a bottom of 0 says that there is none."""

    top: Wholes
    bottom: Wholes

    def round_to(self, scale: int = RATE_SCALE) -> Any:
        """Return the quotients times `scale` as Int64, half rounded away from zero; <NA> where there is none."""
        bottom = np.where(self.bottom == 0, 1, self.bottom)
        size = (2 * abs(self.top) * scale + abs(bottom)) // (2 * abs(bottom))
        none = np.asarray((self.bottom == 0) | (size > _LARGEST), dtype=bool)
        signed = np.where(np.asarray((self.top < 0) != (bottom < 0), dtype=bool), -size, size)
        return pd.arrays.IntegerArray(np.where(none, 0, signed).astype("int64"), none)

    def list_fractions(self) -> list[Fraction | None]:
        """Return the quotients as fractions, None where there is none."""
        return [Fraction(top, bottom) if bottom else None for top, bottom in zip(self.top, self.bottom, strict=True)]


class Ratios(NamedTuple):
    """Ratios 0 … : their values between the lowest and highest that rounding allows.

    There is no value where the denominator is 0, and there are no bounds where it may be 0 within rounding.
    """

    low: Quotients
    value: Quotients
    high: Quotients

    def round_to(self, *names: str, scale: int = RATE_SCALE) -> dict[str, Any]:
        """Return the lowest, the values and the highest, each rounded once, as columns with these names."""
        return {name: one.round_to(scale) for name, one in zip(names, self, strict=True)}


def make_terms(ratio: Ints, row: Ints, top: Ints | int = 0, bottom: Ints | int = 0) -> pd.DataFrame:
    """Return terms as a table: figure `row` counts `top` times above and `bottom` times below the line of a ratio.

    The row behind the last figure is the number one.
    """
    return pd.DataFrame({"ratio": ratio, "row": row, "top": top, "bottom": bottom}, dtype="int64")


def resolve_derived(index: Index, terms: pd.DataFrame) -> pd.DataFrame:
    """Return the terms with the stated figures in place of derived ones, each figure once for each ratio."""
    ratio, row, top, bottom = (terms[name].to_numpy() for name in TERMS)
    derived = np.append(index.lines["derived"].to_numpy(), False)[row]
    if derived.any():
        place, leaf, sign = _list_leaves(index, row[derived])
        kept, parts = np.flatnonzero(~derived), np.flatnonzero(derived)[place]
        chosen, signs = np.append(kept, parts), np.append(np.ones(len(kept), dtype="int64"), sign)
        ratio, row = ratio[chosen], np.append(row[kept], leaf)
        top, bottom = top[chosen] * signs, bottom[chosen] * signs
    keys, first, place = np.unique(ratio * (len(index.figures) + 1) + row, return_index=True, return_inverse=True)
    counts = np.zeros((len(keys), 2), dtype="int64")
    np.add.at(counts, place, np.column_stack([top, bottom]))
    order = np.lexsort([first, ratio[first]])
    return make_terms(ratio[first][order], row[first][order], *counts[order].T)


def _list_leaves(index: Index, rows: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the stated figures that derived ones stand for: the place in `rows` of each, its own row, its sign."""
    parsed = [parse_derivation(text) for text in index.name("derivation", rows)]
    place = np.repeat(np.arange(len(rows)), [len(terms) for terms in parsed])
    sign, names = zip(*(term for terms in parsed for term in terms), strict=True)
    report = index.combine(("department",)) * 10_000 + index.figures["report_year"].to_numpy()
    near = np.flatnonzero(np.isin(report, report[rows]))
    ids = index.figures["figure_id"].cat
    keys = report[near] * len(ids.categories) + ids.codes.to_numpy()[near]
    order = np.argsort(keys)
    wanted = report[rows][place] * len(ids.categories) + index.find("figure_id", names)
    return place, near[order[np.searchsorted(keys, wanted, sorter=order)]], np.array(sign)


def divide_rows(index: Index, rows: Ints, bases: Ints) -> Ratios:
    """Return the ratio of each figure to its base; none where that is -1."""
    known = np.flatnonzero(bases >= 0)
    terms = pd.concat([make_terms(known, rows[known], top=1), make_terms(known, bases[known], bottom=1)])
    return compute_ratios(index, resolve_derived(index, terms), len(rows))


def compute_ratios(index: Index, terms: pd.DataFrame, count: int) -> Ratios:
    """Return the ratios 0 … count-1 of `terms` (make_terms), which move independently of each other.

    Amounts count in 分, counts in pieces, measures and rates in whole units.
    """
    figures, (ratio, row, *counted) = index.figures, (terms[name].to_numpy() for name in TERMS)
    sizes = np.array([_SIZES[name] for name in figures["kind"].cat.categories], dtype="int64")[index.codes("kind")]
    value, rounding, size = (
        np.append(column, of_one)[row].astype(object)
        for column, of_one in ((figures["value"], 1), (figures["rounding"], 0), (sizes, _SIZES["count"]))
    )
    top, bottom = (one * size for one in counted)
    values = Quotients(_add(ratio, top * value, count), _add(ratio, bottom * value, count))
    turned = np.where(np.asarray(values.bottom > 0, dtype=bool), 1, -1)  # so that what is below the line is above 0
    box = _Box(ratio, top * turned[ratio], bottom * turned[ratio], 2 * value - rounding, 2 * value + rounding)
    least = _add(ratio, np.where(box.bottom > 0, box.bottom * box.low, box.bottom * box.high), count)
    start = Quotients(values.top * turned, np.where(least > 0, values.bottom * turned, 0))
    return Ratios(_find_extreme(box, start, -1), values, _find_extreme(box, start, 1))


class _Box(NamedTuple):
    """The terms of ratios as arrays, and twice the ends of what each figure may be."""

    ratio: Ints
    top: Wholes
    bottom: Wholes
    low: Wholes
    high: Wholes


def _add(ratio: Ints, values: Wholes, count: int) -> Wholes:
    sums = np.zeros(count, dtype=object)
    np.add.at(sums, ratio, values)
    return sums


def _find_extreme(box: _Box, start: Quotients, sign: int) -> Quotients:
    """Return the highest (sign 1) or lowest (-1) quotients in the box; their bottoms are above 0 all over it.

    From a quotient q the corner that top - q * bottom is extreme in cannot be worse, and it is the extreme of the
    quotient once it is no better (Dinkelbach). q moves one way only, so each figure changes its end at most once.
    """
    top, bottom = start.top, start.bottom
    active = np.asarray(bottom != 0, dtype=bool)
    while active.any():
        ratio, above, below, low, high = (one[active[box.ratio]] for one in box)
        corner = np.where(sign * (above * bottom[ratio] - below * top[ratio]) > 0, high, low)
        new_top, new_bottom = _add(ratio, above * corner, len(top)), _add(ratio, below * corner, len(top))
        active = active & np.asarray(sign * (new_top * bottom - top * new_bottom) > 0, dtype=bool)
        top, bottom = np.where(active, new_top, top), np.where(active, new_bottom, bottom)
    return Quotients(top, bottom)
