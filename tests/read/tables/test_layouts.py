"""The same tables from every format, in layouts that no sample has, give the same figures."""

from pathlib import Path

import pytest

from analysis.read.batch import read_file
from analysis.read.facts import Fact
from tests.read.tables.layouts import LAYOUTS, Layout
from tests.read.tables.make_tables import write_docx, write_html, write_printed, write_xlsx
from tests.read.texts import words


def describe(fact: Fact) -> str:
    code = f"{fact.named.scheme}/{fact.named.code}" if fact.named else "-"
    return " | ".join((fact.item.replace(" ", ""), code, fact.word, fact.printed))


def read_figures(path: Path, layout: Layout) -> list[str]:
    one = read_file(path, words(), layout.year, "zh")
    assert one.reading, one.error
    assert [table.unread for table in one.reading.tables] == [0] * len(one.reading.tables)
    return [describe(fact) for fact in one.reading.facts if fact.at]


@pytest.mark.parametrize("name", LAYOUTS)
def test_formats_of_cells_give_the_figures(name: str, tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    for path in (
        write_html(tmp_path / "a.html", [layout], layout.year),
        write_docx(tmp_path / "a.docx", [layout], layout.year),
        write_xlsx(tmp_path / "a.xlsx", [layout], layout.year),
        write_xlsx(tmp_path / "b.xlsx", [layout], layout.year, typed=False),
    ):
        assert sorted(read_figures(path, layout)) == sorted(layout.figures), path.name


@pytest.mark.parametrize("rules", ["ruled", "double", "rows", "bare"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_printed_tables_give_the_figures(name: str, rules: str, chromium: str, tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    path = write_printed(tmp_path / "a.pdf", [layout], layout.year, chromium, rules)
    assert sorted(read_figures(path, layout)) == sorted(layout.figures)
