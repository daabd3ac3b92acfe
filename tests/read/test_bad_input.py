"""What a document may hold that cannot be read, or not as it looks: a sentence says so, and nothing is guessed."""

import time
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from analysis.read.batch import FileReading, read_file
from analysis.read.files.excel import MOST_ROWS
from analysis.read.files.pdf_pages import PAGES
from analysis.texts import say
from tests.read.make_documents import replace_part
from tests.read.tables.layouts import LAYOUTS, Layout
from tests.read.tables.make_tables import write_docx, write_html, write_xlsx
from tests.read.texts import read_files, words

IMAGE = b"q 500 0 0 700 40 40 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q\n"
TEXT = b"BT /F1 12 Tf 50 800 Td (Report of the year 2023, all in words) Tj ET\n"
HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
# A font of glyphs that does not say which characters they are.
GLYPHS = (
    b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
    b"/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 0 1 1]/ItalicAngle 0/Ascent 1/Descent 0"
    b"/CapHeight 1/StemV 1>>>>]>>"
)


def write_pages(path: Path, pages: Sequence[bytes], font: bytes = HELVETICA) -> Path:
    """Return a PDF of some pages, written by hand."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))
    parts = [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj\n3 0 obj%sendobj\n" % (kids, len(pages), font),
    ]
    for number, page in enumerate(pages):
        packed = zlib.compress(page)
        values = 4 + 2 * number, 5 + 2 * number, 5 + 2 * number, len(packed), packed
        parts.append(
            b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
            b"endobj\n%d 0 obj<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n" % values
        )
    path.write_bytes(b"".join(parts) + b"trailer<</Root 1 0 R>>\n%%EOF")
    return path


def read_tables(path: Path, year: int = 2023) -> FileReading:
    one = read_file(path, words(), year, "zh")
    assert one.reading, one.error
    return one


def list_amounts(one: FileReading) -> list[tuple[str, str, str]]:
    assert one.reading
    return [(fact.item, fact.printed, fact.unit) for fact in one.reading.facts]


def draw_table(page: int) -> bytes:
    """Return a page with a table of 30 rows and 5 columns between rules."""
    rows: list[bytes] = [b"50 194 m 550 194 l S\n"]
    for row in range(30):
        y = 780 - 20 * row
        rows.append(b"50 %d m 550 %d l S\n" % (y + 14, y + 14))
        for column in range(5):
            text = b"%d.%02d" % (row * page + column, column) if column else b"Item %d" % row
            rows.append(b"BT /F1 9 Tf %d %d Td (%s) Tj ET\n" % (55 + 100 * column, y, text))
    rows += [b"%d 194 m %d 794 l S\n" % (50 + 100 * column, 50 + 100 * column) for column in range(6)]
    return b"".join(rows)


@pytest.mark.slow
def test_as_many_pages_as_allowed_are_read_in_time(tmp_path: Path) -> None:
    started = time.monotonic()
    one = read_tables(write_pages(tmp_path / "a.pdf", [draw_table(page) for page in range(PAGES)]))
    assert time.monotonic() - started < 100
    assert one.document
    assert len(one.document.tables) == PAGES


def test_more_pages_than_allowed_are_refused(tmp_path: Path) -> None:
    one = read_file(write_pages(tmp_path / "a.pdf", [b""] * (PAGES + 1)), words(), 2023, "en")
    assert one.error == say("en", "document.too-many-pages", file="a.pdf", pages=PAGES + 1, limit=PAGES)


def test_page_that_is_a_picture_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # The last one stands under a line of text, as a table that was pasted in.
    pages = [TEXT, IMAGE, TEXT.replace(b"Report", b"Notes"), TEXT.replace(b"Report", b"Table") + IMAGE]
    read_files([write_pages(tmp_path / "a.pdf", pages)], year=2023)
    told = capsys.readouterr().out
    assert [page for page in range(1, 5) if say("zh", "read.picture", page=page) in told] == [2, 4]


def test_characters_that_no_font_names_are_counted(tmp_path: Path) -> None:
    page = b"BT /F1 12 Tf 50 700 Td <000100020003> Tj ET\n"
    one = read_file(write_pages(tmp_path / "a.pdf", [TEXT.replace(b"F1", b"F2"), page], GLYPHS), words(), 2023, "en")
    assert one.error == say("en", "document.no-map", file="a.pdf", pages="2", count=3)


def test_column_has_the_unit_of_its_head(tmp_path: Path) -> None:
    rows = [["项目", "金额（万元）", "其中：专户（元）"], ["基本支出", "12.50", "125000.00"]]
    one = read_tables(write_html(tmp_path / "a.html", [Layout("财政拨款支出决算表", "万元", rows, 1, [])], 2023))
    assert list_amounts(one) == [("基本支出", "12.50", "万元"), ("基本支出", "125000.00", "元")]


def test_column_without_unit_beside_two_units_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["项目", "预算（万元）", "专户（元）", "决算"], ["基本支出", "12.50", "125000.00", "12.00"]]
    path = write_html(tmp_path / "a.html", [Layout("财政拨款支出决算表", "", rows, 1, [])], 2023)
    assert list_amounts(read_tables(path)) == [("基本支出", "12.50", "万元"), ("基本支出", "125000.00", "元")]
    read_files([path], year=2023)
    assert say("zh", "read.table-no-unit", table="财政拨款支出决算表", page="—", count=1) in capsys.readouterr().out


def test_row_has_the_unit_that_stands_beside_its_number(tmp_path: Path) -> None:
    rows = [
        ["项目", "行次", "单位", "统计数"],
        ["机关运行经费", "1", "万元", "12.50"],
        ["资产", "2", "元", "125000.00"],
        ["车辆", "3", "辆", "2"],
    ]
    one = read_tables(write_html(tmp_path / "a.html", [Layout("机构运行信息表", "万元", rows, 1, [])], 2023))
    assert list_amounts(one) == [("机关运行经费", "12.50", "万元"), ("资产", "125000.00", "元"), ("车辆", "2", "辆")]


def add_macros(path: Path, plain: str, macros: str, part: str) -> Path:
    """Return a file with a program in it, as Word and Excel write it."""
    changed = replace_part(path, "[Content_Types].xml", {plain.encode(): macros.encode()})
    with zipfile.ZipFile(changed, "a") as package:
        package.writestr(part, b"\xd0\xcf\x11\xe0 Sub AutoOpen()")
    return changed


def test_files_with_macros_are_read_like_others(tmp_path: Path) -> None:
    layout = LAYOUTS["numbered-lines"]
    expected = list_amounts(read_tables(write_docx(tmp_path / "a.docx", [layout], 2023)))
    office, word = "application/vnd.openxmlformats-officedocument.", "wordprocessingml.document.main+xml"
    text = write_docx(tmp_path / "a.docm", [layout], 2023)
    add_macros(text, office + word, "application/vnd.ms-word.document.macroEnabled.main+xml", "word/vbaProject.bin")
    sheet, book = write_xlsx(tmp_path / "a.xlsm", [layout], 2023), "spreadsheetml.sheet.main+xml"
    add_macros(sheet, office + book, "application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xl/vbaProject.bin")
    assert len(expected) == len(layout.figures)
    assert list_amounts(read_tables(text)) == list_amounts(read_tables(sheet)) == expected


def test_tables_are_read_with_all_changes_accepted(tmp_path: Path) -> None:
    rows = [["项目", "金额"], ["基本支出", "12.50"], ["项目支出", "3.00"], ["其他支出", "7.00"]]
    path = write_docx(tmp_path / "a.docx", [Layout("财政拨款支出决算表", "万元", rows, 1, [])], 2023)
    with zipfile.ZipFile(path) as package:
        text = package.read("word/document.xml").decode()
    last = text[text.rindex("<w:tr>") : text.rindex("</w:tr>")]
    gone = last.replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1)
    run = "<w:r><w:t>12.50</w:t></w:r>"
    changed = "<w:del><w:r><w:delText>12.50</w:delText></w:r></w:del><w:ins><w:r><w:t>13.50</w:t></w:r></w:ins>"
    assert run in text
    replace_part(path, "word/document.xml", {last.encode(): gone.encode(), run.encode(): changed.encode()})
    assert list_amounts(read_tables(path)) == [("基本支出", "13.50", "万元"), ("项目支出", "3.00", "万元")]


def test_sheet_that_goes_on_beyond_measure_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from openpyxl import load_workbook

    path = write_xlsx(tmp_path / "a.xlsx", [LAYOUTS["numbered-lines"]], 2023)
    before = list_amounts(read_tables(path))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.cell(MOST_ROWS + 1, 1, "合计")
    sheet.cell(MOST_ROWS + 1, 2, 99.99)
    book.save(path)
    assert list_amounts(read_tables(path)) == before
    read_files([path], year=2023)
    assert say("zh", "read.table-cut", table="收入支出决算总表") in capsys.readouterr().out


def list_findings(lines: Iterable[str]) -> list[str]:
    return [line.strip() for line in lines if line.startswith("  [")]


def test_table_whose_end_is_cut_off_does_not_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["科目编码", "科目名称", "合计"], ["", "合计", "15.50"], ["201", "一般公共服务支出", "12.50"]]
    path = write_html(tmp_path / "a.html", [Layout("2023年部门支出决算表", "万元", rows, 1, [])], 2023)
    read_files([path], year=2023)
    [finding] = list_findings(capsys.readouterr().out.splitlines())
    assert "15.50" in finding
    assert "12.50" in finding
