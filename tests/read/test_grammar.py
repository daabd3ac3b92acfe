"""Every pattern of the grammar by its own examples, and what must never be read."""

import re

import pytest

from analysis.read.marks.faults import find_faults
from analysis.read.prose.grammar import compile_pattern, fill, load_grammar
from analysis.read.prose.labels import clean_label
from tests.read.judged import make_scene
from tests.read.texts import read_text, words

GRAMMAR = load_grammar()
OF_FIGURES = ("shape", "skip", "base", "none")
OF_LABELS = ("before", "behind", "inside", "phase")
ROWS = [(table, row) for table in (*OF_FIGURES, *OF_LABELS) for row in GRAMMAR[table]]
UNITS = dict(words().units)


def list_examples(*tables):
    return [
        pytest.param(text, wanted, id=f"{table} {row['name']} {number}")
        for table, row in ROWS
        if table in tables
        for number, (text, wanted) in enumerate(row["examples"].items(), start=1)
    ]


def tell(fact, wanted):
    """Return a fact with as many parts as the example states, blank where it leaves one open."""
    parts = [fact.item, fact.measure, fact.word, fact.printed, fact.unit, str(fact.year), str(fact.base_year or "")]
    stated = wanted.split("|")
    return "|".join(
        part if number >= len(stated) or stated[number] else "" for number, part in enumerate(parts[: len(stated)])
    )


@pytest.mark.parametrize(("text", "wanted"), list_examples(*OF_FIGURES))
def test_example_gives_its_figures(text, wanted):
    facts = read_text(text).facts
    assert [tell(fact, one) for fact, one in zip(facts, wanted, strict=True)] == wanted


@pytest.mark.parametrize(("text", "label"), list_examples(*OF_LABELS))
def test_example_gives_its_label(text, label):
    assert clean_label(text)[0] == label


@pytest.mark.parametrize("row", GRAMMAR["phase"], ids=lambda row: row["name"])
def test_example_gives_its_phase(row):
    assert {clean_label(text)[1:] for text in row["examples"]} == {(row["word"], row["phase"])}


@pytest.mark.parametrize(("table", "row"), ROWS, ids=lambda one: one if isinstance(one, str) else one["name"])
def test_pattern_occurs_in_an_example(table, row):
    pattern = compile_pattern(row["pattern"])
    assert any(re.search(pattern.pattern.removesuffix("$"), text) for text in row["examples"])


@pytest.mark.parametrize(("unit", "others"), GRAMMAR["other_word"].items())
def test_word_that_only_begins_like_a_unit_is_none(unit, others):
    assert unit in UNITS
    for rest in re.sub(r"\(\?!.*?\)", "", others).split("|"):
        assert not [fact for fact in read_text(f"检查对象3{unit}{rest}。").facts if fact.unit == unit]


def test_words_in_patterns_are_all_defined():
    for _, row in ROWS:
        assert not re.search(r"\{[a-z_]+\}", fill(row["pattern"]))


@pytest.mark.parametrize(
    "text",
    [
        "严格控制“三公”经费支出，只减不增。",
        "占  %，减少  万元；增加（减少）  万元。",
        "根据财预〔2013〕53号、湘办发〔2019〕10号文件。",
        "2019年12月31日，联系电话0739-5326118，邮编422000。",
        "一是建强基层，二是“送温暖”，做到三个严格、一户一档。",
        "第34期，2018—2020年，6月至8月，10个工作日，3个月。",
        "功能科目2012901行政运行。",
        "中国成立70周年，第16届运动会。",
    ],
)
def test_what_is_no_figure_is_not_read(text):
    reading = read_text(text)
    assert reading.facts == ()


FAULTS = [(row, text, shown) for row in GRAMMAR["fault"] for text, shown in row["fires"].items()]
QUIET = [(row, text) for row in GRAMMAR["fault"] for text in row["silent"]]


def list_shown(row, text):
    """Return what a row of faults.toml finds in a text of a document of its kind."""
    year = max(2019, row.get("since", 0))
    scene = make_scene(f"{year}年度某区某局部门{row.get('of', '说明')}\n{text}", year)
    found = [one for one in find_faults(scene) if (one.rule, one.key) == (row["rule"], row.get("key", row["rule"]))]
    return [scene.document.text[slice(*one.span)] for one in found]


@pytest.mark.parametrize(("row", "text", "shown"), FAULTS, ids=lambda one: one["name"] if isinstance(one, dict) else "")
def test_fault_is_found_in_its_examples(row, text, shown):
    assert list_shown(row, text) == [shown]


@pytest.mark.parametrize(("row", "text"), QUIET, ids=lambda one: one["name"] if isinstance(one, dict) else "")
def test_fault_is_not_found_where_there_is_none(row, text):
    assert list_shown(row, text) == []
