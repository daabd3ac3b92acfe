"""The three-public expenses (“三公”经费): each item by phase, its change, and how much of the budget was used."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.check.index import Index, Ints
from analysis.compare.ratios import Ratios, compute_ratios, make_terms, resolve_derived
from analysis.compare.years import YEAR_TYPES, compare_rows, list_own
from analysis.dataset import Dataset

SCHEME = "three-public"
_PHASES = ("approved", "adjusted", "executed")
_KEPT = (
    "fund", "scope", "value", "base", "base_year", "change", "rate_low", "rate", "rate_high", "status", "reason",
    "base_figures", "base_basis",
)  # fmt: skip
# The table of compare_three_public, in order.
THREE_PUBLIC_TYPES: Mapping[str, str] = {
    "department": "str", "report_year": "int32", "phase": "str", "code": "str", "figure_id": "str",
    **{name: YEAR_TYPES[name] for name in _KEPT}, "apart_low": "Int64", "apart_high": "Int64", "budget": "Int64",
    "budget_figure": "str", "final": "Int64", "completion_low": "Int64", "completion": "Int64",
    "completion_high": "Int64", "amount_wan": "float64", "pct": "float64", "completion_pct": "float64",
}  # fmt: skip


def compare_three_public(data: Dataset) -> pd.DataFrame:
    """Return one row for each report, phase and item of the three-public expenses: the total first, then its parts.

    An item that a report does not state has no row; one that it declares none has 0.

    Columns: department (str), report_year (int32), phase, code, figure_id (str); fund, scope, value, base, base_year,
    change, rate_low, rate, rate_high, status, reason, base_figures, base_basis as in compare_years; apart_low,
    apart_high (Int64, millionths: the wider bounds if the change and a derived base are taken as rounded independently,
    else <NA>); on executed rows with a budget: budget, final (Int64, 分), budget_figure (id), completion_low,
    completion, completion_high (Int64, millionths of 1: the final figure of the budget); amount_wan (float, 万元), pct
    and completion_pct (float, %), made last for looking.

    >>> from analysis import open_data
    >>> items = compare_three_public(open_data("beita-union", 2019))
    >>> items[["code", "figure_id", "value", "base", "rate"]].head(2)
           code figure_id   value     base     rate
    0     total       F15  150000  1350000  -888889
    1  overseas       F18       0     <NA>     <NA>
    """
    index = Index(data)
    lines = list_own(index)
    own = index.figures["scheme"].eq(SCHEME).to_numpy()[lines["row"].to_numpy()]
    table = compare_rows(index, lines[own], None, None)
    table = table.assign(figure_id=table["figures"], code=table["series"].str.removeprefix(f"{SCHEME}/"))
    table = _add_completion(index, table)
    apart = _bound_apart(index, table)
    table = table.assign(apart_low=apart.low.round_to(), apart_high=apart.high.round_to())
    codes = data.codes.loc[data.codes["scheme"].eq(SCHEME), "code"]
    places = {name: place for names in (_PHASES, codes) for place, name in enumerate(names)}
    ordered = table.assign(phase_place=table["phase"].map(places), code_place=table["code"].map(places)).sort_values(
        ["department", "report_year", "fund", "scope", "phase_place", "code_place"], kind="stable", ignore_index=True
    )
    return ordered[list(THREE_PUBLIC_TYPES)].astype(dict(THREE_PUBLIC_TYPES))


def _add_completion(index: Index, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the budget of each final figure and how much of it was used."""
    keys = ["department", "report_year", "flow", "fund", "scope", "code"]
    approved = table.loc[table["phase"].eq("approved"), [*keys, "row", "value", "figure_id"]]
    names = {"row": "budget_row", "value": "budget", "figure_id": "budget_figure"}
    found = table[keys].merge(approved.rename(columns=names), on=keys, how="left", validate="m:1")
    known = table["phase"].eq("executed") & found["budget"].notna()
    places = np.flatnonzero(known)
    rows, budgets = (one[known].to_numpy("int64") for one in (table["row"], found["budget_row"]))
    terms = pd.concat([make_terms(places, rows, top=1), make_terms(places, budgets, bottom=1)])
    ratios = compute_ratios(index, resolve_derived(index, terms), len(table))
    return table.assign(
        budget=found["budget"].astype("Int64").where(known),
        budget_figure=found["budget_figure"].where(known, ""),
        final=table["value"].astype("Int64").where(known),
        completion_low=ratios.low.round_to(),
        completion=ratios.value.round_to(),
        completion_high=ratios.high.round_to(),
        completion_pct=pd.Series(ratios.value.round_to()).astype("Float64").astype("float64") / 10_000,
    )


def _bound_apart(index: Index, table: pd.DataFrame) -> Ratios:
    """Return the rates on derived bases with the change and the base rounded independently of each other."""
    derived = np.flatnonzero(table["status"].eq("compared") & table["base_basis"].eq("derived"))
    rows, bases = (table[name].to_numpy("int64")[derived] for name in ("row", "base_row"))
    change = resolve_derived(index, _make_change(derived, rows, bases))
    terms = pd.concat([change[change["top"].ne(0)], make_terms(derived, bases, bottom=1)])
    return compute_ratios(index, terms.sort_values("ratio", kind="stable"), len(table))


def _make_change(ratio: Ints, rows: Ints, bases: Ints) -> pd.DataFrame:
    return pd.concat([make_terms(ratio, rows, top=1), make_terms(ratio, bases, top=-1)], ignore_index=True)
