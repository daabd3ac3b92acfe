"""Files of figures read by column: the same table as row by row, in a third of the time.

A rule is asked once for all rows whose cells it cannot tell apart. Where anything is not plainly as it should be there
is no table: reading row by row then says what is wrong in which cell, or finds that nothing is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.figures import ALL, FIGURE_TYPES, MEANING, UNITS_FILE, check_row, derive, measure
from analysis.money import Quantity, Unit, count_decimals
from analysis.table_schemas import has_faults, keys_of
from analysis.tables import LONGEST_CELL, DataFolder, Row

_ASKED = ("report_year", "fiscal_year", "base_year", "measure", "phase", "unit", "basis", "derivation")
_NONE = Quantity(0, 0)

Ints = np.ndarray[Any, np.dtype[np.int64]]


class _Column(NamedTuple):
    """Cells as their places in the sorted list of what stands in them."""

    names: list[str]
    codes: Ints

    def spread(self, values: Iterable[Any], kind: str) -> Any:
        """Return the value of each cell, given that of each name, as an array of a dtype."""
        if kind != "category":
            return pd.Series(list(values), dtype=kind).array.take(self.codes)
        names, codes = _factorise(values)
        return pd.Categorical.from_codes(codes[self.codes], pd.Index(names, dtype="str"))

    def equals(self, other: "_Column") -> bool:
        """Return whether another column holds the same cells."""
        return self.names == other.names and np.array_equal(self.codes, other.codes)


def _factorise(cells: Iterable[str]) -> _Column:
    kept = list(cells)
    names = sorted(set(kept))
    if len(names) == 1:
        return _Column(names, np.zeros(len(kept), np.int64))
    places = {name: place for place, name in enumerate(names)}
    return _Column(names, np.fromiter(map(places.__getitem__, kept), np.int64, len(kept)))


@dataclass(frozen=True)
class _Table:
    """The cells of some files; each row with the number of its file and its line there."""

    columns: dict[str, _Column]
    files: Ints
    lines: Ints

    def combine(self, names: Iterable[str], key: Ints | None = None) -> tuple[Ints, Ints]:
        """Return the first row of each combination of cells, and for each row the number of its own.

        With `key` rows with another number there are told apart too.
        """
        key = np.zeros(len(self.lines), np.int64) if key is None else key
        first = key[:0]
        for name in names:
            column = self.columns[name]
            key = key * len(column.names) + column.codes
            _, first, key = np.unique(key, return_index=True, return_inverse=True)
        return first, key

    def row(self, place: int, files: Sequence[str]) -> Row:
        """Return a row as reading row by row has it."""
        cells = {name: column.names[column.codes[place]] for name, column in self.columns.items()}
        return Row(cells, files[self.files[place]], int(self.lines[place]))


class _Quantities(NamedTuple):
    """What each row of a table states, or what follows for it."""

    value: Ints
    rounding: Ints
    approximate: Ints


def read_figures(
    folder: DataFolder, places: Sequence[tuple[str, int]], units: Mapping[str, Unit]
) -> pd.DataFrame | None:
    """Return the figures of some departments and years as a table; None, and nothing noted, where one may be wrong.

    Columns as in FIGURE_TYPES. The files are recorded in the folder as those that were read.
    """
    trial = DataFolder(folder.path, folder.lang)
    files = [f"figures/{department}/{year}.csv" for department, year in places]
    trial.refused = set(files)  # so that nobody looks for rows which there are not
    parts = [part for file in files if (part := trial.read_columns("figures", file))]
    if not files or len(parts) < len(files):
        return None
    sizes = [len(part["figure_id"]) for part in parts]
    owners, years = (chain.from_iterable(map(repeat, map(str, one), sizes)) for one in zip(*places, strict=True))
    columns = {name: _factorise(chain.from_iterable(part[name] for part in parts)) for name in parts[0]}
    lines = np.concatenate([np.arange(2, size + 2) for size in sizes])
    table = _Table(columns, np.repeat(np.arange(len(files)), sizes), lines)
    if not _is_plain(table) or not columns["department"].equals(_factorise(owners)):
        return None
    columns["report_year"] = _factorise(years)
    quantities = _measure(trial, table, files, units)
    if quantities is None or trial.problems:
        return None
    folder.records += trial.records
    return _make_frame(table, quantities, units)


def _is_plain(table: _Table) -> bool:
    """Return whether no cell breaks a rule of its column, and no row repeats what a file has once."""
    for name, column in table.columns.items():
        if max(map(len, column.names)) > LONGEST_CELL or any(map(str.isspace, column.names)):
            return False
        if has_faults("figures", name, column.names):
            return False
    keys = (*keys_of("figures"), MEANING)
    return all(len(table.combine(key, table.files)[0]) == len(table.lines) for key in keys)


def _measure(folder: DataFolder, table: _Table, files: Sequence[str], units: Mapping[str, Unit]) -> _Quantities | None:
    """Return the quantities of all rows, None where one has none; what else is wrong is noted in the folder."""
    basis, printed, unit = (table.columns[name] for name in ("basis", "printed", "unit"))
    states = np.array([name == "stated" for name in basis.names])[basis.codes]
    for place in {*table.combine(_ASKED)[0].tolist(), *np.flatnonzero(~states).tolist()}:
        row = table.row(place, files)
        if not folder.refer(row, "unit", units, UNITS_FILE):
            return None
        check_row(folder, row, int(row["report_year"]), units)
    first, kinds = table.combine(("printed", "unit"))
    found = [_NONE] * len(first)
    for kind in np.unique(kinds[states]).tolist():
        place = first[kind]
        quantity = measure(printed.names[printed.codes[place]], units[unit.names[unit.codes[place]]])
        if not isinstance(quantity, Quantity):
            return None
        found[kind] = quantity
    made = [np.array([getattr(one, name) for one in found])[kinds] for name in _Quantities._fields]
    quantities = _Quantities(*(np.where(states, one, 0) for one in made))
    return _derive_all(folder, table, files, units, quantities)


def _derive_all(
    folder: DataFolder, table: _Table, files: Sequence[str], units: Mapping[str, Unit], quantities: _Quantities
) -> _Quantities | None:
    """Return the quantities with those of the derived rows; None where one cannot be derived."""
    basis = table.columns["basis"]
    derived = np.array([name == "derived" for name in basis.names])[basis.codes]
    for file in np.unique(table.files[derived]).tolist():
        there = np.flatnonzero(table.files == file)
        rows = {place: table.row(place, files) for place in there.tolist()}
        known = {
            row["figure_id"]: (Quantity(*(one[place].item() for one in quantities)), units[row["unit"]])
            for place, row in rows.items()
            if not derived[place]
        }
        for place in there[derived[there]].tolist():
            quantity = derive(folder, files[file], rows[place], units[rows[place]["unit"]], known)
            if quantity is None:
                return None
            for name, one in zip(_Quantities._fields, quantities, strict=True):
                one[place] = getattr(quantity, name)
    return quantities


def _make_frame(table: _Table, quantities: _Quantities, units: Mapping[str, Unit]) -> pd.DataFrame:
    """Return a table of FIGURE_TYPES."""
    columns = table.columns
    made = {
        name: column.spread(_read_names(name, column.names), FIGURE_TYPES[name])
        for name, column in columns.items()
        if name in FIGURE_TYPES
    }
    made["kind"] = columns["unit"].spread([units[name].kind for name in columns["unit"].names], "category")
    made["decimals"] = columns["printed"].spread(map(count_decimals, columns["printed"].names), "int8")
    made |= {name: one.astype(FIGURE_TYPES[name]) for name, one in quantities._asdict().items()}
    made["line"] = table.lines.astype(FIGURE_TYPES["line"])
    return pd.DataFrame({name: made[name] for name in FIGURE_TYPES})


def _read_names(column: str, names: Sequence[str]) -> list[Any]:
    """Return what stands in a column as it is in the table."""
    if FIGURE_TYPES[column].lower().startswith("int"):
        return [int(name) if name else None for name in names]
    if column in {"fund", "scope"}:
        return [name or ALL for name in names]
    return [name.strip() for name in names] if column == "printed" else [*names]
