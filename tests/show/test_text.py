"""What people read: every number linked, every value escaped, nothing missing passed over."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import compare_three_public, compare_years, compute_indicators, open_data, run_checks, show
from analysis.money import strip_controls
from analysis.show.figures import trim_label
from analysis.show.headline import list_headline
from analysis.show.rich import cite, plain
from analysis.show.tables import Table, make_table
from analysis.show.three_public import list_three_public_sentences
from tests.datasets import figure, make_data, real_data
from tests.payloads import PAYLOADS
from tests.show.reports import PARTS, compute, draw_all, real_words, rename, show_all

TAGS = set("p table caption thead tbody tfoot tr th td ul li a sup span code br small details summary".split())  # noqa: SIM905


def read(name, lang="zh"):
    """Return what a reader sees, without citations."""
    return re.sub(r"F\d+( F\d+)*", "", plain(show_all(real_words(lang))[name].html))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_empty_report_is_told_without_an_exception(lang):
    words = show.Words(make_data(), lang)
    shown = show_all(words)
    assert [name for name, one in shown.items() if not one.empty and not plain(one.html)] == []
    for chart in draw_all(words).values():
        assert chart.svg.startswith("<svg")
        assert len(chart.alt) > 10


# The codes with an amount of their own in the report, of which each can have a name to show.
NAMED = [f"union-2009/{code}" for code in (501, 502, 503, 504, 505, 506, 508)]


@pytest.mark.parametrize("first", range(0, len(PAYLOADS), len(NAMED)))
def test_names_from_the_data_come_out_as_text(first):
    payloads = PAYLOADS[first : first + len(NAMED)]
    words = show.Words(rename(dict(zip(NAMED, payloads, strict=False))))
    fragments = show_all(words, real_data())  # no name enters a table
    told = plain(fragments["parts"].html)
    assert [one for one in payloads if " ".join(strip_controls(one).split()) not in told] == []
    for shown in fragments.values():
        html = str(shown.html)
        tags = set(re.findall(r"<\s*/?\s*([a-zA-Z!][^\s>/]*)", html))
        assert tags <= TAGS, tags
        assert not re.search(r"[\x00-\x08\u200b\u202a-\u202e\u2066-\u2069]", html)
        assert " on" not in "".join(re.findall(r"<[^>]*>", html))


def test_every_number_in_the_narrative_is_linked_to_a_figure():
    words = real_words()
    html = "".join(str(show_all(words)[part].html) for part in PARTS)
    ids = {*words.figures, *words.data.statements["statement_id"]}
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids
    # A number with its unit always stands in a span; those without a link of their own follow from linked ones.
    loose = re.findall(r"\d[\d.]* (?:万元|元|名|人|家|%)", re.sub(r'<span class="number">.*?</span>', "", html))
    assert [text for text in loose if not text.endswith("%")] == []


def test_every_link_has_its_row_in_the_table_of_figures():
    shown = show_all(real_words())
    anchors = set(re.findall(r'id="([FS]\d+)"', str(shown["figures"].html + shown["statements"].html)))
    for one in shown.values():
        assert set(re.findall(r'href="#([^"]+)"', str(one.html))) <= anchors


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("zh", "变动率 −88.89 %，计入四舍五入后在 −89.26 % 至 −88.52 % 之间"),
        ("zh", "变动率在 −89.93 % 至 −87.87 % 之间"),
        ("zh", "由 0.15 + 1.20 推算为 1.35 万元"),
        ("zh", "文件给出的原因：执行中央八项规定精神和厉行节约要求"),
        ("en", "The rate of change is −88.89 %"),
        ("en", "It fell by 1.20 万元"),
    ],
)
def test_three_public_cut_is_told_with_its_base_and_bounds(lang, sentence):
    assert sentence in read("three-public", lang)


def tell_three_public(*rows, lang="en", **others):
    data = make_data(*rows, **others)
    return str(show.tell_three_public(compare_three_public(data), show.Words(data, lang)).html)


def test_rise_is_told_as_a_rise_with_both_years_cited():
    last = figure("three-public/total", "1.00", phase="approved")
    html = tell_three_public(figure("three-public/total", "1.50", phase="approved"), history={2018: [last]})
    assert "rose by" in html
    assert 'href="#2018/F01"' in html


def test_final_figure_is_told_as_a_share_of_the_budget():
    phases = {"approved": "2.00", "executed": "1.50"}
    rows = [figure("three-public/total", printed, phase=phase) for phase, printed in phases.items()]
    assert "75.00 %" in plain(tell_three_public(*rows))


def test_unit_cost_is_told_with_its_arithmetic():
    assert "2.5 万元 ÷ 32 人次 ＝ 781.25 元" in read("performance")


@pytest.mark.parametrize(
    ("lang", "missing"),
    [
        ("zh", "“三公经费”控制率 †（“三公”经费决算数）"),
        ("en", "Three-public control rate † (three-public final figure)"),
    ],
)
def test_indicator_without_data_names_what_is_missing(lang, missing):
    assert missing in read("indicators", lang)


def test_what_cannot_be_computed_is_one_sentence_and_no_table_of_dashes():
    data = open_data("jiangsu-procuratorate", 2017)  # none of its indicators can be computed
    shown = str(show.show_indicators(compute_indicators(data), show.Words(data)).html)
    assert "<table" not in shown
    assert "缺数据的 28 项" in shown
    some = str(show_all(real_words())["indicators"].html)
    assert some.count("<tr") == 2 * (1 + 2)  # the head of each set, and the two that can be computed
    assert "—" not in some
    assert some.count("（同财政部框架）") == 1  # told once for all of them


def test_indicator_set_is_shown_by_its_own_data():
    indicators = real_data().indicators
    new = indicators[indicators["indicator_set"].eq("mof-2013")].assign(indicator_set="a-new-set")
    new["formula"] = new["formula"].where(new["indicator"].ne("staff-control-rate"), "posts / staff")  # one is its own
    words = show.Words(replace(real_data(), indicators=pd.concat([indicators, new], ignore_index=True)))
    found = compute_indicators(words.data)
    assert "<caption>a-new-set</caption>" in str(show.show_indicators(found, words).html)
    assert "a-new-set：可计算 1 项，共 1 项" in show.chart_indicators(found, words).alt


def test_approximate_and_damaged_counts_are_marked():
    assert read("outputs").count("约数") == 3
    assert "数字缺失" in read("outputs")


def test_findings_come_with_both_readings_and_advice():
    assert "部门应说明专项支出是否含在基本支出之内" in read("findings")
    for words in ("读法一", "读法二"):
        assert words in read("readings")
        assert words in read("narrative")


def test_series_that_a_new_scheme_broke_says_so():
    codes = {2021: "union-2009/506", 2022: "union-2021/503"}
    rows = {year: [figure(code, "1.00")] for year, code in codes.items()}
    data = make_data(*rows[2022], history={2021: rows[2021]}, year=2022)
    text = plain(show_all(show.Words(data))["years"].html)
    assert "科目" in text
    assert "缺2021年的数字" not in text


def test_other_breakdowns_follow_the_two_that_are_drawn():
    amounts = {"summary/total": "3.00", "union-2009/501": "3.00", "summary/basic": "2.00", "summary/project": "1.00"}
    words = show.Words(make_data(*(figure(*one) for one in amounts.items())))
    text = plain(show_all(words)["other-parts"].html)
    assert "支出合计等于基本支出与项目支出等之和基本支出2.0066.67 %" in text


def test_passages_stand_on_a_line_of_their_own_with_the_number_marked():
    table = show.show_figures(real_words(), {"F01": ("执行<完成", "149.35", "万元")})
    row = '<td>第1段</td></tr>\n<tr class="below"><td colspan="4">“执行&lt;完成<mark>149.35</mark>万元”</td></tr>\n'
    assert row in table.html
    assert table.html.count('class="below"') == 1
    assert "引文 1 处" in plain(table.html)
    assert "<mark>" not in show.show_figures(real_words()).html


def test_finding_on_the_cover_is_told_in_full_with_its_quotation():
    words = real_words()
    passages = {name: ("部门整体支出", "149.35", f"万元（{name}）") for name in ("F01", "F02", "F10")}
    told = show.tell_findings(compute(words.data)["checks"], words, passages).html
    assert "应为：总支出 ＝ 基本支出 ＋ 专项支出" in plain(told)
    assert told.count("<blockquote>") == 2  # of many figures two are enough
    assert "<blockquote>“部门整体支出<mark>149.35</mark>万元（F01）”</blockquote>" in told
    assert "<blockquote>" not in show.tell_findings(compute(words.data)["checks"], words).html


@pytest.mark.parametrize(
    ("printed", "calculated", "shown"),
    [
        ("10.06", 100_859, "10.09 %"),  # told apart by its own decimals
        ("10.1", 100_859, "10.09 %"),  # both are 10.1 with one decimal
        ("10.09", 100_859, "10.086 %"),
        ("10.0859", 100_859, "10.0859 %"),  # nothing tells them apart: as exact as it is kept
    ],
)
def test_expected_rate_has_the_decimals_that_tell_it_from_the_printed_one(printed, calculated, shown):
    own = figure("three-public/total", printed, unit="%", measure="change-rate", base_year="2018")
    words = show.Words(make_data(own))
    reported = int(words.figures["F01"].value)
    row = SimpleNamespace(kind="rate", unit="%", calculated=calculated, reported=reported, figures="F01")
    assert words.show_expected(row) == shown


def test_advice_says_what_it_is_about_and_of_many_the_first():
    subjects = plain(show_all(real_words("en"))["advice"].html)
    assert "Final figure of three-public expenses (“三公”经费): the department should add" in subjects
    shares = [figure(f"union-2009/50{n}", f"1{n}.00", unit="%", measure="share") for n in range(1, 6)]
    wrong = [figure(f"union-2009/50{n}", "1.00") for n in range(1, 6)]
    words = show.Words(make_data(figure("summary/total", "5.00"), *wrong, *shares))
    told = plain(show_all(words)["advice"].html)
    assert "等 5 项：部门应核对百分比" in told


def test_figures_of_one_section_stand_below_what_they_have_in_common():
    other = figure("staffing/retirees", "3", unit="人", locator="一、2 第2段")
    own = [figure("summary/total", "3.00", label="一、支出合计", locator="一、2 第1段"), other]
    html = show.show_figures(show.Words(make_data(*own))).html
    assert html.count('class="group"') == 1
    assert "一、2 · 2019年决算 · 万元" in plain(html)
    assert (
        '<th scope="row">F01</th><td>部门整体支出 <small>“一、支出合计”</small></td><td class="number">3.00</td>'
        in html
    )
    assert '2019年实际</small></td><td class="number">3 人</td>' in html  # what differs is told with the figure


def test_derived_figure_names_and_links_what_it_follows_from():
    for name in ("figures", "three-public-items"):
        html = show_all(real_words())[name].html
        assert '推算：<a href="#F15">F15</a> + <a href="#F19">F19</a>' in html


def test_label_without_the_marks_around_it_is_not_repeated():
    assert trim_label("（二）“三公”经费") == "三公经费"
    assert trim_label("其中：1.办公费") == "1.办公费"
    assert trim_label("10.5万元以上") == "5万元以上"


def test_figures_of_earlier_years_are_listed_behind_the_reports_own():
    before = {2017: [figure("summary/total", "1.00")], 2018: [figure("summary/total", "2.00")]}
    table = show.show_figures(show.Words(make_data(figure("summary/total", "3.00"), history=before)))
    assert re.findall(r'id="([^"]+)"', str(table.html)) == ["F01", "2017/F01", "2018/F01"]  # trends cite totals
    assert len(table.frame) == 2


def test_table_still_has_the_data_that_it_shows():
    shown = [one for one in show_all(real_words()).values() if isinstance(one, Table)]
    assert len(shown) == 20
    assert all(isinstance(one.frame, pd.DataFrame) for one in shown)


def test_table_cells_are_escaped_and_rows_have_heads():
    rows, foot = [["<i>", "1"]], ["sum", "1"]
    table = make_table(
        real_words(), pd.DataFrame(), "parts", "part amount:number", rows, foot, "<u>", scheme="<b>", unit="<s>"
    )
    html = str(table.html)
    assert "<s>" not in html
    assert "<b>" not in html
    assert '<th scope="row">&lt;i&gt;</th><td class="number">1</td>' in html
    assert "<tfoot>" in html


def tell_two_years(before, now):
    """Return the headline and the sentences on the three-public budget of two years."""
    last = [figure("three-public/total", before, phase="approved")]
    data = make_data(figure("three-public/total", now, phase="approved"), history={2018: last})
    words, found = show.Words(data), compare_three_public(data)
    sentences = list_three_public_sentences(found, words)
    headline = list_headline(run_checks(data), found, compare_years(data), words)
    return plain(headline[0]), [plain(one) for one in sentences]


def test_budget_that_stays_the_same_neither_rose_nor_fell():
    headline, sentences = tell_two_years("1.50", "1.50")
    assert "，与2018年持平。" in headline
    assert "2018年预算同为 1.50 万元" in sentences[1]
    assert not any("增加" in one or "减少" in one for one in [headline, *sentences])


def test_base_of_zero_is_stated_and_not_called_missing():
    headline, sentences = tell_two_years("0.00", "1.50")
    assert "增加 1.50 万元" in headline
    assert "2018年“三公”经费预算为 0.00 万元" in sentences[1]
    assert not any("缺" in one for one in [headline, *sentences])


def test_bounds_are_told_only_where_they_differ():
    assert "在 −50.75 % 至 −49.25 % 之间" in tell_two_years("1.00", "0.50")[1][1]
    assert "之间" not in tell_two_years("1,000,000.00", "500,000.00")[1][1]


def test_figure_that_counts_twice_is_linked_once():
    assert plain(cite(["F2", "F1", "F2"])) == "F2 F1"
