"""The hand-checked year: what must come out of the 2019 report, and the findings of the truth file."""

from analysis.check import list_findings, run_checks
from tests.helpers import read_truth
from tests.reviews import real_review


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


def test_every_true_finding_that_the_figures_show_is_found_in_its_place_and_no_other():
    truth = {row["rule"]: row for row in read_truth("report-2019.findings") if row["shown_by"] == "figures"}
    found = [finding for finding in list_findings(run_checks(real_review())) if not finding.of_text]
    assert {f.rule: f.severity for f in found} == {rule: row["severity"] for rule, row in truth.items()}
    assert [f.rule for f in found if f.locator and not f.locator.startswith(truth[f.rule]["place"])] == []


def test_scope_conflict_has_both_readings_and_no_verdict():
    scope = next(check for check in run_checks(real_review()) if check.rule == "scope")
    assert scope.verdict == "not-checkable"
    assert [reading.calculated for reading in scope.readings] == [149_350_000, 155_350_000]
