"""What was achieved: the counts and amounts that a report states outside its expenditure, and unit costs."""

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from analysis.check.index import Index
from analysis.compare.ratios import compute_ratios, make_terms, resolve_derived
from analysis.compare.series import Wanted, find_levels, name_figures
from analysis.dataset import Dataset
from analysis.figures import make_frame
from analysis.money import FEN_PER_WAN

# Schemes whose figures are spending, staff or totals have another name; every scheme of results ends like this.
RESULTS_SUFFIX = "-output"
# The table of compute_unit_costs, in order.
COST_TYPES: Mapping[str, str] = {
    "department": "str", "report_year": "int32", "unit_cost": "str", "money": "str", "count": "str",
    "value_fen": "Int64", "fen_low": "Int64", "fen_high": "Int64", "amount_wan": "float64",
}  # fmt: skip


def list_outputs(data: Dataset) -> pd.DataFrame:
    """Return the figures of the departments' results of the reports' own years, in the order of the reports.

    The columns are those of `data.figures`; approximate numbers (300余名) are among them.
    """
    figures = data.figures
    results = figures["scheme"].astype("str").str.endswith(RESULTS_SUFFIX) & figures["measure"].eq("level")
    own = Index(data).lines["own"].to_numpy() & figures["fiscal_year"].eq(figures["report_year"])
    return figures[results & own].reset_index(drop=True)


def compute_unit_costs(data: Dataset) -> pd.DataFrame:
    """Return one row for each report and line of data/unit-costs.csv whose amount and count are both stated.

    Columns: department (str), report_year (int32), unit_cost (str), money, count (figure ids), value_fen, fen_low,
    fen_high (Int64, 分 for one piece, rounded once; the bounds are what rounding of the amount leaves), amount_wan
    (float, 万元, made last for looking).

    >>> from analysis import open_data
    >>> compute_unit_costs(open_data("beita-union", 2019))[["unit_cost", "money", "count", "value_fen"]]
                  unit_cost money count  value_fen
    0  mutual-aid-per-claim   F34   F33      78125
    """
    index = Index(data)
    tables = [_compute(index, row) for row in data.unit_costs.to_dict("records")]
    costs = pd.concat([make_frame([], COST_TYPES), *tables], ignore_index=True).astype(dict(COST_TYPES))
    return costs.sort_values(["department", "report_year"], kind="stable", ignore_index=True)


def _compute(index: Index, cost: Mapping[Hashable, str]) -> pd.DataFrame:
    money, count = find_levels(index, [Wanted(cost[name], "executed") for name in ("money", "count")])
    known = np.flatnonzero((money >= 0) & (count >= 0))
    reports = index.data.reports.iloc[known].reset_index(drop=True)
    ratio, years = np.arange(len(known)), reports["report_year"].to_numpy()
    terms = pd.concat([make_terms(ratio, money[known], top=1), make_terms(ratio, count[known], bottom=1)])
    ratios = compute_ratios(index, resolve_derived(index, terms), len(known))
    table = reports.assign(
        unit_cost=cost["unit_cost"],
        money=name_figures(index, money[known], years),
        count=name_figures(index, count[known], years),
        value_fen=ratios.value.round_to(1),
        fen_low=ratios.low.round_to(1),
        fen_high=ratios.high.round_to(1),
    )
    table["amount_wan"] = table["value_fen"].astype("Float64").astype("float64") / FEN_PER_WAN
    return table[table["value_fen"].notna()]
