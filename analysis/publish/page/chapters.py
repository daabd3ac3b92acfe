"""What of the executed notebooks goes onto the page: cells, Markdown as HTML, contents list."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Any, NamedTuple

import mistune
from markupsafe import Markup
from nbformat import NotebookNode

from analysis.errors import Problem
from analysis.show.headings import MARKDOWN
from analysis.texts import say

SVG = "image/svg+xml"
EXPLORE = "explore"  # the tag of what is for JupyterLab only; the executed notebook keeps it
# Chapters before and after those of the notebooks, by the tag of a cell.
COVER, FRONT, EVIDENCE, BASIS = -1, 0, 90, 91
_PLACES = {"cover": COVER, "front": FRONT, "evidence": EVIDENCE, "basis": BASIS}
# Ident and text of the titles of chapters that no notebook opens.
TITLES = {FRONT: ("c0", "page.front"), EVIDENCE: ("evidence", "page.evidence"), BASIS: ("basis", "page.basis")}
_HEADING, _DEEPEST = re.compile(r"(#+) "), 7
_HAN = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"


class Heading(NamedTuple):
    """A heading of the page; `level` counts as in HTML, so a notebook's `#` is 2."""

    level: int
    ident: str
    text: str


Contents = list[tuple[Heading, list[Heading]]]


def select_cells(notebooks: Sequence[NotebookNode], lang: str) -> list[NotebookNode]:
    """Return the cells to show, in page order, with `chapter` (COVER, FRONT, 1 …), `place` and `under` as metadata.

    `under` is the id of the heading above it in the notebook; a heading that a cell shows becomes Markdown. Left out:
    parameters (they are in the appendix), what is tagged explore, raw cells, tables and charts of nothing, and headings
    that nothing is below.
    """
    hidden = {"parameters", "injected-parameters", EXPLORE}
    cells: list[NotebookNode] = []
    for chapter, notebook in enumerate(notebooks, start=1):
        number, under = 0, ""
        for position, cell in enumerate(notebook.cells):
            tags = set(cell.metadata.get("tags", ()))
            number += cell.cell_type == "code"
            if cell.cell_type == "raw" or tags & hidden:
                continue
            place = say(lang, "page.code-place", notebook=notebook.metadata["name"], number=number)
            moved = [one for tag, one in _PLACES.items() if tag in tags]
            shown = _open_heading(cell)
            under = f"n{chapter}-{position}" if shown.cell_type == "markdown" else under
            metadata = NotebookNode(chapter=min(moved, default=chapter), place=place, under=under)
            told = NotebookNode(shown, id=f"n{chapter}-{position}", metadata=metadata)
            if "outputs" in told:
                told.outputs = [output for output in told.outputs if not _says_what_was_opened(output)]
            cells.append(told)
    cells.sort(key=lambda cell: int(cell.metadata.chapter))
    return [cell for _, chapter in groupby(cells, _chapter_of) for cell in _leave_out_empty(chapter)]


def _chapter_of(cell: NotebookNode) -> int:
    return int(cell.metadata.chapter)


def _open_heading(cell: NotebookNode) -> NotebookNode:
    """Return a cell that shows a heading as that heading; any other one as it is."""
    headings = [text for output in cell.get("outputs", ()) if (text := output.get("data", {}).get(MARKDOWN))]
    return NotebookNode(cell_type="markdown", source="".join(headings)) if headings else cell


def is_empty(output: NotebookNode) -> bool:
    """Return whether an output is a table or a chart that has nothing to show."""
    return any(mark.get("empty") for mark in output.get("metadata", {}).values())


def _says_what_was_opened(output: NotebookNode) -> bool:
    """Return whether an output is the line that names the data, which the cover and the appendix have."""
    return any("opened" in mark for mark in output.get("metadata", {}).values())


def _leave_out_empty(cells: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Return the cells of a chapter without those that show nothing and without headings that nothing stands below."""
    sections: list[list[NotebookNode]] = [[]]
    for cell in cells:
        if cell.cell_type == "markdown":
            sections.append([])
        sections[-1].append(cell)
    kept: list[list[NotebookNode]] = []
    below = 0  # the level of the section kept last, which follows on the page
    for section in reversed(sections):
        level = _level_of(section)
        if section is sections[0] or _prints(section) or below > level:
            kept.append([cell for cell in section if not cell.get("outputs") or not all(map(is_empty, cell.outputs))])
            below = level
    return list(chain.from_iterable(reversed(kept)))


def _level_of(section: Sequence[NotebookNode]) -> int:
    """Return the level of a section's heading; text without one is below every heading."""
    heading = section and section[0].cell_type == "markdown" and _HEADING.match(section[0].source)
    return len(heading[1]) if heading else _DEEPEST


def _prints(section: Sequence[NotebookNode]) -> bool:
    """Return whether a section's code shows something; without code, whether it says more than its heading."""
    outputs = [cell.get("outputs", ()) for cell in section if cell.cell_type == "code"]
    if not outputs:
        return any(line and not _HEADING.match(line) for cell in section for line in cell.source.split("\n"))
    return any(not is_empty(output) for output in chain.from_iterable(outputs))


def find_problems(cell: NotebookNode, lang: str) -> Iterator[Problem]:
    """Return why a cell's outputs cannot be published: an error, no alt text, an unknown kind."""
    for output in cell.get("outputs", ()):
        kinds = set(output.get("data", ()))
        chart = output.get("metadata", {}).get(SVG, {})
        message = ""
        if output.output_type == "error":
            message = say(lang, "page.error-output", error=f"{output.ename}: {output.evalue}")
        elif kinds and not kinds & {"text/html", SVG} and kinds != {"text/plain"}:
            message = say(lang, "page.unknown-output", kinds=", ".join(sorted(kinds)))
        elif "text/html" not in kinds and SVG in kinds and not chart.get("alt", "").strip():
            message = say(lang, "page.no-alt", name=chart.get("name", ""))
        if message:
            yield Problem(cell.metadata.place, 0, "", "", message)


def render_markdown(cells: Sequence[NotebookNode], lang: str) -> Contents:
    """Put the HTML of each Markdown cell, and for a cell of the cover its section, into its metadata.

    Return the chapters, each with its sections.
    """
    renderers = {chapter: _Renderer(chapter) for chapter in sorted({*map(_chapter_of, cells), BASIS})}
    for chapter, (ident, key) in TITLES.items():
        if chapter in renderers:
            renderers[chapter].headings.append(Heading(2, ident, say(lang, key)))
    sections: dict[str, Heading | None] = {}
    for cell in cells:
        if cell.cell_type == "markdown":
            renderer = renderers[cell.metadata.chapter]
            first = len(renderer.headings)
            cell.metadata.html = mistune.create_markdown(renderer=renderer, plugins=["table"])(cell.source)
            sections[cell.id] = next(iter(renderer.headings[first:]), None)
    for cell in cells:
        cell.metadata.section = sections.get(cell.metadata.under) if cell.metadata.chapter == COVER else None
    contents: Contents = []
    for heading in chain.from_iterable(renderer.headings for renderer in renderers.values()):
        if heading.level == 2:
            contents.append((heading, []))
        elif heading.level == 3 and contents:
            contents[-1][1].append(heading)
    return contents


class _Renderer(mistune.HTMLRenderer):
    """Markdown of one chapter: raw HTML becomes text, headings get ids by position and are collected."""

    def __init__(self, chapter: int) -> None:
        super().__init__(escape=True)
        self._ident, _ = TITLES.get(chapter, (f"c{chapter}", ""))
        self.headings: list[Heading] = []

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        position = len(self.headings)
        ident = f"{self._ident}-{position}" if position else self._ident
        self.headings.append(Heading(level + 1, ident, Markup(text).striptags()))
        return f'<h{level + 1} id="{ident}">{text}</h{level + 1}>\n'

    def paragraph(self, text: str) -> str:
        return super().paragraph(_join_lines(text))

    def block_text(self, text: str) -> str:
        return super().block_text(_join_lines(text))

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        """Return the cell with a class for right-aligned columns; mistune's own writes a style attribute."""
        tag, scope = ("th", ' scope="col"') if head else ("td", "")
        number = ' class="number"' if align == "right" else ""
        return f"<{tag}{scope}{number}>{text}</{tag}>\n"


def _join_lines(text: str) -> str:
    """Return the text without line ends between Chinese characters, where a browser would show a space."""
    return re.sub(f"(?<={_HAN})\n(?={_HAN})", "", text)
