"""A draft, looked over, becomes data: only when every question is answered, and never over a figure that differs.

The result is opened as a report would open it, in a copy of the data, before a file of the data is touched.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from analysis.dataset import open_data
from analysis.errors import Problem, UserError
from analysis.read.draft.additions import add_documents, name_figures, pick_new, refuse_other_document, rename_figures
from analysis.read.draft.answers import read_answered
from analysis.read.draft.directions import find_levels_of_changes
from analysis.read.draft.draft import Cells
from analysis.read.draft.draft_files import CODES, FIGURES
from analysis.read.draft.link_additions import FURTHER, add_further
from analysis.read.files.passages import RAW
from analysis.table_schemas import columns_of
from analysis.tables import DataFolder, show_path, write_rows
from analysis.texts import say

KINDS = ("figures", "documents", "statements", *FURTHER)
_PREFIX = "expenditure-accept-"


def accept_drafts(drafts: Sequence[Path], data: Path, department: str, year: int, lang: str) -> int:
    """Return how many figures all drafts of a year added; UserError lists what hinders, and nothing is then changed."""
    with try_drafts(drafts, data, department, year, lang) as (copy, count):
        try:
            _publish(copy, data, _list_targets(department, year).values())
        except OSError as error:
            raise _refuse_place(error, data, lang) from None
        return count


@contextmanager
def try_drafts(drafts: Sequence[Path], data: Path, department: str, year: int, lang: str) -> Iterator[tuple[Path, int]]:
    """Yield a copy of the data with all drafts of a year, and how many figures they added.

    The copy goes afterwards. UserError lists what hinders.
    """
    targets = _list_targets(department, year)
    drafts = sorted(drafts, key=_count_codes, reverse=True)  # a text apart speaks of the codes of its tables
    with ExitStack() as stack:
        try:
            copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=_PREFIX))) / "data"
            problems = [one for draft in drafts for one in _find_changes(draft, data, lang)]
            if problems:
                raise UserError(say(lang, "accept.changes", count=len(problems)), problems)
            shutil.copytree(data, copy, ignore=shutil.ignore_patterns(RAW))
            try:
                count = sum(_accept_draft(draft, copy, targets, lang) for draft in drafts)
                open_data(department, year, copy, lang)
            except UserError as error:
                raise _move_back(error, copy, data) from None
        except OSError as error:
            raise _refuse_place(error, data, lang) from None
        yield copy, count


def _list_targets(department: str, year: int) -> dict[str, str]:
    return {kind: f"{kind}/{department}/{year}.csv" for kind in KINDS}


def _find_changes(draft: Path, data: Path, lang: str) -> list[Problem]:
    """Return the levels of a draft that its document calls changes."""
    if not (draft / FIGURES).is_file():
        return []
    return list(find_levels_of_changes(draft, read_answered(draft, data, lang), data, lang))


def _count_codes(draft: Path) -> int:
    """Return how many codes of its own a draft brings; of a text these are a few names, of tables the classes."""
    path = draft / CODES
    return path.read_bytes().strip().count(b"\n") if path.is_file() else 0


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
    refuse_other_document(before["documents"], answered.described, data / targets["documents"], lang)
    picked = pick_new(before["figures"], answered, data / targets["figures"], lang)
    names = name_figures(answered.rows, before["figures"], picked)
    added = rename_figures([answered.rows[one] for one in picked], names)
    after = {
        "figures": [*before["figures"], *added],
        "documents": add_documents(before["documents"], answered.described),
        "statements": before["statements"],
    } | add_further(answered, before, names)
    for kind, rows in after.items():
        path = data / targets[kind]
        if rows or kind not in FURTHER:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(write_rows(columns_of(kind), rows), encoding="utf-8", newline="")
    first = len(before["figures"]) + 2  # the line on which the first new figure stands
    lines = {first + place: answered.lines[one] for place, one in enumerate(picked)}
    _try_out(draft, data, targets["figures"], lines, lang)
    return len(added)


def _try_out(draft: Path, data: Path, figures: str, lines: Mapping[int, int], lang: str) -> None:
    """Open the copy; UserError places what is wrong with a new figure in the draft."""
    department, year = figures.split("/")[1:]
    try:
        open_data(department, int(year.removesuffix(".csv")), data, lang)
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
    made = [one for one in targets if (copy / one).is_file()]
    changed = [
        one for one in made if not (data / one).is_file() or (data / one).read_bytes() != (copy / one).read_bytes()
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
