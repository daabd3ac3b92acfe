"""The official indicators: computed where every input is stated, otherwise the name of what is missing."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import pandas as pd

from analysis.check.index import Index
from analysis.check.keys import Ints
from analysis.check.rows import join_words, name_figures
from analysis.compare.formulas import evaluate_formula, list_names, read_quotient
from analysis.compare.levels import find_levels
from analysis.compare.ratios import Quotients, compute_ratios, divide_rows, make_terms, resolve_derived
from analysis.compare.scoring import Row, meets_target, score
from analysis.dataset import Dataset
from analysis.once import compute_once

COMPUTED, MISSING = "computed", "missing"
ZERO_BASE = "zero-base"
_HUNDREDTHS = 100
_ONE = ""  # the input that is the number one

Indicators = Sequence[Row]


@compute_once
def compute_indicators(data: Dataset, indicator_set: str | None = None) -> pd.DataFrame:
    """Return one row for each report and indicator of a set, in its order: none is left out or 0 for lack of data.

    Without a set those of every one that applies to the report's region and year (data/indicator-sets.csv) follow each
    other; a set that is named is computed for every report.

    Columns: department (str), report_year (int32), indicator_set, indicator, status (computed, missing), value, low,
    high (Int64, millionths of 1, each rounded once; no bounds where the denominator may be 0 within rounding), in_order
    (boolean: the value meets its target; <NA> without a value or a target), missing (ids of data/inputs.csv), derived
    (ids of the figures that were derived), figures (ids of the stated figures used), inputs (`name=F01
    name=2018/F20`), points (Int64, hundredths of a point; <NA> without a rule), reason (empty or zero-base), same_as
    (the earlier set of the report that has the same indicator by the same formula; empty: counts), pct (float, %, made
    last for looking).

    Raises ValueError for a set that there is not.

    >>> from analysis import open_data
    >>> found = compute_indicators(open_data("beita-union", 2019), "mof-2013").query("status == 'computed'")
    >>> found[["indicator", "value", "figures"]]
                      indicator    value  figures
    2        staff-control-rate   666667  F23 F22
    3  three-public-change-rate  -888889  F15 F19
    """
    sets = data.indicators["indicator_set"]
    chosen = data.indicators[sets.eq(indicator_set or sets)]
    if chosen.empty:
        raise ValueError(f"there is no indicator set {indicator_set}; there are {', '.join(dict.fromkeys(sets))}")
    reports = data.reports.sort_values(["department", "report_year"], kind="stable", ignore_index=True)
    index, indicators = Index(replace(data, reports=reports)), chosen.to_dict("records")
    uses = _list_uses(index, indicators)
    lost, stated = uses[uses["row"].lt(0)], uses[uses["row"].ge(0) & uses["name"].ne(_ONE)]
    known = uses[~uses["ratio"].isin(lost["ratio"])]
    derived = known[np.append(index.lines["derived"].to_numpy(), False)[known["row"]]]
    terms = resolve_derived(index, known)
    report, place = np.divmod(np.arange(len(reports) * len(indicators)), len(indicators))
    table = reports.iloc[report].reset_index(drop=True)
    ratios = compute_ratios(index, terms, len(table))
    _compute_others(index, indicators, known, ratios.value)
    value, years = ratios.value.round_to(), table["report_year"].to_numpy()
    in_order, points = _judge(data, indicators, ratios.value)
    found = table.assign(
        indicator_set=chosen["indicator_set"].array.take(place),
        indicator=chosen["indicator"].array.take(place),
        status=pd.array(np.where(value.isna(), MISSING, COMPUTED), dtype="str"),
        value=value,
        low=ratios.low.round_to(),
        high=ratios.high.round_to(),
        in_order=in_order,
        missing=join_words(lost["ratio"].to_numpy(), lost["name"], len(table)),
        derived=_cite(index, derived, years),
        figures=_cite(index, terms[terms["row"].lt(len(index.figures))], years),
        inputs=_cite(index, stated, years, stated["name"].to_numpy(object) + "="),
        points=points,
        reason=pd.array(np.where(value.isna() & np.isin(table.index, known["ratio"]), ZERO_BASE, ""), dtype="str"),
        same_as=chosen["formula"].array.take(place),
        pct=value.to_numpy("float64", na_value=np.nan) / 10_000,
    )
    return _name_same(found if indicator_set else found[_applies(data, found)].reset_index(drop=True))


def _applies(data: Dataset, found: pd.DataFrame) -> "pd.Series[bool]":
    """Return whether the set of each row is one for the region of its department and for its year."""
    limits = data.indicator_sets.set_index("indicator_set")
    regions = limits["region"].to_dict()
    places = dict(zip(data.departments["department"], data.departments["region_zh"], strict=True))
    pairs = zip(found["department"], found["indicator_set"], strict=True)
    inside = [places.get(department, "").startswith(regions.get(one, "")) for department, one in pairs]
    year, known = found["report_year"], found[["indicator_set"]].join(limits, on="indicator_set", validate="m:1")
    too_early, too_late = year.lt(known["from_year"]).fillna(False), year.gt(known["to_year"]).fillna(False)
    return pd.Series(inside, index=found.index) & ~too_early & ~too_late


def _name_same(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with, in place of their formula, the first set of the report that has the same, if an earlier."""
    first = found.groupby(["department", "report_year", "indicator", "same_as"])["indicator_set"].transform("first")
    return found.assign(same_as=first.where(first.ne(found["indicator_set"]), ""))


def _list_uses(index: Index, indicators: Indicators) -> pd.DataFrame:
    """Return one row for each input of each formula in each report: ratio, name, row (-1 if not stated), top, bottom.

    The ratios of a report follow each other. A formula is the sum of its inputs, each `top` times, over the same with
    `bottom`; of one that is no quotient of sums both are 0.
    """
    uses: list[tuple[int, str, int, int]] = []
    for place, indicator in enumerate(indicators):
        quotient = read_quotient(indicator["formula"])
        parts = [quotient.top, quotient.bottom] if quotient else [{}, {}]
        whole = lcm(*(one.denominator for part in parts for one in part.values()))
        for name in (*list_names(indicator["formula"]), _ONE):
            top, bottom = (int(part.get(name, 0) * whole) for part in parts)
            uses.append((place, name, top, bottom))
    places, names, tops, bottoms = (list(one) for one in zip(*uses, strict=True))
    rows = _find_inputs(index, names)
    ratios, count = np.arange(len(rows))[:, None] * len(indicators) + places, len(rows)
    terms = make_terms(ratios.ravel(), rows.ravel(), np.tile(tops, count), np.tile(bottoms, count))
    return terms.assign(name=np.tile(names, count))


def _find_inputs(index: Index, names: Sequence[str]) -> Ints:
    """Return the row of some inputs (columns) for each report (rows); what is reviewed by people is never stated."""
    inputs = index.data.inputs[index.data.inputs["input"].isin(names)]
    rows = np.where(inputs["kind"].eq("review"), -1, find_levels(index, inputs))
    ones = np.full((len(rows), 1), len(index.figures))
    places = {name: place for place, name in enumerate([*inputs["input"], _ONE])}
    return np.hstack([rows, ones])[:, [places[name] for name in names]]


def _compute_others(index: Index, indicators: Indicators, known: pd.DataFrame, value: Quotients) -> None:
    """Fill in the values of formulas that are no quotients of sums; they have no bounds."""
    others = [place for place, one in enumerate(indicators) if read_quotient(one["formula"]) is None]
    terms = known[(known["ratio"] % len(indicators)).isin(others)]
    rows = terms["row"].to_numpy()
    numbers = divide_rows(index, rows, np.full_like(rows, len(index.figures))).value.list_fractions()
    inputs: dict[int, dict[str, Fraction]] = {}
    for ratio, name, number in zip(terms["ratio"], terms["name"], numbers, strict=True):
        inputs.setdefault(ratio, {})[name] = number or Fraction(0)
    for ratio, own in inputs.items():
        found = evaluate_formula(indicators[ratio % len(indicators)]["formula"], own)
        value.top[ratio], value.bottom[ratio] = (0, 0) if found is None else found.as_integer_ratio()


def _judge(data: Dataset, indicators: Indicators, values: Quotients) -> tuple[Any, Any]:
    """Return whether each value meets its target, and its points in hundredths; <NA> where nothing says so."""
    bands: dict[tuple[str, str], list[Row]] = {}
    for band in data.scoring.to_dict("records"):
        bands.setdefault((band["indicator_set"], band["indicator"]), []).append(band)
    in_order, points = np.full((2, len(values.top)), None, dtype=object)
    for ratio, value in enumerate(values.list_fractions()):
        if value is not None:
            indicator = indicators[ratio % len(indicators)]
            in_order[ratio] = meets_target(indicator, value)
            scored = score(bands.get((indicator["indicator_set"], indicator["indicator"]), ()), value)
            points[ratio] = None if scored is None else int(scored * _HUNDREDTHS + Fraction(1, 2))
    return pd.array(in_order, dtype="boolean"), pd.array(points, dtype="Int64")


def _cite(index: Index, terms: pd.DataFrame, years: Ints, before: Any = "") -> Any:
    """Return the ids of the figures of each ratio as one text."""
    ratio, row = terms["ratio"].to_numpy(), terms["row"].to_numpy()
    return join_words(ratio, before + name_figures(index, row, years[ratio]), len(years))
