"""The report as a workbook: every sum and ratio a live formula over the printed amounts, beside the reported value.

The amounts stand once, on the sheet of figures, in base units (yuan, pieces, ratios); all other numbers are computed
from them, so that an auditor recomputes the report in a spreadsheet.
"""

from analysis.check import list_findings, run_checks
from analysis.frames import iterate_rows
from analysis.publish.office.sheets import Workbook
from analysis.publish.office.workbook_amounts import Amounts, add_sheet
from analysis.publish.office.workbook_checks import fill_checks
from analysis.publish.office.workbook_tables import fill_categories, fill_indicators, fill_years
from analysis.show.words import Words


def write_workbook(words: Words, title: str) -> bytes:
    """Return the workbook (xlsx) of a report."""
    book = Workbook(title, words.lang)
    _fill_about(words, book, title)
    amounts = Amounts(words, book)
    for fill in (fill_checks, fill_categories, fill_years, fill_indicators):
        fill(amounts)
    _fill_findings(words, book)
    return book.finish()


def _fill_about(words: Words, book: Workbook, title: str) -> None:
    sheet = add_sheet(words, book, "about", {"what": 110})
    sheet.add_row([title])
    sheet.add_row([words.introduce()])
    sheet.add_row([words.say("workbook.note-formulas", sheet=words.say("workbook.sheet.figures"))])
    for note in ("workbook.note-exact", "workbook.note-text", "show.note.tolerance", "show.note.figures"):
        sheet.add_row([words.say(note)])


def _fill_findings(words: Words, book: Workbook) -> None:
    widths = {"severity": 8, "finding": 18, "expected": 22, "printed": 22, "remark": 26, "todo": 26, "place": 10}
    sheet = add_sheet(words, book, "findings", widths | {"figures": 10})
    for row in iterate_rows(list_findings(run_checks(words.data))):
        told = words.tell_check(row)
        remark = words.join_notes([told.note, *(reading.text for reading in told.readings)])
        said = [told.subject, told.expected, told.actual, remark, words.advise(row.rule), words.show_place(row)]
        sheet.add_row([words.say(f"severity.{row.severity}"), *said, row.figures])
    sheet.add_filter()
