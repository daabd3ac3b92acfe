"""The official indicators: computed where every input is stated, otherwise the name of what is missing."""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import pandas as pd

from analysis.check.index import Index, Ints
from analysis.compare.formulas import evaluate_formula, list_names, read_quotient
from analysis.compare.ratios import ONE, Quotients, Ratios, compute_ratios, make_terms, measure_units, resolve_derived
from analysis.compare.scoring import score
from analysis.compare.series import Names, find_levels, join_words, name_figures
from analysis.dataset import Dataset

COMPUTED, MISSING = "computed", "missing"
ZERO_BASE = "zero-base"
# The table of compute_indicators, in order.
INDICATOR_TYPES: Mapping[str, str] = {
    "department": "str", "report_year": "int32", "indicator_set": "str", "indicator": "str", "status": "str",
    "value": "Int64", "low": "Int64", "high": "Int64", "in_order": "boolean", "missing": "str", "derived": "str",
    "figures": "str", "inputs": "str", "points": "Int64", "reason": "str", "pct": "float64",
}  # fmt: skip
_HUNDREDTHS = 100


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
    names = dict.fromkeys(name for row in rows for name in list_names(row["formula"]))
    inputs = {name: _find_input(index, name) for name in names}
    tables = [_compute(index, row, {name: inputs[name] for name in list_names(row["formula"])}) for row in rows]
    table = pd.concat(tables).sort_values(["department", "report_year"], kind="stable", ignore_index=True)
    return table[list(INDICATOR_TYPES)].astype(dict(INDICATOR_TYPES))


def _find_input(index: Index, name: str) -> Ints:
    """Return the row of an input for each report, -1 where it is not stated; what is reviewed by people never is."""
    [row] = index.data.inputs[index.data.inputs["input"].eq(name)].to_dict("records")
    if row["kind"] == "review":
        return np.full(len(index.data.reports), -1, dtype="int64")
    return find_levels(index, f"{row['scheme']}/{row['code']}", row["phase"], int(row["year_offset"]))


def _compute(index: Index, indicator: Mapping[Hashable, str], inputs: Mapping[str, Ints]) -> pd.DataFrame:
    """Return the rows of one indicator for all reports."""
    reports = index.data.reports
    count = len(reports)
    asked = pd.DataFrame(
        {
            "ratio": np.repeat(np.arange(count), len(inputs)),
            "name": np.tile(np.array(list(inputs), dtype=object), count),
            "row": np.array(list(inputs.values()), dtype="int64").T.ravel(),
        }
    )
    lost, found = asked[asked["row"].lt(0)], asked[asked["row"].ge(0)]
    known = found[~found["ratio"].isin(lost["ratio"])]
    ratios = _compute_ratios(index, indicator["formula"], known, count)
    derived = known[index.lines["derived"].to_numpy()[known["row"].to_numpy()]]
    stated = resolve_derived(index, make_terms(known["ratio"].to_numpy(), known["row"].to_numpy()))
    value = pd.Series(ratios.value.round_to())
    scoring = index.data.scoring
    own = scoring["indicator_set"].eq(indicator["indicator_set"]) & scoring["indicator"].eq(indicator["indicator"])
    bands = scoring[own].to_dict("records")
    judged = [_judge(bands, indicator, one) for one in ratios.value.list_fractions()]
    return reports.assign(
        indicator_set=indicator["indicator_set"],
        indicator=indicator["indicator"],
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
    """Return the ids of the figures of each report as one text."""
    ratio = terms["ratio"].to_numpy()
    years = index.data.reports["report_year"].to_numpy()[ratio]
    return join_words(ratio, np.asarray(before + name_figures(index, terms["row"].to_numpy(), years)), count)


def _compute_ratios(index: Index, formula: str, known: pd.DataFrame, count: int) -> Ratios:
    """Return the result of a formula for each report all of whose inputs are known (ratio, name, row)."""
    quotient = read_quotient(formula)
    if quotient is None:
        return _evaluate(index, formula, known, count)
    whole = lcm(*(one.denominator for part in (quotient.top, quotient.bottom) for one in part.values()))
    top, bottom = ({name: int(one * whole) for name, one in part.items()} for part in (quotient.top, quotient.bottom))
    names = known["name"]
    ratio = known["ratio"].to_numpy()
    inputs = make_terms(ratio, known["row"].to_numpy(), names.map(top).fillna(0), names.map(bottom).fillna(0))
    numbers = make_terms(np.unique(ratio), np.full(known["ratio"].nunique(), ONE), top.get("", 0), bottom.get("", 0))
    terms = pd.concat([inputs, numbers], ignore_index=True).astype("int64")
    return compute_ratios(index, resolve_derived(index, terms), count)


def _evaluate(index: Index, formula: str, known: pd.DataFrame, count: int) -> Ratios:
    """Return the values of a formula that is no quotient of sums; they have no bounds."""
    values: list[dict[str, Fraction]] = [{} for _ in range(count)]
    numbers = measure_units(index, known["row"].to_numpy())
    for ratio, name, number in zip(known["ratio"], known["name"], numbers, strict=True):
        values[ratio][name] = number
    found = [evaluate_formula(formula, own) if own else None for own in values]
    none = Quotients(*(np.zeros(count, dtype=object) for _ in range(2)))
    parts = [(one.numerator, one.denominator) if one is not None else (0, 0) for one in found]
    top, bottom = np.array([*parts, (0, 0)], dtype=object)[:-1].T
    return Ratios(Quotients(top, bottom), none, none)


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
