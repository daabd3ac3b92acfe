"""Changes that a document states, held against the earlier document: what that one states is the base."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.check.index import Index
from analysis.check.keys import Ints, columns
from analysis.check.rows import name_figures
from analysis.compare.breaks import find_renamed
from analysis.compare.ratios import compute_ratios, make_terms
from analysis.dataset import Dataset
from analysis.money import FEN_PER_WAN
from analysis.verdicts import EXACT, MISMATCH, NOT_CHECKABLE, WITHIN_ROUNDING

_MEASURES = ("increase", "decrease", "change-rate")


def check_stated_changes(data: Dataset) -> pd.DataFrame:
    """Return one row for each change against an earlier year that a report states, beside the recomputed one.

    Recomputed is the report's own level less the one that the report of the base year itself states. A rate, which is
    printed without a sign, takes that of the recomputed one.

    Columns: department (str), report_year (int32), series (str: `scheme/code`), flow, phase, fund, scope, measure
    (str: increase, decrease, change-rate), base_year (int32), unit (str), stated (int64 in 分 or pieces, below 0 for a
    decrease; of a rate in millionths of 1), value and earlier (Int64: the two levels), recomputed, difference and
    tolerance (Int64, as stated), verdict (exact, within-rounding, mismatch, not-checkable), reason (empty, no-level,
    no-earlier, other-name, other-unit, zero-base), figure_id, figure, earlier_figure (ids of the change and of the two
    levels, an earlier report's as 2018/F20; empty where there is none), stated_wan and recomputed_wan (float, 万元),
    stated_pct and recomputed_pct (float, %), made last for looking.

    >>> from analysis import open_data
    >>> changes = check_stated_changes(open_data("jiangsu-procuratorate", 2019))
    >>> changes[changes["series"].eq("three-public/reception")][["stated_wan", "recomputed_wan", "verdict"]].round(2)
        stated_wan  recomputed_wan verdict
    40      -15.24          -15.24   exact
    """
    index = Index(data)
    lines = index.own[index.own["measure"].isin(index.find("measure", _MEASURES))]
    base_years = index.figures["base_year"].fillna(0).to_numpy("int64")[lines["row"]]
    earlier_year = base_years < lines["fiscal_year"].to_numpy()  # a change may also be against the year's own budget
    current = lines["fiscal_year"].to_numpy() == lines["report_year"].to_numpy()
    lines, base_years = lines[earlier_year & current], base_years[earlier_year & current]
    series, years, rows = columns(lines, "series", "report_year", "row")
    level, base = index.look_up(series, years, years), index.look_up(series, base_years, base_years)
    derived, report_year = (index.lines[name].to_numpy() for name in ("derived", "report_year"))
    level = np.where(derived[level], -1, level)
    base = np.where((report_year[base] == base_years) & ~derived[base], base, -1)
    return _judge(index, rows, level, base, years).assign(base_year=base_years.astype("int32"))[_COLUMNS]


_COLUMNS = [
    "department", "report_year", "series", "flow", "phase", "fund", "scope", "measure", "base_year", "unit", "stated",
    "value", "earlier", "recomputed", "difference", "tolerance", "verdict", "reason", "figure_id", "figure",
    "earlier_figure", "stated_wan", "recomputed_wan", "stated_pct", "recomputed_pct",
]  # fmt: skip


def _judge(index: Index, rows: Ints, level: Ints, base: Ints, years: Ints) -> pd.DataFrame:
    """Return the table for stated changes by the rows of their levels, -1 where there is none."""
    value, rounding = (index.figures[name].to_numpy() for name in ("value", "rounding"))
    measure, kind = index.name("measure", rows), index.codes("kind")
    rate = np.asarray(measure == "change-rate")
    lost = (level < 0) | (base < 0)
    differ = ~lost & ((kind[level] != kind[base]) | ~rate & (kind[rows] != kind[level]))
    no_rate = rate & ~lost & (value[base] <= 0)
    cases = [level < 0, base < 0, find_renamed(index, rows, base), differ, no_rate]
    reason = np.select(cases, ["no-level", "no-earlier", "other-name", "other-unit", "zero-base"], "")
    known = reason == ""
    pairs = np.flatnonzero(rate & known)
    terms = pd.concat([make_terms(pairs, level[pairs], top=1), make_terms(pairs, base[pairs], top=-1, bottom=1)])
    ratios = compute_ratios(index, terms, len(rows))
    low, middle, high = (one.round_to().to_numpy("int64", na_value=0) for one in ratios)
    recomputed = np.where(rate, middle, value[level] - value[base])
    stated = value[rows] * np.where(measure == "decrease", -1, 1)
    stated = np.where(rate & known, np.sign(recomputed) * abs(stated), stated)
    half = np.where(rate, rounding[rows], rounding[rows] + rounding[level] + rounding[base])
    spread = np.where(rate, np.maximum(high - middle, middle - low), 0)
    difference, tolerance = stated - recomputed, spread + half // 2
    near = np.where(rate, rounding[rows] // 2, 0)  # a rate that is rounded to its places is exact
    holds = [~known, abs(difference) <= near, abs(difference) <= tolerance]
    verdict = np.select(holds, [NOT_CHECKABLE, EXACT, WITHIN_ROUNDING], MISMATCH)
    money = ~rate & np.asarray(index.name("kind", rows) == "money")
    table = {
        **{name: index.name(name, rows) for name in ("department", "flow", "phase", "fund", "scope", "unit")},
        "report_year": years.astype("int32"),
        "series": index.name("scheme", rows) + "/" + index.name("code", rows),
        "measure": measure,
        "stated": stated,
        "value": pd.arrays.IntegerArray(value[level], level < 0),
        "earlier": pd.arrays.IntegerArray(value[base], base < 0),
        **{
            name: pd.arrays.IntegerArray(one, ~known)
            for name, one in (("recomputed", recomputed), ("difference", difference), ("tolerance", tolerance))
        },
        "verdict": pd.array(verdict, dtype="str"),
        "reason": pd.array(reason, dtype="str"),
        "figure_id": index.name("figure_id", rows),
        "figure": _name(index, level, years),
        "earlier_figure": _name(index, base, years),
        "stated_wan": np.where(money, stated / FEN_PER_WAN, np.nan),
        "recomputed_wan": np.where(money & known, recomputed / FEN_PER_WAN, np.nan),
        "stated_pct": np.where(rate, stated / 10_000, np.nan),
        "recomputed_pct": np.where(rate & known, recomputed / 10_000, np.nan),
    }
    return pd.DataFrame(table)


def _name(index: Index, rows: Ints, years: Ints) -> Any:
    names = name_figures(index, rows, years)
    names[rows < 0] = ""
    return names
