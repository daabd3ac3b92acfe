"""Layouts written as workbook, Word document and web page, and printed with rules, with rules between rows, without."""

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.read.make_documents import write_pdf
from tests.read.tables.layouts import Cell, Layout

Part = Layout | str  # a table or a paragraph
LINE_END = "\n"

NUMBER = re.compile(r"-?[\d,]+(\.\d+)?$")
RULES = {
    "ruled": "td{border:1px solid #000}",
    "double": "td{border:3px double #000}",
    "rows": "td{border-bottom:1px solid #000}",
    "bare": "td{border:none}",
}
STYLE = (
    "@page{{size:A4 landscape;margin:15mm}}"
    "table{{border-collapse:{collapse};width:{width};font:10pt/1.3 'Noto Sans CJK SC'}}"
    "td{{padding:3px {pad};text-align:center}} td.n{{text-align:right}} td.l{{text-align:left}}"
)


def place(layout: Layout) -> Iterator[tuple[int, int, str, int, int]]:
    """Yield row, column, text, columns and rows of each cell."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(layout.rows):
        column = 0
        for cell in cells:
            text, columns, rows = unpack(cell)
            while (row, column) in taken:
                column += 1
            taken |= {(row + r, column + c) for r in range(rows) for c in range(columns)}
            yield row, column, text, columns, rows
            column += columns


def unpack(cell: Cell) -> tuple[str, int, int]:
    return (cell, 1, 1) if isinstance(cell, str) else cell


def make_title(year: int) -> str:
    return f"{year}年度测试局部门公开"


def make_page(parts: Sequence[Part], year: int, rules: str | None = None, title: str = "") -> str:
    """Return the body of a page with a title, paragraphs and tables."""
    spaced = "1.2em" if rules in ("rows", "bare") else "4px"
    css = STYLE.format(collapse="collapse", width="auto" if rules in ("rows", "bare") else "100%", pad=spaced)
    css += RULES[rules] if rules else ""
    page = [f"<style>{css}</style>" if rules else "", f"<h1>{title or make_title(year)}</h1>"]
    for part in parts:
        if isinstance(part, str):
            page.append(f"<p>{html.escape(part)}</p>")
        else:
            page.append(make_table(part))
    return "".join(page)


def make_table(layout: Layout) -> str:
    """Return a table with its number, title, unit and notes."""
    rows: dict[int, list[str]] = {n: [] for n in range(len(layout.rows))}
    for row, _, text, columns, count in place(layout):
        kind = "n" if NUMBER.match(text) and "." in text + "," else "c"
        span = f"{f' colspan={columns}' if columns > 1 else ''}{f' rowspan={count}' if count > 1 else ''}"
        rows[row].append(f'<td class="{kind}"{span}>{html.escape(text).replace(LINE_END, "<br>")}</td>')
    lines = [f"<tr>{''.join(cells)}</tr>" for cells in rows.values()]
    head, body = "".join(lines[: layout.heads]), "".join(lines[layout.heads :])
    above, below = ("".join(f"<p>{one}</p>" for one in some) for some in (list_above(layout), layout.notes))
    return f"{above}<table><thead>{head}</thead><tbody>{body}</tbody></table>{below}"


def list_above(layout: Layout) -> list[str]:
    return [one for one in (layout.number, layout.title, layout.unit and f"单位：{layout.unit}") if one]


def write_html(path: Path, parts: Sequence[Part], year: int, title: str = "") -> Path:
    body = make_page(parts, year, title=title)
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8><html><body>{body}</body></html>", "utf-8")
    return path


def write_printed(path: Path, layouts: Sequence[Layout], year: int, chromium: str, rules: str) -> Path:
    return write_pdf(path, chromium, make_page(layouts, year, rules))


def write_docx(path: Path, parts: Sequence[Part], year: int, title: str = "") -> Path:
    import docx

    document = docx.Document()
    document.add_heading(title or make_title(year), 0)
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        for text in list_above(part):
            document.add_paragraph(text)
        cells = list(place(part))
        table = document.add_table(len(part.rows), max(column + columns for _, column, _, columns, _ in cells))
        table.style = "Table Grid"
        grid = [list(row.cells) for row in table.rows]  # asking the table for each cell takes far too long
        for row, column, text, columns, rows in cells:
            grid[row][column].text = text
            if columns > 1 or rows > 1:
                grid[row][column].merge(grid[row + rows - 1][column + columns - 1])
        for text in part.notes:
            document.add_paragraph(text)
    document.save(str(path))
    return path


def write_xlsx(path: Path, parts: Sequence[Part], year: int, title: str = "", *, typed: bool = True) -> Path:
    """Return a workbook with a sheet for each table, and for paragraphs that follow each other.

    `typed` stores amounts as numbers with their format.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    texts = [title or make_title(year)]
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        if len(texts) > 1:
            put_column(book.create_sheet(f"说明{len(book.sheetnames) + 1}"), texts)
            texts = []
        sheet = book.create_sheet(f"表{len(book.sheetnames) + 1}")
        first = put_column(sheet, [*texts, *list_above(part)])
        put_cells(sheet, part, first, typed)
        put_column(sheet, part.notes, first + len(part.rows))
        texts = []
    if texts:
        put_column(book.create_sheet("说明"), texts)
    book.save(path)
    return path


def put_column(sheet: Any, texts: Sequence[str], first: int = 1) -> int:
    """Write texts one below the other; return the row behind them."""
    for row, text in enumerate(texts, start=first):
        sheet.cell(row, 1, text)
    return first + len(texts)


def put_cells(sheet: Any, layout: Layout, first: int, typed: bool) -> None:
    """Write the cells of a table below a row."""
    for row, column, text, columns, rows in place(layout):
        cell = sheet.cell(row + first, column + 1)
        if typed and row >= layout.heads and NUMBER.match(text) and ("." in text or "," in text or text == "0"):
            cell.value = float(text.replace(",", ""))
            decimals = f".{'0' * len(text.partition('.')[2])}" if "." in text else ""
            cell.number_format = ("#,##0" if "," in text else "0") + decimals
        elif text:
            cell.value = text
        if columns > 1 or rows > 1:
            sheet.merge_cells(
                start_row=row + first,
                start_column=column + 1,
                end_row=row + first + rows - 1,
                end_column=column + columns,
            )
