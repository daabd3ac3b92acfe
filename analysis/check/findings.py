"""Run every check over all reports at once and pick the findings: the checks that ask somebody to do something."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.check.batch import REPORTED, Batch, join_batches
from analysis.check.disclosure import run_disclosure_checks
from analysis.check.evaluate import level_roundings
from analysis.check.identities import find_identities
from analysis.check.index import Index
from analysis.check.judge import judge
from analysis.check.links import find_implied, find_links
from analysis.check.restated import find_restated
from analysis.check.rows import CHECK_TYPES, assemble, finish_rows
from analysis.check.slips import find_slip
from analysis.check.sums import UnlistedFinder, find_sums
from analysis.dataset import Dataset
from analysis.frames import concat_frames
from analysis.verdicts import MISMATCH, NOT_CHECKABLE, SEVERITIES, WITHIN_ROUNDING

# Every rule that can be emitted, in the order of a report's checks; a rule that only data know comes last.
RULES = (
    "scope", "sum-of-parts", "coarse-rounding", "unit-scale", "balance", "restated", "prior-year", "change", "percent",
    "share-total", "direction", "staff-within-posts", "lost-digits", "three-public-final", "budget-inputs",
    "derived-base", "document-kind", "mixed-decimals", "scheme-years", "template-remains", "not-disclosed",
    "report-year", "year-slip", "template-left", "unit-missing", "code-name", "counts-missing", "wording", "quotes",
    "word-marks", "word-order", "punctuation",
)  # fmt: skip
_ORDER = {rule: place for place, rule in enumerate(RULES)} | {"coarse-rounding": 1, "unit-scale": 1}


def run_checks(data: Dataset) -> pd.DataFrame:
    """Return one row for every check that applies to the reports, passed or not, in a fixed order.

    Columns: department (category), report_year (int32), check (int32, 1 … within the report), rule, identity (category:
    a scheme's list, an identity's or a link's id), fiscal_year (Int32), phase, scheme, code (category, of the reported
    figure), base_year (Int32), kind, unit (category), reported, calculated, difference, tolerance (Int64 in 分, pieces
    or millionths; <NA> where nothing is compared), verdict (category: exact, within-rounding, mismatch, not-checkable,
    not-applicable), severity (category: high, medium, low, info, or empty where nothing has to be done), figures (str:
    ids, those of earlier reports as 2018/F20), formula (how calculated follows from them by place), missing (what is
    not stated), reason, document, locator, finding (id of a text finding), amount_wan (float, 万元, of money) and pct
    (float, of rates), made last for looking.

    >>> from analysis import open_data
    >>> checks = run_checks(open_data("beita-union", 2019))
    >>> checks.query("rule == 'sum-of-parts'")[["identity", "verdict"]].head(2)
                         identity verdict
    1  union-2009>summary/basic   exact
    2  union-2009>summary/total   exact
    """
    return _run(data).copy()


@lru_cache(maxsize=4)  # a report asks for its checks many times
def _run(data: Dataset) -> pd.DataFrame:
    severities = dict(zip(data.rules["rule"], data.rules["severity"], strict=True))
    index = Index(data)
    tables = [*_check_numbers(index, severities), run_disclosure_checks(index, severities)]
    return _number(concat_frames(tables))


def _check_numbers(index: Index, severities: Mapping[str, str]) -> list[pd.DataFrame]:
    links = find_links(index)
    explained = links.keep(np.flatnonzero(links.heads["rule"].isin(["change", "percent"])))
    linked = np.unique(explained.terms.loc[explained.terms["side"].eq(REPORTED), "row"].to_numpy())
    identities = find_identities(index)
    known = []
    for batch in (find_sums(index), *([identities] if identities else []), find_restated(index)):
        own, links = _join_same(batch, links)
        known.append(own)
    batches = [*known[:-1], links, known[-1], *find_implied(index, linked)]
    filled = [one for one in batches if len(one)]
    if not filled:
        return []
    batch = join_batches(filled)
    judged = judge(index, batch)
    batch = batch.keep(judged.index.to_numpy())
    judged = judged.reset_index(drop=True)
    judged = _find_slips(index, batch, judged)
    judged = judged.assign(missing=_name_missing(index, batch, judged))
    table = assemble(index, batch, judged, severities)
    return [table, _report_coarse(table, judged, severities)]


def _join_same(batch: Batch, links: Batch) -> tuple[Batch, Batch]:
    """Return checks of codes and the links without those that state such a check once more: one sum, one repetition.

    What such a link says of completeness holds for the check, and that this is the total which the parts make up.
    """
    if links.heads.empty or batch.heads.empty:
        return batch, links
    wanted = links.heads["rule"].isin(["sum-of-parts", "restated"]) & links.heads["relation"].eq("=")
    marks = [_mark_terms(one) for one in (batch, links)]
    own = pd.Series(range(len(batch.heads)), index=marks[0])
    own = own[~own.index.duplicated()]
    same = own.reindex(marks[1]).to_numpy()
    again = wanted.to_numpy() & ~np.isnan(same.astype("float64"))
    told = same[again & links.heads["complete"].to_numpy(bool)].astype("int64")
    heads = batch.heads.copy()
    heads.loc[told, ["complete", "rivals", "group"]] = [True, 1, -1]
    return Batch(heads, batch.terms), links.keep(np.flatnonzero(~again))


def _mark_terms(batch: Batch) -> np.ndarray:
    """Return one number for each check that is the same for the same figures on the same sides, in any order."""
    terms = batch.terms
    key = terms["row"].to_numpy("uint64") * np.uint64(8) + (terms["side"] * 2 + terms["sign"].gt(0)).to_numpy("uint64")
    key = (key ^ (key >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
    key ^= key >> np.uint64(29)
    marks = np.zeros(len(batch.heads), dtype="uint64")
    np.add.at(marks, terms["check"].to_numpy(), key * (key | np.uint64(1)))
    return marks


def _find_slips(index: Index, batch: Batch, judged: pd.DataFrame) -> pd.DataFrame:
    """Return the checks with the figure named whose unit or point slipped, where that keeps a sum from closing."""
    equal = judged["relation"].eq("=") & judged["rule"].isin(["sum-of-parts", "restated"])
    short = judged["verdict"].eq(NOT_CHECKABLE) & judged["reason"].eq("incomplete") & judged["calculated_terms"].gt(1)
    concerned = np.flatnonzero(equal & (judged["verdict"].eq(MISMATCH) | short))
    value = index.figures["value"].to_numpy()[batch.rows] * batch.terms["sign"].to_numpy()
    rounding, _ = level_roundings(index, batch.terms)
    # A tenfold may be chance where other parts are unlisted, unless the document itself gives the list.
    sure = (judged["rule"].ne("restated") & (~short | judged["identity"].isin(index.data.links["link"]))).to_numpy()
    found: dict[int, str] = {}
    for number in concerned.tolist():
        start, end = batch.offsets[number : number + 2]
        slip = find_slip(value[start:end], rounding[start:end])
        if slip and (sure[number] or slip.kind.startswith("unit")):
            found[number] = f"{slip.kind} {slip.place}"
    if not found:
        return judged
    places = list(found)
    told = {name: judged[name].astype("str").to_numpy(object) for name in ("rule", "verdict", "reason")}
    told["rule"][places], told["verdict"][places], told["reason"][places] = "unit-scale", MISMATCH, list(found.values())
    return judged.assign(**{name: pd.Series(one, index=judged.index, dtype="category") for name, one in told.items()})


def _name_missing(index: Index, batch: Batch, judged: pd.DataFrame) -> pd.Series:
    """Return the members of a list that are not stated, where it does not close, else nothing."""
    names = np.full(len(judged), "", dtype=object)
    unlisted = UnlistedFinder(index.data.schemes, index.data.codes)
    columns = [index.figures[name].cat for name in ("scheme", "code")]
    (schemes, codes), named = [one.codes.to_numpy() for one in columns], [one.categories.to_list() for one in columns]
    for number in np.flatnonzero(judged["reason"].eq("incomplete")).tolist():
        identity = str(judged["identity"].iat[number])
        if ">" in identity:
            rows = batch.rows[batch.offsets[number] : batch.offsets[number + 1]]
            used = {f"{named[0][schemes[row]]}/{named[1][codes[row]]}" for row in rows}
            names[number] = " ".join(unlisted.find(identity, used))
    return pd.Series(names, index=judged.index, dtype="category")


def _report_coarse(table: pd.DataFrame, judged: pd.DataFrame, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return a row for each sum that passes only because one figure is printed with fewer decimals."""
    gap = (judged["reported"] - judged["calculated"]).abs()
    coarse = table["rule"].eq("sum-of-parts") & judged["verdict"].eq(WITHIN_ROUNDING) & gap.gt(judged["fine"])
    coarse &= judged["relation"].eq("=")
    named = table[coarse].assign(rule="coarse-rounding", severity=severities["coarse-rounding"])
    return finish_rows(named)


def _number(table: pd.DataFrame) -> pd.DataFrame:
    """Return the checks in order, numbered within their report."""
    table = _drop_repeats(table)
    rule = table["rule"].cat
    places = np.array([_ORDER.get(name, len(RULES)) for name in rule.categories])[rule.codes.to_numpy()]
    names = table["department"].cat.categories.argsort().argsort()[table["department"].cat.codes.to_numpy()]
    order = np.lexsort([places, table["report_year"].to_numpy(), names])
    table = table.iloc[order].reset_index(drop=True)
    table["check"] = (table.groupby(["department", "report_year"], sort=False).cumcount() + 1).astype("int32")
    return table[list(CHECK_TYPES)]


def _drop_repeats(table: pd.DataFrame) -> pd.DataFrame:
    """Return the checks without the faults of a text that a check of figures found at the same place."""
    texts = table["finding"].ne("")
    if not texts.any():
        return table
    keys = table[["department", "report_year", "rule", "locator"]].astype({"locator": "str"})
    keys["locator"] = keys["locator"].mask(keys["rule"].eq("document-kind"), "")  # is of the document as a whole
    said = pd.MultiIndex.from_frame(keys[~texts & table["severity"].ne("")])
    again = texts & pd.MultiIndex.from_frame(keys).isin(said)
    return table[~again]


def list_findings(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the checks with a severity, the gravest first within each report, else in the order of the checks."""
    found = checks[checks["severity"].ne("")]
    rank = found["severity"].astype("str").map({name: place for place, name in enumerate(SEVERITIES)})
    ordered = found.assign(rank=rank).sort_values(["department", "report_year", "rank", "check"], kind="stable")
    return ordered.drop(columns="rank").reset_index(drop=True)


def count_findings(findings: pd.DataFrame) -> dict[str, int]:
    """Return how many findings there are of each severity, all severities listed."""
    counted = findings["severity"].value_counts()
    return {severity: int(counted.get(severity, 0)) for severity in SEVERITIES}
