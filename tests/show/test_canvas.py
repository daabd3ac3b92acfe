"""Charts: readable without colour, complete in glyphs, the same every time."""

import re

import pandas as pd
import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from matplotlib.figure import Figure

from analysis import compare_categories, compare_three_public, show
from analysis.errors import UserError
from analysis.show.canvas import OTHER, STATED, Chart, draw_bars
from analysis.show.charts import CHARTS
from analysis.show.compact import compact_svg, relative_path
from tests.datasets import figure, make_data
from tests.show.reports import draw_all, real_words, rename


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


def test_derived_bar_is_hatched_and_stated_bar_is_not():
    last = figure("three-public/total", "1.35", phase="approved")
    data = make_data(figure("three-public/total", "0.15", phase="approved"), history={2018: [last]})
    stated = show.chart_three_public(compare_three_public(data), show.Words(data))
    assert "<pattern" in CHARTS["three-public"](real_words()).svg
    assert "<pattern" not in stated.svg


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
