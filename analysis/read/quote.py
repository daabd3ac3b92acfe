"""The passage in which a document prints a figure, quoted from the document itself where the user has it.

A file of `raw/` beside the data is a document of the review only when its SHA-256 is the one on record.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from analysis.figures import Figure
from analysis.read.documents import Document, read_document
from analysis.read.draft import make_draft
from analysis.read.reader import read_facts
from analysis.read.vocabulary import read_words
from analysis.review import Review
from analysis.tables import DATA_FOLDER, DataFolder

RAW = "raw"  # below the data folder; git ignores it
_STOP = re.compile(r"[。；\n]")
_LONGEST = 120
_KEYS = ("fiscal_year", "scheme", "code", "measure", "phase", "printed", "locator")


def find_originals(review: Review) -> dict[str, Path]:
    """Return the file of each document of the review that is at hand, by the document's id."""
    wanted = {row["sha256"]: row["document"] for row in review.documents}
    sizes = {int(row["size_bytes"]) for row in review.documents}
    return {
        wanted[digest]: path
        for path in _list_files(review.folder)
        if path.stat().st_size in sizes and (digest := hashlib.sha256(path.read_bytes()).hexdigest()) in wanted
    }


def quote_passages(review: Review) -> dict[str, str]:
    """Return the passage of each figure that was found again in its document, by figure id."""
    quotes: dict[str, str] = {}
    for document, path in find_originals(review).items():
        passages = dict(_read_passages(path, review))
        for figure in review.figures:
            passage = passages.get(_identify(figure))
            if figure.document == document and passage:
                quotes[figure.figure_id] = passage
    return quotes


def _list_files(folder: Path) -> Iterator[Path]:
    """Yield the files of the review's own raw folder and of the project's, each once."""
    for raw in dict.fromkeys((folder / RAW, DATA_FOLDER / RAW)):
        if raw.is_dir():
            yield from sorted(path for path in raw.rglob("*") if path.is_file())


def _read_passages(path: Path, review: Review) -> Iterable[tuple[tuple[str, ...], str]]:
    return _read(path, review.department.department, review.year, review.lang, review.folder)


@lru_cache(maxsize=4)
def _read(path: Path, department: str, year: int, lang: str, folder: Path) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return (what identifies a figure, its passage) for each figure that is read from a document."""
    document = read_document(path, lang)
    words = read_words(DataFolder(folder, lang))
    reading = read_facts(document, words.choose(year), words.units, year)
    rows = make_draft(document, reading, department, lang).figures
    return tuple(
        (tuple(row[key] for key in _KEYS), _cut(document, fact.span))
        for fact, row in zip(reading.facts, rows, strict=False)
    )


def _identify(figure: Figure) -> tuple[str, ...]:
    return tuple(str(getattr(figure, key)) for key in _KEYS)


def _cut(document: Document, span: tuple[int, int]) -> str:
    """Return the sentence around a place, shortened on both sides where it is long."""
    text = document.text
    start = max((found.end() for found in _STOP.finditer(text, 0, span[0])), default=0)
    end = next((found.start() for found in _STOP.finditer(text, span[1])), len(text))
    left, right = max(start, span[0] - _LONGEST // 2), min(end, span[1] + _LONGEST // 2)
    return f"{'…' if left > start else ''}{text[left:right].strip()}{'…' if right < end else ''}"
