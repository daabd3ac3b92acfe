"""The sheet of figures, which holds every amount once, and the cells of other sheets that refer to it."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.check import run_checks
from analysis.figures import parse_derivation
from analysis.frames import iterate_rows
from analysis.money import Unit
from analysis.publish.evidence.manifest import suffix_name
from analysis.publish.office.sheets import Cell, Column, Formula, Link, Number, Sheet, Workbook
from analysis.show.names import WAN
from analysis.show.words import Figure, Words
from analysis.verdicts import EXACT, MISMATCH, VERDICTS, WITHIN_ROUNDING

# How many of a figure's smallest parts (分, pieces, millionths) make one of the sheet's base units.
BASE = {"money": 100, "count": 1, "measure": 10_000, "rate": 1_000_000}
_AMOUNT = "H"  # the column of amounts
_EQUAL = "1E-9"
# The columns of each sheet with their widths in Latin characters.
_SHEETS = {
    "findings": {
        "severity": 9, "finding": 20, "stated": 20, "expected": 20, "recomputed": 11, "difference": 10, "unit": 6,
        "verdict": 10, "remark": 24, "todo": 20, "place": 14, "figures": 11, "look-up": 8,
    },
    "checks": {
        "check": 36, "stated": 12, "expected": 13, "recomputed": 13, "difference": 10, "tolerance": 10, "unit": 6,
        "verdict": 14, "figures": 18, "look-up": 8,
    },
    "categories": {
        "part": 34, "stated-in": 13, "recomputed": 13, "difference": 9, "verdict": 14, "share-expected": 12,
        "share-recomputed": 16, "look-up": 8,
    },
    "years": {
        "part": 26, "phase": 10, "this-year": 13, "base": 13, "change": 12, "rate-expected": 14, "rate-recomputed": 18,
        "verdict": 10, "bounds": 18, "remark": 18, "figures": 11, "look-up": 8,
    },
    "indicators": {
        "set": 11, "indicator": 20, "formula": 36, "expected": 10, "recomputed": 10, "verdict": 10, "bounds": 14,
        "points": 7, "weight": 7, "result": 26, "figures": 10, "look-up": 8,
    },
    "figures": {
        "id": 8, "figure": 20, "label": 20, "year": 14, "printed": 12, "unit": 6, "basis": 14, "amount": 18,
        "place": 16, "page": 6, "document": 14, "corrected": 9,
    },
    "about": {"what": 110},
}  # fmt: skip
# Headings that are the workbook's own: the same name for the same thing on every sheet.
_OWN = {
    "amount", "stated", "stated-in", "expected", "recomputed", "difference", "verdict", "share-expected",
    "share-recomputed", "this-year", "base", "rate-expected", "rate-recomputed", "points", "weight", "what", "look-up",
}  # fmt: skip
_TEXTUAL = {"verdict", "what", "look-up"}
_NUMERIC = (_OWN - _TEXTUAL) | {"tolerance", "change", "page"}


class Amounts:
    """A report's amounts, its own and its body's earlier ones, as cells that formulas refer to; and its checks."""

    def __init__(self, words: Words, book: Workbook) -> None:
        """Begin without a sheet; the formulas refer to the one that `fill_figures` writes, wherever it comes."""
        self.words, self._book, self.checks = words, book, run_checks(words.data)
        self.rows = {key: row for row, key in enumerate(words.figures, start=2)}
        self._name = words.say("workbook.sheet.figures")
        self.cells = {key: f"'{self._name}'!${_AMOUNT}${row}" for key, row in self.rows.items()}

    def add_sheet(self, name: str, unit: str = WAN.name) -> Sheet:
        """Return a new sheet with its columns, whose amounts are in `unit`."""
        widths = _SHEETS[name].items()
        columns = [
            Column(self._name_column(column, unit), width, column in _NUMERIC, column == "verdict")
            for column, width in widths
        ]
        return self._book.add_sheet(self.words.say(f"workbook.sheet.{name}"), columns)

    def _name_column(self, column: str, unit: str) -> str:
        """Return the heading of a column: the workbook's own, or that of the page."""
        key = f"workbook.column.{column}" if column in _OWN else f"show.column.{column}"
        year = self.words.year
        return self.words.say(key, year=year, before=year - 1, unit=unit)

    def fill_figures(self) -> None:
        """Write the sheet of figures."""
        words, sheet = self.words, self.add_sheet("figures")
        page = suffix_name("report.html", words.lang)
        corrected = {row.figure_id: row.corrected for row in iterate_rows(words.corrections)}
        for key, figure in words.figures.items():
            label = figure.label
            if figure.measure != "level":
                label = f"{label} · {words.say(f'show.measure.{figure.measure}', base=words.name_base(figure))}"
            basis = words.say(f"show.basis.{figure.basis}", derivation=figure.derivation)
            named = [
                Link(key, f"{page}#{key}"),
                words.name_figure(figure),
                label,
                words.period_of(figure),
                figure.printed,
                figure.unit,
                basis,
            ]
            place = [figure.locator, None if pd.isna(figure.page) else Number(int(figure.page), "count")]
            sheet.add_row([*named, self._show_amount(figure), *place, figure.document, corrected.get(key)])
        sheet.finish()

    def cite(self, ids: str) -> list[Cell]:
        """Return some figures, separated by spaces, and a link to the row of the first: to all that lie together."""
        if not ids:
            return [None, None]
        first, *others = ids.split()
        rows = sorted({self.rows[first], *(self.rows[one] for one in others)})
        lie_together = rows[-1] - rows[0] < len(rows)
        start, end = (rows[0], rows[-1]) if lie_together else (self.rows[first], self.rows[first])
        return [ids, Link(first, f"'{self._name}'!A{start}:A{end}")]

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

    def agree(self, one: str, other: str) -> Formula:
        """Return the verdict on two cells that must be equal, as a formula; where the report made both, they are."""
        exact, mismatch = (self.words.say(f"verdict.{verdict}") for verdict in (EXACT, MISMATCH))
        return Formula(f'IF(ABS({one}-{other})<{_EQUAL},"{exact}","{mismatch}")', exact)

    def judge(self, verdict: str, difference: str, tolerance: Any, value: Any) -> Formula:
        """Return the verdict on a difference (a cell, with its `value`) within a tolerance, as a formula.

        Where more than the difference decided, the verdict of the report stands as long as no amount is changed.
        """
        said = {one: self.words.say(f"verdict.{one}") for one in VERDICTS}
        size, within = abs(value), 0 if pd.isna(tolerance) else tolerance
        by_size = EXACT if not size else WITHIN_ROUNDING if size <= within else MISMATCH
        if verdict != by_size:
            kept = f'ABS({difference}-({float(value)!r}))<{_EQUAL},"{said[verdict]}"'
            return Formula(f'IF({kept},"{self.words.say("workbook.changed")}")', said[verdict])
        rest = f'"{said[MISMATCH]}"'
        if within:
            rest = f'IF(ABS({difference})<={float(within)!r}+{_EQUAL},"{said[WITHIN_ROUNDING]}",{rest})'
        return Formula(f'IF(ABS({difference})<{_EQUAL},"{said[EXACT]}",{rest})', said[verdict])


def convert(text: str, value: Any, unit: Unit) -> Formula:
    """Return a formula over amounts in base units, shown in `unit`; a rate stays a ratio, shown in per cent."""
    per = Fraction(unit.scale, BASE[unit.kind])
    return in_unit(text if unit.kind == "rate" or per == 1 else f"({text})/{per}", value, unit)


def in_unit(text: str, value: Any, unit: Unit) -> Formula:
    """Return a formula whose value is given in the smallest parts."""
    return Formula(text, scale(value, unit), unit.kind)


def show_number(value: Any, unit: Unit, relation: str = "") -> Number | None:
    """Return a value given in the smallest parts as a number in `unit`, a bound with its relation; None for none."""
    return None if pd.isna(value) else Number(scale(value, unit), unit.kind, relation)


def scale(value: Any, unit: Unit) -> Fraction:
    """Return a value given in the smallest parts in `unit`; a rate as a ratio."""
    return Fraction(value, BASE["rate"] if unit.kind == "rate" else unit.scale)
