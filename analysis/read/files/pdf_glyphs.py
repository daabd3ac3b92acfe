"""The characters of a PDF's page with their places, seen upright, as pypdfium2 finds them."""

import ctypes
import math
import re
import unicodedata
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

# Some fonts give a character as the radical that looks the same: those that Unicode itself does not map back.
_RADICALS = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⺮⻌⺍⻣",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟竹辶⺍骨",
        strict=True,
    )
)
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_BLANK = 32
_HYPHEN = "\x02"  # how pdfium gives a hyphen at the end of a line
UNREADABLE = "\N{REPLACEMENT CHARACTER}"


class Glyph(NamedTuple):
    """A character: in which direction it is written, its baseline, begin and end in that direction, its size.

    The baseline counts from the top and begin from the left of the page, turned so that its text is upright.
    """

    turn: int
    y: float
    x0: float
    x1: float
    size: float
    text: str


class View:
    """How places of a page's own space lie when it is seen upright from its upper left corner."""

    def __init__(self, page: Any) -> None:
        """Take the crop box and rotation of a page of pypdfium2."""
        left, bottom, right, top = page.get_cropbox()
        self.rotation = page.get_rotation() // 90
        width, height = right - left, top - bottom
        self.width, self.height = (height, width) if self.rotation % 2 else (width, height)
        # x = a·X + b·Y + c and y = d·X + e·Y + f for each quarter turn of the page.
        self._upright = [
            (1, 0, -left, 0, -1, top),
            (0, 1, -bottom, 1, 0, -left),
            (-1, 0, right, 0, 1, -bottom),
            (0, -1, top, -1, 0, right),
        ][self.rotation]

    def turned(self, turn: int) -> tuple[float, ...]:
        """Return the six factors that bring a place of the page's space to where text of this direction is upright."""
        a, b, c, d, e, f = self._upright
        return [
            (a, b, c, d, e, f),
            (-d, -e, self.height - f, a, b, c),
            (-a, -b, self.width - c, -d, -e, self.height - f),
            (d, e, f, -a, -b, self.width - c),
        ][turn]

    def measure(self, turn: int) -> tuple[float, float]:
        """Return width and height as text of this direction sees the page."""
        return (self.height, self.width) if turn % 2 else (self.width, self.height)


def list_glyphs(page: Any, view: View) -> list[Glyph]:
    """Return the characters on a page; one whose font does not say which it is becomes U+FFFD."""
    text = page.get_textpage()
    handle = text.raw
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    factors = [view.turned(turn) for turn in range(4)]
    glyphs: list[Glyph] = []
    gap = False
    for place in range(pdfium.FPDFText_CountChars(handle)):
        code = pdfium.FPDFText_GetUnicode(handle, place)
        if pdfium.FPDFText_IsGenerated(handle, place) == 1:
            gap = code == _BLANK
            continue
        pdfium.FPDFText_GetLooseCharBox(handle, place, box)
        pdfium.FPDFText_GetCharOrigin(handle, place, x, y)
        pdfium.FPDFText_GetMatrix(handle, place, matrix)
        lost = pdfium.FPDFText_HasUnicodeMapError(handle, place) == 1
        turn = (round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) - view.rotation) % 4
        a, b, c, d, e, f = factors[turn]
        begin, end = a * box.left + b * box.bottom + c, a * box.right + b * box.top + c
        baseline = d * x.value + e * y.value + f
        width, height = view.measure(turn)
        if end < 0 or begin > width or not 0 <= baseline <= height:  # does not show
            continue
        size = pdfium.FPDFText_GetFontSize(handle, place) * math.hypot(matrix.c, matrix.d)
        glyph = Glyph(turn, baseline, min(begin, end), max(begin, end), size, UNREADABLE if lost else mend(code))
        if gap and glyphs and _parts_words(glyphs[-1], glyph):
            glyphs.append(glyphs[-1]._replace(x0=glyphs[-1].x1, x1=glyph.x0, text=" "))
        glyphs.append(glyph)
        gap = False
    text.close()
    return glyphs


def _parts_words(first: Glyph, second: Glyph) -> bool:
    """Return whether a blank between two characters is one between words, which pdfium replaces by its own."""
    near = first.y == second.y and 0 < second.x0 - first.x1 < second.size
    return near and (first.text + second.text).isascii() and second.text.isalpha()


def mend(code: int) -> str:
    """Return the character of a code: no lookalike of it, and nothing that is no character."""
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return UNREADABLE
    one = chr(code)
    if one == _HYPHEN:
        return "-"
    return _RADICALS.get(one) or unicodedata.normalize("NFKC", one) if _LOOKALIKE.match(one) else one
