from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

from analysis import show
from analysis.compare import compute_indicators
from analysis.compare.scoring import score
from analysis.dataset import open_data
from tests.datasets import figure, make_data, make_folder, real_data, write_rows

HUNAN = "mof-2013-hunan"
STAFF = figure("staffing/staff", "2", unit="名")
POSTS = figure("staffing/posts", "3", unit="名", phase="approved")


def find(data, name, indicator_set=HUNAN):
    found = compute_indicators(data, indicator_set)
    [row] = found[found["indicator"].eq(name)].to_dict("records")
    return row


@pytest.mark.parametrize("indicator_set", ["mof-2013", HUNAN])
def test_exactly_two_indicators_are_computable_for_2019(indicator_set):
    found = compute_indicators(real_data(), indicator_set)
    values = dict(zip(found["indicator"], found["value"], strict=True))
    assert {name: value for name, value in values.items() if value is not pd.NA} == {
        "staff-control-rate": 666_667, "three-public-change-rate": -888_889
    }  # fmt: skip
    assert found.loc[found["status"].eq("missing"), "missing"].ne("").all()


def test_order_is_that_of_the_set():
    found = compute_indicators(real_data(), HUNAN)
    own = real_data().indicators.query("indicator_set == @HUNAN")["indicator"]
    assert list(found["indicator"]) == list(own)


def test_hunan_gives_both_computable_indicators_full_marks():
    points = compute_indicators(real_data(), HUNAN).query("status == 'computed'")["points"]
    assert list(points) == [500, 500]


def test_derived_input_is_named_and_its_stated_figures_are_used():
    row = find(real_data(), "three-public-change-rate")
    assert (row["derived"], row["figures"]) == ("F20", "F15 F19")
    assert row["inputs"] == "three_public_budget=F15 three_public_budget_last_year=F20"
    assert (row["low"], row["high"]) == (-892_593, -885_185)


def test_missing_inputs_are_named_and_nothing_is_zero_for_lack_of_one():
    row = find(make_data(figure("three-public/total", "0.15", phase="approved")), "three-public-control-rate")
    assert (row["status"], row["missing"], row["value"], row["inputs"]) == (
        "missing", "three_public_final", None, "three_public_budget=F01"
    )  # fmt: skip
    assert find(real_data(), "satisfaction")["missing"] == "satisfaction_survey"


@pytest.mark.parametrize(("code", "value"), [("staff-year-end", 666_667), ("staff-average", None)])
def test_staff_at_year_end_are_staff_and_an_average_is_none(code, value):
    posts = figure("staffing/posts", "3", unit="名", phase="approved")
    row = find(make_data(figure(f"staffing/{code}", "2", unit="名"), posts), "staff-control-rate")
    assert (None if row["value"] is pd.NA else row["value"]) == value
    assert row["missing"] == ("" if value else "staff")


def test_published_hunan_form_is_reproduced():
    data = make_data(
        figure("staffing/staff", "136", unit="名"),
        figure("staffing/posts", "143", unit="名", phase="approved"),
        figure("three-public/total", "63.46", phase="approved"),
        figure("three-public/total", "32", phase="approved", year=2018),
        figure("three-public/total", "44.29"),
        figure("summary/opening-carry-over", "19.8"),
        figure("summary/total", "1922.76", phase="approved"),
        figure("summary/supplement", "767.86", phase="adjusted"),
        figure("summary/closing-carry-over", "19.8"),
    )
    found = compute_indicators(data, HUNAN).set_index("indicator")
    expected = {
        "staff-control-rate": (95.10, 500),
        "three-public-change-rate": (98.31, 0),
        "three-public-control-rate": (69.79, pd.NA),  # no scoring rule was seen
        "budget-completion-rate": (99.27, 500),  # not one whole step of 5 % below
        "budget-control-rate": (39.94, 0),
    }
    assert {name: (round(found.at[name, "pct"], 2), found.at[name, "points"]) for name in expected} == expected


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
    bands = real_data().scoring.query("indicator_set == @HUNAN and indicator == @name").to_dict("records")
    assert score(bands, Fraction(percent) / 100) == Fraction(points)


def test_indicator_without_a_scoring_rule_has_no_points():
    assert score([], Fraction(1)) is None
    assert compute_indicators(real_data(), "mof-2013")["points"].isna().all()


def test_points_are_rounded_once_to_hundredths():
    last = figure("three-public/total", "7.00", phase="approved", year=2018)
    row = find(make_data(figure("three-public/total", "7.02", phase="approved"), last), "three-public-change-rate")
    assert row["points"] == 486  # 5 - 0.5 * 2/7


def test_zero_budget_is_not_a_rate():
    data = make_data(figure("three-public/total", "0", phase="approved"), figure("three-public/total", "0"))
    row = find(data, "three-public-control-rate")
    assert (row["status"], row["reason"], row["value"], row["missing"]) == ("missing", "zero-base", None, "")


@pytest.mark.parametrize(("staff", "in_order"), [("3", True), ("4", False)])
def test_result_is_held_against_the_target(staff, in_order):
    assert find(make_data({**STAFF, "printed": staff}, POSTS), "staff-control-rate")["in_order"] is in_order


def test_input_of_last_year_may_stand_in_the_earlier_report():
    last = [figure("three-public/total", "1.40", phase="approved")]
    data = make_data(figure("three-public/total", "0.70", phase="approved"), history={2018: last})
    row = find(data, "three-public-change-rate")
    assert (row["value"], row["figures"]) == (-500_000, "F01 2018/F01")


def test_a_new_set_needs_no_code(tmp_path):
    rows = [STAFF, POSTS, figure("summary/total", "30.00"), figure("summary/total", "20.00", phase="approved")]
    reports = {("a", 2019): rows, ("b", 2019): rows[:2], ("b", 2020): rows[2:]}
    (tmp_path / "indicators").mkdir()
    formulas = {
        "two": "staff / posts - 1", "doubled": "expenditure_final * 2 / expenditure_budget",
        "product": "staff * expenditure_final / posts / expenditure_budget",
    }  # fmt: skip
    shared = dict.fromkeys(("block_zh", "block_en", "group_zh", "group_en", "name_zh", "name_en"), "名")
    rows = [
        {**shared, "indicator_set": "ours", "indicator": name, "formula": formula, "better": "lower",
         "target_pct": "100", "source": "ours", "confirmed": "yes"}
        for name, formula in formulas.items()
    ]  # fmt: skip
    write_rows(tmp_path / "indicators/ours.csv", "indicators", rows)
    found = compute_indicators(open_data(data_dir=make_folder(tmp_path, reports, scoring=[])), "ours")
    values = found[["department", "report_year", "indicator", "value", "low"]].to_numpy(object).tolist()
    assert values == [
        ["a", 2019, "two", -333_333, -333_333],
        ["a", 2019, "doubled", 3_000_000, 2_998_750],
        ["a", 2019, "product", 1_000_000, pd.NA],  # no quotient of sums: no bounds
        ["b", 2019, "two", -333_333, -333_333],
        ["b", 2019, "doubled", pd.NA, pd.NA],
        ["b", 2019, "product", pd.NA, pd.NA],
        ["b", 2020, "two", pd.NA, pd.NA],
        ["b", 2020, "doubled", 3_000_000, 2_998_750],
        ["b", 2020, "product", pd.NA, pd.NA],
    ]
    assert found["in_order"].tolist()[:3] == [True, False, True]


def test_indicator_that_an_earlier_set_has_by_the_same_formula_counts_once():
    found = compute_indicators(real_data())
    shared = set(found.loc[found["same_as"].ne(""), "indicator"])
    assert len(found) == 28 + 16
    assert shared == {
        "staff-control-rate", "three-public-change-rate", "running-cost-control-rate", "three-public-control-rate",
        "procurement-execution-rate", "management-rules", "fund-compliance", "disclosure", "key-task-completion-rate",
        "satisfaction",
    }  # fmt: skip
    assert "budget-completion-rate" not in shared  # which Hunan computes in another way


def limit(**cells):
    """Return the real data whose Hunan table applies elsewhere or at other times."""
    sets = real_data().indicator_sets
    columns = {name: sets[name].mask(sets["indicator_set"].eq(HUNAN), value) for name, value in cells.items()}
    return replace(real_data(), indicator_sets=sets.assign(**columns))


@pytest.mark.parametrize(
    ("cells", "applies"),
    [
        ({}, True),
        ({"region": ""}, True),
        ({"region": "湖南省邵阳市"}, True),
        ({"region": "江苏省"}, False),
        ({"from_year": 2019, "to_year": 2019}, True),
        ({"from_year": 2020}, False),
        ({"to_year": 2018}, False),
    ],
)
def test_set_is_computed_where_and_when_it_applies(cells, applies):
    data = limit(**cells)
    assert (HUNAN in set(compute_indicators(data)["indicator_set"])) is applies
    assert len(compute_indicators(data, HUNAN)) == 16, "a set that is named is computed anyhow"


def test_table_of_a_province_is_not_that_of_another():
    assert set(compute_indicators(open_data("jiangsu-procuratorate", 2019))["indicator_set"]) == {"mof-2013"}


def test_report_to_which_no_set_applies_has_no_indicators_and_shows_none():
    words = show.Words(limit(region="江苏省").select("beita-union", 2019))
    none = compute_indicators(replace(words.data, indicator_sets=words.data.indicator_sets.assign(region="江苏省")))
    assert none.empty
    shown = [show.chart_indicators(none, words), show.table_sets(none, words), show.show_indicators(none, words)]
    assert [set(one._repr_mimebundle_()[0].values()) for one in shown] == [{""}] * 3


def test_unknown_set_names_those_there_are():
    with pytest.raises(ValueError, match="mof-2013, mof-2013-hunan"):
        compute_indicators(real_data(), "mof-2031")
