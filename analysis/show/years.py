"""Notebook 3, what changed: every series, compared, without a base or refused with the reason."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.schemes import Group, group_links
from analysis.show.rich import cite, clean, join, show_bounds, show_pct
from analysis.show.tables import Column, Table, make_table
from analysis.show.words import Words


def table_years(years: pd.DataFrame, words: Words) -> Table:
    """Return every amount of the year against its base: compared, without a base, or refused with the reason."""
    amounts = years[years["kind"].eq("money")].reset_index(drop=True)
    used = " ".join([*amounts["figures"], *amounts["base_figures"]])
    unit = words.choose_unit(words.list_figures(used))
    before = int(amounts["base_year"].iloc[0]) if len(amounts) else words.year - 1
    named = {"year": words.year, "before": before, "unit": unit}
    names = ("part", "phase", "this-year", "base", "change", "rate", "bounds", "remark")
    numeric = {"this-year", "base", "change", "rate", "bounds"}
    columns = [Column(words.say(f"show.column.{name}", **named), name in numeric, name == "phase") for name in names]
    rows = [_pair_row(words, row, unit) for row in iterate_rows(amounts)]
    return make_table(amounts, words.say("show.caption.years", **named), columns, rows)


def _pair_row(words: Words, row: Any, unit: str) -> list[object]:
    name = name_series(words, row.series)
    phase = words.join_names([words.say(f"show.phase.{row.phase}"), *words.name_limits(row)])
    this_year = Markup("{}{}").format(words.format_value(row.value, unit), cite(row.figures.split()))
    reason = explain_reason(words, row)
    if pd.isna(row.base):
        return [name, phase, this_year, "—", "—", "—", "—", reason]
    base = Markup("{}{}").format(words.format_value(row.base, unit), cite(row.base_figures.split()))
    notes = [reason, words.say("show.base-derived") if row.base_basis == "derived" else ""]
    remark = join(words, [note for note in notes if note])
    change = clean(words.format_value(row.change, unit))
    bounds = show_bounds(words, row.rate_low, row.rate_high) or "—"
    return [name, phase, this_year, base, change, show_pct(row.rate), bounds, remark]


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
    scheme, _, code = series.partition("/")
    groups = [one for one in group_links(words.data.concordances) if one.to_scheme == scheme and code in one.to_codes]
    group: Group = groups[0]
    return words.say(
        "compare.broken",
        old=words.name_scheme(group.from_scheme),
        new=words.name_scheme(group.to_scheme),
        from_codes=_name_codes(words, group.from_scheme, group.from_codes),
        to_codes=_name_codes(words, group.to_scheme, group.to_codes),
    )


def _name_codes(words: Words, scheme: str, codes: Sequence[str]) -> str:
    return words.join_names(f"{code} {words.name(scheme, code)}" for code in codes)
