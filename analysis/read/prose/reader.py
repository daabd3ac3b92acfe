"""Facts from a document: its text made even, its numbers found, then read paragraph by paragraph."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.read.facts import Aside, Fact, Reading
from analysis.read.files.types import Document
from analysis.read.prose.flat import FlatText, flatten
from analysis.read.prose.grammar import compile_pattern, join_patterns, load_grammar
from analysis.read.prose.labels import clean_label
from analysis.read.prose.numbers import find_tokens
from analysis.read.prose.places import Place, is_row, locate_paragraphs
from analysis.read.prose.sentence import NO_TOPIC, Section, SentenceReader
from analysis.read.prose.vocabulary import Vocabulary

_ABOUT = re.compile(r"决算|绩效|评价|自评|预算")
_LONGEST_TITLE = 60
_STOCKS = {"disclosure", "staffing"}  # schemes whose counts have parts without a code: 编制20名，其中：行政编制15名
_ACCOUNTS = re.compile(r"部门决算|决算情况说明|决算公开|决算说明|收支决算")
_SITUATION = re.compile(r"绩效(?:目标)?(?:完成|实现)?情况(?:说明|分析)?$|(?:支出|决算|总体|具体|执行)*情况(?:说明)?$")
_HEAD = 8  # paragraphs
_BARE = re.compile(
    r"(?<![\d.,〔])\d[\d,]*\.\d+(?![\d.,]|[千厘毫]?米|公里|公斤|吨|公顷)|(?<=[为是达计长降])\d[\d,]*(?=[，。；、])"
)
_NAMED_ASIDES = {"threshold", "per-head", "formula", "percentage-points"}
_COUNTED = compile_pattern("{counted}")
_AMOUNT = compile_pattern(r"({digits})(?:{money}|个?百分点)")
_OVERALL = re.compile(r"部门整体支出")
_BARE_YEAR = compile_pattern(r"(?<!\d)({year})(?=[^\d.,元]{0,12}(?:决算|预算|报告|自评))")
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
    title = title if _ABOUT.search(title) else read_head(document)
    budget = "预算" in title and not accounts and not re.search(r"决算|绩效|执行|评价", title)
    reader = SentenceReader(document, flat, vocabulary, places, year, accounts, is_budget=budget, starts=starts)
    reader.overall = found[0] if (found := _OVERALL.search(title)) else ""
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
    facts, asides = reader.facts, [*reader.asides, *_list_skipped(flat)]
    asides += _list_bare(flat, [*(fact.span for fact in facts), *reader.unread, *(span for span, _ in asides)])
    if budget or accounts:
        facts, counts = _leave_out_counts(facts)
        asides = [*asides, *counts]
    return Reading(tuple(facts), tuple(reader.unread), year, accounts, asides=tuple(asides), is_budget=budget)


def _list_skipped(flat: FlatText) -> Iterator[Aside]:
    """Yield the amounts that are no figure of a year: per head, thresholds, of a formula, differences of rates."""
    for row in load_grammar()["skip"]:
        if row["name"] in _NAMED_ASIDES:
            for found in compile_pattern(row["pattern"]).finditer(flat.text):
                for number in _AMOUNT.finditer(flat.text, *found.span()):
                    yield flat.span(*number.span(1)), row["name"]


def _list_bare(flat: FlatText, taken: Sequence[tuple[int, int]]) -> Iterator[Aside]:
    """Yield the numbers that a sentence states without a unit: 支出决算为4.19."""
    known = {place for span in taken for place in range(*span)}
    for skipped in join_patterns("skip").finditer(flat.text):
        known.update(range(*flat.span(*skipped.span())))
    for line in re.finditer(r"[^\n]*[，。；][^\n]*", flat.text):
        for found in () if is_row(line[0]) else _BARE.finditer(flat.text, *line.span()):
            span = flat.span(*found.span())
            if span[0] not in known:
                yield span, "no-unit"


def _leave_out_counts(facts: Sequence[Fact]) -> tuple[list[Fact], list[Aside]]:
    """Return the figures of a disclosure, and the counts that no scheme names: plans of work, areas."""
    stocks = {number for number, fact in enumerate(facts) if fact.named and fact.named.scheme in _STOCKS}
    kept = [
        number
        for number, fact in enumerate(facts)
        if fact.kind in {"money", "rate"} or fact.named or fact.part_of in stocks or _is_of_forms(fact)
    ]
    places = {number: place for place, number in enumerate(kept)}
    left = [(fact.span, "count") for number, fact in enumerate(facts) if number not in places]
    parts = [(facts[one], facts[one].part_of) for one in kept]
    return [replace(one, part_of=None if whole is None else places.get(whole)) for one, whole in parts], left


def _is_of_forms(fact: Fact) -> bool:
    """Return whether a count is one that disclosures have to state: vehicles, equipment, groups, guests; or a score."""
    return bool(fact.label) and (fact.unit == "分" or bool(_COUNTED.search(fact.label)))


def read_head(document: Document) -> str:
    """Return the first lines of a document, which name the body."""
    return "".join(paragraph.text for paragraph in document.paragraphs[:_HEAD])


def _is_of_accounts(document: Document) -> bool:
    """Return whether a document is a disclosure of final accounts: by its title, else by its words."""
    for paragraph in document.paragraphs[:3]:
        if _ABOUT.search(paragraph.text) and len(paragraph.text) <= _LONGEST_TITLE:
            return "决算" in paragraph.text
    return bool(_ACCOUNTS.search(document.text))


def find_year(document: Document) -> int:
    """Return the year that the title names, else the one named most often, else that of the tables' heads, else 0."""
    for paragraph in document.paragraphs[:8]:
        found = _YEAR.search(flatten(paragraph.text).text)
        if found:
            return int(found[1])
    title = flatten("\n".join(paragraph.text for paragraph in document.paragraphs[:4])).text
    if bare := _BARE_YEAR.search(title):
        return int(bare[1])
    years = Counter(_YEAR.findall(flatten(document.text).text)) or Counter(_list_head_years(document))
    return int(max(years, key=lambda year: (years[year], year))) if years else 0


def _list_head_years(document: Document) -> Iterator[str]:
    """Yield the years that the sheets' names and the first rows of the tables print, else that of the file's name."""
    heads = [cell.text for grid in document.tables for cell in grid.cells if cell.row < _HEAD and not grid.hidden]
    names = [grid.sheet for grid in document.tables if not grid.hidden]
    found = _YEAR.findall(flatten("\n".join([*names, *heads])).text)
    yield from found or _BARE_YEAR.findall(flatten(document.name).text)


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
        yield Section("" if NO_TOPIC.search(topic) else topic, heading, int(year[1]) if year else None, final)
        heading, near = place.heading or heading, bool(place.heading)
