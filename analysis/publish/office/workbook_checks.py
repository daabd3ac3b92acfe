"""The sheets of findings and of checks: what is stated, what it should be, and the same computed again by the sheet."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from analysis.check import list_findings
from analysis.check.judge import PARTS
from analysis.check.links import KINDS
from analysis.frames import iterate_rows
from analysis.money import Unit
from analysis.publish.office.sheets import Cell, Formula
from analysis.publish.office.workbook_amounts import Amounts, convert, in_unit, show_number
from analysis.show.words import Told

_RATE_DECIMALS = 6  # a calculated rate is rounded to the millionth
_RATIO = re.compile(r"ABS\((.*) / (.*)\)")


class _Numbers(NamedTuple):
    """The cells of one check: None for what it does not compare; `difference` is beyond `tolerance` or is not."""

    stated: Cell
    expected: Cell
    recomputed: Cell
    difference: Cell
    tolerance: Cell
    unit: Cell
    verdict: Cell


def fill_findings(amounts: Amounts) -> None:
    """Write one row for each finding, the gravest first, and one for each reading of an open one."""
    words, sheet = amounts.words, amounts.add_sheet("findings")
    findings = list_findings(amounts.checks)
    for row in iterate_rows(findings):
        for told, subject, numbers in _compare(amounts, row, "C", sheet.rows + 1):
            compared = pd.notna(row.reported)
            stated = numbers.stated if compared else told.actual
            expected = told.expected if numbers.expected is None else numbers.expected
            remark = words.join_notes([told.expected if expected is not told.expected else "", told.note])
            judged = [numbers.recomputed, numbers.difference, numbers.unit, numbers.verdict]
            about = [remark, words.advise(row.rule), words.show_place(row), *amounts.cite(row.figures)]
            sheet.add_row([words.say(f"severity.{row.severity}"), subject, stated, expected, *judged, *about])
    if findings.empty:
        sheet.add_row([None, words.say("narrative.no-findings"), *[None] * 11])
    sheet.finish()


def fill_checks(amounts: Amounts) -> None:
    """Write one row for each check, and one for each reading of an open one."""
    sheet = amounts.add_sheet("checks")
    for row in iterate_rows(amounts.checks):
        for _, subject, numbers in _compare(amounts, row, "B", sheet.rows + 1):
            sheet.add_row([subject, *numbers, *amounts.cite(row.figures)])
    sheet.finish()


def _compare(amounts: Amounts, row: Any, first: str, place: int) -> Iterator[tuple[Told, str, _Numbers]]:
    """Yield what a check says, its subject and its cells from the column `first` on; a row for each reading of it."""
    told = amounts.words.tell_check(row)
    readings = [(f"{told.subject} · {one.short}", one.calculated, one.formula) for one in told.readings]
    for number, (subject, calculated, formula) in enumerate(readings or [(told.subject, row.calculated, row.formula)]):
        yield told, subject, _compute(amounts, row, calculated, formula, first, place + number)


def _compute(amounts: Amounts, row: Any, calculated: Any, formula: str, first: str, place: int) -> _Numbers:
    """Return the cells of a check or of one reading; three columns on from `first` comes the difference."""
    words, name = amounts.words, amounts.words.unit_of(row)
    plain = words.say(f"verdict.{row.verdict}")
    if not name or (pd.isna(row.reported) and pd.isna(calculated)):
        return _Numbers(None, None, None, None, None, None, plain)
    unit = words.unit(name)
    stated = _refer_reported(amounts, row, unit)
    if pd.isna(calculated):
        return _Numbers(stated, None, None, None, None, name, plain)
    value, again = _recompute(amounts, row, calculated, formula, unit)
    if stated is None:
        return _Numbers(None, None, again, None, None, name, plain)
    expected = show_number(value, unit, _find_relation(amounts, row))
    letters = [chr(ord(first) + step) for step in range(4)]
    gap = in_unit(f"ROUND({letters[0]}{place}-{letters[2]}{place},9)", row.reported - value, unit)
    tolerance = show_number(row.tolerance, unit) if pd.notna(row.tolerance) and row.tolerance else None
    within = tolerance.value if tolerance else 0
    verdict = amounts.judge(row.verdict, f"{letters[3]}{place}", within, gap.value)
    return _Numbers(stated, expected, again, gap, tolerance, name, verdict)


def _recompute(amounts: Amounts, row: Any, calculated: Any, formula: str, unit: Unit) -> tuple[Any, Formula]:
    """Return the calculated value, a rate with the sign of what it is of, and the same as a formula."""
    ids = row.figures.split()
    cells = [amounts.cells[one] for one in ids]
    ratio = _RATIO.fullmatch(formula)
    if ratio is None:
        text = formula.format(*cells)
        return calculated, convert(f"ROUND({text},{_RATE_DECIMALS})" if unit.kind == "rate" else text, calculated, unit)
    top, bottom = ratio.groups()
    parts = amounts.words.figures[ids[0]].measure in PARTS
    signs = [_add_up(amounts, text, ids) < 0 for text in (top, bottom)]
    size = abs(calculated)  # words of no direction leave open what the cells decide
    value = -size if (signs[0] != signs[1] if parts else signs[0]) else size
    below = bottom.format(*cells)
    text = f"{top.format(*cells)}/{below if parts else f'ABS({below})'}"
    return value, convert(f"ROUND({text},{_RATE_DECIMALS})", value, unit)


def _add_up(amounts: Amounts, text: str, ids: list[str]) -> Fraction:
    """Return the sum that a side of a ratio is, such as `({1} - {2})`, in the smallest parts."""
    terms = re.findall(r"(-?) ?\{(\d+)\}", text)
    return Fraction(sum((-1 if sign else 1) * int(amounts.words.figures[ids[int(one)]].value) for sign, one in terms))


def _find_relation(amounts: Amounts, row: Any) -> str:
    """Return how the stated number must be to the expected one: <=, =, rate and so on."""
    words = amounts.words
    identity = words.rows("identities", "identity").get(row.identity)
    link = words.rows("links", "link").get(row.identity)
    return str(identity.relation if identity else KINDS[link.kind][1] if link else "=")


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
