"""A PDF of the report, printed by a Chromium that is on the machine; beside the report and outside its manifest.

A browser writes the time into each PDF, so no two are the same bytes: the HTML is the evidence, the PDF a convenience.
Which report it was printed from stands in its title and its foot; its hash is kept beside the manifest.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from analysis.errors import PublishError
from analysis.publish.evidence.manifest import locate, read_json, suffix_name
from analysis.publish.evidence.verifier import hash_file, write_sums
from analysis.publish.folder import explain_failure, hold_place, replace_file
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


def locate_print(folder: Path, lang: str) -> Path:
    """Return where the hash of a report's PDF is kept: in its folder, in the form of sha256sum."""
    return locate(folder, lang, "pdf.sha256")


def write_pdf(folder: Path, lang: str) -> Path:
    """Return the PDF written beside a report's folder; PublishError when no browser is found or it fails.

    Its hash goes into the folder last: a run that ends before leaves a PDF without one, never a wrong one.
    """
    target, listing = locate_pdf(folder, lang), locate_print(folder, lang)
    content = _print_page(folder, lang, target)
    with hold_place(folder, lang), explain_failure(lang, "pdf.failed", file=target):
        listing.unlink(missing_ok=True)
        replace_file(target, content)
        replace_file(listing, write_sums({f"../{target.name}": hash_file(target)}).encode())
    return target


def _print_page(folder: Path, lang: str, target: Path) -> bytes:
    """Return the page of a report as the PDF that a browser prints; its title names the report too."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise PublishError(say(lang, "pdf.no-browser", names=", ".join(BROWSERS)))
    report_id = f"{say(lang, 'page.report-id')} {read_json(locate(folder, lang))['identifier']}"
    text = locate(folder, lang, "report.html").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="expenditure-pdf-") as profile:
        page, draft = Path(profile) / "report.html", Path(profile) / "report.pdf"
        page.write_text(text.replace("</title>", f" · {report_id}</title>", 1), encoding="utf-8")
        # The sandbox of Chromium does not work for root; our page holds no script and makes no request.
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        command = [browser, *_FLAGS, *root, f"--user-data-dir={profile}", f"--print-to-pdf={draft}", page.as_uri()]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
            return draft.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise PublishError(say(lang, "pdf.failed", reason=type(error).__name__, file=target)) from None
