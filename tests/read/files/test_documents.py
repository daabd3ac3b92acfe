"""The same text from every format, and one clear sentence for each file that cannot be read."""

import hashlib
import logging
import os
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from analysis.errors import UserError
from analysis.read.files import html, office, pdf
from analysis.read.files.limits import MEGABYTE
from analysis.read.files.open import OLE, TEXT_BYTES, describe_mismatch, read_document
from analysis.read.files.package import UNPACKED_BYTES, XML_BYTES, XML_TAGS
from analysis.read.files.types import Document
from analysis.read.tables.find import list_rows
from analysis.texts import say
from tests.helpers import SAMPLES, needs_samples
from tests.read.make_documents import (
    EXPECTED,
    PARAGRAPHS,
    replace_part,
    write_docx,
    write_html,
    write_markdown,
    write_pdf,
    write_text,
)

HEADINGS = [1, 2, 3, 5, 8, 10]
WORD_HEAD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


@pytest.fixture(scope="module")
def printed(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report as PDF, printed once."""
    return write_pdf(tmp_path_factory.mktemp("printed") / "report.pdf", chromium)


def read_texts(path: Path) -> list[str]:
    return [one.text for one in read_document(path).paragraphs]


def list_texts(document: Document) -> list[str]:
    """Return the paragraphs, then the rows of the tables with tabs between their cells."""
    rows = [["\t".join(cell.text for cell in row) for row in list_rows(grid)] for grid in document.tables]
    return [*(one.text for one in document.paragraphs), *(row for table in rows for row in table)]


def refusal(path: Path, key: str, **values: object) -> None:
    """Assert that the file is refused with this sentence, in either language."""
    for lang in ("zh", "en"):
        with pytest.raises(UserError) as caught:
            read_document(path, lang)
        assert str(caught.value) == say(lang, key, file=path.name, **values)


def save(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# The same text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_text_is_read_in_each_encoding(tmp_path: Path, encoding: str, line_end: str) -> None:
    document = read_document(write_text(tmp_path / "a.txt", encoding, line_end))
    assert [one.text for one in document.paragraphs] == list(PARAGRAPHS)
    assert (document.format, document.encoding) == ("txt", encoding)


def test_other_formats_give_the_same_paragraphs(tmp_path: Path) -> None:
    paths = [
        write_markdown(tmp_path / "a.md"),
        write_html(tmp_path / "a.html"),
        write_html(tmp_path / "b.htm", "gb18030", "gb2312"),
        write_html(tmp_path / "c.html", "utf-16", "utf-8"),
        write_docx(tmp_path / "a.docx"),
    ]
    for path in paths:
        document = read_document(path)
        assert list_texts(document) == list(EXPECTED), path.name
        assert [one.number for one in document.paragraphs if one.heading] == HEADINGS, path.name


def test_pdf_gives_the_same_paragraphs(printed: Path) -> None:
    document = read_document(printed)
    # A printed page has gaps, not blanks: around a number in Chinese text none is read.
    wanted = [one.replace(" 35.5 ", "35.5") for one in PARAGRAPHS]
    assert [one.text for one in document.paragraphs][: len(PARAGRAPHS)] == wanted
    assert [one.number for one in document.paragraphs if one.heading] == HEADINGS
    assert {one.page for one in document.paragraphs} == {1}


def test_paragraphs_carry_their_places(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx")
    document = read_document(path)
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (document.name, document.size_bytes) == ("a.docx", path.stat().st_size)
    assert [one.number for one in document.paragraphs] == list(range(1, len(PARAGRAPHS) + 1))
    for one in document.paragraphs:
        assert document.text[one.start : one.start + len(one.text)] == one.text


def test_content_tells_the_format_and_a_false_name_is_said(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx").rename(tmp_path / "a.txt")
    document = read_document(path)
    assert document.format == "docx"
    assert describe_mismatch(document, "en") == say("en", "document.mismatch", file="a.txt", format="docx")
    assert describe_mismatch(read_document(path.rename(tmp_path / "a.docx")), "en") == ""
    assert read_document(write_html(tmp_path / "b.txt")).format == "html"


# Details of a format


def test_wrapped_text_is_put_together(tmp_path: Path) -> None:
    text = PARAGRAPHS[5]
    lines, line = [], "　　"
    for one in text:
        if sum(1 if other.isascii() else 2 for other in line + one) > 60:
            lines.append(line)
            line = ""
        line += one
    path = save(tmp_path / "a.txt", "\n".join(["一、收入支出情况", *lines, line]))
    assert read_texts(path) == ["一、收入支出情况", text]


def test_text_with_uneven_lines_is_put_together_where_they_break_numbers(tmp_path: Path) -> None:
    lines = [
        "一、收入情况",
        "测试局2022年度本年收入合计538.47万元，其中：财政拨款收入500",
        "万元，占92.86%；其他收入",
        "38.47万元，占7.14%。",
        "二、支出情况",
        "本年支出合计500.00万元，比上年增加87.88万元，增长",
        "21.33%。",
    ]
    wanted = [lines[0], "".join(lines[1:4]), lines[4], "".join(lines[5:])]
    assert read_texts(save(tmp_path / "a.txt", "\n".join(lines))) == wanted


def test_line_of_a_megabyte_is_one_paragraph(tmp_path: Path) -> None:
    started = time.monotonic()
    assert len(read_texts(save(tmp_path / "a.txt", "收入支出" * 90_000))[0]) == 360_000
    assert time.monotonic() - started < 5


def test_traditional_characters_stay(tmp_path: Path) -> None:
    text = "２０２３年度財政撥款收入１，２８０萬元，占 99.5％"
    assert read_texts(save(tmp_path / "a.txt", text.encode("gb18030"))) == [text]


def test_markdown_keeps_words_and_numbers(tmp_path: Path) -> None:
    text = "1. 收入\n- 支出**35.5**万元，\n  增长5%。\n- 见[附表](a.html)\n\n3 * 4 * 5"
    assert read_texts(save(tmp_path / "a.md", text)) == ["1. 收入", "支出35.5万元，增长5%。", "见附表", "3 * 4 * 5"]


def test_line_breaks_in_a_page_part_sentences_only(tmp_path: Path) -> None:
    page = (
        "<html><p>一、收入<br>全年收入\n  3.5&#19975;元，<br>增长&nbsp;5%。<br>支出2万元<script>9</script></p>"
        "<td>孤</td></html>"
    )
    assert read_texts(save(tmp_path / "a.html", page)) == [
        "一、收入",
        "全年收入3.5万元，增长\xa05%。",
        "支出2万元",
        "孤",
    ]


def test_deeply_nested_page_is_read_whole(tmp_path: Path) -> None:
    page = "<html>" + "<div>" * 5000 + "收入3万元" + "</div>" * 5000 + "<p>支出</p></html>"
    assert read_texts(save(tmp_path / "a.html", page)) == ["收入3万元", "支出"]


def test_tracked_changes_are_taken_as_accepted(tmp_path: Path) -> None:
    changed = (
        b"<w:p><w:r><w:t>A</w:t></w:r><w:del><w:r><w:delText>B</w:delText></w:r></w:del>"
        b"<w:ins><w:r><w:t>C</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>D</w:t></w:r></w:p>"
        b"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>E</w:t></w:r></w:p><w:p><w:r><w:t>F</w:t></w:r></w:p>"
        b"<w:sdt><w:sdtContent><w:p><w:r><w:t>G</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    path = replace_part(write_docx(tmp_path / "a.docx"), "word/document.xml", {b"<w:body>": b"<w:body>" + changed})
    assert read_texts(path)[:4] == ["AC", "EF", "G", PARAGRAPHS[0]]


def test_pdf_drops_page_numbers_and_joins_across_pages(chromium: str, tmp_path: Path) -> None:
    title, number = "content:'南湖区图书馆自评报告'", "content:'— ' counter(page) ' —'"
    style = f"<style>@page{{margin:20mm;@top-center{{{title}}}@bottom-center{{{number}}}}}</style>"
    long = "".join(f"第{n}项支出{n * 1.5}万元，占{n}%，" for n in range(1, 400)) + "完毕。"
    path = write_pdf(tmp_path / "a.pdf", chromium, f"{style}<p>{long}</p><p>共3项。</p>")
    document = read_document(path)
    assert [one.text for one in document.paragraphs] == [long, "共3项。"]
    assert [one.page for one in document.paragraphs] == [1, 5]
    first = document.paragraphs[0]
    assert [page for _, page in first.later] == [2, 3, 4, 5]
    for begin, page in first.later:
        assert (first.find_page(begin - 1), first.find_page(begin)) == (page - 1, page)
    assert [first.find_page(long.index(one)) for one in ("第1项", "第399项")] == [1, 5]


def test_rotated_text_does_not_disturb(chromium: str, tmp_path: Path) -> None:
    turned = "<div style='position:absolute;top:60mm;left:150mm;white-space:nowrap;rotate:90deg'>旋转的表格标题</div>"
    assert read_texts(write_pdf(tmp_path / "a.pdf", chromium, f"<p>收入3万元。</p>{turned}")) == [
        "收入3万元。",
        "旋转的表格标题",
    ]


@pytest.mark.parametrize(
    "heading",
    ["十、一般公共预算公务出行经费支出预算情况说明", "四、本单位全年收支预算编制的依据和分析情况"],
)
def test_heading_as_long_as_its_line_is_no_part_of_the_paragraph(heading: str, chromium: str, tmp_path: Path) -> None:
    wrapped = "十一、一般公共预算公务出行经费、公务接待经费支出预算情况说明"
    body = "本单位公务出行经费支出预算12.50万元，比上年增加0.50万元，增长4.17%，主要用于下乡走访。"
    texts = [heading, body, wrapped, body]
    style = "text-indent:2em;margin:0;width:24em;font-size:20px;text-align:justify"
    lines = "".join(f"<p style='{style}'>{text}</p>" for text in texts)
    assert read_texts(write_pdf(tmp_path / "a.pdf", chromium, lines)) == texts


@needs_samples
def test_narrative_of_the_sample_comes_out_in_whole_paragraphs() -> None:
    document = read_document(SAMPLES / "final-accounts-2024.pdf")
    prose = [one for one in document.paragraphs if one.page and one.page > 20 and not one.heading]
    # One paragraph ends with 主要原因： because the document begins a new one there; the rest are whole sentences.
    assert [one.text[-5:] for one in prose if one.text[-1] not in "。；：）"] == []
    assert sum("个别信息化项目" in one.text for one in prose) == 1  # over two lines
    assert any("年初预算为0.94万元，支出决算为0.94万元。" in one.text for one in prose)
    assert any("因公出国（境）费支出决算持平；" in one.text for one in prose)


# Bad input


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for name, key in [("none.txt", "document.missing"), (".", "document.folder"), ("pipe.txt", "document.not-a-file")]:
        with pytest.raises(UserError) as caught:
            read_document(tmp_path / name)
        assert str(caught.value) == say("zh", key, file=tmp_path / name)
    with pytest.raises(UserError):
        read_document(Path("a\0b.txt"))


@pytest.mark.parametrize(
    ("content", "key", "values"),
    [
        (b"", "document.empty", {}),
        (b"\r\n \n", "document.no-text", {}),
        (bytes(range(256)) * 40, "document.not-text", {}),
        (b"\x89PNG\r\n\x1a\n\0\0", "document.foreign", {"format": "PNG"}),
        ("收入\n支出3万元\n".encode() + "结余合计\n".encode("gb18030"), "document.mixed-line", {"line": 3}),
        ("收入合计\n支出\n".encode("gb18030") * 9 + "结余合计".encode(), "document.mixed-line", {"line": 19}),
        ("收入合计支出\n".encode() * 9 + "余\n".encode("gb18030"), "document.damaged-line", {"line": 10}),
        ("收入\ufffd\n".encode(), "document.damaged-line", {"line": 1}),
        (b"%PDF-1.7\n1 0 obj\n<<", "document.corrupt", {"format": "pdf"}),
        (b"%PDF-1.7\nnonsense\n%%EOF", "document.corrupt", {"format": "pdf"}),
        (b"PK\x03\x04 no zip", "document.corrupt", {"format": "docx"}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "document.not-word", {}),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "document.password",
            {},
        ),
    ],
)
def test_bytes_that_cannot_be_read_are_refused(
    tmp_path: Path, content: bytes, key: str, values: dict[str, object]
) -> None:
    refusal(save(tmp_path / "a.txt", content), key, **values)


def test_text_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.txt", "收入\n" * (50_000_000 // 7))
    refusal(path, "document.too-big", limit=TEXT_BYTES // MEGABYTE)


def test_page_of_too_many_tags_is_refused(tmp_path: Path) -> None:
    refusal(save(tmp_path / "a.html", "<html>" + "<b>1</b>" * html.TAGS), "document.too-many-tags", limit=html.TAGS)


def test_old_word_needs_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "a.doc", OLE + bytes(600) + "WordDocument".encode("utf-16-le"))
    monkeypatch.setenv("PATH", str(tmp_path))
    refusal(path, "document.no-office", names=", ".join(office.OFFICE))


def make_office(folder: Path, script: str) -> None:
    """Put a stand-in for LibreOffice into the folder."""
    office = save(folder / "soffice", f"#!/bin/sh\n{script}\n")
    office.chmod(office.stat().st_mode | stat.S_IXUSR)


def test_old_word_is_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "a.doc", OLE + bytes(600) + "WordDocument".encode("utf-16-le"))
    made = write_docx(tmp_path / "made.docx")
    make_office(tmp_path, f'while [ "$1" != --outdir ]; do shift; done; cp "{made}" "$2/original.docx"')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    document = read_document(path)
    assert (document.format, list_texts(document)) == ("doc", list(EXPECTED))


def test_office_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "a.doc", OLE + bytes(600) + "WordDocument".encode("utf-16-le"))
    make_office(tmp_path, "sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(office, "OFFICE_SECONDS", 0.2)
    refusal(path, "document.office-failed", seconds=0.2)


@pytest.mark.parametrize("kept", [0.5, 0.9, 0.99])
def test_truncated_docx_is_refused(tmp_path: Path, kept: float) -> None:
    whole = write_docx(tmp_path / "a.docx").read_bytes()
    refusal(save(tmp_path / "a.docx", whole[: int(kept * len(whole))]), "document.corrupt", format="docx")


def test_docx_of_broken_xml_is_refused(tmp_path: Path) -> None:
    path = replace_part(write_docx(tmp_path / "a.docx"), "word/document.xml", {b"</w:body>": b""})
    refusal(path, "document.corrupt", format="docx")


def test_archive_that_is_no_document_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("ppt/presentation.xml", "<a/>")
    refusal(tmp_path / "a.docx", "document.not-word")


@pytest.mark.parametrize(
    ("part", "size", "limit"),
    [
        ("word/media/a.png", UNPACKED_BYTES, UNPACKED_BYTES),
        ("word/a.xml", XML_BYTES, XML_BYTES),
    ],
)
def test_zip_bomb_is_refused(tmp_path: Path, part: str, size: int, limit: int) -> None:
    path = write_docx(tmp_path / "a.docx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package, package.open(part, "w") as handle:
        for _ in range(size // 1_000_000 + 1):
            handle.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    refusal(path, "document.unpacked", limit=limit // MEGABYTE)


def test_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx")
    size = 250_000_001
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package, package.open("word/a.png", "w") as handle:
        for _ in range(250):
            handle.write(bytes(1_000_000))
        handle.write(b"1")
    content = path.read_bytes().replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    refusal(save(path, content), "document.corrupt", format="docx")


@pytest.mark.parametrize(
    "definition",
    [
        b'<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        b'<!ENTITY a SYSTEM "file:///etc/hostname">',
        b'<!ENTITY a SYSTEM "http://127.0.0.1:9/a">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused(tmp_path: Path, definition: bytes, encoding: str) -> None:
    body = b"<w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
    part = b"<!DOCTYPE w:document [" + definition + b"]>" + WORD_HEAD + body
    path = write_docx(tmp_path / "a.docx")
    with zipfile.ZipFile(path) as package:
        before = package.read("word/document.xml")
    refusal(replace_part(path, "word/document.xml", {before: part.decode().encode(encoding)}), "document.xml-entity")


# Bad PDFs


@pytest.mark.parametrize("kept", [0.3, 0.99])
def test_truncated_pdf_is_refused(printed: Path, tmp_path: Path, kept: float) -> None:
    whole = printed.read_bytes()
    refusal(save(tmp_path / "a.pdf", whole[: int(kept * len(whole))]), "document.corrupt", format="pdf")


def test_pdf_of_damaged_content_is_refused(printed: Path, tmp_path: Path) -> None:
    whole = printed.read_bytes()
    at = whole.index(b"stream") + 300
    path = save(tmp_path / "a.pdf", whole[:at] + bytes(40) + whole[at + 40 :])
    refusal(path, "document.corrupt", format="pdf")


def write_small_pdf(path: Path, content: bytes, extra: bytes = b"", entry: bytes = b"") -> Path:
    """Return a PDF of one page, written by hand."""
    parts = [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>endobj\n",
        b"4 0 obj<<%s/Length %d>>stream\n%s\nendstream endobj\n" % (entry, len(content), content),
        extra,
    ]
    body = b"".join(parts)
    return save(
        path,
        body + b"trailer<</Root 1 0 R/Encrypt 9 0 R/ID[<00><00>]>>\n%%EOF"
        if extra
        else body + b"trailer<</Root 1 0 R>>\n%%EOF",
    )


def test_scan_is_refused(tmp_path: Path) -> None:
    image = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"
    refusal(write_small_pdf(tmp_path / "a.pdf", image), "document.no-text")


def test_text_off_the_page_is_none_of_it(tmp_path: Path) -> None:
    text = b"BT /F1 12 Tf 72 700 Td (Total 12.50) Tj 0 -760 Td (Total 34.50) Tj 0 920 Td (Total 56.50) Tj ET"
    path = write_small_pdf(tmp_path / "a.pdf", text)
    font = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    save(path, path.read_bytes().replace(b"/Resources<<>>", b"/Resources" + font))
    assert read_texts(path) == ["Total 12.50"]


def test_pdf_with_password_is_refused(tmp_path: Path) -> None:
    keys = b"/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">"
    path = write_small_pdf(tmp_path / "a.pdf", b"", b"9 0 obj<</Filter/Standard/V 1/R 2/P -4" + keys + b">>endobj\n")
    refusal(path, "document.password")


@pytest.mark.slow
def test_pdf_that_takes_too_long_or_too_much_is_refused(
    printed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zlib

    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(10_000_000)) for _ in range(95)) + packer.flush()
    limits = {"seconds": pdf.SECONDS, "limit": pdf.MEMORY_BYTES // MEGABYTE}
    refusal(write_small_pdf(tmp_path / "a.pdf", bomb, entry=b"/Filter/FlateDecode"), "document.too-slow", **limits)
    monkeypatch.setattr(pdf, "SECONDS", 0.05)
    refusal(save(tmp_path / "b.pdf", printed.read_bytes()), "document.too-slow", **(limits | {"seconds": 0.05}))


# All together


def test_reading_is_silent(printed: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for path in (printed, write_docx(tmp_path / "a.docx"), write_html(tmp_path / "a.html")):
        assert isinstance(read_document(path), Document)
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("pdfminer").handlers == []


@pytest.mark.slow
def test_largest_text_is_read_within_a_gigabyte(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("工作经费支出1.00万元，其中培训费0.50万元。\n" * 20_000, encoding="utf-8")
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from analysis.read.batch import read_file\n"
        "from analysis.read.prose.vocabulary import read_words\n"
        "from analysis.tables import DATA_FOLDER, DataFolder\n"
        "one = read_file(Path(sys.argv[1]), read_words(DataFolder(DATA_FOLDER, 'zh')), 2019, 'zh')\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(len(one.reading.facts), status.split('VmHWM:')[1].split()[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    facts, kilobytes = map(int, done.stdout.split())
    assert facts == 40_000
    assert kilobytes < 500_000  # a text may be four times as long before it is refused


def test_comments_before_a_text_take_no_time(tmp_path: Path) -> None:
    before = time.monotonic()
    assert read_texts(save(tmp_path / "a.txt", "<!---->" * 400 + "x 2019年支出5万元"))
    assert time.monotonic() - before < 2


def test_text_boxes_within_text_boxes_are_read_once(tmp_path: Path) -> None:
    box = b"<w:p><w:r><w:t>%d</w:t></w:r><w:r><w:pict><w:txbxContent>%s</w:txbxContent></w:pict></w:r></w:p>"
    inner = b"<w:p><w:r><w:t>end</w:t></w:r></w:p>"
    for depth in range(25, 0, -1):
        inner = box % (depth, inner)
    path = write_docx(tmp_path / "a.docx")
    replace_part(path, "word/document.xml", {b"<w:body>": b"<w:body>" + inner})
    assert read_texts(path)[:26] == [*map(str, range(1, 26)), "end"]


@pytest.mark.parametrize("name", ["word/doc.dat", "word/document2.XML"])
def test_limits_hold_whatever_a_part_is_called(tmp_path: Path, name: str) -> None:
    path = write_docx(tmp_path / "a.docx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, WORD_HEAD + b"<w:p/>" * (XML_TAGS + 1))
    refusal(path, "document.too-many-tags", limit=XML_TAGS)


def test_signs_that_would_move_a_terminal_are_left_out(tmp_path: Path) -> None:
    path = save(tmp_path / "a.txt", "2019年\u202e会议费\u009b5万元\u200f。")
    assert read_texts(path) == ["2019年会议费5万元。"]
    odd = save(tmp_path / "a\x1b[31m\nb.txt", "2019年会议费5万元。")
    assert read_document(odd).name == "a\ufffd[31m\ufffdb.txt"
