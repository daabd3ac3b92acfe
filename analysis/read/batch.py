"""Many files read at once, each within its bounds: what came of one does not hang on another."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from analysis.errors import UserError
from analysis.read.disclosures import group_files
from analysis.read.draft.draft import Draft, make_draft
from analysis.read.facts import Reading, join_tables
from analysis.read.files.limits import bounded, refuse_slow
from analysis.read.files.open import read_document
from analysis.read.files.types import Document
from analysis.read.links.scene import Scene
from analysis.read.prose.reader import find_year, read_facts, read_head
from analysis.read.prose.vocabulary import Named, Words, extend_vocabulary
from analysis.read.tables.read import read_tables
from analysis.texts import say

Taught = tuple[Path, Sequence[Named]]  # a file with the codes that the other files of its disclosure teach


@dataclass(frozen=True)
class FileReading:
    """What came of one file: a document with its reading, as a draft of nobody's yet, or why there is none."""

    path: Path
    document: Document | None
    reading: Reading | None
    draft: Draft | None
    error: str


def read_all(
    paths: Sequence[Path], words: Words, year: int | None, lang: str
) -> tuple[list[FileReading], list[list[int]]]:
    """Return the readings in the order of the files, and the places of those that are one disclosure.

    Many files are read by all cores. Files of one disclosure are read with the codes that its tables teach.
    """
    read = partial(_read_taught, words=words, year=year, lang=lang)
    readings = _read_each(read, [(path, ()) for path in paths], lang)
    groups = group_files(readings)
    taught = dict(_list_taught(readings, groups))
    again = [(paths[place], names) for place, names in taught.items()]
    for place, reading in zip(taught, _read_each(read, again, lang), strict=True):
        readings[place] = reading
    return readings, groups


def _read_each(read: Callable[[Taught], FileReading], files: Sequence[Taught], lang: str) -> list[FileReading]:
    """Return the reading of each file; a process that a file brings down is that file's matter alone."""
    with _open_pool() if len(files) > 1 else nullcontext() as pool:
        if pool is None:
            return list(map(read, files))
        size = max(1, min(50, len(files) // (4 * (os.cpu_count() or 1))))
        readings: list[FileReading] = []
        with suppress(BrokenProcessPool):
            readings.extend(pool.map(read, files, chunksize=size))
    return [*readings, *(_read_apart(read, one, lang) for one in files[len(readings) :])]


def _read_apart(read: Callable[[Taught], FileReading], one: Taught, lang: str) -> FileReading:
    """Return the reading of one file by a process of its own."""
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(read, one).result()
        except BrokenProcessPool:
            return FileReading(one[0], None, None, None, refuse_slow(one[0].name, lang))


def _list_taught(
    readings: Sequence[FileReading], groups: Sequence[Sequence[int]]
) -> Iterator[tuple[int, tuple[Named, ...]]]:
    """Yield the files without tables of each disclosure, with the codes that its tables teach."""
    for group in groups:
        tables = [table for place in group if (one := readings[place].reading) for table in one.tables]
        names = tuple(code for table in tables for code in table.codes)
        for place in group:
            if names and (one := readings[place].reading) and not one.tables:
                yield place, names


def _open_pool() -> ProcessPoolExecutor | AbstractContextManager[None]:
    """Return a pool of processes, or nothing where the system starts none: one file is then read after the other."""
    try:
        pool = ProcessPoolExecutor(os.cpu_count())
        pool.submit(os.getpid).result()
    except (AttributeError, ImportError, OSError):
        return nullcontext()
    return pool


def _read_taught(taught: Taught, words: Words, year: int | None, lang: str) -> FileReading:
    path, own = taught
    return read_file(path, words, year, lang, own)


def read_file(path: Path, words: Words, year: int | None, lang: str, own: Sequence[Named] = ()) -> FileReading:
    """Return the reading of one file, or the reason why there is none.

    `own` are codes that the other files of its disclosure teach.
    """
    try:
        with bounded(path.name, lang):
            document = read_document(path, lang)
            found = year or find_year(document)
            if not found:
                raise UserError(say(lang, "read.no-year", file=path.name))
            tables = read_tables(document, words, found)
            codes = [*(code for table in tables for code in table.codes), *own]
            vocabulary = extend_vocabulary(words.choose(found, read_head(document)), codes)
            reading = join_tables(read_facts(document, vocabulary, words.units, found), tables)
            draft = make_draft(Scene(document, reading, words.measures, words.required), "", lang)
    except UserError as error:
        return FileReading(path, None, None, None, str(error))
    return FileReading(path, document, reading, draft, "")
