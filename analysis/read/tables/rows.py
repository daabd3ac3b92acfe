"""The rows of a table as entries: each amount with its label, code and heads, told by where its cell stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analysis.read.files.types import Cell
from analysis.read.tables.columns import AMOUNTS, CODE, COUNT, LABELS, NOTE, ORDINAL, SIDE, Column
from analysis.read.tables.find import Row, Section, is_number
from analysis.read.tables.words import close_up, even, strip_ordinal

_CODE_PART = re.compile(r"\d{2,7}$")
_CODE = re.compile(r"(?:[1-6]\d\d)(?:\d\d){0,2}$")
_IN_LABEL = re.compile(r"^[\[【(（]?([1-6]\d\d(?:\d\d){0,2})[\]】)）]?[\s\-—.、]*(?=[^\d\s.,，%年月])(.+)$", re.S)
_SUM = ("小计", "合计", "总计")
_TOTAL = re.compile(r"^(?:合计|总计|小计)$")
_PHASE = re.compile(r"^(?:\d{4}年)?(?:年初|调整|全年)?(?:预算|决算|执行)数?$|^金额$")


@dataclass(frozen=True)
class Entry:
    """An amount of a table: its cell and column, the label and code of its row, both blank where the row has none."""

    cell: Cell
    column: Column
    row: Row
    label: str
    group: str
    code: str

    @property
    def item(self) -> str:
        """Return what the figure is called: the row's label, of a part's sum with its group, else the column's heads."""
        if not self.label:
            return name_column(self.column)
        return f"{self.group}-{self.label}" if self.group and self.label == _SUM[0] else self.label

    @property
    def is_total(self) -> bool:
        """Return whether the row is that of the table's total, or has no label at all."""
        return not self.label or (not self.code and bool(_TOTAL.match(strip_ordinal(self.item))))


@dataclass
class _Left:
    """What stands to the left of an amount in its row: labels with their columns, code parts."""

    labels: list[tuple[Cell, Column]] = field(default_factory=list)
    code: str = ""


@dataclass
class Reading:
    """The entries of a section, and its numbers that are no amounts or were not understood."""

    entries: list[Entry] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)
    ordinals: int = 0
    unread: list[tuple[Row, Cell]] = field(default_factory=list)
    blank: int = 0


def read_rows(section: Section, columns: Sequence[Column]) -> Reading:
    """Return what the rows of a section hold."""
    reading = Reading()
    seen: set[int] = set()
    waiting: dict[int, _Left] = {}
    for row in section.rows:
        left: dict[int, _Left] = {}
        amounts: list[tuple[Cell, Column]] = []
        for cell in row.cells:
            column = columns[min(cell.column, len(columns) - 1)]
            covered = columns[cell.column : cell.column + cell.columns] or [column]
            if not cell.text:
                reading.blank += column.kind in AMOUNTS
            elif is_number(cell.text) and _is_amount(cell, column, covered):
                if id(cell) not in seen:
                    amounts.append((cell, next((one for one in reversed(covered) if one.kind in AMOUNTS), column)))
            elif is_number(cell.text):
                _take_number(cell, column, left, reading, row, seen)
            else:
                _take_label(cell, column, covered, left)
            seen.add(id(cell))
        for cell, column in amounts:
            found = left.get(column.lane) or (left[max(left)] if left and max(left) < column.lane else None)
            if found is None and column.lane in waiting:
                found = waiting[column.lane]
            reading.entries.append(_make_entry(cell, column, row, found or _Left()))
        busy = {column.lane for _, column in amounts}
        waiting = {lane: found for lane, found in left.items() if lane not in busy and found.labels}
        for found in left.values():
            name = next((cell.text for cell, column in reversed(found.labels) if column.kind in LABELS), "")
            if found.code and name:
                reading.codes.append((found.code, close_up(name)))
    return reading


def name_column(column: Column) -> str:
    """Return what the only figure of a column is called: its lowest head, of a part's sum with its group."""
    heads = [text for text in column.heads if not _PHASE.match(even(text))] or list(column.heads)
    if not heads:
        return ""
    return f"{heads[-2]}-{heads[-1]}" if heads[-1] == _SUM[0] and len(heads) > 1 else heads[-1]


def _is_amount(cell: Cell, column: Column, covered: Sequence[Column]) -> bool:
    if any(one.kind in AMOUNTS for one in covered):
        return True
    return column.kind in LABELS and "." in cell.text and column.kind != CODE


def _take_number(
    cell: Cell, column: Column, left: dict[int, _Left], reading: Reading, row: Row, seen: set[int]
) -> None:
    """Take a number that is no amount: a part of the row's code, the row's number, or what nobody can tell."""
    text = even(cell.text)
    if column.kind == CODE and _CODE_PART.match(text):
        found = left.setdefault(column.lane, _Left())
        found.code = text if text.startswith(found.code) and len(text) > len(found.code) else found.code + text
        reading.ordinals += id(cell) not in seen
    elif column.kind in (ORDINAL, CODE) or (column.kind in LABELS and text.isdigit() and len(text) <= 7):
        reading.ordinals += id(cell) not in seen
    elif id(cell) not in seen:
        reading.unread.append((row, cell))


def _take_label(cell: Cell, column: Column, covered: Sequence[Column], left: dict[int, _Left]) -> None:
    """Take the words of a cell as a label of each lane that it stands in, unless they are a note."""
    if column.kind in (NOTE, COUNT, ORDINAL, *AMOUNTS) and not any(one.kind in LABELS for one in covered):
        return
    inside = _IN_LABEL.match(cell.text)
    for lane in {one.lane for one in covered}:
        found = left.setdefault(lane, _Left())
        if inside and not found.code:
            found.code = inside[1]
            found.labels.append((cell._replace(text=inside[2]), column))
        else:
            found.labels.append((cell, column))


def _make_entry(cell: Cell, column: Column, row: Row, left: _Left) -> Entry:
    labels = left.labels
    own = [one for one in labels if one[0].row == cell.row or one[0].rows == 1] or labels
    names = [one for one in own if one[1].kind != SIDE] or own
    label = close_up(names[-1][0].text) if names else ""
    before = [one for one in labels if names and one[0].column < names[-1][0].column]
    group = close_up(before[-1][0].text) if before else ""
    code = left.code if _CODE.match(left.code) else ""
    return Entry(cell, column, row, label, group, "" if _TOTAL.match(even(label)) else code)
