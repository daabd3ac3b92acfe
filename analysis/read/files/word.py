"""A Word document: paragraphs and tables in their order, as printed with all changes accepted."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.read.files.office import convert, find_office
from analysis.read.files.package import check_package
from analysis.read.files.text import join_broken, join_lines
from analysis.read.files.types import Block, Cell, Grid, Note, Source

_MOST_COLUMNS = 100
Styles = frozenset[str]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BOX = f"{_W}txbxContent"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_LARGE = 1_800_000, 720_000  # 914,400ths of an inch: 5 cm by 2, in which a table has room
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Deleted or moved away by a tracked change; the second copy of a text box; what a field computes from.
_LEFT_OUT = {
    *(f"{_W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sdtPr", "tbl")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def read_docx(source: Source) -> tuple[Sequence[Block | Grid | Note], str]:
    """Return the paragraphs and tables; UserError for what is no Word document or would unpack without measure."""
    check_package(source)
    try:
        body, styles = _open(source.content)
        return list(_walk(body, frozenset(_find_heading_styles(styles)))), ""
    except MemoryError:
        raise
    except Exception:  # a damaged package fails anywhere in the library, with errors of every kind
        raise source.refuse("document.corrupt", format="docx") from None


def _open(content: bytes) -> tuple[Any, Any]:
    """Return the body of a document and its styles; one with macros, none of which is run, is read like any other."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import parse_xml
    from docx.package import Package
    from docx.parts.document import DocumentPart

    main: Any = Package.open(io.BytesIO(content)).main_document_part
    if isinstance(main, DocumentPart):
        return main.element.body, main.styles.element
    return parse_xml(main.blob).body, main.part_related_by(RELATIONSHIP_TYPE.STYLES).element


def read_doc(source: Source) -> tuple[Sequence[Block | Grid | Note], str]:
    """Return what LibreOffice makes of an old Word file, or of nothing where it is absent: then UserError."""
    content = source.content
    encrypted = "EncryptedPackage".encode("utf-16-le") in content
    # The first sector of an old Word file begins with its mark; bit 8 of the flags says encrypted.
    if encrypted or (content[512:514] == b"\xec\xa5" and len(content) > 524 and content[523] & 1):
        raise source.refuse("document.password")
    if "WordDocument".encode("utf-16-le") not in content:
        raise source.refuse("document.not-word")
    content = convert(source, find_office(source), "doc", "docx")
    return read_docx(Source(source.path, content, source.lang))


def _walk(container: Any, styles: Styles) -> Iterator[Block | Grid | Note]:
    """Yield the blocks of a body, a cell or a content control; a paragraph whose end was deleted runs on."""
    pending = ""
    for child in container:
        if child.tag == f"{_W}p":
            pending += _read_paragraph(child)
            if child.find(f"{_W}pPr/{_W}rPr/{_W}del") is None:
                yield from _cut(pending, child, styles)
                pending = ""
            yield from (Note("picture") for extent in child.iter(_EXTENT) if _is_large(extent))
            for box in child.iter(_BOX):
                # One box in another is read with that one, and not again for each level between.
                around = list(_list_above(box, child))
                if not any(parent.tag in (*_LEFT_OUT, _BOX) for parent in around):
                    yield from _walk(box, styles)
        elif child.tag == f"{_W}tbl":
            yield from _read_table(child, styles)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
            yield from _walk(child, styles)


def _is_large(extent: Any) -> bool:
    """Return whether a drawing is a picture of some size, which may hold what is nowhere else."""
    size = (extent.get("cx", ""), extent.get("cy", ""))
    picture = any(True for _ in extent.getparent().iter(_BLIP))
    return picture and all(side.isdigit() and int(side) >= least for side, least in zip(size, _LARGE, strict=True))


def _list_above(element: Any, top: Any) -> Iterator[Any]:
    above = element.getparent()
    while above is not top:
        yield above
        above = above.getparent()


def _cut(text: str, paragraph: Any, styles: Styles) -> Iterator[Block]:
    heading = _is_heading(paragraph, styles)
    for line in join_broken(text.split("\n")):
        yield Block(line, heading=heading)


def _read_table(table: Any, styles: Styles) -> Iterator[Block | Grid | Note]:
    """Yield a table as a grid; the cells of one that only frames its text give their own paragraphs."""
    rows = [
        [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]
        for row in table.iter(f"{_W}tr")
        if next(row.iterancestors(f"{_W}tbl")) is table and row.find(f"{_W}trPr/{_W}del") is None
    ]
    if all(len(row) <= 1 for row in rows):
        for row in rows:
            for cell in row:
                yield from _walk(cell, styles)
        return
    cells: list[Cell] = []
    inner: list[Grid | Note] = []
    open_cells: dict[int, int] = {}  # where in the list the cell is that goes on downward in a column
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            columns = _read_span(cell)
            goes_on = cell.find(f"{_W}tcPr/{_W}vMerge")
            if goes_on is not None and goes_on.get(f"{_W}val") != "restart" and column in open_cells:
                above = cells[open_cells[column]]
                cells[open_cells[column]] = above._replace(rows=number + 1 - above.row)
            else:
                text, grids = _read_cell(cell, styles)
                inner += grids
                open_cells[column] = len(cells)
                cells.append(Cell(number, column, 1, columns, text))
            column += columns
    width = max((cell.column + cell.columns for cell in cells), default=0)
    yield Grid(tuple(cells), tuple(map(float, range(width + 1))))
    yield from inner


def _read_span(cell: Any) -> int:
    """Return how many columns of the table's grid a cell covers."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = str(span.get(f"{_W}val", "1")) if span is not None else "1"
    return min(int(value), _MOST_COLUMNS) if value.isdigit() and int(value) else 1


def _read_cell(cell: Any, styles: Styles) -> tuple[str, list[Grid | Note]]:
    """Return a cell's text in one piece, and the tables within it."""
    text, grids = "", list[Grid | Note]()
    for one in _walk(cell, styles):
        if not isinstance(one, Block):
            grids.append(one)
        elif one.text.strip():
            text = join_lines(text, one.text.strip()) if text else one.text.strip()
    return text, grids


def _read_paragraph(paragraph: Any) -> str:
    """Return the text that is printed, a line feed for each break in it."""
    parts: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag in _LEFT_OUT or node.tag == f"{_W}txbxContent":
            continue
        if node.tag == f"{_W}r" and _is_hidden(node):
            continue
        if node.tag == f"{_W}t":
            parts.append((node.text or "").replace("\n", ""))
        elif node.tag in _CHARACTERS:
            parts.append(_CHARACTERS[node.tag])
        stack.extend(reversed(node))
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false", "off")


def _is_heading(paragraph: Any, styles: Styles) -> bool:
    return paragraph.style in styles or paragraph.find(f"{_W}pPr/{_W}outlineLvl") is not None


def _find_heading_styles(styles: Any) -> Iterator[str]:
    """Yield the ids of headings' styles: a Chinese Word calls them 1, 2, 3, only their names tell."""
    for style in styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None and str(name.get(f"{_W}val")).lower().startswith(("heading", "title", "标题")):
            yield style.get(f"{_W}styleId")
