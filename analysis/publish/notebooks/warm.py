"""What a process has imported before it forks notebooks: the notebooks' own imports, papermill and IPython."""

import sys
from contextlib import suppress

import frictionless  # noqa: F401
import pandas as pd
import pyarrow.compute  # noqa: F401

import analysis.show.frames
import analysis.sources  # noqa: F401
from analysis import show
from analysis.check import run_checks
from analysis.check.findings import check_by
from analysis.compare import compare_categories, compare_three_public, compare_years, compute_indicators
from analysis.dataset import keep_open
from analysis.fonts import read_fonts_once
from analysis.groups import keep_group
from analysis.publish.reading import check_in_forks, load_in_forks
from analysis.publish.request import Request
from analysis.publish.subject import Group
from analysis.show.canvas import load_font
from analysis.texts import catalogue

sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]  # which takes a while, and listens on a port
from analysis.publish.notebooks.shell import make_shell  # noqa: E402

_SHARED = (run_checks, compare_categories, compare_three_public, compare_years, compute_indicators)

for _name in show.__all__:
    getattr(show, _name)
load_font()
read_fonts_once()
catalogue()
make_shell()


def prepare(request: Request) -> None:
    """Open the data once for all notebooks, with the tables that several ask for.

    What is wrong with those of a body the command says; UserError says what is wrong with those of a group.
    """
    subject = request.subject
    if isinstance(subject, Group):
        with check_by(check_in_forks):
            run_checks(keep_group(subject.group, [*subject.years], request.lang, load_in_forks))
        return
    # Text of a few hundred rows is quicker as Python's own than as Arrow's, which is made for millions.
    pd.set_option("mode.string_storage", "python")
    with suppress(Exception):
        data = keep_open(subject.department, subject.year, request.lang)
        for compute in _SHARED:
            compute(data)
