"""A saved web page: what a reader of the page sees, a block element a paragraph, a table's row a paragraph."""

import codecs
import re
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.read.files.text import decode, join_broken, join_lines
from analysis.read.files.types import Block, Source

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
_PARAGRAPH, _BREAK, _CELL, _HEADING = "\x1e", "\x1f", "\x1d", "\x1c"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…"


def read_web_page(source: Source) -> tuple[list[Block], str]:
    """Return the page's paragraphs and its encoding; what a page hides or runs is not read."""
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
    return list(_split_blocks(_write_marked(soup))), encoding


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


def _write_marked(soup: "BeautifulSoup") -> str:
    """Return what is seen of the page, with marks where paragraphs, lines and cells begin and end.

    One walk without recursion or insertion: either would take far too long on a long or deeply nested page.
    """
    from bs4.element import NavigableString, PreformattedString, Tag

    layout = _find_layout_rows(soup)
    parts: list[str] = []
    stack: list[tuple[Iterator[PageElement], str, bool]] = [(iter(soup.contents), "", False)]
    while stack:
        children, closing, in_row = stack[-1]
        child = next(children, None)
        if child is None:
            parts.append(closing)
            stack.pop()
        elif isinstance(child, Tag) and not _is_unseen(child):
            if child.name == "tr":
                in_row = in_row or (id(child) not in layout and _count_cells(child) > 1)
            mark = _mark(child.name, in_row)
            parts.append(mark + _HEADING if child.name in _HEADINGS else mark)
            stack.append((iter(child.contents), "" if mark == _CELL or child.name == "br" else mark, in_row))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            parts.append(child)
    return "".join(parts)


def _mark(name: str, in_row: bool) -> str:
    """Return what stands before and behind an element of this name, before only for a cell."""
    if name == "tr":
        return _PARAGRAPH
    if name in ("td", "th"):
        return _CELL if in_row else _PARAGRAPH
    if name == "br" or (in_row and name in _BLOCKS):
        return _BREAK
    return _PARAGRAPH if name in _BLOCKS else ""


def _is_unseen(tag: "Tag") -> bool:
    return tag.name in _UNSEEN or tag.has_attr("hidden") or bool(_UNSEEN_STYLE.search(str(tag.get("style", ""))))


def _count_cells(row: "Tag") -> int:
    return sum(getattr(child, "name", None) in ("td", "th") for child in row.contents)


def _find_layout_rows(soup: "BeautifulSoup") -> set[int]:
    """Return the rows with a table in them: pages are laid out by such, and their cells stand alone."""
    rows: set[int] = set()
    for table in soup.find_all("table"):
        for parent in table.parents:
            if id(parent) in rows:
                break
            if parent.name == "tr":
                rows.add(id(parent))
    return rows


def _split_blocks(text: str) -> Iterator[Block]:
    for piece in text.split(_PARAGRAPH):
        if _CELL in piece:
            cells = piece.split(_CELL)[1:]  # nothing stands before the first cell of a row
            yield Block("\t".join(map(_join_cell, cells)))
            continue
        heading = _HEADING in piece
        for line in join_broken(_collapse(line) for line in piece.replace(_HEADING, "").split(_BREAK)):
            yield Block(line, heading=heading)


def _join_cell(cell: str) -> str:
    text = ""
    for line in filter(None, map(_collapse, cell.replace(_HEADING, "").split(_BREAK))):
        text = join_lines(text, line)
    return text


def _collapse(text: str) -> str:
    """Return the line as a browser sets it: line ends of the source are blanks, none beside Chinese characters."""
    text = re.sub(rf"(?<=[{_WIDE}])[ \t]*[\r\n]\s*|[ \t]*[\r\n]\s*(?=[{_WIDE}])", "", text.strip("\t\n\f\r "))
    return re.sub(r"[ \t\n\f\r]+", " ", text)
