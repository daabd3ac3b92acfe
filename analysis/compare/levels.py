"""Figures by meaning: which row of the figures answers for a code in each report."""

import numpy as np
import pandas as pd

from analysis.check.index import SERIES, Index
from analysis.check.keys import Ints
from analysis.figures import ALL
from analysis.schemes import EXPENDITURE

_FLOWLESS = ""  # counts and measures do not flow


def find_levels(index: Index, wanted: pd.DataFrame) -> Ints:
    """Return the row of the level of each code that is wanted (columns) in each report (rows); -1 if there is none.

    `wanted` has scheme, code, phase (str) and year_offset (int). Levels are those of all funds and the whole scope, or
    of the `scope` that it names: stated in the report itself, else in an earlier one, else derived.
    """
    reports, codes = index.data.reports, index.data.codes
    flows = dict(zip(codes["scheme"] + "/" + codes["code"], codes["flow"], strict=True))
    own = [flows.get(one, EXPENDITURE) for one in wanted["scheme"] + "/" + wanted["code"]]
    either = pd.concat([wanted.assign(flow=own), wanted.assign(flow=_FLOWLESS)]).assign(fund=ALL)
    either = either.assign(scope=either.get("scope", ALL))
    department = index.find("department", reports["department"])[:, None]
    series = index.join({name: index.find(name, either[name]) if name in either else department for name in SERIES})
    years = np.broadcast_to(reports["report_year"].to_numpy("int64")[:, None], series.shape)
    asked = years + either["year_offset"].to_numpy("int64")
    rows = index.look_up(series.ravel(), years.ravel(), asked.ravel()).reshape(series.shape)
    flowing, flowless = np.hsplit(rows, 2)
    return np.where(flowing < 0, flowless, flowing)
