"""The sheets of a group's workbook: their columns, and their tables with all rows of what the page shows the first."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.check import list_findings, run_checks
from analysis.check.ledger import list_ledger
from analysis.compare import (
    compare_bodies,
    compare_panels,
    find_outliers,
    list_completeness,
    list_spending,
    list_totals,
    measure_peers,
    sum_spending,
    summarise_peers,
)
from analysis.compare.measures import COMPUTED
from analysis.frames import iterate_rows
from analysis.groups import list_members
from analysis.show.checks import name_identity
from analysis.show.peers.ledger import sum_identities
from analysis.show.peers.measure_tables import name_class
from analysis.show.peers.moves import list_moves, tell_reason
from analysis.show.peers.outliers import tell_explanations
from analysis.show.peers.words import GroupWords
from analysis.show.rich import capitalise
from analysis.verdicts import VERDICTS

VERDICT_COLUMNS = [one.replace("-", "_") for one in VERDICTS]
_REPORT = ["department", "report_year"]
# The columns of each sheet with their widths in Latin characters: of its table, of its names, or made below.
SHEETS = {
    "findings": {
        "severity": 9, "department_name": 26, "report_year": 9, "rule_name": 32, "reported": 14, "calculated": 14,
        "difference": 13, "unit": 7, "verdict": 13, "advice": 26, "locator": 18, "figures": 18, "department": 20,
        "report": 9,
    },
    "panels": {
        "base_year": 9, "report_year": 9, "name": 30, "phase": 12, "fund": 12, "scope": 12, "panel": 14, "base": 16,
        "value": 16, "change": 15, "rate": 11, "base_bodies": 9, "bodies": 9, "joined": 24, "left": 24, "restated": 24,
    },
    "changes": {
        "department_name": 26, "base_year": 9, "report_year": 9, "name": 30, "phase": 12, "fund": 12, "scope": 12,
        "base": 16, "value": 16, "change": 15, "rate": 11, "restated": 9, "figures": 12, "base_figures": 12,
        "department": 20, "report": 9,
    },
    "moves": {
        "department_name": 26, "base_year": 9, "report_year": 9, "move": 30, "phase": 12, "own_base": 16, "base": 16,
        "value": 16, "remark": 26, "department": 20,
    },
    "measures": {
        "department_name": 26, "report_year": 9, "measure": 34, "phase": 12, "numerator": 16, "denominator": 16,
        "ratio": 12, "low": 12, "high": 12, "figures": 14, "base_figures": 14, "department": 20, "report": 9,
    },
    "peers": {
        "of_class": 20, "report_year": 9, "measure": 34, "phase": 12, "bodies": 9, "lacking": 9, "median": 16,
    },
    "outliers": {
        "department_name": 26, "report_year": 9, "measure": 34, "phase": 12, "class": 14, "of_peers": 12, "result": 14,
        "median": 14, "score": 9, "explanation": 40, "figures": 14, "department": 20, "report": 9,
    },
    "spending": {
        "department_name": 26, "report_year": 9, "name": 30, "phase": 12, "value": 16, "total": 16, "share": 11,
        "figure_id": 10, "department": 20, "report": 9,
    },
    "classes": {
        "report_year": 9, "phase": 12, "of_scheme": 26, "name": 30, "bodies": 9, "value": 16, "whole": 16, "part": 11,
        "department_name": 26, "largest": 16, "department": 20, "report": 9,
    },
    "identities": {
        "identity": 60, "reports": 9, "held": 9, "broken": 9, "unchecked": 9, "department_name": 26, "report_year": 9,
        "most": 9, "department": 20, "report": 9,
    },
    "ledger": {
        "department_name": 26, "report_year": 9, **dict.fromkeys(VERDICT_COLUMNS, 12), "department": 20, "report": 9,
    },
    "completeness": {
        "department_name": 26, "report_year": 9, "documents": 9, "read": 9, "in_part": 10, "unread": 10, "empty": 10,
        "numbers": 9, "numbers_read": 9, "expected": 11, "found": 9, "missing_tables": 30, "department": 20,
        "report": 9,
    },
    "bodies": {
        "department_name": 30, "class": 16, "report_year": 9, "present": 9, "counted": 11, "total": 16, "phase": 12,
        "within": 24, "also_in": 18, "department": 20, "report": 9,
    },
    "files": {"path": 44, "sha256": 68, "rows": 9, "size": 12},
}  # fmt: skip


def list_tables(words: GroupWords) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the name and the table of each sheet, in order."""
    data = words.data
    checks, bodies, measures, spending = (
        run_checks(data),
        compare_bodies(data),
        measure_peers(data),
        list_spending(data),
    )
    ledger = list_ledger(data, checks)
    yield "findings", list_findings(checks)
    yield "panels", compare_panels(data)
    yield "changes", bodies[bodies["change"].notna()]
    yield "moves", _list_moves(words, bodies)
    yield "measures", measures[measures["status"].eq(COMPUTED)]
    yield "peers", _say(summarise_peers(measures, data), of_class=lambda row: name_class(words, row))
    outliers = find_outliers(measures, data)
    yield "outliers", _say(outliers, explanation=lambda row: words.join_notes(tell_explanations(words, row)))
    yield "spending", spending
    yield "classes", _say(sum_spending(spending), of_scheme=lambda row: words.name_scheme(row.scheme))
    identities = sum_identities(ledger, words).fillna({"department": ""})
    yield "identities", _say(identities, identity=lambda row: capitalise(name_identity(words, row)))
    sums = ledger.groupby(_REPORT, sort=False)[[*VERDICTS]].sum()
    yield "ledger", sums.set_axis(VERDICT_COLUMNS, axis="columns").reset_index()
    yield "completeness", _say(list_completeness(data), missing_tables=lambda row: _name_tables(words, row))
    totals = list_totals(data)[[*_REPORT, "value", "phase"]].rename(columns={"value": "total"})
    yield "bodies", list_members(data).merge(totals, on=_REPORT, how="left", validate="1:1").fillna({"phase": ""})
    files = [(one.path, one.sha256, one.rows, one.size_bytes) for one in data.files]
    yield "files", pd.DataFrame(files, columns=[*SHEETS["files"]])


def _say(table: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """Return a table with columns in words, each made by a function of a row."""
    rows = [*iterate_rows(table)]
    return table.assign(**{name: pd.array([say(row) for row in rows], "str") for name, say in columns.items()})


def _list_moves(words: GroupWords, bodies: pd.DataFrame) -> pd.DataFrame:
    def name_move(row: Any) -> str:
        return words.say(f"panels.moved-{row.move}", before=row.base_year, year=row.report_year)

    moves = list_moves(bodies)
    return _say(moves, move=name_move, remark=lambda row: tell_reason(words, row))


def _name_tables(words: GroupWords, row: Any) -> str:
    names = words.rows("required_tables", "table")
    return (
        words.join_names(words.pick(names[one]) for one in row.missing.split()) if isinstance(row.missing, str) else ""
    )
