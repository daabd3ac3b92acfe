"""Measures and outliers as people read them: numbers linked, scopes said, nothing missing passed over."""

import re
from dataclasses import replace

import pytest

from analysis import find_outliers, measure_peers, open_group
from analysis.show import (
    GroupWords,
    chart_measures,
    table_measures,
    table_outliers,
    table_peers,
    table_shares,
    tell_measures,
    tell_outliers,
)
from analysis.show.rich import plain
from tests.payloads import PAYLOADS

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])


def set_thresholds(data, **values):
    given = {name.replace("_", "-"): value for name, value in values.items()}
    names = data.thresholds["threshold"]
    return replace(data, thresholds=data.thresholds.assign(value=names.map(given).fillna(data.thresholds["value"])))


@pytest.fixture(scope="module")
def group():
    """Return three real bodies and what is computed of them; a loose rule, so that some of them stand apart."""
    data = open_group(["beita-union", "jiangsu-congress", "jiangsu-procuratorate"], 2019)
    data = set_thresholds(data, outlier_score="0.5", outlier_bodies="3")
    measures = measure_peers(data)
    return data, measures, find_outliers(measures, data)


def show_all(data, measures, outliers, lang):
    words = GroupWords(data, lang)
    return {
        "told": tell_measures(measures, words).html,
        "amounts": table_measures(measures, words).html,
        "shares": table_shares(measures, words).html,
        "peers": table_peers(measures, words).html,
        "outliers told": tell_outliers(outliers, measures, words).html,
        "outliers": table_outliers(outliers, words).html,
    }


def test_numbers_are_those_of_the_reports_and_lead_to_them(group):
    shown = show_all(*group, "zh")
    link = '<a href="../../../jiangsu-congress/2019/report.html#F119">767.60</a>'
    assert link in shown["amounts"]  # 767.60 万元 for 338 posts are 22,710.06 元 each
    assert '<a href="../../../jiangsu-congress/2019/report.html#F119">22,710</a>' in shown["amounts"]
    assert '<a href="../../../jiangsu-congress/2019/report.html#F164">÷ 338</a>' in shown["amounts"]
    assert '<a href="../../../beita-union/2019/report.html#F15">500</a>' in shown["amounts"]  # 0.15 万元 for 3 posts
    assert ">4.19 %</a>" in shown["shares"]  # 767.60 of 18,330.37


def test_what_has_no_scope_is_not_computed_and_that_is_said(group):
    shown = show_all(*group, "zh")
    assert "年末在职人均" not in plain(shown["amounts"])
    assert "1 个部门列了在职人数，未说明是年末数还是平均数" in shown["told"]
    assert "编制是文件所列的核定数" in shown["amounts"]


@LANGUAGES
def test_outliers_say_their_rule_their_class_and_what_explains_them(group, lang):
    data, measures, outliers = group
    shown = show_all(data, measures, outliers, lang)
    assert "Iglewicz" in shown["outliers told"]
    assert len(outliers) >= 1
    assert shown["outliers"].count("<tr>") == len(outliers) + 1


@LANGUAGES
def test_classes_too_small_for_statistics_are_named(group, lang):
    data, measures, outliers = group
    strict = set_thresholds(data, outlier_score="3.5", outlier_bodies="5")
    told = tell_outliers(outliers.iloc[:0], measures, GroupWords(strict, lang)).html
    assert {"zh": "同类不足 5 个部门", "en": "fewer than 5 bodies"}[lang] in told
    assert {"zh": "没有与同类", "en": "No result"}[lang] not in told  # nothing was compared


@LANGUAGES
def test_blank_class_beside_others_is_not_called_the_whole_group(group, lang):
    data, measures, outliers = group
    data, none = set_thresholds(data, outlier_bodies="5"), outliers.iloc[:0]
    whole = {"zh": "全组", "en": "the whole group"}[lang]
    assert whole in tell_outliers(none, measures, GroupWords(data, lang)).html
    first = data.members["department"].eq("beita-union")
    some = replace(data, members=data.members.assign(class_zh=data.members["class_zh"].mask(first, "工会")))
    told = tell_outliers(none, measures, GroupWords(some, lang)).html
    assert whole not in told
    assert {"zh": "没有类别的（", "en": "those without a class ("}[lang] in told


@LANGUAGES
def test_chart_has_a_line_for_each_measure_that_several_bodies_have(group, lang):
    data, measures, outliers = group
    chart = chart_measures(measures, outliers, GroupWords(data, lang))
    assert chart.alt.count("4.19 %") == 0
    assert set(chart.frame["kind"]) <= {"ratio", "per-head"}
    assert chart.frame.groupby("measure")["department"].nunique().ge(3).all()


@LANGUAGES
def test_names_of_bodies_and_classes_are_escaped(group, lang):
    data, measures, outliers = group
    for payload in PAYLOADS[:4]:
        names = {f"name_{one}": payload for one in ("zh", "en")}
        classes = {f"class_{one}": payload for one in ("zh", "en")}
        hostile = replace(data, departments=data.departments.assign(**names), members=data.members.assign(**classes))
        for name, html in show_all(hostile, measures, outliers, lang).items():
            assert payload not in html, name
            assert not re.search(r"<(script|img|svg|iframe)", html), name
