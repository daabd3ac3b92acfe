"""A draft, looked over, becomes data: only when every question is answered, and never over a figure that differs.

The result is opened as a report would open it, in a copy of the data, before a file of the data is touched.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from analysis.errors import Problem, UserError
from analysis.read.draft import ANSWERS, DOCUMENTS, FIGURES, QUESTIONS, Cells, read_cells, write_rows
from analysis.review import open_review
from analysis.table_schemas import columns_of
from analysis.tables import show_path
from analysis.texts import say

# What makes two rows the same figure; its number, id, label and place are not among it.
_KEY = ("fiscal_year", "scheme", "code", "measure", "base_year", "phase", "document")


def accept_draft(draft: Path, data: Path, department: str, year: int, lang: str) -> int:
    """Return how many figures were added; UserError lists all that hinders, and nothing is then changed."""
    rows = _read_answered(draft, lang)
    described = read_cells(draft / DOCUMENTS)
    targets = {kind: data / kind / department / f"{year}.csv" for kind in ("figures", "documents", "statements")}
    before = {kind: read_cells(path) if path.is_file() else [] for kind, path in targets.items()}
    _refuse_other_document(before["documents"], described, targets["documents"], lang)
    added = _pick_new(before["figures"], rows, targets["figures"], lang)
    known = {row["document"] for row in before["documents"]}
    texts = {
        "figures": write_rows(columns_of("figures"), [*before["figures"], *added]),
        "documents": write_rows(
            columns_of("documents"), [*before["documents"], *(row for row in described if row["document"] not in known)]
        ),
    }
    if not targets["statements"].is_file():
        texts["statements"] = write_rows(columns_of("statements"), [])
    if added or not known:
        _try_out(texts, data, department, year, lang)
        for kind, text in texts.items():
            _replace(targets[kind], text)
    return len(added)


def _read_answered(draft: Path, lang: str) -> list[Cells]:
    """Return the draft's figures without those that were dropped."""
    if not (draft / FIGURES).is_file():
        raise UserError(say(lang, "accept.no-draft", folder=draft))
    questions = read_cells(draft / QUESTIONS)
    shown = show_path(draft / QUESTIONS)
    problems = [
        Problem(shown, line, "answer", row["answer"], say(lang, "accept.unanswered", question=row["question"]))
        for line, row in enumerate(questions, start=2)
        if row["answer"].strip() not in ANSWERS
    ]
    if problems:
        raise UserError(say(lang, "accept.open", count=len(problems)), problems)
    dropped = {row["figure"] for row in questions if row["answer"].strip() == "drop"}
    return [row for row in read_cells(draft / FIGURES) if row["figure_id"] not in dropped]


def _refuse_other_document(before: Sequence[Cells], described: Sequence[Cells], target: Path, lang: str) -> None:
    known = {row["document"]: row["sha256"] for row in before}
    for row in described:
        if known.get(row["document"], row["sha256"]) != row["sha256"]:
            values = {"document": row["document"], "old": known[row["document"]], "new": row["sha256"]}
            raise UserError(say(lang, "accept.other-document", file=show_path(target), **values))


def _pick_new(before: Sequence[Cells], rows: Sequence[Cells], target: Path, lang: str) -> list[Cells]:
    """Return the rows that are not in the data yet, with new ids; a figure that differs is refused with both values."""
    accepted: dict[tuple[str, ...], list[Cells]] = {}
    for row in before:
        accepted.setdefault(_identify(row), []).append(row)
    taken = {row["figure_id"] for row in before}
    problems, new = [], []
    for row in rows:
        same = accepted.get(_identify(row), [])
        if not same:
            new.append(row)
        elif all(_say(row) != _say(one) for one in same):
            message = say(lang, "accept.differs", figure=same[0]["figure_id"], old=_say(same[0]), new=_say(row))
            problems.append(Problem(show_path(target), 0, row["label"], _say(row), message))
    if problems:
        raise UserError(say(lang, "accept.differ", count=len(problems)), problems)
    return list(_number(new, taken)) if taken else new


def _identify(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in _KEY)


def _say(row: Mapping[str, str]) -> str:
    return f"{row['printed'] or row['derivation']} {row['unit']}"


def _number(rows: Sequence[Cells], taken: set[str]) -> Iterator[Cells]:
    """Yield the rows with ids that are free, derivations along with them."""
    first = max((int(one[1:]) for one in taken), default=0) + 1
    names = {row["figure_id"]: f"F{number:02d}" for number, row in enumerate(rows, start=first)}
    for row in rows:
        terms = [names.get(term, term) for term in row["derivation"].split()]
        yield row | {"figure_id": names[row["figure_id"]], "derivation": " ".join(terms)}


def _try_out(texts: Mapping[str, str], data: Path, department: str, year: int, lang: str) -> None:
    """Open the review on a copy of the data with the new files; its errors name the draft's rows by their line."""
    with tempfile.TemporaryDirectory(prefix="expenditure-accept-") as folder:
        copy = Path(folder) / "data"
        shutil.copytree(data, copy, ignore=shutil.ignore_patterns("raw"))
        for kind, text in texts.items():
            _replace(copy / kind / department / f"{year}.csv", text)
        open_review(department, year, lang, copy)


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
