"""The command `expenditure list`: departments, years, which reports are out of date and what should have been done."""

import argparse
import sys
from datetime import date
from pathlib import Path

from analysis.commands.options import add_data_dir, add_lang, add_out
from analysis.errors import UserError
from analysis.texts import LANGUAGES, say

HELP = "部门、年度、哪些报告已过期 departments, years, which reports are stale"
EXAMPLES = """例 example:
  expenditure list
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    for add in (add_out, add_lang, add_data_dir):
        add(parser)


def run(call: argparse.Namespace) -> int:
    """Print each department and year with the state of its reports, then what is overdue; return 0."""
    from analysis.commands.departments import list_departments
    from analysis.publish.overdue import find_overdue
    from analysis.review import list_years, resolve_data_dir

    folder = resolve_data_dir(call.data_dir, call.lang)
    years = list_years(folder)
    for department, one in list_departments(folder, call.lang).items():
        name = getattr(one, f"name_{call.lang}")
        for year in years.get(department, []):
            target = call.out / department / str(year)
            states = [f"{lang}: {_describe(target, lang, call.lang, folder)}" for lang in LANGUAGES]
            print("\t".join([department, str(year), name, *states]))
    for overdue in find_overdue(call.out, folder, date.today()):
        print(overdue.describe(call.lang))
    sys.stdout.flush()
    return 0


def _describe(target: Path, report_lang: str, lang: str, folder: Path) -> str:
    """Return the state of one report in words of `lang`: current, stale and why, or none."""
    from analysis.publish import manifest
    from analysis.review import open_review

    listing = target / manifest.suffix_name("manifest.json", report_lang)
    if not listing.is_file():
        return say(lang, "cli.no-report")
    then = manifest.read_inputs(listing)
    try:
        now = manifest.describe_inputs(open_review(target.parent.name, int(target.name), report_lang, folder))
    except UserError as error:
        return say(lang, "cli.data-refused", reason=str(error).splitlines()[0])
    changed = manifest.list_changes(then, now)
    if not changed:
        return say(lang, "cli.current")
    names = ", ".join(changed[:5]) + (" …" if len(changed) > 5 else "")
    return say(lang, "cli.stale", names=names)
