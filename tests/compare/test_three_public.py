import pandas as pd

from analysis.compare import compare_three_public
from tests.datasets import figure, make_data, real_data

PUBLIC = {"phase": "approved"}


def test_items_of_2019_with_the_total_first():
    items = compare_three_public(real_data())
    assert list(items["code"]) == ["total", "overseas", "vehicles", "reception"]
    assert list(items["value"]) == [150_000, 0, 0, 150_000]
    assert list(items["figure_id"]) == ["F15", "F18", "F17", "F16"]


def test_change_has_its_bounds_and_cautious_ones():
    total = compare_three_public(real_data()).iloc[0]
    assert (total["change"], total["base_figures"]) == (-1_200_000, "F20")
    assert (total["rate_low"], total["rate"], total["rate_high"]) == (-892_593, -888_889, -885_185)
    # taken as rounded apart: 1.205 / 1.34 and 1.195 / 1.36
    assert (total["apart_low"], total["apart_high"]) == (-899_254, -878_676)


def test_a_stated_base_needs_no_cautious_bounds():
    data = make_data(figure("three-public/total", "2.00"), figure("three-public/total", "1.00", year=2018))
    assert compare_three_public(data)["apart_low"].isna().all()


def test_final_figure_is_held_against_the_budget_of_the_same_item_and_fund():
    data = make_data(
        figure("three-public/total", "4.00", **PUBLIC), figure("three-public/total", "3.00"),
        figure("three-public/vehicles", "1.00"), figure("three-public/total", "2.00", fund="general"),
        figure("three-public/total", "2.50", fund="general", **PUBLIC),
    )  # fmt: skip
    items = compare_three_public(data)
    found = items[["fund", "phase", "code", "budget", "final", "completion", "budget_figure"]].to_numpy(object).tolist()
    assert found == [
        ["all", "approved", "total", pd.NA, pd.NA, pd.NA, ""],
        ["all", "executed", "total", 4_000_000, 3_000_000, 750_000, "F01"],
        ["all", "executed", "vehicles", pd.NA, pd.NA, pd.NA, ""],
        ["general", "approved", "total", pd.NA, pd.NA, pd.NA, ""],
        ["general", "executed", "total", 2_500_000, 2_000_000, 800_000, "F05"],
    ]
    # 2.995 / 4.005 and 3.005 / 3.995
    assert items.loc[1, ["completion_low", "completion_high"]].tolist() == [747_815, 752_190]


def test_a_budget_of_none_gives_no_completion():
    data = make_data(figure("three-public/overseas", "无", **PUBLIC), figure("three-public/overseas", "0.50"))
    final = compare_three_public(data).iloc[1]
    assert (final["budget"], final["final"], pd.isna(final["completion"])) == (0, 500_000, True)


def test_a_report_without_three_public_figures_has_no_rows():
    assert compare_three_public(make_data(figure("summary/total", "1.00"))).empty
