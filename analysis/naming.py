"""Departments by name as well as by id: what a person types becomes the id that files are named by."""

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from analysis.errors import UserError
from analysis.money import strip_controls
from analysis.project import DATA_VARIABLE
from analysis.tables import DATA_FOLDER, DataFolder, Row, list_names
from analysis.texts import say

_MOST = 3  # names that a message offers
_ALIKE = 0.5
_NAMES = ("name_zh", "name_en")


def find_department(departments: Mapping[str, Row], given: str, lang: str) -> str:
    """Return the id of the department of that id or name; `departments` are the rows of departments.csv by id.

    Raises UserError for a name that two bodies share, with both ids, and for one that there is not, with close ones.
    """
    if given in departments:
        return given
    found = [row for row in departments.values() if _even(given) in map(_even, _list_names(row))]
    if len(found) == 1:
        return found[0]["department"]
    shown = strip_controls(given)
    if found:
        raise UserError(say(lang, "data.two-departments", name=shown, ids=_describe(found, lang)))
    close = _find_close([*departments.values()], given)
    hint = say(lang, "data.like-department", close=_describe(close, lang)) if close else ""
    raise UserError(say(lang, "data.no-department", department=shown, like=hint, allowed=list_names(departments)))


def list_containers(department: str, departments: Mapping[str, Row]) -> list[str]:
    """Return the ids of the bodies that contain one, the nearest first; in a ring each once, the body itself last."""
    found: list[str] = []
    above = departments[department]["part_of"]
    while above in departments and above not in found:
        found.append(above)
        above = departments[above]["part_of"]
    return found


def resolve_department(given: str, data_dir: Path | None, lang: str) -> str:
    """Return the id of a department that a command was given; what looks like an id, known or not, stays as it is."""
    folder = data_dir or Path(os.environ.get(DATA_VARIABLE, DATA_FOLDER))
    if re.fullmatch("[a-z0-9-]+", given) or not (folder / "departments.csv").is_file():
        return given  # the command itself says what is wrong with it
    return find_department(peek_departments(DataFolder(folder, lang)), given, lang)


def peek_departments(folder: DataFolder) -> dict[str, Row]:
    """Return the rows of all departments by id, whatever else stands in their lines."""
    return {row["department"]: row for row in folder.peek("departments", "departments.csv")}


def _even(name: str) -> str:
    """Return a name without what people type differently: width of brackets, blanks, capitals."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _list_names(row: Row) -> Iterator[str]:
    yield from (row[name] for name in _NAMES if row[name])


def _find_close(rows: Sequence[Row], given: str) -> list[Row]:
    """Return the departments whose name or id holds what was given, or else looks like it."""
    typed = _even(given)
    known = {_even(name): row for row in rows for name in (row["department"], *_list_names(row))}
    within = [name for name in known if len(typed) > 1 and (typed in name or name in typed)]
    names = within or get_close_matches(typed, known, _MOST, _ALIKE)
    return list({known[name]["department"]: known[name] for name in names}.values())[:_MOST]


def _describe(rows: Sequence[Row], lang: str) -> str:
    """Return ids with name and kind of body: `some-office (某办公室，部门)`."""
    parts = []
    for row in rows:
        body = say(lang, f"data.body.{row['body']}") if row["body"] else ""
        notes = say(lang, "data.body.join").join(filter(None, [row[f"name_{lang}"], body]))
        parts.append(f"{row['department']} ({notes})")
    return "; ".join(parts)
