"""Reading of data files: decoded strictly, validated against their Table Schema, every problem collected.

The Table Schemas in `data/table-schemas/` are the one description of the data: the loader, the data package
and the data dictionary all read it. Cells stay text here; what they mean is the business of figures.py and schemes.py.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from analysis.errors import Problem, UserError
from analysis.texts import say

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
DATA_FOLDER = PROJECT_FOLDER / "data"
SCHEMA_FOLDER = DATA_FOLDER / "table-schemas"


@dataclass(frozen=True)
class Row:
    """One row of a data file: its cells as text, and where it stands."""

    cells: Mapping[str, str]
    file: str
    line: int

    def __getitem__(self, column: str) -> str:
        """Return the cell of `column`."""
        return self.cells[column]


@dataclass(frozen=True)
class FileRecord:
    """What was read: path below the data folder, content hash, size and number of data rows."""

    path: str
    sha256: str
    size_bytes: int
    rows: int
    encoding: str


@dataclass
class DataFolder:
    """A data folder being read; `problems` and `records` grow with every file."""

    path: Path
    lang: str
    problems: list[Problem] = field(default_factory=list)
    records: list[FileRecord] = field(default_factory=list)

    def read(self, table: str, relative: str) -> list[Row]:
        """Return the valid rows of one file of kind `table`; what is wrong goes to `problems`."""
        shown = _show_path(self.path / relative)
        try:
            content = (self.path / relative).read_bytes()
        except OSError as error:
            self._note(shown, 0, "", "", "data.unreadable", reason=error.strerror or str(error))
            return []
        text, encoding = decode_text(content)
        if text is None:
            self._note(shown, 0, "", "", "data.not-text")
            return []
        rows = self._validate(table, shown, text)
        digest = hashlib.sha256(content).hexdigest()
        self.records.append(FileRecord(relative, digest, len(content), len(rows), encoding))
        return rows

    def note(self, row: Row, column: str, key: str, **values: object) -> None:
        """Record a problem at a cell of a row."""
        self._note(row.file, row.line, column, row[column] if column else "", key, **values)

    def stop_on_problems(self) -> None:
        """Raise UserError with every problem found so far, if there is any."""
        if self.problems:
            headline = say(self.lang, "data.refused", count=len(set(self.problems)))
            raise UserError(headline, self.problems)

    def _note(self, file: str, line: int, column: str, value: str, key: str, **values: object) -> None:
        message = say(self.lang, key, value=_shorten(value), **values)
        self.problems.append(Problem(file, line, column, value, message))

    def _validate(self, table: str, shown: str, text: str) -> list[Row]:
        lines = self._split(shown, text)
        columns = [column["name"] for column in read_schema(table)["fields"]]
        if not lines:
            self._note(shown, 0, "", "", "data.empty", columns=", ".join(columns))
            return []
        header = [name.strip() for name in lines[0][1]]
        if not self._accept_header(shown, header, columns):
            return []
        rows, whole = [], []
        for line, cells in lines[1:]:
            if len(cells) != len(header):
                self._note(shown, line, "", "", "data.cells", found=len(cells), wanted=len(header))
                continue
            by_name = dict(zip(header, cells, strict=True))
            rows.append(Row(by_name, shown, line))
            whole.append([by_name[column] for column in columns])
        return self._check_cells(table, columns, rows, whole)

    def _split(self, shown: str, text: str) -> list[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        lines: list[tuple[int, list[str]]] = []
        start = 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    lines.append((start, cells))
                start = reader.line_num + 1
        except csv.Error as error:
            self._note(shown, start, "", "", "data.broken-line", reason=error)
        return lines

    def _accept_header(self, shown: str, header: list[str], columns: list[str]) -> bool:
        faults = {
            "data.missing-column": [name for name in columns if name not in header],
            "data.unknown-column": [name for name in header if name not in columns],
            "data.repeated-column": sorted({name for name in header if header.count(name) > 1}),
        }
        for key, names in faults.items():
            for name in names:
                self._note(shown, 1, name, name, key, columns=", ".join(columns))
        return not any(faults.values())

    def _check_cells(
        self, table: str, columns: list[str], rows: list[Row], whole: list[list[str]]
    ) -> list[Row]:
        from frictionless import Resource, Schema

        if not rows:
            return rows
        # References between files are checked where they are used, with messages that list what is allowed.
        described = {name: part for name, part in read_schema(table).items() if name != "foreignKeys"}
        schema = Schema.from_descriptor(described)
        report = Resource(data=[columns, *whole], schema=schema).validate()
        bad: set[int] = set()
        for error in report.flatten(["rowNumber", "fieldName", "type", "note"]):
            number, column, kind, detail = error
            row = rows[number - 2]
            bad.add(number - 2)
            self._note_cell(table, row, column, kind, detail)
        return [row for index, row in enumerate(rows) if index not in bad]

    def _note_cell(self, table: str, row: Row, column: str | None, kind: str, detail: str) -> None:
        schema = read_schema(table)
        if kind in {"primary-key", "unique-error"}:
            key = column or "+".join(schema.get("primaryKey", []))
            value = " ".join(row[name] for name in key.split("+"))
            self._note(row.file, row.line, key, value, "data.repeated-key")
            return
        name = column or columns_of(table)[0]
        described = next(one for one in schema["fields"] if one["name"] == name)
        allowed = describe_allowed(described, self.lang)
        key = "data.required" if not row[name].strip() and "required" in detail else "data.not-allowed"
        self._note(row.file, row.line, name, row[name], key, allowed=allowed)


def decode_text(content: bytes) -> tuple[str | None, str]:
    """Return (text, encoding) or (None, "") for bytes that are no text.

    Order: byte order mark, strict UTF-8, then GB18030, which would decode some UTF-8 into nonsense if tried first.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        return None, ""
    else:
        encodings = ["utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return (None, "") if "\N{REPLACEMENT CHARACTER}" in text else (text, encoding)
    return None, ""


@cache
def read_schema(table: str) -> dict[str, Any]:
    """Return the Table Schema of a kind of file as a dictionary (do not change it)."""
    schema: dict[str, Any] = json.loads((SCHEMA_FOLDER / f"{table}.json").read_text(encoding="utf-8"))
    return schema


def columns_of(table: str) -> list[str]:
    """Return the column names of a kind of file, in order."""
    return [column["name"] for column in read_schema(table)["fields"]]


def describe_allowed(column: Mapping[str, Any], lang: str) -> str:
    """Return in words what a column accepts, from its Table Schema field."""
    constraints = column.get("constraints", {})
    parts = []
    if "enum" in constraints:
        parts.append(say(lang, "data.allowed.enum", values=" | ".join(constraints["enum"])))
    if "pattern" in constraints:
        parts.append(say(lang, "data.allowed.pattern", pattern=constraints["pattern"]))
    if column["type"] in {"integer", "number", "date"}:
        parts.append(say(lang, f"data.allowed.{column['type']}"))
    bounds = [str(constraints[name]) for name in ("minimum", "maximum") if name in constraints]
    if bounds:
        parts.append(say(lang, "data.allowed.range", bounds=" … ".join(bounds)))
    meaning = column.get("title" if lang == "zh" else "description", "")
    return ("；" if lang == "zh" else "; ").join([*parts, meaning] if meaning else parts)


def list_names(names: Iterable[str]) -> str:
    """Return names for a message: sorted, at most twenty."""
    ordered = sorted(names)
    return ", ".join(ordered[:20]) + (" …" if len(ordered) > 20 else "")


def _show_path(path: Path) -> str:
    try:
        return path.resolve().relative_to(PROJECT_FOLDER).as_posix()
    except ValueError:
        return path.as_posix()


def _shorten(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:57]}…"
