"""Numbers of staff with the scope that the words of their sentence say: at year end, on average, or left open."""

import pytest

from tests.read.texts import read_text

SCOPED = """
staff-year-end 2022 28
截至2022年12月31日，本部门共有行政编制30名，在职人员28名。
截止2022年末，在职人员28人。
截至2022年底，我局编制30名；实有在职人员28名；退休人员5名。
2022年年末，本单位共有在职职工28人。
2022年末编制30名，实有28名，退休5名。
年末在职人员28人，退休人员5人。
2022年12月末在职职工28人。
在职人员年末28人。
在职人数（年末）28人。
在职人员28人（年末数）。
实有人数28人（截至2022年12月31日）。
staff-average 2022 27
按全年平均计算，在职人员27人。
我局在职人员全年平均27人。
全年平均实有人数27人。
2022年年均在职人员27人。
月平均在职人员27人。
在职人员27人（年平均）。
staff-year-end 2021 28
截至2021年12月31日，在职人员28人。
staff 2022 28
2022年在职人员28人。
截至2022年6月30日，在职人员28人。
年末结转结余5.00万元，在职人员28人。
截至2022年底完成项目3个，在职人员28人。
2022年末，本单位编制30名，本年在职人员28人。
年末在编在岗教师考核优秀3人，目前全局在职人员28人。
截至2022年12月31日，退休5名。我局在职人员28人。
到2022年底，计划在职人员28人。
职工平均年龄45岁，在职人员28人。
月平均工资0.80万元，在职人员28人。
在职人员28人（含年末退休1人）。
按全年平均计算，公用经费3.00万元，2022年在职人员28人。
"""
EXPECTED = []
for line in SCOPED.strip().split("\n"):
    if line.startswith("staff"):
        wanted = line
    else:
        EXPECTED.append((line, wanted))


def list_staff(text, year=2022, kind="整体支出绩效自评报告"):
    facts = read_text(f"{year}年度测试局部门{kind}\n一、人员\n{text}\n", year).facts
    coded = (fact for fact in facts if fact.named and fact.named.code.startswith("staff"))
    return [f"{fact.named.code} {fact.year} {fact.printed}" for fact in coded]


@pytest.mark.parametrize(("text", "wanted"), EXPECTED)
def test_words_say_when_a_number_of_staff_holds_or_leave_it_open(text, wanted):
    assert list_staff(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("年初在职人员30人，年末28人。", ["staff 2022 30", "staff-year-end 2022 28"]),
        ("截至2022年末，在职人员28人，在职人员25人。", ["staff-year-end 2022 28", "staff 2022 25"]),
        ("2022年末实有在职人数26人，全年平均在职人数27人。", ["staff-year-end 2022 26", "staff-average 2022 27"]),
    ],
)
def test_each_of_two_numbers_has_its_own_scope(text, wanted):
    assert list_staff(text) == wanted


def test_year_end_before_the_year_of_a_budget_is_of_the_year_before():
    assert list_staff("截至2021年12月31日，在职人员28人。", kind="预算") == ["staff-year-end 2021 28"]


@pytest.mark.parametrize("when", ["上年末", "上年度末", "去年底", "上一年度末"])
def test_end_of_last_year_is_of_the_year_before(when):
    assert list_staff(f"{when}在职人员30人，年末在职人员28人。") == ["staff 2021 30", "staff-year-end 2022 28"]


def test_words_for_this_year_end_what_words_for_last_year_began():
    told = read_text(
        "2022年度测试局部门决算\n一、收支\n上年支出30万元，本年支出28万元。上年电费3万元，水费2万元。\n", 2022
    )
    assert [(fact.year, fact.printed) for fact in told.facts] == [(2021, "30"), (2022, "28"), (2021, "3"), (2021, "2")]
