"""The command `expenditure accept`: a draft that was looked over becomes part of the data."""

import argparse

from analysis.commands.options import add_data_dir, add_department, add_lang
from analysis.texts import say

HELP = "收录核对过的草稿 make a draft that was looked over part of the data"
EXAMPLES = """例 example:
  expenditure accept --department beita-union --year 2020
"""
OPTIONS = (add_department, add_lang, add_data_dir)


def run(call: argparse.Namespace) -> int:
    """Make the answered drafts of a year part of the data and say how many figures came; return the exit code."""
    from analysis.commands.departments import find_folder
    from analysis.read.draft.accept import accept_drafts
    from analysis.read.draft.draft_files import list_drafts, locate_drafts
    from analysis.tables import show_path

    data, lang, named = find_folder(call), call.lang, {"department": call.department, "year": call.year}
    drafts = list_drafts(data, **named) or [locate_drafts(data, **named)]
    count = accept_drafts(drafts, data, **named, lang=lang)
    file = show_path(data / "figures" / call.department / f"{call.year}.csv")
    print(say(lang, "accept.done", count=count, file=file, **named) if count else say(lang, "accept.nothing"))
    return 0
