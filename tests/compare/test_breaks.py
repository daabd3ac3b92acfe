"""A department that reports 2021 in the union scheme of 2009 and 2022 in that of 2021."""

import pandas as pd
import pytest

from analysis.compare import compare_years
from tests.datasets import figure, make_data

OLD = {"501": "10.00", "502": "2.00", "503": "6.00", "504": "50.00"}
NEW = {"502": "9.00", "503": "5.00", "504": "3.00", "505": "4.00", "506": "40.00"}
SPLIT = "union-2021/501+union-2021/502+union-2021/503+union-2021/505"


def compare(old=OLD, new=NEW, old_total="68.00", new_total="61.00", more=()):
    rows = [figure(f"union-2021/{code}", printed) for code, printed in new.items()]
    history = [figure(f"union-2009/{code}", printed) for code, printed in old.items()]
    data = make_data(
        figure("summary/total", new_total), *rows, *more, year=2022,
        history={2021: [figure("summary/total", old_total), *history]},
    )  # fmt: skip
    return compare_years(data).set_index("series")


@pytest.mark.parametrize(("series", "base", "figure_id"), [("504", 2_000_000, "F03"), ("506", 50_000_000, "F05")])
def test_renumbered_categories_are_compared_by_content(series, base, figure_id):
    row = compare().loc[f"union-2021/{series}"]
    assert (row["status"], row["reason"], row["base"]) == ("compared", "link-same", base)
    assert row["base_figures"] == f"2021/{figure_id}"


@pytest.mark.parametrize("code", ["502", "503", "505"])
def test_split_categories_are_refused_with_the_reason(code):
    row = compare().loc[f"union-2021/{code}"]
    assert (row["status"], row["reason"], row["base"], row["change"]) == ("refused", "broken", pd.NA, pd.NA)


def test_split_categories_stay_comparable_as_a_sum():
    table = compare()
    assert table.index[-1] == SPLIT
    row = table.loc[SPLIT]
    # 9.00 + 5.00 + 4.00 against 10.00 + 6.00; both lists close without what they do not state
    assert (row["value"], row["base"], row["rate"]) == (18_000_000, 16_000_000, 125_000)
    assert (row["status"], row["reason"], row["missing"]) == ("compared", "sum-only", "union-2021/501")
    assert (row["figures"], row["base_figures"]) == ("F02 F03 F05", "2021/F02 2021/F04")


@pytest.mark.parametrize("totals", [{"old_total": "70.00"}, {"new_total": "65.00"}])
def test_a_sum_with_an_unstated_member_needs_a_list_that_closes(totals):
    old = {code: printed for code, printed in OLD.items() if code != "503"} if "old_total" in totals else OLD
    row = compare(old=old, **totals).filter(like="+", axis="index").iloc[0]
    assert (row["status"], row["reason"], row["base"]) == ("refused", "incomplete", pd.NA)
    assert row["missing"].startswith("union-2")


def test_a_sum_with_nothing_on_one_side_is_none():
    old = {code: printed for code, printed in OLD.items() if code not in ("501", "503")}
    assert not compare(old=old).index.str.contains("+", regex=False).any()


def test_a_base_in_the_new_scheme_goes_before_the_link():
    more = [figure("union-2021/506", "44.00", year=2021)]
    row = compare(more=more).loc["union-2021/506"]
    assert (row["reason"], row["base"]) == ("", 44_000_000)


def test_a_code_that_came_new_in_an_unchanged_scheme_has_no_base():
    data = make_data(
        figure("union-2021/502", "1.00"), figure("union-2021/509", "2.00"), year=2023,
        history={2022: [figure("union-2021/502", "1.00")], 2021: [figure("union-2009/507", "3.00")]},
    )  # fmt: skip
    assert list(compare_years(data)["reason"]) == ["", "no-base"]


def test_the_old_scheme_used_on_is_compared_with_itself():
    rows = [figure("union-2009/501", "2.00")]
    data = make_data(*rows, year=2022, history={2021: [figure("union-2009/501", "1.00")]})
    assert list(compare_years(data)["rate"]) == [1_000_000]
