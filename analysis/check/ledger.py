"""What became of every identity of a report: held, broken, not checkable for want of what, or not of its documents."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.check.keys import Bools
from analysis.dataset import Dataset
from analysis.frames import iterate_rows
from analysis.verdicts import NOT_APPLICABLE, NOT_CHECKABLE, VERDICTS

COLUMNS = ["department", "report_year", "identity", "rule", *VERDICTS, "missing"]


def list_ledger(data: Dataset, checks: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each report and identity of the data, list of a scheme, or other kind of check, in order.

    Columns: department, report_year, identity, rule, a count for each verdict (int64), and missing: the codes without a
    figure, as scheme/code, that keep an identity of the data from being checked. Where it is not for the documents of
    the report, or for tables that it has not, not-applicable is 1.

    >>> from analysis import list_ledger, open_data, run_checks
    >>> data = open_data("beita-union", 2019)
    >>> list_ledger(data, run_checks(data))[["identity", "exact", "mismatch"]].head(2)
                       identity  exact  mismatch
    0                     scope      0         0
    1  union-2009>summary/basic      1         0
    """
    judged = checks[
        checks["verdict"].ne("") & checks["finding"].eq("") & ~checks["rule"].isin(["rounding", "coarse-rounding"])
    ]
    links = judged["identity"].isin(set(data.links["link"]))
    named = judged.assign(identity=judged["identity"].astype("str").mask(links, judged["rule"].astype("str")))
    keys = ["department", "report_year", "identity", "rule"]
    counts = named.groupby([*keys, "verdict"], observed=True, sort=False).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(VERDICTS), fill_value=0).reset_index().assign(missing="")
    others = _list_unchecked(data, counts)
    ledger = pd.concat([counts.astype({"department": "str", "rule": "str"})[COLUMNS], others])
    return ledger.sort_values(["department", "report_year"], kind="stable", ignore_index=True)[COLUMNS]


def _list_unchecked(data: Dataset, counts: pd.DataFrame) -> pd.DataFrame:
    """Return the identities of the data that no check of a report applies: what is missing, or not of its documents."""
    reports = pd.MultiIndex.from_frame(data.reports)
    checked = reports.get_indexer(_mark_reports(counts))
    rows = counts.groupby("identity", observed=True, sort=False).indices
    lacking, parts = _Lacking(data, reports), []
    for one in iterate_rows(data.identities):
        missing, foreign = lacking.name(one.identity), lacking.mark_foreign(one)
        left = np.setdiff1d(np.arange(len(reports)), checked[rows.get(one.identity, [])])
        verdicts = {name: np.zeros(len(left), dtype="int64") for name in VERDICTS}
        verdicts[NOT_APPLICABLE], verdicts[NOT_CHECKABLE] = (mark[left].astype("int64") for mark in (foreign, ~foreign))
        named = data.reports.iloc[left].assign(identity=one.identity, rule=one.rule, **verdicts)
        parts.append(named.assign(missing=pd.array(np.where(foreign, "", missing)[left], "str"), place=left))
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(parts).sort_values("place", kind="stable")[COLUMNS]


def _mark_reports(rows: pd.DataFrame, year: str = "report_year") -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[["department", year]].astype({"department": "str"}))


class _Lacking:
    """Tells of all reports at once which codes they do not state, and which identities are not for their documents."""

    def __init__(self, data: Dataset, reports: pd.MultiIndex) -> None:
        figures, documents = data.figures, data.documents
        self._reports, self._terms = reports, data.identity_terms[data.identity_terms["needed"].eq("yes")]
        stated = figures[["department", "report_year", "scheme", "code"]].drop_duplicates()
        self._places = reports.get_indexer(_mark_reports(stated))
        self._stated = stated.groupby(["scheme", "code"], observed=True, sort=False).indices
        self._in_tables = self._mark(figures[figures["table"].ne("")], "report_year")
        self._kinds = {kind: self._mark(of, "fiscal_year") for kind, of in documents.groupby("kind_in_title")}

    def _mark(self, rows: pd.DataFrame, year: str) -> Bools:
        """Return which reports have some of the rows."""
        return np.asarray(self._reports.isin(_mark_reports(rows[["department", year]].drop_duplicates(), year)))

    def mark_foreign(self, identity: Any) -> Bools:
        """Return for which reports an identity is not: other kinds of documents, or no table."""
        foreign = np.zeros(len(self._reports), dtype=bool)
        if identity.kinds:
            kinds = [self._kinds[kind] for kind in identity.kinds.split() if kind in self._kinds]
            foreign = ~np.any([foreign, *kinds], axis=0)
        return foreign | ~self._in_tables if identity.within else foreign

    def name(self, identity: str) -> Any:
        """Return for each report the needed codes of an identity that it does not state."""
        terms = self._terms[self._terms["identity"].eq(identity)].drop_duplicates(["scheme", "code"])
        found = np.full(len(self._reports), "", dtype=object)
        for one in iterate_rows(terms):
            if "*" not in f"{one.scheme}/{one.code}":
                lacks = np.ones(len(self._reports), dtype=bool)
                places = self._places[self._stated.get((one.scheme, one.code), [])]
                lacks[places[places >= 0]] = False  # of earlier reports there are figures too
                found[lacks] += f" {one.scheme}/{one.code}"
        return np.array([missing.strip() for missing in found], dtype=object)
