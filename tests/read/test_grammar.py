"""Every pattern of the grammar by its own examples, and what must never be read."""

import re

import pytest

from analysis.read.grammar import compile_pattern, fill, load_grammar
from tests.read.texts import read_text

GRAMMAR = load_grammar()
SHAPES = [(one["name"], text, wanted) for one in GRAMMAR["shape"] for text, wanted in one["examples"].items()]
SKIPS = [(one["name"], text, wanted) for one in GRAMMAR["skip"] for text, wanted in one["examples"].items()]


def tell(fact, wanted):
    """Return a fact with as many parts as the example states, blank where it leaves one open."""
    parts = [fact.item, fact.measure, fact.word, fact.printed, fact.unit, str(fact.year), str(fact.base_year or "")]
    stated = wanted.split("|")
    return "|".join(
        part if number >= len(stated) or stated[number] else "" for number, part in enumerate(parts[: len(stated)])
    )


@pytest.mark.parametrize(("name", "text", "wanted"), [*SHAPES, *SKIPS])
def test_example(name, text, wanted):
    facts = read_text(text).facts
    assert [tell(fact, one) for fact, one in zip(facts, wanted, strict=True)] == wanted


@pytest.mark.parametrize("one", GRAMMAR["shape"] + GRAMMAR["skip"], ids=lambda one: one["name"])
def test_every_pattern_has_an_example_that_needs_it(one):
    pattern = compile_pattern(one["pattern"])
    assert one["examples"]
    assert all(re.search(pattern.pattern.removesuffix("$"), text) for text in one["examples"])


def test_words_in_patterns_are_all_defined():
    for one in GRAMMAR["shape"] + GRAMMAR["skip"]:
        assert not re.search(r"\{[a-z_]+\}", fill(one["pattern"]))


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
