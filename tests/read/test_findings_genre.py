"""Errors planted in generated reports are found, and clean reports raise no alarm."""

import pytest

from analysis.read.text_findings import find_text_findings
from tests.read.genre_sentences import ERROR_KINDS, write_report
from tests.read.texts import make_document, read_text, words

# The rule that must fire for each kind of planted error.
RULES = {
    "sum": "sum-of-parts", "split": "sum-of-parts", "restated": "restated", "share": "percent",
    "completion-rate": "percent", "change-rate": "percent", "direction": "direction", "change": "change",
    "lost-digits": "lost-digits", "template": "template-remains", "report-year": "report-year", "quotes": "quotes",
    "word-mark": "word-marks",
}  # fmt: skip


def list_rules(report):
    reading = read_text(report.text, report.year)
    return {one.rule for one in find_text_findings(make_document(report.text), reading, words().measures, "zh")}


def test_clean_reports_raise_at_most_one_alarm_in_a_hundred():
    assert sum(bool(list_rules(write_report(seed))) for seed in range(500)) <= 5


def test_errors_are_found():
    reports = [(kind, write_report(seed, kind)) for kind in ERROR_KINDS for seed in range(2000, 2040)]
    assert len(reports) >= 500
    found = sum(RULES[kind] in list_rules(report) for kind, report in reports)
    assert found / len(reports) >= 0.98


@pytest.mark.parametrize("kind", ERROR_KINDS)
def test_finding_points_at_the_error(kind):
    report = write_report(3, kind)
    [error] = report.errors
    reading = read_text(report.text, report.year)
    findings = find_text_findings(make_document(report.text), reading, words().measures, "en")
    wanted = [one for one in findings if one.rule == RULES[kind]]
    assert wanted
    line = report.text.count("\n", 0, error.span[0])
    assert any(abs(report.text.count("\n", 0, one.span[0]) - line) <= 1 for one in wanted)
