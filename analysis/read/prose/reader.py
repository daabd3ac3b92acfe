"""Facts from a document: its text made even, its numbers found, then read paragraph by paragraph."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.read.facts import Reading
from analysis.read.files.types import Document
from analysis.read.prose.flat import flatten
from analysis.read.prose.grammar import compile_pattern
from analysis.read.prose.labels import clean_label
from analysis.read.prose.numbers import find_tokens
from analysis.read.prose.places import Place, is_row, locate_paragraphs
from analysis.read.prose.sentence import NO_TOPIC, Section, SentenceReader
from analysis.read.prose.vocabulary import Vocabulary

_ABOUT = re.compile(r"决算|绩效|评价|自评|预算")
_LONGEST_TITLE = 60
_ACCOUNTS = re.compile(r"部门决算|决算情况说明|决算公开|决算说明|收支决算")
_SITUATION = re.compile(r"绩效(?:目标)?(?:完成|实现)?情况(?:说明|分析)?$|(?:支出|决算|总体|具体|执行)*情况(?:说明)?$")
_YEAR = compile_pattern(r"({year})年(?:度|底|末|初)?")


def read_facts(
    document: Document, vocabulary: Vocabulary, units: Sequence[tuple[str, str]], year: int | None = None
) -> Reading:
    """Return the facts of a document; `units` are (name, kind), `year` the report's year if it is known."""
    flat = flatten(document.text)
    year = year or find_year(document)
    places = locate_paragraphs(document)
    accounts = _is_of_accounts(document)
    starts = [paragraph.start for paragraph in document.paragraphs]
    title = "".join(paragraph.text for paragraph in document.paragraphs[:2])
    budget = "预算" in title and not accounts and not re.search(r"决算|绩效|执行|评价", title)
    reader = SentenceReader(document, flat, vocabulary, places, year, accounts, is_budget=budget, starts=starts)
    tokens = find_tokens(flat.text, units)
    sections = list(_list_sections(places, is_budget=budget))
    first = 0
    for start, end in _find_lines(flat.text):
        last = first
        while last < len(tokens) and tokens[last].start < end:
            last += 1
        number = bisect_right(starts, flat.places[start])
        if not is_row(flat.text[start:end]):
            reader.read_paragraph(start, end, tokens[first:last], sections[number - 1])
        first = last
    return Reading(tuple(reader.facts), tuple(reader.unread), year, accounts)


def _is_of_accounts(document: Document) -> bool:
    """Return whether a document is a disclosure of final accounts: by its title, else by its words."""
    for paragraph in document.paragraphs[:3]:
        if _ABOUT.search(paragraph.text) and len(paragraph.text) <= _LONGEST_TITLE:
            return "决算" in paragraph.text
    return bool(_ACCOUNTS.search(document.text))


def find_year(document: Document) -> int:
    """Return the year that the title names, else the one named most often, else 0."""
    for paragraph in document.paragraphs[:8]:
        found = _YEAR.search(flatten(paragraph.text).text)
        if found:
            return int(found[1])
    years = Counter(_YEAR.findall(document.text))
    return int(years.most_common(1)[0][0]) if years else 0


def _find_lines(text: str) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", text):
        yield line.span()


def _list_sections(places: Sequence[Place], *, is_budget: bool) -> Iterator[Section]:
    """Yield what the heading above each paragraph says of its figures; a budget may tell what was spent last year."""
    heading, near = "", False
    for place in places:
        topic = clean_label(_SITUATION.sub("", heading.removesuffix("。")))[0] if near else ""
        final = "决算" in heading
        year = _YEAR.search(heading) if is_budget and final else None
        yield Section("" if NO_TOPIC.search(topic) else topic, int(year[1]) if year else None, final)
        heading, near = place.heading or heading, bool(place.heading)
