"""What a report leaves open: scope, required parts, derived bases, kinds of document, lost digits, uneven print."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.batch import CALCULATED, REPORTED, Batch, join_terms, make_heads, make_terms
from analysis.check.evaluate import evaluate, judge_differences
from analysis.check.index import Index
from analysis.check.rows import assemble, cite_rows, describe_figures, finish_rows, join_rows
from analysis.dataset import Dataset
from analysis.verdicts import EXACT, MISMATCH, NOT_CHECKABLE, VERDICTS

# Without these no completion, adjustment or carry-over rate exists (财预〔2013〕53号, annex 2, block 过程). An adjusted
# budget is asked for only where not even the original one is stated: who states no adjustment may have had none.
REQUIRED = ("income", "expenditure_budget", "expenditure_adjusted", "opening_carry_over", "closing_carry_over")
_UNLESS = {"expenditure_adjusted": "expenditure_budget"}
_READ = {"read", "empty"}


def mark_read(data: Dataset) -> NDArray[np.bool_]:
    """Return of each report whether all of its parts were read: only then can it be said what is not stated."""
    coverage = data.coverage
    keys = pd.MultiIndex.from_arrays([coverage["department"].astype("str"), coverage["fiscal_year"].astype("int64")])
    unread = keys[~coverage["state"].isin(_READ)]
    reports = pd.MultiIndex.from_frame(data.reports.astype({"report_year": "int64"}))
    return np.asarray(reports.isin(keys) & ~reports.isin(unread), dtype=bool)


def check_scope(index: Index, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return one check for each report that states special beside basic expenditure but no project expenditure.

    Where basic alone already equals the total the text leaves two readings: both are shown later, none is chosen.
    """
    codes = ("total", "basic", "special", "project")
    total, basic, special, project = (index.find_levels(f"summary/{code}", "executed") for code in codes)
    chosen = (total >= 0) & (basic >= 0) & (special >= 0) & (project < 0)
    count = int(chosen.sum())
    check = np.arange(count)
    reported, inside, outside = (
        make_terms(check, side, 1, place, rows[chosen])
        for place, (side, rows) in enumerate(((REPORTED, total), (CALCULATED, basic), (CALCULATED, special)))
    )
    apart = join_terms([reported, inside, outside])
    batch = Batch(make_heads(count, "scope", "scope", "="), apart)
    sums = evaluate(index, apart, count)
    contained = judge_differences(evaluate(index, join_terms([reported, inside]), count))
    verdict = judge_differences(sums)
    wrong = verdict == VERDICTS.index(MISMATCH)
    asked = wrong & (contained != VERDICTS.index(MISMATCH))
    short = wrong & ~asked & sums["calculated"].lt(sums["reported"]).to_numpy()
    judged = pd.concat([batch.heads, sums], axis=1).assign(
        verdict=np.where(asked | short, NOT_CHECKABLE, np.array(VERDICTS, dtype=object)[verdict]),
        reason=np.where(asked, "two-readings", np.where(short, "incomplete", "")),
        low=False,
    )
    table = assemble(index, batch, judged, severities)
    return table.assign(
        severity=table["severity"].astype("str").mask(asked, severities["scope"]),
        calculated=table["calculated"].mask(asked),
        formula=table["formula"].astype("str").mask(asked, ""),
    )


def check_required(index: Index, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return one check for each report: income, budgets and carry-over are stated.

    That something is not stated is said only of a report that was read whole.
    """
    inputs = index.data.inputs.set_index("input").loc[list(REQUIRED)]
    places = zip(inputs.index, inputs["scheme"] + "/" + inputs["code"], inputs["phase"], strict=True)
    missing = {name: index.find_levels(selector, phase) < 0 for name, selector, phase in places}
    for name, other in _UNLESS.items():
        missing[name] &= missing[other]
    rows = zip(*missing.values(), strict=True)
    names = [" ".join(name for name, lacks in zip(missing, row, strict=True) if lacks) for row in rows]
    lacking = np.array([bool(one) for one in names], dtype=bool)
    return _report_absence(index, "budget-inputs", severities, lacking).assign(missing=names)


def check_three_public_final(index: Index, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return one check for each report: three-public expenses have a final figure beside the budget."""
    known = np.column_stack([index.find_levels("three-public/total", phase) for phase in ("approved", "executed")])
    table = _report_absence(index, "three-public-final", severities, known[:, 1] < 0)
    offsets = np.concatenate([[0], np.cumsum((known >= 0).sum(axis=1))])
    first = np.where(known[:, 0] >= 0, known[:, 0], known[:, 1])
    locators = np.append(index.figures["locator"].astype("str").to_numpy(object), "")  # -1 is no place
    figures = cite_rows(index, known[known >= 0], offsets, table["report_year"].to_numpy())
    return table.assign(figures=figures, locator=locators[first])


def _report_absence(index: Index, rule: str, severities: Mapping[str, str], lacking: NDArray[np.bool_]) -> pd.DataFrame:
    """Return rows that say what a report does not state, or that this is not known because not all of it was read."""
    read = mark_read(index.data)
    return index.data.reports.assign(
        rule=rule,
        verdict=np.where(lacking, NOT_CHECKABLE, EXACT),
        severity=np.where(lacking & read, severities[rule], ""),
        reason=np.where(lacking & ~read, "not-read", ""),
        fiscal_year=index.data.reports["report_year"],
    )


def check_derived_bases(index: Index, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return one check for each prior-year figure that nobody states and that was derived from a change."""
    lines = index.lines
    derived = lines[lines["own"] & lines["derived"] & lines["usable"] & lines["coded"]]
    found = index.look_up(*(derived[name].to_numpy("int64") for name in ("series", "report_year", "fiscal_year")))
    rows = derived["row"].to_numpy()[found == derived["row"].to_numpy()]
    table = describe_figures(index, rows)
    figures = index.figures.iloc[rows]
    own = figures["figure_id"].astype("str")
    terms = [[part for part in text.split() if part.startswith("F")] for text in figures["derivation"].astype("str")]
    return table.assign(
        rule="derived-base",
        verdict=NOT_CHECKABLE,
        severity=severities["derived-base"],
        calculated=figures["value"].to_numpy(),
        tolerance=figures["rounding"].to_numpy() // 2,
        figures=[" ".join([one, *parts]) for one, parts in zip(own, terms, strict=True)],
        formula="{0}",
    )


def check_document_kinds(index: Index, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return one check for each document: title and body must name one kind of document, if both name one."""
    documents = index.data.documents.rename(columns={"fiscal_year": "report_year"})
    reports = pd.MultiIndex.from_frame(index.data.reports)
    own = documents[pd.MultiIndex.from_frame(documents[["department", "report_year"]]).isin(reports)]
    title, body = own["kind_in_title"], own["kind_in_body"]
    unnamed = title.eq("other") | body.eq("other")
    wrong = title.ne(body) & ~unnamed
    return own[["department", "report_year", "document"]].assign(
        rule="document-kind",
        verdict=np.select([wrong, unnamed], [MISMATCH, NOT_CHECKABLE], EXACT),
        severity=np.where(wrong, severities["document-kind"], ""),
        fiscal_year=own["report_year"],
        locator="title",
    )


def check_lost_digits(index: Index, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return one check for each number whose leading digits are gone (0余名)."""
    lines, figures = index.lines, index.figures
    lost = lines["own"].to_numpy() & ~lines["usable"].to_numpy() & figures["value"].eq(0).to_numpy()
    rows = np.flatnonzero(lost)
    ids = figures["figure_id"].astype("str").to_numpy(object)[rows]
    return describe_figures(index, rows).assign(
        rule="lost-digits", verdict=NOT_CHECKABLE, severity=severities["lost-digits"], figures=ids, unit=""
    )


def check_decimals(index: Index, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return one check for each unit of money in a report: its figures are printed with one number of decimals."""
    figures = index.figures
    money = (
        index.lines["own"].to_numpy()
        & figures["kind"].eq("money").to_numpy()
        & figures["basis"].eq("stated").to_numpy()
    )
    rows = np.flatnonzero(money)
    keys = ["department", "report_year", "unit"]
    own = figures.iloc[rows][[*keys, "decimals", "value", "figure_id"]]
    own = own.assign(usual=own.groupby(keys, sort=False, observed=True)["decimals"].transform("max"))
    texts = dict.fromkeys(("department", "unit", "figure_id"), "str")
    odd = own[own["decimals"].ne(own["usual"]) & own["value"].ne(0)].astype(texts)  # a bare 0 is as exact
    ids = odd.groupby(keys, sort=False)["figure_id"].agg(" ".join)
    table = own.drop_duplicates(keys)[keys].astype({"department": "str", "unit": "str"})
    table = table.sort_values(keys, kind="stable", ignore_index=True)
    named: Any = ids.reindex(pd.MultiIndex.from_frame(table[keys])).fillna("").to_numpy(object) if len(table) else []
    wrong = np.array([bool(one) for one in named], dtype=bool)
    return table.assign(
        rule="mixed-decimals",
        verdict=np.where(wrong, MISMATCH, EXACT),
        severity=np.where(wrong, severities["mixed-decimals"], ""),
        figures=named,
        identity=table["unit"],
        fiscal_year=table["report_year"],
        unit="",
    )


def check_scheme_years(index: Index, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return one check for each scheme that a report uses in a year without force; a blank bound is open."""
    figures, schemes = index.figures, index.data.schemes.set_index("scheme")
    codes, names = figures["scheme"].cat.codes.to_numpy(), figures["scheme"].cat.categories
    first, last = (
        schemes[name].reindex(names).fillna(open_end).to_numpy("int64")[codes]
        for name, open_end in (("valid_from", 0), ("valid_to", 9999))
    )
    years = figures["fiscal_year"].to_numpy()
    rows = np.flatnonzero(index.lines["own"].to_numpy() & ((years < first) | (years > last)))
    keys = ["department", "report_year", "fiscal_year", "scheme"]
    wrong = figures.iloc[rows][[*keys, "figure_id"]].astype(dict.fromkeys(("department", "scheme", "figure_id"), "str"))
    found = wrong.groupby(keys, sort=False)["figure_id"].agg(" ".join).reset_index(name="figures")
    return found.assign(
        rule="scheme-years", verdict=MISMATCH, severity=severities["scheme-years"], identity=found["scheme"]
    )


def check_texts(index: Index, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return one row for each fault of a document's own words that was stored when it was accepted."""
    texts = index.data.text_findings
    named = texts.rename(columns={"fiscal_year": "report_year"})
    return named[["department", "report_year", "rule", "figures", "document", "locator", "finding"]].assign(
        verdict=MISMATCH, severity=named["rule"].map(severities), fiscal_year=named["report_year"]
    )


def run_disclosure_checks(index: Index, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows of every check of this file, as rows of the table of checks."""
    tables = [check(index, severities) for check in CHECKS]
    return finish_rows(join_rows([table for table in tables if len(table)] or tables[:1]))


CHECKS = (
    check_scope,
    check_lost_digits,
    check_three_public_final,
    check_required,
    check_derived_bases,
    check_document_kinds,
    check_decimals,
    check_scheme_years,
    check_texts,
)
