"""Take docs/explore*.png, the pictures of explore.ipynb in JupyterLab: part of `make picture`.

Shows the project's own data without any document, in both languages. Needs Debian's Chromium and `make lab` once.
"""

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.lab import Lab, start_lab

PROJECT = Path(__file__).resolve().parent.parent
COLOURS = 64
WAIT_MS = 90_000
VIEWS = {"zh": "“三公”经费", "en": "Three-public expenses"}


def main() -> None:
    """Take two pictures in each language and print their sizes."""
    chromium = shutil.which("chromium") or sys.exit("needs chromium on the path")
    for lang in VIEWS:
        with (
            tempfile.TemporaryDirectory() as folder,
            start_lab(PROJECT, Path(folder)) as lab,
            sync_playwright() as playwright,
        ):
            prepare(lab, lang)
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport={"width": 1360, "height": 1500})
            page.set_default_timeout(WAIT_MS)
            photograph(page, lab, lang)
            browser.close()


def prepare(lab: Lab, lang: str) -> None:
    """Put all data of the project before the notebook, which starts with a body of three years."""
    data = lab.notebooks.parent / "data"
    shutil.rmtree(data)
    shutil.copytree(PROJECT / "data", data, ignore=shutil.ignore_patterns("raw"))
    path = lab.notebooks / "explore.ipynb"
    text = path.read_text(encoding="utf-8").replace('lang: str = \\"zh\\"', f'lang: str = \\"{lang}\\"')
    path.write_text(text.replace('\\"beita-union\\"', '\\"jiangsu-procuratorate\\"'), encoding="utf-8")


def photograph(page: Page, lab: Lab, lang: str) -> None:
    """Run the notebook; take the controls with a row that leads to its table, and another view over three years."""
    page.goto(lab.url("explore"))
    page.locator(".jp-KernelName").get_by_text("ipykernel").wait_for()
    page.locator(".jp-NotebookPanel-toolbar [data-status='idle']").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".jp-InputPrompt").get_by_text("[21]:").wait_for(state="attached")
    page.locator(".explore .dt-scroll-body tbody tr").nth(5).click()
    page.locator(".explore-figure").first.wait_for()
    save(page, f"explore.{lang}.png")
    selects = page.locator(".explore .widget-inline-hbox select")
    selects.nth(2).select_option(["2017", "2018", "2019"])
    selects.nth(0).select_option(label=VIEWS[lang])
    page.locator(".explore-code pre").get_by_text("compare_three_public").wait_for()
    page.wait_for_timeout(2000)  # the table is drawn after the code is shown
    save(page, f"explore-years.{lang}.png")


def save(page: Page, name: str) -> None:
    """Write the controls and what they show as a small PNG."""
    picture = Image.open(io.BytesIO(page.locator(".explore").screenshot())).convert("RGB")
    path = PROJECT / "docs" / name
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(PROJECT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
