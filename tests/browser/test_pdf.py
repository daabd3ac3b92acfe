"""The PDF that `--pdf` prints with the machine's Chromium."""

import shutil
from pathlib import Path

import pytest

from analysis.errors import PublishError
from analysis.publish.office import pdf


@pytest.mark.slow
def test_pdf_lies_beside_the_report_and_not_in_its_manifest(chromium, built_report, tmp_path):
    report = shutil.copytree(built_report, tmp_path / "beita-union" / "2019")
    path = pdf.write_pdf(report / "report.html", "zh")
    assert path == report.parent / "beita-union-2019.pdf"
    assert path.read_bytes().startswith(b"%PDF-")
    assert path.stat().st_size > 50_000
    assert pdf.write_pdf(report / "report.en.html", "en").name == "beita-union-2019.en.pdf"


def test_missing_browser_is_said_so(built_report, monkeypatch):
    monkeypatch.setattr(pdf, "BROWSERS", ("no-such-browser",))
    with pytest.raises(PublishError, match="no browser was found"):
        pdf.write_pdf(built_report / "report.html", "en")


def test_browser_that_fails_is_said_so(built_report, monkeypatch):
    monkeypatch.setattr(pdf, "BROWSERS", ("false",))
    with pytest.raises(PublishError, match="the PDF could not be made"):
        pdf.write_pdf(Path(built_report / "report.html"), "en")
