"""Charts: readable without colour, complete in glyphs, the same every time."""

import re
from dataclasses import replace

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path

from analysis.errors import UserError
from analysis.schemes import Code
from analysis.show import categories, checks, performance, years
from analysis.show.canvas import OTHER, STATED, Chart, bars, draw
from analysis.show.compact import relative_path
from tests.reviews import make_figure, make_review, real_review

CHARTS = {
    "checks": checks.chart_checks,
    "categories": categories.chart_parts,
    "special-items": lambda review: categories.chart_parts(review, categories.SPECIAL),
    "three-public": years.chart_three_public,
    "indicators": performance.chart_indicators,
}


def named(name):
    scheme = real_review().schemes["union-2009"]
    codes = {**scheme.codes, "504": Code("union-2009", "504", "", name, name, True)}
    schemes = {**real_review().schemes, "union-2009": replace(scheme, codes=codes)}
    return replace(real_review(), schemes=schemes)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_chart_is_the_same_every_time_and_holds_no_date(name, lang):
    one, other = (CHARTS[name](real_review(lang)) for _ in range(2))
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
    alt = CHARTS[name](real_review()).alt
    expected = {
        "checks": "155.35",
        "categories": "67.03 %",
        "special-items": "40.00 %",
        "three-public": "−88.89 %",
        "indicators": "66.67 %",
    }
    assert expected[name] in alt


def test_chart_without_alt_text_is_refused():
    with pytest.raises(ValueError, match="alt text is empty"):
        Chart("x", "<svg/>", " ")


def test_missing_glyph_is_an_error_that_names_it():
    with pytest.raises(UserError, match=r"U\+1F600"):
        categories.chart_parts(named("行政\U0001f600支出"))


def test_derived_bar_is_hatched_and_stated_bar_is_not():
    derived = years.chart_three_public(real_review()).svg
    stated = make_figure("three-public/total", "1.35", phase="approved", year=2018, report_year=2018)
    review = make_review(make_figure("three-public/total", "0.15", phase="approved"), history=(stated,))
    assert "<pattern" in derived
    assert "<pattern" not in years.chart_three_public(review).svg


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_two_fills_differ_in_greyscale():
    light, dark = luminance(OTHER) + 0.05, luminance(STATED) + 0.05
    assert light / dark > 4.5  # one hue, so colour blindness changes nothing


@pytest.mark.parametrize("name", ["很长的支出科目名称" * 6, "A very long name of a category of expenditure " * 4])
def test_long_names_leave_room_for_the_bars(name):
    svg = categories.chart_parts(named(name)).svg
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
    starts = [float(x) for x in re.findall(r'<path d="M ([\d.]+) ', svg)]
    assert min(start for start in starts if start > 0) < width * 0.6


def test_bars_of_nothing_are_drawn():
    assert draw("empty", "title", "source", "alt", 1.0, lambda ax: bars(ax, [], [], [])).svg


@pytest.mark.parametrize(
    "path",
    ["M 320 640 L 960 640 L 960 1280 z M 64 64 Q 128 128 192 64 z", "M 6 -7 C 32 64 96 128 320 640 L 320 0 z"],
)
def test_relative_outline_is_the_absolute_one_in_font_units(path):
    pens = []
    for text in (path, relative_path(path)):
        pen = RecordingPen()
        parse_path(text, pen)
        pens.append(pen.value)
    scaled = [(kind, tuple((round(x * 5 / 32), round(y * 5 / 32)) for x, y in points)) for kind, points in pens[0]]
    assert [(kind, tuple((round(x), round(y)) for x, y in points)) for kind, points in pens[1]] == scaled
