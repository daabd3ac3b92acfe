"""Documents that are at hand, and the passages of their figures.

A file of `raw/` beside the data is a document on record only when its SHA-256 is the recorded one. A place of its text
is a span such as 120-126, from which character to which.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis.read.files.types import Document
from analysis.tables import DATA_FOLDER

if TYPE_CHECKING:
    import pandas as pd

RAW = "raw"  # below the data folder; git ignores it
_STOP = re.compile(r"[。；\n]")
_LONGEST = 120

Span = tuple[int, int]


class Passage(NamedTuple):
    """A sentence with the number that is meant: what stands before it, the number as printed, what follows."""

    before: str
    number: str
    after: str


def find_document_files(documents: "pd.DataFrame", folder: Path) -> dict[str, Path]:
    """Return the file of each document that is at hand, by SHA-256; `documents` has sha256 and size_bytes.

    Looked for in the data folder's own `raw/` and in the project's.
    """
    wanted, sizes = set(documents["sha256"]) - {""}, set(documents["size_bytes"].dropna())
    unsized = documents["size_bytes"].isna().any()
    found: dict[str, Path] = {}
    for path in list_raw_files(folder):
        if (unsized or path.stat().st_size in sizes) and (
            digest := hashlib.sha256(path.read_bytes()).hexdigest()
        ) in wanted:
            found.setdefault(digest, path)
    return found


def list_raw_files(folder: Path) -> Iterator[Path]:
    """Yield the files of the data folder's own raw folder and of the project's, each once."""
    for raw in dict.fromkeys((folder / RAW, DATA_FOLDER / RAW)):
        if raw.is_dir():
            yield from sorted(path for path in raw.rglob("*") if path.is_file())


def write_span(span: Span) -> str:
    """Return a place of a document's text as the data hold it."""
    return f"{span[0]}-{span[1]}"


def read_span(span: str) -> Span | None:
    """Return the place that a cell names, None if it is blank."""
    start, _, end = span.partition("-")
    return (int(start), int(end)) if end else None


def cut_passage(document: Document, span: str) -> str:
    """Return the sentence around a place, shortened on both sides where it is long; nothing for a blank span."""
    return "".join(split_passage(document, span))


def split_passage(document: Document, span: str) -> Passage:
    """Return the same sentence in three parts: before the place, what stands there, and after it."""
    place = read_span(span)
    if place is None:
        return Passage("", "", "")
    text = document.text
    start = max((found.end() for found in _STOP.finditer(text, 0, place[0])), default=0)
    end = next((found.start() for found in _STOP.finditer(text, place[1])), len(text))
    left, right = max(start, place[0] - _LONGEST // 2), min(end, place[1] + _LONGEST // 2)
    before = f"{'…' if left > start else ''}{text[left : place[0]].lstrip()}"
    after = f"{text[place[1] : right].rstrip()}{'…' if right < end else ''}"
    return Passage(before, text[place[0] : place[1]], after)
