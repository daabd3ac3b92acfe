"""The command `expenditure list`: departments, years, which reports are out of date and what should have been done."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.commands.options import add_data_dir, add_lang, add_out
from analysis.texts import LANGUAGES, say

if TYPE_CHECKING:
    from analysis.publish.yearly.plan import Job

HELP = "部门、年度、哪些报告已过期 departments, years, which reports are stale"
EXAMPLES = """例 example:
  expenditure list
"""
OPTIONS = (add_out, add_lang, add_data_dir)


def run(call: argparse.Namespace) -> int:
    """Print each department and year, each group, with the state of its reports, in red what is overdue; return 0."""
    from analysis.commands.asking import redden
    from analysis.commands.departments import list_departments
    from analysis.dataset import resolve_data_dir
    from analysis.departments import list_years
    from analysis.groups import peek_groups
    from analysis.publish.evidence.manifest import keep_program
    from analysis.publish.yearly.overdue import find_overdue
    from analysis.publish.yearly.plan import list_group_places

    folder = resolve_data_dir(call.data_dir, call.lang)
    years = list_years(folder)
    with keep_program():
        for department, row in list_departments(folder, call.lang).items():
            name = row[f"name_{call.lang}"]
            for year in years.get(department, []):
                _print_states(call, folder, name, department, year)
        groups = peek_groups(folder)
        for group, span in list_group_places(call.out, folder):
            _print_states(call, folder, groups[group.partition("/")[2]][f"name_{call.lang}"], group, span)
    if overdue := find_overdue(call.out, folder, date.today()):
        print(redden(say(call.lang, "yearly.overdue.heading", count=len(overdue)), sys.stdout))
    for one in overdue:
        print(redden(f"  {one.describe(call.lang)}", sys.stdout))
    sys.stdout.flush()
    return 0


def _print_states(call: argparse.Namespace, folder: Path, name: str, department: str, year: int | str) -> None:
    from analysis.publish.yearly.plan import Job

    jobs = [Job(department, year, lang, "") for lang in LANGUAGES]
    states = [f"{job.lang}: {_describe(job, job.locate(call.out), call.lang, folder)}" for job in jobs]
    print("\t".join([department, str(year), name, *states]))


def _describe(job: "Job", target: Path, lang: str, folder: Path) -> str:
    """Return the state of one report in words of `lang`: current, stale and why, or none."""
    from analysis.publish.evidence.manifest import locate
    from analysis.publish.folder import is_moving
    from analysis.publish.yearly.plan import find_reason

    if not (listing := locate(target, job.lang)).is_file():
        return say(lang, "yearly.why-moving" if is_moving(target, listing.name) else "cli.no-report")
    why = find_reason(lang, job, target, folder)
    return say(lang, "cli.stale", why=why) if why else say(lang, "cli.current")
