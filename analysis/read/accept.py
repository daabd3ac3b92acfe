"""A draft, looked over, becomes data: only when every question is answered, and never over a figure that differs.

The result is opened as a report would open it, in a copy of the data, before a file of the data is touched.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from analysis.errors import Problem, UserError
from analysis.read.answers import Answered, read_answered
from analysis.read.draft import FIGURES, Cells, write_rows
from analysis.review import open_review
from analysis.table_schemas import columns_of
from analysis.tables import DataFolder, show_path
from analysis.texts import say

# What makes two rows the same figure; its number, id, label and place are not among it.
_KEY = ("fiscal_year", "scheme", "code", "measure", "base_year", "phase", "document")
# What makes two rows the same number on the same page: whatever code a person gave it.
_PLACE = ("fiscal_year", "measure", "printed", "unit", "label", "locator", "document")


def accept_draft(draft: Path, data: Path, department: str, year: int, lang: str) -> int:
    """Return how many figures were added; UserError lists all that hinders, and nothing is then changed."""
    if not (draft / FIGURES).is_file():
        raise UserError(say(lang, "accept.no-draft", folder=draft))
    answered = read_answered(draft, data, lang)
    targets = {kind: f"{kind}/{department}/{year}.csv" for kind in ("figures", "documents", "statements")}
    before = _read_before(data, targets, lang)
    _refuse_other_document(before["documents"], answered.described, data / targets["documents"], lang)
    picked = _pick_new(before["figures"], answered, data / targets["figures"], lang)
    taken = {row["figure_id"] for row in before["figures"]}
    added = [answered.rows[place] for place in picked]
    added = list(_number(added, taken)) if taken else added
    known = {row["document"] for row in before["documents"]}
    described = [row for row in answered.described if row["document"] not in known]
    texts = {
        targets["figures"]: write_rows(columns_of("figures"), [*before["figures"], *added]),
        targets["documents"]: write_rows(columns_of("documents"), [*before["documents"], *described]),
    }
    if not (data / targets["statements"]).is_file():
        texts[targets["statements"]] = write_rows(columns_of("statements"), [])
    if added or not known:
        first = len(before["figures"]) + 2  # the line on which the first new figure would stand
        lines = {first + place: answered.lines[one] for place, one in enumerate(picked)}
        try:
            _try_out(texts, data, department, year, lang)
        except _NotOpened as error:
            shown = (targets["figures"], show_path(draft / FIGURES))
            raise UserError(
                error.headline, [_place(one, error.copy, data, shown, lines) for one in error.problems]
            ) from None
        for relative, text in texts.items():
            _replace(data / relative, text)
    return len(added)


def _read_before(data: Path, targets: Mapping[str, str], lang: str) -> dict[str, list[Cells]]:
    """Return the rows that the data have already, by kind."""
    folder = DataFolder(data, lang)
    before = {
        kind: [dict(row.cells) for row in folder.read_unchecked(path, columns_of(kind))]
        if (data / path).is_file()
        else []
        for kind, path in targets.items()
    }
    folder.stop_on_problems()
    return before


def _refuse_other_document(before: Sequence[Cells], described: Sequence[Cells], target: Path, lang: str) -> None:
    known = {row["document"]: row["sha256"] for row in before}
    for row in described:
        if known.get(row["document"], row["sha256"]) != row["sha256"]:
            values = {"document": row["document"], "old": known[row["document"]], "new": row["sha256"]}
            raise UserError(say(lang, "accept.other-document", file=show_path(target), **values))


def _pick_new(before: Sequence[Cells], answered: Answered, target: Path, lang: str) -> list[int]:
    """Return the places of the rows that are not in the data yet; a figure that differs is refused with both values."""
    accepted: dict[tuple[str, ...], list[Cells]] = {}
    for row in before:
        accepted.setdefault(_identify(row), []).append(row)
    problems, new = list(_find_dropped(before, answered, target, lang)), []
    printed = {tuple(row[name] for name in _PLACE): row for row in before if row["basis"] != "derived"}
    for place, row in enumerate(answered.rows):
        same = accepted.get(_identify(row), [])
        moved = printed.get(tuple(row[name] for name in _PLACE))
        if not same and moved and row["basis"] != "derived":
            values = {"figure": moved["figure_id"], "old": _code(moved), "new": _code(row), "place": moved["locator"]}
            problems.append(
                Problem(show_path(target), 0, row["label"], _code(row), say(lang, "accept.moved", **values))
            )
        elif not same:
            new.append(place)
        elif all(_say(row) != _say(one) for one in same):
            message = say(lang, "accept.differs", figure=same[0]["figure_id"], old=_say(same[0]), new=_say(row))
            problems.append(Problem(show_path(target), 0, row["label"], _say(row), message))
    if problems:
        raise UserError(say(lang, "accept.differ", count=len(problems)), problems)
    return new


def _find_dropped(before: Sequence[Cells], answered: Answered, target: Path, lang: str) -> Iterator[Problem]:
    """Yield a problem for each figure that was answered with drop after it had been accepted."""
    kept = {tuple(row[name] for name in _PLACE) for row in answered.rows}
    gone = {tuple(row[name] for name in _PLACE) for row in answered.dropped} - kept
    for row in before:
        if tuple(row[name] for name in _PLACE) in gone:
            message = say(lang, "accept.dropped", figure=row["figure_id"], old=_say(row))
            yield Problem(show_path(target), 0, row["label"], _say(row), message)


def _code(row: Mapping[str, str]) -> str:
    return f"{row['scheme']}/{row['code']} {row['phase']}"


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


class _NotOpened(Exception):
    """The data with the new figures do not open: what is wrong, with places in the copy they were tried in."""

    def __init__(self, error: UserError, copy: Path) -> None:
        self.headline, self.problems, self.copy = str(error).split("\n", 1)[0], error.problems, show_path(copy)
        super().__init__(self.headline)


def _try_out(texts: Mapping[str, str], data: Path, department: str, year: int, lang: str) -> None:
    """Open the review on a copy of the data with the new files."""
    with tempfile.TemporaryDirectory(prefix="expenditure-accept-") as folder:
        copy = Path(folder) / "data"
        shutil.copytree(data, copy, ignore=shutil.ignore_patterns("raw"))
        for relative, text in texts.items():
            _replace(copy / relative, text)
        try:
            open_review(department, year, lang, copy)
        except UserError as error:
            raise _NotOpened(error, copy) from None


def _place(problem: Problem, copy: str, data: Path, figures: tuple[str, str], lines: Mapping[int, int]) -> Problem:
    """Return a problem with its place in the draft, or in the data where it was there before."""
    relative, draft = figures
    if problem.file == f"{copy}/{relative}" and problem.line in lines:
        return replace(problem, file=draft, line=lines[problem.line])
    return replace(problem, file=problem.file.replace(copy, show_path(data)))


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
