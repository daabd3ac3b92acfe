"""Four years of 北塔区总工会 and two of a 教育局, against values worked out by hand (万元, %)."""

import pandas as pd
import pytest

from analysis.compare import (
    compare_categories,
    compare_three_public,
    compare_years,
    compute_indicators,
    compute_unit_costs,
)

UNION, EDUCATION = "beita-union", "beita-education"
OUTPUT = "beita-union-output"


@pytest.fixture(scope="module")
def years(year_cases):
    """The comparison of years by (department, year, series) of executed figures."""
    table = compare_years(year_cases).query("phase == 'executed'")
    return table.set_index(["department", "report_year", "series"])


@pytest.fixture(scope="module")
def indicators(year_cases):
    return compute_indicators(year_cases, "mof-2013")


@pytest.fixture(scope="module")
def categories(year_cases):
    return compare_categories(year_cases)


def shown(row):
    """Value, change and rate as a report prints them."""
    return round(row["value"] / 1e6, 2), round(row["change"] / 1e6, 2), round(row["pct"], 2)


@pytest.mark.parametrize(
    ("series", "value", "change", "rate"),
    [
        ("summary/total", 168.20, 18.85, 12.62),
        ("summary/special", 8.50, 2.50, 41.67),
        ("union-2009/501", 15.20, -4.46, -22.69),
        ("union-2009/502", 18.36, 7.86, 74.86),
        ("union-2009/503", 12.75, 0.85, 7.14),
        ("union-2009/504", 64.09, 5.58, 9.54),
        ("union-2009/505", 0.60, -0.18, -23.08),
        ("union-2009/506", 50.00, 8.40, 20.19),
        ("union-2009/508", 7.20, 0.80, 12.50),
    ],
)
def test_changes_of_2020(years, series, value, change, rate):
    assert shown(years.loc[UNION, 2020, series]) == (value, change, rate)


def test_a_stated_base_goes_before_the_one_derived_from_the_change(years):
    row = years.loc[UNION, 2020, "union-2009/502"]
    assert (row["base_figures"], row["base_basis"]) == ("2019/F04", "stated")


@pytest.mark.parametrize(
    ("code", "before", "now"),
    [
        ("unions-formed", 20, 18),
        ("members-joined", 584, 612),
        ("legal-aid-leaflets", 3000, 2600),
        ("mutual-aid-units", 48, 51),
        ("mutual-aid-members", 1952, 2036),
        ("registered-households", 64, 58),
        ("articles", 20, 26),
        ("volunteer-events", 2, 5),
    ],
)
def test_counts_against_2019(years, code, before, now):
    row = years.loc[UNION, 2020, f"{OUTPUT}/{code}"]
    assert (row["base"], row["value"], row["change"], row["kind"]) == (before, now, now - before, "count")


def test_persons_are_not_compared_with_person_times(years):
    assert years.loc[UNION, 2020, f"{OUTPUT}/legal-advice"]["reason"] == "other-unit"


def test_trend_of_the_total(years):
    trend = years.loc[UNION].xs("summary/total", level="series")["amount_wan"]
    assert trend.to_dict() == {2019: 149.35, 2020: 168.20, 2021: 179.97, 2022: 145.48}


def test_total_and_classes_of_the_education_bureau(years):
    assert shown(years.loc[EDUCATION, 2022, "summary/total"]) == (9295.22, 845.02, 10.00)
    assert set(years.loc[EDUCATION, 2022]["pct"].drop(["staffing/staff"]).round(2)) == {10.00}


@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_categories_that_lie_beside_the_basic_expenditure_make_up_the_total(categories, year):
    own = categories.query("department == @UNION and report_year == @year and scheme == 'union-2009'")
    assert set(own["breakdown"]) == {"union-2009>summary/total"}
    assert set(own["total_figure"]) == {"F08"}


def test_categories_and_special_items_of_2020(categories):
    own = categories.query("department == @UNION and report_year == 2020").groupby("breakdown", sort=False)
    assert own["value"].sum().to_dict() == {
        "union-2009>summary/total": 168_200_000,
        "three-public>three-public/total": 90_000,
        "beita-union-special>summary/special": 8_500_000,
    }
    assert own["code"].first().to_list() == ["504", "reception", "model-workers"]


def test_classes_of_the_education_bureau(categories):
    own = categories.query("department == @EDUCATION and report_year == 2021").groupby("breakdown", sort=False)
    assert own["code"].agg(list).to_dict() == {
        "functional-2020>summary/total": ["205", "208", "210", "221"],
        "basic-and-project": ["basic", "project"],
        "three-public>three-public/total": ["vehicles", "reception"],
    }
    assert set(own["total"].first()) == {8_450_200_000, 10_200_000}


@pytest.mark.parametrize(
    ("department", "year", "phase", "value", "rate", "completion"),
    [
        (UNION, 2019, "approved", 0.15, -88.89, None),
        (UNION, 2020, "approved", 0.14, -6.67, None),
        (UNION, 2020, "executed", 0.09, None, 64.29),
        (EDUCATION, 2021, "approved", 12.50, None, None),
        (EDUCATION, 2021, "executed", 10.20, None, 81.60),
        (EDUCATION, 2022, "approved", 13.75, 10.00, None),
        (EDUCATION, 2022, "executed", 11.22, 10.00, 81.60),
    ],
)
def test_three_public_expenses(year_cases, department, year, phase, value, rate, completion):
    items = compare_three_public(year_cases).query("code == 'total'")
    [row] = items.query("department == @department and report_year == @year and phase == @phase").to_dict("records")
    percent = [None if pd.isna(row[name]) else round(row[name], 2) for name in ("pct", "completion_pct")]
    assert (row["amount_wan"], *percent) == (value, rate, completion)


def test_overseas_travel_that_is_not_stated_is_neither_zero_nor_none(year_cases):
    items = compare_three_public(year_cases)
    assert "overseas" not in set(items.query("department == @EDUCATION")["code"])


@pytest.mark.parametrize(
    ("department", "year", "indicator", "rate"),
    [
        (UNION, 2020, "budget-completion-rate", 106.46),
        (UNION, 2020, "staff-control-rate", 100.00),
        (UNION, 2020, "three-public-control-rate", 64.29),
        (UNION, 2020, "three-public-change-rate", -6.67),
        (EDUCATION, 2021, "budget-completion-rate", 104.07),
        (EDUCATION, 2021, "staff-control-rate", 96.43),
        (EDUCATION, 2021, "three-public-control-rate", 81.60),
    ],
)
def test_indicators(indicators, department, year, indicator, rate):
    own = indicators.query("department == @department and report_year == @year")
    row = own.set_index("indicator").loc[indicator]
    assert (row["status"], round(row["pct"], 2)) == ("computed", rate)


def test_mutual_aid_per_person_time(year_cases):
    costs = compute_unit_costs(year_cases)
    assert dict(zip(costs["report_year"], costs["value_fen"], strict=True))[2020] == 77_561


def test_no_report_changes_with_the_others(year_cases):
    for department, year in [(UNION, 2020), (EDUCATION, 2022)]:
        alone = year_cases.select(department, year)
        for compare in (compare_categories, compare_years, compare_three_public, compute_unit_costs):
            every = compare(year_cases).query("department == @department and report_year == @year")
            pd.testing.assert_frame_equal(compare(alone), every.reset_index(drop=True))
