"""The sheets of categories, years and indicators: each share, change and ratio computed again from the amounts."""

import re
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.compare import compare_categories, compare_years, compute_indicators
from analysis.compare.formulas import evaluate_formula
from analysis.frames import iterate_rows
from analysis.money import Unit
from analysis.publish.office.sheets import Cell, Formula, Number, Sheet
from analysis.publish.office.workbook_amounts import BASE, Amounts, in_unit, scale, show_number
from analysis.show.performance import explain_formula, explain_result
from analysis.show.rich import show_bounds
from analysis.show.trends import name_series
from analysis.show.years import explain_reason
from analysis.verdicts import EXACT, NOT_CHECKABLE

_NAME = r"[a-z_][a-z0-9_]*"  # of an input


def fill_categories(amounts: Amounts) -> None:
    """Write the parts of each breakdown of money, with shares of the printed total and their sum."""
    categories = compare_categories(amounts.words.data)
    money = categories[categories["amount_wan"].notna()]
    unit = amounts.choose_unit(" ".join([*money["figure_id"], *money["total_figure"]]))
    sheet = amounts.add_sheet("categories", unit.name)
    for _, parts in money.groupby("breakdown", sort=False):
        _add_parts(amounts, sheet, parts, unit)
    sheet.finish()


def _add_parts(amounts: Amounts, sheet: Sheet, parts: pd.DataFrame, unit: Unit) -> None:
    words, first = amounts.words, sheet.rows + 1
    for row in iterate_rows(parts):
        place = sheet.rows + 1
        shares: list[Cell] = [None, None]
        if row.total_figure and row.total:
            share = Fraction(int(row.value), int(row.total))
            ratio = f"{amounts.cells[row.figure_id]}/{amounts.cells[row.total_figure]}"
            shares = [Number(share, "pct"), Formula(ratio, share, "pct")]
        values = [show_number(row.value, unit), amounts.add_up([row.figure_id], unit)]
        judged = [_subtract(place, 0, unit), amounts.agree(f"B{place}", f"C{place}")]
        sheet.add_row([words.name(row.scheme, row.code), *values, *judged, *shares, amounts.cite(row.figure_id)[1]])
    if row.total_figure:
        place, added = sheet.rows + 1, int(parts["value"].sum())
        total = in_unit(f"ROUND(SUM(C{first}:C{sheet.rows}),9)", added, unit)
        gap = _subtract(place, int(row.total) - added, unit)
        verdict, tolerance = _find_verdict(amounts, [row.total_figure, *parts["figure_id"]], gap.value)
        judged = [gap, amounts.judge(verdict, f"D{place}", scale(tolerance, unit), gap.value)]
        name = f"{words.say('show.total')} · {words.name_figure(words.figures[row.total_figure])}"
        values = [show_number(row.total, unit), total]
        sheet.add_row([name, *values, *judged, None, None, amounts.cite(row.total_figure)[1]])


def _subtract(place: int, value: int, unit: Unit) -> Formula:
    """Return what is stated less what the sheet computed."""
    return in_unit(f"ROUND(B{place}-C{place},9)", value, unit)


def _find_verdict(amounts: Amounts, figures: list[str], gap: Any) -> tuple[str, int]:
    """Return verdict and tolerance of the check on a total and its parts; of none, whether a gap is there."""
    for row in iterate_rows(amounts.checks):
        if row.rule == "sum-of-parts" and set(row.figures.split()) == set(figures) and pd.notna(row.tolerance):
            return row.verdict, int(row.tolerance)
    return NOT_CHECKABLE if gap else EXACT, 0


def fill_years(amounts: Amounts) -> None:
    """Write every amount of the year against the year before."""
    years = compare_years(amounts.words.data)
    money = years[years["kind"].eq("money")]
    unit = amounts.choose_unit(" ".join([*money["figures"], *money["base_figures"]]))
    sheet = amounts.add_sheet("years", unit.name)
    for row in iterate_rows(money):
        _add_pair(amounts, sheet, row, unit)
    sheet.finish()


def _add_pair(amounts: Amounts, sheet: Sheet, row: Any, unit: Unit) -> None:
    words, place = amounts.words, sheet.rows + 1
    cells: list[Cell] = [None] * 6
    if pd.notna(row.base):
        cells[0] = amounts.add_up(row.base_figures.split(), unit)
        cells[1] = in_unit(f"ROUND(C{place}-D{place},9)", row.change, unit)
    if pd.notna(row.rate):
        rate = Fraction(int(row.change), int(row.base))
        again = Formula(f"(C{place}-D{place})/D{place}", rate, "pct")
        bounds = show_bounds(words, row.rate_low, row.rate_high)
        cells[2:] = [Number(rate, "pct"), again, amounts.agree(f"F{place}", f"G{place}"), bounds]
    derived = words.say("show.base-derived") if pd.notna(row.base) and row.base_basis == "derived" else ""
    remark = words.join_notes([explain_reason(words, row), derived])
    phase = words.join_names([words.say(f"show.phase.{row.phase}"), *words.name_limits(row)])
    named: list[Cell] = [name_series(words, row.series), phase, amounts.add_up(row.figures.split(), unit)]
    sheet.add_row([*named, *cells, remark, *amounts.cite(f"{row.figures} {row.base_figures}".strip())])


def fill_indicators(amounts: Amounts) -> None:
    """Write every indicator of every set: its formula in words, its value and the same computed by the sheet."""
    sheet = amounts.add_sheet("indicators")
    for row in iterate_rows(compute_indicators(amounts.words.data)):
        _add_indicator(amounts, sheet, row)
    sheet.finish()


def _add_indicator(amounts: Amounts, sheet: Sheet, row: Any) -> None:
    words = amounts.words
    indicator = words.indicators[row.indicator_set, row.indicator]
    points = None if pd.isna(row.points) else Number(Fraction(int(row.points), 100), "points")
    weight = Number(Fraction(indicator.weight), "points") if indicator.weight else None
    formula = explain_formula(words, indicator.formula)
    named = [words.name_set(row.indicator_set, "short"), words.pick(indicator), formula]
    values = _compute_again(amounts, row, indicator.formula, sheet.rows + 1)
    sheet.add_row([*named, *values, points, weight, explain_result(words, row), *amounts.cite(row.figures)])


def _compute_again(amounts: Amounts, row: Any, formula: str, place: int) -> list[Cell]:
    """Return the exact value, the same computed by the sheet, whether they agree, and the bounds; blanks for none."""
    inputs = dict(one.split("=") for one in row.inputs.split())
    figures = {name: amounts.words.figures[one] for name, one in inputs.items()}
    known = {name: Fraction(int(one.value), BASE[one.kind]) for name, one in figures.items()}
    exact = evaluate_formula(formula, known) if row.status == "computed" else None
    if exact is None:
        return [None] * 4
    again = Formula(re.sub(_NAME, lambda name: amounts.cells[inputs[name[0]]], formula), exact, "pct")
    bounds = show_bounds(amounts.words, row.low, row.high)
    return [Number(exact, "pct"), again, amounts.agree(f"D{place}", f"E{place}"), bounds]
