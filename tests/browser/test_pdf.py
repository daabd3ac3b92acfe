"""The PDF that `--pdf` prints with the machine's Chromium."""

import json
import re
import shutil

import pdfplumber
import pytest

from analysis.errors import PublishError
from analysis.publish.evidence import verifier
from analysis.publish.office import pdf


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "end"), [("zh", ""), ("en", ".en")])
def test_pdf_lies_beside_the_report_names_it_and_is_held_against_its_hash(lang, end, chromium, built_report, tmp_path):
    report = shutil.copytree(built_report, tmp_path / "beita-union" / "2019")
    path = pdf.write_pdf(report, lang)
    assert path == report.parent / f"beita-union-2019{end}.pdf"
    report_id = json.loads((report / f"manifest{end}.json").read_text(encoding="utf-8"))["identifier"]
    with pdfplumber.open(path) as printed:
        assert re.search(rf"\b{report_id}$", printed.metadata["Title"])
        feet = [page.crop((0, page.height - 57, page.width, page.height)).extract_text() for page in printed.pages]
    assert len(feet) > 5
    assert [report_id in foot for foot in feet] == [True] * len(feet)
    assert verifier.find_faults(report) == []
    with path.open("ab") as file:
        file.write(b"%")
    assert verifier.find_faults(report) == [("disagrees", f"../{path.name}", f"pdf{end}.sha256")]


@pytest.mark.parametrize(("browser", "said"), [("no-such-browser", "no browser was found"), ("false", "could not be")])
def test_browser_that_is_missing_or_fails_is_said_so_and_leaves_no_hash(
    browser, said, built_report, monkeypatch, tmp_path
):
    monkeypatch.setattr(pdf, "BROWSERS", (browser,))
    report = shutil.copytree(built_report, tmp_path / "report")
    with pytest.raises(PublishError, match=said):
        pdf.write_pdf(report, "en")
    assert verifier.find_faults(report) == []
