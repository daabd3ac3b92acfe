"""What was disclosed and what of it was read: of each body and year of a group."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.groups import Portfolio, list_members
from analysis.required_tables import find_form

_REPORT = ["department", "report_year"]
_STATES = {"read": "read", "in-part": "in_part", "unread": "unread", "empty": "empty"}
_COUNTS = [*_STATES.values(), "uncounted", "numbers", "numbers_read"]
_SURE = 2  # with more of them missing the document is of another kind, or its tables were published apart


def list_completeness(data: Portfolio) -> pd.DataFrame:
    """Return one row for each member and year of a group: what is on record of it, what was read, which tables lack.

    Columns: department (str), report_year (int32), present (bool: a report is there), documents (int64), kinds (str:
    as the titles name them, separated by spaces), reading (str: whole, in-part, or unrecorded where nobody wrote down
    what was read; empty without a report), parts by state: read, in_part, unread, empty (int64; empty as declared),
    uncounted (int64: parts that are pictures), numbers, numbers_read (int64), expected, found (int64: tables that a
    document of this kind has to have, and those of them whose title is on record), missing (str: the others) and
    tables (str: all, missing, or unclear where a table of no known form, a picture or so many missing ones leave it
    open whether they are there; empty where none is asked for or nothing is on record).

    >>> from analysis import list_completeness, open_group
    >>> list_completeness(open_group("putuo", 2025))[["department", "reading", "numbers", "found", "tables"]]
               department  reading  numbers  found tables
    0      putuo-commerce    whole      371      7    all
    1  putuo-commerce-own    whole      362      7    all
    2       putuo-finance                 0      0
    3         putuo-wanli  in-part      964      7    all
    """
    table = list_members(data)[[*_REPORT, "present"]]
    for part in (_count_documents(data), _count_parts(data), _find_tables(data)):
        table = table.merge(part, on=_REPORT, how="left", validate="1:1")
    numbers = ["documents", *_COUNTS, "expected", "found", "unknown"]
    table = table.fillna(dict.fromkeys(numbers, 0)).astype(dict.fromkeys(numbers, "int64"))
    recorded = table["parts"].notna()
    whole = recorded & table["in_part"].eq(0) & table["unread"].eq(0)
    reading = np.select([~table["present"], ~recorded, whole], ["", "unrecorded", "whole"], "in-part")
    lacking = table["expected"] - table["found"]
    unclear = (lacking > _SURE) | table["unknown"].gt(0) | table["uncounted"].gt(0)
    asked = table["present"] & recorded & table["expected"].gt(0)
    tables = np.select([~asked, lacking.eq(0), unclear], ["", "all", "unclear"], "missing")
    texts: dict[str, Any] = {"reading": reading, "tables": tables, "kinds": table["kinds"].fillna("")}
    texts["missing"] = table["missing"].fillna("").where(asked, "")
    table = table.assign(**{name: pd.array(one, "str") for name, one in texts.items()})
    return table[
        [*_REPORT, "present", "documents", "kinds", "reading", *_COUNTS, "expected", "found", "missing", "tables"]
    ]


def _count_documents(data: Portfolio) -> pd.DataFrame:
    """Return how many documents each report has, and their kinds."""
    grouped = data.documents.rename(columns={"fiscal_year": "report_year"}).groupby(_REPORT, observed=True)
    kinds = grouped["kind_in_title"].agg(lambda kinds: " ".join(sorted(set(kinds))))
    return pd.DataFrame({"documents": grouped.size(), "kinds": kinds}).reset_index()


def _count_parts(data: Portfolio) -> pd.DataFrame:
    """Return how many parts of each report are in which state, and how many numbers they have."""
    parts = data.coverage.rename(columns={"fiscal_year": "report_year"})
    states = {name: parts["state"].eq(state).astype("int64") for state, name in _STATES.items()}
    parts = parts.assign(parts=1, uncounted=parts["numbers"].isna().astype("int64"), **states)
    return parts.groupby(_REPORT, observed=True)[["parts", *_COUNTS]].sum().reset_index()


def _find_tables(data: Portfolio) -> pd.DataFrame:
    """Return for each report which of the tables that documents of its kinds have to have are on record.

    `unknown` counts its tables with numbers whose title is that of no form.
    """
    tables = data.coverage[data.coverage["kind"].eq("table")].rename(columns={"fiscal_year": "report_year"})
    titles = list(zip(data.titles["form"], data.titles["words"], strict=True))
    forms = {one: find_form(one, titles) for one in tables["part"].unique()}
    named = tables.assign(form=tables["part"].map(forms))
    unknown = named["form"].eq("") & named["numbers"].fillna(1).gt(0)
    sums = unknown.groupby([named[one] for one in _REPORT], observed=True).sum().to_frame("unknown")
    reports = data.reports.merge(_count_documents(data), on=_REPORT, how="left", validate="1:1").set_index(_REPORT)
    asked, missing = pd.Series(0, reports.index), pd.Series("", reports.index)
    found = asked.copy()
    for name, known, kinds in data.required_tables[["table", "forms", "kinds"]].itertuples(index=False, name=None):
        wanted = (
            reports["kinds"].fillna("").map(lambda own, kinds=kinds: not set(own.split()).isdisjoint(kinds.split()))
        )
        there = reports.index.isin(pd.MultiIndex.from_frame(named.loc[named["form"].isin(known.split()), _REPORT]))
        asked, found = asked + wanted, found + (wanted & there)
        missing = missing.where(~wanted | there, missing + f" {name}")
    columns = {"expected": asked, "found": found, "missing": missing.str.strip()}
    return pd.DataFrame(columns).join(sums).reset_index()
