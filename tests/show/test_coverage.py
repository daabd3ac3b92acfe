"""What was read and what was not, in a sentence and as a table."""

from analysis import show
from analysis.show.rich import plain
from tests.datasets import figure, make_data

PARTS = [
    {"part": "收支总表", "kind": "table", "state": "read", "numbers": "40", "numbers_read": "40", "page": "3"},
    {"part": "采购表", "kind": "table", "state": "in-part", "numbers": "9", "numbers_read": "7", "page": "5"},
    {"part": "第6页", "kind": "table", "state": "unread", "numbers": "", "numbers_read": "0", "page": "6"},
    {"part": "一、职责", "kind": "section", "state": "read", "numbers": "0", "numbers_read": "0", "page": "1"},
]


def make_words(parts, lang="zh"):
    return show.Words(make_data(figure("summary/total", "1.00"), coverage=parts), lang)


def test_what_was_not_read_is_named_with_its_numbers():
    told = show.tell_coverage(make_words(PARTS))
    assert told == (
        "文件中有表 3 张、文字 1 节，共印出 49 个数字，读出 47 个。"
        "没有读全的：采购表（2 个数字）、第6页（图片，数字无法计数）。"
    )


def test_a_document_that_was_read_whole_leaves_nothing_to_name():
    told = show.tell_coverage(make_words([PARTS[0], PARTS[3]], "en"))
    assert told == "The documents have 1 tables and 1 sections of text with 40 numbers, of which 40 were read."


def test_what_was_not_read_is_named_in_english_with_the_chinese_in_brackets():
    part = PARTS[1] | {"part": "第三部分一、（二） 说明", "kind": "section"}
    told = show.tell_coverage(make_words([part], "en"))
    assert "Not read whole: part 3, section 1, (2) (第三部分一、（二）) 说明 (2 not read)." in told


def test_nothing_is_said_where_nothing_is_on_record():
    assert show.tell_coverage(make_words([])) == ""


def test_the_table_lists_every_table_and_the_sections_that_were_not_read_whole():
    table = show.show_coverage(make_words(PARTS))
    assert table.frame["part"].tolist() == ["收支总表", "采购表", "第6页"]
    assert "部分读出" in plain(table.html)
    assert "一、职责" not in plain(table.html)
