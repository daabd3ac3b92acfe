"""The Word document: the page's words, tables and charts, as LibreOffice opens and prints it."""

import io
import re
import zipfile

import docx
import pdfplumber
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from docx.shared import Mm

from analysis.publish.office.word import write_document
from analysis.show.charts import CHARTS
from tests.publish.office.libreoffice import convert
from tests.show.reports import real_words


@pytest.fixture(scope="module")
def charts():
    drawn = [draw(real_words(lang)) for lang in ("zh", "en") for draw in CHARTS.values()]
    return {chart.alt: chart.render_png(60) for chart in drawn}


@pytest.fixture(scope="module", params=["zh", "en"])
def page(request, built_report):
    suffix = "" if request.param == "zh" else ".en"
    return (built_report / f"report{suffix}.html").read_text(encoding="utf-8"), request.param


@pytest.fixture(scope="module")
def document(page, charts):
    text, lang = page
    return write_document(text, charts, lang)


def read_text(document):
    paper = docx.Document(io.BytesIO(document))
    return "\n".join("".join(text.text or "" for text in p.iter(qn("w:t"))) for p in paper.element.iter(qn("w:p")))


def squeeze(text):
    return re.sub(r"\s", "", text)


def test_all_that_the_page_says_is_in_the_document(page, document):
    soup = BeautifulSoup(page[0], "html.parser")
    wanted = [
        *soup.select("header.cover h1, header.cover li, main > section:has(> #c0) *"),
        *soup.select("caption, td, dt, dd"),
    ]
    wanted = [tag for tag in wanted if not tag.find_parent(["details", "nav"])]
    leaves = [tag for tag in wanted if not tag.find(True) and tag.name not in {"summary", "code"} and tag.get_text()]
    assert len(leaves) > 300
    said = squeeze(read_text(document))
    leaves = [tag for tag in leaves if tag.get("id") != "c0"]  # "overview": the narrative's parts are chapters here
    missing = [tag.get_text() for tag in leaves if squeeze(tag.get_text()) not in said]
    assert missing == []


def test_headings_are_headings_and_the_five_parts_come_in_order(document, page):
    paper = docx.Document(io.BytesIO(document))
    first = [p.text for p in paper.paragraphs if p.style.name == "Heading 1"]
    wanted = "一、 二、 三、 四、 五、" if page[1] == "zh" else "1. 2. 3. 4. 5."
    parts = [text for text in first if text.startswith(tuple(wanted.split()))]
    assert [part[:2] for part in parts] == wanted.split()
    assert [p.style.name for p in paper.paragraphs].count("Title") == 1


def test_everything_comes_in_the_order_of_the_page(document, page):
    soup = BeautifulSoup(page[0], "html.parser")
    wanted = [tag for tag in soup.select("h2, h3, h4, caption") if not tag.find_parent("nav") and tag.get("id") != "c0"]
    paper = docx.Document(io.BytesIO(document))
    titles = [p.text for p in paper.paragraphs if p.style.name.startswith(("Heading", "Caption"))]
    assert [squeeze(title) for title in titles] == [squeeze(tag.get_text()) for tag in wanted]


def test_severity_of_a_finding_is_bold(document):
    paper = docx.Document(io.BytesIO(document))
    bold = {run.text for p in paper.paragraphs for run in p.runs if run.bold}
    assert bold >= {"高", "中"} or bold >= {"high", "medium"}


def test_charts_carry_their_alt_texts(document, page):
    paper = docx.Document(io.BytesIO(document))
    described = [shape._inline.docPr.get("descr") for shape in paper.inline_shapes]
    images = BeautifulSoup(page[0], "html.parser").select("figure img")
    assert described == [image["alt"] for image in images]
    assert len(described) == 5


def test_fonts_and_margins_are_those_of_official_documents(document):
    paper = docx.Document(io.BytesIO(document))
    fonts = {
        n: paper.styles[n].element.rPr.rFonts.get(qn("w:eastAsia")) for n in ("Body Text", "Heading 1", "Heading 2")
    }
    assert fonts == {"Body Text": "仿宋", "Heading 1": "黑体", "Heading 2": "楷体"}
    assert paper.styles["Body Text"].font.size.pt == 16  # 三号
    section = paper.sections[0]
    assert [round(side.mm) for side in (section.top_margin, section.left_margin)] == [37, 28]
    assert abs(section.page_width - Mm(210)) < Mm(1)
    heads = [row._tr.trPr.find(qn("w:tblHeader")) for table in paper.tables for row in table.rows[:1]]
    assert None not in heads


def test_document_is_the_same_bytes_each_time(document, page, charts):
    assert write_document(page[0], charts, page[1]) == document
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


@pytest.mark.slow
def test_libreoffice_opens_and_prints_it(document, soffice, tmp_path):
    path = tmp_path / "narrative.docx"
    path.write_bytes(document)
    pdf = convert(soffice, path, "pdf", tmp_path / "out")
    with pdfplumber.open(pdf) as printed:
        pages = [squeeze(printed_page.extract_text()) for printed_page in printed.pages]
    assert 12 <= len(pages) <= 30
    assert "149.35" in pages[0]
    assert any("−88.89%" in text for text in pages)
    assert [text.endswith(f"—{number}—") for number, text in enumerate(pages, start=1)] == [True] * len(pages)


def test_no_code_and_no_link_is_in_it(document):
    text = read_text(document)
    assert "open_data" not in text
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        relations = parts.read("word/_rels/document.xml.rels").decode()
    assert "TargetMode" not in relations
