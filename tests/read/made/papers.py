"""A disclosure made of facts, as a workbook, Word document, web page: its tables, and its text where it has one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.read.made.facts import TABLE, Fact, group_facts
from tests.read.made.lay_out import lay_out
from tests.read.tables.layouts import Cell, Layout
from tests.read.tables.make_tables import NUMBER, Part, write_docx, write_html, write_xlsx

BODY = "测试局"


@dataclass(frozen=True)
class Paper:
    title: str
    year: int
    parts: tuple[Part, ...]


def make_paper(facts: Sequence[Fact], parts: Sequence[str] = ()) -> Paper:
    """Return the disclosure whose tables hold the facts; they are numbered where it is a budget of Jiangsu."""
    tables = group_facts(tuple(facts), TABLE)
    year = int(facts[0]["year"])
    final = any("决算" in title for title in tables)
    layouts = [lay_out(title, rows) for title, rows in tables.items()]
    if any("机关运行经费支出" in title for title in tables):
        layouts = [replace(one, number=f"公开{place:02d}表") for place, one in enumerate(layouts, start=1)]
    title = f"{BODY}{year}年度部门决算" if final else f"{BODY}{year}年部门预算"
    return Paper(title, year, (*layouts, *parts))


Writer = Callable[[Path, Sequence[Layout | str], int, str], Path]
WRITERS: dict[str, Writer] = {"xlsx": write_xlsx, "docx": write_docx, "html": write_html}


def write_paper(paper: Paper, path: Path) -> Path:
    return WRITERS[path.suffix[1:]](path, paper.parts, paper.year, paper.title)


def change_tables(change: Callable[[Layout], Sequence[Layout]]) -> Callable[[Paper], Paper]:
    """Return what makes of a disclosure another one, with some tables for each of its own."""

    def apply(paper: Paper) -> Paper:
        parts = ([part] if isinstance(part, str) else change(part) for part in paper.parts)
        return replace(paper, parts=tuple(one for some in parts for one in some))

    return apply


def wrap_cells(layout: Layout, width: int = 7) -> Layout:
    """Return a table whose longer words go over several lines of their cells."""

    def wrap(cell: Cell) -> Cell:
        text, *span = (cell,) if isinstance(cell, str) else cell
        if not NUMBER.match(text) and len(text) > width + 2:
            text = "\n".join(text[start : start + width] for start in range(0, len(text), width))
        return (text, *span) if span else text

    return replace(layout, rows=[[wrap(cell) for cell in row] for row in layout.rows])


def cut_pages(layout: Layout, size: int, *, repeated: bool) -> list[Layout]:
    """Return a table as page breaks cut it: each further page has its heads again, or none."""
    heads, body = layout.rows[: layout.heads], layout.rows[layout.heads :]
    if any(not isinstance(cell, str) and cell[2] > 1 for row in body for cell in row):
        return [layout]  # a cell over lines is not cut
    pages = [body[start : start + size] for start in range(0, len(body), size)]
    further = replace(layout, title="", unit="", number="", heads=layout.heads * repeated)
    rest = [replace(further, rows=[*heads, *rows] if repeated else rows) for rows in pages[1:]]
    cut = [replace(layout, rows=[*heads, *pages[0]]), *rest]
    return [*(replace(one, notes=()) for one in cut[:-1]), cut[-1]]
