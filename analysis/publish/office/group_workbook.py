"""The report of a group as a workbook: all rows of the views of which the page shows the first, findings first.

Amounts are those of the bodies' own documents; differences, changes and ratios are formulas over the cells beside them.
Each row of a body leads to its report, where that is there.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.check import list_findings, run_checks
from analysis.check.ledger import list_ledger
from analysis.compare import (
    compare_bodies,
    compare_panels,
    find_outliers,
    list_completeness,
    list_spending,
    measure_peers,
)
from analysis.compare.measures import COMPUTED, PER_HEAD
from analysis.frames import iterate_rows
from analysis.groups import list_members
from analysis.money import Unit
from analysis.publish.office.sheets import Cell, Column, Formula, Number, Workbook
from analysis.publish.office.workbook_amounts import scale
from analysis.publish.page.neighbours import find_address
from analysis.show.named import add_names
from analysis.show.names import WAN
from analysis.show.peers.measures import name_measure
from analysis.show.peers.words import GroupWords
from analysis.texts import catalogue
from analysis.verdicts import MISMATCH, NOT_CHECKABLE, VERDICTS

_VERDICTS = [one.replace("-", "_") for one in VERDICTS]
# The columns of each sheet with their widths in Latin characters: of its table, of its names, or made below.
_SHEETS = {
    "findings": {
        "severity": 9, "department_name": 26, "report_year": 9, "rule_name": 32, "reported": 14, "calculated": 14,
        "difference": 13, "unit": 7, "verdict": 13, "advice": 26, "locator": 18, "figures": 18, "department": 20,
        "report": 9,
    },
    "panels": {
        "base_year": 9, "report_year": 9, "name": 30, "phase": 12, "fund": 12, "scope": 12, "panel": 14, "base": 16,
        "value": 16, "change": 15, "rate": 11, "base_bodies": 9, "bodies": 9, "joined": 24, "left": 24, "restated": 24,
    },
    "changes": {
        "department_name": 26, "base_year": 9, "report_year": 9, "name": 30, "phase": 12, "fund": 12, "scope": 12,
        "base": 16, "value": 16, "change": 15, "rate": 11, "restated": 9, "figures": 12, "base_figures": 12,
        "department": 20, "report": 9,
    },
    "measures": {
        "department_name": 26, "report_year": 9, "measure": 34, "phase": 12, "numerator": 16, "denominator": 16,
        "ratio": 12, "figures": 14, "base_figures": 14, "department": 20, "report": 9,
    },
    "outliers": {
        "department_name": 26, "report_year": 9, "measure": 34, "phase": 12, "class": 14, "of_peers": 12, "score": 9,
        "figures": 14, "department": 20, "report": 9,
    },
    "spending": {
        "department_name": 26, "report_year": 9, "name": 30, "phase": 12, "value": 16, "total": 16, "share": 11,
        "figure_id": 10, "department": 20, "report": 9,
    },
    "ledger": {
        "department_name": 26, "report_year": 9, **dict.fromkeys(_VERDICTS, 12), "department": 20, "report": 9,
    },
    "completeness": {
        "department_name": 26, "report_year": 9, "documents": 9, "read": 9, "in_part": 10, "unread": 10, "empty": 10,
        "numbers": 9, "numbers_read": 9, "expected": 11, "found": 9, "department": 20, "report": 9,
    },
    "bodies": {
        "department_name": 30, "class": 16, "report_year": 9, "present": 9, "counted": 11, "within": 24, "also_in": 18,
        "department": 20, "report": 9,
    },
    "files": {"path": 44, "sha256": 68, "rows": 9, "size": 12},
}  # fmt: skip
_MONEY = {"base", "value", "total", "numerator"}
_COUNTS = {
    "rows", "size", "bodies", "base_bodies", "documents", "read", "in_part", "unread", "empty", "numbers",
    "numbers_read", "expected", "found", *_VERDICTS,
}  # fmt: skip
_YEARS = {"report_year", "base_year"}
_BY_UNIT = {"reported", "calculated", "denominator"}
# Formulas over other cells of their row, how they look, and what they need; blank where one of these is.
_FORMULAS = {
    "difference": ("ROUND({reported}-{calculated},9)", "", ("reported", "calculated")),
    "change": ("ROUND({value}-{base},9)", "money", ("value", "base")),
    "rate": ("({value}-{base})/{base}", "pct", ("value", "base")),
    "share": ("{value}/{total}", "pct", ("value", "total")),
    "ratio": ("{numerator}/{denominator}", "", ("numerator", "denominator")),
}
# The columns of its table that a cell is made of, where these are not the column itself.
_SOURCES = {
    **{one: [one, "unit", "kind"] for one in _BY_UNIT}, "report": ["department", "report_year", "figures", "figure_id"],
    "advice": ["rule"], "class": ["department"], "of_peers": ["bodies"],
}  # fmt: skip
_NUMERIC = _MONEY | _COUNTS | _YEARS | _BY_UNIT | set(_FORMULAS) | {"score", "of_peers"}
_LONGEST = 32_000  # characters of a cell; the format allows 32,767
_PERSONS = Unit("人", "count", 1, "persons")
_SAID = {"severity": "severity", "verdict": "verdict", "phase": "show.phase", "panel": "portfolio.panel"}
_LIMITS = {"fund": "show.fund", "scope": "show.scope"}


def write_group_workbook(words: GroupWords, title: str, linked: Collection[str]) -> bytes:
    """Return the workbook (xlsx) of a group; `linked` are the pages of reports that its rows may lead to."""
    data = words.data
    checks, bodies, measures = run_checks(data), compare_bodies(data), measure_peers(data)
    ledger = list_ledger(data, checks).groupby(["department", "report_year"], sort=False)[[*VERDICTS]].sum()
    ledger = ledger.set_axis(_VERDICTS, axis="columns")
    files = [(one.path, one.sha256, one.rows, one.size_bytes) for one in data.files]
    tables = {
        "findings": list_findings(checks),
        "panels": compare_panels(data),
        "changes": bodies[bodies["change"].notna()],
        "measures": measures[measures["status"].eq(COMPUTED) & measures["denominator"].notna()],
        "outliers": find_outliers(measures, data),
        "spending": list_spending(data),
        "ledger": ledger.reset_index(),
        "completeness": list_completeness(data),
        "bodies": list_members(data),
        "files": pd.DataFrame(files, columns=[*_SHEETS["files"]]),
    }
    book = _GroupBook(words, title, linked)
    for name, table in tables.items():
        book.fill(name, table)
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
        letters = {column: chr(ord("A") + place) + "{0}" for place, column in enumerate(widths)}
        formulas = {one: _FORMULAS[one][0].format(**letters) for one in widths if one in _FORMULAS}
        named = add_names(table, self._words.data, self._words.lang)
        named = named.astype(dict.fromkeys(named.select_dtypes("str"), "object"))  # which is quicker to go through
        made = {one: self._make_column(named, one) for one in widths if one not in formulas}
        kinds = named["kind"].tolist() if "kind" in named else [""] * len(named)
        for place, (kind, *cells) in enumerate(zip(kinds, *made.values(), strict=True), start=2):
            row = dict(zip(made, cells, strict=True))
            row |= {one: _compute(one, formula.format(place), row, kind) for one, formula in formulas.items()}
            sheet.add_row([row[one] for one in widths])
        sheet.finish()

    def finish(self, title: str) -> bytes:
        """Return the file, once it says what it is."""
        words = self._words
        column = Column(words.say("workbook.column.what"), 110)
        about = self._book.add_sheet(words.say("workbook.sheet.about"), [column])
        notes = ("note-rows", "note-units", "note-formulas", "note-links")
        said = [words.say(f"portfolio.{note}") for note in notes]
        for line in (title, words.introduce(), *said, words.say("workbook.note-text")):
            about.add_row([line])
        return self._book.finish()

    def _label(self, column: str) -> str:
        keys = (f"portfolio.column.{column}", f"verdict.{column.replace('_', '-')}", f"show.column.{column}")
        return self._words.say(next(key for key in keys if key in catalogue()), unit=WAN.name)

    def _make_column(self, table: pd.DataFrame, column: str) -> list[Cell]:
        """Return the cells of a column that holds no formulas; those of like rows are made once."""
        sources = [one for one in _SOURCES.get(column, [column]) if one in table]
        known: dict[Any, Cell] = {}
        for row in (rows := [*iterate_rows(table[sources])]):
            if row not in known:
                known[row] = self._make_cell(row, column)
        return [known[row] for row in rows]

    def _make_cell(self, row: Any, column: str) -> Cell:
        words = self._words
        if column in _MONEY:
            return _show(getattr(row, column), WAN)
        if column in _BY_UNIT:
            return _show(getattr(row, column), self._find_unit(row, column))
        match column:
            case "report":
                return self._link(row)
            case "advice":
                return words.advise(row.rule)
            case "class":
                return words.name_class(row.department)
            case "unit":
                return str(row.unit) or None
            case "measure":
                return name_measure(words, row.measure)
            case "score":
                return Number(Fraction(int(row.score), 1000), "points")
            case "of_peers":
                return Number(int(row.bodies), "count")
        value = getattr(row, column)
        if column in _COUNTS or column in _YEARS:
            return Number(int(value), "year" if column in _YEARS else "count")
        return self._say(column, value)

    def _say(self, column: str, value: object) -> str | None:
        """Return an id or a truth value in words."""
        words = self._words
        if isinstance(value, bool):
            return words.say(f"portfolio.{'yes' if value else 'no'}")
        if column in _LIMITS:
            key = f"{_LIMITS[column]}.{value}"
            return words.say(key) if key in catalogue() else None if value == "all" else str(value)
        if column in _SAID:
            return words.say(f"{_SAID[column]}.{value}") if value else None
        text = str(value)  # of thousands of ids a cell has no room for all
        return (text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …") or None

    def _find_unit(self, row: Any, column: str) -> Unit:
        if column == "denominator":
            return _PERSONS if row.kind == PER_HEAD else WAN
        return self._words.unit(row.unit) if row.unit else WAN

    def _link(self, row: Any) -> Cell:
        """Return a link to the report of a row's body, to the first of its figures if it has any; nothing for none."""
        figures = getattr(row, "figures", "") or getattr(row, "figure_id", "")
        figure = next(iter(str(figures).split()), "")
        address = find_address(self._linked, row.department, row.report_year, figure, self._words.lang)
        shown = figure or self._words.say("portfolio.open")
        return Formula(f'HYPERLINK("{address}","{shown}")', shown, "link") if address else None


def _compute(column: str, formula: str, row: Mapping[str, Cell], kind: str) -> Formula | None:
    """Return a formula over two numbers of a row with its value; none where one is missing, or it divides by 0."""
    cells = [cell for name in _FORMULAS[column][2] if isinstance(cell := row[name], Number)]
    if len(cells) < 2:
        return None
    one, other = (cell.value for cell in cells)
    style = _FORMULAS[column][1]
    if column in {"difference", "change"}:
        return Formula(formula, one - other, style or cells[0].style)
    style = style or ("money" if kind == PER_HEAD else "pct")
    return Formula(formula, Fraction(one - other if column == "rate" else one) / other, style) if other else None


def _show(value: Any, unit: Unit) -> Number | None:
    """Return a value of the smallest parts in a unit."""
    return None if pd.isna(value) else Number(scale(int(value), unit), unit.kind)
