"""What the data have to explain a result that stands apart: each explanation is decided from them, none is a guess."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from analysis.check import run_checks
from analysis.check.index import Index
from analysis.check.keys import Bools, Ints, match_keys
from analysis.compare.measures import KEY, PEERS, PER_HEAD, REPORT
from analysis.departments import DepartmentTables
from analysis.groups import Portfolio, list_members
from analysis.verdicts import MISMATCH

OF_MEASURE = "measure:"  # begins the explanation that a body is as far out in another measure


def find_threshold(data: Portfolio, name: str) -> Fraction:
    """Return a number of data/thresholds.csv."""
    return Fraction(str(data.thresholds.set_index("threshold")["value"][name]))


def explain(shown: pd.DataFrame, rows: pd.DataFrame, data: Portfolio, checks: pd.DataFrame | None) -> Any:
    """Return what explains each result of `shown` among all results `rows`: ids set apart by spaces."""
    told = {**_explain_by_figures(shown, data, checks), **_explain_by_body(shown, rows, data)}
    told |= _explain_by_measures(shown, rows, data)
    names = np.array(list(told), dtype=object)
    marks = np.column_stack([np.asarray(one, dtype=bool) for one in told.values()])
    return pd.array([" ".join(names[one]) for one in marks], dtype="str")


def _explain_by_figures(shown: pd.DataFrame, data: Portfolio, checks: pd.DataFrame | None) -> dict[str, Any]:
    """Return by explanation which results it holds for, of those that their figures decide."""
    near = _keep_bodies(data, shown["department"].unique())
    index = Index(near)
    place, row = _find_rows(index, shown)
    checks = run_checks(near) if checks is None else checks

    def mark(of_rows: Bools) -> Bools:
        return np.isin(np.arange(len(shown)), place[of_rows])

    return {
        "mismatch": mark(np.isin(row, _find_wrong(index, checks))),
        "restated": mark(_find_restated(index, row)),
        "derived": mark(index.lines["derived"].to_numpy()[row]),
        "zero": shown["numerator"].eq(0),
        "rounding": shown["rounding"],
    }


def _keep_bodies(data: Portfolio, departments: Any) -> Portfolio:
    """Return the tables of some bodies only."""
    kept = {}
    for name in ("reports", *DepartmentTables.NAMES):
        frame = getattr(data, name)
        kept[name] = frame[frame["department"].isin(departments)].reset_index(drop=True)
    return replace(data, **kept)


def _find_rows(index: Index, shown: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return the place in `shown` and the row of each figure that a result comes from."""
    words = (shown["figures"] + " " + shown["base_figures"]).str.split()
    place = np.repeat(np.arange(len(shown)), [len(one) for one in words])
    ids = [one for some in words for one in some]
    of = shown.iloc[place]
    return place, index.find_figures(of["department"], of["report_year"].to_numpy("int64"), ids)


def _find_wrong(index: Index, checks: pd.DataFrame) -> Ints:
    """Return the rows of the figures that checks which do not close use, of the checks' own reports."""
    wrong = checks[checks["verdict"].eq(MISMATCH) & checks["department"].isin(index.data.reports["department"])]
    ids = wrong[[*REPORT, "figures"]].assign(figures=wrong["figures"].str.split()).explode("figures").dropna()
    ids = ids[~ids["figures"].str.contains("/")]
    return index.find_figures(ids["department"], ids["report_year"].to_numpy("int64"), ids["figures"])


def _find_restated(index: Index, rows: Ints) -> Bools:
    """Return which figures a later report states otherwise, further apart than rounding leaves."""
    lines, (value, rounding) = index.lines, (index.figures[name].to_numpy() for name in ("value", "rounding"))
    level = lines["measure"].isin(index.find("measure", ["level"]))
    later = lines[level & lines["usable"] & ~lines["derived"] & lines["report_year"].gt(lines["fiscal_year"])]
    keys = index.add_fiscal_years(lines["series"].to_numpy("int64"))
    place, other = match_keys(keys[rows], keys[later["row"]])
    one, other = rows[place], later["row"].to_numpy("int64")[other]
    apart = 2 * abs(value[one] - value[other]) > rounding[one] + rounding[other]
    return np.isin(np.arange(len(rows)), place[apart])


def _explain_by_body(shown: pd.DataFrame, rows: pd.DataFrame, data: Portfolio) -> dict[str, Any]:
    """Return by explanation which results it holds for, of those that the body and its report decide."""
    reports = pd.MultiIndex.from_frame(data.reports)
    own = pd.MultiIndex.from_frame(shown[REPORT])
    inner = list_members(data).query("present and within != ''")
    before = pd.MultiIndex.from_arrays([shown["department"], shown["report_year"] - 1])
    few = shown["denominator"].lt(int(find_threshold(data, "small-count"))).fillna(value=False)
    body = rows["department"].map(data.departments.set_index("department")["body"])
    return {
        "contains": own.isin(pd.MultiIndex.from_frame(inner[["within", "report_year"]])),
        "other-body": _is_rare(shown, rows, body),
        "other-unit": _is_rare(shown, rows, rows["unit"]),
        "not-read": own.isin(_list_unread(data.coverage)),
        "joined": (shown["report_year"] - 1).isin(data.years) & ~before.isin(reports),
        "small-count": shown["kind"].eq(PER_HEAD) & few,
    }


def _list_unread(coverage: pd.DataFrame) -> pd.MultiIndex:
    """Return the reports of which a part is on record as not read, or not all of it."""
    parts = coverage.loc[coverage["state"].isin(["in-part", "unread"]), ["department", "fiscal_year"]]
    return pd.MultiIndex.from_frame(parts.astype({"fiscal_year": "int64"}))


def _is_rare(shown: pd.DataFrame, rows: pd.DataFrame, trait: "pd.Series[str]") -> Bools:
    """Return which results have a trait that less than half of their peers have."""
    peers = [rows[name] for name in PEERS]
    have = trait.groupby([*peers, trait]).transform("size")
    rare = 2 * have < rows["bodies"]
    return np.asarray(pd.MultiIndex.from_frame(shown[KEY]).isin(pd.MultiIndex.from_frame(rows.loc[rare, KEY])))


def _explain_by_measures(shown: pd.DataFrame, rows: pd.DataFrame, data: Portfolio) -> dict[str, Any]:
    """Return for each measure that explains others which results it does: its own is as far out, on the same side."""
    beyond = pd.MultiIndex.from_frame(rows.loc[rows["side"].ne(""), [*KEY, "side"]])
    named = shown["measure"].map(data.measures.set_index("measure")["explained_by"].str.split())
    found = {}
    for one in dict.fromkeys(name for names in data.measures["explained_by"].str.split() for name in names):
        asked = np.array([one in names for names in named], dtype=bool)
        other = pd.MultiIndex.from_frame(shown.assign(measure=one)[[*KEY, "side"]])
        found[OF_MEASURE + one] = asked & other.isin(beyond)
    return found
