"""Changes of a group over the same bodies and over all, against an independent computation and by hand."""

import pandas as pd
import pytest

from analysis import compare_bodies, compare_panels, list_movers, open_group
from analysis.tables import DATA_FOLDER
from tests.compare.independent import compare
from tests.datasets import figure, link, make_group
from tools.generate_data import GROUP
from tools.generate_data import main as generate

KEYS = ["base_year", "report_year", "series", "flow", "phase", "fund", "scope", "panel"]
IDS = ("joined", "left", "restated")
TOTAL = "summary/total"


def as_rows(panels):
    """The table as the independent computation has it."""
    names = ["bodies", "base_bodies", "value", "base", "change", "rate", "rate_low", "rate_high"]
    rows = {}
    for row in panels.to_dict("records"):
        plain = {name: None if pd.isna(row[name]) else row[name] for name in names}
        rows[tuple(row[name] for name in KEYS)] = plain | {name: row[name].split() for name in IDS}
    return rows


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """Fourteen generated bodies over three years: one each joins, leaves, restates, lies within another, states 元."""
    folder = tmp_path_factory.mktemp("generated") / "data"
    generate(folder, 14, 3, mixed=True)
    return folder


def test_panels_of_generated_bodies_equal_an_independent_computation(generated):
    group = open_group(GROUP, data_dir=generated)
    found = as_rows(compare_panels(group))
    assert found == compare(generated, group.members["department"].tolist(), [2021, 2022, 2023])
    row = found[2021, 2022, TOTAL, "expenditure", "executed", "all", "all", "same"]
    assert (row["bodies"], row["joined"], "body-0007" in row["restated"]) == (12, ["body-0003"], True)


@pytest.mark.parametrize(
    ("group", "years"),
    [
        pytest.param("jiangsu-provincial", [2017, 2018, 2019], marks=pytest.mark.slow),
        pytest.param("jiangsu-provincial", [2017, 2019], marks=pytest.mark.slow),
        ("putuo", [2024, 2025]),
    ],
)
def test_panels_of_real_bodies_equal_an_independent_computation(group, years):
    opened = open_group(group, years)
    expected = compare(DATA_FOLDER, opened.members["department"].tolist(), years)
    assert as_rows(compare_panels(opened)) == expected


def pick(table, series=TOTAL, **cells):
    """The only row of a series with these cells."""
    rows = table[table["series"].eq(series)]
    for name, value in cells.items():
        rows = rows[rows[name].eq(value)]
    [row] = rows.to_dict("records")
    return row


def total(printed, **cells):
    return figure(TOTAL, printed, **cells)


def test_body_that_joins_or_leaves_is_in_all_only(tmp_path):
    years = {("stays", 2021): "100", ("stays", 2022): "110", ("new", 2022): "60", ("gone", 2021): "40"}
    group = make_group(tmp_path, {report: [total(printed)] for report, printed in years.items()})
    same, every = (pick(compare_panels(group), panel=one) for one in ("same", "all"))
    assert (same["base"], same["value"], same["rate"]) == (100_000_000, 110_000_000, 100_000)
    assert (every["base"], every["value"], every["rate"]) == (140_000_000, 170_000_000, 214_286)
    assert (same["bodies"], every["base_bodies"], every["bodies"]) == (1, 2, 2)
    assert {(row["joined"], row["left"], row["left_out"]) for row in (same, every)} == {("new", "gone", "")}


@pytest.mark.slow  # a case of its own, less often met
def test_base_of_a_body_that_joined_is_not_taken_though_it_states_one(tmp_path):
    group = make_group(
        tmp_path,
        {
            ("stays", 2021): [total("1")],
            ("stays", 2022): [total("1")],
            ("new", 2022): [total("5"), total("4", year=2021)],
        },
    )
    assert pick(compare_panels(group), panel="same")["bodies"] == 1
    assert pick(compare_bodies(group), department="new")["role"] == "joined"


def test_restated_base_counts_over_the_same_bodies_and_the_first_statement_over_all(tmp_path):
    group = make_group(
        tmp_path, {("one", 2021): [total("100.00")], ("one", 2022): [total("120.00"), total("96.00", year=2021)]}
    )
    same, every = (pick(compare_panels(group), panel=one) for one in ("same", "all"))
    assert (same["restated"], same["base"], same["rate"]) == ("one", 96_000_000, 250_000)
    assert (every["base"], every["rate"]) == (100_000_000, 200_000)


def test_unit_within_a_department_is_never_added_to_it(tmp_path):
    reports = {(one, year): [total("10")] for one in ("whole", "unit") for year in (2021, 2022)}
    group = make_group(tmp_path, reports, within={"unit": "whole"})
    assert {row["bodies"] for row in compare_panels(group).to_dict("records")} == {1}
    assert pick(compare_panels(group), panel="same")["left_out"] == "unit:nested"


def test_unit_gives_way_to_its_department_in_the_year_that_this_begins_to_report(tmp_path):
    reports = {("unit", 2021): [total("10")], ("unit", 2022): [total("11")], ("whole", 2022): [total("30")]}
    group = make_group(tmp_path, reports, within={"unit": "whole"})
    every = pick(compare_panels(group), panel="all")
    assert (every["base"], every["value"], every["joined"], every["left"]) == (10_000_000, 30_000_000, "whole", "unit")
    assert pick(compare_bodies(group), department="unit")["reason"] == "nested"


def test_yuan_and_wan_are_added_exactly_and_another_kind_of_unit_not_at_all(tmp_path):
    reports = {
        ("yuan", 2021): [total("1000000.01", unit="元")], ("yuan", 2022): [total("2000000.02", unit="元")],
        ("wan", 2021): [total("100.5")], ("wan", 2022): [total("0.01", unit="亿元")],
        ("persons", 2021): [total("7", unit="人")], ("persons", 2022): [total("8", unit="人")],
    }  # fmt: skip
    same = pick(compare_panels(make_group(tmp_path, reports)), panel="same")
    assert (same["base"], same["value"], same["bodies"]) == (200_500_001, 300_000_002, 2)
    assert same["left_out"] == "persons:other-unit"


def test_body_that_states_a_series_in_one_year_only_is_left_out_of_the_same_bodies(tmp_path):
    item = "three-public/reception"
    reports = {
        ("starts", 2021): [total("1")], ("starts", 2022): [total("1"), figure(item, "2")],
        ("stops", 2021): [total("1"), figure(item, "3")], ("stops", 2022): [total("1")],
    }  # fmt: skip
    panels = compare_panels(make_group(tmp_path, reports))
    same, every = (pick(panels, item, panel=one) for one in ("same", "all"))
    assert (same["bodies"], pd.isna(same["value"]), pd.isna(same["change"])) == (0, True, True)
    assert (every["base"], every["value"], every["rate"]) == (3_000_000, 2_000_000, -333_333)
    assert same["left_out"] == "starts:no-base stops:not-stated"


@pytest.mark.slow  # a case of its own, less often met
def test_declared_none_is_zero_and_has_no_rate(tmp_path):
    group = make_group(tmp_path, {("one", 2021): [total("无")], ("one", 2022): [total("5")]})
    same = pick(compare_panels(group), panel="same")
    assert (same["base"], same["change"], pd.isna(same["rate"])) == (0, 5_000_000, True)


@pytest.mark.slow  # a case of its own, less often met
def test_classes_of_another_scheme_do_not_map(tmp_path):
    reports = {("one", 2019): [figure("functional-2007/208", "5")], ("one", 2020): [figure("functional-2020/208", "6")]}
    panels = compare_panels(make_group(tmp_path, reports))
    for series in ("functional-2007/208", "functional-2020/208"):
        assert pick(panels, series, panel="same")["left_out"] == "one:scheme-changed"


@pytest.mark.slow  # a case of its own, less often met
def test_code_that_became_one_other_is_compared_and_of_a_split_the_sum(tmp_path):
    old, new = "union-2009", "union-2021"
    reports = {
        ("one", 2021): [figure(f"{old}/{code}", "10") for code in ("501", "503", "506")],
        ("one", 2022): [figure(f"{new}/{code}", "9") for code in ("501", "502", "503", "505", "508")],
        ("gone", 2021): [figure(f"{old}/506", "4")],
    }
    panels = compare_panels(make_group(tmp_path, reports))
    same, every = (pick(panels, f"{new}/508", panel=one) for one in ("same", "all"))
    assert (same["base"], same["value"], every["base"], every["left"]) == (10_000_000, 9_000_000, 14_000_000, "gone")
    split = panels[panels["series"].str.contains("+", regex=False)]
    assert split[["panel", "base", "value"]].to_numpy().tolist() == [["same", 20_000_000, 36_000_000]]
    assert pick(panels, f"{new}/503", panel="same")["left_out"] == "one:broken"
    assert pick(panels, f"{old}/503", panel="same")["left_out"] == "one:scheme-changed"


@pytest.mark.parametrize(("basic", "marked"), [("60", "one"), ("70", "")])
def test_body_whose_figure_does_not_add_up_counts_as_published_and_is_marked(tmp_path, basic, marked):
    rows = [total("100"), figure("summary/basic", basic), figure("summary/project", "30")]
    roles = {"F01": "reported", "F02": "calculated", "F03": "calculated"}
    sums = [link("L01", "sum", one, role, complete="yes") for one, role in roles.items()]
    reports = {("one", 2021): [total("100")], ("one", 2022): rows}
    group = make_group(tmp_path, reports, links={("one", 2022): sums})
    same = pick(compare_panels(group), panel="same")
    assert (same["mismatched"], same["value"]) == (marked, 100_000_000)


@pytest.mark.slow  # a case of its own, less often met
def test_years_that_are_not_in_the_span_are_passed_over(tmp_path):
    reports = {("one", year): [total(printed)] for year, printed in ((2019, "1"), (2020, "9"), (2021, "3"))}
    make_group(tmp_path, reports)
    panels = compare_panels(open_group(["one"], [2019, 2021], tmp_path))
    row = pick(panels, panel="same")
    assert (row["base_year"], row["report_year"], row["rate"], row["rate_low"]) == (2019, 2021, 2_000_000, 666_667)


def test_one_year_alone_has_no_rows_but_all_columns():
    group = open_group("putuo", 2025)
    assert (len(compare_panels(group)), len(compare_bodies(group))) == (0, 0)
    assert {*KEYS, *IDS} < {*compare_panels(group)}


def test_changes_are_ranked_by_amount_and_by_rate_against_bases_that_are_not_small(tmp_path):
    amounts = {"large": ("1000", "1100"), "least": ("10", "30"), "small": ("9.99", "99.9"), "still": ("5", "5")}
    reports = {
        (name, year): [total(printed)]
        for name, both in amounts.items()
        for year, printed in zip((2021, 2022), both, strict=True)
    }
    group = make_group(tmp_path, reports)
    movers = list_movers(compare_bodies(group), group).groupby("by")["department"].agg(list)
    assert movers.to_dict() == {"amount": ["large", "small", "least"], "rate": ["least", "large"]}
