"""What the rows of a table say belongs together: levels of a list, classes of a total, numbers of paragraphs."""

import pytest

from analysis.publish.review.judging import judge_drafts
from analysis.read.batch import read_file
from analysis.tables import DATA_FOLDER
from tests.read.judged import judge_texts
from tests.read.tables.layouts import LAYOUTS, Layout
from tests.read.tables.make_tables import write_html
from tests.read.texts import words

TOTALS = Layout(
    "2025年部门财务收支预算总表",
    "元",
    [
        [("本年收入", 2, 1), ("本年支出", 2, 1)],
        ["项目", "预算数", "项目", "预算数"],
        ["一、财政拨款收入", "3,600", "一、教育支出", "2,500"],
        ["二、其他收入", "", "二、卫生健康支出", "1,100"],
        ["收入总计", "3,600", "支出总计", "3,600"],
    ],
    2,
    [],
    2025,
)


def judge_table(folder, layout, **changes):
    """Return rule and what is there of each finding in a table some of whose cells are other ones."""
    rows = [[changes.get(cell, cell) if isinstance(cell, str) else cell for cell in row] for row in layout.rows]
    changed = Layout(layout.title, layout.unit, rows, layout.heads, [], layout.year)
    one = read_file(write_html(folder / "a.html", [changed], layout.year), words(), layout.year, "zh")
    return [(found.rule, found.actual) for found in judge_drafts([one.draft], DATA_FOLDER, "zh")[0]]


def test_rows_of_a_procurement_list_add_up(tmp_path):
    layout = LAYOUTS["procurement"]
    assert judge_table(tmp_path, layout) == []
    assert [rule for rule, _ in judge_table(tmp_path, layout, **{"34.00": "43.00"})] == ["sum-of-parts"]
    assert [rule for rule, _ in judge_table(tmp_path, layout, **{"34.00": "-34.00"})] == ["sum-of-parts"]


def test_classes_make_up_the_only_total_of_a_table(tmp_path):
    assert judge_table(tmp_path, TOTALS) == []
    assert judge_table(tmp_path, TOTALS, **{"1,100": "1,000"}) == [("sum-of-parts", "支出总计 3,600 元")]


@pytest.mark.parametrize(("amount", "rules"), [("90.00", []), ("99.00", ["sum-of-parts"])])
def test_numbers_of_paragraphs_tell_what_is_part_of_what(amount, rules):
    text = (
        "某县教育局2025年部门预算\n一、收支情况\n收入、支出预算总计90.00万元，其中：\n（一）收入预算总计90.00万元。包括：\n"
        f"1．财政拨款收入预算总计{amount}万元。\n（1）一般公共预算收入预算90.00万元。\n二、收入情况\n财政拨款收入90.00万元。"
    )
    [found] = judge_texts([(text, 2025)])
    assert [rule for rule, *_ in found] == rules
