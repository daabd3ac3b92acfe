"""The report as a workbook: every sum and ratio a live formula over the printed amounts, beside the reported value.

The amounts stand once, on the sheet of figures, in base units (yuan, pieces, ratios); all other numbers are computed
from them, so that an auditor recomputes the report in a spreadsheet.
"""

from analysis.check import list_findings, run_checks
from analysis.frames import iterate_rows
from analysis.publish.office.sheets import Workbook
from analysis.publish.office.workbook_amounts import Amounts
from analysis.publish.office.workbook_checks import fill_checks
from analysis.publish.office.workbook_tables import fill_categories, fill_indicators, fill_years
from analysis.show.words import Words


def write_workbook(words: Words, title: str) -> bytes:
    """Return the workbook (xlsx) of a report."""
    book = Workbook(title, words.lang)
    amounts = Amounts(words, book)
    about = amounts.add_sheet("about")
    formulas = words.say("workbook.note-formulas", sheet=words.say("workbook.sheet.figures"))
    notes = ("workbook.note-exact", "workbook.note-text", "show.note.tolerance", "show.note.figures")
    for line in (title, words.introduce(), formulas, *map(words.say, notes)):
        about.add_row([line])
    amounts.fill_figures()
    for fill in (fill_checks, fill_categories, fill_years, fill_indicators, _fill_findings):
        fill(amounts)
    return book.finish()


def _fill_findings(amounts: Amounts) -> None:
    words, sheet = amounts.words, amounts.add_sheet("findings")
    for row in iterate_rows(list_findings(run_checks(words.data))):
        told = words.tell_check(row)
        remark = words.join_notes([told.note, *(reading.text for reading in told.readings)])
        said = [told.subject, told.expected, told.actual, remark, words.advise(row.rule), words.show_place(row)]
        sheet.add_row([words.say(f"severity.{row.severity}"), *said, row.figures])
    sheet.add_filter()
