"""What a text says belongs together: proposals, which nobody has judged."""

import re

import pytest

from analysis.read.draft.draft import make_draft
from analysis.read.links.find import find_links
from analysis.read.links.repeats import find_alike
from tests.read.judged import judge_texts, make_scene

TITLE = "2019年度某区总工会部门整体支出绩效自评报告\n"
BOTH_YEARS = "2018年公务接待费决算数1.35万元，2019年公务接待费决算数0.15万元，"
PAIR = "公务接待费年初预算为2.00万元，支出决算为1.50万元，"

# Each text and, below it, what is proposed: kind, reported = calculated / divisor in numbers as printed; "all" where
# its words say that a list is complete.
LINKS = f"""
基本支出30.00万元，其中：人员经费20.00万元，公用经费11.00万元。
  sum 30.00 = 20.00 + 11.00 all
项目支出20.00万元，其中：办公费5.00万元，差旅费6.00万元。
  sum 20.00 = 5.00 + 6.00
项目支出20.00万元，具体为：办公费5.00万元，差旅费6.00万元。
  sum 20.00 = 5.00 + 6.00 all
项目支出20.00万元，其中：办公费5.00万元，差旅费6.00万元，其他支出8.00万元。
  sum 20.00 = 5.00 + 6.00 + 8.00 all
项目支出20.00万元，主要包括：办公费5.00万元，差旅费6.00万元。
  sum 20.00 = 5.00 + 6.00
人员经费20.00万元，公用经费11.00万元，合计31.00万元。
  sum 31.00 = 20.00 + 11.00 all
三项支出共计6.00万元，甲工作经费、乙慰问经费和丙会经费分别为1.60万元、2.40万元和3.00万元。
  sum 6.00 = 1.60 + 2.40 + 3.00 all
支出合计30.00万元，其中：基本支出20.00万元，其中：人员经费15.00万元，公用经费5.00万元；项目支出12.00万元。
  contains 30.00 = 20.00
  contains 30.00 = 12.00
  sum 30.00 = 20.00 + 12.00 all
  sum 20.00 = 15.00 + 5.00 all
总支出60.00万元，年末结转3.00万元。其中人员经费支出40.00万元，公用经费支出5.00万元，专项支出15.00万元。
  sum 60.00 = 40.00 + 5.00 + 15.00 all
“三公”经费10.00万元，其中：公务接待费3.00万元；公务用车费7.00万元（购置费2.00万元、运行费6.00万元）。
  sum 10.00 = 3.00 + 7.00
  sum 7.00 = 2.00 + 6.00 all
固定资产净值67.16万元（原值126.50万元，累计折旧59.34万元）。
慰问职工300名，其中女职工200名，党员150名。
  contains 300 = 200
  contains 300 = 150
财政拨款收入支出总计0.30万元。一般公共预算财政拨款支出29.40万元。
  contains 0.30 = 29.40
“三公”经费比2018年减少2.30万元，其中：公务接待费减少0.80万元；公务用车费减少1.60万元；因公出国（境）费增加0.10万元。
  sum 2.30 = 0.80 + 1.60 + 0.10 all
{BOTH_YEARS}较上年减少1.20万元，下降88.89%。
  change 1.20 = 0.15 - 1.35
  change-rate -88.89 = 1.20 / 1.35
{BOTH_YEARS}增长88.89%。
  change-rate +88.89 = 0.15 - 1.35 / 1.35
{PAIR}较年初预算减少0.50万元。
  change 0.50 = 1.50 - 2.00
本年收入合计95.00万元，比上年减少5.00万元，下降5%。
  change-rate -5 = 5.00 / 95.00 - 5.00
“三公”经费支出1.00万元，比上年增加3.00万元。
支出合计100.00万元，其中：基本支出80.00万元，占80%；项目支出20.00万元，占20%。
  contains 100.00 = 80.00
  contains 100.00 = 20.00
  sum 100.00 = 80.00 + 20.00 all
  share 80 = 80.00 / 100.00
  share-total 80 + 20
  share 20 = 20.00 / 100.00
支出合计100.00万元。基本支出80.00万元，占支出合计的80%。
  contains 100.00 = 80.00
  share 80 = 80.00 / 100.00
公务接待费年初预算为2.00万元，支出决算为1.50万元，完成预算的75%。
  completion-rate 75 = 1.50 / 2.00
{PAIR}决算数小于预算数，主要是厉行节约。
  less 1.50 = 2.00
{PAIR}决算数大于预算数。
  more 1.50 = 2.00
{PAIR}决算数与预算数持平。
  equal 1.50 = 2.00
{BOTH_YEARS}与上年基本持平。
  nearly-equal 0.15 = 1.35
公务接待费由2018年的1.35万元减少到0.15万元。
  less 0.15 = 1.35
基本支出149.35万元。\\n2019年度基本支出149.53万元，用于人员。
  restated 149.35 = 149.53
数据平台经费1.25万元。\\n数据平台经费1.52万元。
  restated 1.25 = 1.52
"""


def show(scene, link):
    """Return a link in numbers as printed, the divisor behind a stroke."""

    def list_terms(role):
        terms = [term for term in link.terms if term.role == role]
        shown = [f"{term.sign or '+'} {scene.reading.facts[term.number].printed}" for term in terms]
        return " ".join(shown).removeprefix("+ ")

    reported = next((term.sign for term in link.terms if term.role == "reported"), "")
    left = reported + list_terms("reported").removeprefix("- ")
    parts = [link.kind, left, "=" * bool(left), list_terms("calculated")]
    parts += ["/", list_terms("divisor")] if list_terms("divisor") else []
    return " ".join([*filter(None, parts), *["all"] * bool(link.complete)])


@pytest.mark.parametrize("block", re.split(r"\n(?! )", LINKS.strip()))
def test_text_proposes_these_links_and_no_others(block):
    text, *wanted = block.split("\n  ")
    scene = make_scene(TITLE + text.replace("\\n", "\n"))
    assert [show(scene, link) for link in find_links(scene)] == wanted


# Two numbers of one name that may be of other money, or of two things.
ALIKE = [
    "一、基本支出\n基本支出60.00万元，其中会议费5.00万元。\n二、机关运行经费\n机关运行经费9.00万元，其中会议费2.00万元。",
    "一、情况\n数据平台经费1.25万元。\n二、说明\n数据平台经费1.52万元。",
    "一、政府性基金支出情况\n数据中心费用5.00万元。\n二、国有资本经营支出情况\n数据中心费用6.00万元。",
]


@pytest.mark.parametrize("text", ALIKE)
def test_what_may_be_two_figures_is_asked_about_and_not_linked(text):
    scene = make_scene(TITLE + text)
    assert len(find_alike(scene)) == 1
    assert not [link for link in find_links(scene) if link.kind == "restated"]
    assert [one.kind for one in make_draft(scene, "", "en").questions if one.kind == "alike"] == ["alike"]


def test_parts_of_two_wholes_are_not_asked_about():
    scene = make_scene(TITLE + "拨款甲9.00万元，其中慰问项目费2.00万元。支出乙8.00万元，其中慰问项目费1.00万元。")
    assert find_alike(scene) == []


def test_rows_name_the_figures_of_the_draft_and_the_place():
    scene = make_scene(TITLE + "基本支出30.00万元，其中：人员经费20.00万元，公用经费10.00万元。")
    rows = make_draft(scene, "somebody", "zh").tables["links"]
    columns = ("link", "department", "fiscal_year", "kind", "complete", "role", "sign", "figure", "document", "locator")
    terms = (("reported", "", "F01"), ("calculated", "+", "F02"), ("calculated", "+", "F03"))
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("L01", "somebody", "2019", "sum", "yes", *term, "report-2019", "标题与首段 第2段") for term in terms
    ]
    start, end = map(int, rows[0]["span"].split("-"))
    assert scene.document.text[start:end] == "30.00"


def test_figure_that_is_said_twice_at_one_place_is_linked_as_the_one_in_the_draft():
    text = "基本支出30.00万元，其中：人员经费20.00万元，公用经费10.00万元。基本支出30.00万元，占支出的60%。"
    draft = make_draft(make_scene(TITLE + text), "", "zh")
    figures = {row["figure_id"] for row in draft.tables["figures"]}
    assert {row["figure"] for row in draft.tables["links"]} <= figures


def test_list_that_tells_a_sentence_again_is_no_list_of_parts_of_its_last_amount():
    text = (
        "2017年度某局部门预算\n一、“三公”经费\n“三公”经费支出中，因公出国（境）费支出3.5万元；公务用车购置及运行费支出2.6万元；"
        "公务接待费支出4.5万元。具体情况如下：\n1．因公出国（境）费预算支出3.5万元。\n2．公务用车购置及运行费预算支出2.6万元。\n"
        "3．公务接待费预算支出4.5万元。\n"
    )
    assert [rule for rule, *_ in judge_texts([(text, 2017)])[0] if rule == "sum-of-parts"] == []
