"""The hand-checked year: what must come out of the 2019 report, and the findings of the truth file."""

import pytest

from analysis import list_findings, run_checks
from tests.backtest.stored import read_stored, tell_report
from tests.datasets import real_data
from tests.helpers import read_truth
from tests.show.reports import real_words


def list_printed(scheme, **others):
    figures = real_data().figures
    chosen = figures["scheme"].eq(scheme)
    for name, value in others.items():
        chosen &= figures[name].eq(value)
    return dict(figures.loc[chosen, ["figure_id", "printed"]].itertuples(index=False, name=None))


def test_figures_of_2019_are_those_printed():
    assert list_printed("summary") == {"F01": "149.35", "F02": "149.35", "F10": "6"}
    assert list_printed("beita-union-special") == {"F11": "1.60", "F12": "2.40", "F13": "2.00"}
    assert list_printed("union-2009", code="506") == {"F08": "41.6", "F14": "41.6"}
    levels = list_printed("three-public", fiscal_year=2019, measure="level")
    assert levels == {"F15": "0.15", "F16": "0.15", "F17": "无", "F18": "无"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("part", ["checks", "texts", "charts"])
def test_all_that_is_said_of_2019_is_what_is_stored(lang, part):
    assert tell_report(lang)[part] == read_stored(lang)[part]


def test_every_true_finding_that_the_figures_show_is_found_in_its_place_and_no_other():
    truth = {row["rule"]: row for row in read_truth("report-2019.findings") if row["shown_by"] == "figures"}
    findings = list_findings(run_checks(real_data()))
    found = [(row.rule, row.severity, real_words().show_place(row)) for row in findings.itertuples() if not row.finding]
    assert {rule: severity for rule, severity, _ in found} == {rule: row["severity"] for rule, row in truth.items()}
    assert [rule for rule, _, place in found if place and not place.startswith(truth[rule]["place"])] == []


def test_scope_conflict_has_no_verdict():
    [scope] = run_checks(real_data()).query("rule == 'scope'").itertuples()
    assert scope.verdict == "not-checkable"
