"""What people read: every number linked, every value escaped, nothing missing passed over."""

import re
from dataclasses import replace

import pytest

from analysis.schemes import Code
from analysis.show import categories, checks, narrative, performance, years
from analysis.show.headline import list_headline
from analysis.show.rich import plain
from analysis.show.tables import Column, make_table
from tests.payloads import PAYLOADS
from tests.reviews import make_figure, make_review, real_review

SHOWN = [
    checks.show_sources,
    checks.show_findings,
    checks.show_checks,
    checks.show_readings,
    checks.show_figures,
    checks.show_statements,
    categories.tell_categories,
    categories.table_parts,
    years.tell_three_public,
    years.table_three_public,
    years.table_years,
    performance.tell_performance,
    performance.table_outputs,
    performance.table_sets,
    lambda review: performance.table_indicators(review, "mof-2013-hunan"),
    narrative.tell_findings,
    *(lambda review, part=part: narrative.tell_part(review, part) for part in narrative.PARTS),
]
CHARTS = [checks.chart_checks, categories.chart_parts, years.chart_three_public, performance.chart_indicators]

TAGS = set("p table caption thead tbody tfoot tr th td ul li a sup span code br".split())  # noqa: SIM905


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("show", SHOWN)
def test_empty_report_is_told_without_an_exception(show, lang):
    text = plain(show(make_review(lang=lang, statements=())).html)
    assert text or show is checks.show_statements


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("draw", CHARTS)
def test_empty_report_still_has_charts_with_title_and_alt(draw, lang):
    chart = draw(make_review(lang=lang))
    assert chart.svg.startswith("<svg")
    assert len(chart.alt) > 10


@pytest.mark.parametrize("payload", PAYLOADS)
def test_label_from_the_data_comes_out_as_text(payload):
    scheme = real_review().schemes["union-2009"]
    code = Code("union-2009", "504", "", payload, payload, True)
    schemes = {**real_review().schemes, "union-2009": replace(scheme, codes={**scheme.codes, "504": code})}
    review = replace(real_review(), schemes=schemes)
    for show in SHOWN:
        html = str(show(review).html)
        tags = set(re.findall(r"<\s*/?\s*([a-zA-Z!][^\s>/]*)", html))
        assert tags <= TAGS, tags
        assert not re.search(r"[\x00-\x08\u200b\u202a-\u202e\u2066-\u2069]", html)
        assert " on" not in "".join(re.findall(r"<[^>]*>", html))


def test_every_number_in_the_narrative_is_linked_to_a_figure():
    review = real_review()
    html = "".join(str(narrative.tell_part(review, part).html) for part in narrative.PARTS)
    ids = {figure.figure_id for figure in review.figures} | {row["statement_id"] for row in review.statements}
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids
    # A number with its unit always stands in a span; those without a link of their own follow from linked ones.
    loose = re.findall(r"\d[\d.]* (?:万元|元|名|人|家|%)", re.sub(r'<span class="number">.*?</span>', "", html))
    assert [text for text in loose if not text.endswith("%")] == []


def test_every_link_has_its_row_in_the_table_of_figures():
    review = real_review()
    anchors = set(
        re.findall(r'id="([FS]\d+)"', str(checks.show_figures(review).html + checks.show_statements(review).html))
    )
    for show in SHOWN:
        assert set(re.findall(r'href="#([^"]+)"', str(show(review).html))) <= anchors


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
    assert sentence in re.sub(r"F\d+", "", plain(years.tell_three_public(real_review(lang)).html))


def test_rise_is_told_as_a_rise_with_both_years_cited():
    last_year = make_figure("three-public/total", "1.00", phase="approved", year=2018, report_year=2018)
    review = make_review(make_figure("three-public/total", "1.50", phase="approved"), history=(last_year,), lang="en")
    html = str(years.tell_three_public(review).html)
    assert "rose by" in html
    assert 'href="#2018/F01"' in html


def test_unit_cost_is_told_with_its_arithmetic():
    text = re.sub(r"F\d+", "", plain(performance.tell_performance(real_review()).html))
    assert "2.5 万元 ÷ 32 人次 ＝ 781.25 元" in text


@pytest.mark.parametrize(
    ("lang", "missing"), [("zh", "缺：“三公”经费决算数"), ("en", "missing: three-public final figure")]
)
def test_indicator_without_data_names_what_is_missing(lang, missing):
    assert missing in plain(performance.table_indicators(real_review(lang), "mof-2013").html)


def test_approximate_and_damaged_counts_are_marked():
    text = plain(performance.table_outputs(real_review()).html)
    assert text.count("约数") == 3
    assert "数字缺失" in text


def test_findings_come_with_both_readings_and_advice():
    text = plain(checks.show_findings(real_review()).html)
    assert "读法一" in text
    assert "读法二" in text
    assert "请部门说明专项支出是否含在基本支出之内" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_headline_states_total_change_and_findings(lang):
    text = " ".join(plain(sentence) for sentence in list_headline(real_review(lang)))
    for number in ("149.35", "0.15", "−88.89 %"):
        assert number in text


def test_table_cells_are_escaped_and_rows_have_heads():
    html = str(make_table("<b>", [Column("a"), Column("b", numeric=True)], [["<i>", "1"]], ["sum", "1"], "<u>").html)
    assert "<b>" not in html
    assert '<th scope="row">&lt;i&gt;</th><td class="number">1</td>' in html
    assert "<tfoot>" in html
