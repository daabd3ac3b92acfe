"""What was achieved: the counts and amounts that a report states outside its expenditure, and unit costs."""

import numpy as np
import pandas as pd

from analysis.check.index import Index
from analysis.check.rows import name_figures
from analysis.compare.levels import find_levels
from analysis.compare.ratios import divide_rows
from analysis.dataset import Dataset
from analysis.once import compute_once

# Schemes whose figures are spending, staff or totals have another name; every scheme of results ends like this.
RESULTS_SUFFIX = "-output"


def list_outputs(data: Dataset) -> pd.DataFrame:
    """Return the figures of the departments' results of the reports' own years, in the order of the reports.

    The columns are those of `data.figures`; approximate numbers (300余名) are among them.

    >>> from analysis import list_outputs, open_data
    >>> list_outputs(open_data("beita-union", 2019))[["label", "printed", "unit"]].head(3)
            label printed unit
    0        组建工会      20    家
    1      新增工会会员     584    人
    2  争取上级工会帮扶资金      25   万元
    """
    figures = data.figures
    results = figures["scheme"].astype("str").str.endswith(RESULTS_SUFFIX) & figures["measure"].eq("level")
    own = Index(data).lines["report"].ge(0).to_numpy() & figures["fiscal_year"].eq(figures["report_year"])
    return figures[results & own].reset_index(drop=True)


@compute_once
def compute_unit_costs(data: Dataset) -> pd.DataFrame:
    """Return one row for each report and line of data/unit-costs.csv whose amount and count are both stated.

    Columns: department (str), report_year (int32), unit_cost (str), money, count (figure ids), value_fen, fen_low,
    fen_high (Int64, 分 for one piece, rounded once; the bounds are what rounding of the amount leaves).

    >>> from analysis import open_data
    >>> compute_unit_costs(open_data("beita-union", 2019))[["unit_cost", "money", "count", "value_fen"]]
                  unit_cost money count  value_fen
    0  mutual-aid-per-claim   F34   F33      78125
    """
    index, costs = Index(data), data.unit_costs
    codes = [one.split("/") for one in (*costs["money"], *costs["count"])]
    wanted = pd.DataFrame(codes, columns=["scheme", "code"], dtype="str").assign(phase="executed", year_offset=0)
    money, count = np.hsplit(find_levels(index, wanted), 2)
    report, cost = np.nonzero((money >= 0) & (count >= 0))
    money, count = money[report, cost], count[report, cost]
    reports = data.reports.iloc[report].reset_index(drop=True)
    years = reports["report_year"].to_numpy()
    ratios = divide_rows(index, money, count).round_to("fen_low", "value_fen", "fen_high", scale=1)
    table = reports.assign(
        unit_cost=costs["unit_cost"].iloc[cost].array,
        money=pd.array(name_figures(index, money, years), dtype="str"),
        count=pd.array(name_figures(index, count, years), dtype="str"),
        value_fen=ratios.pop("value_fen"),
        **ratios,
    )
    return table.dropna(subset="value_fen").sort_values(["department", "report_year"], kind="stable", ignore_index=True)
