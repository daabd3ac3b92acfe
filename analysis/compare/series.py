"""Figures by meaning: which row of the figures answers for a code in each report, and how rows are named."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.index import Index, Ints
from analysis.figures import ALL
from analysis.schemes import EXPENDITURE

Names = NDArray[np.object_]

_FLOWLESS = ""  # counts and measures do not flow


def find_levels(index: Index, selector: str, phase: str, year_offset: int = 0) -> Ints:
    """Return the row of the level of `scheme/code`, of all funds and the whole scope, for each report; -1 if none.

    Stated in the report itself, else in an earlier one, else derived.
    """
    reports = index.data.reports
    years = reports["report_year"].to_numpy("int64")
    rows = np.full(len(reports), -1, dtype="int64")
    for flow in (_find_flow(index, selector), _FLOWLESS):
        series = _find_series(index, selector, flow, phase)
        known = (rows < 0) & (series >= 0)
        rows[known] = index.look_up(series[known], years[known], years[known] + year_offset)
    return rows


def _find_flow(index: Index, selector: str) -> str:
    codes = index.data.codes
    scheme, _, code = selector.partition("/")
    found = codes.loc[codes["scheme"].eq(scheme) & codes["code"].eq(code), "flow"]
    return str(found.iloc[0]) if len(found) else EXPENDITURE


def _find_series(index: Index, selector: str, flow: str, phase: str) -> Ints:
    """Return the series of a code for each report; -1 where no figure has its department, flow, phase or code."""
    figures = index.figures
    names = pd.Index(index.data.reports["department"])
    key = figures["department"].cat.categories.get_indexer(names).astype("int64")
    known = key >= 0
    for name, value in (("flow", flow), ("phase", phase), ("fund", ALL), ("scope", ALL)):
        categories = figures[name].cat.categories
        code = categories.get_indexer(pd.Index([value]))[0]
        known &= code >= 0
        key = key * max(len(categories), 1) + code
    number = index.find_selectors([selector])[0]
    return np.where(known & (number >= 0), key * index.selectors + number, -1)


def name_figures(index: Index, rows: Ints, years: Ints) -> Names:
    """Return the ids of figures, with the year of their report where that is not the one in `years`."""
    ids = index.figures["figure_id"].cat
    names = ids.categories.to_numpy(object)[ids.codes.to_numpy()[rows]]
    reports = index.figures["report_year"].to_numpy()[rows]
    places = np.flatnonzero(reports != years)
    names[places] = [f"{year}/{name}" for year, name in zip(reports[places].tolist(), names[places], strict=True)]
    return names


def join_words(numbers: Ints, words: Sequence[str] | Names, count: int) -> Names:
    """Return the words of each number 0 … count-1 as one text; a number without words is ''."""
    joined = np.full(count, "", dtype=object)
    for number, word in zip(numbers.tolist(), words, strict=True):
        joined[number] = f"{joined[number]} {word}" if joined[number] else word
    return joined
