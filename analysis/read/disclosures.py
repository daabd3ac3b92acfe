"""Files that are one disclosure: the text and the tables of a body's budget are often published apart.

They teach each other their words and are judged together; each keeps a draft of its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.read.bodies import NOBODY, tell_body
from analysis.read.draft.additions import rename_terms
from analysis.read.draft.draft import Cells, Draft

if TYPE_CHECKING:
    from analysis.read.batch import FileReading

_KIND = "kind_in_title"
_IDS = {"figures": "figure_id", "links": "link", "text-findings": "finding"}
_NAMING = ("figure_id", "derivation", "link", "figure", "figures", "finding")  # columns that hold ids


def group_files(readings: Sequence["FileReading"]) -> list[list[int]]:
    """Return the places of the files that make up each disclosure; a file that was not read stands alone.

    Files belong together that name the same body, year and kind of document, where no table stands in two of them and
    some have tables. A text that names no body belongs to the only one that all others name.
    """
    bodies = [tell_body(one.document) if one.document else NOBODY for one in readings]
    named = {body for body in bodies if body.name}
    keys = [
        (next(iter(named)) if not body.name and len(named) == 1 else body, one.draft and one.draft.document[_KIND])
        for body, one in zip(bodies, readings, strict=True)
    ]
    groups: list[list[int]] = []
    for place, one in enumerate(readings):
        same = (group for group in groups if keys[group[0]] == keys[place] and keys[place][0].name)
        fitting = (group for group in same if all(_fits(one, readings[other]) for other in group))
        group = next(fitting, None)
        if group is None:
            groups.append([place])
        else:
            group.append(place)
    return groups


def _fits(one: "FileReading", other: "FileReading") -> bool:
    """Return whether two files of a body may be one disclosure and are not two editions of it."""
    if one.reading is None or other.reading is None or one.reading.year != other.reading.year:
        return False
    titles = [{(table.form, table.title) for table in reading.tables} for reading in (one.reading, other.reading)]
    return any(titles) and not titles[0] & titles[1]


def join_drafts(drafts: Sequence[Draft]) -> Draft:
    """Return the drafts of one disclosure as one, so that its parts are checked against each other.

    The ids of the first stay; those of the others count on.
    """
    first = drafts[0]
    tables: dict[str, list[Cells]] = {kind: list(rows) for kind, rows in first.tables.items()}
    questions = list(first.questions)
    for draft in drafts[1:]:
        names = dict(_count_on(tables, draft))
        for kind, rows in draft.tables.items():
            tables.setdefault(kind, []).extend(_rename(row, names) for row in rows)
        questions += [replace(one, figures=tuple(names[figure] for figure in one.figures)) for one in draft.questions]
    return Draft(tables, tuple(questions))


def _count_on(tables: Mapping[str, Sequence[Cells]], draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield each id of a draft with the next one that is free."""
    for kind, column in _IDS.items():
        numbers = [int(re.sub(r"\D", "", row[column])) for row in tables.get(kind, ())]
        last = max(numbers, default=0)
        own = dict.fromkeys(row[column] for row in draft.tables.get(kind, ()))
        yield from ((name, f"{name[0]}{number:02d}") for number, name in enumerate(own, start=last + 1))


def _rename(row: Cells, names: Mapping[str, str]) -> Cells:
    return row | {column: rename_terms(row[column], names) for column in _NAMING if row.get(column)}
