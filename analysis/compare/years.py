"""What changed from year to year: each series compared, missing its base, or refused because its scheme broke."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.index import Index
from analysis.check.keys import Ints
from analysis.check.rows import join_words, name_figures
from analysis.compare.breaks import BASE, THIS, find_doubled, find_groups, find_old_rows, find_renamed, sum_groups
from analysis.compare.ratios import compute_ratios, make_terms, resolve_derived
from analysis.dataset import Dataset
from analysis.money import FEN_PER_WAN
from analysis.once import compute_once
from analysis.schemes import group_links

COMPARED, NO_BASE, REFUSED = "compared", "no-base", "refused"
_HELPERS = ["sum", "row", "base_row"]


@compute_once
def compare_years(data: Dataset, first: int | None = None, last: int | None = None) -> pd.DataFrame:
    """Return one row for each amount and count of each report's own year against the year before.

    With `first` that year is the base; with `last` only the reports of that year are compared. The base is what the
    report itself states, else what an earlier one states, else derived; a later report never answers. A series that a
    new scheme broke is refused, and the sum that stays comparable follows below the rows of its report.

    Columns: department (str), report_year (int32), series (str: `scheme/code`, joined by `+` for a sum), flow, phase,
    fund, scope, kind, unit (str), value (int64 in 分, pieces or ten-thousandths), base (Int64), base_year (int32),
    change (Int64), rate_low, rate, rate_high (Int64, millionths of 1, each rounded once; the bounds are those of the
    printed figures, <NA> where the base may be 0; none of it against a base of zero or below), status (compared,
    no-base, refused), reason (empty, zero-base, negative-base, no-base, broken, other-unit, other-name, same-name,
    incomplete, link-<kind of the concordance>, sum-only), figures, base_figures (ids, those of earlier reports as
    2018/F20), base_basis (stated, derived or empty), earlier (Int64: of a restated base, what the report of the base
    year itself states) and earlier_figures (its id), missing (the `scheme/code` of a sum that are not stated),
    amount_wan (float, 万元) and pct (float, the rate in %), made last for looking.

    Any two years, whatever lies between: `compare_years(open_data("jiangsu-procuratorate"), first=2017, last=2019)`.

    >>> from analysis import open_data
    >>> years = compare_years(open_data("beita-union", 2019))
    >>> years.loc[years["status"].eq("compared"), ["series", "value", "base", "rate_low", "rate", "rate_high"]]
                    series   value     base  rate_low     rate  rate_high
    13  three-public/total  150000  1350000   -892593  -888889    -885185
    """
    index = Index(data)
    return compare_rows(index, list_own(index), first, last).drop(columns=_HELPERS)


@compute_once
def trace_years(data: Dataset) -> pd.DataFrame:
    """Return one row for each amount and count of each report's own year against every earlier year, the first first.

    Columns as in compare_years: the bases of a series in their order, and then its value, are how it went. Years begin
    with the first that any report of the body up to this one states; one that is missing between has rows without base.

    >>> from analysis import open_data
    >>> trend = trace_years(open_data("jiangsu-procuratorate", 2019)).query("series == 'three-public/total'")
    >>> trend[["base_year", "base", "report_year", "value"]]
         base_year       base  report_year      value
    342       2016       <NA>         2019  418260000
    343       2017  584350000         2019  418260000
    344       2018  484300000         2019  418260000
    """
    index = Index(data)
    rows = list_own(index)
    department, report_year = index.codes("department")[rows], index.lines["report_year"].to_numpy("int64")[rows]
    levels = index.lines[index.lines["usable"] & index.lines["measure"].isin(index.find("measure", ["level"]))]
    first = levels.groupby([index.codes("department")[levels["row"]], "report_year"])["fiscal_year"].min()
    since = first.groupby(level=0).cummin().reindex(pd.MultiIndex.from_arrays([department, report_year])).to_numpy()
    count = report_year - since
    place = np.repeat(np.arange(len(rows)), count)
    back = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    table = _compare(index, rows[place], since[place] + back)
    keys = ["department", "report_year", "sum", "row", "base_year"]
    return table.sort_values(keys, kind="stable", ignore_index=True).drop(columns=_HELPERS)


def list_own(index: Index) -> Ints:
    """Return the rows of the levels of the reports' own years that can be compared, one for each series."""
    figures, rows = index.figures, np.sort(index.levels["row"].to_numpy())
    kept = figures["kind"].ne("rate") & figures["scheme"].ne("") & figures["fiscal_year"].eq(figures["report_year"])
    return np.asarray(rows[kept.to_numpy()[rows]])


def compare_rows(index: Index, rows: Ints, first: int | None = None, last: int | None = None) -> pd.DataFrame:
    """Return the table of compare_years for some own levels, and beside it `sum`, `row` and `base_row` (-1 if none)."""
    years = index.lines["report_year"].to_numpy()[rows]
    rows = rows[(years == (last or years)) & (years > (first or 0))]
    before = index.lines["report_year"].to_numpy("int64")[rows] - 1
    table = _compare(index, rows, before if first is None else np.full_like(before, first))
    return table.sort_values(["department", "report_year", "sum", "row"], kind="stable", ignore_index=True)


def _compare(index: Index, rows: Ints, base_years: Ints) -> pd.DataFrame:
    pairs, members = _find_pairs(index, rows, base_years)
    return _describe(index, pairs, *(members[name].to_numpy() for name in ("pair", "side", "row")))


def _find_pairs(index: Index, rows: Ints, base_years: Ints) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the pairs (row, series, report_year, base_year, status, reason, missing, sum) and their members.

    Members: pair, side (THIS or BASE), row; they are sorted by pair.
    """
    lines = index.lines[["row", "series", "selector", "report_year"]].iloc[rows].reset_index(drop=True)
    lines = lines.assign(meaning=lines["series"] // index.selectors, base_year=base_years.astype("int32"))
    base = index.look_up(*(lines[name].to_numpy("int64") for name in ("series", "report_year", "base_year")))
    groups = group_links(index.data.concordances)
    group = np.where(base < 0, find_groups(index, lines, groups), -1)
    base = np.maximum(base, find_old_rows(index, lines, groups, group))
    split = np.array([*(not one.one_to_one for one in groups), False])[group]
    links = np.array([*(f"link-{one.kinds[0]}" for one in groups), ""], dtype=object)[group]
    renamed = (group < 0) & find_renamed(index, rows, base)
    doubled = find_doubled(index, rows, base)
    cases = [split, base < 0, _differ_in_unit(index, rows, base), renamed, doubled]
    pairs = lines.assign(
        series=index.name("scheme", rows) + "/" + index.name("code", rows),
        status=np.select(cases, [REFUSED, NO_BASE, REFUSED, REFUSED, REFUSED], COMPARED),
        reason=np.select(cases, ["broken", NO_BASE, "other-unit", "other-name", "same-name"], links),
        missing="",
        sum=False,
    )
    sides = {"pair": np.repeat(np.arange(len(rows)), 2), "side": np.tile([THIS, BASE], len(rows))}
    members = pd.DataFrame({**sides, "row": np.column_stack([rows, base]).ravel()}).query("row >= 0")
    if not split.any():
        return pairs, members
    sums, parts = sum_groups(index, lines.assign(group=group)[split], groups)
    sums = sums.assign(
        row=parts.drop_duplicates("pair")["row"].to_numpy(),
        status=np.where(sums["whole"], COMPARED, REFUSED),
        reason=np.where(sums["whole"], "sum-only", "incomplete"),
        sum=True,
    )
    members = pd.concat([members, parts.assign(pair=parts["pair"] + len(pairs))], ignore_index=True)
    return pd.concat([pairs, sums], ignore_index=True), members


def _differ_in_unit(index: Index, rows: Ints, base: Ints) -> NDArray[np.bool_]:
    """Return whether two levels count different things: persons are no person-times. 元 and 万元 are both money."""
    kind, unit = index.codes("kind"), index.codes("unit")
    money = index.find("kind", ["money"])
    return np.asarray((kind[rows] != kind[base]) | (kind[rows] != money) & (unit[rows] != unit[base]))


def _find_restated(index: Index, pairs: pd.DataFrame, base_rows: Ints) -> Ints:
    """Return for each base that the report of its own year states otherwise the row of that figure; -1 elsewhere."""
    lines, figures, years = index.lines, index.figures, pairs["base_year"].to_numpy("int64")
    known = (base_rows >= 0) & ~pairs["sum"].to_numpy() & ~lines["derived"].to_numpy()[base_rows]
    found = index.look_up(np.where(known, lines["series"].to_numpy()[base_rows], -1), years, years)
    own = (lines["report_year"].to_numpy()[found] == years) & ~lines["derived"].to_numpy()[found]
    value, rounding = (figures[name].to_numpy() for name in ("value", "rounding"))
    apart = 2 * abs(value[found] - value[base_rows]) > rounding[found] + rounding[base_rows]
    return np.where(known & (found >= 0) & own & apart & ~_differ_in_unit(index, base_rows, found), found, -1)


def _describe(index: Index, pairs: pd.DataFrame, pair: Ints, side: Ints, row: Ints) -> pd.DataFrame:
    """Return the table for pairs 0 … and their members, which are sorted by pair."""
    rows, years, base = pairs["row"].to_numpy(), pairs["report_year"].to_numpy(), side == BASE
    cited = name_figures(index, row, years[pair])
    amounts = np.zeros((2, len(pairs)), dtype="int64")
    np.add.at(amounts, (side, pair), index.figures["value"].to_numpy()[row])
    compared = pairs["status"].eq(COMPARED).to_numpy()
    divisible = compared & (amounts[BASE] > 0)
    terms = make_terms(pair, row, 1 - 2 * side, side)[divisible[pair]]  # (this - base) / base
    ratios = compute_ratios(index, resolve_derived(index, terms), len(pairs))
    rate, money = ratios.value.round_to(), index.name("kind", rows) == "money"
    why_no_rate = np.where(amounts[BASE] == 0, "zero-base", "negative-base")
    rateless = compared & ~divisible & pairs["reason"].eq("").to_numpy()
    base_rows = np.full(len(pairs), -1)
    base_rows[pair[base][::-1]] = row[base][::-1]  # of several the first counts
    earlier = _find_restated(index, pairs, base_rows)
    restated = np.flatnonzero(earlier >= 0)
    derived = np.isin(pairs.index, pair[base & index.lines["derived"].to_numpy()[row]])
    columns = {
        "department": index.name("department", rows),
        "report_year": years,
        "series": pairs["series"].array,
        **{name: index.name(name, rows) for name in ("flow", "phase", "fund", "scope", "kind", "unit")},
        "value": amounts[THIS],
        "base": pd.arrays.IntegerArray(amounts[BASE], ~compared),
        "base_year": pairs["base_year"].to_numpy(),
        "change": pd.arrays.IntegerArray(amounts[THIS] - amounts[BASE], ~compared),
        **ratios.round_to("rate_low", "rate", "rate_high"),
        "status": pairs["status"],
        "reason": pairs["reason"].mask(rateless, why_no_rate),
        "figures": join_words(pair[~base], cited[~base], len(pairs)),
        "base_figures": join_words(pair[base], cited[base], len(pairs)),
        "base_basis": np.select([derived, base_rows >= 0], ["derived", "stated"], ""),
        "earlier": pd.arrays.IntegerArray(index.figures["value"].to_numpy()[earlier], earlier < 0),
        "earlier_figures": join_words(restated, name_figures(index, earlier[restated], years[restated]), len(pairs)),
        "missing": pairs["missing"],
        "amount_wan": np.where(money, amounts[THIS] / FEN_PER_WAN, np.nan),
        "pct": rate.to_numpy("float64", na_value=np.nan) / 10_000,
    }
    texts = dict.fromkeys(("status", "reason", "base_basis", "missing"), "str")
    return pd.DataFrame(columns).astype(texts).assign(sum=pairs["sum"], row=rows, base_row=base_rows)
