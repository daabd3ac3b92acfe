"""The command `expenditure accept`: a draft that was looked over becomes part of the data."""

import argparse
from pathlib import Path

from analysis.commands.options import add_data_dir, add_department, add_lang
from analysis.texts import say

HELP = "收录核对过的草稿 make a draft that was looked over part of the data"
EXAMPLES = """例 example:
  expenditure accept --department beita-union --year 2020
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    for add in (add_department, add_lang, add_data_dir):
        add(parser)


def run(call: argparse.Namespace) -> int:
    """Make the answered drafts of a year part of the data and return the exit code."""
    return accept(call.department, call.year, call.lang, call.data_dir)


def accept(department: str, year: int, lang: str, data_dir: Path | None) -> int:
    """Make the answered drafts of a year part of the data and say how many figures came; return the exit code."""
    from analysis.commands.departments import list_departments, require_department
    from analysis.dataset import resolve_data_dir
    from analysis.read.draft.accept import accept_drafts
    from analysis.read.draft.draft_files import DOCUMENTS, locate_drafts
    from analysis.tables import show_path

    data = resolve_data_dir(data_dir, lang)
    require_department(list_departments(data, lang), department, lang)
    folder = locate_drafts(data, department, year)
    drafts = sorted(path.parent for path in folder.glob(f"*/{DOCUMENTS}")) or [folder]
    count = accept_drafts(drafts, data, department, year, lang)
    values = {"file": show_path(data / "figures" / department / f"{year}.csv"), "department": department, "year": year}
    print(say(lang, "accept.done", count=count, **values) if count else say(lang, "accept.nothing"))
    return 0
