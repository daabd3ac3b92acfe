"""The figures of a Dataset, indexed for joins: one whole number for each place and each series.

A place is where identities hold: report, year, flow, phase, fund and scope together. A series is a figure's meaning
without its years. Both are made from the codes of the categories, so that joins over millions of figures stay quick.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.dataset import Dataset

Ints = NDArray[np.int64]

_MEANING = ("department", "flow", "phase", "fund", "scope")
_FIRST_YEAR, _YEARS = 1950, 256


@dataclass(frozen=True, eq=False)
class Index:
    """The figures of a Dataset with their keys; rows are positions in `data.figures`.

    `own` says which rows belong to a report that is to be judged, `lines` holds the keys of all rows: place, series,
    selector (scheme and code), measure, and as truth values derived, usable (not approximate) and coded: a draft's
    figure without a code is used by links only.
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
                "own": self._mark_own(),
                "row": np.arange(len(figures)),
            }
        )

    @cached_property
    def selectors(self) -> int:
        return len(self.figures["scheme"].cat.categories) * len(self.figures["code"].cat.categories)

    def combine(self, columns: Sequence[str]) -> Ints:
        """Return one whole number for each combination of some columns."""
        key = np.zeros(len(self.figures), dtype="int64")
        for name in columns:
            column = self.figures[name].cat
            key = key * max(len(column.categories), 1) + column.codes.to_numpy("int64")
        return key

    def _mark_own(self) -> NDArray[np.bool_]:
        """Return which figures belong to a report that is to be judged."""
        reports = self.data.reports
        names = self.figures["department"].cat
        place = {name: code for code, name in enumerate(names.categories)}
        wanted = reports["department"].map(place).fillna(-1).to_numpy("int64") * 10_000 + reports["report_year"]
        return np.isin(names.codes.to_numpy("int64") * 10_000 + self.figures["report_year"].to_numpy(), wanted)

    def find_selectors(self, names: Sequence[str]) -> Ints:
        """Return the whole numbers of some `scheme/code`; -1 for one that no figure has."""
        schemes, codes = (self.figures[name].cat.categories for name in ("scheme", "code"))
        parts = [one.partition("/") for one in names]
        scheme = schemes.get_indexer([one[0] for one in parts])
        code = codes.get_indexer([one[2] for one in parts])
        return np.where((scheme < 0) | (code < 0), -1, scheme * len(codes) + code).astype("int64")

    def find_measure(self, measure: str) -> int:
        """Return the number of a measure, -1 if no figure has it."""
        return int(self.figures["measure"].cat.categories.get_indexer([measure])[0])

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Return the usable levels of the reports to be judged, one for each place and selector: stated before derived."""
        return self.pick("level")

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

    @cached_property
    def _all_levels(self) -> pd.DataFrame:
        lines = self.lines
        return lines[lines["usable"] & lines["measure"].eq(self.find_measure("level"))]

    def look_up(self, series: Ints, report_years: Ints, fiscal_years: Ints) -> Ints:
        """Return the row of the level of each request: stated in the report, in an earlier one, else derived; -1 if none.

        Later reports never answer.
        """
        rows = np.full(len(series), -1, dtype="int64")
        asked_key = (series * _YEARS) + fiscal_years - _FIRST_YEAR
        levels = self._all_levels
        level_key = levels["series"].to_numpy() * _YEARS + levels["fiscal_year"].to_numpy("int64") - _FIRST_YEAR
        levels = levels.assign(key=level_key)[np.isin(level_key, asked_key)]
        asked = pd.DataFrame({"key": asked_key, "asked_year": report_years, "request": np.arange(len(series))})
        found = asked.merge(levels[["key", "report_year", "derived", "row"]], on="key", how="inner")
        found = found[found["report_year"].le(found["asked_year"])]
        rank = np.where(found["derived"], 2, np.where(found["report_year"].eq(found["asked_year"]), 0, 1))
        order = np.lexsort([found["row"], found["report_year"], rank, found["request"]])
        best = found.iloc[order].drop_duplicates("request")
        rows[best["request"].to_numpy()] = best["row"].to_numpy()
        return rows
