"""Rows that a page break cuts: the words on the next page belong to the row before it."""

from collections.abc import Callable
from dataclasses import replace

from analysis.read.files.types import Cell
from analysis.read.tables.find import Row, Table, is_number
from analysis.table_words import has_ordinal


def mend_breaks(table: Table, is_known: Callable[[str], bool]) -> Table:
    """Return the table with each row whole that a page break cut; `is_known` says whether a label is a name.

    Words without a number begin a page: they end the label before where only both together are a name, or where they
    have no code and that label has one.
    """
    sections = list(table.sections)
    for place in range(1, len(sections)):
        before, after = sections[place - 1], sections[place]
        if not before.rows or not after.rows or any(is_number(cell.text) for cell in after.rows[0].cells):
            continue
        joined = _join(before.rows[-1], after.rows[0], is_known)
        if joined:
            sections[place - 1] = replace(before, rows=(*before.rows[:-1], joined))
            sections[place] = replace(after, rows=after.rows[1:])
    return replace(table, sections=tuple(sections))


def _join(last: Row, first: Row, is_known: Callable[[str], bool]) -> Row | None:
    """Return the last row with the words of the next page in their cells, None where they do not go together."""
    cells = list(last.cells)
    coded = any(is_number(cell.text) and "." not in cell.text for cell in cells)
    for cell in first.cells:
        if not cell.text:
            continue
        place = next((n for n, one in enumerate(cells) if one.column == cell.column and _is_label(one)), None)
        if place is None or has_ordinal(cell.text):
            return None
        whole = cells[place].text + cell.text
        if is_known(cells[place].text) or not (is_known(whole) or (coded and len(first.cells) > 2)):
            return None
        cells[place] = cells[place]._replace(text=whole)
    return replace(last, cells=tuple(cells))


def _is_label(cell: Cell) -> bool:
    return bool(cell.text) and not is_number(cell.text)
