"""An amount is shown in the unit that it is printed in; what mixes units is shown in 万元."""

import re
from functools import cache

import pytest

from analysis import compare_categories, open_data, run_checks, show
from analysis.show.rich import amount, plain
from tests.datasets import figure, make_data
from tests.show.reports import draw_all, show_all

PARTS = {"summary/total": 110_000, "union-2009/501": 50_000, "union-2009/502": 60_000, "three-public/total": 3_000}


@cache
def make_yuan(*wan):
    """Return the words of a report in 元, or with some codes in another unit."""
    rows = []
    for code, yuan in PARTS.items():
        phase = "approved" if code.startswith("three-public") else "executed"
        amount = (str(yuan // 10_000), "万元") if code in wan else (str(yuan), "元")
        rows.append(figure(code, amount[0], unit=amount[1], phase=phase))
    last = figure("three-public/total", "4000", unit="元", phase="approved")
    return show.Words(make_data(*rows, history={2018: [last]}))


@pytest.mark.parametrize("name", ["categories", "parts", "three-public", "three-public-items", "years", "checks"])
def test_amount_printed_in_yuan_is_shown_in_yuan(name):
    text = plain(show_all(make_yuan())[name].html)
    assert "万元" not in text
    assert "元" in text


def test_charts_of_yuan_are_in_yuan():
    charts = draw_all(make_yuan())
    assert [name for name, chart in charts.items() if "万元" in chart.alt] == []
    assert "60000.00（54.55 %）" in charts["categories"].alt


def test_sum_of_several_units_is_shown_in_wan():
    words = make_yuan("union-2009/501")
    checks = run_checks(words.data)
    [row] = checks.query("rule == 'sum-of-parts' and verdict == 'exact'").itertuples()
    assert words.unit_of(row) == "万元"
    assert words.tell_check(row).expected == "5 万元 + 60000 元"
    assert "11.00" in plain(show.show_checks(checks, words).html)
    categories = plain(show_all(words)["categories"].html)
    assert "维权支出 60000 元（54.55 %）、职工活动支出 5.00 万元" in re.sub(r"F\d+", "", categories)


def test_what_is_computed_is_printed_like_its_figures():
    data = make_data(
        figure("summary/total", "1,234,567", unit="元"),
        figure("union-2009/501", "1,234,000", unit="元"),
        figure("union-2009/502", "567", unit="元"),
        figure("union-2009/503", "1234.50"),
    )
    words = show.Words(data)
    shown = [amount(words, fen, ids).striptags() for fen, ids in ((123_400_000, "F01 F02"), (56_700, "F03"))]
    assert shown == ["1,234,000 元F01 F02", "567 元F03"]
    assert amount(words, 1_234_500_000, "F04").striptags() == "1234.50 万元F04"


def test_vehicles_are_no_amounts_of_money():
    categories = compare_categories(open_data("putuo-wanli", 2025))
    counts = categories[categories["amount_wan"].isna()]
    assert len(counts) == 8, "the kinds of vehicles that it lists"
    assert not show.pick_others(categories)["figure_id"].isin(counts["figure_id"]).any()
