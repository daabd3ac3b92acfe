"""The report of a group as a workbook: all rows of the views of which the page shows the first, findings first.

Amounts are those of the bodies' own documents; differences, changes and ratios are formulas over the cells beside them.
Each row of a body leads to its report, where that is there.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.compare.measures import PER_HEAD, RATIO
from analysis.frames import iterate_rows
from analysis.money import RATE_SCALE, Unit
from analysis.publish.office.group_sheets import SHEETS, VERDICT_COLUMNS, list_tables
from analysis.publish.office.sheets import Cell, Column, Formula, Number, Workbook
from analysis.publish.office.workbook_amounts import scale
from analysis.publish.page.neighbours import find_address
from analysis.show.named import add_names
from analysis.show.names import WAN
from analysis.show.peers.measures import name_measure
from analysis.show.peers.words import GroupWords
from analysis.texts import catalogue
from analysis.verdicts import MISMATCH, NOT_CHECKABLE

_MONEY = {"base", "own_base", "value", "total", "whole", "largest", "numerator"}
_COUNTS = {
    "rows", "size", "bodies", "base_bodies", "documents", "read", "in_part", "unread", "empty", "numbers",
    "numbers_read", "expected", "found", "lacking", "reports", "held", "broken", "unchecked", "most", *VERDICT_COLUMNS,
}  # fmt: skip
_YEARS = {"report_year", "base_year"}
_BY_UNIT = {"reported", "calculated", "denominator"}
_BY_KIND = {"result", "low", "high", "median"}  # money, per head or a ratio
# Formulas over other cells of their row, how they look, and what they need; blank where one of these is.
_FORMULAS = {
    "difference": ("ROUND({reported}-{calculated},9)", "", ("reported", "calculated")),
    "change": ("ROUND({value}-{base},9)", "money", ("value", "base")),
    "rate": ("({value}-{base})/{base}", "pct", ("value", "base")),
    "share": ("{value}/{total}", "pct", ("value", "total")),
    "part": ("{value}/{whole}", "pct", ("value", "whole")),
    "ratio": ("{numerator}/{denominator}", "", ("numerator", "denominator")),
}
# The columns of its table that a cell is made of, where these are not the column itself.
_SOURCES = {
    **{one: [one, "unit", "kind"] for one in _BY_UNIT}, **{one: [one, "kind"] for one in _BY_KIND},
    "report": ["department", "report_year", "figures", "figure_id"],
    "advice": ["rule"], "class": ["department"], "of_peers": ["bodies"],
}  # fmt: skip
_NUMERIC = _MONEY | _COUNTS | _YEARS | _BY_UNIT | _BY_KIND | set(_FORMULAS) | {"score", "of_peers"}
_LONGEST = 32_000  # characters of a cell; the format allows 32,767
_PERSONS = Unit("人", "count", 1, "persons")
_SAID = {"severity": "severity", "verdict": "verdict", "phase": "show.phase", "panel": "portfolio.panel"}
_LIMITS = {"fund": "show.fund", "scope": "show.scope"}


def write_group_workbook(words: GroupWords, title: str, linked: Collection[str]) -> bytes:
    """Return the workbook (xlsx) of a group; `linked` are the pages of reports that its rows may lead to."""
    book = _GroupBook(words, title, linked)
    for name, table in list_tables(words):
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
        widths = SHEETS[name]
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
        if column in _BY_KIND:
            return _show_result(getattr(row, column), row.kind)
        match column:
            case "report":
                return self._link(row)
            case "advice":
                return words.advise(row.rule)
            case "class":
                return words.name_class(row.department)
            case "measure":
                return name_measure(words, row.measure)
            case "score":
                return Number(Fraction(int(row.score), 1000), "points")
            case "of_peers":
                return Number(int(row.bodies), "count")
        value = getattr(row, column)
        if column in _COUNTS or column in _YEARS:
            return None if pd.isna(value) else Number(int(value), "year" if column in _YEARS else "count")
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
        if not row.department:
            return None
        address = find_address(self._linked, row.department, int(row.report_year), figure, self._words.lang)
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


def _show_result(value: Any, kind: str) -> Number | None:
    """Return a result of measure_peers as its formula would have it: per head in 万元, a ratio as a ratio."""
    if kind != RATIO:
        return _show(value, WAN)
    return None if pd.isna(value) else Number(Fraction(int(value), RATE_SCALE), "pct")
