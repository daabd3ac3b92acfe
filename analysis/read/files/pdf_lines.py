"""The lines of a PDF's pages, by their baselines, as a process of its own takes them from the file.

A damaged or hostile file can neither hold up the program nor fill its memory: `python -m` this module has bounds.
"""

import io
import json
import logging
import math
import re
import sys
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from analysis.read.files.limits import limit_process

PAGES = 500
_EMPTY_STREAM_BYTES = 20  # as long as a packed nothing may be
_ROW_GAP, _WORD_GAP, _BLANK_GAP = 1.8, 0.25, 0.5  # between a row's cells, words, Chinese characters; in sizes
# What a line must begin with as a whole: no line ends with an opening mark or begins with a closing one.
_UNIT = re.compile(r"[（(“‘《「『【]*(?:[A-Za-z0-9.,%]+|.)[，。、；：？！”’）)》」』】%％]*")
# Some fonts give a character as the radical that looks the same: those that Unicode itself does not map back.
_RADICALS = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⺮⻌⺍⻣",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟竹辶⺍骨",
        strict=True,
    )
)
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")


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
