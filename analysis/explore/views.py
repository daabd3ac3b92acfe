"""What can be compared, and the line of pandas that makes each view: the line that is shown is the one that runs."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

import analysis
from analysis.dataset import Dataset


class Choice(NamedTuple):
    """What the controls say; an empty one asks for everything."""

    view: str
    departments: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    scheme: str = ""
    phase: str = ""


@dataclass(frozen=True)
class View:
    """One table of the analysis.

    `columns` are shown, `figures` hold the ids that a row comes from, `value` is what bars measure (empty: rows are
    counted by `bars`); `scheme` and `phase` are the conditions that narrow it, empty where it has no such thing.
    """

    call: str
    columns: str
    figures: tuple[str, ...]
    bars: str = "name"
    value: str = ""
    scheme: str = "scheme == {scheme!r}"
    phase: str = "phase == {phase!r}"


_CHECKS = "department_name report_year check rule_name name phase reported_wan calculated_wan difference_wan verdict"
VIEWS = {
    "categories": View(
        "compare_categories(data, phase={phase!r})",
        "department_name report_year breakdown_name name phase fund scope amount_wan pct figure_id",
        ("figure_id", "total_figure"),
        value="amount_wan",
        phase="",
    ),
    "years": View(
        "compare_years(data)",
        "department_name report_year name phase fund scope amount_wan base_wan change_wan pct status figures",
        ("figures", "base_figures"),
        value="change_wan",
        scheme="series.str.startswith({start!r})",
    ),
    "three-public": View(
        "compare_three_public(data)",
        "department_name report_year name phase fund amount_wan base_wan change_wan pct budget_wan final_wan figure_id",
        ("figure_id", "base_figures", "budget_figure"),
        value="amount_wan",
        scheme="",
    ),
    "indicators": View(
        "compute_indicators(data)",
        "department_name report_year set_name name status pct missing_names figures",
        ("figures",),
        value="pct",
        scheme="",
        phase="",
    ),
    "findings": View(
        "list_findings(run_checks(data))", f"severity {_CHECKS} figures locator", ("figures",), bars="rule_name"
    ),
    "checks": View("run_checks(data)", f"{_CHECKS} figures locator", ("figures",), bars="verdict"),
    "ledger": View(
        "list_ledger(data, run_checks(data))",
        "department_name report_year identity_name rule_name "
        "exact within-rounding mismatch not-checkable not-applicable",
        (),
        bars="rule_name",
        scheme="",
        phase="",
    ),
    "figures": View(
        "data.figures",
        "department_name report_year fiscal_year figure_id name label phase fund scope printed unit amount_wan locator",
        ("figure_id",),
        value="amount_wan",
    ),
}


def write_code(choice: Choice) -> str:
    """Return the line of pandas that makes the table of a choice from `data`."""
    view = VIEWS[choice.view]
    conditions = []
    if choice.departments:
        conditions.append(f"department in {list(choice.departments)!r}")
    if choice.years:
        conditions.append(f"report_year in {list(choice.years)!r}")
    if choice.scheme and view.scheme:
        conditions.append(view.scheme.format(scheme=choice.scheme, start=f"{choice.scheme}/"))
    if choice.phase and view.phase:
        conditions.append(view.phase.format(phase=choice.phase))
    call = view.call.replace(", phase={phase!r}", "") if not choice.phase else view.call.format(phase=choice.phase)
    return f"{call}.query({' and '.join(conditions)!r})" if conditions else call


def write_imports(code: str) -> str:
    """Return the line that imports what a line of write_code calls; empty where it calls nothing."""
    names = sorted(set(re.findall(r"\w+(?=\()", code)) & set(analysis.__all__))
    return f"from analysis import {', '.join(names)}" if names else ""


def make_table(data: Dataset, code: str) -> pd.DataFrame:
    """Return the table that a line of write_code makes: it is run as it is shown."""
    scope: dict[str, Any] = {name: getattr(analysis, name) for name in re.findall(r"\w+(?=\()", code) if _is_ours(name)}
    table: pd.DataFrame = eval(code, scope, {"data": data})
    return table


def _is_ours(name: str) -> bool:
    return name in analysis.__all__
