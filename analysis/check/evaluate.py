"""The one engine: terms are summed by check and side, differences are judged by what rounding allows.

A printed figure is known to half a unit of its last place, so a sum may be off by the sum of these halves:
0.5·10^-d·(n+1) for n addends at d decimals. All arithmetic is on whole numbers (分, pieces, millionths).
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.batch import CALCULATED, DIVISOR, REPORTED
from analysis.check.index import Index
from analysis.check.keys import Bools, Ints, columns, number_groups
from analysis.money import RATE_SCALE
from analysis.verdicts import EXACT, MISMATCH, VERDICTS, WITHIN_ROUNDING

_NONE = np.iinfo("int64").max
_PIECE = 50_000  # rates at a time: whole numbers of any size take memory

Wholes = NDArray[np.int64] | NDArray[np.object_]


def evaluate(index: Index, terms: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return one row for each check 0 … count-1: its sums and how well they agree.

    `terms` has check, side, sign, row (of the figures), sorted by check. Columns: reported, calculated, divisor (sums,
    int64), reported_terms, calculated_terms (how many), tolerance (int64: half the sum of the roundings), fine (the
    same if all figures were printed to the finest place), derived (whether a term is), negative (whether a calculated
    term is).
    """
    rows, check, side, sign = columns(terms, "row", "check", "side", "sign")
    value = columns(index.figures, "value")[0][rows] * sign
    rounding = level_roundings(index, terms)
    known = rounding > 0
    finest = np.full(count, _NONE)
    np.minimum.at(finest, check[known], rounding[known])
    fine = np.where(finest == _NONE, 0, finest) * np.bincount(check[known], minlength=count)
    frame = {
        name: _add_exactly(check[side == number], value[side == number], count)
        for name, number in (("reported", REPORTED), ("calculated", CALCULATED), ("divisor", DIVISOR))
    }
    marks = {
        "reported_terms": side == REPORTED,
        "calculated_terms": side == CALCULATED,
        "derived": index.lines["derived"].to_numpy()[rows],
        "negative": (value < 0) & (side == CALCULATED),
    }
    counts = {name: np.bincount(check[mark], minlength=count) for name, mark in marks.items()}
    halves = {"tolerance": _add_exactly(check, rounding, count) // 2, "fine": fine // 2}
    return pd.DataFrame(frame | counts | halves).astype({"derived": "bool", "negative": "bool"})


def _add_exactly(check: Ints, values: Ints, count: int) -> Ints:
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, check, values)
    return sums


def level_roundings(index: Index, terms: pd.DataFrame, *, everywhere: bool = False) -> Ints:
    """Return the rounding of each term, of some finer than they are printed.

    A zero among numbers of its unit with decimals is as exact as these: 0 beside 0.09 is none, not anything below 5,000
    yuan. In a list, which is a total with its parts, so is a number without decimals: 6 beside 1.60 is 6.00. A figure
    stated twice, a change or a rate is no list; with `everywhere` each is taken for one.

    Amounts whose difference is printed in another, coarser unit count as rounded to it: prose in 万元 takes the change
    from its own rounded amounts, not from the tables in 元.
    """
    rows, check = columns(terms, "row", "check")
    value, rounding, decimals = (one[rows] for one in columns(index.figures, "value", "rounding", "decimals"))
    rounding = _round_to_difference(terms, rounding, index.codes("unit")[rows])
    bare = ((decimals == 0) & (everywhere | _mark_lists(terms))) | (value == 0)
    bare &= (rounding > 1) & ~index.lines["derived"].to_numpy()[rows]
    if not bare.any():
        return rounding
    beside = np.flatnonzero(_mark_checks(check, bare)[check])
    group, exact = number_groups(check[beside], index.codes("unit")[rows[beside]]), decimals[beside] > 0
    finest = np.full(len(beside), _NONE)
    np.minimum.at(finest, group[exact], rounding[beside[exact]])
    rounding = rounding.copy()
    rounding[beside] = np.where(bare[beside], np.minimum(finest[group], rounding[beside]), rounding[beside])
    return rounding


def _mark_checks(check: Ints, marked: Bools) -> Bools:
    """Return for each check whether one of its terms is marked."""
    marks = np.zeros(check.max(initial=-1) + 1, dtype=bool)
    marks[check[marked]] = True
    return marks


def _round_to_difference(terms: pd.DataFrame, rounding: Ints, unit: Ints) -> Ints:
    """Return roundings with those of the amounts of a difference that is printed in another, coarser unit."""
    check, side, sign = columns(terms, "check", "side", "sign")
    count = check.max(initial=-1) + 1
    reported, printed = np.zeros(count, dtype=np.int64), np.full(count, -1)
    own = side == REPORTED
    reported[check[own]], printed[check[own]] = rounding[own], unit[own]
    moved = (side == CALCULATED) & (unit != printed[check]) & (printed[check] >= 0)
    if not moved.any():
        return rounding
    taken = _mark_checks(check, (side == CALCULATED) & (sign < 0)) & ~_mark_checks(check, side == DIVISOR)
    taken &= np.bincount(check[own], minlength=count) == 1
    return np.where(moved & taken[check], np.maximum(rounding, reported[check]), rounding)


def _mark_lists(terms: pd.DataFrame) -> Bools:
    """Return which terms stand in a list: two parts or more are added, none is taken away, nothing is divided."""
    check, side, sign = columns(terms, "check", "side", "sign")
    count = check.max(initial=-1) + 1
    parts = np.bincount(check[(side == CALCULATED) & (sign > 0)], minlength=count)
    others = np.bincount(check[(side == DIVISOR) | (sign < 0)], minlength=count)
    lists: Bools = (parts > 1) & (others == 0)
    return lists[check]


def judge_excess(excess: Ints, tolerance: Ints) -> NDArray[np.int8]:
    """Return the verdict on excess <= 0, as its place in VERDICTS; of an equality the excess is the size of the gap."""
    return place_verdicts(excess <= 0, excess <= tolerance)


def place_verdicts(exact: Bools, near: Bools) -> NDArray[np.int8]:
    """Return the places in VERDICTS of what is exact, what is within rounding, and what is neither."""
    places = [VERDICTS.index(one) for one in (EXACT, WITHIN_ROUNDING, MISMATCH)]
    return np.where(exact, places[0], np.where(near, places[1], places[2])).astype(np.int8)


def judge_rates(index: Index, terms: pd.DataFrame, sums: pd.DataFrame, *, everywhere: bool = False) -> pd.DataFrame:
    """Return for each rate what it should be and the verdict.

    Columns: calculated (millionths), tolerance, verdict (its place in VERDICTS), truncated, steps (by how many units of
    its last place it is off), usable (whether the base is not 0 within rounding). Compared are magnitudes: words give
    the direction (下降 5 %). Allowed is half a unit in the rate's last place and what rounding of the amounts leaves
    (see level_roundings).
    """
    check, side = columns(terms, "check", "side")
    rounding = level_roundings(index, terms, everywhere=everywhere)
    amounts = [sums[name].abs().to_numpy() for name in ("reported", "calculated", "divisor")]
    steps = [
        _add_exactly(check[side == number], rounding[side == number], len(sums))
        for number in (REPORTED, CALCULATED, DIVISOR)
    ]
    small = _fit(*amounts, *steps)
    pieces = [
        _judge_piece(*(values[some].astype(kind) for values in (*amounts, *steps))).set_index(some)
        for kind, rates in ((np.int64, np.flatnonzero(small)), (object, np.flatnonzero(~small)))
        for some in np.split(rates, range(_PIECE, len(rates), _PIECE))
    ]
    return pd.concat(pieces).sort_index()


def _fit(stated: Ints, part: Ints, whole: Ints, of_stated: Ints, of_part: Ints, of_whole: Ints) -> Bools:
    """Return of which rates all products that are made of them fit into 64 bits, with room for the error of floats."""
    part_size, whole_size, stated_size = (
        4.0 * one + 2.0 * of + 4 for one, of in ((part, of_part), (whole, of_whole), (stated, of_stated))
    )
    small: Bools = part_size * RATE_SCALE + whole_size * stated_size < _NONE / 4
    return small


def _judge_piece(
    stated: Wholes, part: Wholes, whole: Wholes, of_stated: Wholes, of_part: Wholes, of_whole: Wholes
) -> pd.DataFrame:
    """Return the verdicts on some rates; whole numbers of any size where products of rates exceed 64 bits.

    A base so near to 0 that the rate is beyond 64 bits is not usable either.
    """
    step = np.maximum(of_stated, 1)
    # Twice the bounds as fractions: (2·part ± rounding) / (2·whole ∓ rounding), each in millionths.
    low_top, high_top = np.maximum(2 * part - of_part, 0), 2 * part + of_part
    low_bottom, high_bottom = 2 * whole + of_whole, 2 * whole - of_whole
    usable = np.asarray((high_bottom > 0) & (high_top * RATE_SCALE // np.maximum(high_bottom, 1) < _NONE), dtype=bool)
    low_bottom, high_bottom = np.where(usable, low_bottom, 1), np.where(usable, high_bottom, 1)
    bottom = np.where(usable, whole, 1)
    overlaps = np.asarray(2 * low_top * RATE_SCALE <= (2 * stated + step) * low_bottom, dtype=bool)
    overlaps &= np.asarray(2 * high_top * RATE_SCALE >= (2 * stated - step) * high_bottom, dtype=bool)
    rounded = (2 * part * RATE_SCALE + step * bottom) // (2 * step * bottom) * step
    cut = part * RATE_SCALE // (step * bottom) * step
    truncated = ~overlaps & np.asarray(cut == stated, dtype=bool)
    spread = high_top * RATE_SCALE // high_bottom - low_top * RATE_SCALE // low_bottom + 1
    return pd.DataFrame(
        {
            "calculated": np.where(usable, (2 * part * RATE_SCALE + bottom) // (2 * bottom), 0).astype("int64"),
            "tolerance": np.where(usable, (spread + step) // 2, 0).astype("int64"),
            "verdict": place_verdicts(np.asarray(rounded == stated, dtype=bool), overlaps | truncated),
            "truncated": truncated,
            "steps": np.minimum(np.abs(rounded - stated) // step, _NONE).astype("int64"),
            "usable": usable,
        }
    )
