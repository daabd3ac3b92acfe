"""Changes and rates that a report states: against both years, the whole, the budget."""

from typing import Any

import pytest

from analysis.dataset import Dataset
from tests.check.ask import EXACT, HIGH, MEDIUM, WITHIN, find, only, open_for, said
from tests.datasets import Cells, figure, make_data

TOTAL = "three-public/total"
LOW_CUT = ("within-rounding", "truncated", "low")


def change(printed: str, measure: str = "decrease", **options: Any) -> Cells:
    return figure(TOTAL, printed, measure=measure, base_year=2018, **options)


def base(printed: str, **options: Any) -> Cells:
    return figure(TOTAL, printed, year=2018, **options)


def rate(printed: str, measure: str = "change-rate", selector: str = TOTAL, **options: Any) -> Cells:
    base_year = 2018 if measure == "change-rate" else None
    return figure(selector, printed, measure=measure, base_year=base_year, unit="%", **options)


# --- changes


@pytest.mark.parametrize(
    ("last_year", "expected"),
    [("1.35", EXACT), ("1.36", WITHIN), ("1.37", HIGH), ("0.15", HIGH)],  # 0.15 - 1.35 = -1.20; 0.5 · 0.01 · 3
)
def test_stated_change_must_be_the_difference_of_both_years(last_year: str, expected: Any) -> None:
    data = make_data(figure(TOTAL, "0.15"), change("1.20"), history={2018: [base(last_year)]})
    assert said(data, "change") == expected
    check = only(data, "change")
    assert (check.figures, check.formula, check.base_year) == ("F02 F01 2018/F01", "{1} - {2}", 2018)
    assert (check.reported, check.calculated) == (-1_200_000, 150_000 - int(last_year.replace(".", "")) * 10_000)


@pytest.mark.parametrize(("measure", "expected"), [("increase", EXACT), ("decrease", HIGH)])
def test_change_has_the_direction_that_its_words_give(measure: str, expected: Any) -> None:
    data = make_data(figure(TOTAL, "1.35"), change("1.20", measure), base("0.15"))
    assert said(data, "change") == expected


def test_base_of_the_own_report_goes_before_that_of_an_earlier_one() -> None:
    data = make_data(figure(TOTAL, "0.15"), change("1.20"), base("1.35"), history={2018: [base("1.50")]})
    assert said(data, "change") == EXACT
    assert only(data, "change").figures == "F02 F01 F03"


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("公诉和监督", "公诉、审判等监督支出", open_for("no-base")),
        ("行政运行", "检察（款）行政运行（项）", HIGH),
        ("未归口管理的离退休", "未归口管理离退休费（项）", HIGH),
        ("行政运行", "行政运行", HIGH),
    ],
)
def test_change_is_not_held_against_a_number_that_had_another_name(before: str, now: str, expected: Any) -> None:
    level = figure("functional-2007/204", "9.00", label=now)
    moved = figure("functional-2007/204", "2.00", measure="increase", base_year=2018, label=now)
    old = figure("functional-2007/204", "5.00", year=2018, label=before)
    assert said(make_data(level, moved, history={2018: [old]}), "change") == expected


def test_base_is_that_of_the_first_report_which_states_it() -> None:
    before = {2017: [figure(TOTAL, "9.99")], 2018: [figure(TOTAL, "1.35"), figure(TOTAL, "8.00", year=2017)]}
    change_from_2017 = figure(TOTAL, "9.84", measure="decrease", base_year=2017)
    data = make_data(figure(TOTAL, "0.15"), change_from_2017, history=before)
    assert said(data, "change") == EXACT
    assert only(data, "change").figures == "F02 F01 2017/F01"


def test_rate_goes_with_the_change_against_the_same_year() -> None:
    changes = [figure(TOTAL, "9.00", measure="increase", base_year=2017), change("5.00", "increase")]
    data = make_data(figure(TOTAL, "15.00"), *changes, rate("50.00"), base("10.00"))
    assert said(data, "percent") == EXACT
    assert only(data, "percent").figures == "F04 F03 F05"


@pytest.mark.parametrize("rows", [[], [figure(TOTAL, "", year=2018, derivation="F01 + F02")], [base("约1.35")]])
def test_change_whose_base_nobody_states_is_not_checkable(rows: list[Cells]) -> None:
    data = make_data(figure(TOTAL, "0.15"), change("1.20"), *rows)
    assert said(data, "change") == open_for("no-base")
    check = only(data, "change")
    assert (check.reported is not None, check.figures) == (True, "F02")


def test_base_that_an_earlier_report_derived_proves_nothing() -> None:
    derived = figure(TOTAL, "", year=2018, derivation="F01 + F02")
    before = [figure(TOTAL, "1.00", year=2017), figure("three-public/reception", "9.00", year=2017), derived]
    data = make_data(figure(TOTAL, "0.15"), change("1.20"), history={2018: before})
    assert said(data, "change") == open_for("no-base")


def test_change_without_this_years_level_is_not_checkable() -> None:
    assert said(make_data(change("1.20"), base("1.35")), "change") == open_for("no-base")


def test_approximate_change_is_not_judged() -> None:
    assert find(make_data(figure(TOTAL, "0.15"), change("约1.20"), base("1.35")), "change") == []


@pytest.mark.parametrize("other", [{"fund": "general"}, {"scope": "x"}, {"phase": "approved"}])
def test_base_of_another_fund_scope_or_phase_is_none(other: dict[str, Any]) -> None:
    data = make_data(figure(TOTAL, "0.15"), change("1.20"), base("1.35", **other))
    assert said(data, "change") == open_for("no-base")


OF_BUDGET = figure(TOTAL, "1.20", measure="decrease", base_year=2019)


@pytest.mark.parametrize(
    ("budgets", "expected"),
    [
        ([figure(TOTAL, "1.35", phase="approved")], EXACT),
        ([figure(TOTAL, "1.35", phase="adjusted"), base("9.00")], EXACT),
        ([figure(TOTAL, "1.45", phase="approved")], HIGH),
        ([base("1.35")], open_for("no-base")),
        ([figure(TOTAL, "1.35", phase=one) for one in ("approved", "adjusted")], open_for("no-base")),  # which is open
    ],
)
def test_change_against_its_own_year_is_against_the_budget(budgets: list[Cells], expected: Any) -> None:
    assert said(make_data(figure(TOTAL, "0.15"), OF_BUDGET, *budgets), "change") == expected


def test_rate_against_the_budget_is_of_the_budget() -> None:
    own = figure(TOTAL, "25.00", measure="change-rate", base_year=2019, unit="%")
    budget = figure(TOTAL, "2.00", phase="approved")
    data = make_data(figure(TOTAL, "1.50"), own, budget, base("1.00"))
    assert said(data, "percent") == EXACT


# --- rates of change


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("88.89", EXACT),  # 1.20 / 1.35 = 88.888…
        ("88.9", EXACT),
        ("89", EXACT),
        ("88.88", WITHIN),  # cut off, but rounding of 1.20 and 1.35 covers it
        ("89.50", WITHIN),  # 1.205 / 1.345 = 89.59
        ("80.00", MEDIUM),
        ("-88.89", EXACT),  # the direction is in the words
    ],
)
def test_rate_of_change_must_agree_with_its_amounts(printed: str, expected: Any) -> None:
    data = make_data(figure(TOTAL, "0.15"), change("1.20"), rate(printed), base("1.35"))
    assert said(data, "percent") == expected
    assert only(data, "percent").figures == "F03 F02 F04"
    assert only(data, "percent").formula == "ABS({1} / {2})"


@pytest.mark.parametrize(("printed", "expected"), [("11.11", EXACT), ("12.11", MEDIUM)])
def test_rate_of_amounts_whose_products_exceed_64_bits_is_exact(printed: str, expected: Any) -> None:
    rows = [figure(TOTAL, "900000000.00"), change("100000000.00", "increase"), base("900000000.00")]  # 1 / 9
    assert said(make_data(*rows, rate(printed)), "percent") == expected


def test_rate_tells_what_it_should_be() -> None:
    check = only(make_data(figure(TOTAL, "0.15"), change("1.20"), rate("80.00"), base("1.35")), "percent")
    assert (check.reported, check.calculated, check.pct) == (800_000, 888_889, 80.0)


def test_rate_of_both_years_is_checked_where_no_change_is_stated() -> None:
    rows = [figure(TOTAL, "13.75"), base("12.50")]
    assert said(make_data(*rows, rate("10.00")), "percent") == EXACT
    assert said(make_data(*rows, rate("11.00")), "percent") == MEDIUM
    assert only(make_data(*rows, rate("10.00")), "percent").formula == "ABS(({1} - {2}) / {3})"


@pytest.mark.parametrize("last_year", [[], [figure(TOTAL, "", year=2018, derivation="F01 + F02")]])
def test_rate_of_change_without_a_stated_base_is_not_checkable(last_year: list[Cells]) -> None:
    data = make_data(figure(TOTAL, "0.15"), change("1.20"), rate("88.89"), *last_year)
    assert said(data, "percent") == open_for("no-terms")


@pytest.mark.parametrize("zero", ["0", "0.00", "无"])
def test_rate_of_change_on_nought_cannot_be(zero: str) -> None:
    data = make_data(figure(TOTAL, "1.20"), change("1.20", "increase"), rate("100.00"), base(zero))
    assert said(data, "percent") == ("mismatch", "zero-base", "medium")


def test_rate_beyond_all_numbers_is_judged_and_not_an_error() -> None:
    data = make_data(
        figure(TOTAL, "90000000.00"), base("0.01", unit="元"), change("90000000.00", "increase"), rate("5")
    )
    assert only(data, "percent").verdict in {"mismatch", "not-checkable"}


# --- shares


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("66.67", EXACT),  # 2000 / 3000
        ("66.66", LOW_CUT),  # amounts this large leave no doubt
        ("66.60", MEDIUM),
        ("67", EXACT),
        ("66", LOW_CUT),
    ],
)
def test_share_must_agree_and_a_digit_cut_off_is_a_low_finding(printed: str, expected: Any) -> None:
    share = rate(printed, "share", "union-2009/504")
    data = make_data(figure("summary/total", "3000.00"), figure("union-2009/504", "2000.00"), share)
    assert said(data, "percent") == expected


def test_share_is_of_the_parent_within_a_scheme() -> None:
    share = rate("50.00", "share", "three-public/reception")
    rows = [figure(TOTAL, "2.00"), figure("three-public/reception", "1.00"), figure("summary/total", "9.00")]
    assert said(make_data(*rows, share), "percent") == EXACT


@pytest.mark.parametrize(
    ("printed", "expected", "whole"), [("20.00", EXACT, "F01"), ("25.00", EXACT, "F02"), ("24.00", MEDIUM, "F02")]
)
def test_share_may_be_of_any_total_that_the_scheme_makes_up(printed: str, expected: Any, whole: str) -> None:
    rows = [figure("summary/total", "100.00"), figure("summary/basic", "80.00"), figure("union-2009/504", "20.00")]
    data = make_data(*rows, rate(printed, "share", "union-2009/504"))
    assert said(data, "percent") == expected
    assert only(data, "percent").figures == f"F04 F03 {whole}"


def test_share_of_nought_is_not_checkable() -> None:
    rows = [figure("summary/total", "0"), figure("union-2009/504", "0"), rate("5.00", "share", "union-2009/504")]
    assert said(make_data(*rows), "percent") == open_for("zero-base")


def test_share_without_its_part_or_whole_is_not_checkable() -> None:
    share = rate("5.00", "share", "union-2009/504")
    assert said(make_data(figure("summary/total", "1.00"), share), "percent") == open_for("no-terms")
    assert said(make_data(figure("union-2009/504", "1.00"), share), "percent") == open_for("no-terms")


# --- completion of the budget


def completion(printed: str, final: str = "8.00", **budgets: str) -> Dataset:
    rows = [figure(TOTAL, text, phase=phase) for phase, text in budgets.items()]
    return make_data(*rows, figure(TOTAL, final), rate(printed, "completion-rate"))


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("80.00", EXACT), ("88.89", EXACT), ("85.00", MEDIUM)],  # of 10.00 and of 9.00
)
def test_completion_is_of_the_original_or_of_the_adjusted_budget(printed: str, expected: Any) -> None:
    assert said(completion(printed, approved="10.00", adjusted="9.00"), "percent") == expected


@pytest.mark.parametrize("budget", ["approved", "adjusted"])
def test_completion_is_of_the_budget_that_is_stated(budget: str) -> None:
    assert said(completion("80.00", **{budget: "10.00"}), "percent") == EXACT
    assert said(completion("81.00", **{budget: "10.00"}), "percent") == MEDIUM


def test_completion_without_a_budget_is_not_checkable() -> None:
    assert said(completion("80.00"), "percent") == open_for("no-terms")


@pytest.mark.parametrize(("printed", "expected"), [("0", EXACT), ("0.00", EXACT), ("1.20", MEDIUM)])
def test_completion_of_nothing_spent_is_nought_per_cent(printed: str, expected: Any) -> None:
    assert said(completion(printed, final="0.00", approved="0.95"), "percent") == expected


def test_change_in_another_unit_than_its_amounts_is_taken_from_rounded_ones() -> None:
    # 189,767,551 - 156,211,123 yuan are 3,355.6428; 18,976.76 - 15,621.11 are 3,355.65, and 3,355.67 is neither.
    for printed, expected in (("3355.65", WITHIN), ("3355.67", HIGH)):
        data = make_data(
            figure(TOTAL, "189767551", unit="元"),
            change(printed, "increase"),
            history={2018: [figure(TOTAL, "156211123", unit="元", year=2018)]},
        )
        assert said(data, "change") == expected
