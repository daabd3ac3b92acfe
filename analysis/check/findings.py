"""Run every check over all reports at once and pick the findings: the checks that ask somebody to do something."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.check.batch import REPORTED, Batch, join_batches
from analysis.check.causes import trace_causes
from analysis.check.disclosure import CHECKS, find_scope
from analysis.check.identities import find_identities
from analysis.check.index import Index
from analysis.check.judge import judge
from analysis.check.keys import columns
from analysis.check.links import find_implied, find_in_tables, find_links, find_restated
from analysis.check.rows import CHECK_TYPES, assemble, join_rows
from analysis.check.slices import slice_bodies
from analysis.check.slips import mark_slips, name_missing, note_coarse, note_rounding
from analysis.check.sums import find_sums
from analysis.dataset import Dataset
from analysis.frames import concat_frames
from analysis.once import compute_once
from analysis.verdicts import SEVERITIES

# Every rule that can be emitted, in the order of a report's checks; a rule that only data know comes last.
RULES = (
    "scope", "rows-shifted", "sum-of-parts", "coarse-rounding", "part-of-whole", "unit-scale", "balance", "restated",
    "prior-year", "change", "percent", "share-total", "direction", "staff-within-posts", "lost-digits",
    "three-public-final", "budget-inputs", "derived-base", "document-kind", "mixed-decimals", "scheme-years",
    "corrected", "template-remains", "not-disclosed", "report-year", "year-slip", "template-left", "unit-missing",
    "units-compared", "code-name", "list-of-items", "table-missing", "table-empty", "counts-missing",
    "counts-incomplete", "wording", "quotes", "word-marks", "word-order", "punctuation", "rounding",
)  # fmt: skip
_ORDER = {rule: place for place, rule in enumerate(RULES)} | {"coarse-rounding": 1, "unit-scale": 1}


@compute_once
def run_checks(data: Dataset) -> pd.DataFrame:
    """Return one row for every check that applies to the reports, passed or not, in a fixed order.

    Columns: department (category), report_year (int32), check (int32, 1 … within the report), rule, identity (category:
    a scheme's list, an identity's or a link's id), fiscal_year (Int32), phase, scheme, code (category, of the reported
    figure), base_year (Int32), kind, unit (category), reported, calculated, difference, tolerance (Int64 in 分, pieces
    or millionths; <NA> where nothing is compared), verdict (category: exact, within-rounding, mismatch, not-checkable,
    not-applicable), severity (category: high, medium, low, info, or empty where nothing has to be done), figures (str:
    ids, those of earlier reports as 2018/F20), formula (how calculated follows from them by place), missing (what is
    not stated), reason, document, locator, finding (id of a text finding; all category), cause (Int32: the check that
    a mismatch follows from; only that one has a severity), effects (Int32: how many follow from it), hint (category:
    what a wrong number looks like: sign, swapped or scope, the place of its figure, and what would agree), amount_wan
    (float, 万元, of money) and pct (float, of rates), made last for looking.

    >>> from analysis import open_data
    >>> checks = run_checks(open_data("beita-union", 2019))
    >>> checks.query("rule == 'sum-of-parts'")[["identity", "verdict"]].head(2)
                         identity verdict
    1  union-2009>summary/basic   exact
    2  union-2009>summary/total   exact
    """
    return concat_frames(_HOW[-1](data))


def check_slices(data: Dataset) -> list[pd.DataFrame]:
    """Return the checks of whole departments, some at a time."""
    return [_check(one) for one in slice_bodies(data)]


How = Callable[[Dataset], list[pd.DataFrame]]
_HOW: list[How] = [check_slices]


@contextmanager
def check_by(how: How) -> Iterator[None]:
    """Let run_checks do by `how`, such as by several processes, what it else does by check_slices."""
    _HOW.append(how)
    try:
        yield
    finally:
        _HOW.pop()


def _check(data: Dataset) -> pd.DataFrame:
    index = Index(data)
    return _number(join_rows([*_check_numbers(index), *(check(index) for check in CHECKS)]))


def _check_numbers(index: Index) -> list[pd.DataFrame]:
    """Return the checks of figures against each other, and the notes on their rounding."""
    filled = [one for one in _find_batches(index) if len(one)]
    if not filled:
        return []
    batch = join_batches(filled)
    judged = judge(index, batch)
    batch = batch.keep(judged.index.to_numpy())
    judged = mark_slips(index, batch, judged.reset_index(drop=True))
    judged = trace_causes(index, batch, judged).assign(missing=name_missing(index, batch, judged))
    table = assemble(index, batch, judged)
    return [table, note_coarse(index, table, judged), note_rounding(index, batch, table, judged)]


def _find_batches(index: Index) -> list[Batch]:
    """Return all checks of figures in the order in which those of one rule appear."""
    links = find_links(index)
    explained = links.heads["rule"].isin(["change", "percent"]).to_numpy()[links.checks]
    linked = links.rows[explained & links.terms["side"].eq(REPORTED)]
    sums, links = _join_same(find_sums(index), links)
    identities, links = _join_same(find_identities(index), links)
    restated, links = _join_same(find_restated(index), links)
    in_tables = find_in_tables(index)
    return [find_scope(index), sums, identities, links, restated, in_tables, *find_implied(index, linked)]


def _join_same(batch: Batch, links: Batch) -> tuple[Batch, Batch]:
    """Return checks of codes and the links without those that state such a check once more: one sum, one repetition.

    What such a link says of completeness holds for the check, and that this is the total which the parts make up.
    """
    if not len(links):
        return batch, links
    wanted = links.heads["rule"].isin(["sum-of-parts", "restated"]) & links.heads["relation"].eq("=")
    near = np.unique(batch.checks[np.isin(batch.rows, links.rows)])
    own = dict(reversed([*zip(_mark_terms(batch.keep(near)), near.tolist(), strict=True)]))
    same = np.array([own.get(mark, -1) for mark in _mark_terms(links)])
    again = wanted.to_numpy() & (same >= 0)
    told = np.isin(np.arange(len(batch)), same[again & links.heads["complete"].to_numpy()])
    values = {"complete": True, "rivals": 1, "group": -1}
    heads = batch.heads.assign(**{name: np.where(told, one, batch.heads[name]) for name, one in values.items()})
    return Batch(heads, batch.terms), links.keep(np.flatnonzero(~again))


def _mark_terms(batch: Batch) -> list[bytes]:
    """Return for each check what is the same for the same figures on the same sides, in any order."""
    side, sign = columns(batch.terms, "side", "sign")
    key = batch.rows * 8 + side * 2 + (sign > 0)
    key = key[np.lexsort([key, batch.checks])]
    return [key[first:last].tobytes() for first, last in pairwise(batch.offsets)]


def _number(table: pd.DataFrame) -> pd.DataFrame:
    """Return the checks in order, numbered within their report."""
    table = _drop_repeats(table.assign(place=np.arange(len(table))))
    rule, department = table["rule"].cat, table["department"].cat
    places = np.array([_ORDER.get(name, len(RULES)) for name in rule.categories], dtype=np.int64)[rule.codes]
    order = np.lexsort([places, table["report_year"].to_numpy(), department.codes.to_numpy()])
    table = table.iloc[order].reset_index(drop=True)
    table["check"] = (table.groupby(["department", "report_year"], sort=False, observed=True).cumcount() + 1).astype(
        "int32"
    )
    numbers = pd.Series(table["check"].to_numpy(), index=table["place"])
    counts = table["cause"].value_counts()
    table["effects"] = table["place"].map(counts).astype("Int32")
    table["cause"] = table["cause"].map(numbers).astype("Int32")
    return table[list(CHECK_TYPES)]


def _drop_repeats(table: pd.DataFrame) -> pd.DataFrame:
    """Return the checks without the faults of a text that a check of figures found at the same place."""
    texts = table["finding"].ne("")
    if not texts.any():
        return table
    keys = table[["department", "report_year", "rule", "locator"]].astype({"locator": "str"})
    keys["locator"] = keys["locator"].mask(keys["rule"].eq("document-kind"), "")  # is of the document as a whole
    said = pd.MultiIndex.from_frame(keys[~texts & table["severity"].ne("")])
    return table[~(texts & pd.MultiIndex.from_frame(keys).isin(said))]


def list_findings(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the checks with a severity, the gravest first within each report, else in the order of the checks.

    >>> from analysis import list_findings, open_data, run_checks
    >>> findings = list_findings(run_checks(open_data("beita-union", 2019)))
    >>> findings["severity"].value_counts(sort=False).to_dict()
    {'': 0, 'high': 2, 'info': 4, 'low': 2, 'medium': 2}
    """
    found = checks[checks["severity"].ne("")]
    rank = found["severity"].astype("str").map({name: place for place, name in enumerate(SEVERITIES)})
    ordered = found.assign(rank=rank).sort_values(["department", "report_year", "rank", "check"], kind="stable")
    return ordered.drop(columns="rank").reset_index(drop=True)


def count_findings(findings: pd.DataFrame) -> dict[str, int]:
    """Return how many findings there are of each severity, all severities listed."""
    counted = findings["severity"].value_counts()
    return {severity: int(counted.get(severity, 0)) for severity in SEVERITIES}
