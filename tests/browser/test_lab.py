"""The notebooks as analysts meet them: opened in JupyterLab, all cells run on the defaults."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from analysis.tables import DATA_FOLDER
from tests.browser.lab import TOKEN, Lab, start_lab
from tests.conftest import skip_or_fail

NOTEBOOKS = ["1-check", "2-categories", "3-years", "4-performance"]
RUNS_WITHIN_MS = 60_000
CELLS = ".jp-Notebook .jp-CodeCell"
# Of what the union's report has none of, nothing is shown: other breakdowns, corrections, parts that were not read.
NOTHING = (
    "show_coverage", "pick_others", "table_other_parts", "corrections", "chart_changes", "tell_trends", "chart_trends",
    "table_trends", 'heading("counts"', "table_counts", "table_stated_changes", "table_outliers",
)  # fmt: skip
PASSAGE = re.compile("“.*自己写的第.*”")  # of the document that the lab has at hand
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


def judge(shown: Locator, source: str, explored: bool) -> None:
    """Fail unless a cell shows what it calls: a chart drawn, a table, a heading, or at least words."""
    output = shown.locator(".jp-OutputArea-output")
    if any(name in source for name in NOTHING):
        expect(output).to_have_text("")
    elif "show.heading" in source:
        expect(output.locator("h1, h2, h3")).to_have_text(re.compile(r"^[^A-Za-z]+¶$"))  # in the reader's language
    elif "chart_" in source:
        output.scroll_into_view_if_needed()
        assert shown.locator(".jp-RenderedSVG img").evaluate("img => img.decode().then(() => img.naturalWidth)") > 300
    elif explored and "show." not in source:
        expect(output.locator("table.frame")).to_have_count(1)
    elif re.search("(show|table)_", source):
        expect(output.locator("table, p").first).to_be_visible()  # a sentence where there is nothing to list
    elif "words" in source:
        expect(output).to_have_text(re.compile(r"\S{2}"))


def follow_link(page: Page) -> None:
    """Click the first figure's link: the row with its number and its passage comes into view."""
    link = page.locator(".jp-OutputArea-output a[href^='#F']:not(.jp-InternalAnchorLink)").first
    row = f"tr[id='{link.inner_text()}']"
    place = page.locator(row)
    expect(place).to_have_count(1)
    expect(place).not_to_be_in_viewport()
    link.click()
    expect(place).to_be_in_viewport()
    expect(page.locator(f"{row}, {row} + tr.below").filter(has_text=PASSAGE)).to_be_in_viewport()


def run_and_judge(page: Page, lab: Lab, stem: str) -> None:
    """Open a notebook, run all of its cells, and judge what each shows."""
    notebook = nbformat.read(lab.notebooks / f"{stem}.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab.url(stem))
    run_all_cells(page, len(cells))
    assert page.locator("[data-mime-type*='error'], [data-mime-type*='stderr']").all_inner_texts() == []
    assert page.locator(".jp-Dialog").all_inner_texts() == []
    for number, cell in enumerate(cells):
        judge(page.locator(CELLS).nth(number), cell.source, "explore" in cell.metadata.get("tags", ()))
    assert [url for url in asked if not url.startswith((lab.address, "data:", "blob:"))] == []


@pytest.mark.parametrize("stem", NOTEBOOKS)
def test_run_all_shows_charts_and_tables(page: Page, lab: Lab, stem: str) -> None:
    run_and_judge(page, lab, stem)
    follow_link(page)


def test_numbers_of_a_group_lead_to_the_reports_that_the_lab_shows(page: Page, lab: Lab) -> None:
    data = lab.notebooks.parent / "data"  # which has one body only, in no group
    shutil.copy(DATA_FOLDER / "departments.csv", data)
    shutil.copy(DATA_FOLDER / "groups.csv", data)
    (data / "groups").mkdir()
    for path in DATA_FOLDER.glob("*/jiangsu-*"):
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, data / path.relative_to(DATA_FOLDER))
    run_and_judge(page, lab, "5-peers")
    links = page.locator(".jp-OutputArea-output td .number a")
    paths = links.evaluate_all("links => links.map(one => one.getAttribute('data-commandlinker-args') ?? one.href)")
    assert paths
    assert [path for path in paths if "reports/jiangsu-" not in path or ".." in path] == []


def test_lab_shows_the_folders_and_asks_nothing_of_the_network(lab: Lab, page: Page) -> None:
    page.goto(f"{lab.address}/lab?token={TOKEN}")
    for name in ("notebooks", "data", "reports", "scratch"):
        expect(page.locator(".jp-DirListing-itemText").get_by_text(name, exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert lab.list_outside() == []


def test_own_chart_in_scratch_shows_chinese_without_a_warning(lab: Lab, page: Page) -> None:
    """matplotlib warns on standard error of each character that its font does not have."""
    source = (
        "from analysis import open_data\n"
        'data = open_data("北塔区总工会", 2019)\n'
        'data.figures.nlargest(5, "amount_wan").plot.barh(x="label", y="amount_wan", title="最大的五笔");'
    )
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)], metadata=kernel)
    nbformat.write(notebook, lab.notebooks.parent / "scratch" / "own.ipynb")
    page.goto(lab.url("own", "scratch"))
    run_all_cells(page, 1)
    expect(page.locator(".jp-RenderedImage img")).to_be_visible()
    assert page.locator("[data-mime-type*='error'], [data-mime-type*='stderr']").all_inner_texts() == []
