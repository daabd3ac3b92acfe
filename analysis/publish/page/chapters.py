"""What of the executed notebooks goes onto the page: cells, Markdown as HTML, contents list."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import mistune
from markupsafe import Markup
from nbformat import NotebookNode

from analysis.errors import Problem
from analysis.show.headings import MARKDOWN
from analysis.texts import say

SVG = "image/svg+xml"
EXPLORE = "explore"  # the tag of what is for JupyterLab only; the executed notebook keeps it
COVER, FRONT = -1, 0  # chapters before the first notebook's
_EARLY = {"cover": COVER, "front": FRONT}  # by the tag of a cell
_HAN = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"


class Heading(NamedTuple):
    """A heading of the page; `level` counts as in HTML, so a notebook's `#` is 2."""

    level: int
    ident: str
    text: str


Contents = list[tuple[Heading, list[Heading]]]


def select_cells(notebooks: Sequence[NotebookNode], lang: str) -> list[NotebookNode]:
    """Return the cells to show, in page order, with `chapter` (COVER, FRONT or 1 …) and `place` in their metadata.

    A heading that a cell shows becomes Markdown. Left out: parameters (they are on the cover), what is tagged explore,
    raw cells, and tables and charts of nothing, with their headings where nothing else stands below these.
    """
    hidden = {"parameters", "injected-parameters", EXPLORE}
    cells: list[NotebookNode] = []
    for chapter, notebook in enumerate(notebooks, start=1):
        shown, number = [], 0
        for position, cell in enumerate(notebook.cells):
            tags = set(cell.metadata.get("tags", ()))
            number += cell.cell_type == "code"
            if cell.cell_type == "raw" or tags & hidden:
                continue
            place = say(lang, "page.code-place", notebook=notebook.metadata["name"], number=number)
            early = [first for tag, first in _EARLY.items() if tag in tags]
            metadata = NotebookNode(chapter=min(early, default=chapter), place=place)
            shown.append(NotebookNode(_open_heading(cell), id=f"c{chapter}-{position}", metadata=metadata))
        cells += _leave_out_empty(shown)
    return sorted(cells, key=lambda cell: int(cell.metadata.chapter))


def _open_heading(cell: NotebookNode) -> NotebookNode:
    """Return a cell that shows a heading as that heading; any other one as it is."""
    headings = [text for output in cell.get("outputs", ()) if (text := output.get("data", {}).get(MARKDOWN))]
    return NotebookNode(cell_type="markdown", source="".join(headings)) if headings else cell


def is_empty(output: NotebookNode) -> bool:
    """Return whether an output is a table or a chart that has nothing to show."""
    return any(mark.get("empty") for mark in output.get("metadata", {}).values())


def _leave_out_empty(cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Return the cells without those that show nothing, and without sections of which nothing is left to see."""
    sections: list[list[NotebookNode]] = [[]]
    for cell in cells:
        if cell.cell_type == "markdown":
            sections.append([])
        sections[-1].append(cell)
    kept: list[NotebookNode] = []
    for section in sections:
        outputs = [output for cell in section for output in cell.get("outputs", ())]
        if not outputs or not all(map(is_empty, outputs)):
            kept += [cell for cell in section if not cell.get("outputs") or not all(map(is_empty, cell.outputs))]
    return kept


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
    """Put the HTML of each Markdown cell into its metadata; return the chapters, each with its sections."""
    renderers = {chapter: _Renderer(chapter) for chapter in sorted({cell.metadata.chapter for cell in cells})}
    if FRONT in renderers:
        renderers[FRONT].headings.append(Heading(2, f"c{FRONT}", say(lang, "page.front")))
    for cell in cells:
        if cell.cell_type == "markdown":
            convert = mistune.create_markdown(renderer=renderers[cell.metadata.chapter], plugins=["table"])
            cell.metadata.html = convert(cell.source)
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
        self._chapter = chapter
        self.headings: list[Heading] = []

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        position = len(self.headings)
        ident = f"c{self._chapter}-{position}" if position else f"c{self._chapter}"
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
