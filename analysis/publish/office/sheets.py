"""Sheets of a workbook: text that never runs, numbers, live formulas; frozen heads and a print set-up for A4.

The only place that knows XlsxWriter. It puts the date of 1980 into the zip, and the one below into the properties, so
the same cells give the same bytes.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from analysis.publish.evidence.tables import neutralise
from analysis.show.rich import measure_width
from analysis.texts import say

CREATED = datetime(1980, 1, 1)
FONT = "SimSun"
LINE_POINTS = 14
_ROW: dict[str, object] = {"bottom": 1, "bottom_color": "#D0D4D9"}
_GROUNDS: dict[str, dict[str, object]] = {
    "plain": _ROW,
    "head": {"bold": True, "bottom": 1, "valign": "bottom"},
    "live": _ROW | {"bg_color": "#EAF1F8"},
    "link": _ROW | {"font_color": "#1A4F8B", "underline": 1},
}
# How a cell looks that says one of a workbook's marked words: its colour never says what its words do not.
MARKS: dict[str, dict[str, object]] = {
    "bad": {"bold": True, "font_color": "#8C1D18", "bg_color": "#F8E1DF"},
    "open": {"bold": True, "font_color": "#5E3300", "bg_color": "#FBEFD9"},
}
_HEADER_CHARACTERS = 80  # of 255 that the format allows for the whole line
_HIGHEST_POINTS = 409  # that the format allows for a row
# How numbers look by the kind of their unit, in the unit that they are shown in.
STYLES = {
    "rate": "0.00##%",
    "pct": "0.00%",
    "money": "#,##0.00########",
    "count": "#,##0",
    "measure": "#,##0.00##",
    "points": "0.00",
    "year": "0",
}
SIGNS = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "~": "≈"}  # that may stand before a number, by relation


@dataclass(frozen=True)
class Number:
    """A number as the report has it; `style` is a key of STYLES, `relation` a key of SIGNS for a bound."""

    value: Fraction | int
    style: str
    relation: str = ""


@dataclass(frozen=True)
class Formula:
    """A formula that the spreadsheet computes, and the value that it must have; of style `link` it leads elsewhere."""

    text: str
    value: Fraction | int | str
    style: str = "text"


@dataclass(frozen=True)
class Link:
    """Short text that leads to a place of this workbook (`'Figures'!A2`) or, after a file and a #, of one beside it."""

    text: str
    target: str


Cell = str | Number | Formula | Link | None


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in Latin characters, and whether it holds numbers, which stand to the right.

    In one that is `marked` the cells with a marked word stand out.
    """

    label: str
    width: int
    numeric: bool = False
    marked: bool = False


class Workbook:
    """A workbook being written, in memory."""

    def __init__(self, title: str, lang: str, marks: Mapping[str, str]) -> None:
        """Begin an empty workbook with a title among its properties; `marks` gives the look, of MARKS, of a word."""
        self._buffer, self._title, self._lang = io.BytesIO(), title, lang
        self._book = xlsxwriter.Workbook(self._buffer, {"in_memory": True, "strings_to_formulas": False})
        self._book.set_properties({"title": neutralise(title), "created": CREATED})
        self._book.set_calc_mode("auto")
        self._formats: dict[tuple[str, str, str], Format] = {}
        self.marks = {word: self._book.add_format(MARKS[look]) for word, look in marks.items()}

    def add_sheet(self, name: str, columns: Sequence[Column]) -> "Sheet":
        """Return a new sheet whose first row holds the headings and stays in sight."""
        sheet = self._book.add_worksheet(name, _Worksheet)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.set_header(f"&L{_escape(self._title)}&R&A")
        sheet.set_footer(f"&C{say(self._lang, 'workbook.page')}")
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            look = self.find_format("number" if column.numeric else "text", "head")
            sheet.write_string(0, place, neutralise(column.label), look)
        sheet.set_row(0, _measure([column.label for column in columns], columns))
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # what is printed is a quotation
        return Sheet(self, sheet, columns)

    def find_format(self, style: str, ground: str, relation: str = "") -> Format:
        """Return the format of a style on a ground: plain, head, link or live (a formula)."""
        key = (style, ground, relation)
        if key not in self._formats:
            look: dict[str, object] = {"font_name": FONT, "font_size": 10, "valign": "top", "text_wrap": True}
            sign = f'"{SIGNS[relation]} "' if relation in SIGNS else ""
            look |= {"num_format": sign + STYLES.get(style, "@"), "align": "left" if style == "text" else "right"}
            look |= {"indent": 1} if style == "text" else {}  # else words touch the number before them
            self._formats[key] = self._book.add_format(look | _GROUNDS[ground])
        return self._formats[key]

    def finish(self) -> bytes:
        """Return the file."""
        self._book.close()
        return self._buffer.getvalue()


class _Worksheet(Worksheet):  # type: ignore[misc]
    """A worksheet of cells with formats, written as XlsxWriter writes them but without what our cells never need."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")  # else searched for thirty functions that are newer than the format

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        opened = f'<c r="{_name_column(col)}{row + 1}" s="{cell.format._get_xf_index()}"'
        match type(cell).__name__:
            case "Number":
                self.fh.write(f"{opened}><v>{cell.number:.16G}</v></c>")
            case "String":
                self.fh.write(f'{opened} t="s"><v>{cell.string}</v></c>')
            case "Blank":
                self.fh.write(f"{opened}/>")
            case _:
                super()._write_cell(row, col, cell)


_name_column = lru_cache(xl_col_to_name)


class Sheet:
    """One sheet, filled from the top down."""

    def __init__(self, workbook: Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
        """Keep the sheet; its first row is taken by the headings."""
        self._workbook, self._sheet, self._columns = workbook, sheet, columns
        self.rows = 1

    @property
    def name(self) -> str:
        """Return the name of the sheet."""
        return str(self._sheet.get_name())

    def add_row(self, cells: Sequence[Cell]) -> int:
        """Return the number (from 1) of the row that was added."""
        for place, cell in enumerate(cells):
            self._write(self.rows, place, cell)
        self._sheet.set_row(self.rows, _measure(cells, self._columns))
        self.rows += 1
        return self.rows

    def finish(self) -> None:
        """Let the reader filter the rows that there are, and mark the words that are to stand out."""
        last = max(1, self.rows - 1)
        self._sheet.autofilter(0, 0, last, len(self._columns) - 1)
        for place in (place for place, column in enumerate(self._columns) if column.marked):
            for word, look in self._workbook.marks.items():
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
                self._sheet.conditional_format(1, place, last, place, rule)

    def _write(self, row: int, place: int, cell: Cell) -> None:
        find = self._workbook.find_format
        match cell:
            case None:
                self._sheet.write_blank(row, place, None, find("text", "plain"))
            case Number(value, style, relation):
                self._sheet.write_number(row, place, float(value), find(style, "plain", relation))
            case Formula(text, value, "link"):
                self._sheet.write_formula(row, place, f"={text}", find("text", "link"), value)
            case Formula(text, value, style):
                shown = value if isinstance(value, str) else float(value)
                self._sheet.write_formula(row, place, f"={text}", find(style, "live"), shown)
            case Link(text, target):
                kind = "external" if "#" in target else "internal"
                self._sheet.write_url(row, place, f"{kind}:{target}", find("text", "link"), neutralise(text))
            case _:
                self._sheet.write_string(row, place, _make_plain(cell), find("text", "plain"))


def _measure(cells: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Return the height in points that a row needs: not every program fits the height of a row to its text."""
    lines = 1
    for cell, column in zip(cells, columns, strict=True):
        if isinstance(cell, str):
            lines = max(lines, -(-_measure_text(cell) // (column.width - 2)))
    return min(LINE_POINTS * lines, _HIGHEST_POINTS)


# In sheets of many rows most texts come more than once.
_make_plain = lru_cache(maxsize=100_000)(neutralise)
_measure_text = lru_cache(maxsize=100_000)(measure_width)


def _escape(text: str) -> str:
    """Return text for a page's header, where & begins a code."""
    return neutralise(text)[:_HEADER_CHARACTERS].replace("&", "&&")
