"""How many planted errors are found in generated reports of the genre, and how few false alarms clean ones give."""

import pytest

from tests.read.genre_reports import ERROR_KINDS, write_report
from tests.read.judged import judge_texts

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


def find_rules(reports):
    """Return the rules that each of many reports breaks."""
    return [{rule for rule, *_ in found} for found in judge_texts([(report.text, report.year) for report in reports])]


@pytest.mark.parametrize("count", [168, pytest.param(504, marks=pytest.mark.slow)])
def test_planted_errors_are_found_by_the_rule_that_they_break(count):
    assert set(RULES) == set(ERROR_KINDS)
    wanted = [(seed, ERROR_KINDS[seed % len(ERROR_KINDS)]) for seed in range(SEEDS, SEEDS + count)]
    found = find_rules([write_report(*one) for one in wanted])
    missed = [one for one, rules in zip(wanted, found, strict=True) if not rules & RULES[one[1]]]
    assert len(missed) <= 0.02 * len(wanted), missed


@pytest.mark.parametrize("count", [100, pytest.param(300, marks=pytest.mark.slow)])
def test_clean_reports_give_no_false_alarm(count):
    seeds = range(SEEDS, SEEDS + count)
    found = zip(seeds, find_rules([write_report(seed) for seed in seeds]), strict=True)
    alarms = {seed: rules for seed, rules in found if rules}
    assert len(alarms) <= 0.01 * count, alarms
