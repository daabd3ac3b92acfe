"""Explore as an analyst meets it: controls, table, search, passages and code in JupyterLab, with the network off."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from analysis import open_data
from analysis.explore.views import make_table
from tests import helpers
from tests.browser.lab import Lab, start_lab
from tests.browser.test_hostile_data import FORMULA, MARK
from tests.browser.test_lab import PASSAGE, run_all_cells
from tests.conftest import skip_or_fail

LONG = "六十个字的名称" * 9
REACTS_WITHIN_MS = 15_000
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lab(project_root: Path, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab whose data hold markup, a formula and a long name where names can stand."""
    if not (project_root / ".venv-lab/bin/jupyter").exists():
        skip_or_fail("JupyterLab is not installed here: `make .venv-lab/lab.stamp` does that")
    with start_lab(project_root, tmp_path_factory.mktemp("lab")) as lab:
        data = lab.notebooks.parent / "data"
        helpers.edit(data / "departments.csv", "beita-union", name_zh=f"北塔区总工会 {MARK}")
        helpers.edit(data / "schemes/union-2009.csv", "504", name_zh=FORMULA)
        helpers.edit(data / "schemes/union-2009.csv", "506", name_zh=f"N {MARK}")
        helpers.edit(data / "schemes/union-2009.csv", "503", name_zh=LONG)
        helpers.edit(data / helpers.FIGURES, "F11", label=f"L {MARK}", locator=f"P {MARK}")
        yield lab


@pytest.fixture(scope="module")
def opened(browser: Browser, lab: Lab) -> Iterator[tuple[Page, list[str]]]:
    """The notebook with all its cells run, and what the page asked for."""
    context = browser.new_context(
        viewport={"width": 1400, "height": 1800}, permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(REACTS_WITHIN_MS)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab.url("explore"))
    notebook = nbformat.read(lab.notebooks / "explore.ipynb", as_version=4)
    run_all_cells(page, sum(cell.cell_type == "code" for cell in notebook.cells))
    yield page, asked
    context.close()


def choose(page: Page, name: str, *labels: str) -> None:
    """Choose in the control with a label."""
    control = page.locator(".explore .widget-inline-hbox", has=page.get_by_text(name, exact=True))
    control.locator("select").select_option(label=list(labels))


def rows(page: Page) -> Locator:
    return page.locator(".explore .dt-scroll-body tbody tr")


def code(page: Page) -> str:
    return page.locator(".explore-code pre").inner_text()


def test_controls_change_table_chart_and_code(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    assert page.locator("[data-mime-type*='error'], [data-mime-type*='stderr']").all_inner_texts() == []
    chart = page.locator("img.explore-chart")
    expect(rows(page)).to_have_count(10)
    before = chart.get_attribute("src")
    choose(page, "看什么", "“三公”经费")
    expect(rows(page)).to_have_count(4)
    assert chart.get_attribute("src") != before
    assert chart.evaluate("img => img.decode().then(() => img.naturalWidth)") > 300
    assert "compare_three_public(data)" in code(page)
    choose(page, "阶段", "决算")
    expect(page.locator(".explore-said")).to_contain_text("没有数字")
    expect(chart).to_have_count(0)
    choose(page, "阶段", "全部")
    choose(page, "看什么", "支出分类")
    expect(rows(page)).to_have_count(10)


def test_search_finds_a_row_and_its_passage_opens(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    choose(page, "看什么", "全部数字")  # ten rows and fewer have no search
    page.locator(".explore .dt-search input").fill("19.66")
    expect(rows(page)).to_have_count(1)
    rows(page).click()
    place = page.locator(".explore .widget-html", has=page.locator(".explore-figure"))
    expect(place).to_contain_text("19.66 万元")
    expect(place.locator("blockquote").first).to_have_text(re.compile(PASSAGE.pattern.strip("“”")))
    choose(page, "看什么", "支出分类")
    expect(rows(page)).to_have_count(10)


def test_copied_code_makes_the_table(opened: tuple[Page, list[str]], lab: Lab) -> None:
    page, _ = opened
    page.get_by_role("button", name="复制代码").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == code(page)
    imports, line = copied.split("\n")
    assert imports == "from analysis import compare_categories"
    table = make_table(open_data(data_dir=lab.notebooks.parent / "data"), line)
    assert len(table) == 10
    assert table["amount_wan"].max() == pytest.approx(58.51)
    assert isinstance(table, pd.DataFrame)


def test_markup_formulas_and_long_names_stay_text(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    shown = page.locator(".explore .dt-scroll-body").text_content() or ""
    assert [text for text in (f"N {MARK}", FORMULA, LONG) if text not in shown] == []
    choose(page, "看什么", "全部数字")
    page.locator(".explore .dt-search input").fill("F11")
    expect(rows(page)).to_have_count(1)
    rows(page).click()
    expect(page.locator(".explore-place").last).to_contain_text(f"P {MARK}")
    assert page.locator("#evil, .explore [onload], .explore [onerror]").count() == 0
    assert page.evaluate("window.evil") is None


def test_nothing_is_asked_of_the_network(opened: tuple[Page, list[str]], lab: Lab) -> None:
    _, asked = opened
    assert [url for url in asked if not url.startswith((lab.address, "data:", "blob:"))] == []
    assert lab.list_outside() == []
