"""Tables that a plain text sets in lines are read as tables; what only looks like one is text."""

import pytest

from analysis.read.batch import read_file
from tests.read.texts import words

TITLE = "某县水务局2024年度部门决算\n情况如下。\n支出决算表\n单位：万元\n"
TABLES = [
    "项目 合计 基本支出 项目支出\n水库维修 30.00 10.00 20.00\n合计 30.00 10.00 20.00\n",
    "项目\t合计\t基本支出\t项目支出\n水库维修\t1,030.00\t10.00\t1,020.00\n渠道\t5.00\t5.00\t\n合计\t1,035.00\t15.00\t1,020.00\n",
    "项目\u3000合计\u3000基本支出\n办公 8.00 8.00\n差旅 2.00 —\n合计 10.00 8.00\n",
]
COUNTS = [6, 8, 5]


def read(tmp_path, text):
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    return read_file(path, words(), None, "en").reading


@pytest.mark.parametrize(("table", "count"), [*zip(TABLES, COUNTS, strict=True)])
def test_lines_of_a_table_are_read_as_one(tmp_path, table, count):
    [found] = read(tmp_path, f"{TITLE}{table}2024年支出合计30.00万元。\n").tables
    assert (found.title, found.unit, len(found.facts), found.unread) == ("支出决算表", "万元", count, 0)


@pytest.mark.parametrize(
    "text",
    [
        "年度 2024 2023\n支出 30.00 20.00\n收入 30.00 20.00\n",
        "全年 支出 合计\n支出 30.00 20.00\n",
        "公务接待费\n0.30万元\n会议费\n9.98万元\n",
    ],
)
def test_other_lines_stay_text(tmp_path, text):
    assert not read(tmp_path, TITLE + text).tables
