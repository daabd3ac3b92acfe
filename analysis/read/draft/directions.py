"""A change that somebody wrote down as a level: the words of its label, or of the document at hand, show it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from analysis.errors import Problem
from analysis.read.draft.answers import Answered
from analysis.read.draft.draft import Cells
from analysis.read.draft.draft_files import FIGURES
from analysis.read.draft.questions import OWN
from analysis.read.files.open import read_document
from analysis.read.files.passages import find_document_files, read_span
from analysis.read.prose.flat import flatten
from analysis.read.prose.grammar import compile_pattern
from analysis.tables import show_path
from analysis.texts import say

_MOVED = re.compile(r"(?:增加|减少|增长|下降|上升|降低)了?$")
_DIRECTION = compile_pattern(r"(?:增加|减少|增长|下降|上升|降低|{last_year}的?(?:增|减))了?(?:{about})?$")
_CLAUSE = 30  # characters before a number


def find_levels_of_changes(draft: Path, answered: Answered, data: Path, lang: str) -> Iterator[Problem]:
    """Yield a problem for each level of a draft whose label or passage says that something rose or fell by it."""
    text = _open_text(answered.described, data, lang)
    for row, line in zip(answered.rows, answered.lines, strict=True):
        if row["measure"] == "level" and row["basis"] == "stated" and (said := _tell_direction(row, text)):
            values = {"label": row["label"], "printed": row["printed"], "unit": row["unit"], "said": said}
            yield Problem(
                show_path(draft / FIGURES), line, "measure", row["measure"], say(lang, "accept.change", **values)
            )


def _open_text(described: Sequence[Cells], data: Path, lang: str) -> str:
    """Return the text of the document of a draft, nothing if it is not at hand."""
    sizes = [int(row["size_bytes"]) if row["size_bytes"] else None for row in described]
    frame = pd.DataFrame({"sha256": [row["sha256"] for row in described], "size_bytes": sizes})
    found = find_document_files(frame, data) if len(frame) else {}
    return next((read_document(path, lang).text for path in found.values()), "")


def _tell_direction(row: Cells, text: str) -> str:
    """Return the word that makes a figure a change, nothing if there is none."""
    if row["scheme"] == OWN:
        return ""  # 支持商贸稳增长 is what a project is called
    if moved := _MOVED.search(row["label"]):
        return moved[0]
    span = read_span(row["span"])
    left = flatten(text[max(0, span[0] - _CLAUSE) : span[0]]).text if span else ""
    found = _DIRECTION.search(left)
    return found[0] if found else ""
