"""Where a passage stands, in words that a reader of the paper can follow: 二、2 第3段."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.read.files.types import Document

# The levels of headings: 第一部分, 一、, （一）, 1、. A numbered line that is long is a paragraph, not a heading.
_LEVELS = (
    re.compile(r"^\s*(第[一二三四五六七八九十]+部分)"),
    re.compile(r"^\s*([一二三四五六七八九十]+、)"),
    re.compile(r"^\s*(（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\))"),
    re.compile(r"^\s*(\d{1,2})\s*[、.．](?!\d)"),
)
TITLE = "标题与首段"  # the place before the first heading
_LONGEST_HEADING = 45
_ITEM = re.compile(r"^.{,90}（[类款项]）。?$")
_HEADING_STOP = re.compile(r"(?<=说明|情况)。$")
_STOP = re.compile(r"[。！？；]$")


# Of a line with wide gaps, what makes it a sentence: 与上年相比增加	5万元，增长
_SENTENCE = re.compile(
    r"[\u3400-\u9fff\s][\d,.]+\s*(?:万元|亿元|%)[，。；]|^[\d,.]+\s*(?:万元|%)[，。；]|[\u3400-\u9fff]，\s*[\u3400-\u9fff]{2}"
)
_TABLE_TITLE, _TITLE_LINES = re.compile(r"表(?:[(（][^()（）]*[)）])?$"), 3
_NOTE = re.compile(r"注[：:](?!.*\d(?:万元|亿元|元)).*(?:本表|此表|空表)")  # of a table


@dataclass(frozen=True)
class Place:
    """A paragraph's place: its locator, for a heading its words without the number, and the headings above it.

    `above` begins with the nearest, of a heading with itself.
    """

    locator: str
    heading: str
    above: tuple[str, ...] = ()


def name_image(document: Document, places: Sequence[Place], paragraph: int) -> str:
    """Return where a picture stands that comes behind a paragraph: below the title of a table, else at its place."""
    above = (one.text.strip() for one in document.paragraphs[max(0, paragraph - _TITLE_LINES) : paragraph][::-1])
    title = next((text for text in above if _TABLE_TITLE.search(text) and len(text) <= _LONGEST_HEADING), "")
    return title or (places[paragraph - 1].locator if paragraph else TITLE)


def is_row(text: str) -> bool:
    """Return whether a paragraph is the row of a table, or a note below it; a sentence may have wide gaps, too."""
    return bool(_NOTE.match(text)) or ("\t" in text and not _SENTENCE.search(text))


def locate_paragraphs(document: Document) -> list[Place]:
    """Return one place for each paragraph."""
    found = list(_walk(document))
    counts: dict[str, int] = {}
    for path, heading, number, _ in found:
        if not heading:
            counts[path] = number
    return [
        Place(
            (path or TITLE) if heading or counts[path] == 1 else join_place(path or TITLE, f"第{number}段"),
            heading,
            above,
        )
        for path, heading, number, above in found
    ]


def join_place(path: str, part: str) -> str:
    """Return 三、第2段 and 二、2 第3段: a blank only behind a figure or a bracket."""
    return f"{path}{part}" if path.endswith("、") else f"{path} {part}"


def _walk(document: Document) -> Iterator[tuple[str, str, int, tuple[str, ...]]]:
    """Yield (path, heading, number within the section, headings above from the nearest) for each paragraph."""
    path, heads = [""] * len(_LEVELS), [""] * len(_LEVELS)
    number, above = 0, tuple[str, ...]()
    for paragraph in document.paragraphs:
        level, mark = _find_level(paragraph.text)
        if level is None:
            number += 1
            yield "".join(path), "", number, above
            continue
        blank = [""] * (len(_LEVELS) - level - 1)
        path[level:], heads[level:] = [mark, *blank], [_name_heading(paragraph.text), *blank]
        number, above = 0, tuple(filter(None, reversed(heads)))
        yield "".join(path), heads[level], 0, above


def _find_level(text: str) -> tuple[int | None, str]:
    item = _ITEM.search(text.strip())  # 1、卫生健康支出（类）…（项）。 on a line of its own
    sentence = len(text) > _LONGEST_HEADING or _STOP.search(_HEADING_STOP.sub("", text.strip()))
    if "，" in text or (sentence and not item):
        return None, ""
    for level, pattern in enumerate(_LEVELS):
        found = pattern.match(text)
        if found:
            return level, found[1]
    return None, ""


def _name_heading(text: str) -> str:
    for pattern in _LEVELS:
        text = re.sub(f"{pattern.pattern}[、.．]?", "", text)
    return text.strip()
