"""The commands `expenditure check` and `expenditure list`: what the data say, and which reports are out of date."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from analysis.check import Check, list_findings, run_checks, tell_absent
from analysis.errors import Problem, UserError
from analysis.publish import manifest
from analysis.publish.lock import find_overdue
from analysis.publish.manifest import suffix_name
from analysis.review import Review, list_years, open_review, read_departments, resolve_data_dir
from analysis.tables import DataFolder
from analysis.texts import LANGUAGES, say


def print_checks(department: str | None, year: int | None, lang: str, data_dir: Path | None) -> int:
    """Print every finding of the chosen reports; return 0 if none is above a hint, else 1. Refused data raise."""
    folder = resolve_data_dir(data_dir.resolve() if data_dir else None, lang)
    problems: list[Problem] = []
    serious = 0
    chosen = list(_choose(folder, department, year, lang))
    if not chosen:
        raise UserError(say(lang, "cli.nothing-chosen", year=year or "", folder=folder))
    for name, one in chosen:
        try:
            review = open_review(name, one, lang, folder)
        except UserError as error:
            if not error.problems:
                raise
            problems += error.problems
            continue
        serious += _print_review(review)
    if problems:
        raise UserError(say(lang, "data.refused", count=len(set(problems))), problems)
    return 1 if serious else 0


def _choose(folder: Path, department: str | None, year: int | None, lang: str) -> Iterator[tuple[str, int]]:
    """Yield department and year of each report to check; a name or year that does not exist is refused later."""
    years = list_years(folder)
    names = [department] if department else sorted({*_read_departments(folder, lang), *years})
    for name in names:
        found = years.get(name, [])
        if department and not found:
            found = [year or 0]
        for one in [year] if year and department else found:
            if year in (None, one):
                yield name, one


def _read_departments(folder: Path, lang: str) -> dict[str, str]:
    data = DataFolder(folder, lang)
    departments = read_departments(data)
    data.stop_on_problems()
    return {name: getattr(one, f"name_{lang}") for name, one in departments.items()}


def _print_review(review: Review) -> int:
    checks = run_checks(review)
    findings = list_findings(checks)
    serious = sum(finding.severity != "info" for finding in findings)
    print(review.introduce())
    print(review.say("cli.summary", checks=len(checks), findings=len(findings)))
    if absent := tell_absent(review):
        print(absent)
    for finding in findings:
        _print_finding(review, finding)
    return serious


def _print_finding(review: Review, finding: Check) -> None:
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


def print_reports(lang: str, out: Path, data_dir: Path | None) -> int:
    """Print each department and year with the state of its reports: current, stale and why, or none."""
    folder = resolve_data_dir(data_dir.resolve() if data_dir else None, lang)
    years = list_years(folder)
    for department, name in _read_departments(folder, lang).items():
        for year in years.get(department, []):
            states = [f"{one}: {_describe(department, year, one, lang, out, folder)}" for one in LANGUAGES]
            print("\t".join([department, str(year), name, *states]))
    for overdue in find_overdue(out, folder, date.today()):
        print(overdue.describe(lang))
    sys.stdout.flush()
    return 0


def _describe(department: str, year: int, report_lang: str, lang: str, out: Path, folder: Path) -> str:
    listing = out / department / str(year) / suffix_name("manifest.json", report_lang)
    if not listing.is_file():
        return say(lang, "cli.no-report")
    then = manifest.read_inputs(listing)
    try:
        now = manifest.describe_inputs(open_review(department, year, report_lang, folder))
    except UserError as error:
        return say(lang, "cli.data-refused", reason=str(error).splitlines()[0])
    changed = manifest.list_changes(then, now)
    if not changed:
        return say(lang, "cli.current")
    names = ", ".join(changed[:5]) + (" …" if len(changed) > 5 else "")
    return say(lang, "cli.stale", names=names)
