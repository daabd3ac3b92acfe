"""What the tests of checks ask: the rows of one rule or identity, as tuples with the columns as names."""

from typing import Any

from analysis import run_checks
from analysis.dataset import Dataset

WAN = 1_000_000  # 分 of 万元


def find(data: Dataset, rule: str = "", **cells: object) -> list[Any]:
    """Return the checks of a rule with these cells, all of them without a rule."""
    checks = run_checks(data)
    wanted = ({"rule": rule} if rule else {}) | cells
    for name, cell in wanted.items():
        checks = checks[checks[name].eq(cell)]
    return list(checks.itertuples(index=False))


def only(data: Dataset, rule: str = "", **cells: object) -> Any:
    """Return the one check of a rule with these cells."""
    found = find(data, rule, **cells)
    assert len(found) == 1, found
    return found[0]


def said(data: Dataset, rule: str = "", **cells: object) -> tuple[str, str, str]:
    """Return verdict, reason and severity of the one check of a rule."""
    check = only(data, rule, **cells)
    return check.verdict, check.reason, check.severity


EXACT, WITHIN = ("exact", "", ""), ("within-rounding", "", "")
HIGH, MEDIUM, LOW = ("mismatch", "", "high"), ("mismatch", "", "medium"), ("mismatch", "", "low")


def open_for(reason: str) -> tuple[str, str, str]:
    return "not-checkable", reason, ""
