"""Who spends on what: totals and classes of real and invented bodies, figures worked out from the csv files by hand."""

import csv
from decimal import Decimal

import pytest

from analysis import list_spending, list_totals, open_group, sum_spending
from analysis.tables import DATA_FOLDER
from tests.datasets import figure, make_folder, real_group

CODES = {"functional-2020/201": "60.00", "functional-2020/208": "40.00"}


def report(total="100.00", phase="executed", codes=CODES, unit="万元"):
    return [figure("summary/total", total, phase=phase, unit=unit), *(
        figure(code, printed, phase=phase, unit=unit) for code, printed in codes.items()
    )]  # fmt: skip


def departments(*rows):
    names = ("department", "name_zh", "name_en", "region_zh", "region_en", "body", "part_of")
    return [dict(zip(names, (one, one, one, "某区", "A", body, within), strict=True)) for one, body, within in rows]


@pytest.fixture
def folder(tmp_path):
    """Return a department with its own unit, one in 元 that has but a budget, and one that lists no classes."""
    reports = {
        ("big", 2024): report(),
        ("big-own", 2024): report("90.00", codes={"functional-2020/201": "50.00", "functional-2020/208": "40.00"}),
        ("yuan", 2024): report("300000", "approved", {"functional-2020/201": "300000"}, "元"),
        ("silent", 2024): [figure("summary/total", "7.00")],
    }
    rows = departments(
        ("big", "department", ""), ("big-own", "unit", "big"), ("yuan", "department", ""), ("silent", "department", "")
    )
    return make_folder(tmp_path, reports, departments=rows)


def open_all(folder):
    return open_group(["big", "big-own", "yuan", "silent"], 2024, folder)


def test_total_is_final_or_where_there_is_none_approved(folder):
    totals = list_totals(open_all(folder)).set_index("department")
    assert totals["value"].to_dict() == {
        "big": 100_000_000, "big-own": 90_000_000, "silent": 7_000_000, "yuan": 30_000_000,
    }  # fmt: skip
    assert totals["phase"].to_dict() == {
        "big": "executed", "big-own": "executed", "silent": "executed", "yuan": "approved",
    }  # fmt: skip
    assert totals["counted"].to_dict() == {"big": True, "big-own": False, "silent": True, "yuan": True}


def test_report_without_a_total_has_a_row_without_a_value(tmp_path):
    folder = make_folder(tmp_path, {("none", 2024): [figure("summary/income", "7.00")]})
    [row] = list_totals(open_group(["none"], 2024, folder)).itertuples()
    assert (row.phase, row.figure_id, row.value is None or str(row.value)) == ("", "", "<NA>")


def test_unit_within_its_department_is_listed_and_not_added(folder):
    spending = list_spending(open_all(folder))
    assert spending.loc[spending["department"].eq("big-own"), "counted"].tolist() == [False, False]
    sums = sum_spending(spending)
    final = sums[sums["phase"].eq("executed")]
    assert final[["code", "bodies", "value", "whole", "department", "largest"]].to_numpy().tolist() == [
        ["201", 1, 60_000_000, 100_000_000, "big", 60_000_000],
        ["208", 1, 40_000_000, 100_000_000, "big", 40_000_000],
    ]


def test_budgets_and_final_amounts_are_never_added_up(folder):
    sums = sum_spending(list_spending(open_all(folder)))
    assert sums.groupby("phase")["value"].sum().to_dict() == {"approved": 30_000_000, "executed": 100_000_000}


def test_report_that_lists_no_classes_has_no_rows(folder):
    assert "silent" not in set(list_spending(open_all(folder))["department"])


def test_classes_of_a_real_group_are_those_of_its_files():
    wanted = {}
    for name in ("jiangsu-congress", "jiangsu-cppcc", "jiangsu-procuratorate"):
        with (DATA_FOLDER / f"figures/{name}/2019.csv").open(encoding="utf-8", newline="") as stream:
            rows = [
                row for row in csv.DictReader(stream) if row["scheme"] == "functional-2007" and len(row["code"]) == 3
            ]
        rows = [
            row
            for row in rows
            if (row["fiscal_year"], row["measure"], row["table"]) == ("2019", "level", "收支预算总表")
        ]
        for row in rows:
            fen = int(Decimal(row["printed"].replace(",", "")) * 1_000_000)
            wanted[row["code"]] = wanted.get(row["code"], 0) + fen
    sums = sum_spending(list_spending(real_group("jiangsu-provincial", 2019)))
    assert dict(zip(sums["code"], sums["value"], strict=True)) == wanted
    assert len(wanted) == 4
