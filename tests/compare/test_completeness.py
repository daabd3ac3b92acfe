"""Completeness of disclosure: what is there, what was read, which tables lack, and when that is left open."""

import pytest

from analysis import list_completeness, open_group
from tests.datasets import cover, figure, make_folder, real_group, write_rows

ALL = (
    "收支预算总表", "收入预算总表", "支出预算总表", "财政拨款收支预算总表", "一般公共预算支出预算表",
    "一般公共预算基本支出预算表", "“三公”经费支出预算表",
)  # fmt: skip


def table(part, state="read", numbers="5", read="5"):
    return {**cover(part, state, "table"), "numbers": numbers, "numbers_read": read}


def judge(folder, parts, kind="budget", years=2024):
    """Return the rows of a body whose document has these parts; None for no record of what was read."""
    make_folder(folder, {("body", 2024): [figure("summary/total", "7.00", phase="approved")]})
    path = folder / "documents/body/2024.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("self-evaluation", kind), encoding="utf-8")
    if parts is not None:
        place = {"department": "body", "fiscal_year": "2024", "document": "report-2024"}
        write_rows(folder / "coverage/body/2024.csv", "coverage", [{**place, **part} for part in parts])
    [row] = list_completeness(open_group(["body"], years, folder)).itertuples()
    return row


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([*map(table, ALL)], ("whole", 7, "", "all")),
        ([*map(table, ALL[1:])], ("whole", 6, "income-expenditure", "missing")),
        ([*map(table, ALL[:-1]), table("某局“三公”经费、会议费支出表", "empty", "0", "0")], ("whole", 7, "", "all")),
        ([*map(table, ALL[1:]), table("一览")], ("whole", 6, "income-expenditure", "unclear")),
        ([*map(table, ALL[1:]), table("一览", "read", "0", "0")], ("whole", 6, "income-expenditure", "missing")),
        ([*map(table, ALL[1:]), table("第3页", "unread", "", "0")], ("in-part", 6, "income-expenditure", "unclear")),
        ([*map(table, ALL[:4])], ("whole", 4, "general-expenditure general-basic three-public", "unclear")),
        ([*map(table, ALL), cover("一", "in-part")], ("in-part", 7, "", "all")),
        (None, ("unrecorded", 0, "", "")),
    ],
)
def test_missing_table_is_said_where_nothing_leaves_it_open(tmp_path, parts, told):
    row = judge(tmp_path, parts)
    assert (row.reading, row.found, row.missing, row.tables) == told


def test_numbers_and_parts_are_counted_by_their_state(tmp_path):
    parts = [table("收支预算总表", "in-part", "9", "6"), table("第3页", "unread", "", "0"), cover("一", "empty")]
    row = judge(tmp_path, parts)
    assert (row.read, row.in_part, row.unread, row.empty, row.uncounted) == (0, 1, 1, 1, 2)
    assert (row.numbers, row.numbers_read) == (9, 6)


def test_nothing_is_asked_of_a_document_of_another_kind(tmp_path):
    row = judge(tmp_path, [cover("一")], kind="evaluation")
    assert (row.reading, row.expected, row.missing, row.tables) == ("whole", 0, "", "")


def test_member_without_a_report_is_a_row_that_says_nothing_else():
    rows = list_completeness(real_group("putuo"))
    [absent] = rows[~rows["present"] & rows["report_year"].eq(2025)].itertuples()
    assert (absent.department, absent.reading, absent.tables, absent.documents) == ("putuo-finance", "", "", 0)


def test_real_disclosures_have_all_tables_and_what_was_not_read_is_counted():
    rows = list_completeness(real_group("jiangsu-provincial"))
    assert rows["found"].eq(7).all()
    assert rows["tables"].eq("all").all()
    # 345 numbers of the congress of 2019 and 317 read, as its coverage lists them; two pages of 2018 are pictures.
    assert (rows["numbers"] - rows["numbers_read"]).tolist() == [4, 0, 28, 0, 0, 0, 0, 3, 5]
    assert rows["uncounted"].tolist() == [1, 2, 0, 0, 0, 0, 0, 0, 0]
