"""How many planted errors are found in generated reports of the genre, and how few false alarms clean ones give."""

import pytest

from analysis.read.reader import read_facts
from analysis.read.text_findings import find_text_findings
from tests.read.genre_reports import ERROR_KINDS, write_report
from tests.read.texts import make_document, vocabulary, words

pytestmark = pytest.mark.no_cover  # thousands of texts: what they run is covered elsewhere

SEEDS = 20_000
RULES = {
    "sum": {"sum-of-parts", "coarse-rounding", "unit-scale"},
    "split": {"sum-of-parts", "coarse-rounding", "unit-scale"},
    "restated": {"restated", "unit-scale"},
    "share": {"percent", "share-total"},
    "completion-rate": {"percent"},
    "change-rate": {"percent"},
    "direction": {"direction"},
    "change": {"change", "unit-scale"},
    "lost-digit": {"lost-digits"},
    "template": {"template-remains"},
    "year": {"report-year"},
    "quote": {"quotes"},
    "word-mark": {"word-marks"},
    "unit": {"unit-scale"},
}


def find_rules(report):
    """Return the rules that a report breaks."""
    document = make_document(report.text)
    reading = read_facts(document, vocabulary(report.year), words().units, report.year)
    return {one.rule for one in find_text_findings(document, reading, words().measures, "zh")}


@pytest.mark.slow
def test_planted_errors_are_found_by_the_rule_that_they_break():
    assert set(RULES) == set(ERROR_KINDS)
    wanted = [(seed, ERROR_KINDS[seed % len(ERROR_KINDS)]) for seed in range(SEEDS, SEEDS + 504)]
    missed = [(seed, kind) for seed, kind in wanted if not find_rules(write_report(seed, kind)) & RULES[kind]]
    assert len(missed) <= 0.02 * len(wanted), missed


def test_clean_reports_give_no_false_alarm():
    alarms = {seed: found for seed in range(SEEDS, SEEDS + 300) if (found := find_rules(write_report(seed)))}
    assert len(alarms) <= 3, alarms
