"""The rows of a table as entries: each amount with its label, code and heads, told by where its cell stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.read.files.types import Cell
from analysis.read.tables.columns import AMOUNTS, CODE, LABELS, NOTE, ORDINAL, SIDE, Column
from analysis.read.tables.find import UNITS, Row, Section, find_unit, is_number
from analysis.table_words import close_up, even, has_ordinal, strip_ordinal

_WORDS = re.compile("[\u4e00-\u9fff]{2}")
# A number within words; with decimals, or with 元 behind it, an amount.
_WITHIN = re.compile(r"(?P<amount>\d[\d,，]*[.．]\d+(?![\d.])|\d[\d,，]*(?=\s*[万亿]?元(?!\s*[(（]?以)))|\d[\d,，]*")
_SERIAL = re.compile(r"\d{1,7}$")
_CODE_PART = re.compile(r"\d{2,7}$")
_CODE = re.compile(r"(?:[1-6]\d\d)(?:\d\d){0,2}$")
_IN_LABEL = re.compile(
    r"^[\[【(（]?([2-5]\d\d(?:\d\d){0,2})[\]】)）]?[\s\-—.、]*(?=[^\d\s.,，%年月日号万亿元个人台辆项])(.+)$", re.S
)
_DEPARTMENT = "3"  # the first digit of the codes of a department's economic classification
_SUM = ("小计", "合计", "总计")
_TOTAL = re.compile(r"^(?:合计|总计|小计)$")
_PHASE = re.compile(r"^(?:\d{4}年)?(?:年初|调整后?|全年)?(?:预算|决算|执行)数?$|^金额$")
# A row of one year or phase: what its amounts are of stands above them.
_PHASE_ROW = re.compile(
    r"(?:(?:19|20)\d\d年度?数?$|(?:(?:19|20)\d\d年度?|本年度?|上年度?)?(?:年初|调整|全年)?(?:预算|决算|执行)数?$)"
)
_UNIT = re.compile(r"亿元|万元|元|[个辆人次批台套户家名]|人次|批次|团组|台[(/]?套\)?")  # alone in a cell
_COUNTED = re.compile(
    r"[（(]([个辆人次批台套户家名]|人次|批次|团组|台[（(/]?套[)）]?)[)）]$|(人次|批次)数?$|(用车|车辆)$"
)


@dataclass(frozen=True)
class Entry:
    """An amount of a table: its cell and column, the label and code of its row, both blank where the row has none.

    `under` is the label without a number of its own that stands above a numbered one in its lane: 年初结转 above 一、.
    `level` tells under which of the table's heads of labels the last one of the row stands, from 0 on the left.
    """

    cell: Cell
    column: Column
    row: Row
    label: str
    group: str
    code: str
    under: str = ""
    level: int = 0

    @property
    def item(self) -> str:
        """Return what the figure is called: the row's label, of a part's sum with its group, else the column's head."""
        if not self.label or self.phase_words:
            return name_column(self.column)
        return f"{self.group}-{self.label}" if self.group and self.label == _SUM[0] else self.label

    @property
    def phase_words(self) -> str:
        """Return the words of a label that is but a phase, or a year, blank for any other: 上年决算数, 2024年."""
        label = even(self.label)
        return label if self.column.heads and _PHASE_ROW.match(label) else ""

    @property
    def counted(self) -> str:
        """Return the unit of a number of things, blank where it is money: 团组数（个）, 国内公务接待批次, 车辆 | 辆."""
        found = _COUNTED.search(self.label.strip())
        named = (found[1] or found[2] or "辆") if found else "" if self._beside in UNITS else self._beside
        return named if "." not in self.cell.text else ""

    @property
    def unit(self) -> str:
        """Return the unit of money of this cell, row or column: 12.30万元, 经费 | 万元, 金额（元）; blank for none."""
        if own := next((unit for unit in UNITS if even(self.cell.text).endswith(unit)), ""):
            return own
        return self._beside if self._beside in UNITS else find_unit(self.column.heads)

    @property
    def _beside(self) -> str:
        """Return the unit that stands in a cell of its own before the amount, blank for none."""
        before = (even(one.text) for one in reversed(self.row.cells) if one.column < self.cell.column)
        return next((text for text in before if _UNIT.fullmatch(text)), "")

    @property
    def is_total(self) -> bool:
        """Return whether the row is that of the table's total, or has no label of its own."""
        if not self.label or self.phase_words:
            return True
        return not self.code and bool(_TOTAL.match(strip_ordinal(self.item)))


@dataclass
class _Left:
    """What stands to the left of an amount in its row: labels with their columns, code parts."""

    labels: list[tuple[Cell, Column]] = field(default_factory=list)
    code: str = ""
    is_within: bool = False  # the code stands within a label: of several such the last, as of the labels, counts
    is_done: bool = False  # code and name of the department's classification, beside which the government's may stand

    def begin(self, code: str) -> None:
        """Take the code of a second classification: of several the department's counts, else the last."""
        if self.code.startswith(_DEPARTMENT):
            self.is_done = True
        else:
            self.code, self.labels = code, []


@dataclass
class Reading:
    """The entries of a section, and its numbers that are no amounts or were not understood."""

    entries: list[Entry] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)
    headings: int = 0
    unread: int = 0
    blank: int = 0

    def count_words(self, text: str) -> None:
        """Count the numbers within words: an amount of money is one that was not read, any other is a name's."""
        for found in _WITHIN.finditer(text):
            if found["amount"]:
                self.unread += 1
            else:
                self.headings += 1


def read_rows(section: Section, columns: Sequence[Column]) -> Reading:
    """Return what the rows of a section hold."""
    reader = _RowReader(columns)
    for row in section.rows:
        reader.read(row)
    for text in section.words:
        reader.reading.count_words(text)
    return reader.reading


class _RowReader:
    """Reads the rows of a section one after the other; a label without amounts waits for those of the next row."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.reading = Reading()
        self._columns = columns
        self._seen: set[int] = set()
        self._waiting: dict[int, _Left] = {}
        self._above: dict[int, str] = {}
        heads = dict.fromkeys(one.heads[-1:] for one in columns if one.kind in LABELS)
        self._levels = {head: level for level, head in enumerate(heads)}

    def read(self, row: Row) -> None:
        """Take the entries of a row."""
        left: dict[int, _Left] = {}
        amounts: list[tuple[Cell, Column]] = []
        for cell in row.cells:
            amounts += self._take(cell, row, left)
            self._seen.add(id(cell))
        for cell, column in amounts:
            lower = [lane for lane in left if lane <= column.lane]
            found = left[max(lower)] if lower else self._waiting.get(column.lane, _Left())
            entry = _make_entry(cell, column, row, found)
            under = self._above.get(column.lane, "") if has_ordinal(entry.label) else ""
            level = max((self._levels.get(one.heads[-1:], 0) for _, one in found.labels), default=0)
            self.reading.entries.append(replace(entry, under=under, level=level))
        self._finish(left, {column.lane for _, column in amounts})

    def _take(self, cell: Cell, row: Row, left: dict[int, _Left]) -> Iterator[tuple[Cell, Column]]:
        """Take a cell as a label, a code or a number that is no amount; yield it with its column if it is one."""
        column = self._columns[min(cell.column, len(self._columns) - 1)]
        covered = self._columns[cell.column : cell.column + cell.columns] or [column]
        new = id(cell) not in self._seen
        if not cell.text:
            self.reading.blank += new and column.kind in AMOUNTS
        elif not is_number(cell.text):
            _take_label(cell, column, covered, left)
            if new:
                self.reading.count_words(cell.text)
        elif _is_amount(cell, column, covered):
            if new:
                yield cell, next((one for one in reversed(covered) if one.kind in AMOUNTS), column)
        elif _is_code(cell, column, left):
            found = left.setdefault(column.lane, _Left())
            text = even(cell.text).zfill(2)  # 301 | 2 is 30102
            if found.labels and len(text) > 2 and _CODE.match(found.code) and not text.startswith(found.code):
                found.begin(text)
            elif not found.is_done:
                whole = text.startswith(found.code) and len(text) > len(found.code)
                found.code = text if whole else found.code + text
            self.reading.headings += new
        elif column.kind in (ORDINAL, CODE) or (column.kind in (NOTE, *LABELS) and _SERIAL.match(cell.text)):
            self.reading.headings += new
        elif new:
            self.reading.unread += 1

    def _finish(self, left: dict[int, _Left], busy: set[int]) -> None:
        self._waiting = {lane: found for lane, found in left.items() if lane not in busy and found.labels}
        for lane, found in left.items():
            name = next((cell.text for cell, column in reversed(found.labels) if column.kind in LABELS), "")
            if found.code and name:
                self.reading.codes.append((found.code, close_up(name)))
            if name and not has_ordinal(name):
                self._above[lane] = even(name)


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


def _is_code(cell: Cell, column: Column, left: Mapping[int, _Left]) -> bool:
    """Return whether a cell has a part of a code; a later part may have lost its 0: 301 | 2 is 30102."""
    later = column.lane in left and left[column.lane].code
    return column.kind == CODE and bool(_CODE_PART.match(even(cell.text).zfill(2 if later else 0)))


def _take_label(cell: Cell, column: Column, covered: Sequence[Column], left: dict[int, _Left]) -> None:
    """Take the words of a cell as a label of each lane that it stands in, unless they are a note or a unit."""
    if _UNIT.fullmatch(even(cell.text)):
        return
    if column.kind in (NOTE, ORDINAL) and not any(one.kind in LABELS for one in covered):
        return
    if column.kind in AMOUNTS and not _WORDS.search(cell.text):
        return
    inside = _IN_LABEL.match(cell.text)
    for lane in {one.lane for one in covered}:
        found = left.setdefault(lane, _Left())
        if found.is_done:
            continue
        if inside and found.is_within:
            found.begin(inside[1])
        if inside and (found.is_within or not found.code) and not found.is_done:
            found.code, found.is_within = inside[1], True
            found.labels.append((cell._replace(text=inside[2]), column))
        elif not found.is_done:
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
