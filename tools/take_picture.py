"""Take docs/report.png, the picture of the report in README: `make picture`, after `make report`.

Shows the first screen of the Chinese report, the language that reports have by default. Needs Debian's Chromium.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "reports" / "beita-union" / "2019" / "report.html"
PICTURE = PROJECT / "docs" / "report.png"
WIDTH_PX, HEIGHT_PX = 1200, 900
COLOURS = 128  # text and a few flat colours: a palette is smaller and looks the same


def main() -> None:
    """Take the picture and print its size."""
    chromium = shutil.which("chromium")
    if chromium is None or not PAGE.exists():
        sys.exit(f"needs {'`make report` first' if chromium else 'chromium on the path'}")
    picture = Image.open(io.BytesIO(photograph(PAGE, chromium))).convert("RGB")
    PICTURE.parent.mkdir(exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(PROJECT)}: {PICTURE.stat().st_size:,} bytes")


def photograph(page: Path, chromium: str) -> bytes:
    """Return the first screen of a page as PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": WIDTH_PX, "height": HEIGHT_PX})
        tab.goto(page.as_uri())
        picture = tab.screenshot()
        browser.close()
    return picture


if __name__ == "__main__":
    main()
