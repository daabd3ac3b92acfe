"""The command `expenditure check`: what is wrong with the data, else what the checks find."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.commands.options import add_data_dir, add_lang
from analysis.errors import Problem, UserError
from analysis.texts import say

if TYPE_CHECKING:
    from analysis.check import Check
    from analysis.review import Review

HELP = "检查数据并列出全部发现 validate the data and print every finding"
EXAMPLES = """例 examples:
  expenditure check
  expenditure check --department beita-union --year 2019 --lang en
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--department", help="只查此部门，默认全部 this department only; all if left out")
    parser.add_argument("--year", type=int, help="只查此年度，默认全部 this year only; all if left out")
    for add in (add_lang, add_data_dir):
        add(parser)


def run(call: argparse.Namespace) -> int:
    """Print every finding of the chosen reports; return 0 if none is above a hint, else 1. Refused data raise."""
    from analysis.review import open_review, resolve_data_dir

    folder = resolve_data_dir(call.data_dir, call.lang)
    chosen = list(_choose(folder, call.department, call.year, call.lang))
    if not chosen:
        raise UserError(say(call.lang, "cli.nothing-chosen", year=call.year or "", folder=folder))
    problems: list[Problem] = []
    serious = 0
    for name, one in chosen:
        try:
            review = open_review(name, one, call.lang, folder)
        except UserError as error:
            if not error.problems:
                raise
            problems += error.problems
            continue
        serious += _print_review(review)
    if problems:
        raise UserError(say(call.lang, "data.refused", count=len(set(problems))), problems)
    return 1 if serious else 0


def _choose(folder: Path, department: str | None, year: int | None, lang: str) -> Iterator[tuple[str, int]]:
    """Yield department and year of each report to check; a name or year that does not exist is refused later."""
    from analysis.commands.departments import list_departments
    from analysis.review import list_years

    years = list_years(folder)
    names = [department] if department else sorted({*list_departments(folder, lang), *years})
    for name in names:
        found = years.get(name, [])
        if department and not found:
            found = [year or 0]
        for one in [year] if year and department else found:
            if year in (None, one):
                yield name, one


def _print_review(review: "Review") -> int:
    """Print the findings of one review and return how many are above a hint."""
    from analysis.check import list_findings, run_checks, tell_absent

    checks = run_checks(review)
    findings = list_findings(checks)
    serious = sum(finding.severity != "info" for finding in findings)
    print(review.introduce())
    print(review.say("cli.summary", checks=len(checks), findings=len(findings)))
    if absent := tell_absent(review):
        print(absent)
    for row in review.documents:
        if not row["sha256"]:
            place, owner = f"{row.file}:{row.line}", review.department.department
            names = {"file": row["file_name"], "department": owner, "year": review.year}
            print(review.say("cli.not-described", place=place, **names))
    for finding in findings:
        _print_finding(review, finding)
    return serious


def _print_finding(review: "Review", finding: "Check") -> None:
    figures = f" [{' '.join(finding.figures)}]" if finding.figures else ""
    print(f"\n  {review.say(f'severity.{finding.severity}')}  {finding.rule}: {finding.subject}{figures}")
    lines = {
        "show.column.expected": finding.expected,
        "show.column.printed": finding.actual,
        "show.column.remark": finding.note,
        "show.column.place": finding.locator,
        "show.column.todo": review.pick(review.rules[finding.rule], "advice"),
    }
    for key, text in lines.items():
        if text:
            print(f"      {review.say(key)}: {text}")
    for reading in finding.readings:
        print(f"      · {reading.text}")
