"""Plain text and Markdown: which encoding it is in, and which lines make a paragraph."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from analysis.decoding import decode_text, find_damage
from analysis.read.files.text_tables import split_tables
from analysis.read.files.types import NUMBERED, Block, Grid, Source, looks_like_heading

_ENDS_SENTENCE = re.compile(r"[。！？；：!?;:…][”’」』）)》]*\s*$")
_CHINESE = re.compile("[\u3400-\u9fff]")
_USUAL = re.compile("[\r\n\t -~·\u2010-\u2030\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_WRAP_COLUMNS = range(30, 131)  # how wide programs wrap a text
_BROKEN = re.compile(r"[\d，,、（“]\n|\n(?:[万亿]?元|[%％，。；、）]|\d[\d.,]* ?(?:[万亿]?元|[%％]))")
_FIRST, _LAST = 100, 20  # characters of a line that tell whether it is a heading and whether it ends a sentence
_OPEN_ITEM = re.compile(r"（[类款]）[^（）。，]*(?:（[类款项]?)?$")  # 1.农林水支出（类）水利（款）行政 / 运行（项）。
_WRAP_SLACK = 3  # a line may end early by one character and its comma
# Bounded, so that a line of opening marks without closing ones costs no more than another.
_MARKS = re.compile(
    r"!?\[([^\]\n]{0,200})\]\([^)\n]{0,500}\)|(\*\*|__|~~|`)(?=\S)(.{1,300}?)(?<=\S)\2"
    r"|(?<!\*)\*(?=[^\s*])([^*\n]{1,300}?)(?<=\S)\*(?!\*)"
)
_CONTROLS = dict.fromkeys((65279, *range(9), 11, *range(14, 32)), "") | {12: "\n"}
_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")


def read_plain(source: Source) -> tuple[list[Block | Grid], str]:
    """Return a paragraph per line, or per run of lines where the text was wrapped at a fixed width, and the tables."""
    text, encoding = decode(source)
    found = list(split_tables(text.splitlines()))
    shortest = _find_wrap([line for line in found if isinstance(line, str)])
    blocks: list[Block | Grid] = []
    lines: list[str] = []
    for one in [*found, None]:
        if isinstance(one, str):
            lines.append(one)
            continue
        blocks += [Block(paragraph) for paragraph in (_unwrap(lines, shortest) if shortest else lines)]
        blocks += [one] if one else []
        lines = []
    return blocks, encoding


def read_markdown(source: Source) -> tuple[list[Block], str]:
    """Return the paragraphs without Markdown's marks; a table's row is one, its cells separated by tabs."""
    text, encoding = decode(source)
    blocks: list[Block] = []
    pending: list[str] = []

    def flush() -> None:
        blocks.extend(Block(_strip_marks(paragraph)) for paragraph in join_broken(pending))
        pending.clear()

    for line in text.splitlines():
        bare = re.sub(r"^\s*(?:>\s?)*", "", line).rstrip()
        heading = re.match(r"#{1,6}\s+(.*?)\s*#*$", bare)
        if heading:
            flush()
            blocks.append(Block(_strip_marks(heading[1]), heading=True))
        elif re.fullmatch(r"=+|-{2,}", bare) and pending:
            title = pending.pop()
            flush()
            blocks.append(Block(_strip_marks(title), heading=True))
        elif not bare or re.fullmatch(r"(?:[-*_]\s*){3,}|```.*|~~~.*|=+", bare):
            flush()
        elif bare.startswith("|"):
            flush()
            blocks.append(Block(_split_row(bare)))
        else:
            if re.match(r"[-*+]\s+|\d{1,3}[.)]\s", bare) or line.startswith(("\u3000", "    ")):
                flush()
            pending.append(re.sub(r"^[-*+]\s+", "", bare))
    flush()
    return blocks, encoding


def decode(source: Source) -> tuple[str, str]:
    """Return (text, encoding); UserError for bytes that are no text, damaged, or in two encodings."""
    content = source.content
    text, encoding = decode_text(content)
    if text is None:
        text, encoding = _decode_bare_utf16(content)
    if text is None:
        line = _find_damaged_line(content)
        if b"\0" in content or not line:
            raise source.refuse("document.not-text")
        raise source.refuse("document.damaged-line", line=line)
    if encoding == "gb18030" and (line := _find_foreign_line(content)):
        raise source.refuse("document.mixed-line", line=line)
    return text.translate(_CONTROLS), encoding


def join_lines(first: str, second: str) -> str:
    """Return two lines as one: nothing between them in Chinese and within a number, a blank between words."""
    first, second = first.rstrip(), second.lstrip()
    end = first[-2:]
    words = re.search(r"[A-Za-z]$|[A-Za-z0-9][,.;:)]$", end) and re.match(r"[A-Za-z(]", second)
    mixed = re.search(r"[A-Za-z]$", end) and re.match(r"\d", second)
    return f"{first} {second}" if words or mixed else first + second


def join_broken(lines: Iterable[str]) -> Iterator[str]:
    """Yield paragraphs from lines broken by hand: a line goes on unless a sentence, a heading or a row ends in it."""
    text = ""
    for line in lines:
        if text.strip() and not ends_paragraph(text) and line.strip() and not NUMBERED.match(line.strip()):
            text = join_lines(text, line)
            continue
        yield text
        text = line
    yield text


def ends_paragraph(line: str) -> bool:
    """Return whether nothing of the paragraph can follow this line."""
    return bool(_ENDS_SENTENCE.search(line[-_LAST:])) or "\t" in line or looks_like_heading(line[:_FIRST].strip())


def _find_wrap(lines: list[str]) -> int:
    """Return how many columns a line has at least that goes on in the next one, 0 if a line is a paragraph."""
    widths = sorted(filter(None, (_measure(line) for line in lines)))
    width = widths[len(widths) * 19 // 20] if widths else 0
    if width not in _WRAP_COLUMNS:
        return 0
    full = sum(_measure(line) >= width - _WRAP_SLACK and not ends_paragraph(line) for line in lines)
    if full >= max(3, len(widths) * 2 // 5):
        return width - _WRAP_SLACK
    # Copied from a page in a proportional font, lines end unevenly, but within numbers and before their units.
    broken = sum(bool(_BROKEN.search(line + "\n" + after)) for line, after in pairwise(lines))
    return width * 3 // 5 if broken >= max(3, len(widths) // 12) else 0


def _unwrap(lines: list[str], shortest: int) -> Iterator[str]:
    text, goes_on = "", False
    for line in lines:
        broken = goes_on or _BROKEN.search(f"{text[-1:]}\n{line}")
        if broken and line.strip() and not re.match(r"\s", line) and not looks_like_heading(line.strip()):
            text = join_lines(text, line)
        else:
            yield text
            text = line
        whole = looks_like_heading(line.strip()) and not _OPEN_ITEM.search(line)
        goes_on = _measure(line) >= shortest and not whole
    yield text


def _measure(line: str) -> int:
    """Return the columns of a line; counting stops where no program wraps any more."""
    limit = _WRAP_COLUMNS.stop
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in line.rstrip()[:limit])


def _decode_bare_utf16(content: bytes) -> tuple[str | None, str]:
    """Return UTF-16 without its mark if nearly all of it is Chinese and ASCII: decoding alone proves nothing."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:10_000]
        if "\0" not in text and len(_USUAL.findall(sample)) > 0.95 * len(sample):
            return text, encoding
    return None, ""


def _find_damaged_line(content: bytes) -> int:
    """Return the line at which both encodings have given up, that of a lost character if neither does, 0 if unknown."""
    reached = []
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError as error:
            reached.append(error.start)
    return content.count(b"\n", 0, max(reached)) + 1 if len(reached) == 2 else find_damage(content)


def _find_foreign_line(content: bytes) -> int:
    """Return where a text that GB18030 can decode turns from UTF-8 to GB18030 or back, 0 if it does not.

    UTF-8 would be decoded too, into other Chinese words.
    """
    first = None
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            # A single character of UTF-8 may be GB18030 by chance.
            kind = True if len(_CHINESE.findall(line.decode("utf-8"))) > 1 else None
        except UnicodeDecodeError:
            kind = False
        first = kind if first is None else first
        if kind is not None and kind != first:
            return number
    return 0


def _strip_marks(text: str) -> str:
    """Return the text as Markdown shows it: emphasis, code and links are their words."""
    return _BACKSLASH.sub(r"\1", _MARKS.sub(lambda mark: mark[1] or mark[3] or mark[4] or "", text))


def _split_row(line: str) -> str:
    """Return a table's row with tabs between its cells, nothing for the line under its header."""
    cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
    return "" if all(re.fullmatch(r":?-+:?", cell) for cell in cells) else "\t".join(map(_strip_marks, cells))
