"""A document made text: paragraphs with their places, the same whichever format the file has.

The format is told by content. Paragraphs keep their characters; blanks around them and empty ones are dropped.
"""

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from analysis.errors import UserError
from analysis.money import strip_controls
from analysis.read.files.limits import MEGABYTE
from analysis.read.files.types import (
    HEADING_CHARACTERS,
    INNER_MARK,
    Block,
    Document,
    Grid,
    Note,
    Paragraph,
    Reader,
    Source,
    looks_like_heading,
)
from analysis.texts import say

_SPACED_NUMBER = re.compile(r"-? ?\d[\d,]*(?: [\d,]+)* ?\. ?\d(?: ?\d)*")
_AROUND = 5  # paragraphs
FILE_BYTES = 100_000_000
TEXT_BYTES = 5_000_000  # a report has a fiftieth of it; a text of 50 MB is refused
PAGE_BYTES = 20_000_000  # a web page may carry its pictures
EXTENSIONS = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".doc": "doc",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".pdf": "pdf",
}
_WORD, _SHEETS = "WordDocument".encode("utf-16-le"), "Workbook".encode("utf-16-le")
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_FOREIGN = {  # what is often sent instead of a document, by its first bytes
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"From: <Saved by": "MHTML",
    b"MIME-Version:": "MHTML",
}
# What no document prints, but what would move a terminal or turn a line round.
_UNPRINTABLE = dict.fromkeys(
    (*range(9), 11, *range(14, 32), *range(127, 160), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    "",
)


def read_document(path: Path, lang: str = "zh") -> Document:
    """Return the document in the file; UserError says in one sentence why a file cannot be read and what to do."""
    source = Source(path, _load(path, lang), lang)
    kind = _tell_format(source)
    found, encoding = _find_reader(kind)(source)
    blocks = [one for one in found if isinstance(one, Block)]
    paragraphs = tuple(_number(blocks))
    tables = tuple(_place_grids(found))
    if not paragraphs and not tables:
        raise source.refuse("document.no-text")
    digest = hashlib.sha256(source.content).hexdigest()
    characters = len(source.content.decode(encoding)) if kind in ("txt", "md") else None
    name = strip_controls(os.fsencode(path.name).decode("utf-8", "replace"))
    notes = [one for one in found if isinstance(one, Note)]
    pictures = tuple(one.page for one in notes if one.kind == "picture" and one.page)
    unreadable = tuple((one.page, one.characters) for one in notes if one.kind == "unreadable")
    crowded = tuple(one.page for one in notes if one.kind == "crowded")
    images = tuple(Counter(_place_images(found)).items())
    own = (name, digest, len(source.content), kind, encoding, paragraphs, characters)
    return Document(*own, pictures, tables, unreadable, crowded, images)


def _place_images(found: Sequence[Block | Grid | Note]) -> Iterator[int]:
    """Yield for each picture without a page the number of the paragraph that it stands behind."""
    before = 0
    for one in found:
        if isinstance(one, Note) and not one.page:
            yield before
        before += isinstance(one, Block) and bool(_clean(one.text))


def _place_grids(found: Sequence[Block | Grid | Note]) -> Iterator[Grid]:
    """Yield the grids with the number of paragraphs before each, and the paragraphs around it if it names none."""
    before, last = 0, 0
    for place, one in enumerate(found):
        if isinstance(one, Grid):
            cells = tuple(cell._replace(text=_clean(cell.text)) for cell in one.cells)
            above, below = one.above, one.below
            if not one.page:
                above = _list_texts(found[last:place])[-_AROUND:]
                below = _list_texts(found[place + 1 : place + 1 + _AROUND])
            yield replace(one, paragraph=before, cells=cells, above=above, below=below)
            last = place + 1
        elif isinstance(one, Block) and _clean(one.text):
            before += 1


def _list_texts(found: Sequence[Block | Grid | Note]) -> tuple[str, ...]:
    """Return the paragraphs up to the next table."""
    texts = []
    for one in found:
        if isinstance(one, Grid):
            break
        if isinstance(one, Block):
            texts.append(_clean(one.text))
    return tuple(filter(None, texts))


def _clean(text: str) -> str:
    """Return a text without what no document prints; a number spaced out is one number."""
    text = text.translate(_UNPRINTABLE).strip()
    return text.replace(" ", "") if _SPACED_NUMBER.fullmatch(text) else text


def describe_mismatch(document: Document, lang: str) -> str:
    """Return a sentence when the file's name claims another format than its content has, otherwise nothing."""
    claimed = EXTENSIONS.get(Path(document.name).suffix.lower())
    if claimed in (None, document.format):
        return ""
    return say(lang, "document.mismatch", file=document.name, format=document.format)


def _number(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    start = 0
    number = 0
    for block in blocks:
        later = tuple((len(block.text[:first].translate(_UNPRINTABLE).lstrip()), page) for first, page in block.later)
        block = block._replace(text=block.text.translate(_UNPRINTABLE))
        # A row of a table begins with tabs where its first cells are empty.
        text = block.text.strip(" \u3000\xa0\r\n\v\f") if "\t" in block.text.strip() else block.text.strip()
        if not text.strip():
            continue
        number += 1
        title = number == 1 and len(text) <= HEADING_CHARACTERS and not INNER_MARK.search(text)
        yield Paragraph(text, start, number, block.page, block.heading or title or looks_like_heading(text), later)
        start += len(text) + 1


def _load(path: Path, lang: str) -> bytes:
    """Return the file's bytes; only a regular file is opened, since a pipe would keep the reader waiting."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise UserError(say(lang, "document.folder", file=path))
        if not stat.S_ISREG(status.st_mode):
            raise UserError(say(lang, "document.not-a-file", file=path))
        with open(path, "rb") as handle:
            content = handle.read(FILE_BYTES + 1)
    except FileNotFoundError:
        raise UserError(say(lang, "document.missing", file=path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise UserError(say(lang, "document.unreadable", file=path, reason=reason)) from None
    if not content:
        raise UserError(say(lang, "document.empty", file=path.name))
    if len(content) > FILE_BYTES:
        raise UserError(say(lang, "document.too-big", file=path.name, limit=FILE_BYTES // MEGABYTE))
    return content


def _tell_format(source: Source) -> str:
    """Return the format that the bytes show; the name decides only between kinds of text."""
    content = source.content
    if content.startswith(b"PK\x03\x04"):
        return "xlsx" if b"xl/workbook.xml" in content and b"word/document.xml" not in content else "docx"
    if content.startswith(OLE):
        return "doc" if _WORD in content or _SHEETS not in content else "xls"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    for magic, foreign in _FOREIGN.items():
        if content.startswith(magic):
            raise source.refuse("document.foreign", format=foreign)
    kind = _tell_text(source)
    limit = PAGE_BYTES if kind == "html" else TEXT_BYTES
    if len(content) > limit:
        raise source.refuse("document.too-big", limit=limit // MEGABYTE)
    return kind


def _tell_text(source: Source) -> str:
    """Return which kind of text it is: its first tag shows a web page, only the name shows Markdown."""
    claimed = EXTENSIONS.get(source.path.suffix.lower(), "txt")
    head = source.content[:4096].replace(b"\0", b"").lower()  # without the zeros of UTF-16
    if claimed == "html" or re.match(
        rb"[^<]{0,16}(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*+<(?:!doctype\s+)?html\b", head, re.S
    ):
        return "html"
    return "md" if claimed == "md" else "txt"


def _find_reader(kind: str) -> Reader:
    """Return the reader of a format; each is imported only when a file needs it."""
    if kind in ("txt", "md"):
        from analysis.read.files.text import read_markdown, read_plain

        return read_plain if kind == "txt" else read_markdown
    if kind == "html":
        from analysis.read.files.html import read_web_page

        return read_web_page
    if kind == "pdf":
        from analysis.read.files.pdf import read_pdf

        return read_pdf
    if kind in ("xlsx", "xls"):
        from analysis.read.files.excel import read_xls, read_xlsx

        return read_xlsx if kind == "xlsx" else read_xls
    from analysis.read.files.word import read_doc, read_docx

    return read_docx if kind == "docx" else read_doc
