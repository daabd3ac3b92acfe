"""The engine's verdicts on invented departments are those of the reference, figure by figure."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd
import pytest

from analysis import run_checks
from tests.check.invented import Author, Reports, open_many
from tests.check.reference import Row, judge_department

RULES = {
    "sum-of-parts", "part-of-whole", "coarse-rounding", "unit-scale", "balance", "restated", "prior-year", "change",
    "percent", "staff-within-posts",
}  # fmt: skip


EQUATIONS = ("sum-of-parts", "balance", "restated", "change", "percent", "prior-year")
REASONS = {
    "", "coarse", "derived", "incomplete", "nearer-total", "no-base", "no-terms", "no-total", "other-total", "point+1",
    "point-1", "truncated", "unit+4", "unit-4", "zero-base",
}  # fmt: skip


def judge_all(departments: dict[str, Reports]) -> dict[str, Counter[Row]]:
    """Return the engine's checks of these rules by department."""
    checks = run_checks(open_many(departments))
    found: dict[str, Counter[Row]] = {name: Counter() for name in departments}
    for one in checks[checks["rule"].isin(RULES)].itertuples():
        figures = tuple(sorted(one.figures.split()))
        amounts = [one.reported, one.calculated, pd.NA if one.rule == "percent" else one.tolerance]
        told = [None if pd.isna(amount) else int(amount) for amount in amounts]
        row = Row(one.report_year, one.rule, one.identity, figures, one.verdict, one.reason, *told)
        found[one.department][row] += 1
    return found


def compare(seeds: Iterable[int]) -> Counter[tuple[str, str, str]]:
    """Return how many checks there were of each rule, verdict and reason; fail where engine and reference differ."""
    departments = {f"d-{seed}": Author(seed).write() for seed in seeds}
    found = judge_all(departments)
    told: Counter[tuple[str, str, str]] = Counter()
    for name, reports in departments.items():
        expected = Counter(judge_department(reports))
        assert found[name] == expected, describe(name, found[name], expected)
        told.update((row.rule, row.verdict, row.reason.partition(" ")[0]) for row in expected.elements())
    return told


def describe(name: str, found: Counter[Row], expected: Counter[Row]) -> str:
    lines = [f"{name}: the engine only: {row}" for row in found - expected]
    return "\n".join(lines + [f"{name}: the reference only: {row}" for row in expected - found])


def test_verdicts_on_invented_departments_are_those_of_the_reference() -> None:
    told = compare([*range(80), 259])  # 259 has an amount whose unit is too small
    assert {(rule, verdict) for rule in EQUATIONS for verdict in ("exact", "within-rounding", "mismatch")} <= {
        (rule, verdict) for rule, verdict, _ in told
    }
    assert {reason for _, _, reason in told} == REASONS


def test_department_is_judged_alone_as_among_others() -> None:
    departments = {f"d-{seed}": Author(seed).write() for seed in range(3)}
    together = judge_all(departments)
    assert [judge_all({name: reports})[name] for name, reports in departments.items()] == list(together.values())


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(0, marks=pytest.mark.slow),
        *(pytest.param(one, marks=pytest.mark.faults) for one in range(500, 2000, 500)),
    ],
)
def test_verdicts_on_many_departments_are_those_of_the_reference(first: int) -> None:
    compare(range(first, first + 500))
