"""Layouts written as workbook, Word document and web page, and printed with rules, with rules between rows, without."""

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.read.make_documents import write_pdf
from tests.read.tables.layouts import Cell, Layout

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


def make_page(layouts: Sequence[Layout], year: int, rules: str | None = None) -> str:
    """Return the body of a page with a title and the tables."""
    spaced = "1.2em" if rules in ("rows", "bare") else "4px"
    css = STYLE.format(collapse="collapse", width="auto" if rules in ("rows", "bare") else "100%", pad=spaced)
    css += RULES[rules] if rules else ""
    parts = [f"<style>{css}</style>" if rules else "", f"<h1>{year}年度测试局部门公开</h1>"]
    for layout in layouts:
        rows: dict[int, list[str]] = {n: [] for n in range(len(layout.rows))}
        for row, _, text, columns, count in place(layout):
            kind = "n" if NUMBER.match(text) and "." in text + "," else "c"
            span = f"{f' colspan={columns}' if columns > 1 else ''}{f' rowspan={count}' if count > 1 else ''}"
            rows[row].append(f'<td class="{kind}"{span}>{html.escape(text)}</td>')
        lines = [f"<tr>{''.join(cells)}</tr>" for cells in rows.values()]
        head, body = "".join(lines[: layout.heads]), "".join(lines[layout.heads :])
        parts.append(
            f"<p>{layout.title}</p><p>单位：{layout.unit}</p><table><thead>{head}</thead><tbody>{body}</tbody></table>"
        )
    return "".join(parts)


def write_html(path: Path, layouts: Sequence[Layout], year: int) -> Path:
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8><html><body>{make_page(layouts, year)}</body></html>", "utf-8")
    return path


def write_printed(path: Path, layouts: Sequence[Layout], year: int, chromium: str, rules: str) -> Path:
    return write_pdf(path, chromium, make_page(layouts, year, rules))


def write_docx(path: Path, layouts: Sequence[Layout], year: int) -> Path:
    import docx

    document = docx.Document()
    document.add_heading(f"{year}年度测试局部门公开", 0)
    for layout in layouts:
        document.add_paragraph(layout.title)
        document.add_paragraph(f"单位：{layout.unit}")
        cells = list(place(layout))
        table = document.add_table(len(layout.rows), max(column + columns for _, column, _, columns, _ in cells))
        table.style = "Table Grid"
        for row, column, text, columns, rows in cells:
            first = table.cell(row, column)
            if columns > 1 or rows > 1:
                first.merge(table.cell(row + rows - 1, column + columns - 1))
            first.text = text
    document.save(str(path))
    return path


def write_xlsx(path: Path, layouts: Sequence[Layout], year: int, *, typed: bool = True) -> Path:
    """Return a workbook with a sheet for each table; `typed` stores amounts as numbers with their format."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for number, layout in enumerate(layouts, start=1):
        sheet = book.create_sheet(f"表{number}")
        sheet.cell(1, 1, f"{year}年度测试局部门公开" if number == 1 else layout.title)
        sheet.cell(2, 1, layout.title)
        sheet.cell(3, 1, f"单位：{layout.unit}")
        for row, column, text, columns, rows in place(layout):
            cell = sheet.cell(row + 4, column + 1)
            if typed and row >= layout.heads and NUMBER.match(text) and ("." in text or "," in text or text == "0"):
                cell.value = float(text.replace(",", ""))
                decimals = f".{'0' * len(text.partition('.')[2])}" if "." in text else ""
                cell.number_format = ("#,##0" if "," in text else "0") + decimals
            elif text:
                cell.value = text
            if columns > 1 or rows > 1:
                sheet.merge_cells(
                    start_row=row + 4, start_column=column + 1, end_row=row + 3 + rows, end_column=column + columns
                )
    book.save(path)
    return path
