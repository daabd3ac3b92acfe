"""The tables of a PDF's page that rules draw: which rules belong together, the cells between them, their text."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from analysis.read.files.pdf_glyphs import Glyph
from analysis.read.files.pdf_lines import split_lines, write_line
from analysis.read.files.pdf_rules import Rule
from analysis.read.files.text import join_lines
from analysis.read.files.types import NUMBER, Cell

_GAP, _SAME, _TOUCH = 3.0, 2.0, 3.0  # points: between pieces of one rule, rules on one line, crossing rules
_COLUMN, _ROW = 5.0, 4.0  # points: borders nearer than this are one border that is drawn double
_SLACK = 2.0  # points by which a border may be too short
_OPEN = 10.0  # points by which rules reach out where a table has no border at its side
_CENTRE = 0.35  # of its size lies the middle of a character above its baseline
MOST_CELLS = 40_000
_WHOLE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d$")  # an amount with its decimals

Lines = list[tuple[float, str]]  # baselines and what stands on them
Place = tuple[int, int]


class Lattice:
    """The cells between rules that touch: their borders, and which of them have no border between them."""

    def __init__(self, across: Sequence[Rule], down: Sequence[Rule]) -> None:
        self.xs = _open_sides(_cluster([one.at for one in down], _COLUMN), across)
        self.ys = _open_sides(_cluster([one.at for one in across], _ROW), down)
        self._parent: dict[Place, Place] = {}
        if self.is_table:
            self._join_cells(across, down)

    @property
    def is_table(self) -> bool:
        """Return whether there are two columns at least, and no more cells than a table has."""
        columns, rows = len(self.xs) - 1, len(self.ys) - 1
        return columns >= 2 and rows >= 1 and columns * rows <= MOST_CELLS

    def holds(self, glyph: Glyph) -> bool:
        """Return whether a character stands within the outer borders."""
        return self.xs[0] <= (glyph.x0 + glyph.x1) / 2 <= self.xs[-1] and self.ys[0] <= _middle(glyph) <= self.ys[-1]

    def find(self, place: Place) -> Place:
        """Return the first row and column of the cell that a place belongs to."""
        while (above := self._parent.get(place, place)) != place:
            place = above
        return place

    def locate(self, glyph: Glyph) -> Place:
        """Return the cell that a character within the borders stands in."""
        row = min(bisect_right(self.ys, _middle(glyph)), len(self.ys) - 1) - 1
        column = min(bisect_right(self.xs, (glyph.x0 + glyph.x1) / 2), len(self.xs) - 1) - 1
        return self.find((row, column))

    def _join_cells(self, across: Sequence[Rule], down: Sequence[Rule]) -> None:
        """Join cells between which a border is missing or covers less than half of their side."""
        over, beside = _list_spans(across, self.ys), _list_spans(down, self.xs)
        for row in range(len(self.ys) - 1):
            for column in range(len(self.xs) - 1):
                if column and _cover(beside[column], self.ys[row], self.ys[row + 1]) < 0.5:
                    self._join((row, column - 1), (row, column))
                if row and _cover(over[row], self.xs[column], self.xs[column + 1]) < 0.5:
                    self._join((row - 1, column), (row, column))

    def _join(self, first: Place, second: Place) -> None:
        one, other = sorted((self.find(first), self.find(second)))
        self._parent[other] = one


def find_lattices(across: Iterable[Rule], down: Iterable[Rule]) -> list[Lattice]:
    """Return the tables that rules draw, from the top."""
    lattices = [Lattice(*group) for group in _group(_merge(across), _merge(down))]
    return sorted((one for one in lattices if one.is_table), key=lambda one: one.ys[0])


def fill_cells(lattice: Lattice, glyphs: Iterable[Glyph]) -> list[Cell]:
    """Return the cells of a table with the text of the characters in them; rows that no rule parts are parted."""
    held: dict[Place, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        held[lattice.locate(glyph)].append(glyph)
    spans: dict[Place, list[int]] = {}
    for row in range(len(lattice.ys) - 1):
        for column in range(len(lattice.xs) - 1):
            span = spans.setdefault(lattice.find((row, column)), [row, column, row, column])
            span[:] = min(span[0], row), min(span[1], column), max(span[2], row), max(span[3], column)
    lines = {place: _read_lines(found) for place, found in held.items()}
    return _part_rows(lattice, spans, lines)


def _read_lines(glyphs: list[Glyph]) -> Lines:
    written = [(line[0].y, write_line(line, cells=" ")[0]) for line in split_lines(sorted(glyphs))]
    return _mend_number([(y, text) for y, text in written if text])


def _mend_number(lines: Lines) -> Lines:
    """Return the lines of a cell as one where only together they are an amount: 1,284,503,600.0 above 0."""
    texts = [text for _, text in lines]
    cut = len(texts) > 1 and not any(map(_WHOLE.match, texts)) and _WHOLE.match("".join(texts))
    return [(lines[0][0], "".join(texts))] if cut else lines


def _part_rows(lattice: Lattice, spans: dict[Place, list[int]], lines: dict[Place, Lines]) -> list[Cell]:
    """Return the cells; where a cell of one row holds several numbers, each on a line, the row is parted by them."""
    parts: dict[int, list[float]] = {}
    for place, (top, _, bottom, _) in spans.items():
        found = lines.get(place, [])
        if top == bottom and len(found) > 1 and all(NUMBER.match(text) for _, text in found):
            ys = [y for y, _ in found]
            parts[top] = max(parts.get(top, []), ys, key=len)
    first = [0]
    for row in range(len(lattice.ys) - 1):
        first.append(first[-1] + len(parts.get(row, [0])))
    cells: list[Cell] = []
    for place, (top, left, bottom, right) in spans.items():
        box = (lattice.xs[left], lattice.ys[top], lattice.xs[right + 1], lattice.ys[bottom + 1])
        if top == bottom and top in parts:
            cells += _part_cell(lines.get(place, []), parts[top], first[top], left, right - left + 1, box)
        else:
            text = _join_text(lines.get(place, []))
            cells.append(Cell(first[top], left, first[bottom + 1] - first[top], right - left + 1, text, box))
    return sorted(cells)


def _part_cell(
    lines: Lines, ys: list[float], row: int, column: int, columns: int, box: tuple[float, float, float, float]
) -> Iterator[Cell]:
    held: list[Lines] = [[] for _ in ys]
    for y, text in lines:
        held[min(range(len(ys)), key=lambda place: abs(ys[place] - y))].append((y, text))
    borders = [box[1], *((a + b) / 2 for a, b in pairwise(ys)), box[3]]
    for place, own in enumerate(held):
        yield Cell(
            row + place, column, 1, columns, _join_text(own), (box[0], borders[place], box[2], borders[place + 1])
        )


def _join_text(lines: Lines) -> str:
    text = ""
    for _, line in lines:
        text = join_lines(text, line) if text else line
    return text


def _middle(glyph: Glyph) -> float:
    return glyph.y - _CENTRE * min(glyph.size, 12.0)


def _cluster(places: Iterable[float], reach: float) -> list[float]:
    """Return the places with those that lie within reach of each other taken as one."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= reach:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) / len(group) for group in groups]


def _open_sides(borders: list[float], rules: Sequence[Rule]) -> list[float]:
    """Return borders with those at the ends of the rules across them, where most rules reach out beyond the last."""
    if not borders:
        return []
    starts, ends = sorted(one.start for one in rules), sorted(one.end for one in rules)
    start, end = starts[len(starts) // 2], ends[len(ends) // 2]
    before = [start] if start < borders[0] - _OPEN else []
    return [*before, *borders, *([end] if end > borders[-1] + _OPEN else [])]


def _nearest(levels: list[float], place: float) -> int:
    right = bisect_right(levels, place)
    return min((one for one in (right - 1, right) if 0 <= one < len(levels)), key=lambda one: abs(levels[one] - place))


def _merge(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules on one line that touch as one."""
    rules = list(rules)
    levels = _cluster([one.at for one in rules], _SAME)
    lanes: dict[int, list[Rule]] = defaultdict(list)
    for one in rules:
        lanes[_nearest(levels, one.at)].append(one)
    merged = []
    for lane, members in lanes.items():
        members.sort(key=lambda one: one.start)
        start, end = members[0].start, members[0].end
        for one in members:
            if one.start > end + _GAP:
                merged.append(Rule(levels[lane], start, end))
                start, end = one.start, one.end
            end = max(end, one.end)
        merged.append(Rule(levels[lane], start, end))
    return merged


def _group(across: list[Rule], down: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the rules of each direction that touch one another."""
    parent = list(range(len(across) + len(down)))

    def find(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    order = sorted(range(len(across)), key=lambda one: across[one].at)
    levels = [across[one].at for one in order]
    for number, upright in enumerate(down):
        first, last = bisect_right(levels, upright.start - _TOUCH), bisect_right(levels, upright.end + _TOUCH)
        for one in order[first:last]:
            if across[one].start - _TOUCH <= upright.at <= across[one].end + _TOUCH:
                parent[find(one)] = find(len(across) + number)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, rule in enumerate((*across, *down)):
        groups[find(number)][number >= len(across)].append(rule)
    yield from (group for group in groups.values() if len(group[0]) > 1 and len(group[1]) > 1)


def _list_spans(rules: Sequence[Rule], borders: list[float]) -> dict[int, list[tuple[float, float]]]:
    """Return the stretches of each border that rules cover, in order."""
    spans: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for one in rules:
        spans[_nearest(borders, one.at)].append((one.start - _SLACK, one.end + _SLACK))
    for found in spans.values():
        found.sort()
    return spans


def _cover(spans: list[tuple[float, float]], start: float, end: float) -> float:
    """Return which part of a stretch the spans cover."""
    done, covered = start, 0.0
    for first, last in spans:
        first, last = max(first, done), min(last, end)
        if last > first:
            covered, done = covered + last - first, last
    return covered / (end - start)
