"""Who of a group spends how much on what: the total of each report, and the classes that it is listed by."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.index import Index
from analysis.check.keys import Ints
from analysis.compare.categories import APPROVED, EXECUTED, compare_categories
from analysis.groups import Portfolio, list_members
from analysis.money import FEN_PER_WAN
from analysis.schemes import EXPENDITURE

REPORT = ["department", "report_year"]
TOTAL = "summary/total"


def list_totals(data: Portfolio, total: str = TOTAL) -> pd.DataFrame:
    """Return one row for each report of a group: its total, final, or where none is stated approved.

    `total` is a scheme/code, all expenditure or another such as three-public/total, of all funds and the whole scope.

    Columns: department (str), report_year (int32), counted (bool: may be added up, see list_members), phase, figure_id
    (str, empty where no total is stated), value (Int64, 分, <NA> likewise), unit (str, as printed), amount_wan (float,
    万元, made last). In the order of the reports.

    >>> from analysis import list_totals, open_group
    >>> list_totals(open_group("putuo", 2024))[["department", "phase", "value", "unit"]]
          department     phase        value unit
    0  putuo-finance  executed   2940050000   万元
    1    putuo-wanli  approved  15621112300    元
    """
    figures = data.figures
    scheme, _, code = total.partition("/")
    kept = figures["scheme"].eq(scheme) & figures["code"].eq(code) & figures["flow"].eq(EXPENDITURE)
    index = Index(replace(data, figures=figures[kept].reset_index(drop=True)))
    executed, approved = (index.find_levels(total, phase) for phase in (EXECUTED, APPROVED))
    rows = np.where(executed >= 0, executed, approved)
    values = pd.arrays.IntegerArray(np.append(index.figures["value"].to_numpy("int64"), 0)[rows], rows < 0)
    names = {name: _name(index, name, rows) for name in ("phase", "figure_id", "unit")}
    table = _add_counted(data.reports, data).assign(**{name: pd.array(one, "str") for name, one in names.items()})
    table = table.assign(value=values, amount_wan=values.to_numpy("float64", na_value=np.nan) / FEN_PER_WAN)
    return table[[*REPORT, "counted", "phase", "figure_id", "value", "unit", "amount_wan"]]


def list_spending(data: Portfolio) -> pd.DataFrame:
    """Return one row for each report of a group and class that its total is listed by, the largest of a year first.

    It is what compare_categories says of the total, by the first scheme that lists it; a report that lists only parts
    of its total has no rows. Columns: department (str), report_year (int32), counted (bool: may be added up, see
    list_members), phase, scheme, code, figure_id (str), value (int64, 分), total (Int64), total_figure (str),
    amount_wan (float, 万元) and pct (float, share of the report's total in %), made last for looking.

    >>> from analysis import list_spending, open_group
    >>> list_spending(open_group("jiangsu-provincial", 2019))[["department", "code", "value"]].head(2)
                  department code        value
    0  jiangsu-procuratorate  204  16593120000
    1       jiangsu-congress  201  13907780000
    """
    parts = compare_categories(data)
    parts = parts[parts["breakdown"].str.endswith(f">{TOTAL}")]
    first = parts.groupby(REPORT, sort=False, observed=True)["breakdown"].transform("first")
    table = _add_counted(parts[parts["breakdown"].eq(first)].drop(columns=["fund", "scope", "breakdown"]), data)
    order = table.assign(least=-table["value"])
    order = order.sort_values(["report_year", "phase", "least", "department", "code"], kind="stable", ignore_index=True)
    leading = [*REPORT, "counted", "phase", "scheme", "code", "figure_id"]
    return order[[*leading, *(one for one in table.columns if one not in leading)]]


def sum_spending(spending: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each year, phase, scheme and class: what all bodies together spend on it, the largest first.

    `spending` is that of list_spending; only reports that are counted are added up. Columns: report_year (int32),
    phase, scheme, code (str), bodies (int64), value (int64, 分: their sum), whole (int64, 分: of all classes of the
    year, phase and scheme), department, figure_id (str) and largest (int64, 分) of the body with the largest amount,
    amount_wan (float, 万元) and pct (float, share of the whole in %), made last for looking.

    >>> from analysis import list_spending, open_group, sum_spending
    >>> spending = list_spending(open_group("jiangsu-provincial", 2019))
    >>> sum_spending(spending)[["code", "bodies", "value", "department"]].head(2)
      code  bodies        value             department
    0  201       2  24179340000       jiangsu-congress
    1  204       1  16593120000  jiangsu-procuratorate
    """
    keys = ["report_year", "phase", "scheme"]
    parts = spending[spending["counted"]]
    of_class = parts.groupby([*keys, "code"], sort=True, observed=True)
    sums = of_class.agg(
        bodies=("department", "size"),
        value=("value", "sum"),
        department=("department", "first"),  # they stand in order, the largest first
        figure_id=("figure_id", "first"),
        largest=("value", "first"),
    ).reset_index()
    sums.insert(6, "whole", sums.groupby(keys)["value"].transform("sum"))
    pct = (sums["value"] * 100 / sums["whole"]).where(sums["whole"].gt(0))
    sums = sums.assign(amount_wan=sums["value"] / FEN_PER_WAN, pct=pct, least=-sums["value"])
    return sums.sort_values([*keys, "least", "code"], kind="stable", ignore_index=True).drop(columns="least")


def _name(index: Index, name: str, rows: Ints) -> NDArray[np.object_]:
    """Return a column of text of some rows, empty for -1."""
    found = np.full(len(rows), "", dtype=object)
    found[rows >= 0] = index.name(name, rows[rows >= 0])
    return found


def _add_counted(table: pd.DataFrame, data: Portfolio) -> pd.DataFrame:
    counted = list_members(data)[[*REPORT, "counted"]]
    return table.merge(counted, on=REPORT, how="left", validate="m:1")
