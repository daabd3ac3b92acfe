"""The three-public expenses (“三公”经费): each item by phase, its change, and how much of the budget was used."""

import numpy as np
import pandas as pd

from analysis.check.index import SERIES, Index
from analysis.check.keys import Ints
from analysis.compare.ratios import Ratios, compute_ratios, divide_rows, make_terms, resolve_derived
from analysis.compare.years import compare_rows, list_own
from analysis.dataset import Dataset
from analysis.once import compute_once

SCHEME = "three-public"
_PHASES = ("approved", "adjusted", "executed")
# The table of compare_three_public, in order.
_COLUMNS = (
    "department", "report_year", "phase", "code", "figure_id", "fund", "scope", "value", "base", "base_year", "change",
    "rate_low", "rate", "rate_high", "status", "reason", "base_figures", "base_basis", "earlier", "earlier_figures",
    "apart_low", "apart_high", "budget", "budget_figure", "final", "completion_low", "completion", "completion_high",
    "amount_wan", "pct", "completion_pct",
)  # fmt: skip


@compute_once
def compare_three_public(data: Dataset) -> pd.DataFrame:
    """Return one row for each report, phase and item of the three-public expenses: the total first, then its parts.

    An item that a report does not state has no row; one that it declares none has 0.

    Columns: department (str), report_year (int32), phase, code, figure_id (str); fund, scope, value, base, base_year,
    change, rate_low, rate, rate_high, status, reason, base_figures, base_basis, earlier, earlier_figures as in
    compare_years; apart_low, apart_high (Int64, millionths: the wider bounds if the change and a derived base are taken
    as rounded independently, else <NA>); on executed rows with a budget: budget, final (Int64, 分), budget_figure (id),
    completion_low, completion, completion_high (Int64, millionths of 1: the final figure of the budget); amount_wan
    (float, 万元), pct and completion_pct (float, %), made last for looking.

    >>> from analysis import open_data
    >>> items = compare_three_public(open_data("beita-union", 2019))
    >>> items[["code", "figure_id", "value", "base", "rate"]].head(2)
           code figure_id   value     base     rate
    0     total       F15  150000  1350000  -888889
    1  overseas       F18       0     <NA>     <NA>
    """
    index = Index(data)
    own = list_own(index)
    table = compare_rows(index, own[index.name("scheme", own) == SCHEME])
    rows, values = table["row"].to_numpy(), index.figures["value"].to_numpy()
    budgets = _find_budgets(index, rows)
    completion, apart, unknown = divide_rows(index, rows, budgets), _bound_apart(index, table), budgets < 0
    table = table.assign(
        code=index.name("code", rows),
        figure_id=table["figures"],
        apart_low=apart.low.round_to(),
        apart_high=apart.high.round_to(),
        budget=pd.arrays.IntegerArray(values[budgets], unknown),
        budget_figure=pd.array(np.where(unknown, "", index.name("figure_id", budgets)), dtype="str"),
        final=pd.arrays.IntegerArray(values[rows], unknown),
        **completion.round_to("completion_low", "completion", "completion_high"),
        completion_pct=completion.value.round_to().to_numpy("float64", na_value=np.nan) / 10_000,
    )
    codes = data.codes.loc[data.codes["scheme"].eq(SCHEME), "code"]
    order = {name: place for names in (_PHASES, codes) for place, name in enumerate(names)}
    keys = ["department", "report_year", "fund", "scope", "phase_place", "code_place"]
    table = table.assign(phase_place=table["phase"].map(order), code_place=table["code"].map(order))
    return table.sort_values(keys, kind="stable", ignore_index=True)[list(_COLUMNS)]


def _find_budgets(index: Index, rows: Ints) -> Ints:
    """Return the budget that each final figure had in its own report; -1 for other figures and where there is none."""
    codes = {name: index.codes(name)[rows] for name in SERIES}
    years = index.lines["report_year"].to_numpy("int64")[rows]
    approved = index.look_up(index.join(codes | {"phase": index.find("phase", ["approved"])}), years, years)
    return np.where((codes["phase"] == index.find("phase", ["executed"])) & np.isin(approved, rows), approved, -1)


def _bound_apart(index: Index, years: pd.DataFrame) -> Ratios:
    """Return the rates on derived bases with the change and the base rounded independently of each other."""
    derived = np.flatnonzero(years["status"].eq("compared") & years["base_basis"].eq("derived") & years["rate"].notna())
    rows, bases = (years[name].to_numpy()[derived] for name in ("row", "base_row"))
    both = pd.concat([make_terms(derived, rows, top=1), make_terms(derived, bases, top=-1)])
    change = resolve_derived(index, both).query("top != 0")
    return compute_ratios(index, pd.concat([change, make_terms(derived, bases, bottom=1)]), len(years))
