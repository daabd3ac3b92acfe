"""What a process has imported before it forks notebooks: the notebooks' own imports, papermill and IPython."""

import sys
from contextlib import suppress

import frictionless  # noqa: F401
import pyarrow.compute  # noqa: F401

import analysis.compare
import analysis.sources  # noqa: F401
from analysis import show
from analysis.check import run_checks
from analysis.dataset import keep_open
from analysis.publish.request import Request
from analysis.show.canvas import load_font

sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]  # which takes a while, and listens on a port
from analysis.publish.notebooks.shell import make_shell  # noqa: E402

for _name in show.__all__:
    getattr(show, _name)
load_font()
make_shell()


def prepare(request: Request) -> None:
    """Open and check the report's data once for all notebooks; what is wrong with them the command says."""
    with suppress(Exception):
        run_checks(keep_open(request.department, request.year, request.lang))
