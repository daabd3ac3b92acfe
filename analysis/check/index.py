"""The figures of a Dataset, indexed for joins: one whole number for each place and each series.

A place is where identities hold: report, year, flow, phase, fund and scope together. A series is a figure's meaning
without its years. Both are made from the codes of the categories, so that joins over millions of figures stay quick.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.keys import Bools, Ints, columns, match_keys
from analysis.dataset import Dataset
from analysis.figures import ALL, UNKNOWN_PART

_MEANING = ("department", "flow", "phase", "fund", "scope")
SERIES = (*_MEANING, "scheme", "code")  # what the number of a series is made of, by Index.join
_FIRST_YEAR, _YEARS = 1950, 256


@dataclass(frozen=True, eq=False)
class Index:
    """The figures of a Dataset with their keys; rows are positions in `data.figures`.

    `lines` holds the keys of all rows: place, series, selector (scheme and code), measure, report (the place in
    `data.reports` of the report to be judged that a figure stands in, else -1), and as truth values derived, usable
    (not approximate, and of no document that a later edition corrects) and own (usable, with a code, and in a report
    to be judged): a draft's figure without a code is used by links only.
    """

    data: Dataset
    _names: dict[str, Any] = field(default_factory=dict, init=False)
    _codes: dict[str, Ints] = field(default_factory=dict, init=False)
    _places: dict[str, dict[str, int]] = field(default_factory=dict, init=False)
    _picked: dict[tuple[str, bool], pd.DataFrame] = field(default_factory=dict, init=False)
    _sorted: dict[tuple[str, bool], pd.DataFrame] = field(default_factory=dict, init=False)

    @property
    def figures(self) -> pd.DataFrame:
        """Return the figures."""
        return self.data.figures

    @cached_property
    def severities(self) -> dict[str, str]:
        """Return how grave a breach of each rule is."""
        return dict(zip(self.data.rules["rule"], self.data.rules["severity"], strict=True))

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Return the keys of each figure, in the order of the figures."""
        figures = self.figures
        meaning, selector = self.combine(_MEANING), self.combine(("scheme", "code"))
        fiscal_year, report_year = columns(figures, "fiscal_year", "report_year")
        usable = ~figures["approximate"].to_numpy() & ~self.corrected
        report = self._place_reports()
        coded = np.append(self._name_all("scheme") != "", False)[self.codes("scheme")]
        coded &= np.append(self._name_all("code") != "", False)[self.codes("code")]
        return pd.DataFrame(
            {
                "place": self.add_years(meaning),
                "series": meaning * self.selectors + selector,
                "selector": selector,
                "measure": self.codes("measure"),
                "table": self.codes("table"),
                "report_year": report_year,
                "fiscal_year": fiscal_year,
                "derived": self.codes("basis") == self.find("basis", ["derived"]),
                "usable": usable,
                "report": report,
                "own": (report >= 0) & usable & coded,
                "row": np.arange(len(figures)),
            }
        ).astype(dict.fromkeys(("measure", "table", "report_year", "fiscal_year", "report", "row"), "int32"))

    @cached_property
    def corrected(self) -> NDArray[np.bool_]:
        """Return whether each figure is of a document of which there is a corrected edition."""
        documents = self.data.documents
        return self.mark_documents(documents[documents["corrects"].ne("")], "corrects")

    def mark_documents(self, documents: pd.DataFrame, column: str = "document") -> Bools:
        """Return which figures stand in some documents, which the department, fiscal_year and this column name."""
        names = {"department": documents["department"], "document": documents[column]}
        keys = self._find_in_reports(names, *columns(documents, "fiscal_year"))
        return np.isin(self._combine_in_reports(tuple(names)), keys)

    @cached_property
    def own(self) -> pd.DataFrame:
        """Return the lines of the usable figures with a code of the reports to be judged."""
        return self.lines if self.lines["own"].all() else self.lines[self.lines["own"]]

    @cached_property
    def selectors(self) -> int:
        """Return how many combinations of scheme and code there may be."""
        return len(self._name_all("scheme")) * len(self._name_all("code"))

    @cached_property
    def in_table(self) -> Bools:
        """Return which figures stand in a table."""
        return np.asarray(self.codes("table") != self.find("table", [""]))

    @cached_property
    def in_closed_table(self) -> Bools:
        """Return which figures stand in a table all of whose amounts have a code, so that none is left out of a sum."""
        key = self._combine_in_reports(("department", "table"))
        money = self.codes("kind") == self.find("kind", ["money"])
        unnamed = self.in_table & money & (self.codes("code") == self.find("code", [""]))
        return self.in_table & ~np.isin(key, key[unnamed])

    @cached_property
    def in_plain_table(self) -> Bools:
        """Return which figures stand in a table whose columns are all known, so that no part of a row is left out."""
        key = self._combine_in_reports(("department", "table"))
        scopes = self.figures["scope"].cat.categories
        unknown = np.isin(self.codes("scope"), np.flatnonzero(scopes.str.startswith(UNKNOWN_PART)))
        return self.in_table & ~np.isin(key, key[unknown & self.in_table])

    def combine(self, names: Sequence[str]) -> Ints:
        """Return one whole number for each combination of some columns."""
        return self.join({name: self.codes(name) for name in names})

    def add_years(self, keys: Ints) -> Ints:
        """Return one whole number for each key of all figures and both of its years."""
        report_year, fiscal_year = columns(self.figures, "report_year", "fiscal_year")
        return (keys * _YEARS + report_year - _FIRST_YEAR) * _YEARS + fiscal_year - _FIRST_YEAR

    def add_fiscal_years(self, keys: Ints) -> Ints:
        """Return one whole number for each key of all figures and the year that it is of."""
        return keys * _YEARS + columns(self.figures, "fiscal_year")[0] - _FIRST_YEAR

    def _combine_in_reports(self, names: Sequence[str]) -> Ints:
        """Return one whole number for each combination of some columns in a report."""
        [report_year] = columns(self.figures, "report_year")
        return self.combine(names) * _YEARS + report_year - _FIRST_YEAR

    def _find_in_reports(self, names: Mapping[str, Iterable[str]], years: Ints) -> Ints:
        """Return the whole numbers of names in some columns in reports; -1 for what no figure has."""
        keys = self.join({column: self.find(column, found) for column, found in names.items()})
        return np.where(keys < 0, -1, keys * _YEARS + years - _FIRST_YEAR)

    def codes(self, column: str) -> Ints:
        """Return the codes of all figures in a column of categories."""
        if column not in self._codes:
            self._codes[column] = np.asarray(self.figures[column].cat.codes, dtype=np.int64)
        return self._codes[column]

    def join(self, codes: Mapping[str, Ints]) -> Ints:
        """Return one whole number for each combination of codes of some columns; -1 where one of them is -1."""
        key, known = np.zeros(1, dtype=np.int64), np.ones(1, dtype=bool)
        for name, code in codes.items():
            key = key * max(len(self._name_all(name)), 1) + code
            known = known & (code >= 0)
        return np.where(known, key, -1)

    def find(self, column: str, names: Iterable[str]) -> Ints:
        """Return the codes of some names in a column; -1 for one that no figure has."""
        if column not in self._places:
            self._places[column] = {name: code for code, name in enumerate(self._name_all(column))}
        return np.array([self._places[column].get(name, -1) for name in names], dtype=np.int64)

    def name(self, column: str, rows: Ints) -> Any:
        """Return what some figures have in a column of categories, as an array of text."""
        return pd.array(self._name_all(column).array.take(self.codes(column)[rows]), dtype="str")

    def _name_all(self, column: str) -> Any:
        """Return the categories of a column, which its codes number."""
        if column not in self._names:
            self._names[column] = self.figures[column].cat.categories
        return self._names[column]

    def find_selectors(self, names: Iterable[str]) -> Ints:
        """Return the whole numbers of some `scheme/code`; -1 for one that no figure has."""
        parts = [one.partition("/") for one in names]
        scheme, code = self.find("scheme", [one[0] for one in parts]), self.find("code", [one[2] for one in parts])
        return self.join({"scheme": scheme, "code": code})

    def move(self, lines: pd.DataFrame, selectors: Ints) -> Ints:
        """Return the series of some lines with other selectors; -1 for a selector that no figure has."""
        moved = lines["series"].to_numpy() - lines["selector"].to_numpy() + selectors
        return np.where(selectors < 0, -1, moved)

    def find_figures(self, departments: Iterable[str], years: Ints, ids: Iterable[str]) -> Ints:
        """Return the rows of figures, which there are, by the department and year of their report and their id."""
        names = {"department": departments, "figure_id": ids}
        return match_keys(self._find_in_reports(names, years), self._combine_in_reports(tuple(names)))[1]

    def _place_reports(self) -> Ints:
        """Return for each figure the place of its report among those to be judged, -1 for a figure of another."""
        reports = self.data.reports
        keys = self._combine_in_reports(["department"])
        wanted = self._find_in_reports({"department": reports["department"]}, *columns(reports, "report_year"))
        row, report = match_keys(keys, wanted)
        places = np.full(len(keys), -1)
        places[row] = report
        return places

    @property
    def levels(self) -> pd.DataFrame:
        """Return the usable levels of the reports to be judged; see pick."""
        return self.pick("level")

    def pick(self, measure: str, *, apart: bool = False) -> pd.DataFrame:
        """Return the usable figures of a measure, one for each place and selector: stated before derived.

        With `apart` there is one for each table, too: what a document states in several tables is several figures.
        """
        if (measure, apart) not in self._picked:
            chosen = self.own[self.own["measure"].isin(self.find("measure", [measure]))]
            if chosen["derived"].any():
                chosen = chosen.iloc[np.argsort(chosen["derived"].to_numpy(), kind="stable")]
            keys = ["place", "table", "selector"] if apart else ["place", "selector"]
            self._picked[measure, apart] = chosen.drop_duplicates(keys)
        return self._picked[measure, apart]

    def pick_code(self, measure: str, selector: str, *, apart: bool = False) -> pd.DataFrame:
        """Return those of one `scheme/code` among the figures that pick returns, in their order."""
        if (measure, apart) not in self._sorted:
            lines = self.pick(measure, apart=apart)[["selector", "row"]]
            self._sorted[measure, apart] = lines.sort_values("selector", kind="stable")
        lines = self._sorted[measure, apart]
        [wanted] = self.find_selectors([selector])
        first, last = np.searchsorted(lines["selector"], [wanted, wanted + 1])
        return lines.iloc[first:last]

    @cached_property
    def _own_levels(self) -> tuple[Ints, Ints, Ints]:
        """Return report, selector and row of the levels of a report's own year, of all funds and the whole scope."""
        report, selector, row = columns(self.levels, "report", "selector", "row")
        kept = self.levels["fiscal_year"].eq(self.levels["report_year"]).to_numpy()
        for name in ("fund", "scope"):
            kept = kept & (self.codes(name)[row] == self.find(name, [ALL]))
        return report[kept][::-1], selector[kept][::-1], row[kept][::-1]

    def find_levels(self, selector: str, phase: str) -> Ints:
        """Return for each report to be judged the row of a figure of its own year, of all funds and the whole scope."""
        reports, selectors, levels = self._own_levels
        kept = (selectors == self.find_selectors([selector])) & (
            self.codes("phase")[levels] == self.find("phase", [phase])
        )
        rows = np.full(len(self.data.reports), -1)
        rows[reports[kept]] = levels[kept]  # they stand in reverse: of several flows the first counts
        return rows

    def look_up(self, series: Ints, report_years: Ints, fiscal_years: Ints) -> Ints:
        """Return the row of the level of each request, -1 if there is none.

        Stated in the report itself, else in an earlier one, else derived. Later reports never answer. A series of -1 is
        one that no figure has.
        """
        keys, known = self._answers
        rows = np.full(len(series), -1)
        own, first = report_years.astype(np.int64), np.full(len(series), _FIRST_YEAR)
        for derived, since in ((1, first), (0, first), (0, own)):  # the better answer overwrites
            place = np.searchsorted(keys, _make_keys(series, fiscal_years, derived, since))
            last = np.append(keys, np.iinfo(np.int64).max)[place]
            found = last <= _make_keys(series, fiscal_years, derived, own)
            rows[found] = known[place[found]]
        return rows

    @cached_property
    def _answers(self) -> tuple[Ints, Ints]:
        """Return the usable levels, the first to answer first: their keys, sorted, and their rows."""
        rows = np.flatnonzero(self.lines["usable"] & self.lines["measure"].isin(self.find("measure", ["level"])))
        series, years, derived, reports = (
            self.lines[name].to_numpy(np.int64)[rows] for name in ("series", "fiscal_year", "derived", "report_year")
        )
        keys = _make_keys(series, years, derived, reports)
        order = np.argsort(keys, kind="stable")
        return keys[order], rows[order]


def _make_keys(series: Ints, fiscal_years: Ints, derived: Ints | int, report_years: Ints) -> Ints:
    """Return whole numbers that order levels by series, year, whether they are derived, and report."""
    return ((series * _YEARS + fiscal_years - _FIRST_YEAR) * 2 + derived) * _YEARS + report_years - _FIRST_YEAR
