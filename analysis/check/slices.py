"""Many departments in slices: no check reaches from one body to another, so memory need not grow with their number."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.check.keys import Ints
from analysis.dataset import Dataset
from analysis.departments import DepartmentTables

# The arrays of a slice stay small enough for sorting them to be quick: ten times as many take half as long again each.
FIGURES_AT_ONCE = 500_000


def slice_bodies(data: Dataset, figures_at_once: int = FIGURES_AT_ONCE) -> Iterator[Dataset]:
    """Yield whole departments, so many at a time, in the order of their names; all at once if they are few."""
    if len(data.figures) <= figures_at_once:
        yield data
        return
    tables = {name: getattr(data, name) for name in ("reports", "corrections", *DepartmentTables.NAMES)}
    found = {name: pd.factorize(frame["department"]) for name, frame in tables.items()}
    names = np.unique(np.concatenate([own.astype("str").to_numpy(object) for _, own in found.values()]))
    bodies = {name: names.searchsorted(own.astype("str"))[codes] for name, (codes, own) in found.items()}
    piece = _cut(np.bincount(bodies["figures"], minlength=len(names)), figures_at_once)
    rows = {name: np.argsort(piece[body], kind="stable") for name, body in bodies.items()}
    ends = {name: np.bincount(piece[body], minlength=piece[-1] + 1).cumsum() for name, body in bodies.items()}
    for number in range(piece[-1] + 1):
        chosen = {
            name: order[(ends[name][number - 1] if number else 0) : ends[name][number]] for name, order in rows.items()
        }
        yield replace(data, **{name: tables[name].take(own).reset_index(drop=True) for name, own in chosen.items()})


def _cut(figures: Ints, figures_at_once: int) -> Ints:
    """Return the slice that each body belongs to; one that has more figures than that has a slice of its own."""
    return np.unique(figures.cumsum() // figures_at_once, return_inverse=True)[1]
