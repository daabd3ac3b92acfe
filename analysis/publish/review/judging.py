"""What texts say against themselves: drafts judged by the engine that judges accepted data, many in one Dataset."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.check import list_findings, run_checks
from analysis.dataset import Dataset, open_texts
from analysis.figures import measure_rows, read_units
from analysis.money import Unit, format_number
from analysis.read.draft.draft import Cells, Draft
from analysis.read.draft.link_additions import keep_links
from analysis.read.files.passages import Span, read_span
from analysis.show.words import Words
from analysis.tables import DataFolder, Row

# What a report leaves open, or how evenly it prints, is said of accepted figures and not of a text that was only read.
_OF_ACCEPTED = ("budget-inputs", "three-public-final", "derived-base", "mixed-decimals", "scheme-years", "corrected")
_OF_CHANGES = ("change", "direction", "unit-scale")
_LAST = ("restated", "prior-year")  # what is in doubt is the last of the figures
_TEXT = "text-"  # and its number: the body that a text stands for


@dataclass(frozen=True)
class Finding:
    """Something in a document that contradicts itself or was left unfinished; `span` is a place in its text."""

    rule: str
    severity: str
    subject: str
    expected: str
    actual: str
    note: str
    locator: str
    span: Span
    document: str = ""


def judge_drafts(drafts: Sequence[Draft], data_dir: Path, lang: str) -> list[list[Finding]]:
    """Return the findings of each draft, in the order of its text."""
    data = open_drafts(drafts, data_dir, lang)
    found: list[list[Finding]] = [[] for _ in drafts]
    words: dict[int, Words] = {}
    for number, row in find_findings(data):
        if number not in words:
            alone = data if len(drafts) == 1 else data.select(row.department, row.report_year)
            words[number] = Words(alone, lang)
        told = words[number].tell_check(row)
        expected = told.expected + _show_result(words[number], row, told.expected)
        texts = told.subject, expected, told.actual, told.note
        found[number].append(Finding(row.rule, row.severity, *texts, row.locator, find_span(data, row), row.document))
    return [sorted(findings, key=lambda one: (one.span, one.rule)) for findings in found]


def _show_result(words: Words, row: Any, formula: str) -> str:
    """Return what a formula comes to, which tables of checks show in a column of its own."""
    if pd.isna(row.calculated) or not any(sign in formula for sign in "+−/"):
        return ""
    unit = words.unit_of(row)
    if row.kind == "rate":
        places = max(2, int(words.list_figures(row.figures)[0].decimals))
        return f" ＝ {format_number(Fraction(int(row.calculated), words.unit(unit).scale), places)} {unit}"
    return f" ＝ {words.format_value(row.calculated, unit)} {unit}"


def find_findings(data: Dataset) -> Iterator[tuple[int, Any]]:
    """Yield the checks that somebody has to do something about, with the number of the text that each is of."""
    found = list_findings(run_checks(data))
    rows: list[Any] = list(found[~found["rule"].isin(_OF_ACCEPTED)].itertuples())
    told = {(row.department, figure) for row in rows if row.rule in _OF_CHANGES for figure in row.figures.split()}
    for row in rows:
        # What a wrong change implies for the year before is said with the change.
        if row.rule != "prior-year" or not told & {(row.department, figure) for figure in row.figures.split()}:
            yield int(str(row.department).removeprefix(_TEXT)), row


def open_drafts(drafts: Sequence[Draft], data_dir: Path, lang: str) -> Dataset:
    """Return drafts as one Dataset, each a body of its own."""
    units = read_units(DataFolder(data_dir, lang))
    texts = {
        f"{_TEXT}{number}": (int(draft.document["fiscal_year"]), _prepare(draft, units, lang))
        for number, draft in enumerate(drafts)
    }
    return open_texts(texts, data_dir, lang)


def _prepare(draft: Draft, units: Mapping[str, Unit], lang: str) -> dict[str, list[Cells]]:
    """Return the rows of a draft that data could hold; a figure that is asked about has no code yet."""
    asked = {figure for question in draft.questions for figure in question.figures}
    figures = [
        row | {"scheme": "", "code": ""} if row["figure_id"] in asked else row
        for row in _keep_measurable(draft.tables["figures"], int(draft.document["fiscal_year"]), units, lang)
    ]
    kept = {row["figure_id"] for row in figures}
    faults = [
        row | {"figures": " ".join(one for one in row["figures"].split() if one in kept)}
        for row in draft.tables["text-findings"]
    ]
    links = [row for group in keep_links(draft.tables["links"], figures) for row in group]
    # Their words say it themselves.
    described = [row | {"kind_in_title": "other", "kind_in_body": "other"} for row in draft.tables["documents"]]
    changed = {"figures": figures, "documents": described, "links": links, "text-findings": faults}
    return {kind: changed.get(kind, list(rows)) for kind, rows in draft.tables.items()}


def _keep_measurable(rows: Sequence[Cells], year: int, units: Mapping[str, Unit], lang: str) -> list[Cells]:
    """Return the figures that the data would not refuse, such as those of next year."""
    folder = DataFolder(Path(), lang)
    folder.files["figures"] = [Row(row, "figures", line) for line, row in enumerate(rows)]
    measure_rows(folder, "figures", year, units)
    refused = {problem.line for problem in folder.problems}
    gone = {row["figure_id"] for line, row in enumerate(rows) if line in refused}
    return [row for row in rows if not gone & {row["figure_id"], *row["derivation"].split()}]


def find_span(data: Dataset, row: Any) -> Span:
    """Return the place of a finding: of the fault, of the figure that slipped, of the link, or of what is reported."""
    spans = _list_spans(data)
    figures = row.figures.split()
    names = [row.finding, *_list_slipped(row), row.identity, *(figures[::-1] if row.rule in _LAST else figures)]
    return next((place for name in names if (place := spans.get((row.department, name)))), (0, 0))


@lru_cache(maxsize=1)
def _list_spans(data: Dataset) -> dict[tuple[str, str], Span]:
    """Return the places of figures, links and faults, by department and id."""
    tables = ((data.figures, "figure_id"), (data.links, "link"), (data.text_findings, "finding"))
    spans: dict[tuple[str, str], Span] = {}
    for table, name in tables:
        for department, key, span in table[["department", name, "span"]].astype("str").to_numpy():
            if place := read_span(span):
                spans[department, key] = place
    return spans


def _list_slipped(row: Any) -> Iterator[str]:
    """Yield the figure whose unit or point slipped, which the reason names by its place."""
    place = row.reason.rpartition(" ")[2]
    if row.rule == "unit-scale" and place.isdigit():
        yield row.figures.split()[int(place)]
