"""A draft, looked over, becomes data: only when every question is answered, and never over a figure that differs.

The result is opened as a report would open it, in a copy of the data, before a file of the data is touched.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from analysis.errors import Problem, UserError
from analysis.read.answers import Answered, read_answered
from analysis.read.draft import FIGURES, Cells, write_rows
from analysis.read.files.passages import RAW
from analysis.review import open_review
from analysis.table_schemas import columns_of
from analysis.tables import DataFolder, show_path
from analysis.texts import say

KINDS = ("figures", "documents", "statements")
_PREFIX = "expenditure-accept-"
# What makes two rows the same figure; its number, id, label and place are not among it.
_KEY = ("fiscal_year", "scheme", "code", "measure", "base_year", "phase", "document")
# What makes two rows the same number on the same page: whatever code a person gave it.
_PLACE = ("fiscal_year", "measure", "printed", "unit", "label", "locator", "document")


def accept_drafts(drafts: Sequence[Path], data: Path, department: str, year: int, lang: str) -> int:
    """Return how many figures all drafts of a year added; UserError lists what hinders, and nothing is then changed."""
    targets = {kind: f"{kind}/{department}/{year}.csv" for kind in KINDS}
    try:
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
            copy = Path(folder) / "data"
            shutil.copytree(data, copy, ignore=shutil.ignore_patterns(RAW))
            try:
                count = sum(_accept_draft(draft, copy, targets, lang) for draft in drafts)
                open_review(department, year, lang, copy)
            except UserError as error:
                raise _move_back(error, copy, data) from None
            _publish(copy, data, targets.values())
            return count
    except OSError as error:
        raise _refuse_place(error, data, lang) from None


def _refuse_place(error: OSError, data: Path, lang: str) -> UserError:
    """Return an error that names the folder in which nothing can be written, in the data also where it was the copy."""
    reason = error.args[0][0][2] if isinstance(error, shutil.Error) else error.strerror
    file = re.sub(rf"^.*{_PREFIX}[^/]+/data(?=/)", lambda _: str(data), str(error.filename or data / "figures"))
    return UserError(say(lang, "accept.not-writable", file=show_path(Path(file).parent), reason=reason))


def _accept_draft(draft: Path, data: Path, targets: Mapping[str, str], lang: str) -> int:
    """Add a draft to a copy of the data and return how many figures it added."""
    if not (draft / FIGURES).is_file():
        raise UserError(say(lang, "accept.no-draft", folder=draft))
    answered = read_answered(draft, data, lang)
    before = _read_before(data, targets, lang)
    _refuse_other_document(before["documents"], answered.described, data / targets["documents"], lang)
    known = [_fill_blanks(row, answered.described) for row in before["documents"]]
    known_ids = _find_known(before["figures"], answered.rows)
    picked = _pick_new(before["figures"], answered, known_ids, data / targets["figures"], lang)
    added = list(_number([answered.rows[one] for one in picked], before["figures"], known_ids))
    names = {row["document"] for row in known}
    described = [row for row in answered.described if row["document"] not in names]
    texts = {
        targets["figures"]: write_rows(columns_of("figures"), [*before["figures"], *added]),
        targets["documents"]: write_rows(columns_of("documents"), [*known, *described]),
    }
    if not (data / targets["statements"]).is_file():
        texts[targets["statements"]] = write_rows(columns_of("statements"), [])
    for relative, text in texts.items():
        (data / relative).parent.mkdir(parents=True, exist_ok=True)
        (data / relative).write_text(text, encoding="utf-8", newline="")
    first = len(before["figures"]) + 2  # the line on which the first new figure stands
    lines = {first + place: answered.lines[one] for place, one in enumerate(picked)}
    _try_out(draft, data, targets["figures"], lines, lang)
    return len(added)


def _try_out(draft: Path, data: Path, figures: str, lines: Mapping[int, int], lang: str) -> None:
    """Open the review on the copy; UserError places what is wrong with a new figure in the draft."""
    department, year = figures.split("/")[1:]
    try:
        open_review(department, int(year.removesuffix(".csv")), lang, data)
    except UserError as error:
        new = f"{show_path(data)}/{figures}"
        problems = [
            replace(one, file=show_path(draft / FIGURES), line=lines[one.line])
            if one.file == new and one.line in lines
            else one
            for one in error.problems
        ]
        raise UserError(str(error).split("\n", 1)[0], problems) from None


def _move_back(error: UserError, copy: Path, data: Path) -> UserError:
    """Return an error that names the data where it named the copy of them."""
    names = {show_path(copy): show_path(data), str(copy): str(data)}

    def rename(text: str) -> str:
        for old, new in names.items():
            text = text.replace(old, new)
        return text

    headline = rename(str(error).split("\n", 1)[0] if error.problems else str(error))
    problems = [replace(one, file=rename(one.file), message=rename(one.message)) for one in error.problems]
    return UserError(headline, problems)


def _publish(copy: Path, data: Path, targets: Iterable[str]) -> None:
    """Put the files that differ in place, all of them or none."""
    changed = [
        one for one in targets if not (data / one).is_file() or (data / one).read_bytes() != (copy / one).read_bytes()
    ]
    waiting: dict[Path, Path] = {}
    done: list[tuple[Path, bytes | None]] = []
    try:
        for relative in changed:
            path = data / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting[path] = path.with_name(f".{path.name}-{os.getpid()}")
            waiting[path].write_bytes((copy / relative).read_bytes())
        for path, new in waiting.items():
            before = path.read_bytes() if path.is_file() else None
            new.replace(path)
            done.append((path, before))
    except OSError:
        for path, before in done:
            path.unlink() if before is None else path.write_bytes(before)
        raise
    finally:
        for new in waiting.values():
            new.unlink(missing_ok=True)


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
    known = {row["document"]: row["sha256"] for row in before if row["sha256"]}
    for row in described:
        if known.get(row["document"], row["sha256"]) != row["sha256"]:
            values = {"document": row["document"], "old": known[row["document"]], "new": row["sha256"]}
            raise UserError(say(lang, "accept.other-document", file=show_path(target), **values))


def _fill_blanks(row: Cells, described: Sequence[Cells]) -> Cells:
    """Return the row of a document with what a person left blank, as the draft of the same document has it."""
    same = next((one for one in described if one["document"] == row["document"]), row)
    return {name: value or same[name] for name, value in row.items()}


def _pick_new(
    before: Sequence[Cells], answered: Answered, known: Mapping[str, str], target: Path, lang: str
) -> list[int]:
    """Return the places of the rows that are not in the data yet; a figure that differs is refused with both values."""
    accepted: dict[tuple[str, ...], list[Cells]] = {}
    for row in before:
        accepted.setdefault(_identify(row), []).append(row)
    problems, new = list(_find_dropped(before, answered, target, lang)), []
    printed = {tuple(row[name] for name in _PLACE): row for row in before if row["basis"] != "derived"}
    for place, given in enumerate(answered.rows):
        row = given | {"derivation": _rename(given["derivation"], known)}
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


def _number(rows: Sequence[Cells], before: Sequence[Cells], known: Mapping[str, str]) -> Iterator[Cells]:
    """Yield the rows with ids that are free, derivations along with them."""
    taken = [int(row["figure_id"][1:]) for row in before if re.fullmatch("F[0-9]+", row["figure_id"])]
    names = dict(known)
    if before:
        names |= {
            row["figure_id"]: f"F{number:02d}" for number, row in enumerate(rows, start=max(taken, default=0) + 1)
        }
    for row in rows:
        yield row | {
            "figure_id": names.get(row["figure_id"], row["figure_id"]),
            "derivation": _rename(row["derivation"], names),
        }


def _rename(derivation: str, names: Mapping[str, str]) -> str:
    return " ".join(names.get(term, term) for term in derivation.split())


def _find_known(before: Sequence[Cells], rows: Sequence[Cells]) -> dict[str, str]:
    """Return the accepted id of each row of a draft that is in the data already."""
    accepted = {_identify(row): row["figure_id"] for row in reversed(before)}
    return {row["figure_id"]: accepted[_identify(row)] for row in rows if _identify(row) in accepted}
