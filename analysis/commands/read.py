"""The command `expenditure read`: the figures of documents, listed and written into drafts to look over."""

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.commands.options import add_data_dir, add_lang
from analysis.errors import UserError
from analysis.texts import say

if TYPE_CHECKING:
    from analysis.publish.review.judging import Finding
    from analysis.read.batch import FileReading
    from analysis.read.files.types import Document
    from analysis.tables import Row

HELP = "从报告文件读出数字，写成待核对的草稿 read the figures of a report into a draft"
EXAMPLES = """例 examples:
  expenditure read 绩效评价报告.docx
  expenditure read data/raw/report-2020.pdf --department beita-union
  expenditure read *.pdf --format csv
"""
_YEARS = range(1950, 2101)  # those of the table schemas


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="txt md html docx doc pdf")
    text = "写草稿时的部门代码，默认按标题中的名称 id for the draft; by the name in the title if left out"
    parser.add_argument("--department", help=text)
    parser.add_argument("--year", type=_read_year, help="年度，默认按标题 fiscal year; the title's if left out")
    parser.add_argument("--format", choices=("text", "csv"), default="text", help="列出的格式 format of the listing")
    for add in (add_lang, add_data_dir):
        add(parser)


def _read_year(text: str) -> int:
    """Return a fiscal year; argparse says what is wrong with another text."""
    if not text.isdecimal() or int(text) not in _YEARS:
        allowed = f"{_YEARS.start}–{_YEARS.stop - 1}"
        raise argparse.ArgumentTypeError(f"{text!r}: 年度须在 {allowed} 之间 a year within {allowed}")
    return int(text)


def run(call: argparse.Namespace) -> int:
    """Read the files and return the exit code."""
    return read_files(call.files, call.department, call.year, call.lang, call.data_dir, call.format)


def read_files(
    paths: Sequence[Path], department: str | None, year: int | None, lang: str, data_dir: Path | None, style: str
) -> int:
    """Print what was read from each file and write its draft; return the exit code.

    Without a department the draft is that of the one whose name the document begins with; a CSV listing writes none.
    """
    from analysis.commands.departments import list_departments, require_department
    from analysis.commands.readings import CSV_COLUMNS, list_csv, print_reading
    from analysis.dataset import resolve_data_dir
    from analysis.read.batch import read_all
    from analysis.read.prose.vocabulary import read_words
    from analysis.tables import DataFolder

    data = resolve_data_dir(data_dir, lang)
    words = read_words(DataFolder(data, lang))
    departments = list_departments(data, lang)
    if department is not None:
        require_department(departments, department, lang)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if style == "csv":
        writer.writerow(CSV_COLUMNS)
    code = 0
    readings = list(read_all(paths, words, year, lang))
    judged = iter(_judge(readings, data, lang) if style == "text" else ())
    for one in readings:
        findings = next(judged, []) if one.draft else []
        if one.document is None or one.reading is None or one.draft is None:
            print(one.error, file=sys.stderr)
            code = UserError.exit_code
        elif style == "csv":
            writer.writerows(list_csv(one.document, one.reading, words))
        else:
            print_reading(one.document, one.reading, one.draft.questions, findings, lang)
        if one.document and one.reading:
            owner = department or (_tell_department(one.document, departments) if style == "text" else None)
            if owner and not _save_draft(one, findings, data, owner, lang):
                code = UserError.exit_code
    return code


def _judge(readings: "Sequence[FileReading]", data: Path, lang: str) -> "list[list[Finding]]":
    """Return the findings of each text that was read, all judged together."""
    from analysis.publish.review.judging import judge_drafts  # the engine comes after the reading, which has bounds

    drafts = [one.draft for one in readings if one.draft]
    return judge_drafts(drafts, data, lang) if drafts else []


def _tell_department(document: "Document", departments: "Mapping[str, Row]") -> str | None:
    """Return the one department whose Chinese name stands in the first lines of a document."""
    head = "".join(paragraph.text for paragraph in document.paragraphs[:3])
    named = [name for name, row in departments.items() if row["name_zh"] in head]
    return named[0] if len(named) == 1 else None


def _save_draft(one: "FileReading", findings: "Sequence[Finding]", data: Path, department: str, lang: str) -> bool:
    """Return whether the draft of one file is there now, and say where, or why not."""
    from analysis.publish.review.page import write_review_page
    from analysis.read.draft.draft import assign_draft
    from analysis.read.draft.draft_files import locate_drafts, write_draft
    from analysis.read.files.limits import bounded
    from analysis.tables import show_path

    assert one.document is not None
    assert one.reading is not None
    assert one.draft is not None
    draft = assign_draft(one.draft, department)
    try:
        with bounded(one.path.name, lang):
            page = write_review_page(one.document, one.reading, findings, draft.questions, lang)
        folder = locate_drafts(data, department, one.reading.year) / draft.document["document"]
        changed = write_draft(draft, page, folder, lang)
    except UserError as error:
        print(error, file=sys.stderr)
        return False
    key = "read.draft-written" if changed else "read.draft-unchanged"
    print(say(lang, key, folder=show_path(folder)), file=sys.stderr)
    return True
