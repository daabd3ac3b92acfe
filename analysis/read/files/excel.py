"""A workbook: each sheet is a grid of cells as they show; stored values of formulas, nothing is computed or run."""

import datetime
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

from analysis.read.files.office import convert, find_office
from analysis.read.files.package import check_package
from analysis.read.files.text import join_broken, join_lines
from analysis.read.files.types import Block, Cell, Grid, Source

PART = "xl/workbook.xml"
MOST_ROWS, MOST_COLUMNS = 5000, 100  # of a sheet; what lies beyond is no table of a disclosure
_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_DECIMALS = re.compile(r"\.(0+)")
_PADDED = re.compile(r"0{2,}$")


def read_xlsx(source: Source) -> tuple[Sequence[Block | Grid], str]:
    """Return a grid for each sheet; UserError for what is no workbook or would unpack without measure."""
    check_package(source, PART)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what of a workbook's looks the library leaves out
            shown = load_workbook(io.BytesIO(source.content), data_only=True, keep_links=False)
            typed = load_workbook(io.BytesIO(source.content), keep_links=False)
        return list(_list_grids(shown.worksheets, typed)), ""
    except MemoryError:
        raise
    except Exception:  # a damaged package fails anywhere in the library, with errors of every kind
        raise source.refuse("document.corrupt", format="xlsx") from None


def read_xls(source: Source) -> tuple[Sequence[Block | Grid], str]:
    """Return what LibreOffice makes of an old workbook; UserError where it is absent or the file has a password."""
    return read_xlsx(Source(source.path, convert(source, find_office(source), "xls", "xlsx"), source.lang))


def _list_grids(sheets: list[Any], typed: Any) -> Iterator[Block | Grid]:
    for sheet in sheets:
        cells = sorted(_list_cells(sheet, typed[sheet.title]))
        if cells and (sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS):
            cells[-1] = cells[-1]._replace(remark="cut")
        width = max((cell.column + cell.columns for cell in cells), default=0)
        if width:
            hidden = sheet.sheet_state != "visible"
            titles = [] if hidden else list(_list_titles(cells))
            yield from (Block(line) for cell in titles for line in join_broken(cell.text.split("\n")))
            yield Grid(
                tuple(cell._replace(text=_join_text(cell.text)) for cell in cells if cell not in titles),
                tuple(map(float, range(width + 1))),
                sheet=sheet.title,
                hidden=hidden,
            )


def _join_text(text: str) -> str:
    """Return a cell's text in one piece, whose lines somebody broke to fit a column."""
    return reduce(join_lines, text.split("\n"))


def _list_titles(cells: list[Cell]) -> Iterator[Cell]:
    """Yield the cells that stand alone in their rows above all others: they are the text of a sheet."""
    filled = [cell for cell in cells if cell.text]
    for cell in filled:
        if sum(one.row == cell.row for one in filled) > 1:
            return
        yield cell


def _list_cells(sheet: Any, typed: Any) -> Iterator[Cell]:
    """Yield the cells of a sheet, those that are merged as one; of those without value only what a head covers."""
    merged = {(one.min_row, one.min_col): one for one in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for one in merged.values()
        for row in range(one.min_row, one.max_row + 1)
        for column in range(one.min_col, one.max_col + 1)
        if (row, column) != (one.min_row, one.min_col)
    }
    for row in sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS)):
        for one in row:
            if (one.row, one.column) in covered:
                continue
            span = merged.get((one.row, one.column))
            rows, columns = (
                (span.max_row - span.min_row + 1, span.max_col - span.min_col + 1) if span is not None else (1, 1)
            )
            formula = one.value is None and typed.cell(one.row, one.column).data_type == "f"
            remark = "formula" if formula else ""
            yield Cell(one.row - 1, one.column - 1, rows, columns, show_value(one), None, remark)


def show_value(cell: Any) -> str:
    """Return what a cell shows: a number with the decimals and separators of its format."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    if not isinstance(value, int | float):
        return str(value).strip()
    style = str(cell.number_format or "General")
    style = _SECTION.split(style)[0].replace('"', "").replace("\\", "").replace("_", "")
    if "%" in style:
        return f"{_write(Decimal(repr(value)) * 100, style)}%"
    if _PADDED.fullmatch(style):
        return str(value).zfill(len(style))
    return _write(Decimal(f"{value:.15g}"), style)


def _write(value: Decimal, style: str) -> str:
    decimals = _DECIMALS.search(style)
    separator = "," if "#,##" in style else ""
    if "0" in style and style != "General":
        return f"{value:{separator}.{len(decimals[1]) if decimals else 0}f}"
    return f"{value.normalize():{separator}f}" if value else "0"
