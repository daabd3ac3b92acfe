"""Figures and the documents at hand: the passage of a figure, and figures that the document does not print.

Findings never depend on whether a document lies on this machine; what is shown here is for looking, and for us.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.errors import Problem, UserError
from analysis.frames import iterate_rows
from analysis.money import normalise_number
from analysis.read.files.open import read_document
from analysis.read.files.passages import Passage, cut_passage, find_document_files, read_span, split_passage
from analysis.read.files.types import Document
from analysis.tables import list_names, show_path
from analysis.texts import DEFAULT_LANGUAGE, say

if TYPE_CHECKING:
    from analysis.dataset import Dataset

_NUMBER = re.compile(r"(?<![0-9.])[0-9][0-9,]*(?:\.[0-9]+)?")
_BEHIND = 24  # characters behind a label in which its number is looked for
_BEHIND_UNIT = re.compile("(?:左右|以上|以下)$")
_BLANKS = re.compile(r"[\s\u2002\u3000]+")


def find_passage(data: "Dataset", department: str, year: int, figure_id: str) -> str:
    """Return the sentence that a figure stands in, or its place where the document or its span is not at hand.

    Raises UserError for a figure that there is not.
    """
    own = data.figures[data.figures["department"].eq(department) & data.figures["report_year"].eq(year)]
    found = own[own["figure_id"].eq(figure_id)]
    if found.empty:
        values = {"figure": figure_id, "department": department, "year": year}
        raise UserError(say(DEFAULT_LANGUAGE, "data.no-figure", allowed=list_names(own["figure_id"]), **values))
    figure = found.iloc[0]
    document = open_documents(data).get((department, year, figure["document"]))
    return (document and cut_passage(document, figure["span"])) or figure["locator"]


def quote_passages(data: "Dataset") -> dict[str, Passage]:
    """Return the passage of each figure of the one report in `data` whose document is at hand, by figure id.

    A passage is what stands before the number, the number, and what follows; joined they are the sentence. A figure of
    an earlier report, which comparisons may cite, is named as there: `2018/F20`.

    >>> from analysis import open_data, quote_passages
    >>> data = open_data("beita-union", 2019)
    >>> passages = quote_passages(data)
    >>> passages.keys() <= set(data.figures["figure_id"])  # those whose document is in data/raw/
    True
    """
    [report] = iterate_rows(data.reports)
    documents = open_documents(data)
    passages = {}
    for figure in iterate_rows(data.figures[data.figures["span"].ne("")]):
        if document := documents.get((figure.department, figure.report_year, figure.document)):
            earlier = "" if figure.report_year == report.report_year else f"{figure.report_year}/"
            passages[f"{earlier}{figure.figure_id}"] = split_passage(document, figure.span)
    return passages


def open_documents(data: "Dataset") -> dict[tuple[str, int, str], Document]:
    """Return the documents at hand, by department, year of the report and document id."""
    files = find_document_files(data.documents, data.folder)
    return {
        (row.department, row.fiscal_year, row.document): _read(files[row.sha256], files[row.sha256].stat().st_mtime_ns)
        for row in iterate_rows(data.documents)
        if row.sha256 in files
    }


@lru_cache(maxsize=16)
def _read(path: Path, changed_ns: int) -> Document:
    return read_document(path)


def find_mistyped(data: "Dataset", lang: str = DEFAULT_LANGUAGE) -> list[Problem]:
    """Return the figures of the reports that their document, being at hand, does not print: errors of ours, not theirs.

    With a span the number there must be the figure's; without one the number must stand somewhere in the document.
    """
    problems = []
    reports = pd.MultiIndex.from_frame(data.reports)
    for (department, year, name), document in open_documents(data).items():
        if (department, year) not in reports:
            continue
        figures = data.figures
        own = figures[figures["department"].eq(department) & figures["report_year"].eq(year)]
        text, cells = _even(document.text), [_even(cell.text) for grid in document.tables for cell in grid.cells]
        numbers = {number.replace(",", "") for part in (text, *cells) for number in _NUMBER.findall(part)}
        for figure in iterate_rows(own[own["document"].eq(name) & own["basis"].ne("derived")]):
            printed = _find_other(document, text, numbers, figure)
            if printed is not None:
                problems.append(_report(data, figure, printed, lang))
    return problems


def _even(text: str) -> str:
    return _BLANKS.sub("", normalise_number(text))


def _find_other(document: Document, text: str, numbers: set[str], figure: Any) -> str | None:
    """Return what the document prints in place of a figure, empty if that cannot be told; None if it prints it."""
    printed = normalise_number(figure.printed)
    place = read_span(figure.span)
    if place:
        there = document.text[place[0] : place[1]].strip()
        same = printed in (normalise_number(there), f"{normalise_number(there)}{_find_behind(printed)}")
        return None if same else there
    if not _NUMBER.fullmatch(printed):
        return None if _even(printed) in text else ""
    if printed.replace(",", "") in numbers:
        return None
    label = _even(figure.label)
    behind = text[text.find(label) + len(label) :][:_BEHIND] if label in text else ""
    found = _NUMBER.search(behind)
    return found[0] if found else ""


def _find_behind(printed: str) -> str:
    """Return the word behind the unit that a number is printed with: of 30个左右 the span holds 30."""
    found = _BEHIND_UNIT.search(printed)
    return found[0] if found else ""


def _report(data: "Dataset", figure: Any, printed: str, lang: str) -> Problem:
    file = show_path(data.folder / "figures" / figure.department / f"{figure.report_year}.csv")
    key = "data.mistyped" if printed else "data.not-printed"
    values = {"figure": figure.figure_id, "label": figure.label, "locator": figure.locator, "printed": printed}
    message = say(lang, key, value=figure.printed, **values)
    return Problem(file, int(figure.line), "printed", figure.printed, message)
