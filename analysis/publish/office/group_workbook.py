"""The report of a group as a workbook: all rows of the views of which the page shows the first, findings first.

Amounts are those of the bodies' own documents, differences formulas over the cells beside them. Each row leads to the
report of its body, where that is there.
"""

from collections.abc import Collection
from typing import Any

import pandas as pd

from analysis.check import list_findings, run_checks
from analysis.frames import iterate_rows
from analysis.groups import list_members
from analysis.publish.office.sheets import Cell, Column, Formula, Number, Workbook
from analysis.publish.office.workbook_amounts import in_unit, show_number
from analysis.publish.page.neighbours import find_address
from analysis.show.named import add_names
from analysis.show.names import WAN
from analysis.show.peers.words import GroupWords
from analysis.texts import catalogue
from analysis.verdicts import MISMATCH, NOT_CHECKABLE

# The columns of each sheet with their widths in Latin characters: those of its table, with names, or made below.
_SHEETS = {
    "findings": {
        "severity": 9, "department_name": 26, "report_year": 9, "rule_name": 32, "reported": 14, "calculated": 14,
        "difference": 13, "unit": 7, "verdict": 13, "advice": 26, "locator": 18, "figures": 18, "department": 20,
        "report": 9,
    },
    "bodies": {
        "department_name": 30, "class": 16, "report_year": 9, "present": 9, "counted": 11, "within": 24, "also_in": 18,
        "department": 20, "report": 9,
    },
    "files": {"path": 44, "sha256": 68, "rows": 9, "size": 12},
}  # fmt: skip
_NUMERIC = {"report_year", "reported", "calculated", "difference", "rows", "size"}
_IDS = {"severity", "verdict"}  # ids that are words of the texts


def write_group_workbook(words: GroupWords, title: str, linked: Collection[str]) -> bytes:
    """Return the workbook (xlsx) of a group; `linked` are the pages of reports that its rows may lead to."""
    data = words.data
    files = [(one.path, one.sha256, one.rows, one.size_bytes) for one in data.files]
    book = _GroupBook(words, title, linked)
    book.fill("findings", list_findings(run_checks(data)))
    book.fill("bodies", list_members(data))
    book.fill("files", pd.DataFrame(files, columns=[*_SHEETS["files"]]))
    return book.finish(title)


class _GroupBook:
    """A workbook being written, a sheet for each table."""

    def __init__(self, words: GroupWords, title: str, linked: Collection[str]) -> None:
        marks = {f"verdict.{MISMATCH}": "bad", f"verdict.{NOT_CHECKABLE}": "open"}
        self._words, self._linked = words, {*linked}
        self._book = Workbook(title, words.lang, {words.say(key): look for key, look in marks.items()})

    def fill(self, name: str, table: pd.DataFrame) -> None:
        """Write all rows of a table to a sheet of its own."""
        widths = _SHEETS[name]
        columns = [Column(self._label(one), width, one in _NUMERIC, one == "verdict") for one, width in widths.items()]
        sheet = self._book.add_sheet(self._words.say(f"portfolio.sheet.{name}"), columns)
        letters = {column: chr(ord("A") + place) for place, column in enumerate(widths)}
        for row in iterate_rows(add_names(table, self._words.data, self._words.lang)):
            cells = {column: f"{letter}{sheet.rows + 1}" for column, letter in letters.items()}
            sheet.add_row([self._make_cell(row, column, cells) for column in widths])
        sheet.finish()

    def finish(self, title: str) -> bytes:
        """Return the file, once it says what it is."""
        words = self._words
        column = Column(words.say("workbook.column.what"), 110)
        about = self._book.add_sheet(words.say("workbook.sheet.about"), [column])
        notes = ("portfolio.note-rows", "portfolio.note-formulas", "portfolio.note-links", "workbook.note-text")
        for line in (title, words.introduce(), *map(words.say, notes)):
            about.add_row([line])
        return self._book.finish()

    def _label(self, column: str) -> str:
        key = f"portfolio.column.{column}"
        return self._words.say(key if key in catalogue() else f"show.column.{column}")

    def _make_cell(self, row: Any, column: str, cells: dict[str, str]) -> Cell:
        """Return a cell of a row; `cells` are the places of the others, for formulas."""
        words = self._words
        match column:
            case "report":
                return self._link(row)
            case "advice":
                return words.advise(row.rule)
            case "class":
                return words.name_class(row.department)
            case "unit":
                return str(row.unit) or None
            case "difference":
                known = pd.notna(row.reported) and pd.notna(row.calculated)
                formula = f"ROUND({cells['reported']}-{cells['calculated']},9)"
                return in_unit(formula, row.reported - row.calculated, words.unit(row.unit)) if known else None
        value = getattr(row, column)
        if column in _IDS:
            return words.say(f"{column}.{value}") if value else None
        if isinstance(value, bool):
            return words.say(f"portfolio.{'yes' if value else 'no'}")
        if column in {"reported", "calculated"}:
            return show_number(value, words.unit(row.unit) if row.unit else WAN)
        return Number(int(value), "year" if column == "report_year" else "count") if column in _NUMERIC else str(value)

    def _link(self, row: Any) -> Cell:
        """Return a link to the report of a row's body, to the first of its figures if it has any; nothing for none."""
        figure = next(iter(getattr(row, "figures", "").split()), "")
        address = find_address(self._linked, row.department, row.report_year, figure, self._words.lang)
        shown = figure or self._words.say("portfolio.open")
        return Formula(f'HYPERLINK("{address}","{shown}")', shown, "link") if address else None
