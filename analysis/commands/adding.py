"""The first steps of `expenditure add`: documents read, whose they are, their drafts, a copy for later quotations."""

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.commands.asking import is_terminal, show
from analysis.commands.departments import list_departments
from analysis.commands.read import draw_tables, judge_files, save_draft
from analysis.commands.readings import tell_tables
from analysis.commands.whose import ask_department, ask_year, confirm, find_named
from analysis.errors import UserError
from analysis.read.batch import FileReading, read_all
from analysis.read.bodies import NOBODY, tell_body
from analysis.read.draft.accept import KINDS
from analysis.read.draft.draft import assign_draft
from analysis.read.draft.draft_files import DOCUMENTS, DRAFTS, PAGE
from analysis.read.files.passages import RAW, list_raw_files
from analysis.read.files.types import Document
from analysis.read.prose.vocabulary import Words, read_words
from analysis.tables import DataFolder, show_path
from analysis.texts import say

_HEAD_PARAGRAPHS = 3


class Place(NamedTuple):
    """Where a document belongs: the body and the fiscal year."""

    department: str
    year: int


def read_files(files: Sequence[Path], data: Path, lang: str) -> tuple[list[Place], list[Document], bool]:
    """Return the bodies and years of the files, whose drafts are then written, the documents, and if a file failed.

    What could not be read is said; UserError where nothing was.
    """
    words = read_words(DataFolder(data, lang))
    show(say(lang, "add.reading", count=len(files)))
    readings, groups = read_all(files, words, None, lang)
    readings = [_ask_missing_year(one, words, lang) for one in readings]
    places: dict[Place, None] = {}
    for group in groups:
        read = [readings[number] for number in group if readings[number].document]
        for one in (readings[number] for number in group if not readings[number].document):
            show(one.error)
        if read:
            places[_settle(read, words, data, lang)] = None
    if not places:
        raise UserError(say(lang, "add.none-read"))
    documents = [one.document for one in readings if one.document]
    return list(places), documents, len(documents) < len(readings)


def _ask_missing_year(one: FileReading, words: Words, lang: str) -> FileReading:
    """Return the reading of a file that names no year for the year that a person says."""
    if one.error != say(lang, "read.no-year", file=one.path.name) or not is_terminal():
        return one
    show(say(lang, "add.names-no-year", file=one.path.name))
    [read], _ = read_all([one.path], words, ask_year(lang), lang)
    return read


def _settle(read: Sequence[FileReading], words: Words, data: Path, lang: str) -> Place:
    """Return the place of the files of one disclosure, once their drafts are written unless they are there."""
    for one in read:
        _introduce(one, lang)
    known = {place for one in read if (place := _find_known(one, data))}
    if len(known) == 1:
        [place] = known
        show(say(lang, "add.known", **_name(place, data, lang)))
    else:
        place = _ask_place(read, data, lang)
    new = [one for one in read if not _find_known(one, data)]
    if new and any(one.reading and one.reading.year != place.year for one in new):
        new, _ = read_all([one.path for one in new], words, place.year, lang)
    findings = judge_files(new, [range(len(new))], data, lang) if new else {}
    for number, (one, pictures) in enumerate(zip(new, draw_tables(new), strict=True)):
        if one.document and one.reading and one.draft:
            draft = assign_draft(one.draft, place.department)
            folder, _ = save_draft(one.document, one.reading, draft, findings[number], pictures, data, lang)
            show(say(lang, "add.draft", page=show_path(folder / PAGE)))
            _keep_document(one, data, folder, lang)
    return place


def _introduce(one: FileReading, lang: str) -> None:
    """Say what was read from a file and what not, in a few lines."""
    if one.document and one.reading and one.draft:
        values = {"file": one.path.name, "title": one.draft.document["title"], "facts": len(one.reading.facts)}
        show(say(lang, "add.head", questions=len(one.draft.questions), **values))
        for line in tell_tables(one.document, one.reading, lang):
            show(f"  {line}")


def _find_known(one: FileReading, data: Path) -> Place | None:
    """Return the place of a file that is in the data or has a draft, by its SHA-256."""
    sha256 = one.document.sha256 if one.document else ""
    accepted = (data / "documents").glob("*/*.csv")
    for path in accepted:
        if sha256 in path.read_text(encoding="utf-8"):
            return Place(path.parent.name, int(path.stem))
    for path in (data.parent / DRAFTS).glob(f"*/*/*/{DOCUMENTS}"):
        if sha256 in path.read_text(encoding="utf-8"):
            return Place(path.parts[-4], int(path.parts[-3]))
    return None


def _ask_place(read: Sequence[FileReading], data: Path, lang: str) -> Place:
    """Return the place that the documents name, once a person agrees, else the one that a person says."""
    departments = list_departments(data, lang)
    documents = [one.document for one in read if one.document]
    bodies = [tell_body(one) for one in documents]
    body = next((one for one in bodies if one.name), NOBODY)
    head = "".join(paragraph.text for one in documents for paragraph in one.paragraphs[:_HEAD_PARAGRAPHS])
    year = next(one.reading.year for one in read if one.reading)
    found = find_named(head, body, departments)
    if not is_terminal():
        if not found:
            raise UserError(say(lang, "add.whose", file=documents[0].name, name=body.name or "—"))
        return Place(found, year)
    if found and confirm(lang, say(lang, "add.confirm-place", **_name(Place(found, year), data, lang))):
        return Place(found, year)
    if not found:
        show(say(lang, "add.unknown-body", name=body.name) if body.name else say(lang, "add.no-body"))
    return Place(ask_department(lang, data, body, departments), ask_year(lang, year))


def _name(place: Place, data: Path, lang: str) -> dict[str, object]:
    row = list_departments(data, lang)[place.department]
    body = f" · {say(lang, 'body.' + row['body'])}" if row["body"] else ""
    return {"name": row[f"name_{lang}"], "body": body, **place._asdict()}


def _keep_document(one: FileReading, data: Path, draft: Path, lang: str) -> None:
    """Copy a document below raw/, where reports find its passages, unless it lies there already."""
    if one.document is None:
        return
    same = (path for path in list_raw_files(data) if path.stat().st_size == one.path.stat().st_size)
    if any(hashlib.sha256(path.read_bytes()).hexdigest() == one.document.sha256 for path in same):
        return
    target = data / RAW / draft.relative_to(data.parent / DRAFTS) / one.path.name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(one.path, target)
    except OSError as error:
        raise UserError(say(lang, "read.not-writable", folder=target.parent, reason=error.strerror)) from None


def list_data_files(data: Path, place: Place) -> list[Path]:
    """Return the files that hold what the data have of a body and year, its documents first."""
    raw = data / RAW / place.department / str(place.year)
    files = [*sorted(path for path in raw.rglob("*") if path.is_file())] if raw.is_dir() else []
    kinds = (data / kind / place.department / f"{place.year}.csv" for kind in KINDS)
    return [*files, *(path for path in kinds if path.is_file())]
