"""Figures that one report states more than once: one code, flow, scope, phase, fund, year, measure and base."""

import numpy as np

from analysis.check.batch import CALCULATED, REPORTED, Batch, Part, join_parts, make_heads
from analysis.check.index import Index, number_groups


def find_restated(index: Index) -> Batch:
    """Return one check for each figure stated again, against the first; labels may differ where the code is one."""
    stated = index.own[~index.own["derived"]]
    row, place, selector, measure = (stated[name].to_numpy() for name in ("row", "place", "selector", "measure"))
    same_unit = np.isin(index.codes("kind")[row], index.find("kind", ["money", "rate"]))
    unit = np.where(same_unit, -1, index.codes("unit")[row])
    base = index.figures["base_year"].to_numpy(np.int64, na_value=0)[row]
    group = number_groups(place, selector, measure, unit, base)
    first = row[np.unique(group, return_index=True)[1]][group]
    again = np.flatnonzero(first != row)
    again = again[np.argsort(first[again], kind="stable")]
    check = np.arange(len(again))
    terms = [Part(check, REPORTED, 1, 0, first[again]), Part(check, CALCULATED, 1, 1, row[again])]
    return Batch(make_heads(len(again), "restated", "restated", "="), join_parts(terms))
