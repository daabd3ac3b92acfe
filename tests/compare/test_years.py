import pandas as pd
import pytest

from analysis.compare import compare_years, trace_years
from analysis.dataset import open_data
from tests.datasets import figure, make_data, make_folder, real_data


def find(data, series, phase="executed", **years):
    """The one row of a series."""
    table = compare_years(data, **years)
    [row] = table[table["series"].eq(series) & table["phase"].eq(phase)].to_dict("records")
    return row


def rate_of(row):
    return tuple(row[name] for name in ("rate_low", "rate", "rate_high"))


def test_three_public_fell_by_88_89_percent_on_a_derived_base():
    row = find(real_data(), "three-public/total", "approved")
    assert (row["base"], row["change"], row["base_basis"]) == (1_350_000, -1_200_000, "derived")
    # -c / (b + c) over b in [0.145, 0.155], c in [1.195, 1.205]: -1.205 / 1.350 and -1.195 / 1.350
    assert rate_of(row) == (-892_593, -888_889, -885_185)
    assert (row["figures"], row["base_figures"], round(row["pct"], 2)) == ("F15", "F20", -88.89)


def test_amount_without_a_base_has_neither_change_nor_rate():
    row = find(real_data(), "union-2009/504")
    assert (row["status"], row["reason"], row["base_year"]) == ("no-base", "no-base", 2018)
    assert [row[name] for name in ("base", "change", "rate")] == [None] * 3


@pytest.mark.parametrize(
    ("own", "earlier", "base"),
    [
        ([figure("summary/total", "7.00", year=2018)], "6.00", "F02"),
        ([figure("summary/total", "8.00", year=2018, derivation="F01 + F01")], "6.00", "2018/F01"),
        ([figure("summary/total", year=2018, derivation="F01 + F01")], "约6", "F02"),
        ([], "6.00", "2018/F01"),
    ],
)
def test_base_is_stated_here_or_in_an_earlier_report_before_it_is_derived(own, earlier, base):
    own = [{**one, "printed": ""} if one["derivation"] else one for one in own]
    data = make_data(
        figure("summary/total", "9.00"), *own, history={2018: [figure("summary/total", earlier, year=2018)]}
    )
    assert find(data, "summary/total")["base_figures"] == base


def test_a_later_report_never_answers(tmp_path):
    reports = {
        ("a", 2018): [figure("summary/total", "5.00")],
        ("a", 2019): [figure("summary/total", "6.00")],
        ("a", 2020): [figure("summary/total", "7.00"), figure("summary/basic", "1.00", year=2018),
                      figure("summary/total", "4.00", year=2018)],
    }  # fmt: skip
    data = open_data(data_dir=make_folder(tmp_path, reports))
    bases = compare_years(data).query("series == 'summary/total'")["base"].tolist()
    assert bases == [pd.NA, 5_000_000, 6_000_000]
    alone = compare_years(open_data("a", 2019, tmp_path))
    together = compare_years(data).query("report_year == 2019").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, together)


def test_any_two_years_can_be_compared(tmp_path):
    reports = {("a", year): [figure("summary/total", f"{year - 2010}.00")] for year in (2017, 2018, 2019, 2020)}
    data = open_data(data_dir=make_folder(tmp_path, reports))
    across = compare_years(data, first=2017, last=2020)
    assert across[["report_year", "base_year", "base", "value"]].to_numpy().tolist() == [[2020, 2017, 7e6, 10e6]]
    assert list(compare_years(data, first=2018)["base"]) == [8_000_000, 8_000_000]
    assert list(compare_years(data, last=2018)["base"]) == [7_000_000]
    assert compare_years(data, first=2020, last=2020).empty


@pytest.mark.parametrize("printed", ["0", "0.00", "无"])
def test_zero_base_has_a_change_but_no_rate(printed):
    data = make_data(figure("summary/total", "5.00"), figure("summary/total", printed, year=2018))
    row = find(data, "summary/total")
    assert (row["status"], row["reason"], row["change"], row["rate"]) == ("compared", "zero-base", 5_000_000, None)


def test_a_base_that_may_be_zero_within_rounding_has_no_bounds():
    data = make_data(
        figure("summary/basic", "1.0"), figure("summary/project", "0.98"), figure("summary/total", "0.05"),
        figure("summary/total", year=2018, derivation="F01 - F02"),
    )  # fmt: skip
    row = find(data, "summary/total")
    assert (row["base"], rate_of(row)) == (20_000, (None, 1_500_000, None))


def test_counts_are_compared_exactly_and_only_in_one_unit():
    last = [figure("staffing/staff", "8", unit="名"), figure("tasks/completed", "4", unit="次")]
    data = make_data(
        figure("staffing/staff", "9", unit="名"), figure("tasks/completed", "5", unit="人次"), history={2018: last}
    )
    row = find(data, "staffing/staff")
    assert (row["kind"], row["change"], rate_of(row)) == ("count", 1, (125_000,) * 3)
    other = find(data, "tasks/completed")
    assert (other["status"], other["reason"], other["base"]) == ("refused", "other-unit", None)
    assert other["base_figures"] == "2018/F02"


def test_units_of_money_are_one():
    data = make_data(figure("summary/total", "12000.00", unit="元"), figure("summary/total", "1.00", year=2018))
    assert find(data, "summary/total")["rate"] == 200_000


def test_phases_funds_and_scopes_are_series_of_their_own():
    last = [figure("summary/total", "1.00", fund="general"), figure("summary/total", "2.00", phase="approved")]
    data = make_data(
        figure("summary/total", "3.00"), figure("summary/total", "4.00", fund="general"), history={2018: last}
    )
    table = compare_years(data)
    assert dict(zip(table["fund"], table["base"], strict=True)) == {"all": pd.NA, "general": 1_000_000}


def test_approximate_numbers_and_rates_are_not_compared():
    data = make_data(figure("staffing/staff", "300余", unit="名"), figure("summary/total", "95", unit="%"))
    assert compare_years(data).empty


def test_against_a_base_below_zero_there_is_a_change_but_no_rate():
    data = make_data(
        figure("summary/closing-carry-over", "2.00"), figure("summary/closing-carry-over", "-1.00", year=2018)
    )
    row = find(data, "summary/closing-carry-over")
    assert (row["status"], row["reason"], row["change"], rate_of(row)) == (
        "compared", "negative-base", 3_000_000, (None,) * 3,
    )  # fmt: skip


@pytest.mark.parametrize(("restated", "earlier"), [("6.10", 6_000_000), ("6.004", None), ("6.00", None)])
def test_a_base_that_this_report_states_otherwise_than_its_own_is_restated(restated, earlier):
    last = [figure("summary/total", "6.00")]
    data = make_data(
        figure("summary/total", "9.00"), figure("summary/total", restated, year=2018), history={2018: last}
    )
    row = find(data, "summary/total")
    assert (row["base_figures"], row["earlier"]) == ("F02", earlier)
    assert row["earlier_figures"] == ("2018/F01" if earlier else "")


def test_trend_has_every_year_a_row_and_a_missing_one_between_has_no_base(tmp_path):
    reports = {("a", year): [figure("summary/total", f"{year - 2010}.00")] for year in (2015, 2017, 2018)}
    data = open_data("a", 2018, make_folder(tmp_path, reports))
    trend = trace_years(data)
    assert trend[["base_year", "base"]].to_numpy(object).tolist() == [[2015, 5e6], [2016, pd.NA], [2017, 7e6]]
    assert list(trend["status"]) == ["compared", "no-base", "compared"]
    assert trace_years(open_data("a", 2015, tmp_path)).empty


def test_a_later_report_does_not_enter_the_trend_of_an_earlier_one(tmp_path):
    reports = {("a", year): [figure("summary/total", f"{year - 2010}.00")] for year in (2017, 2018, 2019)}
    reports["a", 2019].append(figure("summary/total", "1.00", year=2016))
    data = open_data(data_dir=make_folder(tmp_path, reports))
    together = trace_years(data)
    assert together.query("report_year == 2018")["base_year"].tolist() == [2017]
    assert together.query("report_year == 2019")["base"].tolist() == [1_000_000, 7_000_000, 8_000_000]
    alone = trace_years(open_data("a", 2018, tmp_path))
    pd.testing.assert_frame_equal(alone, together.query("report_year == 2018").reset_index(drop=True))
