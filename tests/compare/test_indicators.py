from fractions import Fraction

import pytest

from analysis.compare.formulas import compute_ratio, list_names
from analysis.compare.indicators import compute_indicators, score
from analysis.compare.outputs import compute_unit_costs
from analysis.money import format_pct, format_yuan
from tests.reviews import make_figure, make_review, real_review

HUNAN = "mof-2013-hunan"


def indicator(review, name, indicator_set=HUNAN):
    return next(one for one in compute_indicators(review, indicator_set) if one.row["indicator"] == name)


@pytest.mark.parametrize("indicator_set", ["mof-2013", HUNAN])
def test_exactly_two_indicators_are_computable_for_2019(indicator_set):
    found = {one.row["indicator"]: one for one in compute_indicators(real_review(), indicator_set)}
    values = {name: format_pct(one.ratio.value) for name, one in found.items() if one.ratio}
    assert values == {"staff-control-rate": "66.67 %", "three-public-change-rate": "−88.89 %"}
    assert all(one.missing for one in found.values() if not one.ratio)


def test_hunan_gives_both_computable_indicators_full_marks():
    points = [one.points for one in compute_indicators(real_review(), HUNAN) if one.ratio]
    assert points == [5, 5]


def test_missing_input_is_named():
    assert indicator(real_review(), "three-public-control-rate").missing == ("“三公”经费决算数",)


def test_published_hunan_form_is_reproduced():
    figures = [
        make_figure("staffing/staff", "136", unit="名"),
        make_figure("staffing/posts", "143", unit="名", phase="approved"),
        make_figure("three-public/total", "63.46", phase="approved"),
        make_figure("three-public/total", "32", phase="approved", year=2018),
        make_figure("three-public/total", "44.29"),
        make_figure("summary/opening-carry-over", "19.8"),
        make_figure("summary/total", "1922.76", phase="approved"),
        make_figure("summary/supplement", "767.86", phase="adjusted"),
        make_figure("summary/closing-carry-over", "19.8"),
    ]
    review = make_review(*figures)
    expected = {
        "staff-control-rate": ("95.10 %", 5),
        "three-public-change-rate": ("98.31 %", 0),
        "three-public-control-rate": ("69.79 %", None),  # no scoring rule was seen
        "budget-completion-rate": ("99.27 %", 5),  # not one whole step of 5 % below
        "budget-control-rate": ("39.94 %", 0),
    }
    found = {name: indicator(review, name) for name in expected}
    assert {name: (format_pct(one.ratio.value), one.points) for name, one in found.items()} == expected


@pytest.mark.parametrize(
    ("name", "percent", "points"),
    [
        ("budget-control-rate", "0", "5"),
        ("budget-control-rate", "0.01", "4"),
        ("budget-control-rate", "10", "4"),
        ("budget-control-rate", "10.01", "3"),
        ("budget-control-rate", "20", "3"),
        ("budget-control-rate", "30", "2"),
        ("budget-control-rate", "30.01", "0"),
        ("staff-control-rate", "100", "5"),
        ("staff-control-rate", "101", "4.5"),
        ("staff-control-rate", "101.5", "4.25"),
        ("staff-control-rate", "120", "0"),
        ("budget-completion-rate", "100", "5"),
        ("budget-completion-rate", "95.01", "5"),
        ("budget-completion-rate", "95", "3"),
        ("budget-completion-rate", "85", "0"),
        ("building-area-control-rate", "105", "3"),
    ],
)
def test_points_at_and_around_the_borders(name, percent, points):
    value = Fraction(percent) / 100
    assert score(real_review().scoring, HUNAN, name, value) == Fraction(points)


def test_indicator_without_a_scoring_rule_has_no_points():
    assert score(real_review().scoring, HUNAN, "satisfaction", Fraction(1)) is None


def test_zero_budget_is_not_a_rate():
    review = make_review(
        make_figure("three-public/total", "0", phase="approved"), make_figure("three-public/total", "0")
    )
    one = indicator(review, "three-public-control-rate")
    assert (one.ratio, one.status) == (None, "missing")
    assert one.missing[0].startswith("基数为零")


@pytest.mark.parametrize(("staff", "in_order"), [("3", True), ("4", False)])
def test_result_is_held_against_the_target(staff, in_order):
    review = make_review(
        make_figure("staffing/staff", staff, unit="名"), make_figure("staffing/posts", "3", unit="名", phase="approved")
    )
    assert indicator(review, "staff-control-rate").in_order is in_order


def test_formula_names_come_once_and_in_order():
    assert list_names("(b - a) / a") == ["b", "a"]


def test_formula_with_anything_but_arithmetic_is_refused():
    one = make_figure("summary/total", "1.00", figure_id="F01")
    with pytest.raises(ValueError, match="names, whole numbers"):
        compute_ratio("a.real", {"a": one}, [one])


def test_number_that_enters_twice_moves_with_itself():
    one = make_figure("summary/total", "1.0", figure_id="F01")
    ratio = compute_ratio("a / a", {"a": one}, [one])
    assert (ratio.low, ratio.value, ratio.high) == (1, 1, 1)


def test_mutual_aid_is_781_25_yuan_per_person_time():
    assert [format_yuan(cost.fen) for cost in compute_unit_costs(real_review())] == ["781.25"]
