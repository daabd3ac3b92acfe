"""What every kernel of the nursery has imported already: the notebooks' own imports and the kernel's."""

from contextlib import suppress

import frictionless  # noqa: F401
import ipykernel.kernelapp  # noqa: F401
import pyarrow.compute  # noqa: F401

import analysis.check
import analysis.compare
import analysis.sources  # noqa: F401
from analysis import show
from analysis.dataset import open_data
from analysis.publish.request import Request
from analysis.show.canvas import load_font

for _name in show.__all__:
    getattr(show, _name)
load_font()


def prepare(request: Request) -> None:
    """Open the report's data once, so that no kernel has to learn the schemas and judge the same cells again."""
    with suppress(Exception):  # what is wrong with the data, the command says
        open_data(request.department, request.year, lang=request.lang)
