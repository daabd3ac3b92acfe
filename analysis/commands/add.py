"""The command `expenditure add`: documents read, asked about, checked, accepted and reported on, step by step.

It does what `read`, `accept` and `report` do, and asks in the terminal what these leave to files.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.commands.options import add_data_dir, add_lang, add_out
from analysis.errors import UserError
from analysis.texts import say

if TYPE_CHECKING:
    from analysis.commands.adding import Place
    from analysis.read.files.types import Document

HELP = """逐步添加报告文件：读、问、查、收录、出报告
add documents step by step, asking what is open, then build the report"""
EXAMPLES = """例 examples:
  expenditure add 决算公开.pdf
  expenditure add 预算说明.pdf 预算公开表.xlsx
"""


def _add_files(parser: argparse.ArgumentParser) -> None:
    text = "文件 documents: pdf docx doc xlsx xls html txt md"
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help=text)


OPTIONS = (_add_files, add_out, add_lang, add_data_dir)


def run(call: argparse.Namespace) -> int:
    """Add the documents and print every path; return the exit code.

    Without a terminal the drafts are written, and UserError says how to go on. Who leaves finds all answers again.
    """
    from analysis.cli import INTERRUPTED
    from analysis.commands.adding import read_files
    from analysis.commands.asking import LeftError, is_terminal, show
    from analysis.dataset import resolve_data_dir

    data = resolve_data_dir(call.data_dir, call.lang)
    try:
        places, documents, failed = read_files(call.files, data, call.lang)
        if not is_terminal():
            raise UserError("\n".join(_tell_way(place, data, call.lang) for place in places))
        codes = [_finish(place, documents, data, call) for place in places]
    except (LeftError, KeyboardInterrupt):
        show()
        show(say(call.lang, "add.left", files=" ".join(map(str, call.files))))
        return INTERRUPTED
    return max([*codes, UserError.exit_code if failed else 0])


def _tell_way(place: "Place", data: Path, lang: str) -> str:
    """Return what to do with the drafts of a body and year where nobody can be asked."""
    from analysis.read.draft.draft_files import locate_drafts
    from analysis.tables import show_path

    return say(lang, "add.no-terminal", folder=show_path(locate_drafts(data, *place)), **place._asdict())


def _finish(place: "Place", documents: "Sequence[Document]", data: Path, call: argparse.Namespace) -> int:
    """Ask what the drafts of a body and year leave open, check, accept and build; return the exit code."""
    from analysis.commands.adding import list_data_files
    from analysis.commands.answering import ask_questions, confirm_checks
    from analysis.commands.asking import show
    from analysis.read.draft.accept import accept_drafts
    from analysis.read.draft.draft_files import list_drafts
    from analysis.tables import show_path

    lang, drafts = call.lang, list_drafts(data, *place)
    if drafts:
        ask_questions(drafts, documents, data, lang, again=False)
        while not confirm_checks(drafts, place, data, lang):
            ask_questions(drafts, documents, data, lang, again=True)
        count = accept_drafts(drafts, data, *place, lang)
        show(say(lang, "add.accepted", count=count) if count else say(lang, "accept.nothing"))
    for path in list_data_files(data, place):
        print(f"  {show_path(path)}", flush=True)
    return _build_report(place, data, call)


def _build_report(place: "Place", data: Path, call: argparse.Namespace) -> int:
    """Build the report unless it is current, in a process of its own, and return its exit code; its path is printed."""
    from analysis.commands.asking import show
    from analysis.publish.evidence.manifest import suffix_name
    from analysis.publish.processes import call_report
    from analysis.publish.yearly.plan import Job, find_reason

    lang, target = call.lang, call.out / place.department / str(place.year)
    if not find_reason(lang, Job(place.department, place.year, lang, ""), target, data):
        show(say(lang, "add.report-current"))
        print(target / suffix_name("report.html", lang))
        return 0
    show(say(lang, "add.building"))
    chosen = {"department": place.department, "year": place.year, "lang": lang, "out": call.out, "data-dir": data}
    sys.stdout.flush()
    return subprocess.run(call_report(chosen, {})).returncode
