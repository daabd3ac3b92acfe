"""How well the reader reads generated reports of the genre: recall and precision at the strictest level."""

import pytest

from tests.read.genre_reports import write_report
from tests.read.scoring import compare

pytestmark = pytest.mark.no_cover  # thousands of texts: what they run is covered elsewhere


def score(seeds, error=None):
    found = missed = false = 0
    for seed in seeds:
        hit, miss, wrong = compare(write_report(seed, error))
        found, missed, false = found + hit.total(), missed + miss.total(), false + wrong.total()
    return found / (found + missed), found / (found + false)


@pytest.mark.slow
def test_thousand_reports_are_read_as_they_were_written():
    recall, precision = score(range(10_000, 11_000))
    assert recall >= 0.99
    assert precision >= 0.99


def test_reports_with_an_error_are_still_read():
    for kind in ("sum", "share", "direction", "template", "quote"):
        recall, precision = score(range(40), kind)
        assert min(recall, precision) >= 0.985, kind
