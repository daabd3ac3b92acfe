"""What is wrong with a page to look at: texts that overlap or are cut, parts with nothing in them, signs of a mistake.

The boxes are those that Chromium lays out. A chart is an image of glyph outlines: it is measured by itself.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page

from analysis.publish.page.frame import TEMPLATES
from analysis.publish.page.gate_svg import read_svg

SCREENS = (1280, 768, 390)
_PAPER = re.search(r"size: A4; margin: [\d.]+mm ([\d.]+)mm", (TEMPLATES / "style.css").read_text(encoding="utf-8"))
assert _PAPER, "the style sheet names no margins"
MARGIN_MM = float(_PAPER[1])
A4_WIDTH_PX = int((210 - 2 * MARGIN_MM) / 25.4 * 96)
SCRIPT = Path(__file__).with_name("boxes.js").read_text(encoding="utf-8")
MARGIN_PT = MARGIN_MM / 25.4 * 72
_UNFOLD = "document.querySelectorAll('details').forEach(part => part.open = true)"
_SIGNS = re.compile(
    r"\bNaN\b|\bnan\b|\bNaT\b|\bNone\b(?! of)|<NA>|\binf\b|\{\w*\}"  # what Python prints of nothing
    r"|[：:]\s*[。；;]|[，、；：]{2}|。。|[，、；]。|（）|\(\)|(?<!“)“”(?!”)|\s[,;]|,\s*[.,;]|\.\.(?!\.)"
)


def find_layout_faults(page: Page, widths: Sequence[int] = SCREENS, *, paper: bool = True) -> list[str]:
    """Return overlaps and cuts of all that is on the page, unfolded, at each width and on A4."""
    page.evaluate(_UNFOLD)
    faults = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width} px: {fault}" for fault in page.evaluate(f"{SCRIPT}.findPageFaults(false)")]
    if paper:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": A4_WIDTH_PX, "height": 900})
        faults += [f"A4: {fault}" for fault in page.evaluate(f"{SCRIPT}.findPageFaults(true)")]
        page.emulate_media(media="screen")
    return faults


def find_chart_faults(page: Page, sources: Sequence[str]) -> list[str]:
    """Return overlaps and cuts within charts, each the `src` of an image; `page` is any page without a policy."""
    drawn = [read_svg(source) for source in dict.fromkeys(sources)]
    return [fault for svg in drawn for fault in page.evaluate(f"svg => {SCRIPT}.findChartFaults(svg)", svg)]


def list_charts(page: Page) -> list[str]:
    """Return the `src` of each image."""
    return list(page.eval_on_selector_all("img", "all => all.map(image => image.getAttribute('src'))"))


def find_word_faults(page: Page) -> list[str]:
    """Return parts with nothing in them, and signs that a value was missing when a sentence was made."""
    page.evaluate(_UNFOLD)
    empty = page.evaluate(f"{SCRIPT}.findEmptyParts()")
    text = page.evaluate("[...document.querySelectorAll('body > :not(.skip)')].map(one => one.innerText).join('\\n')")
    return [*empty, *(f"sign: …{text[max(0, one.start() - 20) : one.end() + 20]}…" for one in _SIGNS.finditer(text))]


def place_findings(page: Page) -> list[float]:
    """Return how far below the top of the page each finding begins; what only counts them is none."""
    marks = "all => all.map(mark => mark.getBoundingClientRect().top + scrollY)"
    return list(page.eval_on_selector_all(".findings ul:not(.severities) .severity", marks))


def find_paper_faults(path: Path) -> list[str]:
    """Return the words of a PDF that stand outside its side margins."""
    faults = []
    with pypdfium2.PdfDocument(path) as document:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage()
            lines = [text.get_rect(place) for place in range(text.count_rects())]
            right = page.get_width() - MARGIN_PT
            out = [line for line in lines if line[0] < MARGIN_PT - 1 or line[2] > right + 1]
            faults += [f"page {number}: {text.get_text_bounded(*line)!r} stands in the margin" for line in out]
    return faults
