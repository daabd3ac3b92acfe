"""Figures that a report states more than once: compared only where they mean the same."""

from typing import Any

import pytest

from tests.check.ask import EXACT, HIGH, WITHIN, find, only, said
from tests.datasets import figure, make_data, real_data


def restated(first: str, other: str, selector: str = "union-2009/506", **options: Any) -> Any:
    return make_data(figure(selector, first), figure(selector, other, **options))


@pytest.mark.parametrize(
    ("other", "options", "expected"),
    [
        ("41.6", {}, EXACT),
        ("41.60", {"label": "下拨经费"}, EXACT),
        ("416000", {"unit": "元"}, EXACT),
        ("41.63", {}, WITHIN),
        ("42.6", {}, HIGH),
        ("42.6", {"label": "下拨经费"}, HIGH),
    ],
)
def test_figure_stated_again_must_be_the_same_whatever_its_label(other: str, options: Any, expected: Any) -> None:
    data = restated("41.6", other, **options)
    assert said(data, "restated") == expected
    assert only(data, "restated").figures == "F01 F02"


@pytest.mark.parametrize(
    "options",
    [
        {"scope": "agency-operation"},  # 办公费 of basic expenditure and of 机关运行经费
        {"fund": "general"},
        {"phase": "approved"},
        {"year": 2018},
        {"flow": "income"},
        {"measure": "increase", "base_year": 2018},
    ],
)
def test_figure_of_another_meaning_is_no_restatement(options: Any) -> None:
    assert find(restated("41.6", "42.6", **options), "restated") == []


def test_changes_against_two_years_are_two_figures() -> None:
    rows = [figure("union-2009/506", "1.00", measure="increase", base_year=year) for year in (2018, 2017)]
    assert find(make_data(*rows), "restated") == []


def test_counts_in_two_units_are_two_figures() -> None:
    rows = [
        figure("beita-union-output/articles", "20", unit="篇"),
        figure("beita-union-output/articles", "3", unit="次"),
    ]
    assert find(make_data(*rows), "restated") == []


def test_approximate_or_derived_figure_is_no_restatement() -> None:
    assert find(restated("41.6", "约40"), "restated") == []
    rows = [figure("union-2009/506", "41.6"), figure("union-2009/506", derivation="F01 + F01")]
    assert find(make_data(*rows), "restated") == []


def test_each_later_statement_is_compared_with_the_first() -> None:
    rows = [figure("union-2009/506", printed) for printed in ("41.6", "41.6", "42.6")]
    found = [(one.figures, one.verdict) for one in find(make_data(*rows), "restated")]
    assert found == [("F01 F02", "exact"), ("F01 F03", "mismatch")]


@pytest.mark.parametrize(("other", "unit", "reason"), [("41.6", "元", "unit+4 1"), ("416000", "万元", "unit+4 0")])
def test_figure_stated_again_in_another_unit_than_it_says_is_told(other: str, unit: str, reason: str) -> None:
    assert said(restated("41.6", other, unit=unit), "unit-scale") == ("mismatch", reason, "high")


def test_figure_stated_again_with_the_point_elsewhere_is_a_restatement() -> None:
    assert said(restated("41.6", "4.16"), "restated") == HIGH


def test_subsidy_of_2019_is_stated_twice_under_two_names() -> None:
    assert said(real_data(), "restated") == EXACT
    assert only(real_data(), "restated").figures == "F08 F14"
