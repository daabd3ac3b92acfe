"""Measures of bodies: equal to another computation on real and generated bodies; what is missing is said, never 0."""

import pytest

from analysis import measure_peers, open_group
from analysis.tables import DATA_FOLDER
from tests.compare.measures_by_hand import compute_measures
from tests.datasets import figure, make_folder, write_rows
from tools.generate_data import main as generate

REAL = ["beita-union", "jiangsu-congress", "jiangsu-cppcc", "jiangsu-procuratorate"]
REAL += ["putuo-commerce", "putuo-commerce-own", "putuo-finance", "putuo-wanli"]


def check_against_hand(data, folder):
    measures = measure_peers(data)
    rows = measures.set_index(["department", "report_year", "measure", "phase"])[["low", "result", "high"]]
    known = 0
    for department, year in data.reports.itertuples(index=False, name=None):
        for measure, phase, expected in compute_measures(folder, department, year):
            found = rows.loc[(department, year, measure, phase)]
            shown = None if found.isna().all() else tuple(found)
            assert shown == expected, (department, year, measure, phase)
            known += expected is not None
    assert len(measures) == len(data.reports) * sum(map(len, data.measures["phases"].str.split()))
    return known


def test_real_bodies_have_the_measures_of_another_computation():
    assert check_against_hand(open_group(REAL), DATA_FOLDER) > 80


def test_generated_bodies_have_the_measures_of_another_computation(tmp_path):
    generate(tmp_path / "data", 3, 2)
    names = ["body-0000", "body-0001", "body-0002"]
    assert check_against_hand(open_group(names, None, tmp_path / "data"), tmp_path / "data") > 70


TOTAL = figure("summary/total", "120.00")
BUDGET = figure("summary/total", "100.00", phase="approved")
COLUMN = figure("summary/basic", "90.00", scope="basic")
BODIES = {
    "year-end": [TOTAL, figure("staffing/staff-year-end", "32", unit="人")],
    "staff": [TOTAL, figure("staffing/staff", "32", unit="人")],
    "budgets": [TOTAL, BUDGET, figure("summary/total", "150.00", phase="adjusted")],
    "column": [TOTAL, COLUMN],
    "basic": [TOTAL, figure("summary/basic", "60.00"), COLUMN],
    "classes": [TOTAL, figure("union-2009/501", "30.00"), figure("union-2009/504", "90.00")],
    "one-class": [TOTAL, figure("union-2009/504", "90.00")],
    "capital": [TOTAL, figure("economic-2018/309", "6.00"), figure("economic-2018/310", "12.00")],
    "yuan": [TOTAL, figure("economic-2018/310", "60,000", unit="元"), figure("three-public/total", "2", unit="%")],
    "nothing": [figure("summary/total", "0.00"), figure("three-public/total", "无")],
    "about": [TOTAL, figure("three-public/total", "约3.00")],
    "budget": [BUDGET],
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Return the executed measures of the bodies above by body and measure; one-class alone was read whole."""
    folder = make_folder(tmp_path_factory.mktemp("data"), {(name, 2019): rows for name, rows in BODIES.items()})
    for name, state in (("one-class", "read"), ("capital", "in-part")):
        part = {"department": name, "fiscal_year": "2019", "document": "report-2019", "part": "一", "kind": "section"}
        write_rows(folder / f"coverage/{name}/2019.csv", "coverage", [part | {"state": state}])
    measures = measure_peers(open_group(list(BODIES), 2019, folder))
    return measures[measures["phase"].eq("executed")].set_index(["department", "measure"])


def test_amount_per_head_has_the_scope_of_its_denominator(found):
    row = found.loc[("year-end", "expenditure-per-staff-year-end")]
    assert (row["result"], row["denominator"], row["base"]) == (3_750_000, 32, "staffing/staff-year-end")  # 3.75 万元
    assert (row["low"], row["high"]) == (3_749_844, 3_750_156)  # half of 0.01 万元 by 32 is 156.25 分
    assert found.loc[("year-end", "expenditure-per-staff-average"), "missing"] == "staffing/staff-average:executed"


@pytest.mark.parametrize("name", ["expenditure-per-staff-year-end", "expenditure-per-staff-average"])
def test_staff_of_whom_nobody_says_when_give_no_figure_per_head(found, name):
    row = found.loc[("staff", name)]
    assert (row["status"], row["reason"], row["base_figures"]) == ("missing", "scope-not-said", "F02")
    assert row[["result", "denominator"]].isna().all()


def test_execution_is_against_the_original_and_the_adjusted_budget(found):
    assert found.loc[("budgets", "execution-original"), "result"] == 1_200_000
    assert found.loc[("budgets", "execution-adjusted"), "result"] == 800_000
    assert found.loc[("basic", "execution-adjusted"), "missing"] == "summary/total:adjusted"


def test_total_of_a_column_stands_in_for_basic_expenditure_and_is_not_added_to_it(found):
    assert found.loc[("column", "basic-share"), "result"] == 750_000
    assert found.loc[("basic", "basic-share"), "result"] == 500_000


def test_largest_class_needs_classes_that_make_up_the_total(found):
    whole = found.loc[("classes", "largest-class-share")]
    assert (whole["result"], whole["largest"], whole["figures"]) == (750_000, "union-2009/504", "F03")
    part = found.loc[("one-class", "largest-class-share")]
    assert (part["status"], part["reason"], part["largest"]) == ("missing", "incomplete", "")


def test_capital_classes_are_added(found):
    assert found.loc[("capital", "capital-share"), ["numerator", "result"]].tolist() == [18_000_000, 150_000]


def test_unit_is_that_of_what_is_stated_and_a_percentage_is_no_amount(found):
    assert found.loc[("yuan", "capital-share"), ["unit", "result"]].tolist() == ["元", 50_000]
    assert found.loc[("yuan", "three-public"), ["status", "figures"]].tolist() == ["missing", ""]


def test_nothing_is_divided_by_zero_and_none_is_zero(found):
    assert found.loc[("nothing", "three-public"), "result"] == 0
    assert found.loc[("nothing", "three-public-share"), ["status", "reason"]].tolist() == ["missing", "zero-base"]


def test_approximate_numbers_enter_no_ratio(found):
    assert found.loc[("about", "three-public"), ["status", "missing"]].tolist() == [
        "missing",
        "three-public/total:executed",
    ]


def test_of_a_budget_nothing_final_is_asked(found):
    assert set(found.loc["budget", "reason"]) == {"no-phase"}


@pytest.mark.parametrize(("name", "reason"), [("one-class", "not-stated"), ("capital", "not-read")])
def test_what_is_not_found_is_not_stated_only_where_all_was_read(found, name, reason):
    assert found.loc[(name, "basic-share"), "reason"] == reason
