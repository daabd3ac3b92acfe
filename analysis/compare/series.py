"""Figures by meaning: which row of the figures answers for a code in each report, and how rows are named."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.index import SERIES, Index, Ints
from analysis.figures import ALL
from analysis.schemes import EXPENDITURE

Names = NDArray[np.object_]

_FLOWLESS = ""  # counts and measures do not flow


def find_levels(index: Index, wanted: pd.DataFrame) -> Ints:
    """Return the row of the level of each code that is wanted (columns) in each report (rows); -1 if there is none.

    `wanted` has scheme, code, phase (str) and year_offset (int). Levels are those of all funds and the whole scope:
    stated in the report itself, else in an earlier one, else derived.
    """
    reports, codes = index.data.reports, index.data.codes
    flows = dict(zip(codes["scheme"] + "/" + codes["code"], codes["flow"], strict=True))
    own = [flows.get(one, EXPENDITURE) for one in wanted["scheme"] + "/" + wanted["code"]]
    either = pd.concat([wanted.assign(flow=own), wanted.assign(flow=_FLOWLESS)]).assign(fund=ALL, scope=ALL)
    department = index.find("department", reports["department"])[:, None]
    series = index.join({name: index.find(name, either[name]) if name in either else department for name in SERIES})
    years = np.broadcast_to(reports["report_year"].to_numpy("int64")[:, None], series.shape)
    asked = years + either["year_offset"].to_numpy("int64")
    rows = index.look_up(series.ravel(), years.ravel(), asked.ravel()).reshape(series.shape)
    flowing, flowless = np.hsplit(rows, 2)
    return np.where(flowing < 0, flowless, flowing)


def name_figures(index: Index, rows: Ints, years: Ints) -> Names:
    """Return the ids of figures, with the year of their report where that is not the one in `years`."""
    names, reports = index.name("figure_id", rows).to_numpy(object), index.figures["report_year"].to_numpy()[rows]
    places = np.flatnonzero(reports != years)
    names[places] = [f"{year}/{name}" for year, name in zip(reports[places].tolist(), names[places], strict=True)]
    return names


def join_words(numbers: Ints, words: Sequence[str] | Names, count: int) -> Any:
    """Return the words of each number 0 … count-1 as one text; a number without words is ''."""
    joined = np.full(count, "", dtype=object)
    for number, word in zip(numbers.tolist(), words, strict=True):
        joined[number] = f"{joined[number]} {word}" if joined[number] else word
    return pd.array(joined, dtype="str")
