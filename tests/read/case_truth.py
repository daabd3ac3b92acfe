"""Small inputs of ../shared/cases and what is right for each: the rows of tests/truth/public.csv and reader.csv.

A row says what must hold: a `figure` (item and words are patterns, a blank cell is any; a change names its base year
behind the year) or `no-figure`; a `finding` of a rule with words in it, each of its own, `may-find` one that is right
too, `no-finding`; a `check` that closes with these printed numbers; a `question` or `no-question`; words that are
`said`, or with which the file is `refused`; `silent`: no finding at all. `a or b` is one of the two. A finding of
medium or above that no row names is wrong.
"""

import io
import re
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from analysis.check import run_checks
from analysis.commands.readings import print_reading
from analysis.publish.review.judging import Finding, judge_drafts, open_drafts
from analysis.read.batch import FileReading, read_file
from analysis.read.facts import Fact
from analysis.tables import DATA_FOLDER, PROJECT_FOLDER
from analysis.verdicts import EXACT, WITHIN_ROUNDING
from tests.helpers import read_truth
from tests.read.scoring import read_number
from tests.read.texts import words

CASES = PROJECT_FOLDER.parent / "shared" / "cases"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the small inputs of ../shared/cases are not here")
Row = dict[str, str]
Closed = tuple[str, frozenset[Decimal | None]]  # the rule of a check that holds, and the numbers in it


@dataclass(frozen=True)
class Case:
    """What came of an input: figures, findings with all of their words, questions, what was printed, what closes."""

    facts: Sequence[Fact] = ()
    findings: Sequence[tuple[Finding, str]] = ()
    questions: Sequence[str] = ()
    printed: str = ""
    refused: bool = False
    closed: Sequence[Closed] = ()


@cache
def list_truth(folder: str) -> dict[str, list[Row]]:
    """Return the rows of a folder of cases, by the name of the input."""
    cases: dict[str, list[Row]] = {}
    for row in read_truth(folder):
        cases.setdefault(row["case"], []).append(row)
    return cases


def judge_files(paths: Sequence[Path]) -> dict[str, Case]:
    """Return what comes of each file, by name; all are judged at once, each as a document of its own."""
    readings = {path.name: read_file(path, words(), None, "zh") for path in paths}
    drafts = {name: one.draft for name, one in readings.items() if one.draft}
    found = dict(zip(drafts, judge_drafts([*drafts.values()], DATA_FOLDER, "zh"), strict=True))
    closed: dict[str, list[Closed]] = {name: [] for name in drafts}
    names = [*drafts]
    data = open_drafts([*drafts.values()], DATA_FOLDER, "zh")
    for row in run_checks(data).itertuples():
        if row.verdict in (EXACT, WITHIN_ROUNDING):
            name = names[int(str(row.department).removeprefix("text-"))]
            numbers = {one["figure_id"]: one["printed"] for one in drafts[name].tables["figures"]}
            closed[name].append((row.rule, frozenset(_read(numbers.get(one, "")) for one in row.figures.split())))
    return {
        name: _tell(one, found[name], closed[name]) if name in drafts else Case(printed=one.error, refused=True)
        for name, one in readings.items()
    }


def _tell(one: FileReading, findings: Sequence[Finding], closed: Sequence[Closed]) -> Case:
    with redirect_stdout(io.StringIO()) as out:
        print_reading(one.document, one.reading, one.draft.questions, findings, "zh")
    text = one.document.text
    told = [
        (found, "\n".join((text[slice(*found.span)], found.subject, found.expected, found.actual, found.note)))
        for found in findings
    ]
    questions = [asked.text for asked in one.draft.questions]
    return Case(one.reading.facts, told, questions, out.getvalue(), closed=closed)


def list_faults(case: Case, rows: Sequence[Row]) -> list[str]:
    """Return what does not hold of a case, a line for each row and each finding that no row names."""
    left = [*case.findings]
    faults = []
    for row in rows:
        kinds = row["holds"].split(" or ")
        if not any(HOLDS[kind](case, row, left) for kind in kinds):
            faults.append(" ".join(filter(None, row.values())))
    grave = [one for one, _ in left if one.severity in ("high", "medium")]
    return [*faults, *(f"unnamed: {one.rule} {one.subject} {one.actual} | {one.expected}" for one in grave)]


def _fits(fact: Fact, row: Row) -> bool:
    amount, _, unit = row["amount"].partition(" ")
    year = f"{fact.year}/{fact.base_year}" if fact.base_year else f"{fact.year}"
    code = f"{fact.named.scheme}/{fact.named.code}" if fact.named else ""
    number = Decimal(0) if fact.basis == "declared-none" else _read(fact.printed)
    return (
        bool(re.fullmatch(row["item"] or ".*", fact.item.strip("“”")))
        and row["measure"] in ("", fact.measure)
        and row["phase"] in ("", fact.phase)
        and row["year"] in ("", year)
        and (not amount or number == _read(amount))
        and unit in ("", fact.unit)
        and (not row["code"] or code.endswith(f"/{row['code']}"))
    )


def _read(printed: str) -> Decimal | None:
    try:
        return read_number(printed)
    except (ArithmeticError, ValueError):
        return None


def _take(case: Case, row: Row, left: list[tuple[Finding, str]]) -> bool:
    """Take the finding that a row names out of those that are left, and return whether there is one."""
    for one in left:
        finding, text = one
        said = re.search(row["words"], text.replace(",", ""))
        grave = not row["severity"] or finding.severity in row["severity"].split()
        if re.fullmatch(row["rule"], finding.rule) and said and grave:
            left.remove(one)
            return True
    return False


def _closes(case: Case, row: Row, left: object) -> bool:
    """Return whether a check of that rule holds in which these printed numbers stand."""
    wanted = {_read(one) for one in row["words"].split()}
    return any(rule == row["rule"] and wanted <= figures for rule, figures in case.closed)


def _says(row: Row, texts: Sequence[str]) -> bool:
    return any(re.search(row["words"], text) for text in texts)


HOLDS: dict[str, Callable[[Case, Row, list[tuple[Finding, str]]], bool]] = {
    "figure": lambda case, row, left: any(_fits(fact, row) for fact in case.facts),
    "no-figure": lambda case, row, left: not any(_fits(fact, row) for fact in case.facts),
    "finding": _take,
    "may-find": lambda case, row, left: _take(case, row, left) or True,
    "no-finding": lambda case, row, left: not _says(row, [text for _, text in case.findings]),
    "silent": lambda case, row, left: not case.findings,
    "check": _closes,
    "question": lambda case, row, left: _says(row, case.questions),
    "no-question": lambda case, row, left: not _says(row, case.questions),
    "said": lambda case, row, left: _says(row, [case.printed]),
    "refused": lambda case, row, left: case.refused and _says(row, [case.printed]),
}
