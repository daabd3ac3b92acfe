"""One content as workbook, Word document and web page gives the same figures: those of its facts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook

from analysis.read.batch import FileReading, read_file
from analysis.read.files.open import read_document
from tests.helpers import needs_samples
from tests.publish.office.libreoffice import convert
from tests.read.made.facts import NAMES, Fact, read_facts, tell_read, tell_truth
from tests.read.made.invented import KINDS
from tests.read.made.invented_text import invent_facts
from tests.read.made.papers import WRITERS, Paper, change_tables, cut_pages, make_paper, wrap_cells, write_paper
from tests.read.texts import words

DISCLOSURES = [*(pytest.param(name, marks=needs_samples) for name in NAMES), *KINDS]
SHAPES: dict[str, Callable[[Paper], Paper]] = {
    "plain": lambda paper: paper,
    "wrapped": change_tables(lambda layout: [wrap_cells(layout)]),
    "cut": change_tables(partial(cut_pages, size=11, repeated=False)),
    "cut with heads": change_tables(partial(cut_pages, size=11, repeated=True)),
}


def get_facts(name: str) -> tuple[Fact, ...]:
    """Return the facts of a sample, or those of an invented disclosure of a kind."""
    return read_facts(name) if name in NAMES else invent_facts(KINDS.index(name))


def read_paper(path: Path) -> FileReading:
    one = read_file(path, words(), None, "zh")
    assert one.reading, one.error
    assert [table.unread for table in one.reading.tables] == [0] * len(one.reading.tables)
    return one


def list_meanings(one: FileReading) -> list[tuple[object, ...]]:
    """Return what each figure of a table is taken for."""
    return sorted(
        (fact.at.table, fact.item, str(fact.named), fact.measure, fact.phase, fact.year, fact.printed, fact.unit,
         fact.fund, fact.scope, fact.flow)
        for fact in one.reading.facts
        if fact.at
    )  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", DISCLOSURES)
def test_formats_give_the_figures_of_the_facts_and_the_same(name: str, shape: str, tmp_path: Path) -> None:
    facts = get_facts(name)
    paper = SHAPES[shape](make_paper(facts))
    formats = [one for one in WRITERS if one != "xlsx" or not shape.startswith("cut")]  # no page breaks in a sheet
    meanings = []
    for one in formats:
        reading = read_paper(write_paper(paper, tmp_path / f"a.{one}"))
        assert tell_read(reading, facts) == tell_truth(facts), one
        meanings.append(list_meanings(reading))
    assert meanings[1:] == meanings[:-1]


@pytest.mark.parametrize("name", DISCLOSURES)
def test_phases_are_those_of_the_kind_of_document(name: str, tmp_path: Path) -> None:
    reading = read_paper(write_paper(make_paper(get_facts(name)), tmp_path / "a.html"))
    final = name in ("final", "final-accounts-2024")
    for fact in reading.reading.facts:
        assert fact.phase == ("executed" if final and fact.word != "预算数" else "approved"), fact.locator


def test_lines_of_a_cell_are_one_text_and_of_a_text_cell_paragraphs(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["一、说明\n二、其他\n本年无。"], ["项目", "金额"], ["台式计算机（2\n0万以下）", "1,2\n34.50"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    document = read_document(tmp_path / "a.xlsx")
    assert [one.text for one in document.paragraphs] == ["一、说明", "二、其他", "本年无。"]
    assert [cell.text for cell in document.tables[0].cells][-2:] == ["台式计算机（20万以下）", "1,234.50"]


@pytest.mark.slow
@needs_samples
def test_old_workbook_gives_the_figures(soffice: str, tmp_path: Path) -> None:
    facts = read_facts("jiangsu-congress-2018-budget")
    path = write_paper(make_paper(facts), tmp_path / "a.xlsx")
    old = convert(soffice, path, "xls", tmp_path / "out")
    assert tell_read(read_paper(old), facts) == tell_truth(facts)
