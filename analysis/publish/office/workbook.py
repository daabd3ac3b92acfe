"""The report as a workbook: every sum and ratio a live formula over the printed amounts, beside the reported value.

The amounts stand once, on the sheet of figures, in base units (yuan, pieces, ratios); all other numbers are computed
from them, so that an auditor recomputes the report in a spreadsheet.
"""

from analysis.publish.office.sheets import Workbook
from analysis.publish.office.workbook_amounts import Amounts
from analysis.publish.office.workbook_checks import fill_checks, fill_findings
from analysis.publish.office.workbook_tables import fill_categories, fill_indicators, fill_years
from analysis.show.words import Words
from analysis.verdicts import MISMATCH, NOT_CHECKABLE


def write_workbook(words: Words, title: str) -> bytes:
    """Return the workbook (xlsx) of a report, the findings first."""
    marks = {f"verdict.{MISMATCH}": "bad", f"verdict.{NOT_CHECKABLE}": "open", "workbook.changed": "open"}
    book = Workbook(title, words.lang, {words.say(key): look for key, look in marks.items()})
    amounts = Amounts(words, book)
    for fill in (fill_findings, fill_checks, fill_categories, fill_years, fill_indicators, Amounts.fill_figures):
        fill(amounts)
    about = amounts.add_sheet("about")
    formulas = words.say("workbook.note-formulas", sheet=words.say("workbook.sheet.figures"))
    notes = ("note-columns", "note-verdict", "note-links", "note-exact", "note-text")
    said = [words.say(f"workbook.{note}") for note in notes]
    for line in (
        title,
        words.introduce(),
        formulas,
        *said,
        words.say("show.note.tolerance"),
        words.say("show.note.figures"),
    ):
        about.add_row([line])
    return book.finish()
