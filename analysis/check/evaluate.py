"""The one engine: terms are summed by check and side, differences are judged by what rounding allows.

A printed figure is known to half a unit of its last place, so a sum may be off by the sum of these halves:
0.5·10^-d·(n+1) for n addends at d decimals. All arithmetic is on whole numbers (分, pieces, millionths).
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.batch import CALCULATED, DIVISOR, REPORTED
from analysis.check.index import Index, Ints
from analysis.money import RATE_SCALE
from analysis.verdicts import EXACT, MISMATCH, VERDICTS, WITHIN_ROUNDING

_NONE = np.iinfo("int64").max
_PIECE = 50_000  # rates at a time: whole numbers of any size take memory

Marks = NDArray[np.bool_]
Wholes = NDArray[np.object_]


def evaluate(index: Index, terms: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return one row for each check 0 … count-1: its sums and how well they agree.

    `terms` has check, side, sign, row (of the figures), sorted by check. Columns: reported, calculated, divisor (sums,
    int64), reported_terms, calculated_terms (how many), tolerance (int64: half the sum of the roundings), fine (the
    same if all figures were printed to the finest place), derived (whether a term is), negative (whether a calculated
    term is), plain (whether a figure without decimals was taken at the decimals of its list).
    """
    figures = index.figures
    rows, check = terms["row"].to_numpy(), terms["check"].to_numpy()
    side, sign = terms["side"].to_numpy(), terms["sign"].to_numpy("int64")
    value = figures["value"].to_numpy()[rows] * sign
    rounding, plain = level_roundings(index, terms)

    total = _add_exactly(check, rounding, count)
    known = rounding > 0
    finest = np.full(count, _NONE)
    np.minimum.at(finest, check[known], rounding[known])
    fine = np.where(finest == _NONE, 0, finest) * np.bincount(check[known], minlength=count)
    frame: dict[str, Any] = {
        name: _add_exactly(check[side == number], value[side == number], count)
        for name, number in (("reported", REPORTED), ("calculated", CALCULATED), ("divisor", DIVISOR))
    }
    frame |= {
        "reported_terms": np.bincount(check[side == REPORTED], minlength=count),
        "calculated_terms": np.bincount(check[side == CALCULATED], minlength=count),
        "tolerance": total // 2,
        "fine": fine // 2,
    }
    for name, mark in (
        ("derived", figures["basis"].eq("derived").to_numpy()[rows]),
        ("negative", (value < 0) & (side == CALCULATED)),
        ("plain", plain),
    ):
        frame[name] = np.bincount(check[mark], minlength=count) > 0
    return pd.DataFrame(frame)


def _add_exactly(check: Ints, values: Ints, count: int) -> Ints:
    sums = np.zeros(count, dtype="int64")
    np.add.at(sums, check, values)
    return sums


def level_roundings(index: Index, terms: pd.DataFrame, *, everywhere: bool = False) -> tuple[Ints, Marks]:
    """Return the rounding of each term, and which were taken finer than they are printed.

    A zero among numbers of its unit with decimals is as exact as these: 0 beside 0.09 is none, not anything below 5,000
    yuan. In a list, which is a total with its parts, so is a number without decimals: 6 beside 1.60 is 6.00. A figure
    stated twice, a change or a rate is no list; with `everywhere` each is taken for one.
    """
    check, rows = terms["check"].to_numpy("int64"), terms["row"].to_numpy()
    figures = index.figures
    rounding = figures["rounding"].to_numpy()[rows]
    decimals = figures["decimals"].to_numpy()[rows]
    bare = (decimals == 0) & (everywhere | _mark_lists(terms)) | (figures["value"].to_numpy()[rows] == 0)
    bare &= (rounding > 1) & ~figures["basis"].eq("derived").to_numpy()[rows]
    if not bare.any():
        return rounding, bare
    unit = figures["unit"].cat
    group = check * len(unit.categories) + unit.codes.to_numpy("int64")[rows]
    concerned = np.isin(group, np.unique(group[bare]))
    keys, place = np.unique(group[concerned], return_inverse=True)
    finest = np.full(len(keys), _NONE)
    printed = (decimals > 0)[concerned]
    np.minimum.at(finest, place[printed], rounding[concerned][printed])
    least = np.full(len(rounding), _NONE)
    least[concerned] = finest[place]
    taken = bare & (least < rounding)
    return np.where(taken, least, rounding), taken


def _mark_lists(terms: pd.DataFrame) -> Marks:
    """Return which terms stand in a list: two parts or more are added, none is taken away, nothing is divided."""
    check = terms["check"].to_numpy("int64")
    adds = (terms["side"].eq(CALCULATED) & terms["sign"].gt(0)).to_numpy()
    other = (terms["side"].eq(DIVISOR) | terms["sign"].lt(0)).to_numpy()
    count = int(check.max()) + 1 if len(check) else 0
    parts, others = np.bincount(check[adds], minlength=count), np.bincount(check[other], minlength=count)
    return np.asarray(((parts > 1) & (others == 0))[check], dtype=bool)


def judge_differences(sums: pd.DataFrame) -> NDArray[np.int8]:
    """Return the verdict on reported = calculated for each row of `evaluate`, as its place in VERDICTS."""
    difference = (sums["reported"] - sums["calculated"]).abs()
    return _place_verdicts(difference.eq(0), difference.le(sums["tolerance"]))


def judge_at_most(sums: pd.DataFrame) -> NDArray[np.int8]:
    """Return the verdict on reported <= calculated; without a reported side on calculated >= 0."""
    excess = sums["reported"] - sums["calculated"]
    return _place_verdicts(excess.le(0), excess.le(sums["tolerance"]))


def _place_verdicts(exact: Any, near: Any) -> NDArray[np.int8]:
    places = np.array([VERDICTS.index(one) for one in (MISMATCH, WITHIN_ROUNDING, EXACT)], dtype="int8")
    closes = np.asarray(exact, dtype=bool)
    return np.asarray(places[np.where(closes, 2, np.asarray(near, dtype=bool) & ~closes)], dtype="int8")


def judge_rates(index: Index, terms: pd.DataFrame, sums: pd.DataFrame, *, everywhere: bool = False) -> pd.DataFrame:
    """Return for each rate what it should be and the verdict.

    Columns: calculated (millionths), tolerance, verdict (its place in VERDICTS), truncated, usable (whether the base is
    not 0 within rounding). Compared are magnitudes: the direction is in the words (下降 5 %). Allowed is half a unit in
    the rate's last place and what rounding of the amounts leaves (see level_roundings).
    """
    rounding, _ = level_roundings(index, terms, everywhere=everywhere)
    amounts = {"stated": "reported", "part": "calculated", "whole": "divisor"}
    known = {name: sums[column].abs().to_numpy() for name, column in amounts.items()}
    for name, side in (("step", REPORTED), ("of_part", CALCULATED), ("of_whole", DIVISOR)):
        chosen = terms["side"].eq(side).to_numpy()
        known[name] = _add_exactly(terms["check"].to_numpy()[chosen], rounding[chosen], len(sums))
    known["step"] = np.maximum(known["step"], 1)
    pieces = [
        _judge_rate_piece(**{name: values[start : start + _PIECE].astype(object) for name, values in known.items()})
        for start in range(0, len(sums), _PIECE)
    ]
    return pd.concat(pieces, ignore_index=True)


def _judge_rate_piece(
    stated: Wholes, part: Wholes, whole: Wholes, step: Wholes, of_part: Wholes, of_whole: Wholes
) -> pd.DataFrame:
    """Return the verdicts on some rates; whole numbers of any size, because products of rates exceed 64 bits.

    A base so near to 0 that the rate is beyond 64 bits is not usable either.
    """
    # Twice the bounds as fractions: (2·part ± rounding) / (2·whole ∓ rounding), each in millionths.
    low_top, high_top = np.maximum(2 * part - of_part, 0), 2 * part + of_part
    low_bottom, high_bottom = 2 * whole + of_whole, 2 * whole - of_whole
    usable = np.asarray((high_bottom > 0) & (high_top * RATE_SCALE < high_bottom * int(_NONE)), dtype=bool)
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
            "verdict": _place_verdicts(np.asarray(rounded == stated, dtype=bool), overlaps | truncated),
            "truncated": truncated,
            "usable": usable,
        }
    )
