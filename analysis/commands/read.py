"""The command `expenditure read`: the figures of documents, listed and written into drafts to look over."""

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.commands.options import add_data_dir, add_lang
from analysis.errors import UserError
from analysis.texts import say

if TYPE_CHECKING:
    from analysis.publish.review.judging import Finding
    from analysis.read.batch import FileReading
    from analysis.read.draft.draft import Draft
    from analysis.read.facts import Reading
    from analysis.read.files.types import Document
    from analysis.tables import Row

HELP = "从报告文件读出数字，写成待核对的草稿 read the figures of a report into a draft"
EXAMPLES = """例 examples:
  expenditure read 绩效评价报告.docx
  expenditure read data/raw/report-2020.pdf --department beita-union
  expenditure read *.pdf --format csv
"""
_YEARS = range(1950, 2101)  # those of the table schemas


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="txt md html docx doc pdf")
    text = "写草稿时的部门代码，默认按标题中的名称 id for the draft; by the name in the title if left out"
    parser.add_argument("--department", help=text)
    parser.add_argument("--year", type=_read_year, help="年度，默认按标题 fiscal year; the title's if left out")
    parser.add_argument("--format", choices=("text", "csv"), default="text", help="列出的格式 format of the listing")


OPTIONS = (_add_files, add_lang, add_data_dir)


def _read_year(text: str) -> int:
    """Return a fiscal year; argparse says what is wrong with another text."""
    if not text.isdecimal() or int(text) not in _YEARS:
        allowed = f"{_YEARS.start}–{_YEARS.stop - 1}"
        raise argparse.ArgumentTypeError(f"{text!r}: 年度须在 {allowed} 之间 a year within {allowed}")
    return int(text)


def run(call: argparse.Namespace) -> int:
    """Print what was read from each file and write its draft; return the exit code.

    Without a department the draft is that of the one whose name the document begins with; a CSV listing writes none.
    """
    from analysis.commands.departments import list_departments, require_department
    from analysis.commands.readings import CSV_COLUMNS, list_csv, print_reading
    from analysis.dataset import resolve_data_dir
    from analysis.read.batch import read_all
    from analysis.read.draft.draft import assign_draft
    from analysis.read.prose.vocabulary import read_words
    from analysis.tables import DataFolder, show_path

    data, listed = resolve_data_dir(call.data_dir, call.lang), call.format == "csv"
    words = read_words(DataFolder(data, call.lang))
    departments = list_departments(data, call.lang)
    if call.department is not None:
        require_department(departments, call.department, call.lang)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if listed:
        writer.writerow(CSV_COLUMNS)
    good = True
    readings, groups = read_all(call.files, words, call.year, call.lang)
    findings = {} if listed else judge_files(readings, groups, data, call.lang)
    owners = _find_owners(readings, call.department, departments, call.lang) if call.department or not listed else {}
    pictures = draw_tables([readings[place] for place, owner in owners.items() if isinstance(owner, str)])
    for place, one in enumerate(readings):
        if one.document is None or one.reading is None or one.draft is None:
            print(one.error, file=sys.stderr)
            good = False
            continue
        if listed:
            writer.writerows(list_csv(one.document, one.reading, words))
        else:
            print_reading(one.document, one.reading, one.draft.questions, findings[place], call.lang)
        try:
            owner = owners.get(place)
            if isinstance(owner, UserError):
                raise owner
            if owner:
                draft = assign_draft(one.draft, owner)
                drawn, own = next(pictures), findings.get(place, [])
                folder, new = save_draft(one.document, one.reading, draft, own, drawn, data, call.lang)
                key = "read.draft-written" if new else "read.draft-unchanged"
                print(say(call.lang, key, folder=show_path(folder)), file=sys.stderr)
        except UserError as error:
            print(error, file=sys.stderr)
            good = False
    return 0 if good else UserError.exit_code


def draw_tables(readings: "Iterable[FileReading]") -> Iterator[dict[int, str]]:
    """Yield for each file the pictures of the pages that its tables stand on, by their numbers; only a PDF has some."""
    from analysis.publish.review.tables import list_table_pages
    from analysis.read.files.pdf_pictures import draw_all

    documents = [(one.path, one.document) for one in readings if one.document]
    yield from draw_all((path, list_table_pages(one) if one.format == "pdf" else []) for path, one in documents)


def judge_files(
    readings: "Sequence[FileReading]", groups: Sequence[Sequence[int]], data: Path, lang: str
) -> "dict[int, list[Finding]]":
    """Return the findings of each file that was read, by its place; files of one disclosure are judged as one."""
    from analysis.publish.review.judging import judge_drafts  # the engine comes after the reading, which has bounds
    from analysis.read.disclosures import join_drafts

    read = [[place for place in group if readings[place].draft] for group in groups]
    drafts = {place: one.draft for place, one in enumerate(readings) if one.draft}
    joined = [join_drafts([drafts[place] for place in group]) for group in read if group]
    found: dict[int, list[Finding]] = {place: [] for place in drafts}
    for group, findings in zip(filter(None, read), judge_drafts(joined, data, lang) if joined else (), strict=True):
        owners = {drafts[place].document["document"]: place for place in reversed(group)}
        for one in findings:
            found[owners.get(one.document, group[0])].append(one)
    return found


def _find_owners(
    readings: "Sequence[FileReading]", department: str | None, departments: "Mapping[str, Row]", lang: str
) -> "dict[int, str | UserError | None]":
    """Return whose the document of each file is that was read, by its place, or what is wrong with that."""
    owners: dict[int, str | UserError | None] = {}
    for place, one in enumerate(readings):
        if one.document and one.draft:
            try:
                owners[place] = _find_owner(one.document, department, departments, lang)
            except UserError as error:
                owners[place] = error
    return owners


def _find_owner(
    document: "Document", department: str | None, departments: "Mapping[str, Row]", lang: str
) -> str | None:
    """Return the department whose document it is, by the name in its first lines unless one is given.

    None where that is not one alone. UserError where the document is of the other body of that name.
    """
    from analysis.read.bodies import tell_body

    kind = tell_body(document).kind
    if department is None:
        head = "".join(paragraph.text for paragraph in document.paragraphs[:3])
        named = [name for name, row in departments.items() if row["name_zh"] in head and row["body"] in ("", kind)]
        return named[0] if len(named) == 1 else None
    if departments[department]["body"] not in ("", kind):
        values = {"file": document.name, "printed": say(lang, f"body.{kind}"), "department": department}
        raise UserError(say(lang, "read.other-body", **values))
    return department


def save_draft(
    document: "Document",
    reading: "Reading",
    draft: "Draft",
    findings: "Sequence[Finding]",
    pictures: "Mapping[int, str]",
    data: Path,
    lang: str,
) -> tuple[Path, bool]:
    """Write the draft of one file; return its folder and whether it is new. UserError says why it cannot be written."""
    from analysis.commands.readings import print_changes
    from analysis.publish.review.page import write_review_page
    from analysis.read.draft.draft_files import locate_drafts, write_draft
    from analysis.read.draft.editions import name_edition, read_editions
    from analysis.read.files.limits import bounded

    with bounded(document.name, lang):
        page = write_review_page(document, reading, findings, draft.questions, lang, pictures)
    department = draft.document["department"]
    drafts = locate_drafts(data, department, reading.year)
    editions = read_editions(drafts, data, department, reading.year, lang)
    draft, corrects = name_edition(draft, editions)
    if corrects:
        print_changes(document.name, corrects, editions[corrects].read_figures(), draft.tables["figures"], lang)
    folder = drafts / draft.document["document"]
    return folder, write_draft(draft, page, folder, lang)
