"""How a reading is listed: for people with what is in doubt, or as CSV for people and programs to compare."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from analysis.money import AmountError, Unit, parse_quantity
from analysis.read.draft.draft import Cells
from analysis.read.draft.editions import list_changes
from analysis.read.draft.questions import Question
from analysis.read.facts import Fact, Reading
from analysis.read.files.open import describe_mismatch
from analysis.read.files.types import Document
from analysis.read.prose.labels import bare
from analysis.read.prose.places import locate_paragraphs, name_image
from analysis.read.prose.reader import find_year
from analysis.read.prose.vocabulary import Words
from analysis.texts import say, say_base

if TYPE_CHECKING:
    from analysis.publish.review.judging import Finding

# The first nine are those that other programs compare by.
CSV_COLUMNS = [
    "doc",
    "where",
    "item",
    "code",
    "measure",
    "year",
    "amount",
    "unit",
    "kind",
    "sign",
    "printed",
    "page",
    "place",
]

_SHOWN = 12  # numbers of one kind that are no figures
_SIGNS = {"increase": "+", "decrease": "-"}
_ORDINAL = re.compile(r"\s*([（(][一二三四五六七八九十]+[）)])\s*(.+)", re.DOTALL)
_HEAD_END = re.compile("[。：]")
_KINDS = {"money": "stated", "rate": "percent", "count": "count", "measure": "count"}


def print_reading(
    document: Document, reading: Reading, questions: Sequence[Question], findings: "Sequence[Finding]", lang: str
) -> None:
    """Print what was read from one document, what is in doubt, and what its text says against itself."""
    encoding = document.encoding or "—"
    values = {"file": document.name, "format": document.format, "encoding": encoding, "year": reading.year}
    print(say(lang, "read.head", digest=document.sha256[:12], **values))
    if mismatch := describe_mismatch(document, lang):
        print(f"  {mismatch}")
    if (printed_year := find_year(document)) != reading.year:
        print(f"  {say(lang, 'read.other-year', printed=printed_year, year=reading.year)}")
    for number, fact in enumerate(reading.facts, start=1):
        print(f"  F{number:02d}  {_describe(fact, lang)}")
    for question in questions:
        print(f"  {question.question}  {question.text}")
    for finding in findings:
        expected = f"{say(lang, 'reading.column-expected')}: {finding.expected}"
        print(f"  [{say(lang, f'severity.{finding.severity}')}] {finding.subject}: {finding.actual}  |  {expected}")
    for line in tell_tables(document, reading, lang):
        print(f"  {line}")
    for line in _tell_asides(document, reading, lang):
        print(f"  {line}")
    unsure = len({figure for question in questions for figure in question.figures})
    counts = {"facts": len(reading.facts), "unsure": unsure, "unread": len(reading.unread), "findings": len(findings)}
    print(say(lang, "read.counts", **counts))


def print_changes(file: str, corrects: str, before: Sequence[Cells], after: Sequence[Cells], lang: str) -> None:
    """Print what a corrected edition changes against the document that it corrects."""
    changes = list(list_changes(before, after))
    print(say(lang, "read.edition", file=file, document=corrects, count=len(changes)))
    for label, old, new in changes:
        print(f"  {label}  {old or '—'} → {new or '—'}")


def _tell_asides(document: Document, reading: Reading, lang: str) -> Iterator[str]:
    """Yield a line for each reason why numbers of the text are no figures, with these numbers."""
    numbers: dict[str, list[str]] = {}
    for (start, end), why in reading.asides:
        numbers.setdefault(why, []).append(document.text[start:end])
    for why, printed in sorted(numbers.items()):
        shown = " ".join(printed[:_SHOWN]) + (" …" if len(printed) > _SHOWN else "")
        yield say(lang, f"read.aside.{why}", count=len(printed), numbers=shown)


def tell_tables(document: Document, reading: Reading, lang: str) -> Iterator[str]:
    """Yield a sentence about the tables that were read, and one about each that was not, or not wholly."""
    tables = [one for one in reading.tables if not one.is_frame]
    if tables:
        numbers = sum(len(one.facts) for one in tables)
        empty = sum(one.declared and not one.facts for one in tables)
        yield say(lang, "read.tables", count=len(tables), numbers=numbers, empty=empty)
    for number, one in enumerate(tables, start=1):
        values = {"table": one.title or f"{number}", "page": one.page or "—", "count": one.unread}
        for remark in one.remarks:
            yield say(lang, f"read.table-{remark}", **values)
        if one.unread and "hidden" not in one.remarks:
            yield say(lang, "read.table-unread" if one.unit else "read.table-no-unit", **values)
    for page in document.pictures:
        yield say(lang, "read.picture", page=page)
    for page, count in document.unreadable:
        yield say(lang, "read.unreadable", page=page, count=count)
    for page in document.crowded:
        yield say(lang, "read.crowded", page=page)
    places = locate_paragraphs(document) if document.images else []
    for paragraph, count in document.images:
        yield say(lang, "read.image", place=name_image(document, places, paragraph), count=count)


def _describe(fact: Fact, lang: str) -> str:
    printed = fact.printed if fact.basis == "stated" else f"{fact.printed}（{say(lang, 'read.declared-none')}）"
    code = f"{fact.named.scheme}/{fact.named.code}" if fact.named else "—"
    changed = fact.measure in {"increase", "decrease"}
    word = (
        say(lang, f"show.measure.{fact.measure}", base=say_base(lang, fact.year, fact.base_year))
        if changed
        else fact.word
    )
    return f"{fact.item}  {word} {fact.year}  {printed} {fact.unit}  [{code}]  {fact.locator}"


def list_csv(document: Document, reading: Reading, words: Words) -> Iterator[list[object]]:
    """Yield the columns that people and programs compare readings by; digits that were lost are no amount."""
    for fact in reading.facts:
        whole_section = reading.is_disclosure and not (fact.named and fact.named.scheme == "three-public")
        if fact.doubt == "lost-digits" or (fact.basis == "declared-none" and whole_section):
            continue  # no number is printed
        amount = "0" if fact.basis == "declared-none" else _tell_amount(fact, words.measures[fact.unit])
        code = fact.named.code if fact.named else ""
        where = f"表:{fact.at.table}" if fact.at else f"文:{fact.locator}"
        page = fact.at.page if fact.at else document.paragraphs[fact.paragraph - 1].page
        item = fact.item if fact.at else _show_ordinal(document, fact) + fact.item
        first = [document.name, where, item, code, fact.word, fact.year, amount, fact.unit, _KINDS[fact.kind]]
        yield [*first, _SIGNS.get(fact.measure, ""), fact.printed, page or "", fact.locator]


def _show_ordinal(document: Document, fact: Fact) -> str:
    """Return the ordinal that stands before a label at the beginning of its paragraph: （一）人员经费."""
    paragraph = document.paragraphs[fact.paragraph - 1]
    found = _ORDINAL.match(paragraph.text)
    rest = _HEAD_END.split(document.text[paragraph.start : fact.span[0]], maxsplit=1)[1:]
    again = rest and bare(fact.item) in bare(rest[0])  # （一）收入预算：包括甲、乙。2024年收入预算5万元
    return found[1] if found and not again and bare(found[2]).startswith(bare(fact.item)) else ""


def _tell_amount(fact: Fact, unit: Unit) -> str:
    """Return a printed number in plain digits, in its unit: 一百二十 is 120, 4.5万余 is 45000."""
    try:
        quantity = parse_quantity(fact.printed, unit)
    except AmountError:
        return fact.printed
    return f"{Decimal(quantity.value) / unit.scale:f}"
