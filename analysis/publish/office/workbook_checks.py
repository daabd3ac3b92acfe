"""The sheet of checks: what each calculates, computed again from the amounts, beside the value in the report."""

import re
from typing import Any

import pandas as pd

from analysis.check import run_checks
from analysis.frames import iterate_rows
from analysis.money import Unit
from analysis.publish.office.sheets import Cell, Sheet
from analysis.publish.office.workbook_amounts import Amounts, convert, in_unit, show_number

_RATE_DECIMALS = 6  # a calculated rate is rounded to the millionth


def fill_checks(amounts: Amounts) -> None:
    """Write one row for each check, and one for each reading of an open one."""
    sheet = amounts.add_sheet("checks")
    for row in iterate_rows(run_checks(amounts.words.data)):
        told = amounts.words.tell_check(row)
        readings = [(f"{told.subject} · {one.short}", one.calculated, one.formula) for one in told.readings]
        for subject, calculated, formula in readings or [(told.subject, row.calculated, row.formula)]:
            _add_check(amounts, sheet, row, subject, calculated, formula)
    sheet.add_filter()


def _add_check(amounts: Amounts, sheet: Sheet, row: Any, subject: str, calculated: Any, formula: str) -> None:
    words, name = amounts.words, amounts.words.unit_of(row)
    cells: list[Cell] = [None] * 6
    if name:
        unit = words.unit(name)
        cells[0] = _refer_reported(amounts, row, unit)
        if pd.notna(calculated):
            cells[1:5] = _recalculate(amounts, row, calculated, formula, unit, sheet.rows + 1)
        cells[5] = show_number(row.tolerance, unit) if pd.notna(row.tolerance) and row.tolerance else None
    sheet.add_row([subject, *cells, name if any(cells) else None, words.say(f"verdict.{row.verdict}"), row.figures])


def _recalculate(amounts: Amounts, row: Any, calculated: Any, formula: str, unit: Unit, place: int) -> list[Cell]:
    """Return the calculated value, the same computed by the sheet, whether they agree, and the difference."""
    text = formula.format(*(amounts.cells[one] for one in row.figures.split()))
    again = convert(f"ROUND({text},{_RATE_DECIMALS})" if unit.kind == "rate" else text, calculated, unit)
    difference = None
    if pd.notna(row.reported):
        difference = in_unit(f"ROUND(B{place}-D{place},9)", row.reported - calculated, unit)
    return [show_number(calculated, unit), again, amounts.agree(f"C{place}", f"D{place}"), difference]


def _refer_reported(amounts: Amounts, row: Any, unit: Unit) -> Cell:
    """Return what is reported, as a reference to the figures that state it, with the sign that their words give."""
    if pd.isna(row.reported):
        return None
    ids = row.figures.split()
    used = {int(place) for place in re.findall(r"\{(\d+)\}", row.formula)}
    for chosen in (ids[:1], [one for place, one in enumerate(ids) if place not in used]):
        value = sum(int(amounts.words.figures[one].value) for one in chosen)
        cells = "+".join(amounts.cells[one] for one in chosen)
        if chosen and row.reported == value:
            return convert(cells, row.reported, unit)
        if chosen and row.reported == -value:
            return convert(f"-({cells})" if len(chosen) > 1 else f"-{cells}", row.reported, unit)
    return show_number(row.reported, unit)
