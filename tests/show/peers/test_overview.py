"""What notebook 5 shows of a group: members, spending, findings, ledger and completeness, in both languages."""

import re
from functools import cache
from html import unescape

import pandas as pd
import pytest

from analysis import (
    cli,
    compare_panels,
    list_completeness,
    list_findings,
    list_ledger,
    list_spending,
    measure_peers,
    open_group,
    run_checks,
    show,
)
from analysis.project import LAB_VARIABLE
from analysis.show.peers import completeness, findings, members, spending, words
from tests.datasets import figure, make_folder, real_group

REPORT = "../../../putuo-commerce/2025/report"


@cache
def real(lang="zh"):
    return show.GroupWords(real_group("putuo"), lang)


def list_rows(table):
    """Return the texts of the cells of each row of the body and foot of a table."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", str(table.html), re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in rows
    ]


def find_row(table, start):
    return next(row for row in list_rows(table) if row[0].startswith(start))


def test_each_total_leads_to_its_figure_in_the_report_of_its_body():
    assert f'<a href="{REPORT}.html#F136">37,151.47</a>' in show.table_members(real()).html
    assert f'<a href="{REPORT}.en.html#F136">37,151.47</a>' in show.table_members(real("en")).html


def test_sum_leaves_out_who_lies_within_another_and_is_none_where_budgets_and_final_figures_mix():
    # 2025: 371,514,655.00 元 of the department and 189,767,551 元; its own unit is within the department.
    assert find_row(show.table_members(real()), "可以相加")[1:] == ["—", "56,128.22 2 个部门".replace(" ", "  ", 1)]


def test_who_lies_within_whom_and_which_units_are_printed_is_told():
    told = show.tell_members(real()).html
    assert "上海市普陀区商务委员会（本级）在上海市普陀区商务委员会之内" in told
    assert "有的报告是决算，有的只是预算" in told
    assert "万元、元" in told
    jiangsu = show.GroupWords(real_group("jiangsu-provincial", 2019))
    told = show.tell_members(jiangsu).html
    assert "不可相加" not in told
    assert "单位不一" not in told


def test_body_without_a_report_is_named_without_a_link_and_its_name_is_escaped(tmp_path):
    rows = [
        dict.fromkeys(("name_zh", "name_en"), name) | {"department": one, "region_zh": "某", "region_en": "A"}
        for one, name in (("a", "<b>甲</b>"), ("b", "<i>乙</i>"))
    ]
    folder = make_folder(tmp_path, {("a", 2024): [figure("summary/total", "7.00")]}, departments=rows)
    opened = show.GroupWords(open_group(["a", "b"], 2024, folder))
    html = show.table_members(opened).html
    assert '<a href="../../../a/2024/report.html">&lt;b&gt;甲&lt;/b&gt;</a>' in html
    assert '<th scope="row">&lt;i&gt;乙&lt;/i&gt;</th>' in html
    assert "<b>" not in html


def test_body_within_another_is_said_to_be_left_out_only_where_it_is(tmp_path):
    rows = [
        {"department": one, "name_zh": name, "name_en": name, "region_zh": "某", "region_en": "A", "part_of": within}
        for one, name, within in (("a", "The People's Office", ""), ("b", "Its unit", "a"))
    ]
    total = [figure("summary/total", "7.00")]
    folder = make_folder(tmp_path, {("a", 2024): total, ("b", 2024): total, ("b", 2023): total}, departments=rows)

    def show_unit(*years):
        opened = show.GroupWords(open_group(["a", "b"], years, folder), "en")
        shown = [find_row(table, "Its unit")[0] for table in (
            show.table_members(opened), show.table_measures(measure_peers(opened.data), opened)
        )]  # fmt: skip
        return [" ".join(unescape(one).split()) for one in shown]

    added = "added up in years where that has no report"
    assert show_unit(2023) == [f"Its unit within The People's Office; {added}"] * 2
    assert [one.split("Office")[1] for one in show_unit(2024)] == [", not added up", ", not to be added"]
    assert show_unit(2023, 2024)[0].endswith(added)


def test_body_that_is_in_another_group_too_is_told(tmp_path):
    (tmp_path / "groups.csv").write_text("group,name_zh,name_en\nx,甲组,X\ny,乙组,Y\n", encoding="utf-8")
    for name in "xy":
        (tmp_path / "groups").mkdir(exist_ok=True)
        (tmp_path / f"groups/{name}.csv").write_text("department,class_zh,class_en\nsome,,\n", encoding="utf-8")
    folder = make_folder(tmp_path, {("some", 2024): [figure("summary/total", "7.00")]})
    assert "也在其他组中（y）" in show.tell_members(show.GroupWords(open_group("x", 2024, folder))).html


def test_bodies_of_one_name_are_told_apart_and_said_to_be_perhaps_one(tmp_path):
    names = {"a": "甲局", "b": "甲局", "c": "乙局"}
    rows = [
        {"department": one, "name_zh": name, "name_en": name, "region_zh": "某", "region_en": "A"}
        for one, name in names.items()
    ]
    folder = make_folder(tmp_path, {(one, 2024): [figure("summary/total", "7.00")] for one in names}, departments=rows)
    told = show.tell_members(show.GroupWords(open_group(["a", "b", "c"], 2024, folder))).html
    assert "名称相同，以代码区分：甲局 (a)、甲局 (b)。" in told
    assert "名称相同" not in show.tell_members(show.GroupWords(open_group(["a", "c"], 2024, folder))).html


def test_view_shows_its_first_rows_and_says_how_many_there_are(monkeypatch):
    for module in (words, members, spending, findings, completeness):
        monkeypatch.setattr(module, "MOST_ROWS", 2)
    table = show.table_members(real("en"))
    assert "the first 2 of 4 rows" in table.html
    assert len(table.frame) == 4
    rows = show.table_spending(list_spending(real().data), real())
    assert rows.html.count("<tr>") == 1 + 2
    assert len(rows.frame) == 7 + 9  # of the department and the subdistrict; the unit within it is left out


def test_largest_amounts_and_classes_are_those_of_the_documents():
    table = show.table_classes(list_spending(real().data), real())
    # 29,381 万元 of 37,151.4655 + 18,976.7551
    assert find_row(table, "资源勘探")[:4] == ["资源勘探工业信息等支出", "1", "29,381.00", "52.35 %"]
    assert find_row(table, "住房保障")[1:3] == ["2", "1,221.38"]  # 284.9033 + 936.4732
    [first, *_] = list_rows(show.table_spending(list_spending(real().data), real()))[1:]
    assert first[1:] == ["资源勘探工业信息等支出", "29,381.00", "79.08 %"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_chart_of_spending_draws_who_may_be_added_up_and_tells_the_largest_class(lang):
    chart = show.chart_spending(list_spending(real(lang).data), real(lang))
    assert set(chart.frame["department"]) == {"putuo-commerce", "putuo-wanli"}
    assert {"zh": "资源勘探工业信息等支出 79", "en": "Resources, industry and information 79"}[lang] in chart.alt
    assert show.chart_spending(list_spending(real().data).iloc[:0], real()).frame.empty


@cache
def found():
    return list_findings(run_checks(real().data))


def test_findings_are_counted_by_rule_and_by_report():
    rules = show.table_findings_by_rule(found(), real()).frame.set_index(["severity", "rule"])
    assert rules.loc[("high", "restated"), ["count", "reports", "bodies"]].tolist() == [2, 2, 2]
    reports = show.table_findings_by_body(found(), real()).frame
    assert reports["high"].tolist()[:3] == [1, 1, 0]
    assert reports.loc[0, ["department", "report_year", "medium"]].tolist() == ["putuo-finance", 2024, 2]
    assert int(reports[["high", "medium", "low", "info"]].to_numpy().sum()) == len(found())
    assert show.chart_findings_by_rule(found(), real()).frame["count"].sum() == found()["severity"].ne("info").sum()


def test_gravest_findings_stand_first_by_their_difference_and_lead_to_the_figure():
    table = show.table_gravest(found(), real())
    assert table.frame["difference"].abs().head(2).tolist() == [2_961_380_000, 2_320_000]
    assert '<a href="../../../putuo-finance/2024/report.html#F209">' in table.html
    assert find_row(table, "上海市普陀区财政局")[3:] == ["2,961.68", "财政拨款收入支出总计 0.3 万元"]


def test_no_finding_is_told():
    nothing = found().iloc[:0]
    assert "5 份报告都没有发现" in show.tell_group_findings(nothing, real()).html
    assert show.chart_findings_by_rule(nothing, real()).frame.empty
    assert show.table_gravest(nothing, real()).empty


@pytest.mark.slow
def test_ledger_of_a_group_is_that_of_its_reports_together():
    data = real().data
    whole = list_ledger(data, run_checks(data))
    parts = pd.concat([list_ledger(one, run_checks(one)) for one in data.split()], ignore_index=True)
    keys = ["department", "report_year", "identity", "rule"]
    one, other = (ledger.sort_values(keys, ignore_index=True) for ledger in (whole, parts))
    pd.testing.assert_frame_equal(one, other, check_dtype=False)
    table = show.table_group_ledger(whole, real()).frame
    assert table["broken"].sum() == whole["mismatch"].sum() > 0
    names = [row[0] for row in list_rows(show.table_group_ledger(whole, real()))]
    assert len(names) == len(set(names)), "one identity stands in two rows"
    assert table["reports"].max() <= len(data.reports)
    by_body = show.table_ledger_by_body(whole, real()).frame
    assert by_body["broken"].tolist() == sorted(by_body["broken"], reverse=True)
    assert by_body["broken"].sum() == table["broken"].sum()
    assert "相符 2,922，不符 10，" in show.tell_group_ledger(whole, real()).html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_completeness_tells_what_was_not_read_and_what_is_not_there(lang):
    rows = list_completeness(real(lang).data)
    assert {"zh": "应有报告 8 份", "en": "5 of 8"}[lang] in show.tell_completeness(rows, real(lang)).html
    assert {"zh": "5 份齐全，0 份缺表", "en": "5 have all, 0 lack some"}[lang] in show.tell_completeness(
        rows, real(lang)
    ).html
    table = show.table_completeness(rows, real(lang))
    assert table.frame["present"].tolist() == [True, False, False, False]
    assert find_row(show.table_completeness_by_year(rows, real(lang)), "2025")[2:7] == ["2", "1", "—", "3", "—"]


def test_missing_table_is_named_and_what_leaves_it_open_is_said():
    rows = list_completeness(real().data)
    rows.loc[1, ["tables", "missing"]] = ["missing", "income three-public"]
    rows.loc[3, ["tables", "missing"]] = ["unclear", "income"]
    html = show.table_completeness(rows, real()).html
    assert "没有这些表：收入总表、“三公”经费支出表" in html
    assert "不能断定没有公开：收入总表" in html


def test_group_whose_reports_list_no_classes_says_so(tmp_path):
    folder = make_folder(tmp_path, {("a", 2024): [figure("summary/total", "7.00")]})
    opened = show.GroupWords(open_group(["a"], 2024, folder))
    rows = list_spending(opened.data)
    assert "没有按类列出总支出的报告：1 份" in show.tell_spending(rows, opened).html
    assert show.table_classes(rows, opened).empty
    assert show.table_spending(rows, opened).empty
    assert show.chart_spending(rows, opened).frame.empty


def test_headline_answers_first_and_says_who_is_not_added_up():
    told = [one.striptags() for one in show.list_group_headline(real())]
    assert told[0] == "2024–2025年应有报告 8 份（4 个部门），现有 5 份。其中 1 个部门在其他部门之内，其金额不再相加。"
    # 189,767,551 against 156,211,123 元, and with it 371,514,655 元 of the department that joined.
    assert told[1] == (
        "2025年总支出（预算）合计 56,128.22 万元（2 个部门）；"
        "同一批 1 个部门由2024年的 15,621.11 万元增加 3,355.64 万元，增减率 21.48 %。"
    )
    assert "相符 2,922，不符 10，" in told[3]
    assert "程度高的发现 2 项、中的 3 项，在 5 份报告中的 2 份里" in told[3]
    assert told[4].startswith("读全的报告 4 份，部分读出 1 份（1 个数字没有读出）")


def test_headline_leads_to_the_figure_of_one_body_or_to_the_table_of_its_parts(tmp_path):
    told = "".join(show.list_group_headline(real()))
    assert '<a href="#table-members">56,128.22</a>' in told
    assert '<a href="#table-panels">3,355.64</a>' in told
    assert '<a href="#table-measures">38.91</a>' in told
    assert '<a href="#table-ledger-by-body">10</a>' in told
    checks = run_checks(real().data)
    found, ledger = list_findings(checks), list_ledger(real().data, checks)
    measures = measure_peers(real().data)
    tables = [
        show.table_members(real()), show.table_panels(compare_panels(real().data), real()),
        show.table_measures(measures, real()), show.table_findings_by_body(found, real()),
        show.table_ledger_by_body(ledger, real()), show.table_completeness(list_completeness(real().data), real()),
    ]  # fmt: skip
    there = {name for table in tables for name in re.findall(r'<caption id="([^"]+)"', table.html)}
    assert set(re.findall(r'href="#([^"]+)"', told)) == there
    one = show.GroupWords(
        open_group(["a"], None, make_folder(tmp_path, {("a", 2024): [figure("summary/total", "7.00")]}))
    )
    assert '<a href="../../../a/2024/report.html#F01">7.00</a>' in show.list_group_headline(one)[1]


@pytest.mark.slow
def test_headline_of_one_year_compares_nothing_and_of_a_body_without_a_base_says_so(tmp_path):
    one = show.list_group_headline(show.GroupWords(real_group("jiangsu-provincial", 2019), "en"))
    assert one[1].striptags() == "Total expenditure (budget), 2019: 55,877.22 万元 (bodies: 3)."
    reports = {("a", 2023): [figure("summary/total", "5.00")], ("b", 2024): [figure("summary/total", "7.00")]}
    words = show.GroupWords(open_group(["a", "b"], None, make_folder(tmp_path, reports)))
    assert "7.00 万元（1 个部门）；没有部门两年都列有此数，不作比较" in show.list_group_headline(words)[1].striptags()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("now", "told"), [("5.00", "2023年也是 5.00 万元"), ("4.00", "减少 1.00 万元，增减率 −20.00 %")]
)
def test_headline_marks_a_base_that_was_restated(tmp_path, now, told):
    reports = {
        ("a", 2023): [figure("summary/total", "6.00")],
        ("a", 2024): [figure("summary/total", now), figure("summary/total", "5.00", year=2023)],
    }
    words = show.GroupWords(open_group(["a"], None, make_folder(tmp_path, reports)))
    sentence = show.list_group_headline(words)[1].striptags()
    assert told in sentence
    assert "（1 个部门的2023年数已改列）" in sentence


def test_links_in_jupyterlab_lead_to_the_reports_beside_the_notebooks(monkeypatch):
    monkeypatch.setenv(LAB_VARIABLE, "notebooks/5-peers.ipynb")
    assert 'href="../reports/putuo-wanli/2025/report.html#F547"' in show.table_members(real()).html
    assert cli.main(["list"]) == cli.OK  # a command that a notebook starts publishes for no notebook
    assert 'href="../../../putuo-wanli/2025/report.html#F547"' in show.table_members(real()).html
