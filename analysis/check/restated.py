"""Figures that one report states more than once: one code, flow, scope, phase, fund, year, measure and base."""

import numpy as np

from analysis.check.batch import CALCULATED, REPORTED, Batch, join_terms, make_heads, make_terms
from analysis.check.index import Index


def find_restated(index: Index) -> Batch:
    """Return one check for each figure stated again, against the first; labels may differ where the code is one."""
    lines, figures = index.lines, index.figures
    stated = lines[lines["own"] & lines["usable"] & lines["coded"] & ~lines["derived"]]
    rows = stated["row"].to_numpy()
    counted = figures["kind"].isin(["money", "rate"]).to_numpy()[rows]
    unit = np.where(counted, -1, figures["unit"].cat.codes.to_numpy()[rows])
    base = figures["base_year"].fillna(0).to_numpy("int64")[rows]
    keys = stated[["place", "selector", "measure"]].assign(unit=unit, base=base, row=rows)
    columns = ["place", "selector", "measure", "unit", "base"]
    again = keys[keys.duplicated(columns, keep=False)]
    first = again.drop_duplicates(columns)
    others = again[again.duplicated(columns)].merge(first, on=columns, suffixes=("", "_first"), validate="m:1")
    others = others.sort_values(["row_first", "row"], kind="stable")
    count = len(others)
    heads = make_heads(count, "restated", "restated", "=")
    check = np.arange(count)
    reported = make_terms(check, REPORTED, 1, 0, others["row_first"].to_numpy())
    return Batch(heads, join_terms([reported, make_terms(check, CALCULATED, 1, 1, others["row"].to_numpy())]))
