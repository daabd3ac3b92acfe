"""Figures by meaning: which row of the figures answers for a code in each report, and how rows are named."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.index import Index, Ints
from analysis.figures import ALL
from analysis.schemes import EXPENDITURE

Names = NDArray[np.object_]

_FLOWLESS = ""  # counts and measures do not flow


class Wanted(NamedTuple):
    """What is looked up for each report: the level of `scheme/code` in a phase, of its year or of one `offset` away."""

    selector: str
    phase: str
    offset: int = 0


def find_levels(index: Index, wanted: Sequence[Wanted]) -> Ints:
    """Return the rows of levels, of all funds and the whole scope, one line for each wanted, a column for each report.

    Stated in the report itself, else in an earlier one, else derived; -1 if none.
    """
    years = index.data.reports["report_year"].to_numpy("int64")
    shape = (len(wanted), len(years))
    reports = np.broadcast_to(years, shape)
    asked = reports + np.array([one.offset for one in wanted], dtype="int64")[:, None]
    rows = np.full(shape, -1, dtype="int64")
    for flows in (_find_flows(index, wanted), [_FLOWLESS] * len(wanted)):
        series = _find_series(index, wanted, flows)
        known = (rows < 0) & (series >= 0)
        rows[known] = index.look_up(series[known], reports[known], asked[known])
    return rows


def _find_flows(index: Index, wanted: Sequence[Wanted]) -> list[str]:
    codes = index.data.codes
    known = dict(zip(codes["scheme"] + "/" + codes["code"], codes["flow"], strict=True))
    return [known.get(one.selector, EXPENDITURE) for one in wanted]


def _find_series(index: Index, wanted: Sequence[Wanted], flows: Sequence[str]) -> Ints:
    """Return the series of each code for each report; -1 where no figure has its department, flow, phase or code."""
    figures = index.figures
    departments = pd.Index(index.data.reports["department"])
    key = figures["department"].cat.categories.get_indexer(departments).astype("int64")[None, :]
    known = key >= 0
    every = [ALL] * len(wanted)
    for name, values in (("flow", flows), ("phase", [one.phase for one in wanted]), ("fund", every), ("scope", every)):
        categories = figures[name].cat.categories
        codes = categories.get_indexer(pd.Index(list(values)))[:, None]
        known = known & (codes >= 0)
        key = key * max(len(categories), 1) + codes
    numbers = index.find_selectors([one.selector for one in wanted])[:, None]
    return np.where(known & (numbers >= 0), key * index.selectors + numbers, -1)


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
