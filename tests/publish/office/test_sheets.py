"""Sheets: our quicker way of writing cells makes the bytes that XlsxWriter makes."""

from fractions import Fraction

import pytest
from xlsxwriter.worksheet import Worksheet

from analysis.publish.office import sheets
from analysis.publish.office.sheets import Cell, Column, Formula, Link, Number

CELLS: list[list[Cell]] = [
    ["words & <marks>", Number(Fraction(1, 3), "money"), None, Formula("A2&B2", "words"), Link("there", "'表'!A1")],
    ["words & <marks>", Number(-12_345_678_901, "count"), "=1+1", Formula("ROUND(B2-B3,9)", Fraction(7, 2), "money")],
    ["负数", Number(Fraction(-1, 10**9), "pct", ">="), "", Formula('HYPERLINK("a","b")', "b", "link"), None],
]


def write() -> bytes:
    book = sheets.Workbook("标题", "zh", {"负数": "bad"})
    columns = [Column("甲", 9, marked=True), Column("乙", 9, numeric=True), *[Column(one, 9) for one in "丙丁戊"]]
    sheet = book.add_sheet("表", columns)
    for cells in CELLS:
        sheet.add_row([*cells, *[None] * (len(columns) - len(cells))])
    sheet.finish()
    return book.finish()


def test_cells_are_written_as_xlsxwriter_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    own = write()
    monkeypatch.setattr(sheets, "_Worksheet", Worksheet)
    assert write() == own
