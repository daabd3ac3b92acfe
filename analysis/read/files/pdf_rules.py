"""The rules on a PDF's page: thin lines and the edges of frames, from its drawing instructions."""

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from analysis.read.files.pdf_glyphs import View

MOST_OBJECTS, MOST_RULES = 100_000, 20_000  # of a page: one of more is a drawing, whose rules nobody needs
_DEEPEST = 5  # forms within one another
_THIN = 3.0  # points
_PICTURE = 0.1  # the part of a page that a picture covers which may hold numbers

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]


class Rule(NamedTuple):
    """A line along one axis: its place on the other one, and from where to where it reaches."""

    at: float
    start: float
    end: float


class Drawn(NamedTuple):
    """What is drawn on a page: horizontal and vertical rules, boxes of pictures; `crowded` if it is too much."""

    across: list[Rule]
    down: list[Rule]
    pictures: list[tuple[float, float, float, float]]
    crowded: bool


class _CrowdedError(Exception):
    pass


def list_drawn(page: Any, view: View, turn: int) -> Drawn:
    """Return the rules of a page and its pictures, as text of one direction sees them."""
    drawn = Drawn([], [], [], False)
    try:
        for item, kind, matrix in _walk(page):
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                _add_picture(drawn, item, matrix, view, turn)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                for edges, stroked in _list_shapes(item):
                    _add_rules(drawn, edges, stroked, _join(matrix, view.turned(turn)))
                if len(drawn.across) + len(drawn.down) > MOST_RULES:
                    raise _CrowdedError
    except _CrowdedError:
        return Drawn([], [], drawn.pictures, True)
    return drawn


def _walk(page: Any) -> Iterator[tuple[Any, int, Matrix]]:
    """Yield the objects of a page and of the forms on it, their kind, and how they lie in the page's space."""
    left = MOST_OBJECTS
    waiting: list[tuple[Any, Any, int, Matrix, int]] = [
        (page.raw, pdfium.FPDFPage_GetObject, pdfium.FPDFPage_CountObjects(page.raw), (1, 0, 0, 1, 0, 0), 0)
    ]
    while waiting:
        holder, get, count, outer, depth = waiting.pop()
        left -= count
        if left < 0:
            raise _CrowdedError
        for number in range(count):
            item = get(holder, number)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
                continue
            own = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(item, own)
            matrix = _multiply((own.a, own.b, own.c, own.d, own.e, own.f), outer)
            if kind != pdfium.FPDF_PAGEOBJ_FORM:
                yield item, kind, matrix
            elif depth < _DEEPEST:
                inside = pdfium.FPDFFormObj_CountObjects(item)
                waiting.append((item, pdfium.FPDFFormObj_GetObject, max(inside, 0), matrix, depth + 1))


def _multiply(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _join(matrix: Matrix, factors: tuple[float, ...]) -> Matrix:
    """Return the matrix followed by the view's factors, as one matrix."""
    a, b, c, d, e, f = factors
    return _multiply(matrix, (a, d, b, e, c, f))


def _list_shapes(path: Any) -> Iterator[tuple[list[tuple[Point, Point]], bool]]:
    """Yield the straight edges of each part of a path that is drawn, and whether its outline is."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    count = pdfium.FPDFPath_CountSegments(path) if fill.value or stroke.value else 0
    if count > MOST_OBJECTS:
        raise _CrowdedError
    x, y = ctypes.c_float(), ctypes.c_float()
    edges: list[tuple[Point, Point]] = []
    start = last = (0.0, 0.0)
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point, kind = (x.value, y.value), pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if edges:
                yield edges, bool(stroke.value)
            edges, start = [], point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            edges.append((last, point))
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment) and last != start:
            edges.append((last, start))
            last = start
    if edges:
        yield edges, bool(stroke.value)


def _add_rules(drawn: Drawn, edges: list[tuple[Point, Point]], stroked: bool, matrix: Matrix) -> None:
    a, b, c, d, e, f = matrix
    lines = [
        (a * p[0] + c * p[1] + e, b * p[0] + d * p[1] + f, a * q[0] + c * q[1] + e, b * q[0] + d * q[1] + f)
        for p, q in edges
    ]
    xs = [x for line in lines for x in line[::2]]
    ys = [y for line in lines for y in line[1::2]]
    if min(max(xs) - min(xs), max(ys) - min(ys)) < _THIN:  # a line, or a bar that is filled to look like one
        lines = [(min(xs), min(ys), max(xs), max(ys))]
    elif not stroked:
        return
    for x0, y0, x1, y1 in lines:
        if abs(x1 - x0) >= abs(y1 - y0) and abs(y1 - y0) < _THIN:
            drawn.across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) < _THIN:
            drawn.down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _add_picture(drawn: Drawn, item: Any, matrix: Matrix, view: View, turn: int) -> None:
    a, b, c, d, e, f = _join(matrix, view.turned(turn))
    xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)  # a picture is a square of one, laid out
    drawn.pictures.append((min(xs), min(ys), max(xs), max(ys)))
