"""Paper as Chinese offices print official documents: margins, fonts and sizes of GB/T 9704-2012, page numbers.

The only place that knows python-docx's styles. 仿宋, 黑体, 楷体 and 宋体 are fonts of the reader's machine; a program
without them takes its own of the same kind.
"""

import io
import re
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from analysis.money import strip_controls
from analysis.publish.folder import zip_files

TEXT_WIDTH = Mm(156)  # A4 less the margins
_MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}  # mm
_CREATED = datetime(1980, 1, 1)
_LATIN = "Times New Roman"
# Style of the template: Chinese font, size in points, bold. 二号 is 22, 三号 16, 五号 10.5, 小五 9 points.
_STYLES = {
    "Normal": ("仿宋", 16, False),
    "Title": ("宋体", 22, True),
    "Heading 1": ("黑体", 16, False),
    "Heading 2": ("楷体", 16, False),
    "Heading 3": ("仿宋", 16, True),
    "Subtitle": ("仿宋", 14, False),
    "Body Text": ("仿宋", 16, False),
    "Note": ("仿宋", 10.5, False),
    "List Bullet": ("仿宋", 16, False),
    "List Bullet 2": ("仿宋", 14, False),
    "Caption": ("黑体", 12, False),
    "Footer": ("宋体", 14, False),
}
_LINE_POINTS = 28  # so that 22 lines fill a page
TABLE_POINTS = 9


def make_paper(title: str, lang: str) -> Paper:
    """Return an empty document with its page, styles, page number and properties."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, width in _MARGINS.items():
        setattr(section, f"{side}_margin", Mm(width))
    paper.styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH)
    for name, look in _STYLES.items():
        style = paper.styles[name]
        assert isinstance(style, ParagraphStyle)
        _set_look(style, look, lang)
    _number_pages(section.footer.paragraphs[0])
    properties = paper.core_properties
    properties.title, properties.author, properties.comments = strip_controls(title)[:255], "", ""
    properties.created = properties.modified = _CREATED
    return paper


def _set_look(style: ParagraphStyle, look: tuple[str, float, bool], lang: str) -> None:
    font, size, bold = look
    style.font.name, style.font.size, style.font.bold, style.font.italic = _LATIN, Pt(size), bold, False
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's font would win
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    for border in style.element.xpath("./w:pPr/w:pBdr"):  # the template underlines its title
        border.getparent().remove(border)
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE_POINTS)
    form.space_before = form.space_after = Pt(0)
    if style.name in {"Title", "Subtitle"}:
        form.alignment, form.space_after, form.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, Pt(_LINE_POINTS), Pt(36)
    if style.name == "Body Text" and lang == "zh":
        form.alignment, form.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Pt(32)  # two characters
    if style.name == "Caption":
        form.keep_with_next, form.space_before = True, Pt(12)
    if style.name == "Note":
        form.line_spacing, form.space_before, form.space_after = Pt(18), Pt(6), Pt(12)


def _number_pages(paragraph: Paragraph) -> None:
    """Print the page number as — 1 —, in the middle."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    paragraph._p.append(_make('<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    paragraph.add_run(" —")


def rule_table(table: Table) -> None:
    """Give a table the lines of a statistics office: above, below and, lighter, between its rows; repeat its head."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{weight}" w:space="0" w:color="{colour}"/>'
        for side, weight, colour in (("top", 8, "000000"), ("bottom", 8, "000000"), ("insideH", 4, "BFBFBF"))
    )
    table._tbl.tblPr.append(_make(f"<w:tblBorders>{lines}</w:tblBorders>"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_make("<w:cantSplit/>"))
    table.rows[0]._tr.get_or_add_trPr().append(_make("<w:tblHeader/>"))


def _make(xml: str) -> BaseOxmlElement:
    """Return an element of the document by its markup, in which every name has the prefix w."""
    return parse_xml(re.sub(r"^<[\w:]+", rf"\g<0> {nsdecls('w')}", xml))


def save_paper(paper: Paper) -> bytes:
    """Return the file, with the first date that zip knows on every part: the same document gives the same bytes."""
    package = paper.part.package
    for key in [key for key, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
        del package.rels[key]  # a picture of the template
    draft = io.BytesIO()
    paper.save(draft)
    with zipfile.ZipFile(draft) as parts:
        return zip_files({name: parts.read(name) for name in parts.namelist()})
