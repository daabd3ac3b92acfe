"""A saved web page: what a reader of the page sees, a block element a paragraph, a table of cells a grid."""

import codecs
import re
import warnings
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING

from analysis.read.files.text import decode, join_broken, join_lines
from analysis.read.files.types import Block, Cell, Grid, Note, Source

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from bs4.element import PageElement

TAGS = 300_000  # what fits into the memory that reading may take
_UNSEEN = ("head", "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "select", "del")
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div"),
    *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "legend", "li", "main", "nav"),
    *("ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", *_HEADINGS),
}
# Marks set between the page's own characters, of which these are none: they are taken out of the page first.
_PARAGRAPH, _BREAK, _TABLE, _HEADING, _IMAGE = "\x1e", "\x1f", "\x1d", "\x1c", "\x1b"
_LARGE = 150  # pixels of a picture's width, if it is told, in which a table has room
_MOST_SPAN = 100
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…"


def read_web_page(source: Source) -> tuple[Sequence[Block | Grid | Note], str]:
    """Return the page's paragraphs and tables and its encoding; what a page hides or runs is not read."""
    text, encoding = _decode_page(source)
    if text.count("<") > TAGS:
        raise source.refuse("document.too-many-tags", limit=TAGS)
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # guesses of the parser about what we might have meant
        try:
            soup = BeautifulSoup(_CONTROLS.sub("", text), "lxml")
        except Exception:  # whatever the parser meets in a page that is none
            raise source.refuse("document.corrupt", format="html") from None
    tables = _find_tables(soup)
    return list(_split_blocks(_write_marked(soup, set(map(id, tables))), tables)), encoding


def _decode_page(source: Source) -> tuple[str, str]:
    """Return (text, encoding): what the page declares counts only where its bytes are not UTF-8, which is sure."""
    content = source.content
    declared = _CHARSET.search(content[:4096])
    marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if declared and not marked and not _is_utf8(content):
        name = declared[1].decode().lower()
        # Pages that declare the older sets use characters of the newest, and browsers read them so.
        name = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)
        if name in ("gb18030", "big5hkscs"):
            try:
                return content.decode(name), name if name == "gb18030" else "big5"
            except UnicodeDecodeError:
                pass
    return decode(source)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _write_marked(top: "Tag", tables: Set[int]) -> str:
    """Return what is seen of the page, with marks where paragraphs, lines and tables begin and end.

    One walk without recursion or insertion: either would take far too long on a long or deeply nested page.
    """
    from bs4.element import NavigableString, PreformattedString, Tag

    parts: list[str] = []
    stack: list[tuple[Iterator[PageElement], str]] = [(iter(top.contents), "")]
    while stack:
        children, closing = stack[-1]
        child = next(children, None)
        if child is None:
            parts.append(closing)
            stack.pop()
        elif isinstance(child, Tag) and not _is_unseen(child):
            if id(child) in tables:
                parts.append(_PARAGRAPH + _TABLE + _PARAGRAPH)
                continue
            if child.name == "img" and _is_large(child):
                parts.append(_PARAGRAPH + _IMAGE + _PARAGRAPH)
            mark = _mark(child.name)
            parts.append(mark + _HEADING if child.name in _HEADINGS else mark)
            stack.append((iter(child.contents), "" if child.name == "br" else mark))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            parts.append(child)
    return "".join(parts)


def _mark(name: str) -> str:
    """Return what stands before and behind an element of this name."""
    if name == "br":
        return _BREAK
    return _PARAGRAPH if name in _BLOCKS or name in ("td", "th") else ""


def _is_unseen(tag: "Tag") -> bool:
    return tag.name in _UNSEEN or tag.has_attr("hidden") or bool(_UNSEEN_STYLE.search(str(tag.get("style", ""))))


def _is_large(image: "Tag") -> bool:
    """Return whether a picture is not told to be a small one."""
    width = re.match(r"\d+", str(image.get("width", "")).strip())
    return not width or int(width[0]) >= _LARGE


def _find_tables(soup: "BeautifulSoup") -> list["Tag"]:
    """Return the tables that hold cells side by side, in their order: one with others in it only lays out the page."""
    layout: set[int] = set()
    tables = soup.find_all("table")
    for table in tables:
        for parent in table.parents:
            if id(parent) in layout:
                break
            if parent.name == "table":
                layout.add(id(parent))
    return [one for one in tables if id(one) not in layout and _is_seen(one) and _has_columns(one)]


def _is_seen(table: "Tag") -> bool:
    return not _is_unseen(table) and not any(map(_is_unseen, table.parents))


def _has_columns(table: "Tag") -> bool:
    return any(len(_list_cells(row)) > 1 for row in _list_rows(table))


def _list_rows(table: "Tag") -> list["Tag"]:
    return [row for row in table.find_all("tr") if not _is_unseen(row)]


def _list_cells(row: "Tag") -> list["Tag"]:
    return [one for one in row.find_all(("td", "th"), recursive=False) if not _is_unseen(one)]


def _read_grid(table: "Tag") -> Grid:
    """Return a table with the rows and columns that its cells cover."""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(_list_rows(table)):
        column = 0
        for one in _list_cells(row):
            while (number, column) in taken:
                column += 1
            rows, columns = _read_span(one, "rowspan"), _read_span(one, "colspan")
            taken |= {(number + r, column + c) for r in range(rows) for c in range(columns)}
            cells.append(Cell(number, column, rows, columns, _join_cell(_write_marked(one, frozenset()))))
            column += columns
    width = max((cell.column + cell.columns for cell in cells), default=0)
    return Grid(tuple(cells), tuple(map(float, range(width + 1))))


def _read_span(cell: "Tag", name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    return min(int(value), _MOST_SPAN) if value.isdecimal() and int(value) else 1


def _split_blocks(text: str, tables: Sequence["Tag"]) -> Iterator[Block | Grid | Note]:
    waiting = iter(tables)
    for piece in text.split(_PARAGRAPH):
        if piece == _TABLE:
            yield _read_grid(next(waiting))
            continue
        if piece == _IMAGE:
            yield Note("picture")
            continue
        heading = _HEADING in piece
        for line in join_broken(_collapse(line) for line in piece.replace(_HEADING, "").split(_BREAK)):
            yield Block(line, heading=heading)


def _join_cell(cell: str) -> str:
    text = ""
    for line in filter(None, map(_collapse, re.split(f"[{_BREAK}{_PARAGRAPH}{_IMAGE}]", cell.replace(_HEADING, "")))):
        text = join_lines(text, line)
    return text


def _collapse(text: str) -> str:
    """Return the line as a browser sets it: line ends of the source are blanks, none beside Chinese characters."""
    text = re.sub(rf"(?<=[{_WIDE}])[ \t]*[\r\n]\s*|[ \t]*[\r\n]\s*(?=[{_WIDE}])", "", text.strip("\t\n\f\r "))
    return re.sub(r"[ \t\n\f\r]+", " ", text)
