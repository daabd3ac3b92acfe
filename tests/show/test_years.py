"""Notebook 3 on kinds of bodies: ten years, a year missing, one figure, zero and negative amounts, long names."""

from dataclasses import replace
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from analysis import check_stated_changes, compare_years, show, trace_years
from analysis.show.rich import plain
from tests.datasets import figure, make_data

pytestmark = pytest.mark.slow  # seconds of a browser or of many figures

TOTAL, ROUND = "summary/total", "functional-2020/205"


def years_of(values, selector=TOTAL, **cells):
    """The rows of a series by year."""
    return {year: [figure(selector, value, **cells)] for year, value in values.items()}


def make_body(*series, year=2019):
    """One report of 2019 with what `series` hold for it, and the earlier reports with the rest."""
    years = sorted({one for each in series for one in each})
    rows = {one: [row for each in series for row in each.get(one, [])] for one in years}
    return make_data(*rows.pop(year), history=rows, year=year)


def draw_all(data, lang="zh"):
    words, years, trend = show.Words(data, lang), compare_years(data), trace_years(data)
    return {
        "three-public": show.chart_three_public(trend, words),
        "trends": show.chart_trends(trend, words),
        "changes": show.chart_changes(years, words),
    }


def show_all(data, lang="zh"):
    words, years, trend = show.Words(data, lang), compare_years(data), trace_years(data)
    return {
        "years": show.tell_years(years, words),
        "trends": show.tell_trends(trend, words),
        "table-years": show.table_years(years, words),
        "table-counts": show.table_counts(years, words),
        "table-trends": show.table_trends(trend, words),
        "table-three-public": show.table_three_public(trend, words),
        "stated": show.table_stated_changes(check_stated_changes(data), words),
    }


def list_runs(axes):
    """The years that each drawn line joins."""
    return [[round(x) for x in line.get_xdata()] for line in axes.lines if len(line.get_xdata()) > 1][1:]


def find_clashes(chart):
    """Texts that stand out of the picture or over each other."""
    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()
    frame = chart.figure.bbox
    shown = [chart.figure._suptitle, chart.figure._supxlabel]
    for axes in filter(lambda one: one.get_visible(), chart.figure.axes):
        labels = [one.get_ticklabels() for one in (axes.xaxis, axes.yaxis) if one.get_visible()]
        shown += [*axes.texts, axes._left_title, *(label for some in labels for label in some)]
    shown = [one for one in shown if one.get_text().strip()]
    boxes = [(one.get_text(), one.get_window_extent()) for one in shown]
    out = [text for text, box in boxes if box.x0 < -1 or box.y0 < -1 or box.x1 > frame.x1 + 1 or box.y1 > frame.y1 + 1]
    over = [
        (one, two)
        for (one, first), (two, second) in combinations(boxes, 2)
        if min(first.x1, second.x1) - max(first.x0, second.x0) > 1
        and min(first.y1, second.y1) - max(first.y0, second.y0) > 1
    ]
    return out + over


TEN = {year: f"{(year - 2005) * 1234}.56" for year in range(2010, 2020)}
PUBLIC = "three-public/total"


@pytest.fixture(scope="module")
def ten_years():
    """Budget and final of three-public, a total and two classes over ten years; 2014 states none of them."""
    gap = {year: value for year, value in TEN.items() if year != 2014}
    less = {year: value[:-4] + ".00" for year, value in gap.items()}
    others = {2014: [figure("staffing/staff", "9", unit="名")]}
    series = [years_of(gap), years_of(gap, ROUND), years_of(less, "functional-2020/208")]
    series += [years_of(gap, PUBLIC, phase="approved"), years_of(less, PUBLIC), others]
    return make_body(*series)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_ten_years_are_drawn_whole_and_broken_where_one_is_missing(ten_years, lang):
    charts = draw_all(ten_years, lang)
    assert [name for name, chart in charts.items() if chart.frame.empty] == []
    assert [find_clashes(chart) for chart in charts.values()] == [[], [], []]
    joined = list_runs(charts["trends"].figure.axes[0])
    assert joined == [[2010, 2011, 2012, 2013], [2015, 2016, 2017, 2018, 2019]]
    assert len(list_runs(charts["three-public"].figure.axes[0])) == 4  # budget and final
    assert "2014" in charts["trends"].figure._supxlabel.get_text()


def test_ten_years_stand_in_the_table_and_the_missing_one_is_a_dash(ten_years):
    shown = show_all(ten_years)
    head = str(shown["table-trends"].html).partition("</thead>")[0]
    assert [str(year) in head for year in TEN] == [True] * 10
    assert "—" in plain(shown["table-trends"].html)
    # 5 × 1234.56-like: 6170.56 in 2010, 17276.56 in 2019: + 11106.00, / 6170.56 = 179.98 %
    assert "由 6170.56 万元2010/F01 增至 17276.56 万元F01，增加 11106.00 万元2010/F01 F01（179.98 %）" in plain(
        shown["trends"].html
    )


def test_one_figure_leaves_no_chart_no_table_and_one_sentence():
    data = make_data(figure(TOTAL, "1.00"))
    assert [chart.frame.empty for chart in draw_all(data).values()] == [True] * 3
    shown = show_all(data)
    assert [name for name, one in shown.items() if not one.empty] == ["years"]
    assert plain(shown["years"].html).strip() == "金额 1 项均缺2018年的数字，不作比较，也不作零计：部门整体支出。"


def test_two_years_have_changes_but_no_trend():
    data = make_body(years_of({2018: "4.00", 2019: "5.00"}), years_of({2018: "4.00", 2019: "5.00"}, ROUND))
    assert [chart.frame.empty for chart in draw_all(data).values()] == [False, True, False]
    shown = show_all(data)
    assert shown["table-trends"].empty
    assert "较2018年增加 1.00 万元F01 2018/F01（25.00 %）" in plain(shown["years"].html)


def test_largest_rise_and_fall_are_named():
    series = [{2018: "4.00", 2019: "5.00"}, {2018: "9.00", 2019: "6.00"}, {2018: "1.00", 2019: "1.50"}]
    codes = ["205", "208", "210"]
    data = make_body(*(years_of(one, f"functional-2020/{code}") for one, code in zip(series, codes, strict=True)))
    told = plain(show_all(data)["years"].html)
    assert "增加最多的是教育支出，增加 1.00 万元" in told
    assert "减少最多的是社会保障和就业支出，减少 3.00 万元F02 2018/F02（−33.33 %）" in told


@pytest.mark.parametrize(("base", "told"), [("0.00", "基数为零"), ("-2.00", "基数为负")])
def test_a_total_of_zero_or_below_has_no_rate_and_says_why(base, told):
    data = make_body(years_of({2017: base, 2018: base, 2019: "3.00"}), years_of({2018: "-1.00", 2019: "-3.00"}, ROUND))
    shown = show_all(data)
    assert told in plain(shown["table-years"].html)
    assert "%" not in plain(shown["years"].html)
    assert "%" not in plain(shown["trends"].html)
    assert [find_clashes(chart) for chart in draw_all(data).values()] == [[], [], []]


def test_a_restated_base_stands_beside_what_the_earlier_report_states():
    data = make_data(figure(TOTAL, "9.00"), figure(TOTAL, "6.10", year=2018), history={2018: [figure(TOTAL, "6.00")]})
    assert "重述：2018年的报告列为 6.00 万元2018/F01" in plain(show_all(data)["table-years"].html)


def test_a_stated_change_stands_beside_the_recomputed_one():
    change = figure(TOTAL, "4.00", measure="increase", base_year=2018)
    data = make_data(figure(TOTAL, "9.00"), change, history={2018: [figure(TOTAL, "6.00")]})
    cells = plain(str(show_all(data)["stated"].html).replace("</td>", " | "))
    assert "6.002018/F01 → 9.00F01 | 4.00 万元F02 | 3.00 万元 | 1.00 万元 | 不符" in cells


def test_counts_are_compared_in_a_table_of_their_own():
    counts = years_of({2018: "8", 2019: "9"}, "staffing/staff", unit="名")
    shown = plain(str(show_all(make_body(counts))["table-counts"].html).replace("</td>", " | "))
    assert "在职人员（名）实际 | 82018/F01 | 9F01 | 1 | 12.50 %" in shown


@pytest.fixture(scope="module")
def broken():
    """Three years in the union scheme of 2009 and one in that of 2021: 504 was renumbered, 501 and 503 were split."""
    old = {"501": "3.00", "503": "4.00", "504": "2.00"}
    new = {"501": "0.00", "502": "2.50", "503": "3.00", "505": "2.00", "506": "2.20"}
    before = [figure(TOTAL, "9.00"), *(figure(f"union-2009/{code}", value) for code, value in old.items())]
    now = [figure(TOTAL, "9.70"), *(figure(f"union-2021/{code}", value) for code, value in new.items())]
    return make_data(*now, history=dict.fromkeys((2019, 2020, 2021), before), year=2022)


def test_what_a_new_scheme_broke_is_marked_with_its_reason(broken):
    chart, shown = draw_all(broken)["trends"], show_all(broken)
    titles = [axes.get_title(loc="left") for axes in chart.figure.axes if axes.get_visible()]
    dotted = [
        any(line.get_linestyle() == ":" for line in axes.lines) for axes in chart.figure.axes if axes.get_visible()
    ]
    assert len(titles) == 3, "the total, the renumbered one and the sum that stays comparable"
    assert dotted == [False, True, True]
    assert find_clashes(chart) == []
    assert "竖点线：科目变更" in chart.figure._supxlabel.get_text()
    told = plain(shown["table-trends"].html)
    assert "2021年及以前：科目代码变更，内容相同" in told
    assert "2021年及以前：科目变更，只比合计" in told
    assert "科目变更，单项不可比" in told


def test_why_a_scheme_broke_is_told_once_for_all_its_rows(broken):
    told = plain(show_all(broken)["table-years"].html)
    assert told.count("拆为") == 1, "501 and 503 of one scheme became 501, 502, 503 and 506 of the next"
    assert told.count("科目变更，单项不可比") == 4


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_of_sixty_characters_stay_within_their_panels(ten_years, lang):
    long = ten_years.codes.assign(**dict.fromkeys(("name_zh", "name_en"), ("很长的支出科目名称" * 7)[:60]))
    words = show.Words(replace(ten_years, codes=long), lang)
    trend, years = trace_years(ten_years), compare_years(ten_years)
    charts = [show.chart_three_public(trend, words), show.chart_trends(trend, words), show.chart_changes(years, words)]
    assert [find_clashes(one) for one in charts] == [[], [], []]
