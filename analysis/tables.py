"""Reading of data files: decoded strictly, validated against their Table Schema, every problem collected.

Cells stay text here; what they mean is the business of figures.py and schemes.py, and whether a name stands where it
should, that of references.py.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from analysis.decoding import decode_text, find_damage
from analysis.errors import Problem, UserError
from analysis.money import strip_controls
from analysis.table_schemas import columns_of, describe_allowed, find_faults, keys_of, optional_columns_of, read_schema
from analysis.texts import say

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
DATA_FOLDER = PROJECT_FOLDER / "data"
DEFAULT_DATA_DIR = "../data"  # of the notebooks

LONGEST_CELL = 2000
csv.field_size_limit(2**31 - 1)  # a cell that is too long is refused here, with its column
# Kinds of file that data folders from before do not have.
_NEW = {"identities.csv", "identity-terms.csv", "measures.csv", "required-tables.csv", "thresholds.csv"}
# Of these there may be none to list; their file still exists, so that nothing is left out unseen.
_MAY_BE_EMPTY = {
    "concordances", "scoring", "statements", "unit-costs", "corrections", "links", "coverage", "text-findings", "codes",
    "identities", "identity-terms", "scheme-codes",
}  # fmt: skip


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
    """What was read: path below the data folder, content hash, size, number of data rows, encoding.

    Of a file that all departments share only the rows that were used count: `content` is a file of these; it is None
    for a file that was used whole.
    """

    path: str
    sha256: str
    size_bytes: int
    rows: int
    encoding: str
    content: bytes | None = None


@dataclass(frozen=True)
class _Wanted:
    """What is asked of a file: columns, those that it may lack, which rows count (None: all), and how strictly."""

    columns: Sequence[str]
    optional: Collection[str]
    keep: Callable[[Row], bool] | None = None
    may_be_empty: bool = True
    checked: bool = True

    def has(self, row: Row) -> bool:
        """Return whether a row counts."""
        return self.keep is None or self.keep(row)


@dataclass
class DataFolder:
    """A data folder being read; what was read and what is wrong with it grow with every file.

    `files` holds the accepted rows by path below the folder, `refused` the paths with something not accepted.
    """

    path: Path
    lang: str
    problems: list[Problem] = field(default_factory=list)
    records: list[FileRecord] = field(default_factory=list)
    files: dict[str, list[Row]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    _peeked: dict[str, list[Row]] = field(default_factory=dict)

    def read(self, table: str, relative: str, keep: Callable[[Row], bool] | None = None) -> list[Row]:
        """Return the accepted rows of one file of kind `table`; what is wrong goes to `problems`.

        With `keep` only the rows for which it holds are checked, returned and recorded: another department's line in a
        shared file neither stops nor changes a report.
        """
        [rows] = self.read_all(table, [relative], keep)
        if keep:
            self.replace(table, relative, rows)
        return rows

    def read_all(
        self, table: str, relatives: Sequence[str], keep: Callable[[Row], bool] | None = None
    ) -> list[list[Row]]:
        """Return the accepted rows of several files of one kind; checked together, which is quicker."""
        wanted = _Wanted(columns_of(table), optional_columns_of(table), keep, table in _MAY_BE_EMPTY)
        found: list[list[Row]] = []
        for relative in relatives:
            before = len(self.problems)
            found.append(self._read(relative, wanted))
            if len(self.problems) > before:
                self.refused.add(relative)
        bad = self._check_cells(table, [row for rows in found for row in rows])
        for place, relative in enumerate(relatives):
            good = [row for row in found[place] if id(row) not in bad]
            if len(good) < len(found[place]):
                self.refused.add(relative)
            self.files[relative] = found[place] = good
        return found

    def replace(self, table: str, relative: str, rows: list[Row]) -> None:
        """Take these rows as those of a file read before that were used."""
        self.files[relative] = rows
        record = _record_rows(relative, rows, columns_of(table))
        self.records = [record if one.path == relative else one for one in self.records]

    def find(self, relative: str) -> Path:
        """Return the path of a shared file; the project's own where a folder from before has none of this kind."""
        return self.path / relative if self.owns(relative) or relative not in _NEW else DATA_FOLDER / relative

    def owns(self, relative: str) -> bool:
        """Return whether a file is in the folder itself."""
        return (self.path / relative).exists()

    def peek(self, table: str, relative: str) -> list[Row]:
        """Return the rows of a shared file for the names in them; no line is checked and nothing is recorded."""
        if relative not in self._peeked:
            records = list(self.records)
            wanted = _Wanted(columns_of(table), optional_columns_of(table), checked=False)
            self._peeked[relative] = self._read(relative, wanted)
            self.records = records
        return self._peeked[relative]

    def read_unchecked(self, relative: str, columns: list[str]) -> list[Row]:
        """Return the rows of a file that has these columns, whatever stands in their cells: of a draft."""
        return self._read(relative, _Wanted(columns, frozenset(columns)))

    def forget(self, part: str) -> None:
        """Let go of the rows of files with `part` in their path: millions of them would fill the memory."""
        self.files = {name: rows for name, rows in self.files.items() if part not in name}

    def note(self, row: Row, column: str, key: str, **values: object) -> None:
        """Record a problem at a cell of a row."""
        self.note_at(row.file, row.line, column, row[column], key, **values)

    def note_at(self, file: str, line: int, column: str, value: str, key: str, **values: object) -> None:
        """Record a problem at a cell of a file, or of the file as a whole: of line 0."""
        message = say(self.lang, key, value=_shorten(value), **values)
        self.problems.append(Problem(file, line, column, value, message))

    def refer(self, row: Row, column: str, allowed: Collection[str], target: str, name: str | None = None) -> bool:
        """Return whether a cell, or `name` as a part of it, is one of the names in `target`; note if not.

        Nothing is noted when part of `target` was refused: the name may stand in a refused line.
        """
        name = row[column] if name is None else name
        if name in allowed:
            return True
        self.note_unknown(row.file, row.line, column, row[column], target, allowed, name)
        return False

    def note_unknown(
        self,
        file: str,
        line: int,
        column: str,
        value: str,
        target: str,
        allowed: Iterable[str],
        name: str | None = None,
    ) -> None:
        """Record that a cell, or `name` as a part of it, is none of the names in `target`; see refer."""
        if target not in self.refused:
            shown = _shorten(value if name is None else name)
            values = {"name": shown, "target": show_path(self.path / target), "allowed": list_names(allowed)}
            self.note_at(file, line, column, value, "data.unknown-name", **values)

    def stop_on_problems(self) -> None:
        """Raise UserError with every problem found so far, if there is any."""
        if self.problems:
            headline = say(self.lang, "data.refused", count=len(set(self.problems)))
            raise UserError(headline, self.problems)

    def _read(self, relative: str, wanted: _Wanted) -> list[Row]:
        path = self.find(relative)
        shown = show_path(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            key = "data.missing-file" if isinstance(error, FileNotFoundError) else "data.unreadable"
            self.note_at(shown, 0, "", "", key, reason=error.strerror or str(error))
            return []
        text, encoding = decode_text(content)
        if text is None:
            self.note_at(shown, find_damage(content), "", "", "data.not-text")
            return []
        rows = self._make_rows(shown, text, wanted)
        self._record(relative, content, len(rows), encoding)
        return rows

    def read_columns(self, table: str, relative: str) -> dict[str, tuple[str, ...]] | None:
        """Return the cells of a file by column, none of them checked, row for row the lines from the second on.

        None, with nothing noted, where the file is not plainly one of this kind: reading it by rows tells.
        """
        try:
            content = self.find(relative).read_bytes()
        except OSError:
            return None
        text, encoding = decode_text(content)
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header, *lines = reader
        except (csv.Error, ValueError):
            return None
        header = [name.strip() for name in header]
        columns, width = columns_of(table), len(header)
        whole = reader.line_num == len(lines) + 1 and {*map(len, lines)} == {width}  # no line break in a cell
        if (
            not whole
            or len({*header}) < width
            or not {*columns} - optional_columns_of(table) <= {*header} <= {*columns}
        ):
            return None
        self._record(relative, content, len(lines), encoding)
        found = dict(zip(header, zip(*lines, strict=True), strict=True))
        return {name: found.get(name) or ("",) * len(lines) for name in columns}

    def _record(self, relative: str, content: bytes, rows: int, encoding: str) -> None:
        digest = hashlib.sha256(content).hexdigest()
        self.records.append(FileRecord(relative, digest, len(content), rows, encoding))

    def _make_rows(self, shown: str, text: str, wanted: _Wanted) -> list[Row]:
        lines, broken = _split(text)
        if not lines and not broken:
            self.note_at(shown, 0, "", "", "data.empty", columns=", ".join(wanted.columns))
        header = [name.strip() for name in lines[0][1]] if lines else []
        if lines and not self._accept_header(shown, lines[0][0], header, wanted):
            return []
        if broken:
            line, reason = broken
            self.note_at(shown, line, "", "", "data.broken-line", reason=reason)
        elif len(lines) == 1 and not wanted.may_be_empty:
            self.note_at(shown, 0, "", "", "data.no-rows")
        blank = dict.fromkeys((name for name in wanted.columns if name not in header), "")
        made = [(Row(blank | _name_cells(header, cells), shown, line), cells) for line, cells in lines[1:]]
        return [
            row
            for row, cells in made
            if wanted.has(row) and (not wanted.checked or self._accept_line(row, cells, len(header)))
        ]

    def _accept_header(self, shown: str, line: int, header: list[str], wanted: _Wanted) -> bool:
        columns = ", ".join(wanted.columns)
        if not set(header) & set(wanted.columns):
            self.note_at(shown, line, "", ",".join(header), "data.no-header", columns=columns)
            return False
        needed = [name for name in wanted.columns if name not in wanted.optional]
        faults = {
            "data.missing-column": [name for name in needed if name not in header],
            "data.unknown-column": [name for name in header if name not in wanted.columns],
            "data.repeated-column": sorted({name for name in header if header.count(name) > 1}),
        }
        for key, names in faults.items():
            for name in names:
                self.note_at(shown, line, _shorten(name), name, key, columns=columns)
        return not any(faults.values())

    def _accept_line(self, row: Row, cells: Sequence[str], wanted: int) -> bool:
        """Return whether a line has a cell for each column and none that runs on; note if not."""
        if len(cells) == wanted and _is_plain("".join(cells)):
            return True
        if len(cells) != wanted:
            self.note_at(row.file, row.line, "", ",".join(cells), "data.cells", found=len(cells), wanted=wanted)
            return False
        faults = {
            "data.line-break": [name for name, cell in row.cells.items() if "\n" in cell or "\r" in cell],
            "data.too-long": [name for name, cell in row.cells.items() if len(cell) > LONGEST_CELL],
        }
        for key, names in faults.items():
            for name in names:
                self.note(row, name, key, limit=LONGEST_CELL)
        return not any(faults.values())

    def _check_cells(self, table: str, rows: Sequence[Row]) -> set[int]:
        """Return the rows (by their id) that the Table Schema refuses; what is wrong goes to `problems`."""
        pick = itemgetter(*columns_of(table))
        faults = find_faults(table, tuple(pick(row.cells) for row in rows))
        for index, column, detail in faults:
            self._note_cell(table, rows[index], column, detail)
        return {id(rows[index]) for index, *_ in faults} | self._find_repeats(table, rows)

    def _note_cell(self, table: str, row: Row, column: str, detail: str) -> None:
        described = next(one for one in read_schema(table)["fields"] if one["name"] == column)
        text = "data.required" if not row[column] and "required" in detail else "data.not-allowed"
        self.note(row, column, text, allowed=describe_allowed(described, self.lang))

    def _find_repeats(self, table: str, rows: Sequence[Row]) -> set[int]:
        """Return the rows (by their id) that repeat the key of an earlier row of their file."""
        bad: set[int] = set()
        for key in keys_of(table):
            first: dict[tuple[str, ...], Row] = {}
            for row in rows:
                values = tuple(row[name] for name in key)
                earlier = first.setdefault((row.file, *values), row)
                if earlier is not row and any(values):  # a blank key is said of the cell itself
                    bad.add(id(row))
                    where = {"earlier_line": earlier.line}
                    self.note_at(row.file, row.line, "+".join(key), " ".join(values), "data.repeated-key", **where)
        return bad


def _is_plain(line: str) -> bool:
    """Return whether cells, put together, are so short and plain that none of them can be at fault."""
    return len(line) <= LONGEST_CELL and "\n" not in line and "\r" not in line


def _name_cells(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Return the cells by column, blank where a line is too short."""
    filled = cells if len(cells) >= len(header) else [*cells, *[""] * len(header)]
    if any(map(str.isspace, filled)):
        filled = [cell if cell.strip() else "" for cell in filled]
    return dict(zip(header, filled, strict=False))


def _split(text: str) -> tuple[list[tuple[int, list[str]]], tuple[int, str] | None]:
    """Return (number of its first line, cells) for each row that is not blank, and the place of one that is broken.

    Nothing is read behind a broken row.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if "".join(cells).strip():
                lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        return lines, (start, str(error))
    return lines, None


def write_rows(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows as a data file: a header, commas, LF."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _record_rows(relative: str, rows: Sequence[Row], columns: Sequence[str]) -> FileRecord:
    content = write_rows(columns, (row.cells for row in rows)).encode()
    return FileRecord(relative, hashlib.sha256(content).hexdigest(), len(content), len(rows), "utf-8", content)


def list_names(names: Iterable[str]) -> str:
    """Return names for a message: sorted, at most twenty."""
    ordered = sorted(names)
    return (", ".join(ordered[:20]) + (" …" if len(ordered) > 20 else "")) or "—"


def show_path(path: Path) -> str:
    """Return a path for people: below the project as data/…, elsewhere in full."""
    try:
        return path.resolve().relative_to(PROJECT_FOLDER).as_posix()
    except ValueError:
        return path.as_posix()


def _shorten(value: str) -> str:
    value = strip_controls(value)
    return value if len(value) <= 60 else f"{value[:57]}…"
