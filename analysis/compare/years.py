"""What changed from year to year: each series compared, missing its base, or refused because its scheme broke."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.check.index import Index, Ints
from analysis.compare.breaks import find_groups, find_old_rows, sum_groups
from analysis.compare.ratios import compute_ratios, make_terms, resolve_derived
from analysis.compare.series import Names, join_words, name_figures
from analysis.dataset import Dataset
from analysis.money import FEN_PER_WAN
from analysis.schemes import group_links

COMPARED, NO_BASE, REFUSED = "compared", "no-base", "refused"
THIS, BASE = 0, 1
# The table of compare_years, in order.
YEAR_TYPES: Mapping[str, str] = {
    "department": "str", "report_year": "int32", "series": "str", "flow": "str", "phase": "str", "fund": "str",
    "scope": "str", "kind": "str", "unit": "str", "value": "int64", "base": "Int64", "base_year": "int32",
    "change": "Int64", "rate_low": "Int64", "rate": "Int64", "rate_high": "Int64", "status": "str", "reason": "str",
    "figures": "str", "base_figures": "str", "base_basis": "str", "missing": "str", "amount_wan": "float64",
    "pct": "float64",
}  # fmt: skip


def compare_years(data: Dataset, first: int | None = None, last: int | None = None) -> pd.DataFrame:
    """Return one row for each amount and count of each report's own year against the year before.

    With `first` that year is the base; with `last` only the reports of that year are compared. The base is what the
    report itself states, else what an earlier one states, else derived; a later report never answers. A series that a
    new scheme broke is refused, and the sum that stays comparable follows below the rows of its report.

    Columns: department (str), report_year (int32), series (str: `scheme/code`, joined by `+` for a sum), flow, phase,
    fund, scope, kind, unit (str), value (int64 in 分, pieces or ten-thousandths), base (Int64), base_year (int32),
    change (Int64), rate_low, rate, rate_high (Int64, millionths of 1, each rounded once; the bounds are those of the
    printed figures, <NA> where the base may be 0), status (compared, no-base, refused), reason (empty, zero-base,
    no-base, broken, other-unit, incomplete, link-<kind of the concordance>, sum-only), figures, base_figures (ids,
    those of earlier reports as 2018/F20), base_basis (stated, derived or empty), missing (the `scheme/code` of a sum
    that are not stated), amount_wan (float, 万元) and pct (float, the rate in %), made last for looking.

    >>> from analysis import open_data
    >>> years = compare_years(open_data("beita-union", 2019))
    >>> years.loc[years["status"].eq("compared"), ["series", "value", "base", "rate_low", "rate", "rate_high"]]
                    series   value     base  rate_low     rate  rate_high
    13  three-public/total  150000  1350000   -892593  -888889    -885185
    """
    index = Index(data)
    return compare_rows(index, list_own(index), first, last)[list(YEAR_TYPES)]


def list_own(index: Index) -> pd.DataFrame:
    """Return the levels of the reports' own years that can be compared, one for each series, as lines of the index."""
    levels, figures = index.levels, index.figures
    kept = figures["kind"].ne("rate") & figures["scheme"].ne("") & figures["fiscal_year"].eq(figures["report_year"])
    return levels[levels["row"].isin(np.flatnonzero(kept))].sort_values("row")


def compare_rows(index: Index, lines: pd.DataFrame, first: int | None, last: int | None) -> pd.DataFrame:
    """Return the table of compare_years for some own levels, with `row` and `base_row` (-1 if none) beside it."""
    if last is not None:
        lines = lines[lines["report_year"].eq(last)]
    if first is not None:
        lines = lines[lines["report_year"].gt(first)]
    base_years = lines["report_year"] - 1 if first is None else first
    asked = lines.assign(base_year=base_years, meaning=lines["series"] // index.selectors)
    pairs, members = _find_pairs(index, asked.reset_index(drop=True))
    table = _describe(index, pairs, members)
    bases = members[members["side"].eq(BASE)].drop_duplicates("pair").set_index("pair")["row"]
    base_rows = bases.reindex(pairs.index, fill_value=-1)
    ordered = table.assign(sum=pairs["sum"], row=pairs["row"], base_row=base_rows)
    return ordered.sort_values(["department", "report_year", "sum", "row"], kind="stable", ignore_index=True)


def _find_pairs(index: Index, lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the pairs (row, report_year, base_year, status, reason, missing, sum) and members (pair, side, row)."""
    series, reports, years = (lines[name].to_numpy("int64") for name in ("series", "report_year", "base_year"))
    base = index.look_up(series, reports, years)
    groups = group_links(index.data.concordances)
    came_from = np.where(base < 0, find_groups(index, lines, groups), -1)
    base = np.maximum(base, find_old_rows(index, lines, groups, came_from))
    split = np.array([place >= 0 and not groups[place].one_to_one for place in came_from], dtype=bool)
    links = np.array([f"link-{groups[place].kinds[0]}" if place >= 0 else "" for place in came_from], dtype=object)
    cases = [base < 0, _differ_in_unit(index, lines["row"].to_numpy(), base)]
    pairs = lines.assign(
        series=_name_series(index, lines["row"].to_numpy()),
        status=np.select([split, *cases], [REFUSED, NO_BASE, REFUSED], COMPARED),
        reason=np.select([split, *cases], ["broken", NO_BASE, "other-unit"], links),
        missing="",
        sum=False,
    )
    this, old = _list_members(lines["row"].to_numpy(), THIS), _list_members(base, BASE)
    sums, parts = sum_groups(index, lines, groups, np.where(split, came_from, -1))
    firsts = parts.drop_duplicates("pair")["row"].to_numpy()
    sums = sums.assign(
        row=firsts,
        status=np.where(sums["whole"], COMPARED, REFUSED),
        reason=np.where(sums["whole"], "sum-only", "incomplete"),
        sum=True,
    )
    members = pd.concat([this, old, parts.assign(pair=parts["pair"] + len(pairs))]).sort_values("pair", kind="stable")
    return pd.concat([pairs, sums], ignore_index=True), members


def _name_series(index: Index, rows: Ints) -> Names:
    codes = index.figures.iloc[rows][["scheme", "code"]].astype("str")
    return (codes["scheme"] + "/" + codes["code"]).to_numpy(object)


def _list_members(rows: Ints, side: int) -> pd.DataFrame:
    there = np.flatnonzero(rows >= 0)
    return pd.DataFrame({"pair": there, "side": side, "row": rows[there]})


def _differ_in_unit(index: Index, rows: Ints, base: Ints) -> np.ndarray:
    """Return whether two levels count different things: persons are no person-times. 元 and 万元 are both money."""
    figures = index.figures
    kind, unit = (figures[name].cat.codes.to_numpy() for name in ("kind", "unit"))
    money = figures["kind"].eq("money").to_numpy()
    return np.asarray((kind[rows] != kind[base]) | ~money[rows] & (unit[rows] != unit[base]), dtype=bool)


def _describe(index: Index, pairs: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the table for pairs 0 … and their members, which are sorted by pair."""
    names = ["department", "flow", "phase", "fund", "scope", "kind", "unit"]
    table = index.figures.iloc[pairs["row"]][names].astype("str").reset_index(drop=True)
    same = ("report_year", "series", "base_year", "status", "reason", "missing")
    table = table.assign(**{name: pairs[name] for name in same})
    for side, name in ((THIS, "figures"), (BASE, "base_figures")):
        own = members[members["side"].eq(side)]
        numbers, rows = own["pair"].to_numpy(), own["row"].to_numpy()
        cited = name_figures(index, rows, pairs["report_year"].to_numpy()[numbers])
        table[name] = join_words(numbers, cited, len(pairs))
    table = _add_amounts(index, table, members)
    compared = members[table["base"].notna().to_numpy()[members["pair"]]]
    ratios = compute_ratios(index, _make_rates(index, compared), len(pairs))
    for name, one in (("rate_low", ratios.low), ("rate", ratios.value), ("rate_high", ratios.high)):
        table[name] = one.round_to()
    table["reason"] = table["reason"].mask(table["reason"].eq("") & table["base"].eq(0).fillna(False), "zero-base")
    table["amount_wan"] = (table["value"] / FEN_PER_WAN).where(table["kind"].eq("money"))
    table["pct"] = table["rate"].astype("Float64").astype("float64") / 10_000
    return table[list(YEAR_TYPES)].astype(dict(YEAR_TYPES))


def _add_amounts(index: Index, table: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the table with value, base, change and base_basis."""
    base = members[members["side"].eq(BASE)]
    values, count = index.figures["value"].to_numpy(), len(table)
    sums = np.zeros((2, count), dtype="int64")
    np.add.at(sums, (members["side"].to_numpy(), members["pair"].to_numpy()), values[members["row"].to_numpy()])
    has_base = np.isin(np.arange(count), base["pair"])
    derived = np.isin(np.arange(count), base["pair"][index.lines["derived"].to_numpy()[base["row"].to_numpy()]])
    known = table["status"].eq(COMPARED) & has_base
    return table.assign(
        value=sums[THIS],
        base=pd.Series(sums[BASE], dtype="Int64").where(known),
        change=pd.Series(sums[THIS] - sums[BASE], dtype="Int64").where(known),
        base_basis=np.select([derived, has_base], ["derived", "stated"], ""),
    )


def _make_rates(index: Index, members: pd.DataFrame) -> pd.DataFrame:
    """Return the terms of (this - base) / base."""
    base = members["side"].eq(BASE).to_numpy("int64")
    return resolve_derived(index, make_terms(members["pair"].to_numpy(), members["row"].to_numpy(), 1 - 2 * base, base))
