"""Whose document it is and of which year: as it says itself, or as a person says; a new body gets its line."""

import csv
import io
import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from analysis.commands.asking import ask, choose, flatten_answer, show
from analysis.errors import UserError
from analysis.read.bodies import Body
from analysis.table_schemas import columns_of
from analysis.tables import Row, show_path
from analysis.texts import say

_NEW, _YES = "new", "y"
_KINDS = ("department", "unit")
_YEARS = range(1950, 2101)  # those of the table schemas
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")  # as table-schemas/departments.json has it
_FILE = "departments.csv"


def confirm(lang: str, text: str, proposal: str = _YES) -> bool:
    """Return whether a person agrees; Enter does, unless nothing is proposed."""
    words = {"y": True, "yes": True, "是": True, "n": False, "no": False, "否": False}

    def refuse(answer: str) -> str:
        return "" if flatten_answer(answer) in words else say(lang, "add.yes-or-no")

    return words[flatten_answer(ask(lang, text, refuse, proposal))]


def ask_year(lang: str, proposal: int | None = None) -> int:
    """Return the fiscal year that a person names."""

    def refuse(answer: str) -> str:
        flat = flatten_answer(answer)
        good = flat.isdecimal() and int(flat) in _YEARS
        return "" if good else say(lang, "add.no-year", first=_YEARS.start, last=_YEARS.stop - 1)

    return int(flatten_answer(ask(lang, say(lang, "add.which-year"), refuse, str(proposal or ""))))


def find_named(head: str, body: Body, departments: Mapping[str, Row]) -> str:
    """Return the one department that a document names in its first lines or as its body, nothing if there is none."""
    fitting = {name: row for name, row in departments.items() if row["body"] in ("", body.kind)}
    # 某局 stands in 某局（本级） and in 某某区某局 too: the longest name counts
    found = sorted(
        (name for name, row in fitting.items() if row["name_zh"] == body.name or row["name_zh"] in head),
        key=lambda name: len(fitting[name]["name_zh"]),
    )
    longest = [name for name in found if len(fitting[name]["name_zh"]) == len(fitting[found[-1]]["name_zh"])]
    return longest[0] if len(longest) == 1 else ""


def ask_department(lang: str, data: Path, body: Body, departments: Mapping[str, Row]) -> str:
    """Return the department that a person chooses; a new one is named and written into departments.csv."""
    names = {name: f"{name}  {row[f'name_{lang}']}{_tell_kind(lang, row)}" for name, row in departments.items()}
    chosen = choose(lang, say(lang, "add.which-body"), names | {_NEW: say(lang, "add.new-body")})
    return _add_department(lang, data, body, departments) if chosen == _NEW else chosen


def _tell_kind(lang: str, row: Row) -> str:
    return f" · {say(lang, 'body.' + row['body'])}" if row["body"] else ""


def _add_department(lang: str, data: Path, body: Body, departments: Mapping[str, Row]) -> str:
    """Return the id of a body that a person names cell by cell, once its line stands in departments.csv."""
    show(say(lang, "add.name-body", file=show_path(data / _FILE)))
    taken = set(departments) | {_NEW}

    def refuse_id(answer: str) -> str:
        if not _ID.fullmatch(answer):
            return say(lang, "add.no-id")
        return say(lang, "add.id-taken", department=answer) if answer in taken else ""

    def refuse_blank(answer: str) -> str:
        return "" if answer and answer.isprintable() else say(lang, "add.blank")

    refusals: dict[str, Callable[[str], str]] = {"department": refuse_id}
    proposals = {"name_zh": body.name}
    columns = [one for one in columns_of("departments") if one not in ("body", "part_of")]
    cells = {
        one: ask(
            lang,
            say(lang, f"add.cell.{one.replace('_', '-')}"),
            refusals.get(one, refuse_blank),
            proposals.get(one, ""),
        )
        for one in ("name_zh", *(one for one in columns if one != "name_zh"))
    }
    kinds = {one: say(lang, f"body.{one}") for one in _KINDS}
    cells["body"] = choose(lang, say(lang, "add.cell.body"), kinds, body.kind)
    _append_row(data / _FILE, cells, lang)
    show(say(lang, "add.body-added", department=cells["department"], file=show_path(data / _FILE)))
    return cells["department"]


def _append_row(file: Path, cells: Mapping[str, str], lang: str) -> None:
    """Add one line to a table, whose other lines stay as they are to the byte."""
    try:
        before = file.read_bytes()
        header = next(csv.reader(io.StringIO(before.decode("utf-8-sig"))))
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([cells.get(one, "") for one in header])
        new = file.with_name(f".{file.name}-{os.getpid()}")
        joint = b"" if before.endswith(b"\n") else b"\n"
        new.write_bytes(before + joint + unicodedata.normalize("NFC", line.getvalue()).encode())
        new.replace(file)
    except OSError as error:
        raise UserError(say(lang, "accept.not-writable", file=show_path(file), reason=error.strerror)) from None
