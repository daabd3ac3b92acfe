"""What every kernel of the nursery has imported already: the notebooks' own imports and the kernel's."""

import frictionless  # noqa: F401

import analysis.show.categories
import analysis.show.checks
import analysis.show.narrative
import analysis.show.performance
import analysis.show.years  # noqa: F401
from analysis.show.canvas import load_font

load_font()
