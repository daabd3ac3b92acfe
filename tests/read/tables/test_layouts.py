"""The same tables from every format, in layouts that no sample has, give the same figures."""

from pathlib import Path

import pytest

from analysis.read.batch import read_file
from analysis.read.facts import Fact
from analysis.read.files.open import read_document
from tests.read.make_documents import write_pdf
from tests.read.tables.layouts import LAYOUTS, Layout
from tests.read.tables.make_tables import make_page, write_docx, write_html, write_printed, write_xlsx
from tests.read.texts import words

RULES = ("ruled", "double", "rows")  # that borders may be drawn with; tables without any are read the hardest way


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


@pytest.mark.parametrize("rules", ["rows", "bare"])
def test_what_no_head_tells_is_counted_and_nothing_guessed(rules: str, chromium: str, tmp_path: Path) -> None:
    layout = LAYOUTS["fiscal-lines"]  # without rules nobody can say for sure over which columns its heads stand
    one = read_file(write_printed(tmp_path / "a.pdf", [layout], 2023, chromium, rules), words(), 2023, "zh")
    assert one.reading
    [table] = one.reading.tables
    assert len(table.facts) + table.unread == len(layout.figures)
    assert {fact.printed for fact in table.facts} <= {figure.split(" | ")[3] for figure in layout.figures}


@pytest.mark.slow  # a browser prints each
@pytest.mark.parametrize("rules", ["bare", *RULES])
@pytest.mark.parametrize("name", LAYOUTS)
def test_printed_tables_give_the_figures(name: str, rules: str, chromium: str, tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    if name == "fiscal-lines" and rules in ("rows", "bare"):
        return  # see above
    path = write_printed(tmp_path / "a.pdf", [layout], layout.year, chromium, rules)
    assert sorted(read_figures(path, layout)) == sorted(layout.figures)


def make_long(rows: int) -> Layout:
    """Return a table that goes over several pages: codes in three cells, heads of three lines."""
    base = LAYOUTS["codes-in-cells"]
    body = [["201", "05", f"{n:02d}", f"统计项目{n}", f"{n + 1}.00", "1.00", f"{n}.00"] for n in range(10, 10 + rows)]
    figures = [
        f"统计项目{n} | functional-2020/20105{n:02d} | {word} | {amount}"
        for n in range(10, 10 + rows)
        for word, amount in (("预算数", f"{n + 1}.00"), ("基本支出", "1.00"), ("项目支出", f"{n}.00"))
    ]
    return Layout(base.title, "万元", [*base.rows[:3], *body], 3, figures, base.year)


@pytest.mark.parametrize("repeated", [True, False])
@pytest.mark.parametrize("rules", ["ruled", "bare"])
def test_rows_go_on_over_pages(rules: str, repeated: bool, chromium: str, tmp_path: Path) -> None:
    layout = make_long(70)
    body = make_page([layout], layout.year, rules)
    if not repeated:
        body = body.replace("<thead>", "<tbody>").replace("</thead><tbody>", "")
    path = write_pdf(tmp_path / "a.pdf", chromium, body)
    assert len({grid.page for grid in read_document(path).tables}) > 2
    assert sorted(read_figures(path, layout)) == sorted(layout.figures)


def test_many_tables_of_one_document_stay_apart(chromium: str, tmp_path: Path) -> None:
    layouts = [LAYOUTS[name] for name in ("three-lanes", "procurement", "two-years")]
    wanted = sorted(figure for layout in layouts for figure in layout.figures)
    for path in (
        write_xlsx(tmp_path / "a.xlsx", layouts, 2023),
        write_docx(tmp_path / "a.docx", layouts, 2023),
        write_html(tmp_path / "a.html", layouts, 2023),
        write_printed(tmp_path / "a.pdf", layouts, 2023, chromium, "ruled"),
    ):
        assert sorted(read_figures(path, layouts[0])) == wanted, path.name
