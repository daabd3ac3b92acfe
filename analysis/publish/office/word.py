"""The report as a Word document: all that the published page says, in its order, without its code and its links.

It is made from the page itself, so that the two cannot say different things.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from analysis.publish.office.paper import TABLE_POINTS, TEXT_WIDTH, make_paper, rule_table, save_paper
from analysis.show.rich import measure_width

_FRONT = "c0"  # the chapter whose sections are the narrative's own parts
_BLOCKS = ("p", "ul", "ol", "dl", "table", "figure", "pre", "h2", "h3", "h4")
_BOLD = {"mark", "strong", "b"}  # what stands out within a line, and how grave a finding is
# A table's line holds so many Latin characters at its size; a cell's margins take the padding.
_LINE, _WIDEST, _PADDING = 98, 40, 3
_WORD = re.compile(r"[\u2e80-\uffef]{1,2}|[^\s\u2e80-\uffef]{1,12}|$")  # what should not be broken


def write_document(page: str, charts: Mapping[str, bytes], lang: str) -> bytes:
    """Return the Word document (docx) of a page; `charts` gives the bitmap for each alt text of the page."""
    soup = BeautifulSoup(page, "html.parser")
    for back in soup.select(".back"):  # of no use on paper
        back.decompose()
    cover = _find(soup, "header.cover")
    department, title, report_id = (_find(cover, name) for name in (".department", "h1", ".report-id"))
    writer = _Writer(make_paper(f"{_words(department)} {_words(title)}", lang), charts)
    writer.paper.add_paragraph(f"{_words(department)}\n{_words(title)}", style="Title")
    writer.paper.add_paragraph(_words(report_id), style="Subtitle")
    for section in cover.select("section"):
        writer.add_blocks(section, 1)
    for chapter in soup.select("main > section"):
        front = chapter.find(id=_FRONT)
        writer.add_blocks(chapter, 2 if front else 1, skipped=front)
    return save_paper(writer.paper)


class _Writer:
    """Puts blocks of HTML into a document, one after the other."""

    def __init__(self, paper: Paper, charts: Mapping[str, bytes]) -> None:
        self.paper, self._charts = paper, charts

    def add_blocks(self, parent: Tag, top: int, skipped: object = None) -> None:
        """Add every block below `parent`; a heading h2 is of level 1 where `top` is 1, left out where it is 2."""
        kinds: dict[str, Callable[[Tag], object]] = {"table": self._add_table, "figure": self._add_chart}
        kinds |= dict.fromkeys(("ul", "ol"), self._add_list) | {"dl": self._add_pairs}
        for block in _find_blocks(parent):
            if block is skipped:
                continue
            if block.name.startswith("h"):
                self.paper.add_heading(_words(block), int(block.name[1]) - top)
            else:
                kinds.get(block.name, self.add_line)(block)

    def add_line(self, block: Tag) -> Paragraph:
        """Return a new paragraph with the words of a block."""
        note = "note" in block.get_attribute_list("class")
        paragraph = self.paper.add_paragraph(style="Note" if note else "Body Text")
        _add_runs(paragraph, block)
        return paragraph

    def _add_list(self, block: Tag, level: int = 1) -> None:
        style = "List Bullet" if level == 1 else "List Bullet 2"
        for item in block.find_all("li", recursive=False):
            _add_runs(self.paper.add_paragraph(style=style), item)
            for inner in item.find_all(["ul", "ol"], recursive=False):
                self._add_list(inner, level + 1)

    def _add_pairs(self, block: Tag) -> None:
        """Add a list of names and values, a line each."""
        for pair in block.find_all("div", recursive=False):
            name, value = (_words(_find(pair, one)) for one in ("dt", "dd"))
            self.paper.add_paragraph(f"{name}  {value}", style="Note")

    def _add_chart(self, block: Tag) -> None:
        image = _find(block, "img")
        alt = str(image["alt"])
        paragraph = self.paper.add_paragraph()
        paragraph.paragraph_format.line_spacing = 1.0
        picture = paragraph.add_run().add_picture(io.BytesIO(self._charts[alt]), width=TEXT_WIDTH)
        picture._inline.docPr.set("descr", alt)

    def _add_table(self, block: Tag) -> None:
        caption = block.find("caption")
        if isinstance(caption, Tag):
            self.paper.add_paragraph(_words(caption), style="Caption")
        rows = block.find_all("tr")
        widths = _share_width(rows)
        table = self.paper.add_table(len(rows), len(widths))
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row, made in zip(rows, table.rows, strict=True):
            if row.find(colspan=True):
                _fill_cell(made.cells[0].merge(made.cells[-1]), _find(row, "[colspan]"), bold=row.td is None)
                continue
            for cell, target in zip(row.find_all(["th", "td"]), made.cells, strict=True):
                _fill_cell(target, cell, bold=cell.name == "th" and cell.get("scope") == "col")
        rule_table(table)


def _find_blocks(parent: Tag) -> Iterator[Tag]:
    """Yield the blocks below a tag in order, not those inside another block, nor the folded code."""
    for child in parent.find_all(True, recursive=False):
        if child.name in _BLOCKS:
            yield child
        elif child.name != "details":
            yield from _find_blocks(child)


def _share_width(rows: list[Tag]) -> list[int]:
    """Return the widths of a table's columns: room for the longest word of each, the rest by how much they hold."""
    whole = [row for row in rows if not row.find(colspan=True)]
    columns = list(zip(*([cell.get_text() for cell in row.find_all(["th", "td"])] for row in whole), strict=True))
    least = [
        max(measure_width(word) for text in column for word in _WORD.findall(text)) + _PADDING for column in columns
    ]
    wanted = [min(max(map(measure_width, column)), _WIDEST) + _PADDING for column in columns]
    spare = max(0, _LINE - sum(least))
    extra = [max(0, wish - need) for wish, need in zip(wanted, least, strict=True)]
    sizes = [need + spare * more / (sum(extra) or 1) for need, more in zip(least, extra, strict=True)]
    return [int(TEXT_WIDTH * size / sum(sizes)) for size in sizes]


def _fill_cell(target: _Cell, cell: Tag, *, bold: bool) -> None:
    paragraph = target.paragraphs[0]
    paragraph.paragraph_format.line_spacing = 1.0
    if "number" in cell.get_attribute_list("class"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _add_runs(paragraph, cell, points=TABLE_POINTS, bold=bold)


def _add_runs(paragraph: Paragraph, block: Tag, points: float = 0, *, bold: bool = False) -> None:
    """Add the words of a block, citations raised; lists within it are paragraphs of their own unless in a table."""
    for text, raised, strong in _list_texts(block, keep_lists=bool(points)):
        run = paragraph.add_run(text)
        run.bold = bold or strong or None
        run.font.superscript = raised or None
        if points:
            run.font.size = Pt(points)
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")


def _list_texts(
    block: Tag, *, keep_lists: bool, raised: bool = False, strong: bool = False
) -> Iterator[tuple[str, bool, bool]]:
    """Yield the texts of a block, whether each is raised, and whether it is bold."""
    for child in block.children:
        if isinstance(child, NavigableString):
            text = " ".join(str(child).split("\n"))
            if text.strip() or raised:
                yield text, raised, strong
        elif isinstance(child, Tag) and child.name == "br":
            yield "\n", raised, strong
        elif isinstance(child, Tag) and (keep_lists or child.name not in {"ul", "ol"}):
            if child.name in {"li", "p"}:
                yield "\n", raised, strong
            looks = {"raised": raised or child.name == "sup", "strong": strong or _stands_out(child)}
            yield from _list_texts(child, keep_lists=keep_lists, **looks)


def _stands_out(tag: Tag) -> bool:
    return tag.name in _BOLD or "severity" in tag.get_attribute_list("class")


def _find(parent: Tag, selector: str) -> Tag:
    found = parent.select_one(selector)
    assert found is not None, f"the page has no {selector}"
    return found


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())
