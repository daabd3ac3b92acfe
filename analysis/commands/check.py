"""The command `expenditure check`: what is wrong with the data, else what the checks find."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.commands.options import add_data_dir, add_lang
from analysis.errors import Problem, UserError
from analysis.texts import say

if TYPE_CHECKING:
    import pandas as pd

    from analysis.dataset import Dataset
    from analysis.show.words import Words

HELP = "检查数据并列出全部发现 validate the data and print every finding"
EXAMPLES = """例 examples:
  expenditure check
  expenditure check --department beita-union --year 2019 --lang en
"""
_TOGETHER = 100  # departments opened at the same time, so that memory does not grow with their number


def _add_choice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--department", help="只查此部门（代码或名称），默认全部 this department only, id or name; all if left out"
    )
    parser.add_argument("--year", type=int, help="只查此年度，默认全部 this year only; all if left out")
    parser.add_argument(
        "--ledger", action="store_true", help="另列每项勾稽关系的结果 the result of every identity, too"
    )


OPTIONS = (_add_choice, add_lang, add_data_dir)


def run(call: argparse.Namespace) -> int:
    """Print our own errors, then every finding of the chosen reports; return 0 if none is above a hint, else 1.

    Of many departments this is done for a hundred after the other. Refused data raise, once all others are printed.
    """
    from analysis.dataset import resolve_data_dir
    from analysis.groups import find_group_problems

    folder = resolve_data_dir(call.data_dir, call.lang)
    chosen = _choose(folder, call.department, call.year, call.lang)
    problems = [] if call.department else [*_find_lost(folder, call.lang), *find_group_problems(folder, call.lang)]
    names, bad = list(chosen), 0
    for first in range(0, len(names), _TOGETHER):
        share = {name: chosen[name] for name in names[first : first + _TOGETHER]}
        opened = list(_open(folder, share, call.lang, problems))
        bad += sum([print_mistyped(data, call.lang) for data in opened])
        bad += sum([print_checks(data, call.lang, call.ledger) for data in opened])
        if not opened and not _name_broken(share, problems):
            break  # a file that all share is refused
    if problems:
        raise UserError(say(call.lang, "data.refused", count=len(set(problems))), problems)
    return 1 if bad else 0


def _choose(folder: Path, department: str | None, year: int | None, lang: str) -> dict[str, list[int]]:
    """Return the report years to check by department; a name that there is not is refused when it is opened."""
    from analysis.commands.departments import list_departments
    from analysis.departments import list_years

    if department:
        return {department: [year] if year else list_years(folder, department).get(department, [])}
    years = list_years(folder)
    names = sorted({*list_departments(folder, lang), *years})
    chosen = {name: [one for one in years.get(name, []) if year in (None, one)] for name in names}
    found = {name: there for name, there in chosen.items() if there}
    if not found:
        raise UserError(say(lang, "cli.nothing-chosen", year=year or "", folder=folder))
    return found


def _find_lost(folder: Path, lang: str) -> Iterator[Problem]:
    """Yield the files of figures that are not there although the documents that they come from are listed."""
    from analysis.departments import list_lost
    from analysis.tables import show_path

    for department, year in list_lost(folder):
        file = show_path(folder / "figures" / department / f"{year}.csv")
        yield Problem(file, 0, "", "", say(lang, "data.missing-file"))


def _open(folder: Path, chosen: Mapping[str, Sequence[int]], lang: str, problems: list[Problem]) -> "Iterator[Dataset]":
    """Yield the reports, opened together; those whose data are refused are parted from the others."""
    from analysis.dataset import open_data

    years = sorted({year for there in chosen.values() for year in there})
    try:
        yield open_data(list(chosen), years or None, folder, lang)
    except UserError as error:
        if not error.problems:
            raise
        parts = _part(chosen, error.problems)
        problems += () if parts else error.problems
        for part in parts:
            yield from _open(folder, part, lang, problems)


def _part(chosen: Mapping[str, Sequence[int]], problems: Sequence[Problem]) -> list[Mapping[str, Sequence[int]]]:
    """Return the reports in parts: those of the departments whose files have problems each, and all others.

    Where problems lie in no file of a department, or in those of all, the reports are halved.
    """
    broken = _name_broken(chosen, problems)
    others = {name: years for name, years in chosen.items() if name not in broken}
    if broken and others:
        return [others, *({name: chosen[name]} for name in sorted(broken))]
    return [*_halve(chosen)]


def _name_broken(chosen: Mapping[str, Sequence[int]], problems: Sequence[Problem]) -> set[str]:
    """Return the departments in whose files problems lie."""
    return {Path(one.file).parent.name for one in problems} & chosen.keys()


def _halve(chosen: Mapping[str, Sequence[int]]) -> list[dict[str, Sequence[int]]]:
    """Return the reports in two parts, by departments or else by years; nothing for one report."""
    names = list(chosen)
    if len(names) > 1:
        middle = len(names) // 2
        return [{name: chosen[name] for name in half} for half in (names[:middle], names[middle:])]
    [(name, years)] = chosen.items()
    middle = len(years) // 2
    return [{name: years[:middle]}, {name: years[middle:]}] if middle else []


def print_mistyped(data: "Dataset", lang: str) -> int:
    """Print the figures that their document, being at hand, does not print, and return how many there are."""
    from analysis.sources import find_mistyped

    found = find_mistyped(data, lang)
    if found:
        print(UserError(say(lang, "data.not-as-printed", count=len(found)), found), end="\n\n")
    return len(found)


def print_checks(data: "Dataset", lang: str, ledger: bool, most_of_rule: int | None = None) -> int:
    """Print the findings of the reports, and their ledgers if asked for, and return how many are above a hint.

    Of a rule that found much only the first are printed in full where `most_of_rule` says how many.
    """
    from analysis.check import list_findings, list_ledger, run_checks
    from analysis.show.checks import tell_ledger
    from analysis.show.words import Words

    checks = run_checks(data)
    findings = list_findings(checks)
    keys = ["department", "report_year"]
    counts, places = checks.groupby(keys, observed=True).size(), findings.groupby(keys, observed=True).indices
    for one in data.split():
        words = Words(one, lang)
        key = (words.department, words.year)
        values = {"name": words.name_department(), "year": words.year}
        values["figures"] = int(one.figures["report_year"].eq(words.year).sum())
        # The fingerprint of several reports together is that of none.
        print(words.introduce() if len(data.reports) == 1 else words.say("cli.report", **values))
        _print_report(words, int(counts.get(key, 0)), findings.iloc[places.get(key, [])], most_of_rule)
        if ledger:
            print("", *tell_ledger(list_ledger(one, run_checks(one)), words), sep="\n")
    return int(findings["severity"].ne("info").sum())


def _print_report(words: "Words", checks: int, findings: "pd.DataFrame", most_of_rule: int | None) -> None:
    from analysis.frames import iterate_rows
    from analysis.show.checks import list_documents, tell_unread
    from analysis.show.coverage import tell_coverage
    from analysis.tables import show_path

    print(words.say("cli.summary", checks=checks, findings=len(findings)))
    for told in (tell_coverage(words), tell_unread(words)):
        if told:
            print(told)
    file = show_path(words.data.folder / "documents" / words.department / f"{words.year}.csv")
    for row in iterate_rows(list_documents(words)):
        if not row.sha256:
            names = {"file": row.file_name, "department": words.department, "year": words.year}
            print(words.say("cli.not-described", place=f"{file}:{row.line}", **names))
    by_rule, most = findings.groupby("rule", observed=True), most_of_rule or len(findings)
    for row in iterate_rows(by_rule.head(most)):
        _print_finding(words, row)
    for rule, count in by_rule.size().items():
        if count > most:
            print(words.say("add.more", rule=rule, count=count - most))


def _print_finding(words: "Words", row: Any) -> None:
    told = words.tell_check(row)
    figures = f" [{row.figures}]" if row.figures else ""
    print(f"\n  {words.say(f'severity.{row.severity}')}  {row.rule}: {told.subject}{figures}")
    lines = {
        "show.column.expected": told.expected,
        "show.column.printed": told.actual,
        "show.column.remark": told.note,
        "show.column.place": words.show_place(row),
        "show.column.todo": words.advise(row.rule),
    }
    for key, text in lines.items():
        if text:
            print(f"      {words.say(key)}: {text}")
    for reading in told.readings:
        print(f"      · {reading.text}")
