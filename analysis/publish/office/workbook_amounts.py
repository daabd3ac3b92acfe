"""The sheet of figures, which holds every amount once, and the cells of other sheets that refer to it."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.figures import parse_derivation
from analysis.frames import iterate_rows
from analysis.money import Unit
from analysis.publish.office.sheets import Cell, Column, Formula, Number, Sheet, Workbook
from analysis.show.names import WAN
from analysis.show.words import Figure, Words

# How many of a figure's smallest parts (分, pieces, millionths) make one of the sheet's base units.
BASE = {"money": 100, "count": 1, "measure": 10_000, "rate": 1_000_000}
_AMOUNT = "H"  # the column of amounts
_EQUAL = "1E-9"
# The columns of each sheet with their widths in Latin characters.
_SHEETS = {
    "about": {"what": 110},
    "figures": {
        "id": 6, "figure": 20, "label": 20, "year": 12, "printed": 9, "unit": 6, "basis": 14, "amount": 16,
        "place": 14, "document": 12, "corrected": 9,
    },
    "checks": {
        "check": 36, "reported": 10, "stated-value": 10, "recalculated": 10, "agrees": 7, "difference": 9,
        "tolerance": 10, "unit": 6, "verdict": 14, "figures": 20,
    },
    "categories": {
        "part": 34, "stated-value": 11, "recalculated": 13, "agrees": 8, "share": 10, "share-recalculated": 14,
        "figures": 10,
    },
    "years": {
        "part": 26, "phase": 8, "this-year": 13, "base": 13, "change": 10, "rate": 9, "rate-recalculated": 10,
        "agrees": 7, "bounds": 14, "remark": 22, "figures": 9,
    },
    "indicators": {
        "set": 11, "indicator": 20, "formula": 36, "stated-value": 10, "recalculated": 10, "agrees": 7, "bounds": 14,
        "points": 7, "weight": 7, "result": 26,
    },
    "findings": {
        "severity": 8, "finding": 18, "expected": 22, "printed": 22, "remark": 26, "todo": 26, "place": 10,
        "figures": 10,
    },
}  # fmt: skip
# Headings that the page does not have.
_OWN = {
    "amount", "recalculated", "agrees", "stated-value", "share-recalculated", "rate-recalculated", "points", "weight",
    "what",
}  # fmt: skip
_NUMERIC = _OWN - {"agrees", "what"} | {
    "reported", "difference", "tolerance", "share", "this-year", "base", "change", "rate"
}  # fmt: skip


class Amounts:
    """The amounts of a report, of its own and its body's earlier figures, as cells that formulas refer to."""

    def __init__(self, words: Words, book: Workbook) -> None:
        """Begin without a sheet; `fill_figures` writes the one that the formulas refer to."""
        self.words, self._book = words, book
        self.cells: dict[str, str] = {}

    def add_sheet(self, name: str, unit: str = WAN.name) -> Sheet:
        """Return a new sheet with its columns, whose amounts are in `unit`."""
        widths = _SHEETS[name].items()
        columns = [Column(self._name_column(column, unit), width, column in _NUMERIC) for column, width in widths]
        return self._book.add_sheet(self.words.say(f"workbook.sheet.{name}"), columns)

    def _name_column(self, column: str, unit: str) -> str:
        """Return the heading of a column: the workbook's own, or that of the page."""
        key = f"workbook.column.{column}" if column in _OWN else f"show.column.{column}"
        year = self.words.year
        label = self.words.say(key, year=year, before=year - 1, unit=unit)
        return f"{label} ({unit})" if column == "stated-value" and unit != WAN.name else label

    def fill_figures(self) -> None:
        """Write the sheet of figures."""
        words, sheet = self.words, self.add_sheet("figures")
        self.cells = {key: f"'{sheet.name}'!${_AMOUNT}${row}" for row, key in enumerate(words.figures, start=2)}
        corrected = {row.figure_id: row.corrected for row in iterate_rows(words.corrections)}
        for key, figure in words.figures.items():
            label = figure.label
            if figure.measure != "level":
                label = f"{label} · {words.say(f'show.measure.{figure.measure}', base=words.name_base(figure))}"
            basis = words.say(f"show.basis.{figure.basis}", derivation=figure.derivation)
            named = [key, words.name_figure(figure), label, words.period_of(figure), figure.printed, figure.unit, basis]
            sheet.add_row([*named, self._show_amount(figure), figure.locator, figure.document, corrected.get(key)])
        sheet.add_filter()

    def _show_amount(self, figure: Figure) -> Cell:
        """Return the amount of a figure in base units; of a derived one the formula over those it comes from."""
        value = Fraction(int(figure.value), BASE[figure.kind])
        if figure.basis != "derived":
            return Number(value, figure.kind)
        place = self.words.cite(figure).removesuffix(figure.figure_id)
        terms = parse_derivation(figure.derivation)
        text = "".join(f"{'-' if sign < 0 else '+'}{self.cells[place + one]}" for sign, one in terms)
        return Formula(text.removeprefix("+"), value, figure.kind)

    def choose_unit(self, ids: str) -> Unit:
        """Return the unit that the amounts of some figures, separated by spaces, are shown in together."""
        return self.words.unit(self.words.choose_unit(self.words.list_figures(ids)))

    def add_up(self, ids: Iterable[str], unit: Unit) -> Formula:
        """Return the sum of some figures in a unit, as a formula."""
        used = list(ids)
        value = sum(int(self.words.figures[one].value) for one in used)
        return convert("+".join(self.cells[one] for one in used), value, unit)

    def agree(self, one: str, other: str, *, good: bool = True) -> Formula:
        """Return whether two cells are equal, as a formula; `good` is what it must say."""
        yes, no = (self.words.say(f"workbook.{word}") for word in ("yes", "no"))
        return Formula(f'IF(ABS({one}-{other})<{_EQUAL},"{yes}","{no}")', yes if good else no)


def convert(text: str, value: Any, unit: Unit) -> Formula:
    """Return a formula over amounts in base units, shown in `unit`; a rate stays a ratio, shown in per cent."""
    per = Fraction(unit.scale, BASE[unit.kind])
    return in_unit(text if unit.kind == "rate" or per == 1 else f"({text})/{per}", value, unit)


def in_unit(text: str, value: Any, unit: Unit) -> Formula:
    """Return a formula whose value is given in the smallest parts."""
    return Formula(text, scale(value, unit), unit.kind)


def show_number(value: Any, unit: Unit) -> Number | None:
    """Return a value given in the smallest parts as a number in `unit`; None for none."""
    return None if pd.isna(value) else Number(scale(value, unit), unit.kind)


def scale(value: Any, unit: Unit) -> Fraction:
    """Return a value given in the smallest parts in `unit`; a rate as a ratio."""
    return Fraction(value) / (BASE["rate"] if unit.kind == "rate" else unit.scale)
