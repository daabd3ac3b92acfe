"""Pages as they are laid out: no text over another, none cut, nothing empty, at three widths and on paper.

Looked at are the report of 2019, the index, and bodies such as hardly any document describes (tests/browser/bodies.py).
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import bodies
from tests.browser.boxes import (
    MARGIN_MM,
    SCREENS,
    find_chart_faults,
    find_layout_faults,
    find_paper_faults,
    find_word_faults,
    list_charts,
    place_findings,
)
from tests.browser.pages import open_page
from tests.browser.quick import build_quickly

pytestmark = pytest.mark.slow  # seconds of a browser or of many figures

PAGE = """<!doctype html><html lang="en"><head><title>t</title><style>body {{ margin: 8px; font: 16px/1.5 sans-serif }}
{style}</style></head><body><main><h1>Heading</h1><p>A line of text.</p>{body}</main></body></html>"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="200pt" height="50pt" viewBox="0 0 200 50"><defs><path id="g"
d="M0 0h500v700h-500z"/></defs>{}</svg>"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_page(body: str, style: str = "") -> Path:
        path = tmp_path / "page.html"
        path.write_text(PAGE.format(body=body, style=style), encoding="utf-8")
        return path

    return write_page


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Page:
    """A page in which charts are measured."""
    return browser.new_page()


SCROLLS = "<div style='overflow-x: auto'><p style='width: 2000px'>Wide</p></div>"
CLEAN = f"""<table><tbody><tr><td>1</td><td>2<sup>F01</sup></td></tr></tbody></table>{SCROLLS}
<details><summary>More</summary><p>Folded</p></details><p style="display: none">Out of sight</p>"""


def test_clean_page_has_no_fault_on_a_screen(browser: Browser, write: Callable[..., Path]) -> None:
    with open_page(browser, write(CLEAN)) as opened:
        assert find_layout_faults(opened.page, paper=False) == []
        assert find_word_faults(opened.page) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p style='margin-top: -30px'>Over it</p>", "overlap: “A line of text.” and “Over it”"),
        ("<p style='width: 40px; overflow: hidden; white-space: nowrap'>Longer than its frame</p>", "in <p>"),
        ("<p style='height: 8px; overflow: hidden'>Cut below</p>", "cut: “Cut below” in <p>"),
        ("<table style='table-layout: fixed; width: 60px'><tr><td>Wordwithoutend</td></tr></table>", "in <td>"),
        ("<p style='width: 2000px; text-align: right'>Beyond</p>", "sideways: the page is 2008 wide, its window 1280"),
        ("<p style='position: absolute; left: -20px'>Left of it</p>", "cut: “Left of it” in <p>"),
        (SCROLLS, "A4: cut: “Wide” in <p>"),
    ],
)  # fmt: skip
def test_overlaps_and_cuts_are_found(browser: Browser, write: Callable[..., Path], body: str, found: str) -> None:
    body = body.replace("<p style='width: 2000px'>", "<p style='width: 2000px; text-align: right'>")
    with open_page(browser, write(body)) as opened:
        faults = find_layout_faults(opened.page, [1280])
    assert any(found in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<h2>Nothing below</h2>", "empty: nothing below “Nothing below”"),
        ("<h2>Nothing below</h2><h2>Next</h2><p>Text</p>", "empty: nothing below “Nothing below”"),
        ("<table><thead><tr><th>Head</th></tr></thead><tbody></tbody></table>", "empty: <table>"),
        ("<ul></ul>", "empty: <ul>"),
        ("<p>总支出 1 万元，其中：。</p>", "sign: "),
        ("<p>Spent <NA> yuan</p>".replace("<NA>", "&lt;NA&gt;"), "sign: "),
        ("<p>nan %</p>", "sign: "),
        ("<p>None</p>", "sign: "),
        ("<p>甲、、乙</p>", "sign: "),
    ],
)
def test_empty_parts_and_signs_of_missing_values_are_found(
    browser: Browser, write: Callable[..., Path], body: str, found: str
) -> None:
    with open_page(browser, write(body)) as opened:
        faults = find_word_faults(opened.page)
    assert any(found in fault for fault in faults), faults


def draw_text(x: int, y: int) -> str:
    """Return two glyphs as matplotlib writes them."""
    return f'<g transform="translate({x} {y}) scale(0.02 -0.02)"><use href="#g"/><use href="#g" x="600"/></g>'


DARK = '<path d="M0 0h200v50h-200z" style="fill: #1f4e79"/>'


@pytest.mark.parametrize(
    ("drawn", "found"),
    [
        (draw_text(10, 20) + draw_text(60, 20), []),
        (draw_text(10, 20) + draw_text(15, 24), ["overlap"]),
        (draw_text(190, 20), ["cut"]),
        (DARK + draw_text(10, 20), ["hidden"]),
        (DARK + draw_text(10, 20).replace("<g ", '<g style="fill: white" '), []),
        ('<text x="10" y="20">Words</text><text x="12" y="22">Others</text>', ["overlap"]),
        ("<path d='M0 0h9'/>", ["empty"]),
    ],
)
def test_faults_of_a_chart_are_found(blank: Page, drawn: str, found: list[str]) -> None:
    faults = find_chart_faults(blank, [f"data:image/svg+xml,{SVG.format(drawn)}".replace("#", "%23")])
    assert [fault.partition(":")[0] for fault in faults] == found, faults


def test_words_beyond_the_margin_of_a_pdf_are_found(
    browser: Browser, write: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "page.pdf"
    style = f"@page {{ size: A4; margin: 20mm {MARGIN_MM}mm }}"
    for body, count in (("<p>Within</p>", 0), ("<p style='margin-left: -12mm'>Beyond the margin</p>", 1)):
        with open_page(browser, write(body, style)) as opened:
            opened.page.pdf(path=path, prefer_css_page_size=True)
        assert len(find_paper_faults(path)) == count


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_report_of_2019_has_no_overlap_and_no_cut(
    browser: Browser, blank: Page, built_report: Path, tmp_path: Path, lang: str
) -> None:
    report = built_report / {"zh": "report.html", "en": "report.en.html"}[lang]
    with open_page(browser, report) as opened:
        opened.page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
        assert find_word_faults(opened.page) == []
        assert find_chart_faults(blank, list_charts(opened.page)) == []
        assert find_layout_faults(opened.page) == []
    assert find_paper_faults(tmp_path / "report.pdf") == []


# Of 2,000 figures one language, a phone and paper are enough: they take as long as all others together.
WIDTHS = {"many-figures": SCREENS[-1:]}
LOOKS = [(body, lang) for body in bodies.NAMES for lang in ("zh", "en") if (body, lang) != ("many-figures", "en")]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bodies.make_bodies(tmp_path_factory.mktemp("bodies"))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


@pytest.mark.slow
@pytest.mark.parametrize(("body", "lang"), LOOKS)
def test_body_has_a_page_that_reads_well(
    browser: Browser, blank: Page, data: Path, reports: Path, body: str, lang: str
) -> None:
    report = build_quickly(data, reports, body, bodies.YEAR, lang)
    with open_page(browser, report, width=1280) as opened:
        first = place_findings(opened.page)
        assert first[:1] == [] if body in bodies.CLEAN else first[0] < 900, (
            "the first finding is not on the first screen"
        )
        assert find_word_faults(opened.page) == []
        assert find_chart_faults(blank, list_charts(opened.page)) == []
        assert find_layout_faults(opened.page, WIDTHS.get(body, SCREENS)) == []
        assert opened.complaints == []
