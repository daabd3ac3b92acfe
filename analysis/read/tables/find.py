"""Tables from the grids of a document: their title, unit and heads, and their rows over page breaks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis.read.files.types import NUMBER, Cell, Document, Grid
from analysis.table_words import close_up, even, has_ordinal

_UNIT = re.compile(r"(?:单位|金额单位|计量单位)[:：;]?(?:人民币)?(亿元|万元|元)|[(（](?:单位[:：])?(亿元|万元|元)[)）]")
_TITLE = re.compile(r"(?:表|一览|清单|明细)(?:[(（][^()（）]{1,20}[)）])?(?:[(（]续表?[)）]|续表?)?$")
_NUMBER_LINE = re.compile(r"^(?:公开|附件?|预算|决算|财决|部门|表|批复)*[-\d一二三四五六七八九十]*表?[:：]?$")
_TITLE_LINES = 3
_PREFIX = re.compile(
    r"^(?:(?:公开|附|预算|决算|财决)*表?[一二三四五六七八九十\d]+(?:-\d+)?表?[:：、.．]"
    r"|附?表[一二三四五六七八九十\d]+(?:-\d+)?[:：、.．]?|[(（]?[一二三四五六七八九十\d]+[)）]?[、.．])"
)
_CONTINUED = re.compile(r"[(（]?续表?[一二三四五六七八九十\d]*[)）]?$")
_BANNER = re.compile(r"单位[:：]|部门[:：]|部门名称|编制(?:单位|部门)|填报|金额单位|^公开\d|^附[表件]\d?|^第\d+页")
_YEAR = re.compile(r"^(?:19|20)\d\d年度?$")
_NOTE = re.compile(r"^[*★※]?(?:备?注|说明)[:：]?")
_TOTAL = re.compile(r"^(?:本年|收入|支出|资金)?(?:收入|支出|资金)?(?:合计|总计|小计)$")
_NUMBERING = re.compile(r"[甲乙丙丁]|[一二三四五六七八九]|\d{1,2}(?:[=+\-*/()\d.]+\d*)?|[栏行项]?次|[栏行]")
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}$")
_HEAD = re.compile(
    r"编码|代码|名称|金额|(?:预算|决算|执行|调整|完成|合计|本年|上年|收入|支出)数?$|^项目|科目|小计|行次|序号|备注|费$|经费|单位|年度?"
)
_LONGEST_TITLE = 60
UNITS = ("亿元", "万元", "元")


@dataclass(frozen=True)
class Row:
    """A row of a table: its number from 1, its cells from the left, its page; a cell over several rows is in each."""

    number: int
    cells: tuple[Cell, ...]
    page: int | None


@dataclass(frozen=True)
class Section:
    """The rows of one grid below the heads of each of its columns, from the top; `edges` are the borders.

    `grid` is its number in the document, `words` are the texts of all other cells: titles, heads, notes, and the
    numbers of columns.
    """

    heads: tuple[tuple[str, ...], ...]
    edges: tuple[float, ...]
    rows: tuple[Row, ...]
    words: tuple[str, ...] = ()
    grid: int = 0


@dataclass(frozen=True)
class Table:
    """A table of a document over all its pages; its title and unit as printed, blank where there is none."""

    title: str
    unit: str
    page: int | None
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    paragraph: int
    grids: tuple[int, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Piece:
    """A grid taken apart: what stands above its heads, the heads, the rows below, what stands under it."""

    grid: Grid
    above: tuple[str, ...]
    heads: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]


def find_tables(document: Document) -> list[Table]:
    """Return the tables of a document in their order."""
    tables: list[Table] = []
    shown = ((number, part) for number, grid in enumerate(document.tables) if not grid.hidden for part in _split(grid))
    for number, grid in shown:
        last = tables[-1] if tables else None
        before = _list_before(document, grid)
        announced = _find_title(before)  # on the page before, or that of the table which goes on
        is_new = bool(announced) and not (last and even(announced) == even(last.title))
        piece = _take_apart(grid, titled=is_new)
        if not piece.heads and not piece.rows:
            continue
        title, unit = _find_title(piece.above), _find_unit(piece)
        if (piece.heads or is_new) and not title:
            title, unit = announced, unit or find_unit(before)
        if last and _goes_on(last, piece, title):
            tables[-1] = _continue(last, piece, number)
        else:
            tables.append(_begin(piece, title or grid.sheet, unit, number))
    return tables


def _split(grid: Grid) -> Iterator[Grid]:
    """Yield the tables that stand one below the other in one grid, as in a sheet: each begins with its title."""
    rows = list_rows(grid)
    starts, filled = [0], False
    for number, row in enumerate(rows):
        shown = [cell.text for cell in row if cell.text]
        if filled and len(shown) == 1 and _is_title(even(shown[0])):
            starts.append(number)
            filled = False
        filled = filled or any(map(is_number, shown))
    for first, last in pairwise([*starts, len(rows)]):
        cells = tuple(cell for cell in grid.cells if first <= cell.row < last)
        yield replace(grid, cells=cells, above=grid.above if not first else ())


def list_rows(grid: Grid) -> list[list[Cell]]:
    """Return the cells of each row of a grid from the left; a cell over several rows is in each of them."""
    rows: list[list[Cell]] = [[] for _ in range(max((cell.row + cell.rows for cell in grid.cells), default=0))]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rows):
            rows[row].append(cell)
    return [sorted(row, key=lambda cell: cell.column) for row in rows]


def is_number(text: str) -> bool:
    """Return whether a cell holds a number and nothing else."""
    return bool(NUMBER.match(text))


def _take_apart(grid: Grid, *, titled: bool) -> _Piece:
    every = list_rows(grid)
    rows = [row for row in every if any(cell.text for cell in row)]
    known = sum(any(cell.text for cell in row) for row in every[: grid.heads])
    above = list(grid.above)
    while rows and not known and _is_banner(rows[0]):
        above += [cell.text for cell in rows.pop(0) if cell.text]
    notes = list(grid.below)
    while rows and len(shown := [cell for cell in rows[-1] if cell.text]) == 1 and _NOTE.match(even(shown[0].text)):
        notes.insert(0, shown[0].text)
        rows.pop()
    count = known or _count_heads(rows, titled=titled or any(_TITLE.search(even(line)) for line in above))
    while count < len(rows) and is_numbering(rows[count]):
        count += 1
    return _Piece(grid, tuple(above), tuple(map(tuple, rows[:count])), tuple(map(tuple, rows[count:])), tuple(notes))


def _is_banner(row: list[Cell]) -> bool:
    """Return whether a row at the top holds no head but the table's title, number, body or unit."""
    shown = [even(cell.text) for cell in row if cell.text]
    if any(is_number(text) for text in shown):
        return False
    if len(shown) == 1 and (len(row) == 1 or _TITLE.search(shown[0])):
        return True
    beside = (_BANNER, _UNIT, _TITLE, _YEAR)
    return (
        any(map(_UNIT.search, shown))
        and len(shown) <= 4
        and all(any(one.search(text) for one in beside) for text in shown)
    ) or all(_BANNER.search(text) for text in shown)


def _count_heads(rows: list[list[Cell]], titled: bool) -> int:
    """Return how many rows at the top are heads: those of words only, and those that number the columns."""
    count = 0
    for number, row in enumerate(rows):
        if is_numbering(row):
            count = number + 1
            continue
        above = rows[number - 1] if number else []
        goes_on = any(cell is other for cell in row for other in above if cell.text)
        if _is_data(row, below=bool(number)):
            break
        if number and not goes_on and not _stands_under(row, rows[:number]):
            break
        if not number and not titled and not _has_head_words(row):
            break
        count = number + 1
    return count


def is_numbering(row: Sequence[Cell]) -> bool:
    """Return whether a row numbers the columns: 栏次 1 2 3."""
    shown = [even(cell.text) for cell in row if cell.text]
    if len(shown) < 2 or not all(map(_NUMBERING.fullmatch, shown)):
        return False
    digits = [int(found[0]) for text in shown if (found := re.match(r"\d+", text))]
    steps = all(second == first + 1 for first, second in pairwise(digits))
    return (len(digits) > 1 and steps and digits[0] in (1, 2, 3)) or (any("次" in text for text in shown) and steps)


def _is_data(row: list[Cell], below: bool) -> bool:
    """Return whether a row is one of labels and amounts, for sure."""
    shown = [(cell, even(cell.text)) for cell in row if cell.text]
    first = shown[0][1]
    if any(is_number(text) for _, text in shown) or has_ordinal(first):
        return True
    return below and len(shown) == 1 and bool(_TOTAL.match(first))


def _stands_under(row: list[Cell], above: list[list[Cell]]) -> bool:
    """Return whether a row of words below heads is one too: most of it stands under heads of several columns."""
    wide = [cell for heads in above for cell in heads if cell.columns > 1 and cell.text]
    shown = [cell for cell in row if cell.text]
    inside = [one for one in shown if any(w.column <= one.column < w.column + w.columns for w in wide)]
    return len(shown) > 1 and 2 * len(inside) >= len(shown)


def _has_head_words(row: list[Cell]) -> bool:
    shown = [cell for cell in row if cell.text]
    return len(shown) > 1 and 2 * sum(bool(_HEAD.search(even(cell.text))) for cell in shown) >= len(shown)


def _list_before(document: Document, grid: Grid) -> list[str]:
    """Return the lines that end the page before a table, where its title may stand."""
    lines = document.paragraphs[max(0, grid.paragraph - _TITLE_LINES) : grid.paragraph]
    last = grid.page - 1 if grid.page else None
    return [one.text for one in lines if last is None or (one.page or last) >= last]


def _find_title(above: Sequence[str]) -> str:
    """Return the title among the lines above a table: the nearest that calls itself one, of two lines if need be."""
    cells = [cell for line in above for cell in line.split("\t")]
    for place in range(len(cells) - 1, max(-1, len(cells) - 9), -1):
        text = even(cells[place])
        if _is_title(text):
            title = close_up(cells[place])
            if place and _goes_over(even(cells[place - 1]), text):
                title = close_up(cells[place - 1]) + title
            return _CONTINUED.sub("", _PREFIX.sub("", title)) or title
    return ""


def _is_title(text: str) -> bool:
    return bool(_TITLE.search(text)) and len(text) <= _LONGEST_TITLE and not _NUMBER_LINE.match(text)


def _goes_over(first: str, second: str) -> bool:
    """Return whether a title begins on the line before."""
    if (_BANNER.search(first) and not _PREFIX.match(first)) or re.search(r"[表。；;:：]$", first):
        return False
    return len(second) < 6 or bool(re.search("、|三公", first))


def _find_unit(piece: _Piece) -> str:
    """Return the unit of a table: that of the lines above it, else that of its heads, if they do not name two."""
    of_heads = {unit for row in piece.heads for cell in row if (unit := find_unit([cell.text]))}
    return find_unit(piece.above) or (of_heads.pop() if len(of_heads) == 1 else "")


def find_unit(texts: Sequence[str]) -> str:
    """Return the unit that the last of the texts names which names one."""
    for text in reversed(texts):
        if found := _UNIT.search(even(text)):
            return str(found[1] or found[2])
    return ""


def _goes_on(last: Table, piece: _Piece, title: str) -> bool:
    """Return whether a grid continues the table before it: without heads, or with the same ones and no other title.

    A table that has but heads, which a page break cut, goes on with the rest of them and its rows.
    """
    if piece.grid.sheet or (title and even(title) != even(last.title)):
        return False
    cut = not last.sections[-1].rows and not last.notes and piece.grid.page not in (None, last.page)
    if cut or not any(_list_heads(piece)):
        return True
    return _write_heads(piece) == [text for column in last.sections[0].heads for text in column]


def _write_heads(piece: _Piece) -> list[str]:
    return [text for column in _list_heads(piece) for text in column]


def _list_heads(piece: _Piece) -> tuple[tuple[str, ...], ...]:
    """Return the heads over each column, from the top; a cell over several columns is the head of each."""
    heads: list[list[str]] = [[] for _ in range(len(piece.grid.edges) - 1)]
    for row in piece.heads:
        if is_numbering(row):
            continue
        for cell in row:
            for column in range(cell.column, min(cell.column + cell.columns, len(heads))):
                if cell.text and (not heads[column] or heads[column][-1] != close_up(cell.text)):
                    heads[column].append(close_up(cell.text))
    return tuple(map(tuple, heads))


def _begin(piece: _Piece, title: str, unit: str, number: int) -> Table:
    section = _make_section(piece, _list_heads(piece), 1, number)
    remarks = tuple(sorted({cell.remark for cell in piece.grid.cells if cell.remark}))
    grid = piece.grid
    return Table(title, unit, grid.page, (section,), piece.notes, grid.paragraph, (number,), remarks)


def _continue(table: Table, piece: _Piece, number: int) -> Table:
    """Return the table with the rows of one more grid; without heads each column has those above its middle."""
    heads = _list_heads(piece)
    last = table.sections[-1]
    if not any(heads) or not last.rows:
        carried = (_carry(last, middle) for middle in _list_middles(piece.grid.edges))
        heads = tuple((*above, *own) for above, own in zip(carried, heads, strict=True))
    first = table.sections[-1].rows[-1].number + 1 if table.sections[-1].rows else 1
    section = _make_section(piece, heads, first, number)
    return replace(
        table, sections=(*table.sections, section), notes=piece.notes or table.notes, grids=(*table.grids, number)
    )


def _list_middles(edges: Sequence[float]) -> list[float]:
    return [(left + right) / 2 for left, right in pairwise(edges)]


def _carry(section: Section, middle: float) -> tuple[str, ...]:
    """Return the heads of the column of a section above a place."""
    columns = zip(section.edges, section.edges[1:], section.heads, strict=False)
    return next((heads for left, right, heads in columns if left <= middle < right), ())


def _make_section(piece: _Piece, heads: tuple[tuple[str, ...], ...], first: int, grid: int) -> Section:
    rows = (row for row in piece.rows if any(cell.text for cell in row))
    inside = {id(cell) for row in piece.rows for cell in row}
    words = tuple(cell.text for cell in piece.grid.cells if cell.text and id(cell) not in inside)
    numbered = tuple(Row(n, row, piece.grid.page) for n, row in enumerate(rows, first))
    return Section(heads, piece.grid.edges, numbered, words, grid)
