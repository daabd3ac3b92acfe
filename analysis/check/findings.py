"""Run every check over all reports at once and pick the findings: the checks that ask somebody to do something."""

from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.check.batch import REPORTED, Batch, join_batches
from analysis.check.disclosure import CHECKS, find_scope
from analysis.check.evaluate import level_roundings
from analysis.check.identities import find_identities
from analysis.check.index import Index, match_keys
from analysis.check.judge import judge
from analysis.check.links import find_implied, find_links
from analysis.check.restated import find_restated
from analysis.check.rows import CHECK_TYPES, assemble, join_rows
from analysis.check.slips import find_slip
from analysis.check.sums import UnlistedFinder, find_sums
from analysis.dataset import Dataset
from analysis.verdicts import MISMATCH, NOT_CHECKABLE, SEVERITIES, WITHIN_ROUNDING

# Every rule that can be emitted, in the order of a report's checks; a rule that only data know comes last.
RULES = (
    "scope", "sum-of-parts", "coarse-rounding", "unit-scale", "balance", "restated", "prior-year", "change", "percent",
    "share-total", "direction", "staff-within-posts", "lost-digits", "three-public-final", "budget-inputs",
    "derived-base", "document-kind", "mixed-decimals", "scheme-years", "template-remains", "report-year", "quotes",
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
    judged = _find_slips(index, batch, judged.reset_index(drop=True))
    judged = judged.assign(missing=_name_missing(index, batch, judged))
    table = assemble(index, batch, judged)
    return [table, _note_coarse(index, table, judged)]


def _find_batches(index: Index) -> list[Batch]:
    """Return all checks of figures in the order in which those of one rule appear."""
    links = find_links(index)
    explained = links.heads["rule"].isin(["change", "percent"]).to_numpy()[links.checks]
    linked = links.rows[explained & links.terms["side"].eq(REPORTED)]
    sums, links = _join_same(find_sums(index), links)
    identities, links = _join_same(find_identities(index), links)
    restated, links = _join_same(find_restated(index), links)
    return [find_scope(index), sums, identities, links, restated, *find_implied(index, linked)]


def _join_same(batch: Batch, links: Batch) -> tuple[Batch, Batch]:
    """Return checks of codes and the links without those that state such a check once more: one sum, one repetition.

    What such a link says of completeness holds for the check, and that this is the total which the parts make up.
    """
    if not len(links):
        return batch, links
    wanted = links.heads["rule"].isin(["sum-of-parts", "restated"]) & links.heads["relation"].eq("=")
    links_again = np.flatnonzero(wanted)
    link, own = match_keys(_mark_terms(links)[links_again], _mark_terms(batch))
    link, first = np.unique(links_again[link], return_index=True)  # the first of equal checks
    told = own[first][links.heads["complete"].to_numpy()[link]]
    heads = batch.heads.copy()
    heads.loc[told, ["complete", "rivals", "group"]] = [True, 1, -1]
    return Batch(heads, batch.terms), links.keep(np.setdiff1d(np.arange(len(links)), link))


def _mark_terms(batch: Batch) -> np.ndarray:
    """Return one number for each check that is the same for the same figures on the same sides, in any order."""
    side, sign = (batch.terms[name].to_numpy() for name in ("side", "sign"))
    key = batch.rows.astype(np.uint64) * np.uint64(8) + (side * 2 + (sign > 0)).astype(np.uint64)
    key = (key ^ (key >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
    key ^= key >> np.uint64(29)
    marks = np.zeros(len(batch), dtype=np.uint64)
    np.add.at(marks, batch.checks, key * (key | np.uint64(1)))
    return marks


def _find_slips(index: Index, batch: Batch, judged: pd.DataFrame) -> pd.DataFrame:
    """Return the checks with the figure named whose unit or point slipped, where that keeps a sum from closing."""
    equal = judged["relation"].eq("=") & judged["rule"].isin(["sum-of-parts", "restated"])
    short = judged["reason"].eq("incomplete") & judged["calculated_terms"].gt(1)
    concerned = np.flatnonzero(equal & (judged["verdict"].eq(MISMATCH) | short))
    value = index.figures["value"].to_numpy()[batch.rows] * batch.terms["sign"].to_numpy()
    rounding = level_roundings(index, batch.checks, batch.rows)
    restated = judged["rule"].eq("restated").to_numpy()
    found: dict[int, str] = {}
    for number in concerned.tolist():
        start, end = batch.offsets[number : number + 2]
        slip = find_slip(value[start:end], rounding[start:end])
        if slip and (not restated[number] or slip.kind.startswith("unit")):
            found[number] = f"{slip.kind} {slip.place}"
    if not found:
        return judged
    told = {name: judged[name].astype("str").to_numpy(object) for name in ("rule", "verdict", "reason")}
    places = list(found)
    told["rule"][places], told["verdict"][places], told["reason"][places] = "unit-scale", MISMATCH, list(found.values())
    return judged.assign(**{name: pd.Categorical(texts) for name, texts in told.items()})


def _name_missing(index: Index, batch: Batch, judged: pd.DataFrame) -> pd.Categorical:
    """Return the members of a list that are not stated, where it does not close, else nothing."""
    names = np.full(len(judged), "", dtype=object)
    unlisted = UnlistedFinder(index.data.schemes, index.data.codes)
    stated = (index.name("scheme", batch.rows) + "/" + index.name("code", batch.rows)).to_numpy(object)
    for number, identity in judged.loc[judged["reason"].eq("incomplete"), "identity"].items():
        if ">" in identity:
            used = set(stated[batch.offsets[number] : batch.offsets[number + 1]])
            names[number] = " ".join(unlisted.find(identity, used))
    return pd.Categorical(names)


def _note_coarse(index: Index, table: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each sum that passes only because one figure is printed with fewer decimals."""
    gap = (judged["reported"] - judged["calculated"]).abs()
    coarse = judged["rule"].eq("sum-of-parts") & judged["relation"].eq("=")
    coarse &= judged["verdict"].eq(WITHIN_ROUNDING) & gap.gt(judged["fine"])
    return table[coarse].assign(rule="coarse-rounding", severity=index.severities["coarse-rounding"])


def _number(table: pd.DataFrame) -> pd.DataFrame:
    """Return the checks in order, numbered within their report."""
    table = _drop_repeats(table)
    rule, department = table["rule"].cat, table["department"].cat
    places = np.array([_ORDER.get(name, len(RULES)) for name in rule.categories], dtype=np.int64)[rule.codes]
    order = np.lexsort([places, table["report_year"], department.codes])
    table = table.iloc[order].reset_index(drop=True)
    table["check"] = (table.groupby(["department", "report_year"], sort=False, observed=True).cumcount() + 1).astype(
        "int32"
    )
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
    """Return the checks with a severity, the gravest first within each report, else in the order of the checks."""
    found = checks[checks["severity"].ne("")]
    rank = found["severity"].astype("str").map({name: place for place, name in enumerate(SEVERITIES)})
    ordered = found.assign(rank=rank).sort_values(["department", "report_year", "rank", "check"], kind="stable")
    return ordered.drop(columns="rank").reset_index(drop=True)


def count_findings(findings: pd.DataFrame) -> dict[str, int]:
    """Return how many findings there are of each severity, all severities listed."""
    counted = findings["severity"].value_counts()
    return {severity: int(counted.get(severity, 0)) for severity in SEVERITIES}
