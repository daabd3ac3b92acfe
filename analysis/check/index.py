"""The figures of a Dataset, indexed for joins: one whole number for each place and each series.

A place is where identities hold: report, year, flow, phase, fund and scope together. A series is a figure's meaning
without its years. Both are made from the codes of the categories, so that joins over millions of figures stay quick.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.dataset import Dataset
from analysis.figures import ALL

Ints = NDArray[np.int64]

_MEANING = ("department", "flow", "phase", "fund", "scope")
SERIES = (*_MEANING, "scheme", "code")  # what the number of a series is made of, by Index.join
_FIRST_YEAR, _LAST_YEAR, _YEARS = 1950, 2206, 256


@dataclass(frozen=True, eq=False)
class Index:
    """The figures of a Dataset with their keys; rows are positions in `data.figures`.

    `lines` holds the keys of all rows: place, series, selector (scheme and code), measure, report (the place in
    `data.reports` of the report to be judged that a figure stands in, else -1), and as truth values own (whether there
    is one), derived, usable (not approximate) and coded: a draft's figure without a code is used by links only.
    """

    data: Dataset

    @property
    def figures(self) -> pd.DataFrame:
        """Return the figures."""
        return self.data.figures

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Return the keys of each figure, in the order of the figures."""
        figures = self.figures
        meaning = self.combine(_MEANING)
        years = figures["fiscal_year"].to_numpy("int64") - _FIRST_YEAR
        reports = figures["report_year"].to_numpy("int64") - _FIRST_YEAR
        selector = self.combine(("scheme", "code"))
        derived = figures["basis"].eq("derived").to_numpy()
        report = self._place_reports()
        return pd.DataFrame(
            {
                "place": (meaning * _YEARS + reports) * _YEARS + years,
                "series": meaning * self.selectors + selector,
                "selector": selector,
                "measure": figures["measure"].cat.codes.to_numpy(),
                "report_year": figures["report_year"].to_numpy(),
                "fiscal_year": figures["fiscal_year"].to_numpy(),
                "derived": derived,
                "usable": ~figures["approximate"].to_numpy(),
                "coded": (figures["scheme"].ne("") & figures["code"].ne("")).to_numpy(),
                "report": report,
                "own": report >= 0,
                "row": np.arange(len(figures)),
            }
        )

    @cached_property
    def selectors(self) -> int:
        """Return how many combinations of scheme and code there may be."""
        return len(self.figures["scheme"].cat.categories) * len(self.figures["code"].cat.categories)

    def combine(self, columns: Sequence[str]) -> Ints:
        """Return one whole number for each combination of some columns."""
        return self.join({name: self.codes(name) for name in columns})

    def codes(self, column: str) -> Ints:
        """Return the codes of all figures in a column of categories."""
        return np.asarray(self.figures[column].cat.codes.to_numpy("int64"))

    def join(self, codes: Mapping[str, Ints]) -> Ints:
        """Return one whole number for each combination of codes of some columns; -1 where one of them is -1."""
        key, known = np.zeros(1, dtype="int64"), np.ones(1, dtype=bool)
        for name, code in codes.items():
            key = key * max(len(self.figures[name].cat.categories), 1) + code
            known = known & (code >= 0)
        return np.where(known, key, -1)

    def find(self, column: str, names: Sequence[str] | pd.Series) -> Ints:
        """Return the codes of some names in a column; -1 for one that no figure has."""
        wanted = pd.Index(list(names), dtype="str")
        return self.figures[column].cat.categories.get_indexer(wanted).astype("int64")

    def name(self, column: str, rows: Ints) -> Any:
        """Return what some figures have in a column of categories, as an array of text."""
        return pd.array(self.figures[column].cat.categories.array.take(self.codes(column)[rows]), dtype="str")

    def _place_reports(self) -> Ints:
        """Return for each figure the place of its report among those to be judged, -1 for a figure of another."""
        reports, names = self.data.reports, self.figures["department"].cat
        codes = self.find("department", reports["department"])
        wanted = codes * _LAST_YEAR + reports["report_year"].to_numpy("int64")
        keys = names.codes.to_numpy("int64") * _LAST_YEAR + self.figures["report_year"].to_numpy("int64")
        order = np.argsort(wanted, kind="stable")
        found = np.searchsorted(wanted[order], keys).clip(max=max(len(wanted) - 1, 0))
        place = order[found] if len(wanted) else np.full(len(keys), -1)
        return np.where(wanted[place] == keys, place, -1) if len(wanted) else place

    def find_selectors(self, names: Sequence[str] | pd.Series) -> Ints:
        """Return the whole numbers of some `scheme/code`; -1 for one that no figure has."""
        parts = [one.partition("/") for one in names]
        scheme, code = self.find("scheme", [one[0] for one in parts]), self.find("code", [one[2] for one in parts])
        return self.join({"scheme": scheme, "code": code})

    def find_measure(self, measure: str) -> int:
        """Return the number of a measure, -1 if no figure has it."""
        return int(self.find("measure", [measure])[0])

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Return the usable levels of the reports to be judged; see pick."""
        return self.pick("level")

    def find_levels(self, selector: str, phase: str) -> Ints:
        """Return for each report to be judged the row of a figure of its own year, of all funds and the whole scope."""
        rows = np.full(len(self.data.reports), -1, dtype="int64")
        levels = self.levels
        chosen = levels[levels["selector"].to_numpy() == self.find_selectors([selector])[0]]
        own = self.figures[["fiscal_year", "report_year", "phase", "fund", "scope"]].iloc[chosen["row"].to_numpy()]
        keep = (own["fiscal_year"].to_numpy() == own["report_year"].to_numpy()) & (own["phase"] == phase).to_numpy()
        keep &= (own["fund"] == ALL).to_numpy() & (own["scope"] == ALL).to_numpy()
        kept = chosen[keep].iloc[::-1]  # of several flows the first counts
        rows[kept["report"].to_numpy()] = kept["row"].to_numpy()
        return rows

    def pick(self, measure: str) -> pd.DataFrame:
        """Return the usable figures of a measure, one for each place and selector: stated before derived."""
        if measure not in self._picked:
            lines = self.lines
            kept = lines["own"] & lines["usable"] & lines["coded"]
            chosen = lines[kept & lines["measure"].eq(self.find_measure(measure))]
            if chosen["derived"].any():
                chosen = chosen.iloc[np.argsort(chosen["derived"].to_numpy(), kind="stable")]
            self._picked[measure] = chosen.drop_duplicates(["place", "selector"])
        return self._picked[measure]

    @cached_property
    def _picked(self) -> dict[str, pd.DataFrame]:
        return {}

    def look_up(self, series: Ints, report_years: Ints, fiscal_years: Ints) -> Ints:
        """Return the row of the level of each request, -1 if there is none.

        Stated in the report itself, else in an earlier one, else derived. Later reports never answer. A series of -1 is
        one that no figure has.
        """
        keys, known = self._answers
        rows = np.full(len(series), -1, dtype="int64")
        own, first = report_years.astype("int64"), np.full(len(series), _FIRST_YEAR)
        for derived, since in ((1, first), (0, first), (0, own)):  # the better answer overwrites
            place = np.searchsorted(keys, _make_keys(series, fiscal_years, derived, since))
            last = np.append(keys, np.iinfo("int64").max)[place]
            found = last <= _make_keys(series, fiscal_years, derived, own)
            rows[found] = known[place[found]]
        return rows

    @cached_property
    def _answers(self) -> tuple[Ints, Ints]:
        """Return the usable levels, the first to answer first: their keys, sorted, and their rows."""
        lines = self.lines
        rows = np.flatnonzero(lines["usable"] & lines["measure"].eq(self.find_measure("level")))
        series, years, derived, reports = (
            lines[name].to_numpy("int64")[rows] for name in ("series", "fiscal_year", "derived", "report_year")
        )
        keys = _make_keys(series, years, derived, reports)
        order = np.argsort(keys, kind="stable")
        return keys[order], rows[order]


def _make_keys(series: Ints, fiscal_years: Ints, derived: Ints | int, report_years: Ints) -> Ints:
    """Return whole numbers that order levels by series, year, whether they are derived, and report."""
    return ((series * _YEARS + fiscal_years - _FIRST_YEAR) * 2 + derived) * _YEARS + report_years - _FIRST_YEAR


def match_keys(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return the places of all pairs of equal keys in two arrays, in the order of the first."""
    order = np.argsort(right, kind="stable")
    first, last = (np.searchsorted(right, left, side=side, sorter=order) for side in ("left", "right"))
    counts = last - first
    inside = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(np.arange(len(left)), counts), order[np.repeat(first, counts) + inside]
