"""A report built within this process, which has its imports already."""

from pathlib import Path

import pytest

import analysis.publish.notebooks.shell  # noqa: F401  # which the notebooks' forks then have
from analysis.cache import CACHE_VARIABLE
from analysis.project import DATA_VARIABLE
from analysis.publish.notebooks.run import ForkedRunner
from analysis.publish.report import build_report
from analysis.publish.request import Request
from analysis.publish.subject import Body


def build_quickly(data: Path, out: Path, department: str, year: int, lang: str) -> Path:
    """Return the path of the page of one report, built and checked as `expenditure report` does."""
    with pytest.MonkeyPatch.context() as patch, ForkedRunner() as runner:
        patch.setenv(DATA_VARIABLE, str(data))
        patch.setenv(CACHE_VARIABLE, "")
        [page, *_] = build_report(Request(Body(department, year), lang, out), runner, lambda progress: None)
    return page
