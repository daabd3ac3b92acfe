"""Exact ratios of sums of figures, with the interval that rounding leaves, for any number of ratios at once.

A derived figure stands for the stated ones it comes from, so that a number which enters twice moves with itself. Each
stated figure lies within half a unit of its last place; a quotient of sums is monotone in each of them as long as its
denominator keeps its sign. So its extremes lie in corners, which are found by following the slopes.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.index import Index, Ints
from analysis.figures import parse_derivation
from analysis.money import RATE_SCALE

Wholes = NDArray[np.object_]  # whole numbers of any size

TERMS = ["ratio", "row", "top", "bottom"]
ONE = -1  # the row of the number one, for constants of a formula
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


@dataclass(frozen=True, eq=False)
class Ratios:
    """Ratios 0 … : their values and the lowest and highest that rounding allows.

    There is no value where the denominator is 0, and there are no bounds where it may be 0 within rounding.
    """

    value: Quotients
    low: Quotients
    high: Quotients


def make_terms(ratio: Ints, row: Ints, top: object = 0, bottom: object = 0) -> pd.DataFrame:
    """Return terms as a table: figure `row` counts `top` times above and `bottom` times below the line of a ratio."""
    return pd.DataFrame({"ratio": ratio, "row": row, "top": top, "bottom": bottom}, columns=TERMS)


def resolve_derived(index: Index, terms: pd.DataFrame) -> pd.DataFrame:
    """Return the terms with the stated figures in place of derived ones, each figure once for each ratio."""
    rows = terms["row"].to_numpy()
    derived = index.lines["derived"].to_numpy()[rows] & (rows != ONE)
    if derived.any():
        leaves = _list_leaves(index, np.unique(rows[derived]))
        found = terms[derived].merge(leaves, on="row", how="inner", validate="m:m")
        parts = make_terms(found["ratio"], found["leaf"], found["top"] * found["sign"], found["bottom"] * found["sign"])
        terms = pd.concat([terms[~derived], parts], ignore_index=True)
    if terms.duplicated(["ratio", "row"]).any():
        terms = terms.groupby(["ratio", "row"], sort=False, as_index=False)[["top", "bottom"]].sum()
    return terms.sort_values("ratio", kind="stable", ignore_index=True)


def _list_leaves(index: Index, rows: Ints) -> pd.DataFrame:
    """Return the stated figures of each derived one: row, leaf (a row), sign."""
    figures = index.figures
    names = ["department", "report_year", "figure_id"]
    derived = figures.iloc[rows][[*names, "derivation"]].astype({"department": "str", "derivation": "str"})
    terms = [
        (row, *term) for row, text in zip(rows, derived["derivation"], strict=True) for term in parse_derivation(text)
    ]
    leaves = pd.DataFrame(terms, columns=["row", "sign", "figure_id"])
    wanted = leaves.merge(derived.drop(columns=["figure_id", "derivation"]).assign(row=rows), on="row", validate="m:1")
    reports = figures["department"].isin(derived["department"]) & figures["report_year"].isin(derived["report_year"])
    known = figures.loc[reports, names].astype({"department": "str", "figure_id": "str"})
    known = known.assign(leaf=np.flatnonzero(reports))
    return wanted.merge(known, on=names, validate="m:1")[["row", "leaf", "sign"]]


def compute_ratios(index: Index, terms: pd.DataFrame, count: int) -> Ratios:
    """Return the ratios 0 … count-1 of `terms` (make_terms, sorted by ratio), which move independently of each other.

    Amounts count in 分, counts in pieces, measures and rates in whole units.
    """
    rows, ratio = terms["row"].to_numpy(), terms["ratio"].to_numpy()
    figures, constant = index.figures, rows == ONE
    values, roundings = (
        np.where(constant, of_one, figures[name].to_numpy()[rows]).astype(object)
        for name, of_one in (("value", 1), ("rounding", 0))
    )
    sizes = np.where(constant, _SIZES["count"], _find_sizes(index, rows))
    top, bottom = ((terms[name].to_numpy() * sizes).astype(object) for name in ("top", "bottom"))
    box = _Box(ratio, top, bottom, 2 * values - roundings, 2 * values + roundings)
    value = Quotients(_add(ratio, top * values, count), _add(ratio, bottom * values, count))
    positive = np.asarray(value.bottom > 0, dtype=bool)
    turned = np.where(positive, 1, -1)
    box = replace(box, top=top * turned[ratio], bottom=bottom * turned[ratio])
    least = _add(ratio, np.where(box.bottom > 0, box.bottom * box.low, box.bottom * box.high), count)
    start = Quotients(value.top * turned, value.bottom * turned)
    start = Quotients(start.top, np.where(np.asarray(least > 0, dtype=bool), start.bottom, 0))
    return Ratios(value, _find_extreme(box, start, -1), _find_extreme(box, start, 1))


def measure_units(index: Index, rows: Ints) -> list[Fraction]:
    """Return the values of figures as compute_ratios counts them."""
    values = index.figures["value"].to_numpy()[rows].tolist()
    sizes = _find_sizes(index, rows).tolist()
    return [Fraction(value * size, _SIZES["count"]) for value, size in zip(values, sizes, strict=True)]


def _find_sizes(index: Index, rows: Ints) -> Ints:
    kinds = index.figures["kind"].cat
    return np.array([_SIZES[name] for name in kinds.categories], dtype="int64")[kinds.codes.to_numpy()[rows]]


@dataclass(frozen=True, eq=False)
class _Box:
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
        chosen = active[box.ratio]
        ratio, above, below = box.ratio[chosen], box.top[chosen], box.bottom[chosen]
        slope = sign * (above * bottom[ratio] - below * top[ratio])
        corner = np.where(np.asarray(slope > 0, dtype=bool), box.high[chosen], box.low[chosen])
        new_top, new_bottom = _add(ratio, above * corner, len(top)), _add(ratio, below * corner, len(top))
        active = active & np.asarray(sign * (new_top * bottom - top * new_bottom) > 0, dtype=bool)
        top, bottom = np.where(active, new_top, top), np.where(active, new_bottom, bottom)
    return Quotients(top, bottom)
