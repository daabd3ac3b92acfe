"""The hand-checked year: what must come out of the 2019 report, and the findings of the truth file."""

import csv
from pathlib import Path

import pytest

from analysis.check import list_findings, run_checks
from tests.reviews import real_review

TRUTH = Path(__file__).resolve().parents[3] / "shared" / "samples" / "report-2019.findings.csv"
# Which rule of ours answers for which cause of the truth file.
RULES = {
    "scope": "scope",
    "lost": "lost-digits",
    "nofinal": "three-public-final",
    "nobudget": "budget-inputs",
    "derived": "derived-base",
    "kind": "document-kind",
    "decimals": "mixed-decimals",
}


def test_figures_of_2019_are_those_printed():
    figures = real_review().figures
    printed = {f.selector: f.printed for f in figures.select("summary") + figures.select("beita-union-special")}
    assert printed == {
        "summary/total": "149.35",
        "summary/basic": "149.35",
        "summary/special": "6",
        "beita-union-special/work-funds": "1.60",
        "beita-union-special/model-workers": "2.40",
        "beita-union-special/township-unions": "2.00",
    }
    assert [f.printed for f in figures.select("union-2009", "506")] == ["41.6", "41.6"]
    assert [f.printed for f in figures.select("three-public", year=2019, phase="approved")] == [
        "0.15",
        "0.15",
        "无",
        "无",
    ]


@pytest.mark.skipif(not TRUTH.is_file(), reason="the shared samples are not here")
def test_every_true_finding_of_severity_low_and_above_is_found():
    with TRUTH.open(encoding="utf-8-sig", newline="") as stream:
        truth = {row["root"]: row["severity"] for row in csv.DictReader(stream)}
    found = {finding.rule: finding.severity for finding in list_findings(run_checks(real_review()))}
    wanted = {RULES[root]: severity for root, severity in truth.items() if severity != "info"}
    assert wanted.items() <= found.items()
    assert set(found) - set(wanted) == {"mixed-decimals"}  # a hint that the truth file has too


def test_scope_conflict_has_both_readings_and_no_verdict():
    scope = next(check for check in run_checks(real_review()) if check.rule == "scope")
    assert scope.verdict == "not-checkable"
    assert [reading.calculated for reading in scope.readings] == [149_350_000, 155_350_000]
