"""What changed in a group: over the same bodies (a fixed panel), over all bodies of each year, and in each body."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.check.index import Index
from analysis.check.keys import Bools, Ints
from analysis.compare.bodies import JOINED, LEFT, LEFT_OUT, PAIR, SAME, SERIES, Found, make_empty, trace_bodies
from analysis.compare.ratios import compute_ratios, make_terms, resolve_derived
from analysis.groups import Portfolio
from analysis.money import FEN_PER_WAN

ALL_BODIES = "all"
# The table of compare_panels, in order.
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(PAIR, "int32"), **dict.fromkeys((*SERIES, "panel"), "str"),
    **dict.fromkeys(("value", "base", "change", "rate_low", "rate", "rate_high"), "Int64"),
    **dict.fromkeys(("bodies", "base_bodies"), "int64"),
    **dict.fromkeys(("joined", "left", "restated", "left_out", "mismatched"), "str"),
    "amount_wan": "float64", "pct": "float64",
}  # fmt: skip


def compare_panels(data: Portfolio) -> pd.DataFrame:
    """Return for each series and pair of neighbouring years of a group its change over the same bodies and over all.

    `same` adds up the bodies both of whose reports count and whose figures may be compared, against the bases of
    compare_years; `all` adds up what each year's own reports state. A body within another one that has a report of the
    year counts in neither. The sum that stays comparable when a scheme was split has the row `same` only. One year
    alone has no rows.

    Columns: base_year, report_year (int32), series (str: `scheme/code`, those of compare_bodies), flow, phase, fund,
    scope, panel (str: same, all), value, base, change (Int64, 分; <NA> where no body states it), rate_low, rate,
    rate_high (Int64, millionths of 1, each rounded once; the bounds are those of the printed figures; <NA> against a
    base of zero or below), bodies, base_bodies (int64: how many are added up), and what holds for both rows (str, ids
    separated by spaces): joined, left (with a report that counts in one of the years only), restated (of `same`, with a
    base that is not what the report of the base year states), left_out (`id:reason`, not in `same` for a reason of
    compare_bodies), mismatched (a finding says that one of the figures does not add up; they count as published);
    amount_wan (float, 万元) and pct (float, the rate in %), made last for looking.

    >>> from analysis import compare_panels, open_group
    >>> panels = compare_panels(open_group("putuo", [2024, 2025])).query("series == 'summary/total'")
    >>> panels[["phase", "panel", "base", "value", "base_bodies", "bodies"]]
          phase panel         base        value  base_bodies  bodies
    0  approved  same  15621112300  18976755100            1       1
    1  approved   all  15621112300  56128220600            1       2
    2  executed  same         <NA>         <NA>            0       0
    3  executed   all   2940050000         <NA>            1       0
    """
    return _compare(data)[1].copy()


def compare_bodies(data: Portfolio) -> pd.DataFrame:
    """Return one row for each body, series and pair of neighbouring years of a group: what compare_panels adds up.

    Series are the whole totals (summary/total, basic, project), the three-public expenses with their items, and the
    classes of every scheme that adds up to a total, each by flow, phase, fund and scope as the reports state it.

    Columns: base_year, report_year (int32), series, flow, phase, fund, scope, department (str), role (str: same, if
    both reports count and the figures may be compared; joined or left, if one of the years has a report that counts;
    left-out), reason (str: of what is left out nested, scheme-changed, not-stated, other-unit or one of compare_years;
    else nested where the other year's report does not count, zero-base, negative-base, or empty), value (Int64, 分),
    base (Int64: of `same`, the base of compare_years), own_base (Int64: what the report of the base year states),
    change, rate_low, rate, rate_high (Int64, as in compare_years), counted, base_counted (bool: whether value and
    own_base are part of the sums over all), restated (bool: base is not what the report of the base year states),
    mismatched (bool: a finding says that one of the figures does not add up), figures, base_figures (str: ids in the
    report of the year, those of earlier reports as 2018/F20), own_base_figures (ids in the report of the base year),
    base_basis (str: of base, stated or derived), amount_wan (float, 万元) and pct (float, the rate in %), made last for
    looking.

    >>> from analysis import compare_bodies, open_group
    >>> bodies = compare_bodies(open_group("putuo", [2024, 2025])).query("series == 'summary/total'")
    >>> bodies[["department", "phase", "role", "reason", "own_base", "value"]]
               department     phase      role  reason     own_base        value
    0      putuo-commerce  approved    joined                 <NA>  37151465500
    1  putuo-commerce-own  approved  left-out  nested         <NA>  37151465500
    2         putuo-wanli  approved      same          15621112300  18976755100
    3       putuo-finance  executed      left           2940050000         <NA>
    """
    return _compare(data)[0].copy()


@lru_cache(maxsize=2)  # tables, sentences and charts of a page ask for the same
def _compare(data: Portfolio) -> tuple[pd.DataFrame, pd.DataFrame]:
    index = Index(data)
    bodies, found = trace_bodies(index, data)
    return bodies, _add_panels(index, bodies, found)


def _add_panels(index: Index, bodies: pd.DataFrame, found: Found) -> pd.DataFrame:
    if bodies.empty:
        return make_empty(_TYPES)
    keys = [*PAIR, *SERIES]
    number: Ints = np.asarray(bodies.groupby(keys, sort=False).ngroup(), dtype=np.int64)
    told = {name: _list_ids(bodies[rows], number[rows]) for name, rows in _choose_ids(bodies).items()}
    series = bodies.drop_duplicates(keys)[keys].reset_index(drop=True).assign(**told)
    series = series.fillna(dict.fromkeys(told, ""))
    same, sums = bodies["role"].eq(SAME).to_numpy(), series["series"].str.contains("+", regex=False)
    counted, base_counted = (bodies[name].to_numpy() for name in ("counted", "base_counted"))
    panels = [
        series.assign(panel=SAME, **_add_up(index, bodies, found, number, (same, same), "base")),
        series.assign(panel=ALL_BODIES, **_add_up(index, bodies, found, number, (counted, base_counted), "own_base"))[
            ~sums
        ],
    ]
    table = pd.concat(panels).sort_index(kind="stable").reset_index(drop=True)
    pct = table["rate"].to_numpy("float64", na_value=np.nan) / 10_000
    wan = table["value"].to_numpy("float64", na_value=np.nan) / FEN_PER_WAN
    return table.assign(pct=pct, amount_wan=wan)[list(_TYPES)].astype(_TYPES)


def _choose_ids(bodies: pd.DataFrame) -> dict[str, pd.Series]:
    """Return which rows each column of ids tells of."""
    role = bodies["role"]
    marks = {"restated": bodies["restated"], "mismatched": bodies["mismatched"]}
    return {"joined": role.eq(JOINED), "left": role.eq(LEFT), "left_out": role.eq(LEFT_OUT), **marks}


def _list_ids(bodies: pd.DataFrame, number: Ints) -> pd.Series:
    """Return the bodies of each number as one text, with the reason of those left out."""
    left_out = bodies["role"].eq(LEFT_OUT)
    ids = bodies["department"].where(~left_out, bodies["department"] + ":" + bodies["reason"])
    return ids.groupby(number).agg(" ".join)


def _add_up(
    index: Index, bodies: pd.DataFrame, found: Found, number: Ints, counted: tuple[Bools, Bools], base: str
) -> dict[str, Any]:
    """Return the sums of values and of bases that are counted for the numbers 0 …, and how the ones changed."""
    count = int(number.max()) + 1
    sums, sizes = np.zeros((2, count), dtype="int64"), np.zeros((2, count), dtype="int64")
    terms = []
    for side, (name, top, bottom) in enumerate((("value", 1, 0), (base, -1, 1))):
        rows = counted[side]
        np.add.at(sums[side], number[rows], bodies.loc[rows, name].to_numpy("int64"))
        np.add.at(sizes[side], number[rows], 1)
        place, row = (one[rows[found[name][0]]] for one in found[name])
        terms.append(make_terms(number[place], row, top, bottom))
    both: Bools = np.asarray((sizes > 0).all(axis=0), dtype=bool)
    divisible, used = both & (sums[1] > 0), pd.concat(terms)
    ratios = compute_ratios(index, resolve_derived(index, used[divisible[used["ratio"]]]), count)
    return {
        "value": pd.arrays.IntegerArray(sums[0], sizes[0] == 0),
        "base": pd.arrays.IntegerArray(sums[1], sizes[1] == 0),
        "change": pd.arrays.IntegerArray(sums[0] - sums[1], ~both),
        **ratios.round_to("rate_low", "rate", "rate_high"),
        **dict(zip(("bodies", "base_bodies"), sizes, strict=True)),
    }
