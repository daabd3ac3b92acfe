"""Small disclosures: what must be found in them, and what must not."""

from functools import cache

import pytest

from tests.read.disclosure_cases import BUDGET, FINAL, QUIET_BUDGET, QUIET_FINAL, SEVERAL, read_rows
from tests.read.judged import judge_texts

TITLES = {"final": ("某市水务局2024年度部门决算\n", 2024), "budget": ("某县教育局2025年部门预算\n", 2025)}
WRONG = {kind: read_rows(text) for kind, text in (("final", FINAL), ("budget", BUDGET))}
RIGHT = {
    kind: [text for [text] in read_rows(rows)] for kind, rows in (("final", QUIET_FINAL), ("budget", QUIET_BUDGET))
}


@cache
def judge_all():
    """Return the findings of all texts, by kind and text."""
    texts = [(kind, text) for kind in TITLES for text in [*(row[2] for row in WRONG[kind]), *RIGHT[kind]]]
    found = judge_texts([(TITLES[kind][0] + text, TITLES[kind][1]) for kind, text in texts])
    return dict(zip(texts, found, strict=True))


@pytest.mark.parametrize(("kind", "row"), [(kind, row) for kind in WRONG for row in WRONG[kind]])
def test_what_is_wrong_is_found_and_nothing_else(kind, row):
    rule, place, text = row
    [(found, _, shown)] = judge_all()[kind, text]
    assert found == rule
    assert place in shown or shown in place


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in RIGHT for text in RIGHT[kind]])
def test_what_is_right_gives_no_finding(kind, text):
    assert judge_all()[kind, text] == []


@pytest.mark.parametrize(("rules", "text"), read_rows(SEVERAL))
def test_one_fault_does_not_hide_another(rules, text):
    title, year = TITLES["final"]
    assert [rule for rule, _, _ in judge_texts([(title + text, year)])[0]] == rules.split(",")
