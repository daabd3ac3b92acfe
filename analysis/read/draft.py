"""A reading as a draft in the data's own format, with the questions that are open: what nobody has looked over yet.

A draft lies in `drafts/<department>/<year>/<document>/`, which git ignores, because its page quotes the document.
It is never overwritten: reading the same file again changes nothing.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from analysis.errors import UserError
from analysis.read.facts import Fact, Reading
from analysis.read.files.types import Document
from analysis.read.questions import Question
from analysis.table_schemas import columns_of
from analysis.tables import DataFolder
from analysis.texts import say

DRAFTS = "drafts"  # beside the data folder
FIGURES, DOCUMENTS, QUESTIONS, PAGE = "figures.csv", "documents.csv", "questions.csv", "review.html"
QUESTION_COLUMNS = ["question", "figures", "kind", "text", "answer"]
_TITLE_END = re.compile(r"^[^。；]{0,40}(?:报告|决算|说明|公开)$")
_INNER_QUOTES = str.maketrans("“”", "‘’")
_KINDS = {"final-accounts": "决算", "self-evaluation": "自评|自我评价", "evaluation": "评价"}

Cells = dict[str, str]


@dataclass(frozen=True)
class Draft:
    """A draft: rows of figures and the row of the document as cells by column, and the open questions."""

    figures: tuple[Cells, ...]
    document: Cells
    questions: tuple[Question, ...]


def locate_drafts(data: Path, department: str, year: int) -> Path:
    """Return the folder in which the drafts of a year lie, each in one of its own."""
    return data.parent / DRAFTS / department / str(year)


def make_draft(document: Document, reading: Reading, department: str, lang: str) -> Draft:
    """Return the draft of one document's figures for a department."""
    described = describe_document(document, reading, department)
    rows = [_make_row(name_figure(number), fact, described) for number, fact in enumerate(reading.facts)]
    derived = list(_derive_bases(reading.facts, rows))
    repeats = find_repeats(reading.facts)
    said_once = [row for number, row in enumerate(rows) if number not in repeats.same]
    return Draft((*said_once, *derived), described, tuple(list_questions(reading, document, lang)))


def describe_document(document: Document, reading: Reading, department: str) -> Cells:
    """Return the row of documents.csv for a document."""
    title, body = _split_title(document)
    kind = "final-accounts" if reading.final_accounts else "report"
    return {
        "document": f"{kind}-{reading.year}",
        "department": department,
        "fiscal_year": str(reading.year),
        "title": title,
        "kind_in_title": _tell_kind(title),
        "kind_in_body": _tell_kind(body),
        "file_name": document.name,
        **identify(document),
        "published_on": "",
        "address": "",
        "note": "",
    }


def identify(document: Document) -> Cells:
    """Return the cells of documents.csv that say which file a document is."""
    return {
        "size_bytes": str(document.size_bytes),
        "characters": str(document.characters or len(document.text)),
        "encoding": document.encoding,
        "sha256": document.sha256,
    }


def _split_title(document: Document) -> tuple[str, str]:
    """Return the title, which may stand on several short lines, and the paragraphs that introduce the text."""
    texts = [paragraph.text.strip() for paragraph in document.paragraphs[:8]]
    last = next((place for place, text in enumerate(texts[:4]) if _TITLE_END.search(text)), 0)
    return "".join(texts[: last + 1]), "".join(texts[last + 1 : last + 4])


def _tell_kind(text: str) -> str:
    return next((kind for kind, words in _KINDS.items() if re.search(words, text)), "other")


def name_figure(number: int) -> str:
    """Return the id of the figure at a place of the reading's facts, counted from 0."""
    return f"F{number + 1:02d}"


def tell_kind(fact: Fact) -> str:
    """Return what a number counts: 户 and 人 of one label are two figures."""
    return fact.kind if fact.kind in {"money", "rate"} else fact.unit


@dataclass(frozen=True)
class Repeats:
    """Facts that a place states twice under one label, by their number: those that agree, those that do not."""

    same: dict[int, int]
    other: dict[int, int]


def find_repeats(facts: Sequence[Fact]) -> Repeats:
    """Return the facts that repeat an earlier one of the same place, with that one; the data hold one of each."""
    first: dict[tuple[object, ...], int] = {}
    repeats = Repeats({}, {})
    for number, fact in enumerate(facts):
        if fact.doubt == "budget-base":  # asked about by itself, and no change against another year
            continue
        what = (fact.item, fact.named, tell_kind(fact), fact.measure, fact.phase)
        key = (*what, fact.year, fact.base_year, fact.locator)
        earlier = first.setdefault(key, number)
        if earlier != number:
            agrees = (fact.printed, fact.unit) == (facts[earlier].printed, facts[earlier].unit)
            (repeats.same if agrees else repeats.other)[number] = earlier
    return repeats


def _make_row(figure_id: str, fact: Fact, described: Mapping[str, str]) -> Cells:
    row = dict.fromkeys(columns_of("figures"), "")
    row |= {
        "figure_id": figure_id,
        "department": described["department"],
        "fiscal_year": str(fact.year),
        "scheme": fact.named.scheme if fact.named else "",
        "code": fact.named.code if fact.named else "",
        "label": fact.item,
        "measure": fact.measure,
        "base_year": str(fact.base_year) if fact.base_year else "",
        "phase": fact.phase,
        "printed": fact.printed,
        "unit": fact.unit,
        "basis": fact.basis,
        "document": described["document"],
        "locator": fact.locator,
    }
    return row


def _derive_bases(facts: Sequence[Fact], rows: Sequence[Cells]) -> Iterator[Cells]:
    """Yield a row for each year before that nobody states and that follows from a level and its change."""
    numbers = count(len(rows) + 1)
    levels: dict[tuple[object, ...], Cells] = {}
    for fact, row in zip(facts, rows, strict=True):
        if fact.measure == "level" and fact.named:
            levels.setdefault((fact.named, fact.phase, fact.year), row)
    for fact, row in zip(facts, rows, strict=True):
        level = levels.get((fact.named, fact.phase, fact.year))
        if fact.measure not in {"increase", "decrease"} or level is None:
            continue
        if (fact.named, fact.phase, fact.base_year) in levels:
            continue
        sign = "-" if fact.measure == "increase" else "+"
        yield row | {
            "figure_id": f"F{next(numbers):02d}",
            "fiscal_year": row["base_year"],
            "measure": "level",
            "base_year": "",
            "printed": "",
            "basis": "derived",
            "derivation": f"{level['figure_id']} {sign} {row['figure_id']}",
        }


def list_questions(reading: Reading, document: Document, lang: str) -> list[Question]:
    """Return what a person must decide before the figures can be accepted, in the order of the text."""
    asked = [*_ask_figures(reading.facts, lang), *_ask_codes(reading.facts, lang), *_ask_units(reading.facts, lang)]
    for span in reading.unread:
        printed = document.text[span[0] : span[1]]
        asked.append(Question("", (), "unread", say(lang, "read.question.unread", printed=printed), span))
    asked.sort(key=lambda one: one.span)
    return [replace(one, question=f"Q{number:02d}") for number, one in enumerate(asked, start=1)]


def _ask_figures(facts: Sequence[Fact], lang: str) -> Iterator[Question]:
    """Yield a question for each figure that is in doubt by itself."""
    repeated = find_repeats(facts).other
    for number, fact in enumerate(facts):
        kind = fact.doubt or ("repeated" if number in repeated else "")
        if kind:
            values = {"label": _quote(fact.item), "printed": fact.printed, "candidates": " / ".join(fact.candidates)}
            if number in repeated:
                earlier = facts[repeated[number]]
                values |= {"earlier": name_figure(repeated[number]), "other": f"{earlier.printed}{earlier.unit}"}
            text = say(lang, f"read.question.{kind}", unit=fact.unit, **values)
            yield Question("", (name_figure(number),), kind, text, fact.span)


def _ask_codes(facts: Sequence[Fact], lang: str) -> Iterator[Question]:
    """Yield one question for all figures of a label that has no code."""
    groups: dict[tuple[str, str], list[int]] = {}
    repeated = find_repeats(facts).same
    kinds: dict[str, str] = {}  # 项目4个，涉及资金9万元，增长5%: a rate is of what was named last
    for number, fact in enumerate(facts):
        kind = kinds.get(fact.item, "rate") if fact.kind == "rate" else tell_kind(fact)
        kinds[fact.item] = kind
        if not fact.named and fact.doubt in {"", "lost-digits"} and number not in repeated:
            groups.setdefault((fact.item, kind), []).append(number)
    for (label, _), numbers in groups.items():
        printed = "、".join(f"{facts[number].printed}{facts[number].unit}" for number in numbers)
        text = say(lang, "read.question.no-code", label=_quote(label), printed=printed)
        yield Question("", tuple(map(name_figure, numbers)), "no-code", text, facts[numbers[0]].span)


def _ask_units(facts: Sequence[Fact], lang: str) -> Iterator[Question]:
    """Yield a question for each figure whose unit is another than that of an earlier one with its code."""
    first: dict[tuple[object, ...], int] = {}
    for number, fact in enumerate(facts):
        if not fact.named or fact.kind == "rate" or fact.measure != "level" or fact.doubt:
            continue
        earlier = first.setdefault((fact.named, fact.year, fact.phase), number)
        if tell_kind(facts[earlier]) != tell_kind(fact):
            values = {"label": _quote(fact.item), "printed": fact.printed, "unit": fact.unit}
            other = f"{facts[earlier].printed}{facts[earlier].unit}"
            text = say(lang, "read.question.units", earlier=name_figure(earlier), other=other, **values)
            yield Question("", (name_figure(number),), "units", text, fact.span)


def _quote(label: str) -> str:
    """Return a label as it stands within quotation marks."""
    return label.translate(_INNER_QUOTES)


def write_draft(draft: Draft, page: str, folder: Path, lang: str) -> bool:
    """Write a draft and return True, or False when there is one of the same document, which may have been worked on.

    UserError when the folder holds the draft of another file.
    """
    try:
        return _write_files(draft, page, folder, lang)
    except OSError as error:
        raise UserError(say(lang, "read.not-writable", folder=folder, reason=error.strerror)) from None


def _write_files(draft: Draft, page: str, folder: Path, lang: str) -> bool:
    if (folder / DOCUMENTS).is_file():
        if _read_digest(folder, lang) != draft.document["sha256"]:
            raise UserError(say(lang, "read.other-draft", folder=folder))
        return False
    folder.mkdir(parents=True, exist_ok=True)
    files = {FIGURES: write_rows(columns_of("figures"), draft.figures), PAGE: page, QUESTIONS: _write_questions(draft)}
    # The document's row comes last: with it the draft is whole.
    for name, text in (files | {DOCUMENTS: write_rows(columns_of("documents"), [draft.document])}).items():
        # With a mark at the beginning, Excel takes the tables for the UTF-8 that they are.
        encoding = "utf-8" if name == PAGE else "utf-8-sig"
        new = folder / f".{name}"
        new.write_text(text, encoding=encoding, newline="")
        new.replace(folder / name)
    return True


def write_rows(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows as a data file."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _write_questions(draft: Draft) -> str:
    rows = [
        {"question": one.question, "figures": " ".join(one.figures), "kind": one.kind, "text": one.text, "answer": ""}
        for one in draft.questions
    ]
    return write_rows(QUESTION_COLUMNS, rows)


def _read_digest(folder: Path, lang: str) -> str:
    draft = DataFolder(folder, lang)
    rows = draft.read_unchecked(DOCUMENTS, columns_of("documents"))
    draft.stop_on_problems()
    return rows[0]["sha256"] if rows else ""
