"""Passages beside the figures: only from the very document that is on record."""

import re
import shutil

import pytest

from analysis.publish.manifest import describe_inputs
from analysis.read.quote import find_originals, quote_passages
from analysis.review import open_review
from analysis.show import checks
from tests.helpers import DEPARTMENT, YEAR, copy_data
from tests.read.test_accept import SAMPLE, needs_sample

pytestmark = needs_sample


@pytest.fixture
def data(tmp_path):
    data = copy_data(tmp_path)
    shutil.rmtree(data / "raw", ignore_errors=True)
    (data / "raw").mkdir()
    return data


def test_figures_are_shown_with_the_sentence_that_prints_them(data):
    shutil.copy(SAMPLE, data / "raw" / "any-name.txt")
    review = open_review(DEPARTMENT, YEAR, "en", data)
    quotes = quote_passages(review)
    stated = [figure.figure_id for figure in review.figures if figure.basis != "derived"]
    assert sorted(quotes) == sorted(stated)
    assert all(figure.printed in quotes[figure.figure_id] for figure in review.figures if figure.basis == "stated")
    html = str(checks.show_figures(review).html)
    assert len(re.findall("<small>“", html)) == len(stated)
    assert "whose SHA-256 is the one on record" in html
    assert describe_inputs(review)["documents"]["report-2019.txt"]["quoted"] is True


def test_changed_document_is_not_quoted(data):
    (data / "raw" / "report-2019.txt").write_bytes(SAMPLE.read_bytes() + b"\n")
    review = open_review(DEPARTMENT, YEAR, "zh", data)
    assert find_originals(review) == {}
    assert "<small>“" not in str(checks.show_figures(review).html)
    assert describe_inputs(review)["documents"]["report-2019.txt"]["quoted"] is False
