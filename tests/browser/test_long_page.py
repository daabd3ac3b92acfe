"""The page of a disclosure with hundreds of figures stays small and can be read to its end."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import open_page

DEPARTMENT, YEAR, FIGURES = "putuo-commerce-own", 2025, 365
MAX_BYTES, TIMES = 900_000, 2

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def long_report(tmp_path_factory, expenditure_process) -> Path:
    out = tmp_path_factory.mktemp("long")
    done = expenditure_process("report", "--department", DEPARTMENT, "--year", YEAR, "--out", out)
    assert done.returncode == 0, done.stderr
    return out / DEPARTMENT / str(YEAR) / "report.html"


def measure_unfolded(browser: Browser, report: Path) -> int:
    """Return the height of a page with everything unfolded, in CSS pixels."""
    with open_page(browser, report, width=1280) as opened:
        opened.page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        return int(opened.page.evaluate("document.documentElement.scrollHeight"))


def test_page_of_hundreds_of_figures_is_small_and_at_most_twice_as_long(
    browser: Browser, long_report: Path, built_report: Path
) -> None:
    assert long_report.stat().st_size < MAX_BYTES
    short = measure_unfolded(browser, built_report / "report.html")
    assert measure_unfolded(browser, long_report) < TIMES * short


def test_every_figure_stays_on_the_page_and_nothing_is_cut_on_paper(browser: Browser, long_report: Path) -> None:
    with open_page(browser, long_report, width=672) as opened:  # A4 less its margins
        assert opened.page.locator("main tr[id^='F']").count() == FIGURES
        opened.page.emulate_media(media="print")
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 672
