"""Which parts of a document were read: each section and table, with how many numbers it prints and how many were read.

What was not read can hold anything, so nobody may say that a report does not state a figure before every part was read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis.read.files.types import Paragraph
from analysis.read.links.scene import Scene
from analysis.read.prose.places import TITLE, is_row, join_place, name_image

READ, IN_PART, UNREAD, EMPTY = "read", "in-part", "unread", "empty"
_AMOUNT = re.compile(r"(?<![\d.,])(?:\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+|0(?=\t|$))(?![\d.,])")  # not the codes of a table
_NONE = re.compile(
    r"空表|(?:无|没有|未|不涉及|不存在)[^。\n]{0,40}(?:收支|收入|支出|预算|安排|拨款|经费|项目|资产|采购)"
)
_TABLE_TITLE = re.compile(r"表(?:（[^（）]*）)?$")
_SHEET = re.compile(r"^公开|^附[表件]|单位[:：]")  # the number of a sheet and its unit are no title
_LONGEST_TITLE, _LONGEST_LINE, _LONGEST_NONE = 40, 40, 300  # characters of a title, a cell, a section that says "none"
_REACH = 12  # lines of a table without a tab
_SENTENCE_END = re.compile(r"[。；：，]$")


@dataclass(frozen=True)
class Part:
    """A section or table; `numbers` is None where they cannot be counted."""

    part: str
    kind: str
    state: str
    numbers: int | None
    numbers_read: int
    page: int | None


def list_parts_read(scene: Scene) -> list[Part]:
    """Return the parts of a document in its order, with the state of each."""
    document = scene.document
    rows = _mark_tables(document.paragraphs)
    parts: dict[tuple[str, str, int | None], Part] = {}
    for part in (*_list_sections(scene, rows), *_list_tables(scene), *_list_rows(scene, rows)):
        key = (part.kind, part.part, part.page)
        parts[key] = _join(parts[key], part) if key in parts else part
    lost = [(page, None) for page in (*document.pictures, *document.crowded)] + list(document.unreadable)
    pages = dict(sorted(lost, key=lambda one: (one[0], one[1] or 0)))
    images = (
        Part(f"{name_image(document, scene.places, number)} 图片", "table", UNREAD, None, 0, None)
        for number, _ in document.images
    )
    lost_pages = (Part(f"第{page}页", "table", UNREAD, count, 0, page) for page, count in pages.items())
    return [*parts.values(), *lost_pages, *images]


def _join(first: Part, other: Part) -> Part:
    """Return two stretches under one name as one part."""
    numbers, read = (first.numbers or 0) + (other.numbers or 0), first.numbers_read + other.numbers_read
    state = first.state if first.state == other.state else READ if read == numbers else IN_PART
    return replace(first, numbers=numbers, numbers_read=read, state=state)


def _mark_tables(paragraphs: tuple[Paragraph, ...]) -> list[bool]:
    """Return for each paragraph whether it is within a table: a row, or a short line between rows."""
    marks = [is_row(one.text) for one in paragraphs]
    places = [place for place, mark in enumerate(marks) if mark]
    for first, last in pairwise(places):
        between = paragraphs[first + 1 : last]
        if len(between) <= _REACH and not any(map(_is_outside, between)):
            marks[first + 1 : last] = [True] * len(between)
    return marks


def _is_outside(paragraph: Paragraph) -> bool:
    """Return whether a line is no cell of a table: a title, or a sentence."""
    text = paragraph.text.strip()
    return bool(_TABLE_TITLE.search(text) or _SENTENCE_END.search(text) or len(text) > _LONGEST_LINE)


def _list_tables(scene: Scene) -> Iterator[Part]:
    """Yield each table; one without figures counts as empty only where the document says so."""
    for number, table in enumerate(scene.reading.tables, start=1):
        if table.is_frame:
            continue
        read = len(table.facts)
        state = EMPTY if table.declared and not read else READ if not table.unread else IN_PART if read else UNREAD
        yield Part(table.title or f"表{number}", "table", state, read + table.unread, read, table.page)


def _list_rows(scene: Scene, rows: list[bool]) -> Iterator[Part]:
    """Yield each run of rows in the text as a table that was not read; one without a number leaves nothing unread."""
    paragraphs = scene.document.paragraphs
    first = 0
    while first < len(rows):
        last = first
        while last < len(rows) and rows[last]:
            last += 1
        if any("\t" in one.text for one in paragraphs[first:last]):
            members = paragraphs[first:last]
            numbers = sum(len(_AMOUNT.findall(one.text)) for one in members)
            declared = any(_NONE.search(one.text) for one in paragraphs[max(0, first - 1) : last + 1])
            if numbers or declared:
                state = UNREAD if numbers else EMPTY
                yield Part(_name_table(scene, first), "table", state, numbers, 0, members[0].page)
        first = last + 1


def _name_table(scene: Scene, first: int) -> str:
    """Return the title above a table: the nearest line that calls itself one, else the heading's place."""
    for one in reversed(scene.document.paragraphs[max(0, first - 6) : first]):
        text = one.text.strip()
        if _TABLE_TITLE.search(text) and len(text) <= _LONGEST_TITLE and not _SHEET.search(text):
            return text
    return scene.places[first].locator


def _list_sections(scene: Scene, rows: list[bool]) -> Iterator[Part]:
    """Yield what stands under each heading, tables left out."""
    printed, read = _count_numbers(scene)
    heading, members = TITLE, list[Paragraph]()
    for one, place, row in zip(scene.document.paragraphs, scene.places, rows, strict=True):
        if place.heading and not row:
            yield from _make_section(heading, members, printed, read)
            heading, members = join_place(place.locator, place.heading), []
        if not row and not (place.heading and not printed[one.number]):
            members.append(one)
    yield from _make_section(heading, members, printed, read)


def _make_section(part: str, members: list[Paragraph], printed: list[int], read: list[int]) -> Iterator[Part]:
    if not members:
        return
    numbers, done = (sum(counts[one.number] for one in members) for counts in (printed, read))
    text = "\n".join(one.text for one in members)
    declared = not numbers and len(text) <= _LONGEST_NONE and _NONE.search(text)
    state = EMPTY if declared else READ if done == numbers else IN_PART if done else UNREAD
    yield Part(part, "section", state, numbers, done, members[0].page)


def _count_numbers(scene: Scene) -> tuple[list[int], list[int]]:
    """Return how many numbers each paragraph prints and how many of them are facts, by its number."""
    size = len(scene.document.paragraphs) + 1
    printed, read = [0] * size, [0] * size
    stated = [fact.span for fact in scene.reading.facts if fact.basis == "stated" and not fact.at]
    told = [span for span, why in scene.reading.asides if why not in {"count", "threshold"}]
    for counts, spans in ((read, stated), (printed, [*stated, *scene.reading.unread, *told])):
        for start, _ in spans:
            counts[scene.find_paragraph(start)] += 1
    return printed, read
