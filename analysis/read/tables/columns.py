"""What the columns of a table are: codes, names, amounts; and which of them make up a lane of labels and amounts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.read.tables.find import Section, is_number
from analysis.read.tables.forms import NAMELESS, PART, Rule, understand
from analysis.table_words import even

CODE, NAME, SIDE, NOTE, ORDINAL, COUNT = "code", "name", "side", "note", "ordinal", "count"
AMOUNT, RATE = "amount", "rate"
AMOUNTS = (AMOUNT, PART, RATE)
LABELS = (CODE, NAME, SIDE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
_SIDE_OF_BUDGET = re.compile("收入|支出|功能|用途|经济|科目")
_PERCENT = re.compile(r"[%％]")


@dataclass(frozen=True)
class Column:
    """A column: its heads from the top, its kind, what its figures mean, its lane from 0."""

    heads: tuple[str, ...]
    kind: str
    meaning: dict[str, str]
    lane: int

    @property
    def is_known(self) -> bool:
        """Return whether the data say what the column's figures are of."""
        return bool(self.meaning)


def describe_columns(section: Section, rules: Sequence[Rule], width: int) -> list[Column]:
    """Return the columns of a section, told by their heads, and by their cells where no head tells."""
    columns: list[Column] = []
    lane, after_amount = 0, False
    for place in range(width):
        heads = section.heads[place] if place < len(section.heads) else ()
        kind, meaning = understand(rules, heads)
        kind = _tell_kind(section, place, kind, heads)
        if kind in LABELS or (kind == ORDINAL and not after_amount):
            lane, after_amount = lane + after_amount, False
        elif kind in AMOUNTS:
            after_amount = True
        columns.append(Column(heads, kind, meaning, lane))
    return [_name_part(one, columns, rules) for one in columns]


def _name_part(column: Column, columns: Sequence[Column], rules: Sequence[Rule]) -> Column:
    """Return an amount beside others as a part that its head names, unless the head is one that the data know.

    Its scope is a part that nobody knows: 工资福利支出 beside 基本支出, or below 人员经费, is neither of them.
    """
    beside = sum(one.lane == column.lane and one.kind in AMOUNTS for one in columns)
    if column.kind not in (AMOUNT, PART) or beside < 2 or not column.heads or NAMELESS.match(even(column.heads[-1])):
        return column
    kind, meaning = understand(rules, column.heads[-1:])
    scope = {} if meaning else {"scope": PART}
    return column if kind else replace(column, kind=PART, meaning=column.meaning | scope)


def describe_lane(columns: Sequence[Column], lane: int, rules: Sequence[Rule]) -> tuple[str, dict[str, str]]:
    """Return the heads over the labels of a lane as even words, and what the data say of its rows.

    Where the heads of several lanes do not say so, the first holds income and the others expenditure.
    """
    heads = next((one.heads for one in columns if one.lane == lane and one.kind in LABELS), ())
    text = "/".join(map(even, heads))
    lanes = {one.lane for one in columns if one.kind in AMOUNTS}
    if len(lanes) > 1 and not _SIDE_OF_BUDGET.search(text):
        text += "/收入" if lane == min(lanes) else "/支出"
    return text, understand(rules, [text])[1]


def _tell_kind(section: Section, place: int, kind: str, heads: Sequence[str]) -> str:
    """Return the kind of a column: an amount's head over words is a name's, a name's over numbers an amount's."""
    texts = [
        cell.text
        for row in section.rows
        for cell in row.cells
        if cell.text and cell.column == place and cell.columns == 1
    ]
    numbers = sum(map(is_number, texts))
    if kind in (CODE, NOTE, ORDINAL, COUNT, RATE, SIDE):
        return kind
    if kind == NAME:
        return AMOUNT if texts and numbers > 0.8 * len(texts) and any("." in text for text in texts) else NAME
    if texts and 2 * numbers < len(texts) and not kind:
        return NAME
    if kind in (AMOUNT, PART):
        return NAME if texts and not numbers and all(map(_WORDS.search, texts)) else kind
    if heads and _PERCENT.search(heads[-1]):
        return RATE
    return AMOUNT if numbers or heads else NAME


def find_year(heads: Sequence[str]) -> int | None:
    """Return the year that the heads of a column name, the lowest first."""
    found = [_YEAR.search(even(text)) for text in reversed(heads)]
    return next((int(one[1]) for one in found if one), None)
