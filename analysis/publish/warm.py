"""What every kernel of the nursery has imported already: the notebooks' own imports and the kernel's."""

import frictionless  # noqa: F401
import pyarrow.compute  # noqa: F401

from analysis import show
from analysis.show.canvas import load_font

for _name in show.__all__:
    getattr(show, _name)
load_font()
