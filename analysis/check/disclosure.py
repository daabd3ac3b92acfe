"""What a report leaves open: scope, required parts, derived bases, kinds of document, lost digits, uneven print."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED, REPORTED, Batch, Part, join_parts, make_heads
from analysis.check.index import Index
from analysis.check.keys import Bools, Ints, columns, number_groups
from analysis.check.rows import describe_figures, join_words
from analysis.dataset import Dataset
from analysis.verdicts import EXACT, MISMATCH, NOT_APPLICABLE, NOT_CHECKABLE

# Without these no completion, adjustment or carry-over rate exists (财预〔2013〕53号, annex 2, block 过程). An adjusted
# budget is asked for only where not even the original one is stated: who states no adjustment may have had none.
REQUIRED = ("income", "expenditure_budget", "expenditure_adjusted", "opening_carry_over", "closing_carry_over")
_UNLESS = {"expenditure_adjusted": "expenditure_budget"}
_READ = {"read", "empty"}
_REPORT = ["department", "report_year"]
_MEANING = ["scheme", "code", "label", "measure", "flow", "phase", "fund", "scope", "table"]


def mark_read(data: Dataset) -> Bools:
    """Return of each report whether all of its parts were read: only then can it be said what is not stated."""
    coverage = data.coverage
    parts = [*zip(coverage["department"], coverage["fiscal_year"], strict=True)]
    unread = {part for part, state in zip(parts, coverage["state"], strict=True) if state not in _READ}
    whole = set(parts) - unread
    reports = zip(data.reports["department"], data.reports["report_year"], strict=True)
    return np.array([report in whole for report in reports], dtype=np.bool_)


def _mark_asked(data: Dataset, rule: str) -> Bools:
    """Return of each report whether a rule is for its documents; no year that lies ahead has a final figure."""
    kinds = data.rules.set_index("rule")["kinds"][rule].split()
    documents = [*zip(data.documents["department"], data.documents["fiscal_year"], strict=True)]
    asked = {one for one, kind in zip(documents, data.documents["kind_in_title"], strict=True) if kind in kinds}
    others = set(documents) - asked if kinds else set()
    reports = zip(data.reports["department"], data.reports["report_year"], strict=True)
    return np.array([report not in others for report in reports], dtype=np.bool_)


def find_scope(index: Index) -> Batch:
    """Return one check for each report that states special beside basic expenditure but no project expenditure."""
    codes = ("total", "basic", "special", "project")
    total, basic, special, project = (index.find_levels(f"summary/{code}", "executed") for code in codes)
    chosen = (total >= 0) & (basic >= 0) & (special >= 0) & (project < 0)
    check = np.arange(chosen.sum())
    sides = ((REPORTED, total), (CALCULATED, basic), (CALCULATED, special))
    parts = [Part(check, side, 1, order, rows[chosen]) for order, (side, rows) in enumerate(sides)]
    return Batch(make_heads(len(check), "scope", "scope", "="), join_parts(parts))


def check_required(index: Index) -> pd.DataFrame:
    """Return one check for each report: income, budgets and carry-over are stated.

    That something is not stated is said only of a report that was read whole, and of none that is but a budget.
    """
    inputs = index.data.inputs.set_index("input").loc[list(REQUIRED)]
    places = zip(inputs.index, inputs["scheme"] + "/" + inputs["code"], inputs["phase"], strict=True)
    missing = {name: index.find_levels(selector, phase) < 0 for name, selector, phase in places}
    for name, other in _UNLESS.items():
        missing[name] &= missing[other]
    rows = zip(*missing.values(), strict=True)
    names = [" ".join(name for name, lacks in zip(missing, row, strict=True) if lacks) for row in rows]
    return _report_absence(index, "budget-inputs", np.array(names, dtype=object) != "", missing=names)


def check_three_public_final(index: Index) -> pd.DataFrame:
    """Return one check for each report: three-public expenses have a final figure beside the budget."""
    known = np.column_stack([index.find_levels("three-public/total", phase) for phase in ("approved", "executed")])
    report, phase = np.nonzero(known >= 0)
    rows = known[report, phase]
    stated, first = np.unique(report, return_index=True)
    locators = np.full(len(known), "", dtype=object)
    locators[stated] = index.name("locator", rows[first])
    figures = join_words(report, index.name("figure_id", rows), len(known))
    return _report_absence(index, "three-public-final", known[:, 1] < 0, figures=figures, locator=locators)


def _report_absence(index: Index, rule: str, lacking: Bools, **others: Any) -> pd.DataFrame:
    """Return rows that say what a report does not state, or that this is not known because not all of it was read.

    Of documents that the rule is not for nothing is asked.
    """
    idle = lacking & ~_mark_asked(index.data, rule)
    unread = lacking & ~idle & ~mark_read(index.data)
    table = _tell(index, rule, index.data.reports, lacking, NOT_CHECKABLE)
    verdict, severity = table["verdict"].mask(idle, NOT_APPLICABLE), table["severity"].mask(idle | unread, "")
    return table.assign(verdict=verdict, severity=severity, reason=np.where(unread, "not-read", ""), **others)


def _tell(
    index: Index, rule: str, table: pd.DataFrame, wrong: Bools | bool, verdict: str, **others: Any
) -> pd.DataFrame:
    """Return checks of a rule on the rows of a table: exact, or where it is `wrong` that verdict and its severity.

    They are of the year of their report where the table says no other.
    """
    told = {"verdict": np.where(wrong, verdict, EXACT), "severity": np.where(wrong, index.severities[rule], "")}
    year = table.get("fiscal_year", table["report_year"])
    return table.assign(rule=rule, fiscal_year=year, **told, **others)


def check_derived_bases(index: Index) -> pd.DataFrame:
    """Return one check for each prior-year figure that nobody states and that was derived from a change."""
    derived = index.own[index.own["derived"]]
    found = index.look_up(*columns(derived, "series", "report_year", "fiscal_year"))
    rows = found[found == derived["row"]]
    value, rounding = columns(index.figures.iloc[rows], "value", "rounding")
    terms = zip(index.name("figure_id", rows), index.name("derivation", rows), strict=True)
    figures = [" ".join([one, *(part for part in text.split() if part.startswith("F"))]) for one, text in terms]
    others = {"calculated": value, "tolerance": rounding // 2, "figures": figures, "formula": "{0}"}
    return _tell(index, "derived-base", describe_figures(index, rows), True, NOT_CHECKABLE, **others)


def check_document_kinds(index: Index) -> pd.DataFrame:
    """Return one check for each document: title and body must name one kind of document, if both name one."""
    documents = index.data.documents.rename(columns={"fiscal_year": "report_year"})
    reports = set(index.data.reports.itertuples(index=False, name=None))
    named = zip(*(documents[name] for name in _REPORT), strict=True)
    own = documents[np.array([one in reports for one in named], dtype=np.bool_)]
    unnamed = own["kind_in_title"].eq("other") | own["kind_in_body"].eq("other")
    wrong = (own["kind_in_title"].ne(own["kind_in_body"]) & ~unnamed).to_numpy()
    table = _tell(index, "document-kind", own[[*_REPORT, "document"]], wrong, MISMATCH, locator="title")
    return table.assign(verdict=table["verdict"].mask(unnamed, NOT_CHECKABLE))


def check_lost_digits(index: Index) -> pd.DataFrame:
    """Return one check for each number whose leading digits are gone (0余名)."""
    lost = index.lines["report"].ge(0) & ~index.lines["usable"] & index.figures["value"].eq(0)
    rows = np.flatnonzero(lost)
    others = {"figures": index.name("figure_id", rows), "unit": ""}
    return _tell(index, "lost-digits", describe_figures(index, rows), True, NOT_CHECKABLE, **others)


def check_decimals(index: Index) -> pd.DataFrame:
    """Return one check for each unit of money in a report: its figures are printed with one number of decimals."""
    stated = index.codes("basis") == index.find("basis", ["stated"])
    money = index.codes("kind") == index.find("kind", ["money"])
    rows = np.flatnonzero(stated & money & index.lines["report"].ge(0))
    unit = np.unique(index.name("unit", rows).to_numpy(object), return_inverse=True)[1]
    order = np.lexsort([unit, *columns(index.lines.iloc[rows], "report")])
    rows, unit = rows[order], unit[order]
    group = number_groups(*columns(index.lines.iloc[rows], "report"), unit)
    decimals, value = columns(index.figures.iloc[rows], "decimals", "value")
    usual = np.zeros(len(rows), dtype=np.int64)
    np.maximum.at(usual, group, decimals)
    odd = (decimals != usual[group]) & (value != 0)  # a bare 0 is as exact
    first, named = _cite_groups(index, rows, group, odd)
    others = {"figures": named, "identity": index.name("unit", first)}
    return _tell(index, "mixed-decimals", index.figures[_REPORT].iloc[first], named != "", MISMATCH, **others)


def _cite_groups(index: Index, rows: Ints, group: Ints, named: Bools) -> tuple[Ints, Any]:
    """Return the first row of each group of figures, and the ids of those that are named."""
    first = rows[np.unique(group, return_index=True)[1]]
    chosen = np.flatnonzero(named)
    chosen = chosen[np.argsort(group[chosen], kind="stable")]
    return first, join_words(group[chosen], index.name("figure_id", rows[chosen]), len(first))


def check_scheme_years(index: Index) -> pd.DataFrame:
    """Return one check for each scheme that a report uses in a year without force; a blank bound is open."""
    figures, schemes = index.figures, index.data.schemes.set_index("scheme")
    names = figures["scheme"].cat.categories
    first, last = (
        schemes[name].reindex(names).to_numpy(np.int64, na_value=open_end)[index.codes("scheme")]
        for name, open_end in (("valid_from", 0), ("valid_to", 9999))
    )
    report, year = columns(index.lines, "report", "fiscal_year")
    rows = np.flatnonzero((report >= 0) & ((year < first) | (year > last)))
    group = number_groups(report[rows], year[rows], index.codes("scheme")[rows])
    firsts, named = _cite_groups(index, rows, group, np.ones(len(rows), dtype=bool))
    table = figures[[*_REPORT, "fiscal_year", "scheme"]].iloc[firsts]
    others = {"figures": named, "identity": table["scheme"].array}
    return _tell(index, "scheme-years", table, True, MISMATCH, **others)


def check_corrections(index: Index) -> pd.DataFrame:
    """Return one check for each figure that a corrected edition prints otherwise than the edition before it."""
    documents = index.data.documents
    pairs = documents.loc[documents["corrects"].ne(""), ["department", "fiscal_year", "document", "corrects"]]
    if pairs.empty:
        return pairs
    pairs = pairs.rename(columns={"fiscal_year": "report_year"}).astype({"report_year": "int64"})
    columns_used = [*_REPORT, "document", *_MEANING]
    concerned = np.isin(index.codes("department"), index.find("department", pairs["department"]))
    rows = np.flatnonzero(concerned & index.lines["report"].ge(0).to_numpy())
    table = index.figures[[*columns_used, "fiscal_year"]].iloc[rows]
    table = table.astype({name: "str" for name in columns_used if name != "report_year"}).assign(row=rows)
    before = table.merge(pairs.rename(columns={"document": "edition", "corrects": "document"}), validate="m:1")
    after = table.merge(pairs, validate="m:1").rename(columns={"document": "edition", "row": "corrected"})
    key = [*_REPORT, "edition", "fiscal_year", *_MEANING]
    both = before.drop_duplicates(key).merge(after.drop_duplicates(key)[[*key, "corrected"]], on=key, validate="1:1")
    old, new = columns(both, "row", "corrected")
    value = index.figures["value"].to_numpy()
    old, new = old[value[old] != value[new]], new[value[old] != value[new]]
    figures = index.name("figure_id", new) + " " + index.name("figure_id", old)
    sides = {"reported": value[new], "calculated": value[old], "difference": value[new] - value[old]}
    others = {"figures": figures, "formula": "{1}", **sides}
    return _tell(index, "corrected", describe_figures(index, new), True, MISMATCH, **others)


def check_texts(index: Index) -> pd.DataFrame:
    """Return one row for each fault of a document's own words that was stored when it was accepted."""
    texts = index.data.text_findings.rename(columns={"fiscal_year": "report_year"})
    table = texts[[*_REPORT, "rule", "figures", "document", "locator", "finding"]]
    severity = texts["rule"].map(index.severities)
    return table.assign(verdict=MISMATCH, severity=severity, fiscal_year=texts["report_year"])


CHECKS = (
    check_lost_digits,
    check_three_public_final,
    check_required,
    check_derived_bases,
    check_document_kinds,
    check_decimals,
    check_scheme_years,
    check_corrections,
    check_texts,
)
