"""Tables that a plain text sets in lines: heads, and below them rows of as many cells, parted by tabs or blanks."""

import re
from collections.abc import Iterator, Sequence

from analysis.read.files.types import NUMBER, Cell, Grid

_FEWEST_ROWS, _FEWEST_CELLS = 2, 3
_GAP = re.compile(r"[ \u3000\u2002\u2003\xa0]+")
_NONE = re.compile(r"[-—－–/]?$")


def split_tables(lines: Sequence[str]) -> Iterator[str | Grid]:
    """Yield the lines of a text, and for each run of heads and rows a grid with these heads."""
    place = 0
    while place < len(lines):
        rows = list(_follow_rows(lines, place))
        if len(rows) > _FEWEST_ROWS:
            yield _make_grid(rows)
            place += len(rows)
        else:
            yield lines[place]
            place += 1


def _follow_rows(lines: Sequence[str], place: int) -> Iterator[list[str]]:
    """Yield the cells of heads and of the rows below them, nothing where a line is no heads."""
    heads = _split_cells(lines[place])
    if len(heads) < _FEWEST_CELLS or not all(heads) or any(map(NUMBER.match, heads)):
        return
    yield heads
    for line in lines[place + 1 :]:
        first, *others = cells = _split_cells(line)
        amounts = sum(bool(NUMBER.match(cell)) for cell in others)
        blanks = sum(bool(_NONE.match(cell)) for cell in others)
        if len(cells) != len(heads) or NUMBER.match(first) or not amounts or amounts + blanks < len(others):
            return
        yield cells


def _split_cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    return _GAP.split(line.strip())


def _make_grid(rows: Sequence[Sequence[str]]) -> Grid:
    cells = (Cell(row, column, 1, 1, text) for row, texts in enumerate(rows) for column, text in enumerate(texts))
    return Grid(tuple(cells), tuple(map(float, range(len(rows[0]) + 1))), heads=1)
