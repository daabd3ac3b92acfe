"""The tables of a document on the page of its draft: cell by cell as they were read, beside their pages as pictures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analysis.publish.review.notes import FigureNotes
from analysis.publish.review.passages import find_digits
from analysis.read.facts import Fact, TableReading, name_figure
from analysis.read.files.types import NUMBER, Cell, Document, Grid
from analysis.show.rich import clean

_FIGURE = Markup('<span class="figure {}" id="{}" title="{}">{}</span>')
_PLAIN = Markup('<span class="{}">{}</span>')
_AMOUNT_MARKS = ".,．，"

Place = tuple[int, int, int]  # grid, row, column


@dataclass(frozen=True)
class ShownCell:
    """A cell of a table on the page: its content, how many rows and columns it covers."""

    content: Markup
    rows: int
    columns: int


@dataclass(frozen=True)
class ShownTable:
    """A table on the page: title, page, counts, its rows, the pages that it stands on with their pictures."""

    title: str
    page: int | None
    figures: int
    unread: int
    rows: Sequence[Sequence[ShownCell]]
    pictures: Sequence[tuple[int, str]]


def show_tables(
    document: Document, tables: Sequence[TableReading], notes: FigureNotes, pictures: Mapping[int, str]
) -> Iterator[ShownTable]:
    """Yield the tables of a reading; `pictures` are pages as PNG in Base64, each shown with the first table on it."""
    numbers = {fact.at.cell: number for number, fact in enumerate(notes.facts) if fact.at}
    left = dict(pictures)
    for table in tables:
        grids = [(number, document.tables[number]) for number in table.grids]
        pages = dict.fromkeys(grid.page for _, grid in grids if grid.page)
        rows = [row for number, grid in grids for row in _show_rows(grid, number, notes, numbers)]
        shown = [(page, left.pop(page)) for page in pages if page in left]
        yield ShownTable(table.title, table.page, len(table.facts), table.unread, rows, shown)


def list_table_pages(document: Document) -> list[int]:
    """Return the pages on which tables stand."""
    return sorted({grid.page for grid in document.tables if grid.page})


def _show_rows(
    grid: Grid, number: int, notes: FigureNotes, numbers: Mapping[Place, int]
) -> Iterator[Sequence[ShownCell]]:
    rows: dict[int, list[Cell]] = {}
    for cell in sorted(grid.cells, key=lambda one: (one.row, one.column)):
        rows.setdefault(cell.row, []).append(cell)
    for row in range(max(rows, default=-1) + 1):
        yield [
            ShownCell(_show_cell(cell, numbers.get((number, cell.row, cell.column)), notes), cell.rows, cell.columns)
            for cell in rows.get(row, ())
        ]


def _show_cell(cell: Cell, figure: int | None, notes: FigureNotes) -> Markup:
    """Return what a cell holds: a figure with how sure it is, a number that was not read, or words."""
    text = clean(cell.text)
    if figure is not None:
        fact = notes.facts[figure]
        return _FIGURE.format(notes.tell_certainty(figure), name_figure(figure), clean(_describe(fact)), text)
    if NUMBER.match(cell.text):
        amount = any(mark in cell.text for mark in _AMOUNT_MARKS)
        return _PLAIN.format("unread" if amount else "digits", text)
    return _PLAIN.format("digits", text) if find_digits(cell.text) else text


def _describe(fact: Fact) -> str:
    """Return what a figure was taken for, in one line."""
    code = f"{fact.named.scheme}/{fact.named.code}" if fact.named else "—"
    money = " ".join(filter(None, (fact.flow, fact.fund, fact.scope)))
    return f"{fact.item} · {code} · {fact.word} {fact.year} · {fact.unit}{f' · {money}' if money else ''}"
