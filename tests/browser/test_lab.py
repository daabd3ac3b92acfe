"""The notebooks as analysts meet them: opened in JupyterLab, all cells run on the defaults."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.lab import Lab, start_lab
from tests.conftest import skip_or_fail

NOTEBOOKS = ["1-check", "2-categories", "3-years", "4-performance"]
RUNS_WITHIN_MS = 60_000
CELLS = ".jp-Notebook .jp-CodeCell"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lab(project_root: Path, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    if not (project_root / ".venv-lab/bin/jupyter").exists():
        skip_or_fail("JupyterLab is not installed here: `make .venv-lab/lab.stamp` does that")
    with start_lab(project_root, tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def page(browser: Browser, lab: Lab) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def run_all_cells(page: Page, count: int) -> None:
    """Choose Run > Run All Cells once the kernel is idle, and wait until each of `count` cells has its number."""
    expect(page.locator(CELLS)).to_have_count(count, timeout=RUNS_WITHIN_MS)
    # The indicator says idle before there is a kernel too; only the name tells, and without it Lab asks for one.
    expect(page.locator(".jp-KernelName")).to_have_text("Python 3 (ipykernel)", timeout=RUNS_WITHIN_MS)
    expect(page.locator(".jp-NotebookPanel-toolbar [data-status='idle']")).to_have_count(1, timeout=RUNS_WITHIN_MS)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    numbers = [re.compile(rf"^\[{number}\]:$") for number in range(1, count + 1)]
    expect(page.locator(f"{CELLS} .jp-InputPrompt")).to_have_text(numbers, timeout=RUNS_WITHIN_MS)


def judge(shown: Locator, source: str, before: str) -> None:
    """Fail unless a cell shows what it calls: a chart drawn, a table, or at least words."""
    output = shown.locator(".jp-OutputArea-output")
    if "chart_" in source:
        output.scroll_into_view_if_needed()
        assert shown.locator(".jp-RenderedSVG img").evaluate("img => img.decode().then(() => img.naturalWidth)") > 300
    elif "table_other_parts" in source:
        expect(output).to_have_text("没有其他分类。")  # what the union states has no other breakdown
    elif "table_" in source or "chart_" in before:
        expect(output.locator("table")).to_have_count(1)
    elif "words" in source:
        expect(output).to_have_text(re.compile(r"\S{2}"))


@pytest.mark.parametrize("stem", NOTEBOOKS)
def test_run_all_shows_charts_and_tables(page: Page, lab: Lab, stem: str) -> None:
    notebook = nbformat.read(lab.notebooks / f"{stem}.ipynb", as_version=4)
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab.url(stem))
    run_all_cells(page, len(sources))
    assert page.locator("[data-mime-type*='error'], [data-mime-type*='stderr']").all_inner_texts() == []
    assert page.locator(".jp-Dialog").all_inner_texts() == []
    for number, source in enumerate(sources):
        judge(page.locator(CELLS).nth(number), source, sources[number - 1] if number else "")
    assert [url for url in asked if not url.startswith((lab.address, "data:", "blob:"))] == []


def test_lab_asks_nothing_of_the_network(lab: Lab, page: Page) -> None:
    page.goto(lab.url(NOTEBOOKS[0]))
    expect(page.locator(CELLS).first).to_be_visible(timeout=RUNS_WITHIN_MS)
    page.wait_for_load_state("networkidle")
    assert lab.list_outside() == []
