"""The hand-checked year: what must come out of the 2019 report, and the findings of the truth file."""

import csv
from pathlib import Path

import pytest

from analysis import list_findings, run_checks
from tests.backtest.stored import read_stored, tell_report
from tests.datasets import real_data

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


@pytest.mark.skipif(not TRUTH.is_file(), reason="the shared samples are not here")
def test_every_true_finding_of_severity_low_and_above_is_found():
    with TRUTH.open(encoding="utf-8-sig", newline="") as stream:
        truth = {row["root"]: row["severity"] for row in csv.DictReader(stream)}
    findings = list_findings(run_checks(real_data()))
    found = dict(zip(findings["rule"], findings["severity"], strict=True))
    wanted = {RULES[root]: severity for root, severity in truth.items() if severity != "info"}
    assert wanted.items() <= found.items()
    assert set(found) - set(wanted) == {"mixed-decimals"}  # a hint that the truth file has too


def test_scope_conflict_has_no_verdict():
    [scope] = run_checks(real_data()).query("rule == 'scope'").itertuples()
    assert scope.verdict == "not-checkable"
