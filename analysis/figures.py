"""Figures as a document prints them, made exact: a `Figure` is one printed number, `Figures` many of them.

A figure is traced by its id (F01 …) to the document and the place where it is printed. A derived figure is
a sum or difference of stated ones and says which; it is computed here and never typed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.money import AmountError, Quantity, Unit, count_decimals, format_number, parse_quantity
from analysis.table_schemas import columns_of
from analysis.tables import DataFolder, Row

CHANGES = ("increase", "decrease")
RATES = ("change-rate", "share", "completion-rate")
_TERM = re.compile(r"([+-]?) *(F[0-9]+)")
_DERIVATION = re.compile(r"F[0-9]+( *[+-] *F[0-9]+)*")


@dataclass(frozen=True)
class Figure:
    """One number as a document prints it, with its exact value and its place."""

    figure_id: str
    department: str
    report_year: int
    fiscal_year: int
    scheme: str
    code: str
    label: str
    measure: str
    base_year: int | None
    phase: str
    printed: str
    unit: Unit
    basis: str
    derivation: str
    document: str
    locator: str
    quantity: Quantity

    @property
    def value(self) -> int:
        """Return the exact value: 分 (money), pieces (count) or millionths (rate)."""
        return self.quantity.value

    @property
    def usable(self) -> bool:
        """Return whether identities and ratios may use it: an approximate number enters none."""
        return not self.quantity.approximate

    @property
    def lost_digits(self) -> bool:
        """Return whether the leading digits are gone: 0余 says "some more than none", which nobody prints."""
        return self.quantity.approximate and self.value == 0

    @property
    def decimals(self) -> int:
        """Return how many decimals are printed."""
        return count_decimals(self.printed)

    @property
    def shown(self) -> str:
        """Return the number as printed; of a derived figure the computed number, with every place."""
        if self.basis != "derived":
            return self.printed
        number = Fraction(self.value, self.unit.scale)
        least = 0 if self.unit.kind == "count" else 2
        places = next(n for n in range(least, 13) if (number * 10**n).denominator == 1)
        return format_number(number, places)

    @property
    def selector(self) -> str:
        """Return scheme/code."""
        return f"{self.scheme}/{self.code}"


class Figures:
    """The figures of one or more reports of one department, in the order of the files."""

    def __init__(self, rows: Iterable[Figure]) -> None:
        """Keep the figures in their order."""
        self._rows = tuple(rows)

    def __iter__(self) -> Iterator[Figure]:
        """Iterate in the order of the files."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Return how many figures there are."""
        return len(self._rows)

    def select(
        self,
        scheme: str | None = None,
        code: str | None = None,
        year: int | None = None,
        phase: str | None = None,
        measure: str | None = "level",
    ) -> list[Figure]:
        """Return the figures that match; an argument of None matches all (measure is `level` if left out)."""
        wanted = {"scheme": scheme, "code": code, "fiscal_year": year, "phase": phase, "measure": measure}
        return [
            figure
            for figure in self._rows
            if all(value is None or getattr(figure, name) == value for name, value in wanted.items())
        ]

    def first(self, selector: str, year: int, phase: str, measure: str = "level") -> Figure | None:
        """Return the first usable figure of `scheme/code`, stated before derived, or None."""
        scheme, _, code = selector.partition("/")
        found = [figure for figure in self.select(scheme, code, year, phase, measure) if figure.usable]
        return min(found, key=lambda figure: figure.basis == "derived", default=None)

    def by_id(self, figure_id: str) -> Figure:
        """Return the figure with this id; KeyError if there is none."""
        for figure in self._rows:
            if figure.figure_id == figure_id:
                return figure
        raise KeyError(figure_id)


def read_units(folder: DataFolder) -> dict[str, Unit]:
    """Return the units by name."""
    rows = folder.read("units", "units.csv")
    return {row["unit"]: Unit(row["unit"], row["kind"], int(row["scale"]), row["name_en"]) for row in rows}


def read_figures(folder: DataFolder, department: str, year: int, units: Mapping[str, Unit]) -> list[Figure]:
    """Return the figures of one report; what is wrong with a row goes to the folder's problems.

    A row whose unit is not known is left out: references.py reports it, like every name that leads nowhere.
    """
    file = f"figures/{department}/{year}.csv"
    rows = folder.read("figures", file)
    for row in rows:
        _check_years(folder, row, year)
        _check_basis(folder, row)
        _check_unit(folder, row, units)
    _check_repeats(folder, rows)
    readable = [row for row in rows if row["unit"] in units]
    stated = [_read_stated(folder, row, year, units) for row in readable if row["basis"] != "derived"]
    known = {figure.figure_id: figure for figure in stated if figure}
    derived = [
        _derive(folder, row, year, units, known)
        for row in readable
        if row["basis"] == "derived" and _find_terms(folder, file, row, known)
    ]
    order = {row["figure_id"]: index for index, row in enumerate(rows)}
    found = [figure for figure in [*stated, *derived] if figure]
    return sorted(found, key=lambda figure: order[figure.figure_id])


def _check_years(folder: DataFolder, row: Row, year: int) -> None:
    if int(row["fiscal_year"]) > year:
        folder.note(row, "fiscal_year", "data.wrong-year", wanted=year)
    changes = row["measure"] in {*CHANGES, "change-rate"}
    if changes and not (row["base_year"] and int(row["base_year"]) < int(row["fiscal_year"])):
        folder.note(row, "base_year", "data.needs-base-year", measure=row["measure"])
    if row["base_year"] and not changes:
        folder.note(row, "base_year", "data.no-base-year", measure=row["measure"])


def _check_unit(folder: DataFolder, row: Row, units: Mapping[str, Unit]) -> None:
    if row["measure"] in RATES and row["unit"] in units and units[row["unit"]].kind != "rate":
        folder.note(row, "unit", "data.needs-rate-unit", measure=row["measure"])


def _check_basis(folder: DataFolder, row: Row) -> None:
    derived = row["basis"] == "derived"
    if derived and row["printed"]:
        folder.note(row, "printed", "data.derived-printed")
    if derived and not _DERIVATION.fullmatch(row["derivation"]):
        folder.note(row, "derivation", "data.needs-derivation")
    if row["derivation"] and not derived:
        folder.note(row, "derivation", "data.no-derivation")
    if row["basis"] == "declared-none" and (not row["printed"] or any(c.isdigit() for c in row["printed"])):
        folder.note(row, "printed", "data.none-printed")


def _check_repeats(folder: DataFolder, rows: Sequence[Row]) -> None:
    seen: dict[tuple[str, ...], Row] = {}
    key = ("fiscal_year", "scheme", "code", "measure", "base_year", "phase", "document", "locator", "label")
    for row in rows:
        earlier = seen.setdefault(tuple(row[column] for column in key), row)
        if earlier is not row:
            folder.note(
                row,
                "figure_id",
                "data.repeated-figure",
                earlier=earlier["figure_id"],
                earlier_line=earlier.line,
            )


def _read_stated(folder: DataFolder, row: Row, year: int, units: Mapping[str, Unit]) -> Figure | None:
    unit = units[row["unit"]]
    if row["basis"] == "declared-none":
        return _make_figure(row, year, unit, Quantity(0, 0))
    try:
        quantity = parse_quantity(row["printed"], unit)
    except AmountError as error:
        folder.note(row, "printed", error.reason)
        return None
    return _make_figure(row, year, unit, quantity)


def _find_terms(folder: DataFolder, file: str, row: Row, known: Mapping[str, Figure]) -> bool:
    """Return whether a derivation names stated figures only; one refused before is not reported again."""
    names = [figure_id for _, figure_id in parse_derivation(row["derivation"])]
    missing = [figure_id for figure_id in names if figure_id not in known]
    refused = {one["figure_id"] for one in folder.files[file] if one["basis"] != "derived"}
    unknown = [figure_id for figure_id in missing if figure_id not in refused]
    if unknown and file not in folder.refused:
        folder.note(row, "derivation", "data.unknown-figure", missing=", ".join(unknown))
    return not missing


def _derive(
    folder: DataFolder, row: Row, year: int, units: Mapping[str, Unit], known: Mapping[str, Figure]
) -> Figure | None:
    unit = units[row["unit"]]
    parts = [(sign, known[figure_id]) for sign, figure_id in parse_derivation(row["derivation"])]
    if any(figure.unit.kind != unit.kind for _, figure in parts):
        folder.note(row, "derivation", "data.mixed-units", unit=unit.name)
        return None
    value = sum(sign * figure.value for sign, figure in parts)
    rounding = sum(figure.quantity.rounding for _, figure in parts)
    approximate = any(not figure.usable for _, figure in parts)
    return _make_figure(row, year, unit, Quantity(value, rounding, approximate))


def parse_derivation(derivation: str) -> list[tuple[int, str]]:
    """Return (sign, figure id) for each term of a derivation such as `F15 + F19`."""
    return [(-1 if sign == "-" else 1, figure_id) for sign, figure_id in _TERM.findall(derivation)]


def _make_figure(row: Row, year: int, unit: Unit, quantity: Quantity) -> Figure:
    cells = {name: row[name] for name in columns_of("figures") if name not in {"unit", "base_year"}}
    cells["printed"] = row["printed"].strip()
    base_year = int(row["base_year"]) if row["base_year"] else None
    return Figure(
        **{**cells, "fiscal_year": int(row["fiscal_year"])},  # type: ignore[arg-type]
        report_year=year,
        base_year=base_year,
        unit=unit,
        quantity=quantity,
    )
