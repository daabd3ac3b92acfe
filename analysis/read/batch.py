"""Many files read at once, each within its bounds: what came of one does not hang on another."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from analysis.errors import UserError
from analysis.read.draft.draft import Draft, make_draft
from analysis.read.facts import Reading, join_tables
from analysis.read.files.limits import bounded
from analysis.read.files.open import read_document
from analysis.read.files.types import Document
from analysis.read.links.scene import Scene
from analysis.read.prose.reader import find_year, read_facts
from analysis.read.prose.vocabulary import Words, extend_vocabulary
from analysis.read.tables.read import read_tables
from analysis.texts import say


@dataclass(frozen=True)
class FileReading:
    """What came of one file: a document with its reading, as a draft of nobody's yet, or why there is none."""

    path: Path
    document: Document | None
    reading: Reading | None
    draft: Draft | None
    error: str


def read_all(paths: Sequence[Path], words: Words, year: int | None, lang: str) -> Iterator[FileReading]:
    """Yield the readings in the order of the files; many files are read by all cores."""
    read = partial(read_file, words=words, year=year, lang=lang)
    with _open_pool() if len(paths) > 1 else nullcontext() as pool:
        size = max(1, min(50, len(paths) // 4))
        yield from pool.map(read, paths, chunksize=size) if pool else map(read, paths)


def _open_pool() -> ProcessPoolExecutor | AbstractContextManager[None]:
    """Return a pool of processes, or nothing where the system starts none: one file is then read after the other."""
    try:
        pool = ProcessPoolExecutor(os.cpu_count())
        pool.submit(os.getpid).result()
    except (AttributeError, ImportError, OSError):
        return nullcontext()
    return pool


def read_file(path: Path, words: Words, year: int | None, lang: str) -> FileReading:
    """Return the reading of one file, or the reason why there is none."""
    try:
        with bounded(path.name, lang):
            document = read_document(path, lang)
            found = year or find_year(document)
            if not found:
                raise UserError(say(lang, "read.no-year", file=path.name))
            tables = read_tables(document, words, found)
            vocabulary = extend_vocabulary(words.choose(found), (code for table in tables for code in table.codes))
            reading = join_tables(read_facts(document, vocabulary, words.units, found), tables)
            draft = make_draft(Scene(document, reading, words.measures), "", lang)
    except UserError as error:
        return FileReading(path, None, None, None, str(error))
    return FileReading(path, document, reading, draft, "")
