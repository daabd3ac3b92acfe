"""The documents of a review, where the user has them: the passages of its figures, the faults of their text.

A file of `raw/` beside the data is a document of the review only when its SHA-256 is the one on record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.figures import Figure
from analysis.read.facts import Fact, Reading
from analysis.read.files.open import read_document
from analysis.read.files.passages import cut_passage, find_document_files, write_span
from analysis.read.files.types import Document
from analysis.read.reader import read_facts
from analysis.read.text_findings import TextFinding, find_text_findings
from analysis.read.vocabulary import read_words
from analysis.review import Review
from analysis.tables import DataFolder


@dataclass(frozen=True)
class Original:
    """A document at hand as it was read again, with what its text says against itself."""

    document: Document
    reading: Reading
    findings: tuple[TextFinding, ...]


def find_originals(review: Review) -> dict[str, Path]:
    """Return the file of each document of the review that is at hand, by the document's id."""
    wanted = {row["sha256"]: row["document"] for row in review.documents}
    documents = pd.DataFrame([row.cells for row in review.documents], columns=["sha256", "size_bytes"])
    return {wanted[digest]: path for digest, path in find_document_files(documents, review.folder).items()}


def read_originals(review: Review) -> dict[str, Original]:
    """Return the documents of the review that are at hand, read again, by the document's id."""
    return {
        name: _read(path, path.stat().st_mtime_ns, review.year, review.lang, review.folder)
        for name, path in find_originals(review).items()
    }


def quote_passages(review: Review) -> dict[str, str]:
    """Return the passage of each figure that was found again in its document, by figure id."""
    return {
        figure_id: cut_passage(original.document, write_span(fact.span))
        for name, original in read_originals(review).items()
        for figure_id, fact in find_facts(original, [one for one in review.figures if one.document == name]).items()
    }


def find_facts(original: Original, figures: Iterable[Figure]) -> dict[str, Fact]:
    """Return the fact that each figure was accepted from, by figure id; each fact is taken once.

    A figure is found by its code, number and place, or, where a person chose its code, by number and place alone.
    """
    free = list(original.reading.facts)
    found: dict[str, Fact] = {}
    waiting = [figure for figure in figures if figure.basis != "derived"]
    for with_code in (True, False):
        for figure in waiting:
            fact = next((one for one in free if _is_same(one, figure, with_code=with_code)), None)
            if fact and figure.figure_id not in found:
                found[figure.figure_id] = fact
                free.remove(fact)
    return found


def _is_same(fact: Fact, figure: Figure, *, with_code: bool) -> bool:
    place = (fact.year, fact.measure, fact.printed, fact.unit, fact.locator)
    same = place == (figure.fiscal_year, figure.measure, figure.printed, figure.unit.name, figure.locator)
    code = (fact.named.scheme, fact.named.code) if fact.named else None
    return same and (code == (figure.scheme, figure.code) if with_code else True)


@lru_cache(maxsize=4)
def _read(path: Path, changed_ns: int, year: int, lang: str, folder: Path) -> Original:
    document = read_document(path, lang)
    words = read_words(DataFolder(folder, lang))
    reading = read_facts(document, words.choose(year), words.units, year)
    return Original(document, reading, tuple(find_text_findings(document, reading, words.measures, lang)))


def list_within(found: Mapping[str, Fact], span: tuple[int, int]) -> tuple[str, ...]:
    """Return the ids of the figures whose numbers stand within a place of the text."""
    return tuple(figure for figure, fact in found.items() if fact.span[0] >= span[0] and fact.span[1] <= span[1])
