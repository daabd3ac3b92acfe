"""江苏省人民检察院 2017–2019, three budgets: amounts as printed (万元), changes worked out by hand from them."""

import pandas as pd
import pytest

from analysis import show
from analysis.compare import check_stated_changes, compare_three_public, compare_years, trace_years
from analysis.dataset import open_data
from analysis.show.rich import plain


@pytest.fixture(scope="module")
def data():
    return open_data("jiangsu-procuratorate")


def shown(table):
    """Amount, change (万元) and rate (%) of each row, the latter two where there is a base."""
    rows = table[["amount_wan", "change", "pct"]].to_dict("records")
    changes = [() if pd.isna(row["change"]) else (row["change"] / 1e6, round(row["pct"], 2)) for row in rows]
    return [(row["amount_wan"], *change) for row, change in zip(rows, changes, strict=True)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("total", [(584.35,), (484.30, -100.05, -17.12), (418.26, -66.04, -13.64)]),
        ("overseas", [(110,), (100, -10, -9.09), (80, -20, -20)]),
        ("vehicles", [(317.80,), (267.80, -50, -15.73), (237, -30.80, -11.50)]),
        ("vehicle-operation", [(267.80,), (267.80, 0, 0), (237, -30.80, -11.50)]),
        ("vehicle-purchase", [(50,), (0, -50, -100)]),  # 2018 prints 无, 2019 nothing
        ("reception", [(156.55, -29.65, -15.92), (116.50, -40.05, -25.58), (101.26, -15.24, -13.08)]),
    ],
)
def test_three_public_budgets_and_their_changes(data, code, expected):
    items = compare_three_public(data).query("code == @code and phase == 'approved'")
    assert shown(items) == expected


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ("summary/total", [(17996.68,), (21955.35, 3958.67, 22.00), (24169.74, 2214.39, 10.09)]),
        ("functional-2007/204", [(13656.34, 309.03, 2.32), (16458.75, 2802.41, 20.52), (16593.12, 134.37, 0.82)]),
        ("functional-2007/208", [(2021.18,), (1836.22, -184.96, -9.15), (1890.27, 54.05, 2.94)]),
        ("functional-2007/221", [(2319.16,), (3660.38, 1341.22, 57.83), (5686.35, 2025.97, 55.35)]),
    ],
)
def test_totals_and_classes_and_their_changes(data, series, expected):
    wanted = "series == @series and fund == 'all' and scope == 'all' and phase == 'approved'"
    assert shown(compare_years(data).query(wanted)) == expected
    trend = trace_years(data).query(wanted).query("report_year == 2019 and base_year >= 2017")
    assert [*(trend["base"] / 1e6), trend["amount_wan"].iloc[0]] == [row[0] for row in expected]


def test_two_years_apart(data):
    across = compare_years(data, first=2017, last=2019).query("series == 'three-public/total'")
    assert shown(across) == [(418.26, -166.09, -28.42)]  # 166.09 / 584.35


def test_a_code_that_another_name_took_over_is_not_compared(data):
    """2040405 is 公诉和审判监督 in 2017 and 公诉、审判、侦查、执行等检察监督支出 in 2018."""
    years = compare_years(data).query("series == 'functional-2007/2040405' and report_year == 2018")
    assert set(years["reason"]) == {"other-name"}
    assert years["change"].isna().all()
    assert set(years["base_figures"]) == {"2017/F35", "2017/F79"}


def test_each_stated_change_is_held_against_the_earlier_document(data):
    changes = check_stated_changes(data).set_index(["report_year", "figure_id"])
    assert set(changes.loc[2017, "reason"]) == {"no-earlier"}
    columns = ["series", "stated", "recomputed", "difference", "verdict", "earlier_figure"]
    found = [tuple(changes.loc[key, columns]) for key in [(2018, "F285"), (2018, "F238"), (2019, "F211")]]
    assert found == [
        ("three-public/reception", -40_050_000, -40_050_000, 0, "exact", "2017/F139"),
        # 21940.96 - 17981.68 = 3959.28, printed 3958.98
        ("disclosure/fiscal-total", 3_958_980_000, 3_959_280_000, -300_000, "mismatch", "2017/F222"),
        # 4335.30 / 5573.00 - 1 = -22.2089 %, printed 13.22 %
        ("summary/project", -132_200, -222_089, 89_889, "mismatch", "2018/F04"),
    ]
    assert list(changes.loc[2019].loc[["F274", "F277", "F279"], "verdict"]) == ["exact"] * 3
    assert changes.loc[(2018, "F252"), ["verdict", "reason"]].tolist() == ["not-checkable", "other-name"]


def test_items_of_one_name_are_not_told_apart_by_their_order():
    # 2018 buys 物业管理费 twice, 150.00 and 370.00, and 2019 once, 356.00: a rise from 150.00 would be an invention.
    data = open_data("jiangsu-procuratorate", 2019)
    table = compare_years(data)
    years = table.set_index("series")
    twice = years[years["reason"].eq("same-name")]
    assert twice["status"].eq("refused").all()
    assert twice["change"].isna().all()
    assert "own-items/i3af87a03" in twice.index
    assert years.loc["own-items/i3785dd2a", "change"] == -30_800_000, "237.00 after 267.80, each printed once"
    shown = plain(show.table_years(table, show.Words(data)).html)
    assert "另有 10 项在文件中与他项同名" in shown
    assert shown.count("物业管理费") == 1
