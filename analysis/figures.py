"""Figures as a document prints them, made exact: a table with one row for each printed number.

A figure is traced by its id (F01 …) to the document and the place where it is printed. A derived figure is
a sum or difference of stated ones and says which; it is computed here and never typed.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from typing import Any

import pandas as pd

from analysis.money import AmountError, Quantity, Unit, count_decimals, format_number, parse_quantity
from analysis.tables import DataFolder, Row

CHANGES = ("increase", "decrease")
RATES = ("change-rate", "share", "completion-rate")
UNITS_FILE = "units.csv"
ALL = "all"  # what a blank fund or scope stands for
UNKNOWN_PART = "part-"  # begins the scope of a column that nobody knows; its table and place follow, in letters
# The table `figures`, in order. value and rounding are 分 (money), pieces (count), ten-thousandths (measure) or
# millionths (rate); line is that of the data file.
FIGURE_TYPES: Mapping[str, str] = {
    "department": "category", "report_year": "int32", "figure_id": "category", "fiscal_year": "int32",
    "scheme": "category", "code": "category", "label": "category", "measure": "category", "base_year": "Int32",
    "flow": "category", "phase": "category", "fund": "category", "scope": "category", "printed": "str",
    "unit": "category", "kind": "category", "value": "int64", "rounding": "int64", "decimals": "int8",
    "approximate": "bool", "basis": "category", "derivation": "category", "document": "category",
    "table": "category", "locator": "category", "page": "Int32", "span": "str", "line": "int32",
}  # fmt: skip
_TERM = re.compile(r"([+-]?) *(F[0-9]+)")
_DERIVATION = re.compile(r"F[0-9]+( *[+-] *F[0-9]+)*")
# What makes two rows one figure at one place.
MEANING = (
    "fiscal_year", "scheme", "code", "measure", "base_year", "flow", "phase", "fund", "scope", "document", "locator",
    "label", "span",
)  # fmt: skip

_pick_meaning = itemgetter(*MEANING)

Cells = dict[str, Any]


def read_units(folder: DataFolder) -> dict[str, Unit]:
    """Return the units by name; the lines of those that figures use are checked when these are known.

    Until then a unit whose scale is no number has the scale 0: that it is wrong is said once, at its line.
    """
    before = len(folder.problems)
    rows = folder.peek("units", UNITS_FILE)
    if len(folder.problems) > before:
        folder.refused.add(UNITS_FILE)
    scales = [int(row["scale"]) if re.fullmatch("[0-9]{1,15}", row["scale"]) else 0 for row in rows]
    return {
        row["unit"]: Unit(row["unit"], row["kind"], scale, row["name_en"])
        for row, scale in zip(rows, scales, strict=True)
    }


def measure_rows(folder: DataFolder, file: str, year: int, units: Mapping[str, Unit]) -> list[Cells]:
    """Return the rows of a file that was read, as cells of FIGURE_TYPES; problems go to the folder.

    A row whose unit is not known is left out.
    """
    rows, before = folder.files[file], len(folder.problems)
    for row in rows:
        check_row(folder, row, year, units)
    _check_repeats(folder, rows)
    readable = [row for row in rows if folder.refer(row, "unit", units, UNITS_FILE)]
    stated = {row["figure_id"]: _read_stated(folder, row, units) for row in readable if row["basis"] != "derived"}
    known = {
        row["figure_id"]: (quantity, units[row["unit"]])
        for row in readable
        if (quantity := stated.get(row["figure_id"]))
    }
    made = []
    for row in readable:
        quantity = stated.get(row["figure_id"])
        if row["basis"] == "derived":
            quantity = derive(folder, file, row, units[row["unit"]], known)
        if quantity:
            made.append(_make_cells(row, year, units[row["unit"]], quantity))
    if len(folder.problems) > before or len(readable) < len(rows):
        folder.refused.add(file)
    return made


def make_frame(cells: Sequence[Cells], columns: Mapping[str, str]) -> pd.DataFrame:
    """Return rows of cells as a table with these columns and dtypes."""
    values = zip(*map(itemgetter(*columns), cells), strict=True) if cells else repeat((), len(columns))
    return pd.DataFrame(
        {name: _make_column(one, kind) for (name, kind), one in zip(columns.items(), values, strict=True)}
    )


def _make_column(values: Sequence[Any], kind: str) -> Any:
    """Return values as an array of a dtype; of categories, which are text, quicker than pandas' own way."""
    if kind != "category":
        return pd.Series(values, dtype=kind)
    names = sorted(set(values))
    places = {name: place for place, name in enumerate(names)}
    return pd.Categorical.from_codes([places[one] for one in values], pd.Index(names, dtype="str"))


def check_row(folder: DataFolder, row: Row, year: int, units: Mapping[str, Unit]) -> None:
    """Note what is wrong with a row of a report year by itself."""
    _check_years(folder, row, year)
    _check_basis(folder, row)
    _check_unit(folder, row, units)


def _check_years(folder: DataFolder, row: Row, year: int) -> None:
    cells = row.cells
    if int(cells["fiscal_year"]) > year:
        folder.note(row, "fiscal_year", "data.wrong-year", wanted=year)
    changes = cells["measure"] in {*CHANGES, "change-rate"}
    latest = int(cells["fiscal_year"]) - (cells["phase"] == "approved")  # what was spent may be against its own budget
    if changes and not (cells["base_year"] and int(cells["base_year"]) <= latest):
        folder.note(row, "base_year", "data.needs-base-year", measure=cells["measure"])
    if cells["base_year"] and not changes:
        folder.note(row, "base_year", "data.no-base-year", measure=cells["measure"])


def _check_unit(folder: DataFolder, row: Row, units: Mapping[str, Unit]) -> None:
    if row["measure"] in RATES and row["unit"] in units and units[row["unit"]].kind != "rate":
        folder.note(row, "unit", "data.needs-rate-unit", measure=row["measure"])


def _check_basis(folder: DataFolder, row: Row) -> None:
    cells = row.cells
    derived = cells["basis"] == "derived"
    if derived and cells["printed"]:
        folder.note(row, "printed", "data.derived-printed")
    if derived and not _DERIVATION.fullmatch(cells["derivation"]):
        folder.note(row, "derivation", "data.needs-derivation")
    if cells["derivation"] and not derived:
        folder.note(row, "derivation", "data.no-derivation")
    if cells["basis"] == "declared-none" and (not cells["printed"] or any(c.isdigit() for c in cells["printed"])):
        folder.note(row, "printed", "data.none-printed")


def _check_repeats(folder: DataFolder, rows: Sequence[Row]) -> None:
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        earlier = seen.setdefault(_pick_meaning(row.cells), row)
        if earlier is not row:
            values = {"earlier": earlier["figure_id"], "earlier_line": earlier.line}
            folder.note(row, "figure_id", "data.repeated-figure", **values)


def _read_stated(folder: DataFolder, row: Row, units: Mapping[str, Unit]) -> Quantity | None:
    if row["basis"] == "declared-none":
        return Quantity(0, 0)
    quantity = _measure_once(row["printed"], units[row["unit"]])
    if isinstance(quantity, Quantity):
        return quantity
    folder.note(row, "printed", quantity)
    return None


def measure(printed: str, unit: Unit) -> Quantity | str:
    """Return the exact quantity, or the reason why there is none."""
    try:
        return parse_quantity(printed, unit)
    except AmountError as error:
        return error.reason


_measure_once = lru_cache(maxsize=100_000)(measure)  # of many reports most numbers come more than once


def _find_terms(folder: DataFolder, file: str, row: Row, known: Mapping[str, object]) -> bool:
    """Return whether a derivation names stated figures only; one refused before is not reported again."""
    missing = [figure_id for _, figure_id in parse_derivation(row["derivation"]) if figure_id not in known]
    if missing and file not in folder.refused:
        refused = {one["figure_id"] for one in folder.files[file] if one["basis"] != "derived"}
        if unknown := [figure_id for figure_id in missing if figure_id not in refused]:
            folder.note(row, "derivation", "data.unknown-figure", missing=", ".join(unknown))
    return not missing


def derive(
    folder: DataFolder, file: str, row: Row, unit: Unit, known: Mapping[str, tuple[Quantity, Unit]]
) -> Quantity | None:
    """Return the quantity of a derived figure from the known ones of its file; None, which is noted, if it has none."""
    if not _find_terms(folder, file, row, known):
        return None
    parts = [(sign, *known[figure_id]) for sign, figure_id in parse_derivation(row["derivation"])]
    if any(other.kind != unit.kind for _, _, other in parts):
        folder.note(row, "derivation", "data.mixed-units", unit=unit.name)
        return None
    value = sum(sign * quantity.value for sign, quantity, _ in parts)
    rounding = sum(quantity.rounding for _, quantity, _ in parts)
    return Quantity(value, rounding, any(quantity.approximate for _, quantity, _ in parts))


def parse_derivation(derivation: str) -> list[tuple[int, str]]:
    """Return (sign, figure id) for each term of a derivation such as `F15 + F19`."""
    return [(-1 if sign == "-" else 1, figure_id) for sign, figure_id in _TERM.findall(derivation)]


def _make_cells(row: Row, year: int, unit: Unit, quantity: Quantity) -> Cells:
    cells = row.cells
    return {
        **cells,
        "report_year": year,
        "fiscal_year": int(cells["fiscal_year"]),
        "base_year": int(cells["base_year"]) if cells["base_year"] else None,
        "fund": cells["fund"] or ALL,
        "scope": cells["scope"] or ALL,
        "printed": cells["printed"].strip(),
        "kind": unit.kind,
        "value": quantity.value,
        "rounding": quantity.rounding,
        "decimals": count_decimals(cells["printed"]),
        "approximate": quantity.approximate,
        "page": int(cells["page"]) if cells["page"] else None,
        "line": row.line,
    }


def show_number(value: int, printed: str, basis: str, unit: Unit) -> str:
    """Return the number as printed; of a derived figure the computed number, with every place."""
    return format_exactly(value, unit) if basis == "derived" else printed


def format_exactly(value: int | Fraction, unit: Unit) -> str:
    """Return a value of the smallest part in a unit with every place: two at least, of a count as many as it has."""
    number, least = Fraction(value) / unit.scale, 0 if unit.kind == "count" else 2
    places = next((n for n in range(least, 13) if (number * 10**n).denominator == 1), least)
    return format_number(number, places)
