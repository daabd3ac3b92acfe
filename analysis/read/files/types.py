"""What a document is on its way from bytes to text: source, blocks, paragraphs, document."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from analysis.errors import UserError
from analysis.money import strip_controls
from analysis.texts import say

HEADING_CHARACTERS = 40
NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百]+(?:部分|章|节)|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]、?|\d{1,2}[、.．](?!\d))"
)
# A number that stands alone: with its sign, separators in groups of three, full-width digits, a percent sign or its
# unit. In brackets, with decimals, it is negative.
_DIGITS = r"(?:\d{1,3}(?:[,，]\d{3})+|\d+)"
NUMBER = re.compile(rf"(?:[-−－﹣+△▲]?{_DIGITS}(?:[.．]\d+)?\s?(?:[%％]|[万亿]?元)?|[(（]{_DIGITS}[.．]\d+[)）])$")
INNER_MARK = re.compile(r"[，。；：！？,;:\t]")
# Word's own names for the end of a heading, and what offices write: 情况说明。
_HEADING_STOP = re.compile(r"(?<=说明|情况)。$")


class Block(NamedTuple):
    """What a reader finds: one paragraph's text, its page where there are pages, whether it is marked as heading.

    `later` says of each page that it goes on to from which character on.
    """

    text: str
    page: int | None = None
    heading: bool = False
    later: tuple[tuple[int, int], ...] = ()


class Note(NamedTuple):
    """What cannot be read: `kind` is picture, unreadable or crowded, `characters` how many characters.

    Without pages `page` is 0: a picture then stands where the note does among blocks and grids.
    """

    kind: str
    page: int = 0
    characters: int = 0


class Cell(NamedTuple):
    """One cell of a grid: its first row and column, how many of each it covers, its text, and its box on the page.

    The box is (left, top, right, bottom) in points from the upper left corner; `remark` is the key of a sentence about
    a cell whose value could not be taken, such as a formula without one.
    """

    row: int
    column: int
    rows: int
    columns: int
    text: str
    box: tuple[float, float, float, float] | None = None
    remark: str = ""


@dataclass(frozen=True)
class Grid:
    """Rows and columns of cells as they stand in a file, with the lines around them that belong to them.

    `edges` are the borders between columns, by which a table is carried over a page; `heads` counts the rows that are
    heads for sure, 0 where that is not known; `paragraph` counts the paragraphs that stand before it; `sheet` names the
    sheet of a workbook, `hidden` says that it does not show.
    """

    cells: tuple[Cell, ...]
    edges: tuple[float, ...]
    page: int | None = None
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    paragraph: int = 0
    sheet: str = ""
    hidden: bool = False
    heads: int = 0


@dataclass(frozen=True)
class Source:
    """A file's bytes on their way to a reader, and the language to refuse them in."""

    path: Path
    content: bytes
    lang: str

    def refuse(self, key: str, **values: object) -> UserError:
        """Return the error whose sentence is `key`, with the file's name filled in."""
        return UserError(say(self.lang, key, file=strip_controls(self.path.name), **values))


# A reader returns the blocks and grids in their order, notes behind them, and, for text, the encoding.
Reader = Callable[[Source], tuple[Sequence[Block | Grid | Note], str]]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its text, where it starts in the document's text, its number from 1, its page if known.

    `later` says of each page that it goes on to from which of its characters on.
    """

    text: str
    start: int
    number: int
    page: int | None
    heading: bool
    later: tuple[tuple[int, int], ...] = ()

    def find_page(self, place: int) -> int | None:
        """Return the page on which a place of the document's text stands that is within the paragraph."""
        return next((page for first, page in reversed(self.later) if first <= place - self.start), self.page)


@dataclass(frozen=True)
class Document:
    """A file's text in paragraphs and its tables, with what identifies the file.

    What stands in a grid is in no paragraph. `pictures` are the pages that have no text or show a picture of some size,
    `unreadable` counts for a page the characters whose font does not say which they are, `crowded` are pages with more
    rules than any table has. Without pages `images` counts the pictures behind a paragraph, by its number, 0 for none.
    """

    name: str
    sha256: str
    size_bytes: int
    format: str
    encoding: str
    paragraphs: tuple[Paragraph, ...]
    characters: int | None = None  # of a text file; where there is layout only those of the paragraphs count
    pictures: tuple[int, ...] = ()
    tables: tuple[Grid, ...] = ()
    unreadable: tuple[tuple[int, int], ...] = ()
    crowded: tuple[int, ...] = ()
    images: tuple[tuple[int, int], ...] = ()

    @cached_property
    def text(self) -> str:
        """Return the whole text, a paragraph a line: `text[p.start:]` begins with paragraph p."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


def looks_like_heading(text: str) -> bool:
    """Return whether the text is numbered as headings are, short, and no sentence."""
    marker = NUMBERED.match(text)
    rest = _HEADING_STOP.sub("", text[marker.end() :]) if marker else ""
    return bool(rest) and len(text) <= HEADING_CHARACTERS and not INNER_MARK.search(rest)
