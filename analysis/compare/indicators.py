"""The official indicators: computed where every input is stated, otherwise the name of what is missing."""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import pandas as pd

from analysis.check.index import Index
from analysis.compare.formulas import evaluate_formula, list_names, read_quotient
from analysis.compare.ratios import ONE, Ratios, compute_ratios, make_terms, measure_units, resolve_derived
from analysis.compare.scoring import score
from analysis.compare.series import Names, Wanted, find_levels, join_words, name_figures
from analysis.dataset import Dataset
from analysis.frames import iterate_rows

COMPUTED, MISSING = "computed", "missing"
ZERO_BASE = "zero-base"
# The table of compute_indicators, in order.
INDICATOR_TYPES: Mapping[str, str] = {
    "department": "str", "report_year": "int32", "indicator_set": "str", "indicator": "str", "status": "str",
    "value": "Int64", "low": "Int64", "high": "Int64", "in_order": "boolean", "missing": "str", "derived": "str",
    "figures": "str", "inputs": "str", "points": "Int64", "reason": "str", "pct": "float64",
}  # fmt: skip
_HUNDREDTHS = 100

Rows = Sequence[Mapping[Hashable, str]]


def compute_indicators(data: Dataset, indicator_set: str | None = None) -> pd.DataFrame:
    """Return one row for each report and indicator of a set, in its order: none is left out or 0 for lack of data.

    Without a set those of every one follow each other.

    Columns: department (str), report_year (int32), indicator_set, indicator, status (computed, missing), value, low,
    high (Int64, millionths of 1, each rounded once; no bounds where the denominator may be 0 within rounding), in_order
    (boolean: the value meets its target; <NA> without a value or a target), missing (ids of data/inputs.csv), derived
    (ids of the figures that were derived), figures (ids of the stated figures used), inputs (`name=F01
    name=2018/F20`), points (Int64, hundredths of a point; <NA> without a rule), reason (empty or zero-base), pct
    (float, %, made last for looking).

    Raises ValueError for a set that there is not.

    >>> from analysis import open_data
    >>> found = compute_indicators(open_data("beita-union", 2019), "mof-2013").query("status == 'computed'")
    >>> found[["indicator", "value", "figures"]]
                      indicator    value  figures
    2        staff-control-rate   666667  F23 F22
    3  three-public-change-rate  -888889  F15 F19
    """
    sets = data.indicators["indicator_set"]
    rows = data.indicators[sets.eq(indicator_set or sets)].to_dict("records")
    if not rows:
        known = ", ".join(dict.fromkeys(data.indicators["indicator_set"]))
        raise ValueError(f"there is no indicator set {indicator_set}; there are {known}")
    index = Index(data)
    table = _describe(index, rows, _list_inputs(index, rows))
    ordered = table.sort_values(["department", "report_year"], kind="stable", ignore_index=True)
    return ordered[list(INDICATOR_TYPES)].astype(dict(INDICATOR_TYPES))


def _list_inputs(index: Index, indicators: Rows) -> pd.DataFrame:
    """Return a row for each input of each indicator and report: ratio (indicator by indicator), name, row (-1: none).

    What is reviewed by people is never stated.
    """
    inputs = index.data.inputs[index.data.inputs["kind"].ne("review")]
    wanted = {
        row.input: Wanted(f"{row.scheme}/{row.code}", row.phase, int(row.year_offset)) for row in iterate_rows(inputs)
    }
    rows = dict(zip(wanted, find_levels(index, list(wanted.values())), strict=True))
    count = len(index.data.reports)
    none = np.full(count, -1, dtype="int64")
    asked = [(place, name) for place, row in enumerate(indicators) for name in list_names(row["formula"])]
    return pd.DataFrame(
        {
            "ratio": np.repeat([place * count for place, _ in asked], count) + np.tile(np.arange(count), len(asked)),
            "name": np.repeat(np.array([name for _, name in asked], dtype=object), count),
            "row": np.concatenate([rows.get(name, none) for _, name in asked]),
        }
    ).sort_values("ratio", kind="stable", ignore_index=True)


def _describe(index: Index, indicators: Rows, asked: pd.DataFrame) -> pd.DataFrame:
    """Return the table, indicator by indicator, for the inputs of _list_inputs."""
    lost, found = asked[asked["row"].lt(0)], asked[asked["row"].ge(0)]
    known = found[~found["ratio"].isin(lost["ratio"])]
    reports = index.data.reports
    count = len(reports) * len(indicators)
    ratios = _compute_ratios(index, [row["formula"] for row in indicators], known)
    derived = known[index.lines["derived"].to_numpy()[known["row"].to_numpy()]]
    stated = resolve_derived(index, make_terms(known["ratio"].to_numpy(), known["row"].to_numpy()))
    value = pd.Series(ratios.value.round_to())
    judged = _judge_all(index, indicators, ratios.value.list_fractions())
    return pd.concat([reports] * len(indicators), ignore_index=True).assign(
        indicator_set=np.repeat([row["indicator_set"] for row in indicators], len(reports)),
        indicator=np.repeat([row["indicator"] for row in indicators], len(reports)),
        status=np.where(value.notna(), COMPUTED, MISSING),
        value=value,
        low=ratios.low.round_to(),
        high=ratios.high.round_to(),
        in_order=pd.array([one[0] for one in judged], dtype="boolean"),
        missing=join_words(lost["ratio"].to_numpy(), lost["name"].to_numpy(), count),
        derived=_name(index, derived, count),
        figures=_name(index, stated, count),
        inputs=_name(index, found, count, found["name"] + "="),
        points=pd.array([one[1] for one in judged], dtype="Int64"),
        reason=np.where(value.isna() & np.isin(np.arange(count), known["ratio"]), ZERO_BASE, ""),
        pct=value.astype("Float64").astype("float64") / 10_000,
    )


def _name(index: Index, terms: pd.DataFrame, count: int, before: Any = "") -> Names:
    """Return the ids of the figures of each ratio as one text."""
    ratio = terms["ratio"].to_numpy()
    years = index.data.reports["report_year"].to_numpy()[ratio % len(index.data.reports)]
    return join_words(ratio, np.asarray(before + name_figures(index, terms["row"].to_numpy(), years)), count)


def _compute_ratios(index: Index, formulas: Sequence[str], known: pd.DataFrame) -> Ratios:
    """Return the result of each formula for each report all of whose inputs are known (ratio, name, row)."""
    reports = len(index.data.reports)
    place = known["ratio"].to_numpy() // reports
    sums = [_read_sums(formula) for formula in formulas]
    above, below = (
        np.array([sums[one][side].get(name, 0) for one, name in zip(place, known["name"], strict=True)], dtype="int64")
        for side in (0, 1)
    )
    inputs = make_terms(known["ratio"].to_numpy(), known["row"].to_numpy(), above, below)
    whole = np.unique(known["ratio"].to_numpy())
    numbers = [[sums[one][side].get("", 0) for one in whole // reports] for side in (0, 1)]
    terms = pd.concat([inputs, make_terms(whole, np.full(len(whole), ONE), *numbers)], ignore_index=True)
    ratios = compute_ratios(index, resolve_derived(index, terms.astype("int64")), reports * len(formulas))
    for one in (place for place, formula in enumerate(formulas) if read_quotient(formula) is None):
        own = known[known["ratio"].between(one * reports, (one + 1) * reports - 1)]
        _evaluate(index, formulas[one], own, ratios)
    return ratios


def _read_sums(formula: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return how often each input counts above and below the line; nothing for what is no quotient of sums."""
    quotient = read_quotient(formula)
    if quotient is None:
        return {}, {}
    whole = lcm(*(one.denominator for part in (quotient.top, quotient.bottom) for one in part.values()))
    top, bottom = ({name: int(one * whole) for name, one in part.items()} for part in (quotient.top, quotient.bottom))
    return top, bottom


def _evaluate(index: Index, formula: str, known: pd.DataFrame, ratios: Ratios) -> None:
    """Put in the values of a formula that is no quotient of sums; they have no bounds."""
    values: dict[int, dict[str, Fraction]] = {}
    numbers = measure_units(index, known["row"].to_numpy())
    for ratio, name, number in zip(known["ratio"], known["name"], numbers, strict=True):
        values.setdefault(ratio, {})[name] = number
    for ratio, own in values.items():
        found = evaluate_formula(formula, own)
        if found is not None:
            ratios.value.top[ratio], ratios.value.bottom[ratio] = found.numerator, found.denominator


def _judge_all(
    index: Index, indicators: Rows, values: Sequence[Fraction | None]
) -> list[tuple[bool | None, int | None]]:
    """Return for each value whether it meets the target, and its points; see _judge."""
    scoring: dict[tuple[str, str], list[Mapping[Hashable, str]]] = {}
    for band in index.data.scoring.to_dict("records"):
        scoring.setdefault((band["indicator_set"], band["indicator"]), []).append(band)
    reports = len(index.data.reports)
    rows = [row for row in indicators for _ in range(reports)]
    pairs = zip(rows, values, strict=True)
    return [_judge(scoring.get((row["indicator_set"], row["indicator"]), ()), row, value) for row, value in pairs]


def _judge(
    bands: Sequence[Mapping[Hashable, str]], indicator: Mapping[Hashable, str], value: Fraction | None
) -> tuple[bool | None, int | None]:
    """Return whether a value meets the indicator's target, and its points in hundredths; None where nothing says so."""
    if value is None:
        return None, None
    points = score(bands, value)
    return _meets_target(indicator, value), None if points is None else int(points * _HUNDREDTHS + Fraction(1, 2))


def _meets_target(indicator: Mapping[Hashable, str], value: Fraction) -> bool | None:
    if not indicator["target_pct"]:
        return None
    target = Fraction(indicator["target_pct"]) / 100
    better = indicator["better"]
    return value <= target if better == "lower" else value >= target if better == "higher" else value == target
