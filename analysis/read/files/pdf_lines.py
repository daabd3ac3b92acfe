"""The lines of a PDF's page, by their baselines, from its characters."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from analysis.read.files.pdf_glyphs import Glyph

_ROW_GAP, _WORD_GAP, _BLANK_GAP = 1.8, 0.25, 0.5  # between a row's cells, words, Chinese characters; in sizes
# What a line must begin with as a whole: no line ends with an opening mark or begins with a closing one.
_UNIT = re.compile(r"[（(“‘《「『【]*(?:[A-Za-z0-9.,%]+|.)[，。、；：？！”’）)》」』】%％]*")


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


def read_lines(glyphs: Iterable[Glyph], number: int) -> Iterator[Line]:
    """Yield a page's lines: glyphs on one baseline, whichever fonts they are from, in each direction of writing."""
    for line in split_lines(sorted(glyphs)):
        yield from _set_line(line, number)


def split_lines(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the glyphs of each baseline of sorted glyphs."""
    line: list[Glyph] = []
    for glyph in glyphs:
        if line and (glyph.turn != line[0].turn or glyph.y - line[0].y > max(1.5, 0.25 * line[0].size)):
            yield line
            line = []
        line.append(glyph)
    if line:
        yield line


def write_line(glyphs: list[Glyph], cells: str = "\t") -> tuple[str, list[Glyph]]:
    """Return the text of one baseline and its glyphs; a character printed twice to look bold is one.

    `cells` is set where a gap is as wide as between the cells of a row.
    """
    shown: list[Glyph] = []
    text = ""
    for glyph in sorted(glyphs, key=lambda one: one.x0):
        if shown and glyph.text == shown[-1].text and glyph.x0 - shown[-1].x0 < 0.3 * (glyph.x1 - glyph.x0):
            continue
        if not shown and not glyph.text.strip():
            continue
        gap = (glyph.x0 - shown[-1].x1) / max(glyph.size, 1.0) if shown else 0.0
        if gap > _ROW_GAP:
            text = text.rstrip() + cells
        elif gap > _BLANK_GAP or (gap > _WORD_GAP and shown[-1].text.isascii() and glyph.text.isascii()):
            text += " "
        text += glyph.text
        shown.append(glyph)
    while shown and not shown[-1].text.strip():
        shown.pop()
    return text.strip(), shown


def _set_line(glyphs: list[Glyph], number: int) -> Iterator[Line]:
    """Yield the line of these glyphs, unless it is blank."""
    text, shown = write_line(glyphs)
    if shown:
        size = median(glyph.size for glyph in shown)
        first, last = shown[0], shown[-1]
        yield Line(number, first.turn, first.x0, last.x1, first.y, size, _measure_first(shown), text)


def _measure_first(glyphs: list[Glyph]) -> float:
    """Return how wide the line's first unit is: a number, word or character, or what a bracket keeps together."""
    text = "".join(glyph.text[:1] or " " for glyph in glyphs)
    unit = _UNIT.match(text)
    end = unit.end() if unit else 1
    return glyphs[max(end, 1) - 1].x1 - glyphs[0].x0
