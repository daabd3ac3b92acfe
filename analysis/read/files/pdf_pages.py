"""The pages of a PDF, lines and tables in one pass, as a process of its own takes them from the file.

A damaged or hostile file can neither hold up the program nor fill its memory: `python -m` this module has bounds.
"""

import json
import re
import sys
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdf
import pypdfium2.raw as pdfium

from analysis.read.files.limits import limit_process
from analysis.read.files.pdf_glyphs import UNREADABLE, Glyph, View, list_glyphs
from analysis.read.files.pdf_grids import fill_cells, find_lattices
from analysis.read.files.pdf_lines import Line, read_lines
from analysis.read.files.pdf_loose import find_loose_tables
from analysis.read.files.pdf_rules import list_drawn
from analysis.read.files.types import Cell

PAGES = 500
_PICTURE, _CAPTION = 0.08, 12  # the part of a page that a picture covers, the characters on it
_STREAM = re.compile(rb"<<((?:(?!<<|>>stream|endobj).){0,400}?)>>\s*stream\r?\n", re.S)
_OTHER = re.compile(rb"/(?:Image|Length[123]|DecodeParms|Metadata|XRef|ObjStm)\b|/Filter\s*\[[^\]]*/[^\]]*/")


# The cells of a table, the borders of its columns, how many rows are heads for sure.
Found = tuple[list[Cell], list[float], int]


@dataclass(frozen=True)
class Page:
    """A page's number, measures, direction of writing, lines and tables from the top, and what of it cannot be read.

    `pictures` counts those that stand where no text is, `unreadable` the characters of fonts without a map; a
    `crowded` page has more rules than any table, so its tables were not looked for.
    """

    number: int
    width: float
    height: float
    turn: int
    pictures: int
    unreadable: int
    crowded: bool
    lines: list[Line]
    tables: list[Found]


def _answer() -> None:
    """Read a PDF from standard input and write its pages as JSON: what the process of its own does."""
    limit_process()
    content = sys.stdin.buffer.read()
    try:
        document = pdf.PdfDocument(content)
        answer = _list_pages(document, content)
    except pdf.PdfiumError:
        code = pdfium.FPDF_GetLastError()
        answer = {"refused": "password" if code == pdfium.FPDF_ERR_PASSWORD else "damaged"}
    json.dump(answer, sys.stdout)


def _list_pages(document: pdf.PdfDocument, content: bytes) -> dict[str, Any]:
    count = len(document)
    if count > PAGES:
        return {"refused": "pages", "pages": count}
    if not count or _is_damaged(content):
        return {"refused": "damaged"}
    pages = []
    for number in range(count):
        page = document[number]
        found = _read_page(page, number + 1)
        values = [list(vars(line).values())[1:] for line in found.lines]
        pages.append({**vars(found), "lines": values})
        page.close()
    return {"refused": "", "pages": pages}


def _read_page(page: Any, number: int) -> Page:
    view = View(page)
    glyphs = list_glyphs(page, view)
    turns = Counter(glyph.turn for glyph in glyphs if glyph.text.strip())
    turn = turns.most_common(1)[0][0] if turns else 0
    drawn = list_drawn(page, view, turn)
    rest = glyphs
    found: list[Found] = []
    for lattice in find_lattices(drawn.across, drawn.down):
        inside = [one for one in rest if one.turn == turn and lattice.holds(one)]
        cells = fill_cells(lattice, inside)
        if sum(bool(cell.text) for cell in cells) < 2:
            continue
        held = set(map(id, inside))
        rest = [one for one in rest if id(one) not in held]
        found.append((cells, lattice.xs, 0))
    for table in find_loose_tables([one for one in rest if one.turn == turn]):
        rest = [one for one in rest if id(one) not in table.glyphs]
        found.append((table.cells, table.edges, table.heads))
    found.sort(key=lambda one: min(cell.box[1] for cell in one[0] if cell.box))
    width, height = view.measure(turn)
    pictures = [
        box
        for box in drawn.pictures
        if not glyphs or ((box[2] - box[0]) * (box[3] - box[1]) > _PICTURE * width * height and _is_bare(box, glyphs))
    ]
    lost = sum(one.text == UNREADABLE for one in glyphs)
    lines = list(read_lines(rest, number))
    return Page(number, view.width, view.height, turn, len(pictures), lost, drawn.crowded, lines, found)


def _is_bare(box: tuple[float, float, float, float], glyphs: list[Glyph]) -> bool:
    """Return whether hardly any text stands on a picture, so that it may hold what is nowhere else."""
    return sum(box[0] <= one.x0 and one.x1 <= box[2] and box[1] <= one.y <= box[3] for one in glyphs) <= _CAPTION


def _is_damaged(content: bytes) -> bool:
    """Return whether what pages draw or fonts mean does not unpack: the parser would show the rest and say nothing."""
    if b"/Encrypt" in content:
        return False
    for found in _STREAM.finditer(content):
        head = found[1]
        if b"/FlateDecode" not in head or _OTHER.search(head):
            continue
        packer = zlib.decompressobj()
        rest = memoryview(content)[found.end() :]
        try:
            while not packer.eof and rest:
                packer.decompress(rest[:65536])
                rest = rest[65536:]
        except zlib.error:
            return True
    return False


if __name__ == "__main__":
    _answer()
