"""A reading as a draft in the data's own format, with the questions that are open: what nobody has looked over yet.

A draft lies in `drafts/<department>/<year>/<document>/`, which git ignores, because its page quotes the document.
It is never overwritten: reading the same file again changes nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from analysis.read.draft.coverage import list_parts_read
from analysis.read.draft.origin import tell_origin
from analysis.read.draft.questions import Question, find_repeats, list_questions, name_own_codes
from analysis.read.facts import Fact, Reading, name_figure
from analysis.read.files.passages import write_span
from analysis.read.files.types import HEADING_CHARACTERS, Document
from analysis.read.links.changes import find_base_phase
from analysis.read.links.find import find_links, list_link_rows
from analysis.read.links.scene import Scene
from analysis.read.marks.findings import find_text_findings, list_finding_rows
from analysis.read.prose.vocabulary import Named
from analysis.table_schemas import columns_of

_TITLE_END = re.compile(r"^[^。；]{0,40}(?:报告|决算|预算|说明|公开)$")
_KINDS = {"final-accounts": "决算", "self-evaluation": "自评|自我评价", "evaluation": "评价", "budget": "预算"}
_BEGINNING = 40  # paragraphs
_CLASS = 3  # digits of a 类
_IDLE = ("basic", "project")  # scopes that most codes have by the way

Cells = dict[str, str]


@dataclass(frozen=True)
class Draft:
    """A draft: rows of cells by kind of file (figures, documents, links …), and the open questions."""

    tables: Mapping[str, Sequence[Cells]]
    questions: tuple[Question, ...]

    @property
    def document(self) -> Cells:
        """Return the row of the document."""
        return self.tables["documents"][0]


def assign_draft(draft: Draft, department: str) -> Draft:
    """Return a draft as that of a department."""
    tables = {kind: [row | {"department": department} for row in rows] for kind, rows in draft.tables.items()}
    return replace(draft, tables=tables)


def make_draft(scene: Scene, department: str, lang: str) -> Draft:
    """Return the draft of one document for a department."""
    facts = scene.reading.facts
    described = describe_document(scene.document, scene.reading, department)
    own = {name: described[name] for name in ("department", "fiscal_year", "document")}
    own_codes = name_own_codes(scene.reading)
    rows = _drop_idle_scopes(
        [
            _make_row(name_figure(number), fact, own_codes.get(number, fact.named), scene, own)
            for number, fact in enumerate(facts)
        ]
    )
    same = find_repeats(facts).same
    said_once = [row for number, row in enumerate(rows) if number not in same]
    names = [name_figure(same.get(number, number)) for number in range(len(facts))]
    tables = {
        "figures": [*said_once, *_derive_bases(scene, rows, names)],
        "documents": [described],
        "links": list_link_rows(scene, find_links(scene), names, own),
        "coverage": [_write_cells("coverage", vars(part) | own) for part in list_parts_read(scene)],
        "codes": _list_codes(scene.reading, own_codes.values(), own),
        "text-findings": list_finding_rows(scene, find_text_findings(scene), names, own),
    }
    return Draft(tables, tuple(list_questions(scene, lang)))


def _list_codes(reading: Reading, named: Iterable[Named], own: Mapping[str, str]) -> list[Cells]:
    """Return the rows of the codes that the document's tables print, and of the names of its own, each once."""
    found = {(one.scheme, one.code): one for one in named} | {
        (one.scheme, one.code): one for table in reversed(reading.tables) for one in reversed(table.codes)
    }
    return [
        _write_cells(
            "codes",
            dict(own)
            | {
                "scheme": scheme,
                "code": code,
                "parent": _find_parent(code) if code.isdigit() else "",
                "name_zh": one.name,
            },
        )
        for (scheme, code), one in sorted(found.items(), key=lambda item: item[0])
    ]


def _find_parent(code: str) -> str:
    """Return the code above: a 款 is part of the 类 that its first three digits name."""
    return code[:-2] if len(code) > _CLASS else ""


def describe_document(document: Document, reading: Reading, department: str) -> Cells:
    """Return the row of documents.csv for a document."""
    title, body = _split_title(document)
    kind = _tell_kind(title)
    named = "final-accounts" if reading.final_accounts else kind if kind == "budget" else "report"
    apart = "-tables" if reading.facts and all(fact.at for fact in reading.facts) else ""
    return {
        "document": f"{named}-{reading.year}{apart}",
        "department": department,
        "fiscal_year": str(reading.year),
        "title": title,
        "kind_in_title": kind,
        "kind_in_body": _tell_kind(body),
        "file_name": document.name,
        **identify(document),
        "published_on": "",
        "address": "",
        "note": "",
        "corrects": "",
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
    texts = [paragraph.text.strip() for paragraph in document.paragraphs[:_BEGINNING]]
    last = next((place for place, text in enumerate(texts[:4]) if _TITLE_END.search(text)), 0)
    title, body = "".join(texts[: last + 1]), "".join(texts[last + 1 : last + 4])
    if _tell_kind(title) == "other":  # a table of contents or a table comes first
        title = next((text for text in texts if len(text) <= HEADING_CHARACTERS and _tell_kind(text) != "other"), title)
    return title, body


def _tell_kind(text: str) -> str:
    return next((kind for kind, words in _KINDS.items() if re.search(words, text)), "other")


def _make_row(figure_id: str, fact: Fact, named: Named | None, scene: Scene, own: Mapping[str, str]) -> Cells:
    page = fact.at.page if fact.at else scene.document.paragraphs[fact.paragraph - 1].find_page(fact.span[0])
    values = {
        "figure_id": figure_id,
        "fiscal_year": fact.year,
        "scheme": named.scheme if named else "",
        "code": named.code if named else "",
        "label": fact.item,
        "measure": fact.measure,
        "base_year": fact.base_year,
        "phase": fact.phase,
        "printed": fact.printed,
        "unit": fact.unit,
        "basis": fact.basis,
        "locator": fact.locator,
        "page": page,
        "table": fact.at.table if fact.at else "",
        "span": "" if fact.at else write_span(fact.span),
    }
    return _write_cells("figures", dict(own) | values | tell_origin(scene, fact)._asdict())


def _drop_idle_scopes(rows: Sequence[Cells]) -> list[Cells]:
    """Return rows with the scope of basic or project expenditure only where a code has figures of another one too.

    A list of categories below 基本支出 is that of the year before below 支出合计: with the scope of one alone they
    would be two series, and 下拨经费 in another section would not be held against 补助下级支出 in the list.
    """
    scopes: dict[tuple[str, ...], set[str]] = {}
    keys = [tuple(row[name] for name in ("scheme", "code", "fiscal_year", "phase", "flow", "fund")) for row in rows]
    for key, row in zip(keys, rows, strict=True):
        scopes.setdefault(key, set()).update({row["scheme"] and row["scope"]} - {""})
    idle = [
        not row["table"] and row["scheme"] != "three-public" and scopes[key] <= {row["scope"]} and row["scope"] in _IDLE
        for key, row in zip(keys, rows, strict=True)
    ]
    return [row | ({"scope": ""} if alone else {}) for row, alone in zip(rows, idle, strict=True)]


def _write_cells(kind: str, values: Mapping[str, object]) -> Cells:
    """Return a row of a kind of file; what is not known is blank."""
    return {name: "" if (value := values.get(name)) is None else str(value) for name in columns_of(kind)}


def _derive_bases(scene: Scene, rows: Sequence[Cells], names: Sequence[str]) -> Iterator[Cells]:
    """Yield a row for each year before that nobody states and that follows from a level and its change in the text.

    The level is the last one before the change. A table with a change prints what it is against.
    """
    numbers = count(len(rows) + 1)
    said = [(number, fact) for number, fact in enumerate(scene.reading.facts) if not fact.at]
    levels: dict[tuple[object, ...], list[int]] = {}
    for number, fact in said:
        if fact.measure == "level" and fact.named:
            levels.setdefault((fact.named, fact.phase, fact.year), []).append(number)
    for number, fact in said:
        own = levels.get((fact.named, fact.phase, fact.year))
        if fact.measure not in {"increase", "decrease"} or own is None:
            continue
        value = scene.by_number.get(number)
        phase = find_base_phase(scene, value) if value else fact.phase
        if (fact.named, phase, fact.base_year) in levels:
            continue
        level = max((one for one in own if one < number), default=own[0])
        sign = "-" if fact.measure == "increase" else "+"
        yield rows[number] | {
            "figure_id": f"F{next(numbers):02d}",
            "fiscal_year": rows[number]["base_year"],
            "measure": "level",
            "base_year": "",
            "phase": phase,
            "printed": "",
            "span": "",
            "basis": "derived",
            "derivation": f"{names[level]} {sign} {names[number]}",
        }
