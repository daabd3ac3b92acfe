"""What changed in each body of a group from one year to the next, and which panel it belongs to."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.check import list_findings, run_checks
from analysis.check.index import Index
from analysis.check.keys import Bools, Ints
from analysis.compare.years import COMPARED, NO_BASE, compare_rows, list_own
from analysis.groups import Portfolio, list_members
from analysis.money import FEN_PER_WAN
from analysis.schemes import EXPENDITURE
from analysis.verdicts import MISMATCH

SAME, JOINED, LEFT, LEFT_OUT = "same", "joined", "left", "left-out"
SERIES = ["series", "flow", "phase", "fund", "scope"]
PAIR = ["base_year", "report_year"]
_FIGURES = {"value": "figures", "base": "base_figures", "own_base": "own_base_figures"}
Found = Mapping[str, tuple[Ints, Ints]]
_TOTALS = ("summary/total", "summary/basic", "summary/project")
_ITEMS = "three-public"
# The table of compare_bodies, in order.
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(PAIR, "int32"), **dict.fromkeys((*SERIES, "department", "role", "reason"), "str"),
    **dict.fromkeys(("value", "base", "own_base", "change", "rate_low", "rate", "rate_high"), "Int64"),
    **dict.fromkeys(("counted", "base_counted", "restated", "mismatched"), "bool"),
    **dict.fromkeys((*_FIGURES.values(), "base_basis"), "str"), "amount_wan": "float64", "pct": "float64",
}  # fmt: skip


def trace_bodies(index: Index, data: Portfolio) -> tuple[pd.DataFrame, Found]:
    """Return the table of compare_bodies, and by column of amounts the figures that it rests on."""
    own = list_own(index)
    own = own[np.isin(index.lines["selector"].to_numpy()[own], index.find_selectors(list_series(data)))]
    members, stated = list_members(data), set(index.lines["report_year"].to_numpy()[own])
    pairs = [_compare_pair(index, own, members, *years) for years in pairwise(data.years) if stated & {*years}]
    if not pairs:  # one year alone has no neighbour
        return make_empty(_TYPES), {}
    table = _order(pd.concat(pairs, ignore_index=True), list_series(data))
    found = {name: _find_rows(index, table, name) for name in _FIGURES}
    table["mismatched"] = _mark_mismatched(index, found, len(table))
    return table[list(_TYPES)].astype(_TYPES), found


def make_empty(types: Mapping[str, str]) -> pd.DataFrame:
    """Return a table with these columns and no row."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})


def list_series(data: Portfolio) -> list[str]:
    """Return the `scheme/code` that are compared over bodies, in the order in which they are shown."""
    adding = data.schemes.loc[data.schemes["adds_up_to"].ne(""), "scheme"]
    codes = data.codes
    classes = codes[codes["scheme"].isin(adding) & codes["parent"].eq("")].sort_values(["scheme", "code"])
    chosen = pd.concat([codes[codes["scheme"].eq(_ITEMS)], classes])
    return [*_TOTALS, *(chosen["scheme"] + "/" + chosen["code"])]


def _compare_pair(index: Index, own: Ints, members: pd.DataFrame, before: int, year: int) -> pd.DataFrame:
    """Return the rows of a pair of years."""
    now = compare_rows(index, own, first=before, last=year).astype({"value": "Int64"})
    sides = (_keep_money(now), _keep_money(_list_old(index, own, before, now)))
    table = sides[0].merge(sides[1], on=["department", *SERIES], how="outer", validate="1:1", suffixes=("", "_old"))
    for side, one in (("now", year), ("old", before)):
        there = members.loc[members["report_year"].eq(one), ["department", "present", "counted"]]
        there = there.rename(columns={"present": f"{side}_present", "counted": f"{side}_counted"})
        table = table.merge(there, on="department", how="left", validate="m:1")
    counted = table["value"].notna() & table["kind"].eq("money") & table["now_counted"]
    base_counted = table["own_base"].notna() & table["kind_old"].eq("money") & table["old_counted"]
    same = counted & table["old_counted"] & table["status"].eq(COMPARED)
    roles = [same, counted & ~table["old_counted"], base_counted & ~table["now_counted"]]
    table = table.assign(base_year=before, report_year=year, counted=counted, base_counted=base_counted)
    table["role"] = np.select(roles, [SAME, JOINED, LEFT], LEFT_OUT)
    table["reason"] = _tell_reason(index, table, before, year)
    for name in ("base", "change", "rate_low", "rate", "rate_high", "base_figures", "base_basis", "earlier"):
        table[name] = table[name].where(same)
    sums = table["series"].str.contains("+", regex=False)  # what stays comparable of a scheme that was split
    return table.assign(counted=counted & ~sums)[~sums | ~table["role"].eq(JOINED)]


def _keep_money(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with one of each body and series: an amount before what is counted, which has no flow."""
    flow = table["flow"].mask(table["flow"].eq(""), EXPENDITURE)
    table = table.assign(flow=flow).iloc[np.argsort(table["kind"].ne("money"), kind="stable")]
    return table.drop_duplicates(["department", *SERIES])


def _list_old(index: Index, own: Ints, before: int, now: pd.DataFrame) -> pd.DataFrame:
    """Return the levels of the base year's own reports; a code that became exactly one other has the name of that."""
    rows = own[index.lines["report_year"].to_numpy()[own] == before]
    old = pd.DataFrame({name: index.name(name, rows) for name in ("department", *SERIES[1:])})
    old["series"] = index.name("scheme", rows) + "/" + index.name("code", rows)
    old["kind"] = index.name("kind", rows)
    old["own_base"] = pd.array(index.figures["value"].to_numpy()[rows], "Int64")
    old["own_base_figures"] = index.name("figure_id", rows)
    known = now[now["base_row"].ge(0) & ~now["sum"]]
    base = known["base_row"].to_numpy()
    names = index.name("scheme", base) + "/" + index.name("code", base)
    renamed = dict(zip(names, known["series"], strict=True))
    still = pd.MultiIndex.from_frame(now[["department", "series"]])
    moved = ~pd.MultiIndex.from_frame(old[["department", "series"]]).isin(still)
    names = [renamed.get(one, one) if gone else one for one, gone in zip(old["series"], moved, strict=True)]
    return old.assign(series=pd.Series(names, dtype="str"))


def _tell_reason(index: Index, table: pd.DataFrame, before: int, year: int) -> Any:
    """Return why each body is left out, or has joined or left although both years have a report of it."""
    schemes = index.data.schemes.set_index("scheme")
    scheme, stated = table["series"].str.partition("/")[0], table["value"].notna()
    ended = ~stated & scheme.map(schemes["valid_to"]).lt(year).fillna(value=False)
    begun = table["status"].eq(NO_BASE) & scheme.map(schemes["valid_from"]).gt(before).fillna(value=False)
    nested = [table[f"{side}_present"] & ~table[f"{side}_counted"] for side in ("now", "old")]
    one_year = table["role"].isin([JOINED, LEFT])
    cases = {
        "nested": ~table["role"].eq(SAME) & (nested[0] | nested[1]),
        "": one_year,
        "scheme-changed": ended | begun,
        "not-stated": ~stated,
        "other-unit": table["kind"].ne("money"),
    }
    return np.select(list(cases.values()), list(cases), table["reason"])


def _order(table: pd.DataFrame, series: list[str]) -> pd.DataFrame:
    """Return the rows in order, with the columns for people."""
    order = {name: place for place, name in enumerate(series)}
    table = table.fillna(dict.fromkeys((*_FIGURES.values(), "base_basis"), "")).assign(
        restated=table["earlier"].notna(),
        pct=table["rate"].to_numpy("float64", na_value=np.nan) / 10_000,
        amount_wan=table["value"].to_numpy("float64", na_value=np.nan) / FEN_PER_WAN,
        place=table["series"].str.partition("+")[0].map(order),
    )
    return table.sort_values([*PAIR, "place", *SERIES, "department"], kind="stable", ignore_index=True)


def _mark_mismatched(index: Index, found: Found, count: int) -> Bools:
    """Return whether a finding says of one of the figures of each row that it does not add up."""
    findings = list_findings(run_checks(index.data))
    wrong = _find_rows(index, findings[findings["verdict"].eq(MISMATCH)].astype({"department": "str"}), "value")[1]
    marked = np.zeros(count, dtype=bool)
    for place, row in found.values():
        marked[place[np.isin(row, wrong)]] = True
    return marked


def _find_rows(index: Index, table: pd.DataFrame, name: str) -> tuple[Ints, Ints]:
    """Return what the amounts in a column (value, base, own_base) rest on: places in `table`, rows of figures."""
    lists = pc.utf8_split_whitespace(pa.array(table[_FIGURES[name]], pa.string()))
    place, names = (
        one.to_numpy(zero_copy_only=False) for one in (pc.list_parent_indices(lists), pc.list_flatten(lists))
    )
    kept = names != ""
    place, names = place[kept], pd.Series(names[kept], dtype="str")
    years = table["base_year" if name == "own_base" else "report_year"].to_numpy("int64")[place]
    earlier = names.str.contains("/", regex=False).to_numpy()  # 2018/F20 is of the report of 2018
    years[earlier] = names[earlier].str.partition("/")[0].astype("int64") if earlier.any() else 0
    return place, index.find_figures(table["department"].iloc[place], years, names.str.replace(".*/", "", regex=True))
