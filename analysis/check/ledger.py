"""What became of every identity of a report: held, broken, not checkable for want of what, or not of its documents."""

import pandas as pd

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
    known = set(zip(counts["department"], counts["report_year"], counts["identity"], strict=True))
    others = [
        one
        for report in iterate_rows(data.reports)
        for one in _list_unchecked(data, report.department, report.report_year)
        if (report.department, report.report_year, one["identity"]) not in known
    ]
    ledger = pd.concat([counts.astype({"department": "str", "rule": "str"}), pd.DataFrame(others, columns=COLUMNS)])
    ledger = ledger.fillna(dict.fromkeys(VERDICTS, 0)).astype(dict.fromkeys(VERDICTS, "int64"))
    return ledger.sort_values(["department", "report_year"], kind="stable", ignore_index=True)[COLUMNS]


def _list_unchecked(data: Dataset, department: str, year: int) -> list[dict[str, object]]:
    """Return the identities of the data that no check of a report applies: what is missing, or not of its documents."""
    documents = data.documents[data.documents["department"].eq(department) & data.documents["fiscal_year"].eq(year)]
    figures = data.figures[data.figures["department"].eq(department) & data.figures["report_year"].eq(year)]
    stated = set(figures["scheme"].astype("str") + "/" + figures["code"].astype("str"))
    rows = []
    for one in iterate_rows(data.identities):
        foreign = bool(one.kinds) and not documents["kind_in_title"].isin(one.kinds.split()).any()
        foreign |= bool(one.within) and not figures["table"].ne("").any()
        terms = data.identity_terms[
            data.identity_terms["identity"].eq(one.identity) & data.identity_terms["needed"].eq("yes")
        ]
        codes = dict.fromkeys(terms["scheme"] + "/" + terms["code"])
        missing = [code for code in codes if "*" not in code and code not in stated]
        verdict = NOT_APPLICABLE if foreign else NOT_CHECKABLE
        row = {"department": department, "report_year": year, "identity": one.identity, "rule": one.rule}
        rows.append(row | {verdict: 1, "missing": "" if foreign else " ".join(missing)})
    return rows
