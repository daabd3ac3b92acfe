"""Notebook 3, what changed: every series, compared, without a base or refused with the reason."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.schemes import group_links
from analysis.show.rich import cite, join, show_bounds, show_pct
from analysis.show.tables import Table, make_table
from analysis.show.words import Words


def table_years(years: pd.DataFrame, words: Words) -> Table:
    """Return every amount of the year against its base: compared, without a base, or refused with the reason."""
    amounts = years[years["kind"].eq("money")].reset_index(drop=True)
    unit = words.choose_unit(words.list_figures(" ".join([*amounts["figures"], *amounts["base_figures"]])))
    before = int(amounts["base_year"].iloc[0]) if len(amounts) else words.year - 1
    rows = [_pair_row(words, row, unit) for row in iterate_rows(amounts)]
    columns = "part phase:short this-year:number base:number change:number rate:number bounds:number remark"
    return make_table(words, amounts, "years", columns, rows, year=words.year, before=before, unit=unit)


def _pair_row(words: Words, row: Any, unit: str) -> list[object]:
    """Return the cells of a series: name and phase, amount and base, how they differ, what that rests on."""
    phase = words.join_names([words.say(f"show.phase.{row.phase}"), *words.name_limits(row)])
    named = [name_series(words, row.series), phase, _cite_amount(words, row.value, unit, row.figures)]
    reason = explain_reason(words, row)
    if pd.isna(row.base):
        return [*named, "—", "—", "—", "—", reason]
    notes = [reason, words.say("show.base-derived") if row.base_basis == "derived" else ""]
    bounds = show_bounds(words, row.rate_low, row.rate_high) or "—"
    differ = [words.format_value(row.change, unit), show_pct(row.rate), bounds]
    base = _cite_amount(words, row.base, unit, row.base_figures)
    return [*named, base, *differ, join(words, filter(None, notes))]


def _cite_amount(words: Words, fen: Any, unit: str, figures: str) -> Markup:
    return Markup(f"{words.format_value(fen, unit)}{cite(figures.split())}")


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
    return words.say(
        "compare.broken",
        old=words.name_scheme(group.from_scheme),
        new=words.name_scheme(group.to_scheme),
        from_codes=_name_codes(words, group.from_scheme, group.from_codes),
        to_codes=_name_codes(words, group.to_scheme, group.to_codes),
    )


def _name_codes(words: Words, scheme: str, codes: Sequence[str]) -> str:
    return words.join_names(f"{code} {words.name(scheme, code)}" for code in codes)
