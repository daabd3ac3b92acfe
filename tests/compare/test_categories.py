import pandas as pd

from analysis import open_data
from analysis.compare import compare_categories
from tests.datasets import figure, make_data, real_data

TOTAL = "union-2009>summary/total"


def list_codes(data, breakdown, **choice):
    parts = compare_categories(data, breakdown, **choice)
    return dict(zip(parts["code"], parts["pct"].round(2), strict=True))


def test_categories_are_ranked_with_shares_of_the_total():
    parts = compare_categories(real_data(), TOTAL)
    assert list(parts["code"]) == ["504", "506", "501", "503", "502", "508", "505"]
    assert parts["value"].sum() == 149_350_000
    assert set(parts["total"]) == {149_350_000}
    assert list(parts["pct"].round(2)) == [39.18, 27.85, 13.16, 7.97, 7.03, 4.29, 0.52]


def test_parts_that_equal_two_totals_appear_once_under_the_whole():
    assert list(compare_categories(real_data())["breakdown"].unique()) == [TOTAL, "beita-union-special>summary/special"]


def test_parts_that_make_up_the_total_and_not_the_basic_expenditure_are_shown_under_the_total():
    rows = [figure("summary/total", "12.00"), figure("summary/basic", "9.00")]
    parts = [figure("union-2009/501", "5.00"), figure("union-2009/504", "7.00")]
    assert list_codes(make_data(*rows, *parts), None) == {"504": 58.33, "501": 41.67}
    assert set(compare_categories(make_data(*rows, *parts))["breakdown"]) == {TOTAL}
    less = [figure("union-2009/501", "5.00"), figure("union-2009/504", "4.00")]
    assert set(compare_categories(make_data(*rows, *less))["breakdown"]) == {"union-2009>summary/basic"}


def test_figure_stated_twice_is_counted_once():
    assert list(compare_categories(real_data())["code"]).count("506") == 1


def test_a_missing_or_zero_total_gives_no_share_and_never_zero():
    part = figure("union-2009/504", "1.00")
    [row] = compare_categories(make_data(part)).to_dict("records")
    assert (row["total"], row["total_figure"], pd.isna(row["pct"])) == (None, "", True)
    zero = compare_categories(make_data(figure("summary/total", "0"), part), TOTAL)
    assert (list(zero["total"]), zero["pct"].isna().all()) == ([0], True)


def test_report_without_categories_gives_an_empty_table_of_the_same_columns():
    empty = compare_categories(make_data(figure("summary/total", "1.00")))
    assert empty.empty
    assert empty.dtypes.astype(str).to_dict() == compare_categories(real_data()).dtypes.astype(str).to_dict()


def test_identities_of_parts_are_breakdowns_too():
    data = make_data(
        figure("summary/total", "20.00"), figure("summary/basic", "15.00"), figure("summary/project", "4.00"),
        figure("disclosure/business-expenditure", "1.00"),
    )  # fmt: skip
    shares = list_codes(data, "basic-and-project")
    assert shares == {"basic": 75.0, "project": 20.0, "business-expenditure": 5.0}


def test_parts_below_an_unstated_class_stand_for_it():
    data = make_data(
        figure("summary/total", "10.00"), figure("functional-2020/208", "6.00"),
        figure("functional-2020/20805", "6.00"), figure("functional-2020/21011", "4.00"),
    )  # fmt: skip
    assert list_codes(data, "functional-2020>summary/total") == {"208": 60.0, "21011": 40.0}
    assert list_codes(data, "functional-2020>functional-2020/208") == {"20805": 100.0}


def test_one_phase_fund_and_scope_are_shown_unless_all_are_asked_for():
    data = make_data(
        figure("functional-2020/208", "6.00"), figure("functional-2020/208", "5.00", phase="approved"),
        figure("functional-2020/208", "4.00", fund="general"), figure("functional-2020/208", "3.00", scope="basic"),
        figure("functional-2020/208", "2.00", year=2018),
    )  # fmt: skip
    assert list(compare_categories(data)["amount_wan"]) == [6]
    assert list(compare_categories(data, phase="approved")["amount_wan"]) == [5]
    every = compare_categories(data, fund=None, scope=None)
    assert list(zip(every["fund"], every["scope"], every["amount_wan"], strict=True)) == [
        ("all", "all", 6), ("all", "basic", 3), ("general", "all", 4)
    ]  # fmt: skip


def test_income_by_class_is_no_part_of_the_expenditure():
    data = make_data(
        figure("summary/income", "9.00"), figure("functional-2020/208", "9.00", flow="income"),
        figure("functional-2020/210", "8.00"),
    )  # fmt: skip
    parts = [compare_categories(data, flow=flow) for flow in ("expenditure", "income")]
    assert [one[["code", "breakdown"]].to_numpy().tolist() for one in parts] == [
        [["210", "functional-2020>summary/total"]], [["208", "functional-2020>summary/income"]]
    ]  # fmt: skip


def test_classes_that_add_up_exactly_go_before_the_items_of_a_text_that_do_within_rounding():
    parts = compare_categories(open_data("putuo-wanli", 2025), "functional-2020>summary/total")
    assert len(parts) == 9, "the classes of its table, not the 33 items that the text lists in 万元"
    assert parts["value"].sum() == 18_976_755_100 == parts["total"].iloc[0], "189,767,551 元 as printed"
