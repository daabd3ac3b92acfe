"""A PDF with a text layer: lines by their baselines, put together into the paragraphs that they were set from.

The file is taken apart in a process of its own, which a damaged or hostile file cannot hold up or fill the memory with.
"""

import io
import json
import logging
import math
import os
import re
import subprocess
import sys
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from analysis.read.bounds import MEGABYTE, MEMORY_BYTES, SECONDS, limit_process
from analysis.read.documents import NUMBERED, Block, Source
from analysis.read.text_file import join_lines

PAGES = 500
_EMPTY_STREAM_BYTES = 20  # as long as a packed nothing may be
_MARGIN = 0.12  # the part of a page's height, above and below, in which headers and footers stand
_ROW_GAP, _WORD_GAP, _BLANK_GAP = 1.8, 0.25, 0.5  # between a row's cells, words, Chinese characters; in sizes
# What a line must begin with as a whole: no line ends with an opening mark or begins with a closing one.
_UNIT = re.compile(r"[（(“‘《「『【]*(?:[A-Za-z0-9.,%]+|.)[，。、；：？！”’）)》」』】%％]*")
_ENDS_SENTENCE = re.compile(r"[。！？；：!?;:][”’」』）)》]*$")
_CONTENTS_ENTRY = re.compile(r"[.．…·]{3,}\s*\d+$")
# Some fonts give a character as the radical that looks the same: those that Unicode itself does not map back.
_RADICALS = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⺮⻌⺍⻣",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟竹辶⺍骨",
        strict=True,
    )
)
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_PAGE_NUMBER = re.compile(
    r"[-–—－―\s·.]*(?:第\s*)?(\d{1,4})(?:\s*页)?(?:\s*[/／，,]?\s*共?\s*\d{1,4}\s*页?)?[-–—－―\s·.]*"
)


@dataclass(frozen=True)
class Line:
    """A line of a page: where it begins and ends, its baseline from the top, how wide its first unit is."""

    page: int
    turn: int
    x0: float
    x1: float
    y: float
    size: float
    first: float
    text: str


@dataclass(frozen=True)
class Page:
    """A page's number, measures, how many pictures it has, and its lines from the top."""

    number: int
    width: float
    height: float
    pictures: int
    lines: list[Line]


def read_pdf(source: Source) -> tuple[list[Block], str]:
    """Return the paragraphs with the page on which each begins; page numbers and running titles are dropped."""
    pages = _take_apart(source)
    if 2 * sum(bool(page.pictures) and not page.lines for page in pages) > len(pages) or not any(
        p.lines for p in pages
    ):
        raise source.refuse("document.no-text")
    characters = Counter("".join(line.text for page in pages for line in page.lines))
    if characters["\N{REPLACEMENT CHARACTER}"] > characters.total() / 20:
        raise source.refuse("document.no-text")
    return list(_build_paragraphs(_drop_running(pages))), ""


def _take_apart(source: Source) -> list[Page]:
    """Return the pages as the process found them; UserError when it refused, crashed or took too long."""
    root = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    # Cut off at its end: the tolerant parser would read the pages that are left and say nothing.
    if b"%%EOF" not in source.content[-4096:]:
        raise source.refuse("document.corrupt", format="pdf")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "analysis.read.pdf"],
            input=source.content,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "PYTHONPATH": paths},
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
    return [
        Page(number, width, height, pictures, [Line(number, *line) for line in lines])
        for number, width, height, pictures, lines in answer["pages"]
    ]


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
    return [
        Page(page.number, page.width, page.height, page.pictures, [one for one in page.lines if id(one) not in dropped])
        for page in pages
    ]


def _is_at_edge(page: Page, line: Line) -> bool:
    height = page.width if line.turn % 2 else page.height
    return not _MARGIN * height < line.y < (1 - _MARGIN) * height


def _blur(line: Line) -> tuple[int, str]:
    return round(line.y / 4), re.sub(r"\d+", "#", line.text)


def _read_number(line: Line) -> int | None:
    found = _PAGE_NUMBER.fullmatch(line.text.strip())
    return int(found[1]) if found else None


def _build_paragraphs(pages: list[Page]) -> Iterator[Block]:
    margins = _Margins(pages)
    text, begun, last = "", 0, None
    for line in (line for page in pages for line in page.lines):
        if last is not None and margins.goes_on(last, line):
            text = join_lines(text, line.text)
        else:
            yield Block(text, begun)
            text, begun = line.text, line.page
        last = line
    yield Block(text, begun)


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


def _find_sides(lines: list[Line]) -> tuple[float, float]:
    """Return the left and right margin: a place where a tenth of the lines begins, and nearly the furthest end."""
    starts = Counter(round(line.x0 / 2) for line in lines)
    usual = [start for start, count in starts.items() if count >= max(2, len(lines) / 10)] or list(starts)
    ends = sorted(line.x1 for line in lines)
    return 2.0 * min(usual), ends[-1 - len(ends) // 20]


def _answer() -> None:
    """Read a PDF from standard input and write its pages as JSON: what the process of its own does."""
    limit_process()
    logging.disable()  # the parser's opinions on colours and fonts
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        with pdfplumber.open(io.BytesIO(sys.stdin.buffer.read())) as pdf:
            answer = _list_pages(pdf)
    except Exception as error:  # the parser meets damage with errors of every kind
        causes = (error, *error.args)
        if any(isinstance(one, MemoryError) for one in causes):
            raise
        password = any(isinstance(one, PDFPasswordIncorrect) for one in causes)
        answer = {"refused": "password" if password else "damaged"}
    json.dump(answer, sys.stdout)


def _list_pages(pdf: Any) -> dict[str, Any]:
    from pdfminer.pdftypes import dict_value, int_value

    count = int_value(dict_value(pdf.doc.catalog["Pages"]).get("Count", 0))
    if max(count, len(pdf.pages)) > PAGES:
        return {"refused": "pages", "pages": max(count, len(pdf.pages))}
    if count > len(pdf.pages) or any(map(_is_lost, pdf.pages)):
        return {"refused": "damaged"}
    pages = []
    for page in pdf.pages:
        lines = [list(vars(line).values())[1:] for line in _read_lines(page)]
        pages.append([page.page_number, float(page.width), float(page.height), len(page.images), lines])
        page.close()
    return {"refused": "", "pages": pages}


def _is_lost(page: Any) -> bool:
    """Return whether what the page's text needs is damaged: the parser takes what it cannot unpack for nothing."""
    from pdfminer.pdftypes import PDFStream, dict_value, resolve1

    resources = dict_value(page.page_obj.resources or {})
    fonts = [dict_value(font) for font in dict_value(resources.get("Font") or {}).values()]
    parts = [resolve1(one) for one in page.page_obj.contents]
    parts += [resolve1(font.get("ToUnicode")) for font in fonts]  # damaged, it would give other characters
    return any(isinstance(one, PDFStream) and not _unpacks(one) for one in parts)


def _unpacks(stream: Any) -> bool:
    packed = stream.rawdata or b""
    if stream.decipher is None and [name.name for name, _ in stream.get_filters()] == ["FlateDecode"]:
        try:
            zlib.decompressobj().decompress(packed)  # with its checksum, which the parser forgives
        except zlib.error:
            return False
    return len(packed) <= _EMPTY_STREAM_BYTES or bool(stream.get_data())


def _read_lines(page: Any) -> Iterator[Line]:
    """Yield the page's lines: glyphs on one baseline, whichever fonts they are from, in each direction of writing."""
    glyphs = sorted(filter(None, (_place(char, page) for char in page.chars)))
    line: list[tuple[Any, ...]] = []
    for glyph in glyphs:
        if line and (glyph[0] != line[0][0] or glyph[1] - line[0][1] > max(1.5, 0.25 * line[0][4])):
            yield from _set_line(line, page.page_number)
            line = []
        line.append(glyph)
    yield from _set_line(line, page.page_number)


def _place(char: dict[str, Any], page: Any) -> tuple[int, float, float, float, float, str] | None:
    """Return (direction, baseline, begin, end, size, text) as seen with the direction of writing turned upright."""
    a, b, _, _, e, f = char["matrix"]
    x0, x1, top, bottom = (float(char[name]) for name in ("x0", "x1", "top", "bottom"))
    width, height = float(page.width), float(page.height)
    if x1 < 0 or x0 > width or bottom < 0 or top > height:
        return None
    text = _mend(char["text"])
    turn = round(math.atan2(b, a) / (math.pi / 2)) % 4
    base_y = top + float(char["y1"]) - f
    base_x = x0 + e - float(char["x0"]) if turn % 2 == 0 else e
    places = [
        (base_y, x0, x1, bottom - top),
        (base_x, height - bottom, height - top, x1 - x0),
        (height - base_y, width - x1, width - x0, bottom - top),
        (width - base_x, top, bottom, x1 - x0),
    ]
    return (turn, *places[turn], text)


def _mend(text: str) -> str:
    """Return the glyph's character: no lookalike of it, and a mark where the font does not say which it is."""
    if text.startswith("(cid:"):
        return "\N{REPLACEMENT CHARACTER}"
    return "".join(
        _RADICALS.get(one) or unicodedata.normalize("NFKC", one) if _LOOKALIKE.match(one) else one for one in text
    )


def _set_line(glyphs: list[tuple[Any, ...]], number: int) -> Iterator[Line]:
    """Yield the line of these glyphs, unless it is blank; a character printed twice to look bold is one."""
    shown: list[tuple[Any, ...]] = []
    text = ""
    for glyph in sorted(glyphs, key=lambda one: one[2]):
        if shown and glyph[5] == shown[-1][5] and glyph[2] - shown[-1][2] < 0.3 * (glyph[3] - glyph[2]):
            continue
        if not glyph[5].strip() and not shown:
            continue
        gap = (glyph[2] - shown[-1][3]) / max(glyph[4], 1.0) if shown else 0.0
        latin = bool(shown) and shown[-1][5].isascii() and glyph[5].isascii()
        if gap > _ROW_GAP:
            text = text.rstrip() + "\t"
        elif gap > _BLANK_GAP or (latin and gap > _WORD_GAP):
            text += " "
        text += glyph[5]
        shown.append(glyph)
    while shown and not shown[-1][5].strip():
        shown.pop()
    if shown:
        size = median(glyph[4] for glyph in shown)
        yield Line(
            number, shown[0][0], shown[0][2], shown[-1][3], shown[0][1], size, _measure_first(shown), text.strip()
        )


def _measure_first(glyphs: list[tuple[Any, ...]]) -> float:
    """Return how wide the line's first unit is: a number, word or character, or what a bracket keeps together."""
    text = "".join(glyph[5][:1] or " " for glyph in glyphs)
    unit = _UNIT.match(text)
    end = unit.end() if unit else 1
    return float(glyphs[max(end, 1) - 1][3] - glyphs[0][2])


if __name__ == "__main__":
    _answer()
