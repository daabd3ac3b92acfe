import pytest

from analysis.check import run_checks
from tests.reviews import make_figure, make_review

TOTAL = "three-public/total"


def find(review, rule):
    return [check for check in run_checks(review) if check.rule == rule]


def budget(printed, **options):
    return make_figure(TOTAL, printed, phase="approved", **options)


def change(printed, measure="decrease"):
    return budget(printed, measure=measure, base_year=2018)


@pytest.mark.parametrize(
    ("level", "measure", "stated", "verdict"),
    [
        ("0.15", "decrease", "1.20", "exact"),
        ("0.15", "increase", "0.15", "exact"),
        ("0.15", "increase", "0.20", "mismatch"),
    ],
)
def test_implied_prior_year_must_not_be_negative(level, measure, stated, verdict):
    check = find(make_review(budget(level), change(stated, measure)), "prior-year")[0]
    assert check.verdict == verdict
    assert check.severity == ("high" if verdict == "mismatch" else "")


def test_change_without_this_years_level_cannot_be_checked():
    assert find(make_review(change("1.20")), "prior-year")[0].verdict == "not-checkable"


@pytest.mark.parametrize(
    ("base", "verdict"), [("1.35", "exact"), ("1.36", "within-rounding"), ("1.37", "mismatch"), ("0.15", "mismatch")]
)
def test_stated_change_must_be_the_difference_of_both_years(base, verdict):
    last_year = budget(base, year=2018, report_year=2018)
    check = find(make_review(budget("0.15"), change("1.20"), history=(last_year,)), "change")[0]
    assert check.verdict == verdict
    assert check.severity == ("high" if verdict == "mismatch" else "")
    assert "2018/F01" in check.figures


def test_rise_told_as_a_fall_is_found():
    last_year = budget("0.15", year=2018, report_year=2018)
    check = find(make_review(budget("1.35"), change("1.20", "decrease"), history=(last_year,)), "change")[0]
    assert check.verdict == "mismatch"


def test_change_on_a_derived_base_proves_nothing():
    derived = budget("", year=2018, derivation="F01 + F02")
    assert find(make_review(budget("0.15"), change("1.20"), derived), "change")[0].verdict == "not-checkable"


def rate(printed, measure="change-rate", selector=TOTAL, phase="approved"):
    base_year = 2018 if measure == "change-rate" else None
    return make_figure(selector, printed, phase=phase, measure=measure, base_year=base_year, unit="%")


@pytest.mark.parametrize(
    ("printed", "verdict", "severity"),
    [
        ("88.89", "exact", ""),  # 1.20 / 1.35 = 88.888…
        ("88.9", "exact", ""),
        ("89", "exact", ""),
        ("88.88", "within-rounding", ""),  # cut off, but rounding of 1.20 and 1.35 covers it
        ("80.00", "mismatch", "medium"),
    ],
)
def test_rate_of_change_must_agree_with_its_amounts(printed, verdict, severity):
    last_year = budget("1.35", year=2018, report_year=2018)
    review = make_review(budget("0.15"), change("1.20"), rate(printed), history=(last_year,))
    check = find(review, "percent")[0]
    assert (check.verdict, check.severity) == (verdict, severity)


@pytest.mark.parametrize(
    ("printed", "verdict", "severity"),
    [
        ("66.67", "exact", ""),  # 2000 / 3000
        ("66.66", "within-rounding", "low"),  # truncated: amounts this large leave no doubt
        ("66.60", "mismatch", "medium"),
    ],
)
def test_share_must_agree_and_truncation_is_a_low_finding(printed, verdict, severity):
    review = make_review(
        make_figure("summary/total", "3000.00"),
        make_figure("union-2009/504", "2000.00"),
        rate(printed, "share", "union-2009/504", "executed"),
    )
    check = find(review, "percent")[0]
    assert (check.verdict, check.severity) == (verdict, severity)


def test_share_of_a_zero_total_cannot_be_checked():
    review = make_review(
        make_figure("summary/total", "0"),
        make_figure("union-2009/504", "0"),
        rate("5.00", "share", "union-2009/504", "executed"),
    )
    assert find(review, "percent")[0].verdict == "not-checkable"


def test_share_inside_a_scheme_is_taken_of_its_parent():
    review = make_review(
        make_figure("three-public/total", "2.00"),
        make_figure("three-public/reception", "1.00"),
        rate("50.00", "share", "three-public/reception", "executed"),
    )
    assert find(review, "percent")[0].verdict == "exact"


@pytest.mark.parametrize(("printed", "verdict"), [("0", "exact"), ("0.00", "exact"), ("1.20", "mismatch")])
def test_completion_of_nothing_spent_is_nought_per_cent(printed, verdict):
    spent = make_figure("three-public/total", "0.00")
    review = make_review(budget("0.95"), spent, rate(printed, "completion-rate", phase="executed"))
    assert find(review, "percent")[0].verdict == verdict
