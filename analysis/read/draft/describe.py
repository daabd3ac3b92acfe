"""What identifies a document, filled in where a person typed its row: SHA-256, size, characters and encoding.

A blank cell means that nobody has looked yet. A cell that is filled is never changed: another file is another document.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from analysis.errors import Problem, UserError
from analysis.read.draft.draft import Cells, identify
from analysis.read.files.limits import bounded
from analysis.read.files.open import read_document
from analysis.read.files.passages import RAW, list_raw_files
from analysis.table_schemas import columns_of
from analysis.tables import DataFolder, Row, show_path, write_rows
from analysis.texts import say


def describe_documents(data: Path, department: str, year: int, lang: str) -> tuple[list[str], list[Problem]]:
    """Fill the blank cells of a year's documents; return the files that were described, and why others were not.

    UserError when the table cannot be read or written.
    """
    path = data / "documents" / department / f"{year}.csv"
    folder = DataFolder(data, lang)
    rows = folder.read_unchecked(path.relative_to(data).as_posix(), columns_of("documents"))
    folder.stop_on_problems()
    described: list[Cells] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            described.append(_describe(row, data, lang))
        except UserError as error:
            described.append(dict(row.cells))
            problems.append(Problem(row.file, row.line, "file_name", row["file_name"], str(error)))
    changed = [new["file_name"] for new, row in zip(described, rows, strict=True) if new != row.cells]
    if changed:
        _replace(path, write_rows(columns_of("documents"), described), lang)
    return changed, problems


def _describe(row: Row, data: Path, lang: str) -> Cells:
    """Return the cells of a document, the blank ones filled; UserError when its file is absent, several or another."""
    if row["sha256"] and row["size_bytes"] and row["characters"]:  # a file of layout has no encoding
        return dict(row.cells)
    found = {identity["sha256"]: identity for identity in _identify_files(row["file_name"], data, lang)}
    if len(found) != 1:
        key = "describe.several" if found else "describe.absent"
        raise UserError(say(lang, key, file=row["file_name"], folder=show_path(data / RAW)))
    [identity] = found.values()
    for column in ("sha256", "size_bytes"):
        if row[column] not in ("", identity[column]):
            values = {"column": column, "old": row[column], "new": identity[column]}
            raise UserError(say(lang, "describe.other-file", file=row["file_name"], **values))
    return {name: value or identity.get(name, "") for name, value in row.cells.items()}


def _identify_files(name: str, data: Path, lang: str) -> Iterator[Cells]:
    """Yield what identifies each file of that name among the documents at hand."""
    for path in list_raw_files(data):
        if path.name == name:
            with bounded(name, lang):
                yield identify(read_document(path, lang))


def _replace(path: Path, text: str, lang: str) -> None:
    """Put a table in place in one step."""
    new = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        new.write_text(text, encoding="utf-8", newline="")
        new.replace(path)
    except OSError as error:
        raise UserError(say(lang, "describe.not-writable", file=show_path(path), reason=error.strerror)) from None
    finally:
        with suppress(OSError):  # there is nothing to take away where nothing can be written
            new.unlink()
