"""The words of checks: every rule and every reason says what it rests on, in both languages."""

import re
from dataclasses import replace

import pytest

from analysis import open_data, run_checks, show
from analysis.errors import UserError
from analysis.show.words import Told
from analysis.texts import catalogue
from tests.datasets import cover, document, figure, link, make_data, real_data
from tests.show.reports import real_words

TOTAL, BASIC, FIRST, SECOND = "summary/total", "summary/basic", "union-2009/501", "union-2009/502"


def tell(rule, *rows, **others) -> tuple[Told, Told]:
    """Return what the one check of a rule says about a report made of rows, in Chinese and in English."""
    data = make_data(*rows, **{"coverage": [cover()], **others})
    [row] = [one for one in run_checks(data).itertuples(index=False) if one.rule == rule]
    return show.Words(data, "zh").tell_check(row), show.Words(data, "en").tell_check(row)


def list_parts(total="20.00", one="5.00", other="6.00"):
    return figure(TOTAL, total), figure(FIRST, one), figure(SECOND, other)


def sum_up(complete="", kind="sum"):
    names = [("F01", "reported"), ("F02", "calculated"), ("F03", "calculated")]
    return [link("L01", kind, name, role, complete=complete) for name, role in names]


def compare(kind):
    return [link("L01", kind, "F01", "reported"), link("L01", kind, "F02")]


DRAFT = [figure("/", printed, label=label) for printed, label in (("20.00", "甲"), ("5.00", "乙"), ("6.00", "丙"))]
CHANGE = [
    link("L01", "change", "F03", "reported"),
    link("L01", "change", "F01"),
    link("L01", "change", "F02", sign="-"),
]
FELL = [
    figure(TOTAL, "11.00"),
    figure(TOTAL, "10.00", year=2018),
    figure(TOTAL, "1.00", measure="decrease", base_year=2018),
]
COMPLETION = [
    figure(TOTAL, "9.99"),
    figure(TOTAL, "10.00", phase="approved"),
    figure(TOTAL, "99", measure="completion-rate", unit="%"),
]
LOWER = [figure(TOTAL, "11.00"), figure(TOTAL, "20.00", year=2018)]
SHARES = [figure(one, printed, measure="share", unit="%") for one, printed in ((FIRST, "66.5"), (SECOND, "30"))]
BALANCE = [
    figure("summary/income", "11.00", flow="income"),
    figure("summary/opening-carry-over", "1.00", flow="balance"),
    figure(TOTAL, "10.00"),
    figure("summary/closing-carry-over", "3.00", flow="balance"),
]
# rule, rows, other tables, place of the words, what they say
CASES = {
    "incomplete": ("sum-of-parts", list_parts(), {}, "note", "未列：业务支出、行政支出、"),
    "incomplete, not read": ("sum-of-parts", list_parts(), {"coverage": []}, "note", "未读到：业务支出、"),
    "open list": ("sum-of-parts", DRAFT, {"links": sum_up()}, "note", "原文未说明所列各项是否为全部"),
    "listed parts": (
        "sum-of-parts",
        DRAFT,
        {"links": sum_up("yes")},
        "subject",
        "甲 ＝ 原文所列 2 项之和（2019年决算）",
    ),
    "no total": ("sum-of-parts", list_parts()[1:], {}, "note", "各分项有数，合计未列"),
    "levelled": ("sum-of-parts", list_parts("6", "0", "6.00"), {}, "note", "6、0 按 2 位小数计"),
    "slip": (
        "unit-scale",
        list_parts("11.00", "5.00", "60000.00"),
        {},
        "expected",
        "6.00 万元（原数乘以 1/10000 即相符）",
    ),
    "slip of which sum": ("unit-scale", list_parts("11.00", "5.00", "60000.00"), {}, "note", "部门整体支出 ＝ 工会"),
    "fund": (
        "sum-of-parts",
        [figure(TOTAL, "5.00", fund="general"), figure(FIRST, "5.00", fund="general")],
        {},
        "subject",
        "（2019年决算、一般公共预算）",
    ),
    "identity": (
        "sum-of-parts",
        [figure(TOTAL, "11.00"), figure(BASIC, "5.00"), figure("summary/project", "5.00")],
        {},
        "subject",
        "支出合计等于基本支出与项目支出等之和（2019年决算）",
    ),
    "balance": ("balance", BALANCE, {}, "actual", "收入合计 11.00 万元、年初结转和结余 1.00 万元"),
    "no base": ("change", [figure(TOTAL, "1.00", measure="increase", base_year=2018)], {}, "note", "2018年的数字未列"),
    "direction": ("direction", FELL, {"links": CHANGE}, "actual", "部门整体支出 1.00 万元、较2018年减少"),
    "less": ("direction", LOWER, {"links": compare("less")}, "expected", "小于 20.00"),
    "more": ("direction", LOWER, {"links": compare("more")}, "note", "文字与数字方向不一致"),
    "equal": ("direction", LOWER, {"links": compare("equal")}, "subject", "持平"),
    "nearly equal": ("direction", LOWER, {"links": compare("nearly-equal")}, "expected", "相差不超过百分之五"),
    "contains": (
        "sum-of-parts",
        [figure(TOTAL, "11.00"), figure(BASIC, "20.00")],
        {"links": compare("contains")},
        "subject",
        "部门整体支出不小于其中的基本支出",
    ),
    "no terms": ("percent", SHARES[:1], {}, "note", "计算百分比所需的金额未列齐"),
    "zero base": ("percent", [*list_parts("0.00")[:2], SHARES[0]], {}, "note", "基数为零"),
    "cut off": ("percent", COMPLETION, {}, "note", "末位是截去"),
    "shares": (
        "share-total",
        SHARES,
        {"links": [link("L01", "share-total", "F01"), link("L01", "share-total", "F02")]},
        "actual",
        "66.5 + 30 = 96.50 %",
    ),
    "derived": (
        "sum-of-parts",
        [*list_parts("9.99"), figure("union-2009/503", derivation="F02 + F03")],
        {},
        "note",
        "其中有推算数",
    ),
    "scheme years": ("scheme-years", [figure("union-2021/501", "3.00")], {}, "expected", "2022年起"),
    "restated draft": ("restated", DRAFT[:2], {"links": compare("restated")}, "subject", "“甲”与“乙”两处为同一数字"),
    "not read": ("budget-inputs", [], {"coverage": []}, "actual", "未读到：收入合计"),
    "read": ("budget-inputs", [], {}, "actual", "未列：收入合计"),
    "final not read": ("three-public-final", [], {"coverage": []}, "note", "原文尚未读全"),
    "text": (
        "quotes",
        [],
        {"findings": [{"finding": "T01", "rule": "quotes", "subject_zh": "标点成对", "note_en": "its other half"}]},
        "subject",
        "标点成对",
    ),
    "kinds": (
        "document-kind",
        [],
        {"documents": [document("report-2019", title="evaluation")]},
        "actual",
        "标题称“绩效评价”，正文称“绩效自评”",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_check_says_what_it_rests_on(case):
    rule, rows, others, place, words = CASES[case]
    chinese, english = tell(rule, *rows, **others)
    assert words in getattr(chinese, place)
    assert not re.search(r"[\u4e00-\u9fff]{2}", english.note.replace("万元", "")), english.note


@pytest.mark.parametrize(("basic", "note"), [("11.00", "合为“基本支出”"), ("12.00", "与“基本支出”更接近")])
def test_parts_of_another_total_say_which(basic, note):
    data = make_data(figure(TOTAL, "20.00"), figure(BASIC, basic), *list_parts()[1:])
    [row] = run_checks(data).query("verdict == 'not-applicable'").itertuples()
    assert note in show.Words(data).tell_check(row).note


def test_both_readings_of_the_scope_are_told_with_their_sums():
    [scope] = run_checks(real_data()).query("rule == 'scope'").itertuples()
    readings = real_words().tell_check(scope).readings
    assert [(one.calculated, one.difference, one.formula) for one in readings] == [
        (149_350_000, 0, "{1}"),
        (155_350_000, -6_000_000, "{1} + {2}"),
    ]


def test_words_are_for_one_report():
    reports = real_data().reports.loc[[0, 0]]
    with pytest.raises(UserError, match=r"data\.select"):
        show.Words(replace(real_data(), reports=reports), "en")


def test_words_show_what_was_opened():
    data, metadata = real_words()._repr_mimebundle_()
    assert data["text/html"] == f'<p class="note">{real_words().introduce()}</p>'
    assert metadata == {"text/html": {"opened": real_words().introduce()}}


def test_name_of_a_set_without_a_line_is_its_id():
    assert real_words().name_set("mof-2013", "short") == "财政部框架"
    assert real_words().name_set("a-new-set", "short") == "a-new-set"


@pytest.mark.parametrize(("lang", "shown"), [("zh", "2 名"), ("en", "2")])
def test_english_leaves_out_what_counts_persons(lang, shown):
    words = real_words(lang)
    assert words.show_number(words.figures["F23"]) == shown


def test_figure_of_an_earlier_report_has_its_year():
    before = {2018: [figure(TOTAL, "1.00"), figure(TOTAL, derivation="F01 + F01", phase="approved")]}
    words = show.Words(make_data(figure(TOTAL, "2.00"), history=before))
    assert list(words.figures) == ["F01", "2018/F01", "2018/F02"]
    assert words.derive_words(words.figures["2018/F02"]) == "1.00 + 1.00"


@pytest.mark.parametrize("column", ["fund", "scope"])
def test_every_fund_and_scope_of_the_data_has_a_name(column):
    used = set(open_data().figures[column]) - {"all"}
    assert {one for one in used if f"show.{column}.{one}" not in catalogue()} == set()
