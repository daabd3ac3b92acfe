"""A PDF of the report, printed by a Chromium that is on the machine; beside the report and outside its manifest.

A browser writes the time into each PDF, so no two are the same bytes: the HTML is the evidence, the PDF a convenience.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from analysis.errors import PublishError
from analysis.publish.evidence.manifest import suffix_name
from analysis.texts import say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 120
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)


def locate_pdf(folder: Path, lang: str) -> Path:
    """Return where the PDF of a report's folder lies."""
    return folder.parent / suffix_name(f"{folder.parent.name}-{folder.name}.pdf", lang)


def write_pdf(page: Path, lang: str) -> Path:
    """Return the PDF written beside the report's folder; PublishError when no browser is found or it fails."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise PublishError(say(lang, "pdf.no-browser", names=", ".join(BROWSERS)))
    target = locate_pdf(page.parent, lang)
    with tempfile.TemporaryDirectory(prefix="expenditure-pdf-") as profile:
        draft = Path(profile) / "report.pdf"
        # The sandbox of Chromium does not work for root; our page holds no script and makes no request.
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        command = [browser, *_FLAGS, *root, f"--user-data-dir={profile}", f"--print-to-pdf={draft}", page.as_uri()]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
            shutil.copyfile(draft, target)
        except (OSError, subprocess.SubprocessError) as error:
            raise PublishError(say(lang, "pdf.failed", reason=type(error).__name__, file=target)) from None
    return target
