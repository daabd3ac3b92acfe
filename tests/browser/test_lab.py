"""The notebooks as analysts meet them: opened in JupyterLab, all cells run on the defaults."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lab import Lab, start_lab
from tests.conftest import skip_or_fail

NOTEBOOKS = ["1-check", "2-categories", "3-years", "4-performance"]
RUNS_WITHIN_MS = 60_000
CELLS = ".jp-Notebook .jp-CodeCell"


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


def run_all_cells(page: Page) -> None:
    """Choose Run > Run All Cells once the kernel is idle, and wait until the last cell has its number."""
    expect(page.locator(CELLS).first).to_be_visible(timeout=RUNS_WITHIN_MS)
    expect(page.locator(".jp-NotebookPanel-toolbar [data-status='idle']")).to_have_count(1, timeout=RUNS_WITHIN_MS)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    numbered = re.compile(r"^\[\d+\]:$")
    prompt = f"{CELLS} .jp-InputPrompt"
    expect(page.locator(prompt).last).to_have_text(numbered, timeout=RUNS_WITHIN_MS)
    assert all(numbered.match(text) for text in page.locator(prompt).all_text_contents())


def count_calls(notebook: Path, prefix: str) -> int:
    """Return how many code cells call a function whose name starts with `prefix`."""
    cells = nbformat.read(notebook, as_version=4).cells
    return sum(bool(re.match(rf"\w+\.{prefix}_", cell.source)) for cell in cells)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_shows_charts_and_tables(page: Page, lab: Lab, name: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab.url(f"{name}.ipynb"))
    run_all_cells(page)
    assert page.locator("[data-mime-type*='error'], [data-mime-type*='stderr']").all_inner_texts() == []
    assert page.locator(".jp-Dialog").all_inner_texts() == []
    charts = page.eval_on_selector_all(f"{CELLS} .jp-RenderedSVG img", "all => all.map(img => img.naturalWidth)")
    assert len(charts) == count_calls(lab.notebooks / f"{name}.ipynb", "chart")
    assert all(width > 0 for width in charts)
    tables = page.locator(f"{CELLS} .jp-OutputArea table").count()
    assert tables >= count_calls(lab.notebooks / f"{name}.ipynb", "(table|show)")
    local = re.compile(rf"(data|blob):|https?://127\.0\.0\.1:|{re.escape(lab.address)}")
    assert [url for url in asked if not local.match(url)] == []


def test_lab_asks_nothing_of_the_network(lab: Lab) -> None:
    assert lab.list_outside() == set()
