"""A PDF with a text layer: lines by their baselines, put together into the paragraphs that they were set from.

The file is taken apart in a process of its own, which a damaged or hostile file cannot hold up or fill the memory with.
"""

import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.read.files.limits import MEGABYTE, MEMORY_BYTES, SECONDS
from analysis.read.files.pdf_glyphs import UNREADABLE
from analysis.read.files.pdf_lines import Line
from analysis.read.files.pdf_pages import PAGES, Page
from analysis.read.files.text import join_lines
from analysis.read.files.types import NUMBERED, Block, Cell, Grid, Note, Source, looks_like_heading

_INTO, _NOTES = 3.0, 4  # points by which a line may reach into a table; lines below one that may be its notes
_MARGIN = 0.12  # the part of a page's height, above and below, in which headers and footers stand
_ENDS_SENTENCE = re.compile(r"[。！？；：!?;:][”’」』）)》]*$")
# An amount whose digits nobody can know: what is left of it is its point or its unit.
_LOST_NUMBER = re.compile(f"{UNREADABLE}[{UNREADABLE}.,]*(?:[万亿]?元|[%％])|{UNREADABLE}[.,]{UNREADABLE}")
_WHOLE_HEADING = re.compile(r"说明\n|情况\n(?!说明)")  # how headings of disclosures end
_CONTENTS_ENTRY = re.compile(r"[.．…·]{3,}\s*\d+$")
_PAGE_NUMBER = re.compile(
    r"[-–—－―\s·.]*(?:第\s*)?(\d{1,4})(?:\s*页)?(?:\s*[/／，,]?\s*共?\s*\d{1,4}\s*页?)?[-–—－―\s·.]*"
)


def read_pdf(source: Source) -> tuple[Sequence[Block | Grid | Note], str]:
    """Return paragraphs and tables with the page on which each begins; page numbers and running titles are dropped."""
    pages = _take_apart(source)
    written = Counter("".join(_list_texts(pages)))
    if written[UNREADABLE] > written.total() / 20 or any(map(_LOST_NUMBER.search, _list_texts(pages))):
        raise source.refuse("document.no-map", **_name_unreadable(pages))
    bare = [page for page in pages if not page.lines and not page.tables]
    if not written or 2 * sum(bool(page.pictures) for page in bare) > len(pages):
        raise source.refuse("document.no-text")
    pages = _drop_running(pages)
    return [*_build_paragraphs(pages), *_list_notes(pages)], ""


def _list_notes(pages: list[Page]) -> Iterator[Note]:
    for page in pages:
        if page.pictures:
            yield Note("picture", page.number)
        if page.unreadable:
            yield Note("unreadable", page.number, page.unreadable)
        if page.crowded:
            yield Note("crowded", page.number)


def _list_texts(pages: list[Page]) -> Iterator[str]:
    for page in pages:
        yield from (line.text for line in page.lines)
        yield from (cell.text for cells, _, _ in page.tables for cell in cells)


def _name_unreadable(pages: list[Page]) -> dict[str, object]:
    found = [page for page in pages if page.unreadable]
    numbers = "、".join(str(page.number) for page in found)
    return {"pages": numbers, "count": sum(page.unreadable for page in found)}


def list_environment() -> dict[str, str]:
    """Return the environment in which a process of its own finds this program."""
    root = str(Path(__file__).resolve().parents[3])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}


def _take_apart(source: Source) -> list[Page]:
    """Return the pages as the process found them; UserError when it refused, crashed or took too long."""
    # Cut off at its end: the tolerant parser would read the pages that are left and say nothing.
    if b"%%EOF" not in source.content[-4096:]:
        raise source.refuse("document.corrupt", format="pdf")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "analysis.read.files.pdf_pages"],
            input=source.content,
            capture_output=True,
            timeout=SECONDS,
            env=list_environment(),
        )
    except subprocess.TimeoutExpired:
        raise source.refuse("document.too-slow", seconds=SECONDS, limit=MEMORY_BYTES // MEGABYTE) from None
    if done.returncode:
        raise source.refuse("document.too-slow", seconds=SECONDS, limit=MEMORY_BYTES // MEGABYTE)
    answer = json.loads(done.stdout)
    if answer["refused"] == "pages":
        raise source.refuse("document.too-many-pages", pages=answer["pages"], limit=PAGES)
    if answer["refused"] == "password":
        raise source.refuse("document.password")
    if answer["refused"]:
        raise source.refuse("document.corrupt", format="pdf")
    return [_make_page(one) for one in answer["pages"]]


def _make_page(values: dict[str, Any]) -> Page:
    number = values["number"]
    lines = [Line(number, *line) for line in values.pop("lines")]
    tables = [
        ([Cell(*cell)._replace(box=tuple(cell[5])) for cell in cells], edges, heads)
        for cells, edges, heads in values.pop("tables")
    ]
    return Page(lines=lines, tables=tables, **values)


def _drop_running(pages: list[Page]) -> list[Page]:
    """Return the pages without page numbers and without lines that many pages repeat at their upper or lower edge."""
    edges = [(page, line) for page in pages for line in page.lines if _is_at_edge(page, line)]
    seen = Counter(_blur(line) for _, line in edges)
    offsets = Counter(number - page.number for page, line in edges if (number := _read_number(line)) is not None)
    usual = {offset for offset, count in offsets.items() if count > 1 or offset == 0}
    dropped = {
        id(line)
        for page, line in edges
        if seen[_blur(line)] >= max(3, len(pages) / 2) or (_read_number(line) or 0) - page.number in usual
        if _read_number(line) is not None or not re.fullmatch(r"[\d#\s.]*", _blur(line)[1])
    }
    return [replace(page, lines=[one for one in page.lines if id(one) not in dropped]) for page in pages]


def _is_at_edge(page: Page, line: Line) -> bool:
    height = page.width if line.turn % 2 else page.height
    return not _MARGIN * height < line.y < (1 - _MARGIN) * height


def _blur(line: Line) -> tuple[int, str]:
    return round(line.y / 4), re.sub(r"\d+", "#", line.text)


def _read_number(line: Line) -> int | None:
    found = _PAGE_NUMBER.fullmatch(line.text.strip())
    return int(found[1]) if found else None


def _build_paragraphs(pages: list[Page]) -> Iterator[Block | Grid]:
    margins = _Margins(pages)
    block, last = Block("", 0), None
    for one in (one for page in pages for one in _order(page)):
        if last is not None and isinstance(one, Line) and margins.goes_on(last, one):
            text = join_lines(block.text, one.text)
            turned = ((len(text) - len(one.text.lstrip()), one.page),) if one.page != last.page else ()
            block = block._replace(text=text, later=block.later + turned)
        else:
            yield block
            block = Block(one.text, one.page) if isinstance(one, Line) else Block("", 0)
        if isinstance(one, Grid):
            yield one
        last = one if isinstance(one, Line) else None
    yield block


def _order(page: Page) -> Iterator[Line | Grid]:
    """Yield the lines and tables of a page from the top; text in another direction comes at the end."""
    upright = [line for line in page.lines if line.turn == page.turn]
    ends = [*(_find_top(cells) for cells, _, _ in page.tables[1:]), math.inf]
    done = -math.inf
    for (cells, edges, heads), end in zip(page.tables, ends, strict=False):
        top, bottom = _find_top(cells), max(cell.box[3] for cell in cells if cell.box)
        above = [line for line in upright if done < line.y <= top + _INTO]
        below = [line for line in upright if bottom - _INTO < line.y <= end + _INTO]
        yield from above
        notes = tuple(line.text for line in below[:_NOTES])
        yield Grid(tuple(cells), tuple(edges), page.number, tuple(line.text for line in above), notes, heads=heads)
        done = max(done, bottom - _INTO, above[-1].y if above else done)
    yield from (line for line in page.lines if line.turn != page.turn or line.y > done)


def _find_top(cells: list[Cell]) -> float:
    return min(cell.box[1] for cell in cells if cell.box)


class _Margins:
    """Where the text of each page begins and ends, and how far apart its lines are: measured, not assumed."""

    def __init__(self, pages: list[Page]) -> None:
        self._sides: dict[tuple[int, int], tuple[float, float]] = {}
        self._pitch: dict[int, float] = {}
        shapes: dict[tuple[int, int], list[Line]] = {}
        own: dict[tuple[int, int], list[Line]] = {}
        for page in pages:
            for line in page.lines:
                along = page.height if line.turn % 2 else page.width
                if line.x1 - line.x0 > along / 2 and "\t" not in line.text:
                    shapes.setdefault((line.turn, round(along)), []).append(line)
                    own.setdefault((page.number, line.turn), []).append(line)
        for lines in shapes.values():
            for key in {(line.page, line.turn) for line in lines}:
                here = own[key]
                # A page of first lines only does not show where other lines begin: then ask all pages of its shape.
                varied = len(here) > 5 and max(one.x0 for one in here) - min(one.x0 for one in here) > here[0].size
                self._sides[key] = _find_sides(here if varied else lines)
        for page in pages:
            steps = [
                (second.y - first.y) / second.size
                for first, second in zip(page.lines, page.lines[1:], strict=False)
                if second.y > first.y and not self._is_indented(second, 0.8) and "\t" not in first.text + second.text
            ]
            self._pitch[page.number] = sorted(steps)[len(steps) // 4] if len(steps) > 2 else 2.0

    def goes_on(self, first: Line, second: Line) -> bool:
        """Return whether the second line continues the paragraph that the first line belongs to."""
        if "\t" in first.text + second.text or first.turn != second.turn or _CONTENTS_ENTRY.search(first.text):
            return False
        if abs(first.size - second.size) > 0.15 * first.size:
            return False
        ended = bool(_ENDS_SENTENCE.search(first.text))
        if ended and NUMBERED.match(second.text):
            return False
        if _is_whole_heading(first.text, second.text):
            return False
        if first.page == second.page and second.y - first.y > 1.35 * self._pitch[first.page] * second.size:
            return False
        if not self._is_full(first, second, 0.3 if ended else 1.0):
            return False
        if self._is_indented(second, 0.4 if ended else 0.8):
            # Text set in as a whole goes on at the same place, a centred title around the same middle.
            same = abs(first.x0 - second.x0) < 1.5
            centred = abs(first.x0 + first.x1 - second.x0 - second.x1) < 2 * second.size
            return not ended and (same or centred)
        return True

    def _is_full(self, first: Line, second: Line, slack: float) -> bool:
        """Return whether what the second line begins with had no room on the first."""
        right = self._sides.get((first.page, first.turn), (0.0, math.inf))[1]
        return first.x1 + second.first > right - slack * first.size

    def _is_indented(self, line: Line, least: float) -> bool:
        left = self._sides.get((line.page, line.turn), (math.inf, 0.0))[0]
        return line.x0 > left + least * line.size


def _is_whole_heading(first: str, second: str) -> bool:
    """Return whether a heading ends in a line, though it fills it and the paragraph below is set in as far."""
    ends = NUMBERED.match(second) or _WHOLE_HEADING.search(f"{first}\n{second}")
    return looks_like_heading(first) and bool(ends)


def _find_sides(lines: list[Line]) -> tuple[float, float]:
    """Return the left and right margin: a place where a tenth of the lines begins, and nearly the furthest end."""
    starts = Counter(round(line.x0 / 2) for line in lines)
    usual = [start for start, count in starts.items() if count >= max(2, len(lines) / 10)] or list(starts)
    ends = sorted(line.x1 for line in lines)
    return 2.0 * min(usual), ends[-1 - len(ends) // 20]
