"""Charts: readable without colour, complete in glyphs, the same every time."""

import re

import pandas as pd
import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from matplotlib.figure import Figure

from analysis import compare_categories, run_checks, show, trace_years
from analysis.errors import UserError
from analysis.show.canvas import OTHER, STATED, Bar, Chart, draw_bars, wrap
from analysis.show.charts import CHARTS
from analysis.show.compact import compact_svg, relative_path
from analysis.show.rich import plain
from tests.datasets import figure, make_data
from tests.show.reports import draw_all, real_words, rename

TOTALS = ("total", "basic", "project")


def draw_named(name):
    words = show.Words(rename({"union-2009/504": name}))
    return show.chart_parts(compare_categories(words.data), words)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_chart_is_the_same_every_time_and_holds_no_date(name, lang):
    one, other = (CHARTS[name](real_words(lang)) for _ in range(2))
    assert one.name == name
    assert one.svg == other.svg
    assert "<dc:date>" not in one.svg
    assert "http://www.w3.org/1999/xlink" in one.svg  # the only addresses are names of namespaces
    assert set(re.findall(r"https?://[^\"]+", one.svg)) <= {
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/2000/svg",
    }


@pytest.mark.parametrize("name", CHARTS)
def test_alt_text_states_the_finding_and_the_numbers(name):
    alt = CHARTS[name](real_words()).alt
    expected = {
        "checks": "155.35",
        "categories": "67.03 %",
        "special-items": "40.00 %",
        "three-public": "−88.89 %",
        "indicators": "66.67 %",
        "trends": "总支出和各类支出",
        "changes": "2019年各类支出比2018年",
    }
    assert expected[name] in alt


def test_chart_still_has_the_table_and_the_figure_that_it_shows():
    for chart in draw_all(real_words()).values():
        assert isinstance(chart.figure, Figure)
        assert isinstance(chart.frame, pd.DataFrame)
    assert list(show.chart_parts(compare_categories(real_words().data), real_words()).frame["code"][:2]) == [
        "504",
        "506",
    ]


def test_chart_without_alt_text_is_refused():
    with pytest.raises(ValueError, match="alt text is empty"):
        Chart("x", "<svg/>", " ", pd.DataFrame(), Figure())


def test_missing_glyph_is_an_error_that_names_it():
    with pytest.raises(UserError, match=r"U\+1F600"):
        draw_named("行政\U0001f600支出")


def test_derived_point_is_hollow_and_stated_point_is_not():
    last = figure("three-public/total", "1.35", phase="approved")
    data = make_data(figure("three-public/total", "0.15", phase="approved"), history={2018: [last]})
    stated = show.chart_three_public(trace_years(data), show.Words(data))
    fills = [
        {line.get_markerfacecolor() for line in chart.figure.axes[0].lines}
        for chart in (stated, CHARTS["three-public"](real_words()))
    ]
    assert [("white" in one) for one in fills] == [False, True]


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_two_fills_differ_in_greyscale():
    light, dark = luminance(OTHER) + 0.05, luminance(STATED) + 0.05
    assert light / dark > 4.5  # one hue, so colour blindness changes nothing


@pytest.mark.parametrize("name", ["很长的支出科目名称" * 6, "A very long name of a category of expenditure " * 4])
def test_long_names_leave_room_for_the_bars(name):
    svg = draw_named(name).svg
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
    starts = [float(x) for x in re.findall(r'<path d="M ([\d.]+) ', svg)]
    assert min(start for start in starts if start > 0) < width * 0.6


def test_bars_of_nothing_are_drawn():
    assert draw_bars(real_words(), pd.DataFrame(), "empty", "title", "source", [], 1.0).svg


@pytest.mark.parametrize(
    "path",
    [
        "M 320 640 L 960 640 L 960 1280 z M 64 64 Q 128 128 192 64 z",
        "M 0 0 Q 0 64 64 64 Q 128 64 128 0 Q 128 -64 192 0 z",
        "M 6 -7 C 32 64 96 128 320 640 L 320 0 z",
    ],
)
def test_relative_outline_is_the_absolute_one_in_font_units(path):
    pens = []
    for text in (path, relative_path(path)):
        pen = RecordingPen()
        parse_path(text, pen)
        pens.append(pen.value)
    scaled = [(kind, tuple((round(x * 5 / 32), round(y * 5 / 32)) for x, y in points)) for kind, points in pens[0]]
    assert [(kind, tuple((round(x), round(y)) for x, y in points)) for kind, points in pens[1]] == scaled


def test_smooth_curve_leaves_out_its_control_point_and_another_does_not():
    assert relative_path("M 0 0 Q 0 64 64 64 Q 128 64 128 0 z") == "m0 0q0 10 10 10t10-10z"
    assert relative_path("M 0 0 Q 0 64 64 64 Q 64 0 128 0 z") == "m0 0q0 10 10 10 0-10 10-10z"


def test_compact_drawing_keeps_what_is_drawn_and_drops_bare_groups_names_and_comments():
    drawn = """<?xml version="1.0"?><svg viewBox="0 0 504 249.84"><g id="figure_1"><g id="empty"/>
<g style="fill: red"><!-- 支出 --><path id="F-ab" d="M 64 0 L 64 64" transform="scale(0.015625)"/>
<use xlink:href="#F-ab" transform="translate(22.40625 0)"/></g></g></svg>"""
    assert compact_svg(drawn, "F") == (
        '<svg viewBox="0 0 504 249.84"><g style="fill: red"><path id="g0" d="m10 0v10" transform="scale(0.1)"/>'
        '<use xlink:href="#g0" x="22.41"/></g></svg>\n'
    )


def test_negative_bars_reach_to_the_left_of_zero_and_their_text_stands_beside_it():
    chart = draw_bars(
        real_words(), pd.DataFrame({"x": [1, 2]}), "n", "t", "s", [Bar("a", "3", 3), Bar("b", "−9", -9)], 2
    )
    [axes] = chart.figure.axes
    assert [(one.get_x(), one.get_width()) for one in axes.patches] == [(0, 3), (0, -9)]
    assert [round(one.get_position()[0], 2) for one in axes.texts] == [3.18, 0.18]
    assert axes.get_xlim()[0] < -9
    assert not axes.spines["left"].get_visible()


def test_bars_without_length_leave_a_table_of_nothing_which_no_report_shows():
    frame = pd.DataFrame({"x": [1]})
    shown = [draw_bars(real_words(), frame, "n", "t", "s", [Bar("a", "x", value)], 1) for value in (0, 1)]
    assert [len(chart.frame) for chart in shown] == [0, 1]


def test_long_source_line_is_broken_and_makes_the_chart_higher():
    short, long = (draw_bars(real_words(), pd.DataFrame(), "n", "t", "第1段、" * count, [], 1.0) for count in (1, 30))
    assert long.figure.get_size_inches()[1] == pytest.approx(short.figure.get_size_inches()[1] + 0.15)


def test_line_never_starts_with_a_sign_that_ends_one():
    assert wrap("甲甲甲甲, 乙乙乙乙", 8) == "甲甲甲甲,\n乙乙乙乙"
    assert wrap("a change of −13.64 %", 18) == "a change of\n−13.64 %"


def test_share_of_a_total_below_zero_is_not_told():
    data = make_data(
        figure("summary/total", "-12.50"),
        figure("functional-2007/201", "3.00"),
        figure("functional-2007/204", "-15.50"),
    )
    words = show.Words(data)
    parts = compare_categories(data)
    assert "%" not in show.chart_parts(parts, words).alt + plain(show.tell_categories(parts, words).html)
    assert "%" not in plain(show.table_parts(parts, words).html)
    assert show.chart_parts(parts, words).alt.startswith("条形图。总支出分 2 项列出。一般公共服务支出 3.00")


def test_checks_of_one_name_are_told_apart():
    figures = [figure(f"summary/{code}", "1.00", phase=phase) for phase in ("approved", "executed") for code in TOTALS]
    parts = [figure("functional-2007/201", "1.00", phase=phase) for phase in ("approved", "executed")]
    words = show.Words(make_data(*figures, *parts))
    [axes] = show.chart_checks(run_checks(words.data), words).figure.axes
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert len(set(labels)) == len(labels) > 2
    assert "部门整体支出 ＝ 分项之和\n2019年决算" in labels
