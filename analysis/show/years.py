"""Notebook 3, what changed: every series, compared, without a base or refused with the reason."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.schemes import group_links
from analysis.show.rich import cite, join, show_bounds, show_pct
from analysis.show.tables import Table, make_table
from analysis.show.words import Words


def table_years(years: pd.DataFrame, words: Words) -> Table:
    """Return every amount of the year against its base: compared, without a base, or refused with the reason.

    >>> from analysis import compare_years, open_data
    >>> from analysis.show import Words, table_years
    >>> data = open_data("beita-union", 2019)
    >>> table_years(compare_years(data), Words(data, "en")).frame["base_year"].unique().tolist()
    [2018]
    """
    amounts = years[years["kind"].eq("money")].reset_index(drop=True)
    unit = words.choose_unit(words.list_figures(" ".join([*amounts["figures"], *amounts["base_figures"]])))
    before = int(amounts["base_year"].iloc[0]) if len(amounts) else words.year - 1
    rows = [_pair_row(words, row, unit) for row in iterate_rows(amounts)]
    columns = "part phase:short this-year:number base:number change:number rate:number bounds remark"
    return make_table(words, amounts, "years", columns, rows, style="dense", year=words.year, before=before, unit=unit)


def _pair_row(words: Words, row: Any, unit: str) -> list[object]:
    """Return the cells of a series: name and phase, amount and base, how they differ, what that rests on."""
    phase = words.join_names([words.say(f"show.phase.{row.phase}"), *words.name_limits(row)])
    pairs = [(row.value, row.figures), (row.base, row.base_figures)]
    amounts = [Markup(f"{words.format_value(fen, unit)}{cite(ids.split())}") for fen, ids in pairs]
    named, reason = [name_series(words, row.series), phase, amounts[0]], explain_reason(words, row)
    if pd.isna(row.base):
        return [*named, "—", "—", "—", "—", reason]
    bounds = show_bounds(words, row.rate_low, row.rate_high) or "—"
    notes = [reason, words.say("show.base-derived") if row.base_basis == "derived" else ""]
    remark = join(words, filter(None, notes))
    return [*named, amounts[1], words.format_value(row.change, unit), show_pct(row.rate), bounds, remark]


def name_series(words: Words, series: str) -> str:
    """Return the names of the codes of a series, joined by a plus sign for a sum."""
    return " + ".join(words.name(*one.split("/")) for one in series.split("+"))


def explain_reason(words: Words, row: Any) -> str:
    """Return in words why a row of compare_years is not compared, or what its comparison rests on."""
    if row.reason == "broken":
        return _explain_break(words, row.series)
    missing = words.name_all(row.missing.split())
    return words.say(f"compare.{row.reason}", year=row.base_year, missing=missing) if row.reason else ""


def _explain_break(words: Words, series: str) -> str:
    """Return which codes of an older scheme became which of a newer one."""
    scheme, _, code = series.partition("/")
    groups = group_links(words.data.concordances)
    group = next(one for one in groups if one.to_scheme == scheme and code in one.to_codes)
    old, new = (words.name_scheme(one) for one in (group.from_scheme, scheme))
    before = words.join_names(f"{one} {words.name(group.from_scheme, one)}" for one in group.from_codes)
    after = words.join_names(f"{one} {words.name(scheme, one)}" for one in group.to_codes)
    return words.say("compare.broken", old=old, new=new, from_codes=before, to_codes=after)
