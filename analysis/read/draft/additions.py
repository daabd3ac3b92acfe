"""What of a draft the data do not have yet: new figures under free ids; one that differs is refused, never changed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from analysis.errors import Problem, UserError
from analysis.read.draft.answers import Answered
from analysis.read.draft.draft import Cells
from analysis.tables import show_path
from analysis.texts import say

# What makes two rows the same figure; its number, id, label and place are not among it.
_KEY = ("fiscal_year", "scheme", "code", "measure", "base_year", "flow", "phase", "fund", "scope", "document")
# What makes two rows the same number on the same page: whatever code a person gave it.
_PLACE = ("fiscal_year", "measure", "printed", "unit", "label", "locator", "document")


def refuse_other_document(before: Sequence[Cells], described: Sequence[Cells], target: Path, lang: str) -> None:
    """Raise UserError when the data have another file under the document's id."""
    known = {row["document"]: row["sha256"] for row in before if row["sha256"]}
    for row in described:
        if known.get(row["document"], row["sha256"]) != row["sha256"]:
            values = {"document": row["document"], "old": known[row["document"]], "new": row["sha256"]}
            raise UserError(say(lang, "accept.other-document", file=show_path(target), **values))


def add_documents(before: Sequence[Cells], described: Sequence[Cells]) -> list[Cells]:
    """Return the documents with those of a draft; what a person left blank is filled in as the draft has it."""
    own = {row["document"]: row for row in described}
    filled = [{name: value or own.get(row["document"], row)[name] for name, value in row.items()} for row in before]
    names = {row["document"] for row in before}
    return [*filled, *(row for row in described if row["document"] not in names)]


def pick_new(before: Sequence[Cells], answered: Answered, target: Path, lang: str) -> list[int]:
    """Return the places of the rows that are not in the data yet; a figure that differs is refused with both values."""
    known = find_known(before, answered.rows)
    accepted: dict[tuple[str, ...], list[Cells]] = {}
    for row in before:
        accepted.setdefault(_identify(row), []).append(row)
    problems, new = list(_find_dropped(before, answered, target, lang)), []
    printed = {tuple(row[name] for name in _PLACE): row for row in before if row["basis"] != "derived"}
    for place, given in enumerate(answered.rows):
        row = given | {"derivation": rename_terms(given["derivation"], known)}
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


def name_figures(rows: Sequence[Cells], before: Sequence[Cells], picked: Sequence[int]) -> dict[str, str]:
    """Return the ids that the figures of a draft have in the data, by their ids in the draft."""
    names = find_known(before, rows)
    taken = [int(row["figure_id"][1:]) for row in before if re.fullmatch("F[0-9]+", row["figure_id"])]
    first = max(taken, default=0) + 1
    for number, place in enumerate(picked, start=first):
        own = rows[place]["figure_id"]
        names[own] = f"F{number:02d}" if before else own
    return names


def rename_figures(rows: Sequence[Cells], names: Mapping[str, str]) -> list[Cells]:
    """Return rows of figures with their ids in the data, derivations along with them."""
    return [
        row | {"figure_id": names[row["figure_id"]], "derivation": rename_terms(row["derivation"], names)}
        for row in rows
    ]


def rename_terms(terms: str, names: Mapping[str, str]) -> str:
    """Return ids, and what stands between them, with their ids in the data."""
    return " ".join(names.get(term, term) for term in terms.split())


def find_known(before: Sequence[Cells], rows: Sequence[Cells]) -> dict[str, str]:
    """Return the accepted id of each row of a draft that is in the data already; of several the one at its place."""
    accepted: dict[tuple[str, ...], list[Cells]] = {}
    for row in before:
        accepted.setdefault(_identify(row), []).append(row)
    same = {row["figure_id"]: (row, accepted.get(_identify(row), [])) for row in rows}
    return {name: _find_nearest(row, found)["figure_id"] for name, (row, found) in same.items() if found}


def _find_nearest(row: Cells, found: Sequence[Cells]) -> Cells:
    return min(found, key=lambda one: sum(row[name] != one[name] for name in ("span", "printed", "locator", "label")))
