"""The tables of a PDF's page that no rules draw, or only rules between rows: told by numbers that stand in columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from analysis.read.files.pdf_glyphs import Glyph
from analysis.read.files.pdf_lines import split_lines, write_line
from analysis.read.files.text import join_lines
from analysis.read.files.types import NUMBER, Cell

_GAP = 1.0  # sizes between the cells of a row
_LEAST_ROWS, _WIDE = 3, 4  # lines with numbers beside words; numbers of a line that is a table alone
_HEADS = 8  # lines
_WRAP, _FAR = 0.75, 2.6  # parts of a row's height within which a line belongs to it; sizes that end a table
_LINE, _COLUMN = 1.7, 10.0  # sizes between lines of one head; points that a head may be off for a column more
_NARROW = 2  # columns: a head that reaches over as many names what it stands over
_LONGEST_HEAD = 12  # characters of a head that stands alone on its line
_NO_HEAD = re.compile(r"单位[:：]|部门[:：]|[。；]$|表(?:[(（].{1,20}[)）])?$")
_SENTENCE = re.compile("[，。；]")
_NUMBERING = re.compile(r"[栏行项]?次|[栏行]|\d{1,2}[=＝+\-−*/（()）\d]*")
_CONTENTS = re.compile(r"[.．…·]{4,}")


@dataclass(frozen=True)
class Piece:
    """Words that stand together on a line."""

    x0: float
    x1: float
    text: str
    glyphs: tuple[Glyph, ...]

    @property
    def is_number(self) -> bool:
        """Return whether it is a number and nothing else."""
        return bool(NUMBER.match(self.text))


@dataclass
class LooseLine:
    """A line of pieces; `size` is that of its characters."""

    y: float
    size: float
    pieces: list[Piece]

    @property
    def is_row(self) -> bool:
        """Return whether numbers stand beside words or other numbers."""
        return len(self.pieces) > 1 and any(one.is_number for one in self.pieces)

    @property
    def is_numbering(self) -> bool:
        """Return whether the line numbers the columns: 栏次 1 2 3."""
        texts = [one.text.replace(" ", "") for one in self.pieces]
        digits = [int(found[0]) for text in texts if (found := re.match(r"\d+", text))]
        steps = all(second == first + 1 for first, second in pairwise(digits))
        return len(digits) > 1 and digits[0] in (1, 2, 3) and steps and all(map(_NUMBERING.fullmatch, texts))


@dataclass(frozen=True)
class LooseTable:
    """A table: its cells, the borders between its columns, how many rows are heads, the characters in it."""

    cells: list[Cell]
    edges: list[float]
    heads: int
    glyphs: frozenset[int]


def find_loose_tables(glyphs: Sequence[Glyph]) -> list[LooseTable]:
    """Return the tables among characters of one direction that stand in no ruled table, from the top."""
    lines = [_cut(line) for line in split_lines(sorted(glyphs))]
    lines = [line for line in lines if line.pieces]
    return [table for first, last in _find_runs(lines) if (table := _build(lines, first, last))]


def _cut(glyphs: list[Glyph]) -> LooseLine:
    """Return the pieces of one baseline: words with a wide gap between them."""
    glyphs = sorted((one for one in glyphs if one.text.strip()), key=lambda one: one.x0)
    parts: list[list[Glyph]] = []
    for one in glyphs:
        if parts and one.x0 - parts[-1][-1].x1 <= _GAP * max(one.size, 1.0):
            parts[-1].append(one)
        else:
            parts.append([one])
    pieces = [Piece(part[0].x0, part[-1].x1, write_line(part)[0], tuple(part)) for part in parts]
    size = median(one.size for one in glyphs) if glyphs else 0.0
    return LooseLine(glyphs[0].y if glyphs else 0.0, size, pieces)


def _find_runs(lines: list[LooseLine]) -> Iterator[tuple[int, int]]:
    """Yield the first and last row of each run of lines that may be a table."""
    rows = [
        n for n, one in enumerate(lines) if one.is_row and not _CONTENTS.search("".join(p.text for p in one.pieces))
    ]
    run: list[int] = []
    for number in rows:
        if run and not _follows(lines, run, number):
            if _is_table(lines, run):
                yield run[0], run[-1]
            run = []
        run.append(number)
    if _is_table(lines, run):
        yield run[0], run[-1]


def _is_table(lines: list[LooseLine], run: list[int]) -> bool:
    """Return whether rows make a table: several of them, one of many numbers, or those that a page break parts."""
    wide = any(sum(piece.is_number for piece in lines[n].pieces) >= _WIDE for n in run)
    return len(run) >= _LEAST_ROWS or wide or _is_cut(lines, run)


def _is_cut(lines: list[LooseLine], run: list[int]) -> bool:
    """Return whether rows of two amounts at least, and of no sentence, begin or end a page (but for its number)."""
    at_edge = bool(run) and (run[0] == 0 or run[-1] >= len(lines) - 2)
    pieces = [piece for n in run for piece in lines[n].pieces]
    amounts = sum(piece.is_number and "." in piece.text for piece in pieces)
    return at_edge and amounts >= 2 * len(run) and not any(_SENTENCE.search(piece.text) for piece in pieces)


def _follows(lines: list[LooseLine], run: list[int], number: int) -> bool:
    """Return whether a row belongs to the run before it: no sentence, title or wide gap between them."""
    between = lines[run[-1] + 1 : number]
    ends = any(_NO_HEAD.search(piece.text) for line in between for piece in line.pieces)
    steps = [second.y - first.y for first, second in pairwise(lines[run[-1] : number + 1])]
    return not ends and len(between) <= _HEADS and max(steps) < _FAR * 2 * lines[number].size


def _build(lines: list[LooseLine], first: int, last: int) -> LooseTable | None:
    body = lines[first : last + 1]
    # The numbers of columns stand in their middle, amounts at their right.
    bands = _find_bands([piece for line in body if line.is_row and not line.is_numbering for piece in line.pieces])
    if len(bands) < 2:
        return None
    edges = _find_edges(bands)
    top = first
    while top and first - top < _HEADS and _is_head(lines[top - 1], lines[top], edges):
        top -= 1
    heads = lines[top:first]
    bands = _merge([*bands, *_list_blank(heads, bands)])
    edges = _find_edges(bands)
    after = last + 1
    pitch = _measure_pitch(body)
    while after < len(lines) and _ends_label(lines[after], lines[after - 1], edges, pitch):
        after += 1
    rows = _gather_rows([*body, *lines[last + 1 : after]], pitch)
    left = min(edges[0], *(piece.x0 for line in (*heads, *body) for piece in line.pieces))
    right = max(edges[-1], *(piece.x1 for line in (*heads, *body) for piece in line.pieces))
    edges[0], edges[-1] = left - 1.0, right + 1.0
    cells = [*_place_heads(heads, edges), *_place_rows(rows, edges, len(heads))]
    used = frozenset(id(g) for line in lines[top:after] for piece in line.pieces for g in piece.glyphs)
    return LooseTable(cells, edges, len(heads), used)


def _find_edges(bands: list[tuple[float, float]]) -> list[float]:
    return [bands[0][0] - 1.0, *((a[1] + b[0]) / 2 for a, b in pairwise(bands)), bands[-1][1] + 1.0]


def _list_blank(heads: list[LooseLine], bands: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the columns that have a head and nothing in their rows: a head with no other below and no column."""
    taken = list(bands)
    for line in reversed(heads[1:] or heads):  # those of the first line of several stand over groups
        new = [(one.x0, one.x1) for one in line.pieces if not any(_overlap(one, a, b) > 0 for a, b in taken)]
        yield from new
        taken += [(one.x0, one.x1) for one in line.pieces]


def _find_bands(pieces: Sequence[Piece]) -> list[tuple[float, float]]:
    """Return the columns: stretches that pieces share; one that would join two columns of numbers is left out."""
    numbers = _merge([(one.x0, one.x1) for one in pieces if one.is_number])
    words = [
        (one.x0, one.x1)
        for one in pieces
        if not one.is_number and sum(one.x0 < right and left < one.x1 for left, right in numbers) < 2
    ]
    return _merge([*numbers, *words])


def _merge(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _is_head(line: LooseLine, below: LooseLine, edges: list[float]) -> bool:
    """Return whether a line above the rows is one of heads: words without a title, a unit or a sentence."""
    if any(piece.is_number or _NO_HEAD.search(piece.text) for piece in line.pieces):
        return False
    near = below.y - line.y < _FAR * max(line.size, below.size)
    wide = line.pieces[-1].x1 - line.pieces[0].x0 > 0.3 * (edges[-1] - edges[0])
    return near and (len(line.pieces) > 1 or wide or len(line.pieces[0].text) <= _LONGEST_HEAD)


def _measure_pitch(body: list[LooseLine]) -> float:
    steps = [second.y - first.y for first, second in pairwise([line for line in body if line.is_row])]
    return median(steps) if steps else 0.0


def _ends_label(line: LooseLine, before: LooseLine, edges: list[float], pitch: float) -> bool:
    """Return whether a line below the last row is the rest of its label."""
    short = len(line.pieces) == 1 and not _NO_HEAD.search(line.pieces[0].text)
    return short and line.y - before.y < _WRAP * pitch and line.pieces[0].x1 < edges[len(edges) // 2 + 1]


def _gather_rows(lines: list[LooseLine], pitch: float) -> list[list[LooseLine]]:
    """Return the lines of each row: a line of words only belongs to the row nearest to it, if there is one near."""
    rows: list[list[LooseLine]] = [[line] for line in lines if line.is_row]
    for line in lines:
        if line.is_row:
            continue
        nearest = min(rows, key=lambda row: abs(row[0].y - line.y))
        if abs(nearest[0].y - line.y) < _WRAP * pitch:
            nearest.append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.y) for row in sorted(rows, key=lambda row: row[0].y)]


def _place_rows(rows: list[list[LooseLine]], edges: list[float], first: int) -> Iterator[Cell]:
    for number, row in enumerate(rows, start=first):
        texts: dict[tuple[int, int], str] = {}
        for line in row:
            for order, piece in enumerate(line.pieces):
                last = len(edges) - 1 - len(line.pieces) + order  # of the numbers of columns the last stands rightmost
                place = (max(last, 0),) * 2 if line.is_numbering else _find_columns(piece, edges)
                texts[place] = join_lines(texts[place], piece.text) if place in texts else piece.text
        top, bottom = row[0].y - row[0].size, row[-1].y + 0.3 * row[-1].size
        for (left, right), text in texts.items():
            yield Cell(number, left, 1, right - left + 1, text, (edges[left], top, edges[right + 1], bottom))


def _find_columns(piece: Piece, edges: list[float]) -> tuple[int, int]:
    """Return the first and last column that a piece of a row covers by more than a little."""
    slack = 0.3 * (piece.x1 - piece.x0)
    over = [n for n, (a, b) in enumerate(pairwise(edges)) if _overlap(piece, a, b) > min(slack, b - a) / 2]
    own = _find_own(piece, edges)
    return (own, own) if piece.is_number or not over else (over[0], over[-1])


def _find_below(piece: Piece, edges: list[float]) -> tuple[int, int]:
    """Return the first and last column below a head: that of its middle, and those that it mostly covers."""
    own = _find_own(piece, edges)
    over = [own, *(n for n, (a, b) in enumerate(pairwise(edges)) if _overlap(piece, a, b) > (b - a) / 2)]
    return min(over), max(over)


def _find_own(piece: Piece, edges: list[float]) -> int:
    middle = (piece.x0 + piece.x1) / 2
    return next((n for n, (a, b) in enumerate(pairwise(edges)) if a <= middle < b), 0)


def _overlap(piece: Piece, left: float, right: float) -> float:
    return min(right, piece.x1) - max(left, piece.x0)


@dataclass
class _Head:
    """A head, of several lines if need be: the line that it begins on, its last baseline, the columns below it.

    One that is `wide` has no room over its only column.
    """

    line: int
    y: float
    columns: tuple[int, int]
    middle: float
    wide: bool
    cell: Cell


def _place_heads(heads: list[LooseLine], edges: list[float]) -> list[Cell]:
    """Return the heads: each stands over its own columns, or in the middle over several that have others below."""
    found: list[_Head] = []
    for number, line in enumerate(heads):
        for piece in line.pieces:
            first, last = _find_below(piece, edges)
            begun = next((one for one in found if _goes_on(one, (first, last), line)), None)
            if begun:
                begun.cell = begun.cell._replace(text=join_lines(begun.cell.text, piece.text))
                begun.y = line.y
                continue
            box = (edges[first], line.y - line.size, edges[last + 1], line.y)
            cell = Cell(number, first, 1, last - first + 1, piece.text, box)
            wide = piece.x1 - piece.x0 > edges[last + 1] - edges[first]
            found.append(_Head(number, line.y, (first, last), (piece.x0 + piece.x1) / 2, wide, cell))
    for one in found:
        if one.columns[1] - one.columns[0] < _NARROW:
            first, last = _spread(one, found, edges)
            one.cell = one.cell._replace(column=first, columns=last - first + 1)
    return sorted(one.cell for one in found)


def _goes_on(head: _Head, columns: tuple[int, int], line: LooseLine) -> bool:
    """Return whether a head goes on in the next line of its only column."""
    near = 0 < line.y - head.y < _LINE * line.size
    return near and not head.wide and head.columns == columns and columns[0] == columns[1]


def _spread(head: _Head, heads: list[_Head], edges: list[float]) -> tuple[int, int]:
    """Return the columns in whose middle a head stands, of those that have heads of their own below it."""
    own = set(range(head.columns[0], head.columns[1] + 1))
    below = {c for one in heads if one.line > head.line for c in range(one.columns[0], one.columns[1] + 1)}
    beside = {c for one in heads if one.line == head.line and one is not head for c in range(*one.columns)}
    beside |= {one.columns[1] for one in heads if one.line == head.line and one is not head}
    first, last = head.columns
    while first - 1 in below - beside and own <= below:
        first -= 1
    while last + 1 in below - beside and own <= below:
        last += 1
    spans = [(a, b) for a in range(first, head.columns[0] + 1) for b in range(head.columns[1], last + 1)]
    return min(spans, key=lambda one: _weigh(one, head.middle, edges))


def _weigh(span: tuple[int, int], middle: float, edges: list[float]) -> float:
    """Return how badly a head stands over columns: how far from their middle, less what each column is worth."""
    return abs((edges[span[0]] + edges[span[1] + 1]) / 2 - middle) - _COLUMN * (span[1] - span[0])
