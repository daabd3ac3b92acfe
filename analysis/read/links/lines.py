"""Lists with one part on each line: a whole at the end of its paragraph, 如下： or 其中：, and the lines behind it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.read.files.types import Paragraph
from analysis.read.links.values import Value

# The words that open the list, behind the whole, or alone behind what is said of it.
_OPENS = re.compile(r"(?:其中|如下|包括|构成|以下(?:方面|内容|项目)?|明细)[^。；]{0,6}[:：]?\s*$")
_DECLARED = re.compile(r"如下|以下|构成|明细|分为")
# The marks of a list's lines, from the outermost; a line without one lies within the line above it.
_MARKS = tuple(
    re.compile(rf"\s*{mark}")
    for mark in (
        r"[一二三四五六七八九十]{1,3}、",
        r"[（(][一二三四五六七八九十]{1,3}[）)]",
        r"\d{1,2}\s*[.．、](?!\d)",
        r"[（(]\d{1,2}[）)]",
        "[①-⑳]",
    )
)
_INSIDE = len(_MARKS)
_LONGEST = 60  # lines


class Lines(NamedTuple):
    """A whole with the parts that stand on lines of their own; `declared` if its words say that these are all."""

    whole: Value
    parts: tuple[Value, ...]
    declared: bool


def list_lines(paragraphs: Sequence[Paragraph], values: Sequence[Value]) -> Iterator[Lines]:
    """Yield each whole of the years and phases that a paragraph ends with, and its parts."""
    own: dict[int, list[Value]] = {}
    for value in (one for one in values if not one.fact.at):
        own.setdefault(value.fact.paragraph, []).append(value)
    for number, stated in own.items():
        opened = _OPENS.search(paragraphs[number - 1].text)
        if not opened:
            continue
        lines = list(_list_behind(paragraphs[number:], own))
        for whole in _list_wholes(stated):
            parts = tuple(part for line in lines if (part := _find_like(line, whole)))
            # 甲5万元，乙4万元。具体如下： speaks of both, and not of what makes up 乙
            if parts and not any(_is_same(part, whole) for part in parts[1:] or ()):
                yield Lines(whole, parts, bool(_DECLARED.search(opened[0])))


def _is_same(part: Value, whole: Value) -> bool:
    named = part.key == whole.key or whole.name in part.name
    return named and part.quantity.value == whole.quantity.value


def _list_wholes(stated: Sequence[Value]) -> Iterator[Value]:
    """Yield the amount that a paragraph speaks of last, in each year and phase; only totals of one name."""
    levels = [one for one in stated if one.is_level]
    last = {(one.fact.year, one.fact.phase): one for one in levels if one.key == levels[-1].key}
    yield from (one for one in last.values() if one.fact.part_of is None)


def _list_behind(paragraphs: Sequence[Paragraph], own: Mapping[int, Sequence[Value]]) -> Iterator[Sequence[Value]]:
    """Yield the values of each line of the list, up to a line with a mark from farther out."""
    first: int | None = None
    for paragraph in paragraphs[:_LONGEST]:
        level = _tell_level(paragraph.text)
        first = level if first is None else first
        if level < first or (level == first == _INSIDE and paragraph.number not in own):
            return
        if level == first:
            yield own.get(paragraph.number, ())


def _tell_level(text: str) -> int:
    return next((level for level, mark in enumerate(_MARKS) if mark.match(text)), _INSIDE)


def _find_like(line: Sequence[Value], whole: Value) -> Value | None:
    """Return the first amount of a line that is of the whole's year and phase."""
    wanted = whole.fact.year, whole.fact.phase
    return next((one for one in line if one.is_level and (one.fact.year, one.fact.phase) == wanted), None)
