"""What every kernel of the nursery has imported already: the notebooks' own imports and the kernel's."""

from contextlib import suppress

import frictionless  # noqa: F401
import ipykernel.kernelapp  # noqa: F401
import pyarrow.compute  # noqa: F401

import analysis.compare
import analysis.sources  # noqa: F401
from analysis import show
from analysis.check import run_checks
from analysis.dataset import keep_open
from analysis.publish.request import Request
from analysis.publish.subject import Body
from analysis.show.canvas import load_font

for _name in show.__all__:
    getattr(show, _name)
load_font()


def prepare(request: Request) -> None:
    """Open and check the report's data once for all kernels; what is wrong with them the command says."""
    with suppress(Exception):
        if isinstance(request.subject, Body):
            run_checks(keep_open(request.subject.department, request.subject.year, request.lang))
