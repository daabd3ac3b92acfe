"""Which parts of a document were read, and how many of its numbers."""

import re
from dataclasses import replace

from analysis.read.draft.coverage import list_parts_read
from analysis.read.draft.draft import make_draft
from analysis.read.facts import join_tables
from analysis.read.files.open import read_document
from analysis.read.tables.read import read_tables
from tests.helpers import SAMPLES, needs_samples
from tests.read.judged import make_scene
from tests.read.texts import words

TITLE = "2019年度某局部门决算\n"


def list_parts(text):
    """Return what is said of the parts of a text: kind, state, numbers, numbers read, part."""
    return [
        (one.kind, one.state, one.numbers, one.numbers_read, one.part)
        for one in list_parts_read(make_scene(TITLE + text))
    ]


def test_section_is_read_when_all_of_its_numbers_are_figures():
    text = "一、收入情况\n2019年收入合计9.00万元，支出合计8.00万元。\n二、会议\n会议费3.00万元。"
    assert list_parts(text) == [
        ("section", "read", 0, 0, "标题与首段"),
        ("section", "read", 2, 2, "一、收入情况"),
        ("section", "read", 1, 1, "二、会议"),
    ]


def test_number_that_is_no_figure_leaves_a_section_read_in_part():
    parts = list_parts("一、支出情况\n会议费年初预算为5.00万元，支出决算为4.19。\n二、培训情况\n年初预算为0，无支出。")
    assert parts[1:] == [
        ("section", "in-part", 2, 1, "一、支出情况"),
        ("section", "read", 1, 1, "二、培训情况"),
    ]


def test_lengths_and_weights_are_no_numbers_without_a_unit():
    parts = list_parts("一、项目概况\n建筑高度为29.8米，占地4000.6平方米，用钢3.5吨。\n二、支出\n决算为4.19。")
    assert [(state, numbers) for _, state, numbers, *_ in parts[1:]] == [("read", 0), ("unread", 1)]


def test_years_places_and_numbers_of_documents_are_no_numbers_of_a_section():
    text = "一、依据\n根据《办法》（财预〔2013〕53号）和2019年1.5版的第3条，详见附表2.1。"
    assert [(state, read) for _, state, _, read, _ in list_parts(text)[1:]] in ([("read", 0)], [("unread", 0)])


def test_table_is_unread_under_its_title_and_its_lines_are_no_headings():
    text = (
        "第二部分 2019年度部门决算表\n收入支出决算总表\n单位：万元\n收入\t支出\n"
        "一、财政拨款收入\t9.00\t8.00\n二、其他收入\n合计\t9.00\t8.00"
    )
    assert list_parts(text)[-1] == ("table", "unread", 4, 0, "收入支出决算总表")
    assert not [part for *_, part in list_parts(text) if "其他收入" in part]


def test_line_of_a_body_and_its_unit_is_no_table():
    text = "收入支出决算总表\n部门：某局\t单位：万元\n一、支出情况\n会议费4.00万元。"
    assert [(kind, state) for kind, state, *_ in list_parts(text)] == [("section", "read")] * 2


def test_what_the_document_declares_to_be_none_is_empty():
    text = (
        "政府性基金预算支出决算表\n项目\t合计\n注：本单位没有政府性基金预算支出，故本表为空表。\n"
        "八、政府性基金情况\n本单位2019年度无政府性基金预算财政拨款收入和支出。"
    )
    states = {part: state for _, state, _, _, part in list_parts(text)}
    assert states["政府性基金预算支出决算表"] == "empty"
    assert states["八、政府性基金情况"] == "empty"


def test_page_that_is_a_picture_is_a_table_that_nobody_read():
    scene = make_scene(TITLE + "支出合计8.00万元。")
    scene = replace(scene, document=replace(scene.document, pictures=(3,)))
    [*_, last] = make_draft(scene, "", "zh").tables["coverage"]
    wanted = {"part": "第3页", "kind": "table", "state": "unread", "numbers": "", "numbers_read": "0", "page": "3"}
    assert {name: last[name] for name in wanted} == wanted


def test_picture_without_a_page_is_a_table_that_nobody_read(tmp_path):
    lines = [TITLE.strip(), "支出合计8.00万元。", "收入决算表", "单位：万元"]
    page = "".join(f"<p>{line}</p>" for line in lines) + "<img src=a.png><img width=16>"
    (tmp_path / "a.html").write_text(f"<html><body>{page}</body></html>", "utf-8")
    document = read_document(tmp_path / "a.html")
    assert [count for _, count in document.images] == [1]
    scene = replace(make_scene(document.text), document=document)
    [*_, last] = make_draft(scene, "", "zh").tables["coverage"]
    assert (last["part"], last["state"], last["numbers"]) == ("收入决算表 图片", "unread", "")


def test_parts_have_names_of_their_own():
    text = (
        "目录\n一、收入情况\n二、支出情况\n一、收入情况\n收入9.00万元。\n二、支出情况\n支出8.00万元。\n"
        "二、支出情况\n另有1.00万元。"
    )
    parts = list_parts(text)
    assert [part for *_, part in parts] == ["标题与首段", "一、收入情况", "二、支出情况"]
    assert parts[-1][:4] == ("section", "read", 2, 2)


@needs_samples
def test_nine_tables_of_final_accounts_are_named_and_read():
    document = read_document(SAMPLES / "final-accounts-2024.pdf")
    scene = make_scene(document.text, 2024)
    tables = read_tables(document, words(), 2024)
    scene = replace(scene, document=document, reading=join_tables(scene.reading, tables))
    tables = [
        one
        for one in list_parts_read(scene)
        if one.kind == "table" and one.part.endswith("表") and "第" not in one.part
    ]
    assert [one.numbers_read for one in tables] == [12, 45, 44, 19, 44, 29, 2, 0, 0]
    assert {one.state for one in tables} == {"read", "empty"}
    assert [one.part for one in tables if one.state == "empty"] == [
        "政府性基金预算财政拨款收入支出决算表",
        "国有资本经营预算财政拨款收入支出决算表",
    ]
    sections = [one for one in list_parts_read(scene) if re.match("第三部分", one.part)]
    assert {one.state for one in sections} <= {"read", "empty"}
