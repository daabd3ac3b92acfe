"""The report as auditors open it: offline, by keyboard, on a phone, on paper; and with hostile data."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import Opened, open_page

DEPARTMENT = {"zh": "北塔区总工会", "en": "Beita District Federation of Trade Unions"}
CHARTS = 5
MAX_BYTES = 320_000
MAX_PAGES = 12
# 210 mm less two margins of 16 mm, 297 mm less 15 and 17 mm, at 96 px an inch
A4_WIDTH_PX, A4_HEIGHT_PX = 672, 1001
# Numbers in words and tables whose row, item or paragraph leads to no figure. Not counted: the figures' own rows, the
# appendix, and how many checks or indicators there are and weigh.
LOST_NUMBERS = """() => {
    const places = new Set([...document.querySelectorAll('main tr[id]')].map(row => row.id));
    const counted = '.basis, .named td:nth-child(3), table:not(:has(sup.cite))';
    return [...document.querySelectorAll('.number')]
        .filter(n => n.tagName !== 'TH' && /\\d/.test(n.textContent.replace(/— \\/ \\d+/, '')) && !n.closest(counted))
        .map(n => n.closest('tr, li, p'))
        .filter(row => !places.has(row.id))
        .filter(row => ![...row.querySelectorAll('a')].some(link => places.has(link.hash.slice(1))))
        .map(row => row.innerText.slice(0, 80))
}"""


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def report(built_report: Path, lang: str) -> Path:
    return built_report / {"zh": "report.html", "en": "report.en.html"}[lang]


@pytest.fixture
def opened(browser: Browser, report: Path) -> Iterator[Opened]:
    with open_page(browser, report) as opened:
        yield opened


@pytest.fixture
def page(opened: Opened) -> Page:
    return opened.page


def test_page_asks_for_nothing_and_logs_nothing(opened: Opened, report: Path) -> None:
    opened.page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    opened.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    opened.page.wait_for_load_state("networkidle")
    assert opened.requests == [report.as_uri()]
    assert opened.complaints == []


def test_requests_and_messages_of_a_page_are_noted(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "noisy.html"
    path.write_text("<img src='http://127.0.0.1:9/pixel.png'><script>console.warn('w'); throw Error('e')</script>")
    with open_page(browser, path) as opened:
        assert opened.requests == [path.as_uri(), "http://127.0.0.1:9/pixel.png"]
        assert {"w", "e"} <= set(opened.complaints)


def test_language_and_headings_are_in_order(page: Page, lang: str) -> None:
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[lang]
    levels = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map(heading => +heading.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert DEPARTMENT[lang] in page.title()


def test_skip_link_leads_the_keyboard_past_the_cover(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.skip') !== null")
    assert page.locator(".skip a").bounding_box()["x"] >= 0, "the link stays out of sight when it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_contents_name_every_heading_of_the_text(page: Page) -> None:
    entries = page.eval_on_selector_all("nav.contents a", "all => all.map(a => [a.hash.slice(1), a.textContent])")
    headings = page.eval_on_selector_all("main :is(h2, h3)[id]", "all => all.map(h => [h.id, h.textContent])")
    assert entries == headings
    assert len(entries) > 15
    page.locator("nav.contents a").last.click()
    assert page.locator(":target").bounding_box()["y"] < 900, "the heading is not on the screen"


def test_every_reference_reaches_one_place(page: Page) -> None:
    hrefs = page.eval_on_selector_all("a", "all => all.map(link => link.getAttribute('href'))")
    outside = [href for href in hrefs if not href.startswith("#")]
    assert outside == []
    assert {f"#F{number:02d}" for number in range(1, 44)} <= set(hrefs)
    counts = {href: page.locator(f"[id='{href[1:]}']").count() for href in set(hrefs)}
    assert {href for href, count in counts.items() if count != 1} == set()
    figures = sorted(href for href in set(hrefs) if re.fullmatch(r"#[FS]\d+", href))
    assert [href for href in figures if page.locator(f"tr {href}, tr{href}").count() != 1] == []


def test_charts_are_drawn_and_described(page: Page) -> None:
    images = page.eval_on_selector_all("img", "all => all.map(img => [img.naturalWidth, img.clientWidth, img.alt])")
    assert len(images) == CHARTS
    assert all(natural > 0 and shown > 300 for natural, shown, _ in images)
    assert all(len(alt) > 30 for *_, alt in images)
    followed = page.locator("figure.chart ~ .scroll table").count()
    assert followed >= CHARTS, "a chart has no table beneath it"


def test_every_number_leads_to_its_figure_and_that_to_its_place(page: Page) -> None:
    assert page.evaluate(LOST_NUMBERS) == []
    rows = "all => all.map(row => [row.id, row.closest('tbody').querySelector('.group')?.innerText ?? ''])"
    placed = dict(page.eval_on_selector_all("main tr[id^='F']", rows))
    assert len(placed) == 43
    assert all(re.search("[一二三]", place) for place in placed.values()), placed


def test_number_without_a_figure_is_seen(page: Page) -> None:
    page.evaluate("document.querySelector('main p').insertAdjacentHTML('beforeend', '<b class=number>7</b>')")
    assert len(page.evaluate(LOST_NUMBERS)) == 1


def test_chart_leads_to_its_numbers(page: Page) -> None:
    early = page.locator(".cover figure.chart")
    assert early.count() == 2
    for place in range(2):
        page.evaluate("scrollTo(0, 0)")
        early.nth(place).locator("a").click()
        section = page.locator(":target")
        assert section.evaluate("title => title.parentElement.querySelectorAll('table sup.cite a').length") > 3


def test_row_that_a_link_leads_to_is_lit_and_leads_back(page: Page) -> None:
    page.locator(".cover a[href='#F01']").first.click()
    lit = "element => getComputedStyle(element).backgroundColor"
    assert page.locator("tr#F01").evaluate(lit) == "rgb(255, 244, 206)"
    assert page.locator("tr#F02").evaluate(lit) == "rgba(0, 0, 0, 0)"
    page.locator("tr#F01 .back a").first.click()
    used = page.locator("a:target")
    assert used.inner_text() == "F01"
    assert used.evaluate("link => link.closest('.cover') !== null")
    assert used.locator("xpath=ancestor::li").evaluate(lit) == "rgb(255, 244, 206)"


def test_first_sheet_answers_first(page: Page) -> None:
    page.set_viewport_size({"width": A4_WIDTH_PX, "height": A4_HEIGHT_PX})
    page.emulate_media(media="print")
    for part in (".headline li", ".findings > ul > li", ".charts figure:last-of-type img"):
        box = page.locator(part).last.bounding_box()
        assert box["y"] + box["height"] < A4_HEIGHT_PX, part
    assert page.locator(".charts img").count() == 2


def test_text_fits_a_phone_without_scrolling_sideways(browser: Browser, report: Path) -> None:
    with open_page(browser, report, width=360) as opened:
        width = opened.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, wide_elements(opened.page, 360)


def wide_elements(page: Page, width: int) -> list[str]:
    """Return the start of each element that is wider than `width` without scrolling within."""
    script = """width => [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > width + 1 && !e.parentElement.closest('.scroll'))
        .map(e => e.outerHTML.slice(0, 120))"""
    return list(page.evaluate(script, width))


def test_code_is_folded_until_asked_for(page: Page) -> None:
    folded = page.locator("details.code")
    assert folded.count() >= 20
    assert page.locator("details[open]").count() == 0
    assert not folded.first.locator("pre").is_visible()
    folded.first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert folded.first.locator("pre").is_visible()


def test_page_is_small(report: Path) -> None:
    assert report.stat().st_size < MAX_BYTES


def test_print_hides_code_and_fits_a4(page: Page) -> None:
    page.set_viewport_size({"width": A4_WIDTH_PX, "height": 900})
    page.emulate_media(media="print")
    assert page.locator("header.cover h1").is_visible()
    assert page.locator("details.code >> visible=true").count() == 0
    assert page.locator(".skip >> visible=true").count() == 0
    wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText.slice(0, 80))"
    assert page.eval_on_selector_all(".scroll, body", wide) == []


@pytest.fixture
def pdf(page: Page, tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    return path


def test_pdf_has_a4_pages(pdf: Path) -> None:
    content = pdf.read_bytes()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert 5 < len(boxes) <= MAX_PAGES
    assert {(round(float(width)), round(float(height))) for width, height in boxes} <= {(595, 842), (596, 842)}


def test_pdf_text_can_be_searched(pdf: Path, lang: str) -> None:
    with pdfplumber.open(pdf) as pages:
        first = re.sub(r"\s+", " ", normalize("NFKC", pages.pages[0].extract_text()))  # fonts write 工 as a radical
    assert DEPARTMENT[lang] in first
    assert "149.35 万元" in first
