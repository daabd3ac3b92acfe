"""The page of a reading: every figure marked where it stands, no text turned markup, the same bytes each time."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from analysis.publish.page.gate import PageError, check_page, content_security_policy
from analysis.publish.review.judging import Finding
from analysis.publish.review.page import ALLOWED, write_review_page
from analysis.publish.review.passages import cut_out, find_digits, join
from analysis.read.draft.questions import Question
from analysis.read.facts import AMBIGUOUS, Fact, Reading, join_tables
from analysis.read.files.types import Cell, Grid
from analysis.read.tables.read import read_tables
from tests.read.texts import make_document, read_text, words

TEXT = (
    "2019年度某某局报告\n一、概况\n2019年支出总计10万元，其中基本支出6万元，项目支出4万元。发放资料3000余份。\n"
    "项目\t金额\n会议费\t1.5\n\t2.5\n文号〔2019〕10号。"
)
HOSTILE = (
    "</p></style><script>window.evil=1</script><img src=x onerror=evil()>\" onfocus='evil()' {{7*7}} &amp;\u202e\x07"
)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])


def make_fact(span, doubt="", **values):
    fields = {
        "label": "基本支出", "named": None, "measure": "level", "word": "决算数", "phase": "executed", "year": 2019,
        "base_year": None, "printed": "6", "unit": "万元", "kind": "money", "basis": "stated", "span": span,
        "paragraph": 1, "locator": "一、", "doubt": doubt,
    }  # fmt: skip
    return Fact(**(fields | values))


def make_finding(span, severity="low", **values):
    fields = {
        "subject": "引号",
        "expected": "成对",
        "actual": "单个",
        "note": "",
        "locator": "一、",
        "document": "report",
    }
    return Finding(rule="quotes", severity=severity, span=span, **(fields | values))


def render(text, reading=None, findings=(), questions=(), lang="zh"):
    """Return the page's source, and the page parsed."""
    html = write_review_page(make_document(text), reading or read_text(text), findings, questions, lang)
    return html, BeautifulSoup(html, "html.parser")


def say_words(element):
    """Return the words of the document within an element: without tips and marks."""
    copy = BeautifulSoup(str(element), "html.parser")
    for added in copy.select(".tip, .mark"):
        added.decompose()
    return copy.get_text()


def show_text(page):
    lines = page.select(".text :is(p, h3, tr)")
    return "\n".join("\t".join(map(say_words, line.select("td") or [line])) for line in lines)


@LANGUAGES
def test_every_figure_is_marked_at_its_place_and_the_text_is_whole(lang):
    reading = read_text(TEXT)
    _, page = render(TEXT, reading, lang=lang)
    assert show_text(page) == TEXT
    assert len(reading.facts) >= 4
    for number, fact in enumerate(reading.facts, start=1):
        marked = page.find(id=f"F{number:02d}")
        assert say_words(marked) == TEXT[slice(*fact.span)]
        assert {"figure", fact.certainty} <= set(marked["class"])
        assert marked["tabindex"] == "0"
        marked.insert_before("\0")
        assert show_text(page).index("\0") == fact.span[0]
        marked.previous_sibling.extract()


@LANGUAGES
def test_tip_says_how_a_figure_was_read(lang):
    reading = read_text(TEXT)
    _, page = render(TEXT, reading, lang=lang)
    part = next(n for n, fact in enumerate(reading.facts, start=1) if fact.part_of is not None)
    marked = page.find(id=f"F{part:02d}")
    tip = page.find(id=marked["aria-describedby"])
    fact = reading.facts[part - 1]
    whole = f"F{fact.part_of + 1:02d}"
    for word in (f"F{part:02d}", fact.item, fact.word, "2019", f"{fact.printed} {fact.unit}", whole, fact.locator):
        assert word in tip.get_text()
    assert f"{fact.printed} {fact.unit}" in marked["aria-label"]


def test_doubt_and_base_year_are_told():
    doubtful = make_fact((2, 3), "lost-digits", measure="decrease", base_year=2018)
    question = Question("Q07", ("F01",), "lost-digits", "几个数字？", (2, 3))
    _, page = render("支出6万元", Reading((doubtful,), (), 2019, False), questions=[question])
    told = page.find(id="tip-F01").get_text()
    assert "几个数字？" in told
    assert "较2018年减少" in told
    assert page.find("a", string="Q07")["href"] == "#F01"


def test_numbers_that_are_no_figures_are_marked_quietly():
    text = "文号〔2019〕10号，支出6万元，比率7。全角１２．５"
    unread = (text.index("7"), text.index("7") + 1)
    _, page = render(text, Reading((make_fact((14, 15)),), (unread,), 2019, False))
    assert page.find(id="F01").contents[0] == "6"
    assert [one.get_text() for one in page.select(".text .unread")] == ["7"]
    assert [one.get_text() for one in page.select(".text .digits")] == ["2019", "10", "１２．５"]
    asked = Question("Q01", "", "unread", "没有读懂", unread)
    _, page = render(text, Reading((), (unread,), 2019, False), questions=[asked])
    assert page.find("a", string="Q01")["href"] == "#place-Q01"
    assert page.find(id="place-Q01").find_next_sibling()["class"] == ["unread"]


@LANGUAGES
def test_hostile_text_stays_text(lang):
    text = f"{HOSTILE}支出6万元\n{HOSTILE}\t5"
    start = text.index("6")
    fact = make_fact((start, start + 1), "no-label", label=HOSTILE, word=HOSTILE, printed=HOSTILE, locator=HOSTILE)
    finding = make_finding((0, 9), "high", subject=HOSTILE, expected=HOSTILE, actual=HOSTILE, note=HOSTILE)
    question = Question("Q01", "", "unread", HOSTILE, (3, 8))
    document = replace(make_document(text, name=f"{HOSTILE}.txt"), encoding=HOSTILE)
    html = write_review_page(document, Reading((fact,), ((3, 8),), 2019, False), [finding], [question], lang)
    page = BeautifulSoup(html, "html.parser")
    assert page.select("script, img, [onerror], [onfocus], link, iframe") == []
    assert not re.search("[\u202e\x07]", html)
    assert show_text(page) == text.replace("\u202e", "\ufffd").replace("\x07", "\ufffd")


SPANS = [(0, 0), (0, 4), (2, 3), (2, 9), (3, 3), (5, 12), (11, 40), (0, 60), (60, 60), (-5, 2), (58, 999)]


@pytest.mark.parametrize("severity", ["high", "info"])
@pytest.mark.parametrize("text", [TEXT[:60], "9" * 60, "\t".join("9" * 30) + "\n"])
def test_spans_may_overlap_in_any_way(text, severity):
    facts = tuple(make_fact((start, start + size)) for start, size in [(0, 4), (2, 5), (2, 5), (3, 1), (20, 30)])
    findings = [make_finding(span, severity) for span in SPANS] + [make_finding((1, 5), "medium")]
    _, page = render(text, Reading(facts, ((1, 9), (18, 22)), 2019, False), findings)  # the gate checks the nesting
    assert show_text(page).strip("\t\n") == text.strip("\t\n")
    assert all(len(page.select(f"#place-N{number:02d}")) == 1 for number in range(1, len(findings) + 1))
    assert all(len(page.select(f"#F{number:02d}")) == 1 for number in range(1, 6))
    assert "F04" in page.find(id="tip-F01").get_text()


def test_figures_in_one_place_show_the_gravest_certainty_and_all_readings():
    facts = make_fact((2, 3)), make_fact((2, 3), "ambiguous-list", label="项目支出")
    _, page = render("支出6万元", Reading(facts, (), 2019, False))
    [marked] = page.select(".text .figure")
    assert AMBIGUOUS in marked["class"]
    assert all(word in page.find(id="tip-F01").get_text() for word in ("基本支出", "项目支出", "F02"))


def test_words_of_findings_are_marked_and_linked():
    _, page = render("“支出6万元", findings=[make_finding((0, 3), "high"), make_finding((2, 5))])
    assert "".join(one.get_text() for one in page.select(".text .found-high")) == "“支出"
    assert "".join(one.get_text() for one in page.select(".text .found-low")) == "6万"
    assert page.find("a", string="N02")["href"] == "#place-N02"
    assert page.find(id="place-N02").next_sibling.get_text() == "出"


def test_rows_become_tables_and_headings_headings():
    _, page = render(TEXT)
    assert [[cell.get_text() for cell in row.select("td")] for row in page.select("table.rows tr")] == [
        ["项目", "金额"],
        ["会议费", "1.5"],
        ["", "2.5"],
    ]
    assert "一、概况" in [one.get_text() for one in page.select(".text h3")]


@LANGUAGES
def test_page_is_one_file_without_script_and_always_the_same(lang):
    html, page = render(TEXT, findings=[make_finding((0, 3))], lang=lang)
    assert html == render(TEXT, findings=[make_finding((0, 3))], lang=lang)[0]
    assert page.select("script, link, img, iframe, [src]") == []
    assert all(link["href"].startswith("#") for link in page.select("[href]"))
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy == content_security_policy(page.style.string)
    assert page.html["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
    assert "text.txt" in page.title.string
    assert "0" * 64 in html


@LANGUAGES
def test_page_without_figures_says_so(lang):
    html, page = render("没有", lang=lang)
    assert {"zh": "没有读出数字。", "en": "No figure was read."}[lang] in html
    assert page.select(".text .figure") == []


def test_stretches_are_joined_and_cut_out():
    assert join([(5, 9), (1, 3), (2, 4), (4, 5), (7, 7)]) == [(1, 4), (4, 5), (5, 9)]
    assert cut_out([(0, 10), (12, 14)], [(2, 3), (5, 13)]) == [(0, 2), (3, 5), (13, 14)]
    assert cut_out([(2, 3)], [(0, 9)]) == []
    assert find_digits("１2,345.6 7.") == [(0, 8), (9, 10)]


PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="


def test_figures_of_a_table_are_marked_in_their_cells_beside_the_page():
    cells = [
        Cell(0, 0, 1, 1, "科目编码"), Cell(0, 1, 1, 1, "科目名称"), Cell(0, 2, 1, 1, "金额"), Cell(1, 0, 1, 1, "201"),
        Cell(1, 1, 1, 1, f"一般公共服务支出{HOSTILE}"), Cell(1, 2, 1, 1, "1.50"), Cell(2, 0, 1, 2, "合计"),
        Cell(2, 2, 1, 1, "1.5.0"),
    ]  # fmt: skip
    grid = Grid(tuple(cells), (0.0, 1.0, 2.0, 3.0), 1, ("2023年部门支出预算总表", "单位：万元"))
    document = replace(make_document("2023年度某局预算"), tables=(grid,))
    tables = read_tables(document, words(), 2023)
    reading = join_tables(read_text("2023年度某局预算"), tables)
    html = write_review_page(document, reading, [], [], "zh", {1: PICTURE})
    assert html == write_review_page(document, reading, [], [], "zh", {1: PICTURE})
    page = BeautifulSoup(html, "html.parser")
    [figure] = page.select(".tables .figure")
    assert (figure["id"], figure.text, figure["class"]) == ("F01", "1.50", ["figure", "sure"])
    assert [one.text for one in page.select(".tables .digits")][:1] == ["201"]
    assert page.select(".tables td[colspan]")[0].text == "合计"
    assert page.select_one(".pair img")["src"].endswith(PICTURE)
    with pytest.raises(PageError):  # only this page may hold a picture
        check_page(html, attributes=ALLOWED)
    for other in ("data:image/png;base64,AAAAAAAAAAAAAAAA", "https://x.example/a.png"):
        with pytest.raises(PageError):
            check_page(html.replace(f"data:image/png;base64,{PICTURE}", other), attributes=ALLOWED, pictures=True)
