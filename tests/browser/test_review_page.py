"""The page of a reading as a person looks it over: by pointer and keyboard, on a phone, heard, on paper."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from analysis.publish.review.judging import Finding
from analysis.publish.review.page import write_review_page
from analysis.read.draft.questions import list_questions
from analysis.read.links.scene import Scene
from analysis.read.prose.reader import read_facts
from tests.browser.pages import Opened, open_page
from tests.browser.test_accessibility import run_axe
from tests.browser.test_report_page import A4_WIDTH_PX, wide_elements
from tests.read.texts import make_document, vocabulary, words
from tests.show.reports import real_words

PHONE = 360
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# The figures of 2019 as densely as a report has them; others in doubt, at line ends; a table too wide for a phone.
REAL = "，".join(f"{figure.label}{figure.printed}{figure.unit}" for figure in real_words().own_figures) + "。"
FIGURES = "2019年部门整体支出149.35万元，其中基本支出100.35万元，项目支出49万元。举办活动12场，发放资料3000余份。"
ROWS = ["\t".join(["项目名称"] * 12), "\t".join(["12345678.90"] * 12)]
TEXT = "\n".join(["2019年度某某局部门整体支出绩效评价报告", "一、概况", *[FIGURES] * 6, REAL, *[FIGURES] * 6, *ROWS])


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def review(tmp_path: Path, lang: str) -> Path:
    """The page with a finding over several figures, a figure in doubt, an ambiguous one and an unread number."""
    document = make_document(TEXT)
    reading = read_facts(document, vocabulary(), words().units, 2019)
    doubtful = (replace(reading.facts[0], doubt="no-label"), replace(reading.facts[1], doubt="ambiguous-list"))
    reading = replace(reading, facts=doubtful + reading.facts[2:], unread=((0, 4),))
    first, last = reading.facts[2].span[0], reading.facts[4].span[1]
    findings = [
        Finding("sum", severity, "基本支出", "100", "100.35", "“", "一、", (first - number, last + number), "")
        for number, severity in enumerate(("high", "medium", "low", "info"))
    ]
    questions = list(list_questions(Scene(document, reading, words().measures, words().required), lang))
    path = tmp_path / f"review.{lang}.html"
    path.write_text(write_review_page(document, reading, findings, questions, lang), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, review: Path) -> Iterator[Opened]:
    with open_page(browser, review) as opened:
        yield opened


@pytest.fixture
def page(opened: Opened) -> Page:
    return opened.page


def test_page_asks_for_nothing_and_logs_nothing(opened: Opened, review: Path) -> None:
    opened.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    opened.page.wait_for_load_state("networkidle")
    assert opened.requests == [review.as_uri()]
    assert opened.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [PHONE, 1200])
def test_axe_finds_no_violation(browser: Browser, review: Path, width: int) -> None:
    with open_page(browser, review, width=width) as opened:
        assert run_axe(opened.page) == []
        opened.page.locator("#F02").focus()
        assert run_axe(opened.page) == []


def test_tip_shows_on_focus_and_on_hover_only(page: Page) -> None:
    figure, tip = page.locator("#F03"), page.locator("#tip-F03")
    expect(tip).to_be_hidden()
    figure.focus()
    expect(tip).to_be_visible()
    page.keyboard.press("Tab")
    expect(tip).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    figure.hover()
    expect(tip).to_be_visible()
    tip.hover()  # the pointer can be moved onto it
    expect(tip).to_be_visible()


def test_keyboard_reaches_every_figure_in_order(page: Page) -> None:
    ids = page.eval_on_selector_all(".text .figure", "all => all.map(one => one.id)")
    page.locator(f"#{ids[0]}").focus()
    for wanted in ids[1:6]:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == wanted


def test_figure_is_heard_with_its_reading(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    figure = devtools.send("DOM.querySelector", {"nodeId": root, "selector": "#F03"})["nodeId"]
    [heard] = devtools.send("Accessibility.getPartialAXTree", {"nodeId": figure, "fetchRelatives": False})["nodes"]
    assert heard["role"]["value"] == "group"
    assert heard["name"]["value"].startswith("F03 ")
    told = heard["description"]["value"]
    assert told.split() == page.locator("#tip-F03").text_content().split()
    assert "2019" in told


@pytest.mark.parametrize("width", [PHONE, 1200])
@pytest.mark.parametrize("near", [True, False])
def test_no_tip_is_cut_off(browser: Browser, review: Path, width: int, near: bool, tmp_path: Path) -> None:
    if not near:  # as a browser shows it that cannot set one box beside another
        review = tmp_path / "plain.html"
        source = next(tmp_path.glob("review.*.html")).read_text(encoding="utf-8")
        policy = source.index('<meta http-equiv="Content-Security-Policy"')
        source = source[:policy] + source[source.index("\n", policy) :]
        review.write_text(source.replace("(position-area: block-end)", "(position-area: nowhere)"), encoding="utf-8")
    with open_page(browser, review, width=width) as opened:
        ids = opened.page.eval_on_selector_all(".text .figure", "all => all.map(one => one.id)")
        for name in ids[::4]:
            opened.page.locator(f"#{name}").focus()
            tip = opened.page.locator(f"#tip-{name}")
            expect(tip).to_be_visible()
            opened.page.evaluate(TWO_FRAMES)  # until the page has scrolled to the figure and the tip with it
            box, figure = tip.bounding_box(), opened.page.locator(f"#{name}").bounding_box()
            assert box["x"] >= 0, name
            assert box["x"] + box["width"] <= width, name
            assert box["width"] >= 150, name
            assert box["y"] >= figure["y"] or box["y"] + box["height"] <= figure["y"] + 2, name
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_text_fits_a_phone_without_scrolling_sideways(browser: Browser, review: Path) -> None:
    with open_page(browser, review, width=PHONE) as opened:
        width = opened.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE, wide_elements(opened.page, PHONE)


def test_certainties_differ_by_colour_and_line(page: Page) -> None:
    looks = page.eval_on_selector_all(
        ".legend .figure",
        "all => all.map(e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).borderBottomStyle])",
    )
    assert len({colour for colour, _ in looks}) == len({line for _, line in looks}) == 3


def test_every_link_reaches_one_place(page: Page) -> None:
    targets = page.eval_on_selector_all("a", "all => all.map(link => link.getAttribute('href').slice(1))")
    assert {target for target in targets if page.locator(f"[id='{target}']").count() != 1} == set()
    assert {"F01", "place-N01", "text"} <= set(targets)


def test_print_shows_the_table_instead_of_tips_and_fits_a4(page: Page) -> None:
    page.set_viewport_size({"width": A4_WIDTH_PX, "height": 900})
    page.emulate_media(media="print")
    page.locator("#F03").focus()
    assert page.locator(".tip >> visible=true").count() == 0
    assert page.locator(".figures-table tbody tr").first.is_visible()
    wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText.slice(0, 80))"
    assert page.eval_on_selector_all(".scroll, body", wide) == []
