"""Tables that a disclosure has to have: told where one of a known set is missing or silently empty, nowhere else."""

from dataclasses import replace

import pytest

from analysis.read.facts import TableReading
from analysis.read.marks.tables import (
    find_empty_tables,
    find_filled_tables,
    find_foreign_titles,
    find_missing_tables,
)
from tests.read.judged import make_scene

FORMS = (
    "income-expenditure", "income", "expenditure", "fiscal-income-expenditure", "general-functional",
    "general-basic-economic", "three-public-meetings", "fund",
)  # fmt: skip
TABLE = TableReading("某表", "", "万元", None, (), (), 0, 0, 0, False, (), ())


def make_tables(tables, text="说明。"):
    """Return a text with these tables."""
    scene = make_scene(f"某区某局2024年度部门决算\n{text}", 2024)
    return replace(scene, reading=replace(scene.reading, tables=tuple(tables)))


@pytest.mark.parametrize(
    ("forms", "missing"),
    [
        (FORMS, []),
        (FORMS[:-1], []),
        (FORMS[1:], ["收支总表"]),
        ([one for one in FORMS if not one.startswith(("income", "general-functional"))], []),
        ([one for one in FORMS if one not in ("income", "three-public-meetings")], ["收入总表、“三公”经费支出表"]),
        (["fiscal-functional" if one == "general-functional" else one for one in FORMS], []),
        ((*FORMS[1:], ""), ["收支总表"]),
        ((*FORMS[1:], "?"), []),
        ((), []),
    ],
)
def test_missing_tables_are_told_where_the_rest_is_known(forms, missing):
    tables = [replace(TABLE, form=form) if form != "?" else replace(TABLE, unread=9) for form in forms]
    assert [one.values["missing"] for one in find_missing_tables(make_tables(tables))] == missing


@pytest.mark.parametrize(
    ("form", "declared", "text", "told"),
    [
        ("fund", False, "本年支出合计10.00万元。", 1),
        ("capital", False, "本单位无政府性基金预算支出。", 1),
        ("fund", True, "本年支出合计10.00万元。", 0),
        ("fund", False, "本单位无政府性基金预算支出。", 0),
        ("capital", False, "国有资本经营预算支出0万元。", 0),
        ("fund", False, "政府性基金预算支出20万元。", 1),
        ("income", False, "本年支出合计10.00万元。", 0),
    ],
)
def test_empty_table_is_told_where_nothing_is_said_of_it(form, declared, text, told):
    scene = make_tables([replace(TABLE, form=form, blank=3, declared=declared)], text)
    assert len(list(find_empty_tables(scene))) == told


def test_file_of_tables_only_does_not_say_what_its_text_may_say():
    scene = make_tables([replace(TABLE, form="fund", blank=3)], "编制单位：某局")
    assert list(find_empty_tables(scene)) == []


@pytest.mark.parametrize(
    ("note", "others", "told"),
    [
        ("注：本单位无公务出行经费，故本表为空表。", 0, 1),
        ("注：本单位无公务出行经费，故此表无数据。", 0, 1),
        ("注：本单位公务出行经费按实列支。", 0, 0),
        ("注：本单位无公务出行经费，故本表为空表。", 1, 0),  # the note may be that of the other
    ],
)
def test_full_table_that_a_note_calls_empty_is_told(note, others, told):
    scene = make_tables([replace(TABLE, title="公务出行表", declared=True)], f"支出合计9.00万元。\n{note}")
    table = replace(scene.reading.tables[0], facts=scene.reading.facts[:1])
    scene = replace(scene, reading=replace(scene.reading, tables=(table, *[TABLE] * others)))
    assert [one.rule for one in find_filled_tables(scene)] == ["wording"] * told


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        (("2024年收入表", "2024年支出表", "2023年支出表"), ["2023年"]),
        (("收入表", "支出表", "2025年支出表"), ["2025年"]),
        (("收入表", "2023年支出表"), []),
        (("2024年收入表", "2023年支出表", "2023年收入表"), []),
        (("2024年收入表", "2024年支出表", "支出表"), []),
    ],
)
def test_only_title_of_another_year_is_told(titles, told):
    scene = make_tables([replace(TABLE, title=title) for title in titles], "\n".join(titles))
    assert [one.actual for one in find_foreign_titles(scene)] == told
