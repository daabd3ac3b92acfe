"""What could not be checked is counted apart, and nothing unread is said to be missing."""

import pandas as pd
import pytest

from analysis import run_checks, show
from analysis.show.rich import plain
from tests.datasets import cover, figure, make_data
from tests.show.reports import draw_all, real_words, show_all

GOOD = (figure("three-public/total", "1.00"), figure("three-public/reception", "1.00"))
OPEN = (figure("summary/total", "20.00"), figure("union-2009/501", "5.00"))
WRONG = (figure("summary/special", "1.00"), figure("beita-union-special/work-funds", "2.00"))


@pytest.mark.parametrize(
    ("rows", "lang", "sentence"),
    [
        (GOOD, "zh", "1 处合计中 1 处与分项之和相符。"),
        (GOOD + OPEN, "zh", "2 处合计中 1 处与分项之和相符、1 处无法核对。"),
        (GOOD + OPEN, "en", "1 of 2 totals equal the sum of their parts, 1 cannot be checked."),
        (GOOD + OPEN + WRONG, "zh", "3 处合计中 1 处与分项之和相符、1 处不符、1 处无法核对。"),
    ],
)
def test_headline_counts_what_cannot_be_checked_apart(rows, lang, sentence):
    assert sentence in plain(show_all(show.Words(make_data(*rows), lang))["headline"].html)


def test_title_of_the_chart_counts_what_cannot_be_checked_apart():
    words = show.Words(make_data(*GOOD, *OPEN))
    assert "1 处列报与计算一致，0 处不符或可以两读，1 处无法核对" in draw_all(words)["checks"].alt


def test_check_without_a_verdict_says_why_in_the_table():
    words = show.Words(make_data(*OPEN))
    assert "差额可能在其中，不能认定不符" in plain(show_all(words)["checks"].html)


@pytest.mark.parametrize(
    ("coverage", "sentence"),
    [
        ([], "报告已读的部分未列总支出或其分类"),
        ([cover()], "报告未列总支出或其分类"),
        ([cover(state="in-part")], "报告已读的部分"),
    ],
)
def test_what_was_not_read_is_not_said_to_be_missing(coverage, sentence):
    words = show.Words(make_data(coverage=coverage))
    assert sentence in plain(show_all(words)["categories"].html)


def test_documents_that_no_program_has_read_are_named():
    unread = make_data(coverage=[{**cover(), "numbers": "", "numbers_read": ""}])
    assert "未经程序读取" in plain(show_all(show.Words(unread))["findings"].html)
    read = make_data(coverage=[{**cover(), "numbers": "3", "numbers_read": "3"}])
    assert "未经程序读取" not in plain(show_all(show.Words(read))["findings"].html)


def test_long_bar_ends_with_an_arrow():
    rows = (figure("summary/total", "1.00"), figure("union-2009/501", "900.00"))
    assert "→ 1.00 ↔ 900.00" in draw_all(show.Words(make_data(*rows)))["checks"].alt


def test_chart_of_many_checks_draws_those_that_do_not_agree_first():
    words = real_words()
    checks = run_checks(words.data)
    exact = checks[checks["rule"].eq("sum-of-parts")]
    many = pd.concat([exact] * 10 + [checks[checks["rule"].eq("scope")]])
    chart = show.chart_checks(many, words)
    assert len(chart.frame) == 12
    assert "scope" in set(chart.frame["rule"])
    assert chart.alt.startswith("成对条形图，深色为列报，浅色斜线为应为。各项合计与计算一致，1 处口径可以两读")
