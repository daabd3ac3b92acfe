"""The report as a workbook: every sum and ratio a live formula over the printed amounts, beside the reported value.

The amounts stand once, on the sheet of figures, in base units (yuan, pieces, ratios); all other numbers are computed
from them, so that an auditor recomputes the report in a spreadsheet.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from analysis.check import Check, list_findings, run_checks
from analysis.check.rows import period
from analysis.compare.categories import rank_parts
from analysis.compare.indicators import Indicator, compute_indicators
from analysis.compare.years import COMPARED, YearPair, compare_years
from analysis.figures import Figure, parse_derivation
from analysis.money import Unit
from analysis.publish.sheets import Cell, Column, Formula, Number, Sheet, Workbook
from analysis.review import Review
from analysis.show.categories import SPECIAL, TOTAL
from analysis.show.performance import explain_formula, explain_result
from analysis.show.rich import join_words, show_bounds

# How many of a figure's smallest parts (分, pieces, millionths) make one of the sheet's base units.
BASE = {"money": 100, "count": 1, "measure": 10_000, "rate": 1_000_000}
_WAN = 10_000  # yuan
_AMOUNT = "H"  # the column of amounts on the sheet of figures
_EQUAL = "1E-9"


def write_workbook(review: Review, title: str) -> bytes:
    """Return the workbook (xlsx) of a review."""
    book = Workbook(title, review.lang)
    _fill_about(review, book, title)
    writer = _Writer(review, book)
    for fill in (writer.fill_checks, writer.fill_categories, writer.fill_years, writer.fill_indicators):
        fill()
    _fill_findings(review, book)
    return book.finish()


def _fill_about(review: Review, book: Workbook, title: str) -> None:
    sheet = _add_sheet(review, book, "about", {"what": 110})
    sheet.add_row([title])
    sheet.add_row([review.introduce()])
    sheet.add_row([review.say("workbook.note-formulas", sheet=review.say("workbook.sheet.figures"))])
    for note in ("workbook.note-exact", "workbook.note-text", "show.note.tolerance", "show.note.figures"):
        sheet.add_row([review.say(note)])


def _fill_findings(review: Review, book: Workbook) -> None:
    widths = {"severity": 8, "finding": 18, "expected": 22, "printed": 22, "remark": 26, "todo": 26, "place": 10}
    sheet = _add_sheet(review, book, "findings", widths | {"figures": 10})
    for one in list_findings(run_checks(review)):
        remark = join_words(review, [text for text in (one.note, *(reading.text for reading in one.readings)) if text])
        advice = review.pick(review.rules[one.rule], "advice")
        words = [one.subject, one.expected, one.actual, remark, advice, one.locator, " ".join(one.figures)]
        sheet.add_row([review.say(f"severity.{one.severity}"), *words])
    sheet.add_filter()


class _Writer:
    """Writes the sheets whose formulas refer to the amounts on the sheet of figures, which it writes first."""

    def __init__(self, review: Review, book: Workbook) -> None:
        self._review, self._book = review, book
        self._cells: dict[str, str] = {}
        self._known: dict[str, Figure] = {review.cite(f): f for f in (*review.figures, *review.history)}
        self._fill_figures()

    def _fill_figures(self) -> None:
        review = self._review
        widths = {"id": 6, "figure": 20, "label": 20, "year": 12, "printed": 9, "unit": 6, "basis": 14}
        widths |= {"amount": 16, "place": 14, "document": 12, "corrected": 9}
        sheet = _add_sheet(review, self._book, "figures", widths)
        for row, key in enumerate(self._known, start=2):
            self._cells[key] = f"'{sheet.name}'!${_AMOUNT}${row}"
        for key, figure in self._known.items():
            derived = review.say(f"show.basis.{figure.basis}", derivation=figure.derivation)
            named = [key, review.name_of(figure), self._describe(figure), period(review, figure)]
            correction = review.corrections.get(figure.figure_id) if figure.report_year == review.year else None
            place = [figure.locator, figure.document, correction["corrected"] if correction else None]
            sheet.add_row([*named, figure.printed, figure.unit.name, derived, self._amount(figure), *place])
        sheet.add_filter()

    def _describe(self, figure: Figure) -> str:
        if figure.measure == "level":
            return figure.label
        return f"{figure.label} · {self._review.say(f'show.measure.{figure.measure}', year=figure.base_year)}"

    def _amount(self, figure: Figure) -> Cell:
        """Return the amount of a figure in base units; of a derived one the formula over those it comes from."""
        value = Fraction(figure.value, BASE[figure.unit.kind])
        if figure.basis != "derived":
            return Number(value, figure.unit.kind)
        terms = parse_derivation(figure.derivation)
        keys = [(sign, self._review.cite_key(figure.report_year, figure_id)) for sign, figure_id in terms]
        text = "".join(f"{'-' if sign < 0 else '+'}{self._cells[key]}" for sign, key in keys)
        return Formula(text.removeprefix("+"), value, figure.unit.kind)

    def fill_checks(self) -> None:
        """Write one row for each check, and one for each reading of an open one."""
        widths = {"check": 36, "reported": 10, "stated-value": 10, "recalculated": 10, "agrees": 7, "difference": 9}
        widths |= {"tolerance": 10, "unit": 6, "verdict": 14, "figures": 20}
        sheet = _add_sheet(self._review, self._book, "checks", widths)
        for check in run_checks(self._review):
            rows = [(check.subject, check.calculated, check.formula)]
            rows += [(f"{check.subject} · {one.short}", one.calculated, one.formula) for one in check.readings]
            for subject, calculated, formula in rows[1:] or rows:
                self._add_check(sheet, check, subject, calculated, formula)
        sheet.add_filter()

    def _add_check(self, sheet: Sheet, check: Check, subject: str, calculated: Fraction | None, formula: str) -> None:
        row = sheet.rows + 1
        live: list[Cell] = [None] * 4
        if check.unit and calculated is not None:
            again = self._convert(formula.format(*(self._cells[key] for key in check.figures)), calculated, check.unit)
            stated = Number(again.value, again.style)  # type: ignore[arg-type]
            live = [stated, again, self._agree(f"C{row}", f"D{row}")]
            difference = check.reported - calculated if check.reported is not None else None
            live.append(_in_unit(f"ROUND(B{row}-D{row},9)", difference, check.unit) if difference is not None else None)
        tolerance = _number(check.tolerance, check.unit)
        unit = check.unit.name if check.unit else None
        verdict = self._review.say(f"verdict.{check.verdict}")
        sheet.add_row([subject, self._reported(check), *live, tolerance, unit, verdict, " ".join(check.figures)])

    def _reported(self, check: Check) -> Cell:
        """Return what is reported, as a reference to the first figure: its amount, or that with its sign in words."""
        if check.reported is None or check.unit is None:
            return None
        value = self._known[check.figures[0]].value
        sign = "" if check.reported == value else "-"
        return self._convert(f"{sign}{self._cells[check.figures[0]]}", check.reported, check.unit)

    def _convert(self, text: str, value: Fraction | int, unit: Unit) -> Formula:
        """Return a formula over amounts in base units, shown in `unit`; a rate stays a ratio, shown in per cent."""
        per = Fraction(unit.scale, BASE[unit.kind])
        return _in_unit(text if unit.kind == "rate" or per == 1 else f"({text})/{per}", value, unit)

    def _agree(self, one: str, other: str) -> Formula:
        yes, no = (self._review.say(f"workbook.{word}") for word in ("yes", "no"))
        return Formula(f'IF(ABS({one}-{other})<{_EQUAL},"{yes}","{no}")', yes)

    def fill_categories(self) -> None:
        """Write the parts of the total and of the special expenditure, with shares of the printed total and sums."""
        widths = {"part": 34, "stated-value": 11, "recalculated": 13, "agrees": 8, "share": 10}
        sheet = _add_sheet(self._review, self._book, "categories", widths | {"share-recalculated": 14, "figures": 10})
        for selector in (TOTAL, SPECIAL):
            self._add_parts(sheet, selector)

    def _add_parts(self, sheet: Sheet, selector: str) -> None:
        review = self._review
        whole = review.figures.first(selector, review.year, "executed")
        rows = [dict(row) for _, row in rank_parts(review, selector).iterrows()]
        first = sheet.rows + 1
        for row in rows:
            cell, share = self._cells[row["figure_id"]], row["share"]
            ratio = f"{cell}/{self._cells[review.cite(whole)]}" if whole else ""
            shares: list[Cell] = [Number(share, "rate"), Formula(ratio, share, "rate")] if share else [None, None]
            sheet.add_row([row["name"], *self._stated(row["amount_fen"], cell, sheet), *shares, row["figure_id"]])
        if rows and whole:
            added = Fraction(sum(row["amount_fen"] for row in rows), BASE["money"] * _WAN)
            total = Formula(f"ROUND(SUM(C{first}:C{sheet.rows}),9)", added, "money")
            last = sheet.rows + 1
            printed = Number(Fraction(whole.value, BASE["money"] * _WAN), "money")
            agree = self._agree(f"B{last}", f"C{last}")
            yes, no = (review.say(f"workbook.{word}") for word in ("yes", "no"))
            agree = Formula(agree.text, yes if added == printed.value else no)
            name = f"{review.say('show.total')} · {review.name_of(whole)}"
            sheet.add_row([name, printed, total, agree, None, None, review.cite(whole)])

    def _stated(self, fen: int, cell: str, sheet: Sheet) -> list[Cell]:
        wan = Fraction(fen, BASE["money"] * _WAN)
        row = sheet.rows + 1
        again = Formula(f"{cell}/{_WAN}", wan, "money")
        return [Number(wan, "money"), again, self._agree(f"B{row}", f"C{row}")]

    def fill_years(self) -> None:
        """Write every amount of the year against the year before."""
        widths = {"part": 26, "phase": 8, "this-year": 13, "base": 13, "change": 10, "rate": 9}
        widths |= {"rate-recalculated": 10, "agrees": 7, "bounds": 14, "remark": 22, "figures": 9}
        sheet = _add_sheet(self._review, self._book, "years", widths)
        for pair in compare_years(self._review):
            self._add_pair(sheet, pair)
        sheet.add_filter()

    def _add_pair(self, sheet: Sheet, pair: YearPair) -> None:
        review, row = self._review, sheet.rows + 1
        compared = pair.status == COMPARED and pair.base_fen is not None and pair.change_fen is not None
        this_year = self._sum_wan(pair.this_year)
        cells: list[Cell] = [None] * 6
        if compared:
            change = Fraction(pair.change_fen or 0, BASE["money"] * _WAN)
            cells[:2] = [self._sum_wan(pair.base), Formula(f"ROUND(C{row}-D{row},9)", change, "money")]
            if pair.ratio:
                again = Formula(f"(C{row}-D{row})/D{row}", pair.ratio.value, "rate")
                bounds = show_bounds(review, pair.ratio)
                cells[2:] = [Number(pair.ratio.value, "rate"), again, self._agree(f"F{row}", f"G{row}"), bounds]
        notes = [pair.reason, review.say("show.base-derived") if pair.derived else ""]
        remark = join_words(review, [note for note in notes if note])
        used = " ".join(review.cite(figure) for figure in (*pair.this_year, *pair.base))
        sheet.add_row([pair.name, review.say(f"show.phase.{pair.phase}"), this_year, *cells, remark, used])

    def _sum_wan(self, figures: Sequence[Figure]) -> Formula:
        cells = "+".join(self._cells[self._review.cite(figure)] for figure in figures)
        value = Fraction(sum(figure.value for figure in figures), BASE["money"] * _WAN)
        return Formula(f"({cells})/{_WAN}", value, "money")

    def fill_indicators(self) -> None:
        """Write every indicator of every set: its formula in words, its value and the same computed by the sheet."""
        widths = {"set": 11, "indicator": 20, "formula": 36, "stated-value": 10, "recalculated": 10, "agrees": 7}
        widths |= {"bounds": 14, "points": 7, "weight": 7, "result": 26}
        sheet = _add_sheet(self._review, self._book, "indicators", widths)
        for name in self._review.indicators:
            for one in compute_indicators(self._review, name):
                self._add_indicator(sheet, name, one)
        sheet.add_filter()

    def _add_indicator(self, sheet: Sheet, name: str, one: Indicator) -> None:
        review, row = self._review, sheet.rows + 1
        values: list[Cell] = [None] * 4
        if one.ratio:
            again = Formula(self._substitute(one), one.ratio.value, "rate")
            bounds = show_bounds(review, one.ratio)
            values = [Number(one.ratio.value, "rate"), again, self._agree(f"D{row}", f"E{row}"), bounds]
        points = Number(one.points, "points") if one.points is not None else None
        weight = Number(Fraction(one.row["weight"]), "points") if one.row["weight"] else None
        words = [
            review.say(f"show.set-short.{name}"),
            review.pick(one.row),
            explain_formula(review, one.row["formula"]),
        ]
        sheet.add_row([*words, *values, points, weight, explain_result(review, one)])

    def _substitute(self, one: Indicator) -> str:
        """Return the indicator's formula with the cells of its inputs for their names."""
        cells = {name: self._cells[self._review.cite(figure)] for name, figure in one.inputs.items()}
        return re.sub(r"[a-z_][a-z0-9_]*", lambda name: cells[name[0]], one.row["formula"])


def _add_sheet(review: Review, book: Workbook, name: str, widths: dict[str, int]) -> Sheet:
    columns = [Column(_head(review, column), width, column in _NUMERIC) for column, width in widths.items()]
    return book.add_sheet(review.say(f"workbook.sheet.{name}"), columns)


_NUMERIC = {"amount", "reported", "stated-value", "recalculated", "difference", "tolerance"}
_NUMERIC |= {"share", "share-recalculated", "this-year", "base", "change", "rate", "rate-recalculated"}
_NUMERIC |= {"points", "weight"}
_OWN = {"amount", "recalculated", "agrees", "stated-value", "share-recalculated", "rate-recalculated"}
_OWN |= {"points", "weight", "what"}


def _head(review: Review, column: str) -> str:
    """Return the heading of a column: the workbook's own, or that of the page."""
    if column in _OWN:
        return review.say(f"workbook.column.{column}")
    return review.say(f"show.column.{column}", year=review.year, before=review.year - 1)


def _in_unit(text: str, value: Fraction | int, unit: Unit) -> Formula:
    per = BASE["rate"] if unit.kind == "rate" else unit.scale
    return Formula(text, Fraction(value, per), unit.kind)


def _number(value: Fraction | None, unit: Unit | None) -> Number | None:
    if value is None or unit is None:
        return None
    return Number(Fraction(value, BASE["rate"] if unit.kind == "rate" else unit.scale), unit.kind)
