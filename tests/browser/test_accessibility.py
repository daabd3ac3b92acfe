"""What axe-core finds on the pages: the report of 2019, a disclosure, the index, in both languages: nothing."""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from analysis.publish.evidence.manifest import suffix_name
from analysis.publish.page.index import write_index
from analysis.tables import DATA_FOLDER
from tests.browser.boxes import find_layout_faults
from tests.browser.pages import open_page
from tests.browser.quick import build_quickly

pytestmark = pytest.mark.slow  # seconds of a browser or of many figures

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
DISCLOSURE = "jiangsu-procuratorate"


def run_axe(page: Page) -> list[str]:
    """Return the rules broken, each with the first element that breaks it."""
    page.evaluate(AXE_SCRIPT)  # evaluated by the debugger: the page's policy stays as it is
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    results = page.evaluate("options => axe.run(options)", options)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in results["violations"]]


def test_violations_are_found_where_there_are_some(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "poor.html"
    path.write_text(
        "<title>t</title><h1>a</h1><h3 style='color: #bbb; background: #fff'>Pale words</h3><img src='data:,'>"
    )
    with open_page(browser, path) as opened:
        broken = {violation.partition(":")[0] for violation in run_axe(opened.page)}
    assert {"html-has-lang", "image-alt", "heading-order", "color-contrast", "region"} <= broken, broken


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_report_of_2019_has_no_violation(browser: Browser, built_report: Path, lang: str) -> None:
    with open_page(browser, built_report / suffix_name("report.html", lang)) as opened:
        assert run_axe(opened.page) == []


@pytest.mark.slow
def test_disclosure_has_no_violation_no_overlap_and_no_cut(browser: Browser, tmp_path: Path) -> None:
    report = build_quickly(DATA_FOLDER, tmp_path, DISCLOSURE, 2019, "en")  # whose words are the longer ones
    with open_page(browser, report) as opened:
        assert run_axe(opened.page) == []
        assert find_layout_faults(opened.page) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_index_has_no_violation_no_overlap_and_no_cut(
    browser: Browser, built_report: Path, tmp_path: Path, lang: str
) -> None:
    out = tmp_path / "reports"
    out.mkdir()
    (out / "beita-union").symlink_to(built_report.parent)
    states = {
        ("beita-union", 2019, "zh"): "built",
        (DISCLOSURE, 2019, "zh"): "failed",
        (DISCLOSURE, 2018, "zh"): "built",
    }
    with open_page(browser, write_index(lang, out, DATA_FOLDER, states)) as opened:
        assert opened.page.locator("tbody tr").count() == len(states)
        assert run_axe(opened.page) == []
        assert find_layout_faults(opened.page) == []
