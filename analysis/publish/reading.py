"""The commands `expenditure read` and `expenditure accept`."""

import csv
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from analysis.errors import UserError
from analysis.money import AmountError, Unit, parse_quantity, strip_controls
from analysis.publish.review_page import write_review_page
from analysis.read.accept import accept_drafts
from analysis.read.draft import list_questions, make_draft, write_draft
from analysis.read.facts import Fact, Reading
from analysis.read.files.limits import bounded
from analysis.read.files.open import describe_mismatch, read_document
from analysis.read.files.types import Document
from analysis.read.reader import find_year, read_facts
from analysis.read.text_findings import TextFinding, find_text_findings
from analysis.read.vocabulary import Words, read_words
from analysis.review import Department, read_departments, resolve_data_dir
from analysis.tables import DataFolder, list_names, show_path
from analysis.texts import say

DRAFTS = "drafts"  # beside the data folder
CSV_COLUMNS = ["doc", "where", "item", "code", "measure", "year", "amount", "unit", "kind"]
_KINDS = {"money": "stated", "rate": "percent", "count": "count", "measure": "count"}


@dataclass(frozen=True)
class FileReading:
    """What came of one file: a document with its reading and findings, or why there is none."""

    path: Path
    document: Document | None
    reading: Reading | None
    findings: tuple[TextFinding, ...]
    error: str


def read_files(
    paths: Sequence[Path], department: str | None, year: int | None, lang: str, data_dir: Path | None, style: str
) -> int:
    """Print what was read from each file and write its draft; return the exit code.

    Without a department the draft is that of the one whose name the document begins with; a CSV listing writes none.
    """
    data = resolve_data_dir(data_dir, lang)
    words = read_words(DataFolder(data, lang))
    departments = _list_departments(data, lang)
    if department is not None:
        _require_department(departments, department, lang)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if style == "csv":
        writer.writerow(CSV_COLUMNS)
    code = 0
    for one in read_all(paths, words, year, lang):
        if one.document is None or one.reading is None:
            print(one.error, file=sys.stderr)
            code = UserError.exit_code
        elif style == "csv":
            writer.writerows(_list_csv(one.document, one.reading, words))
        else:
            _print_reading(one.document, one.reading, one.findings, lang)
        if one.document and one.reading:
            owner = department or (_tell_department(one.document, departments) if style == "text" else None)
            if owner and not _save_draft(one, data, owner, lang):
                code = UserError.exit_code
    return code


def accept(department: str, year: int, lang: str, data_dir: Path | None) -> int:
    """Make the answered drafts of a year part of the data and say how many figures came; return the exit code."""
    data = resolve_data_dir(data_dir, lang)
    _require_department(_list_departments(data, lang), department, lang)
    folder = data.parent / DRAFTS / department / str(year)
    drafts = sorted(path.parent for path in folder.glob("*/documents.csv")) or [folder]
    count = accept_drafts(drafts, data, department, year, lang)
    values = {"file": show_path(data / "figures" / department / f"{year}.csv"), "department": department, "year": year}
    print(say(lang, "accept.done", count=count, **values) if count else say(lang, "accept.nothing"))
    return 0


def read_all(paths: Sequence[Path], words: Words, year: int | None, lang: str) -> Iterator[FileReading]:
    """Yield the readings in the order of the files; many files are read by all cores."""
    read = partial(read_file, words=words, year=year, lang=lang)
    with ProcessPoolExecutor(os.cpu_count()) if len(paths) > 1 else nullcontext() as pool:
        size = max(1, min(50, len(paths) // 4))
        yield from pool.map(read, paths, chunksize=size) if pool else map(read, paths)


def read_file(path: Path, words: Words, year: int | None, lang: str) -> FileReading:
    """Return the reading of one file, or the reason why there is none."""
    try:
        with bounded(path.name, lang):
            document = read_document(path, lang)
            found = year or find_year(document)
            if not found:
                raise UserError(say(lang, "read.no-year", file=path.name))
            reading = read_facts(document, words.choose(found), words.units, found)
            findings = find_text_findings(document, reading, words.measures, lang)
    except UserError as error:
        return FileReading(path, None, None, (), str(error))
    return FileReading(path, document, reading, tuple(findings), "")


def _list_departments(data: Path, lang: str) -> dict[str, Department]:
    folder = DataFolder(data, lang)
    departments = read_departments(folder)
    folder.stop_on_problems()
    return departments


def _require_department(departments: Mapping[str, Department], department: str, lang: str) -> None:
    if department not in departments:
        shown, allowed = strip_controls(department), list_names(departments)
        raise UserError(say(lang, "data.no-department", department=shown, allowed=allowed))


def _tell_department(document: Document, departments: Mapping[str, Department]) -> str | None:
    """Return the one department whose Chinese name stands in the first lines of a document."""
    head = "".join(paragraph.text for paragraph in document.paragraphs[:3])
    named = [one.department for one in departments.values() if one.name_zh in head]
    return named[0] if len(named) == 1 else None


def _save_draft(one: FileReading, data: Path, department: str, lang: str) -> bool:
    """Return whether the draft of one file is there now, and say where, or why not."""
    assert one.document is not None
    assert one.reading is not None
    try:
        with bounded(one.path.name, lang):
            draft = make_draft(one.document, one.reading, department, lang)
            page = write_review_page(one.document, one.reading, one.findings, draft.questions, lang)
        folder = data.parent / DRAFTS / department / str(one.reading.year) / draft.document["document"]
        changed = write_draft(draft, page, folder, lang)
    except UserError as error:
        print(error, file=sys.stderr)
        return False
    key = "read.draft-written" if changed else "read.draft-unchanged"
    print(say(lang, key, folder=show_path(folder)), file=sys.stderr)
    return True


def _print_reading(document: Document, reading: Reading, findings: Iterable[TextFinding], lang: str) -> None:
    encoding = document.encoding or "—"
    values = {"file": document.name, "format": document.format, "encoding": encoding, "year": reading.year}
    print(say(lang, "read.head", digest=document.sha256[:12], **values))
    if mismatch := describe_mismatch(document, lang):
        print(f"  {mismatch}")
    if (printed_year := find_year(document)) != reading.year:
        print(f"  {say(lang, 'read.other-year', printed=printed_year, year=reading.year)}")
    for number, fact in enumerate(reading.facts, start=1):
        print(f"  F{number:02d}  {_describe(fact, lang)}")
    questions = list_questions(reading, document, lang)
    for question in questions:
        print(f"  {question.question}  {question.text}")
    found = list(findings)
    for finding in found:
        expected = f"{say(lang, 'reading.column-expected')}: {finding.expected}"
        print(f"  [{say(lang, f'severity.{finding.severity}')}] {finding.subject}: {finding.actual}  |  {expected}")
    unsure = len({figure for question in questions for figure in question.figures})
    counts = {"facts": len(reading.facts), "unsure": unsure, "unread": len(reading.unread), "findings": len(found)}
    print(say(lang, "read.counts", **counts))


def _describe(fact: Fact, lang: str) -> str:
    printed = fact.printed if fact.basis == "stated" else f"{fact.printed}（{say(lang, 'read.declared-none')}）"
    code = f"{fact.named.scheme}/{fact.named.code}" if fact.named else "—"
    changed = fact.measure in {"increase", "decrease"}
    word = say(lang, f"show.measure.{fact.measure}", year=fact.base_year) if changed else fact.word
    return f"{fact.item}  {word} {fact.year}  {printed} {fact.unit}  [{code}]  {fact.locator}"


def _list_csv(document: Document, reading: Reading, words: Words) -> Iterator[list[object]]:
    """Yield the columns that people and programs compare readings by; digits that were lost are no amount."""
    for fact in reading.facts:
        if fact.doubt == "lost-digits":
            continue
        amount = "0" if fact.basis == "declared-none" else _tell_amount(fact, words.measures[fact.unit])
        code = fact.named.code if fact.named else ""
        where = f"文:{fact.locator}"
        yield [document.name, where, fact.item, code, fact.word, fact.year, amount, fact.unit, _KINDS[fact.kind]]


def _tell_amount(fact: Fact, unit: Unit) -> str:
    """Return a printed number in plain digits, in its unit: 一百二十 is 120, 4.5万余 is 45000."""
    try:
        quantity = parse_quantity(fact.printed, unit)
    except AmountError:
        return fact.printed
    return f"{Decimal(quantity.value) / unit.scale:f}"
