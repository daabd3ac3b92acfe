"""Notebook 3, what changed: the year in sentences, every series that has a base, and what the document says of it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.schemes import group_links
from analysis.show.rich import (
    Fragment,
    amount,
    capitalise,
    cite,
    join,
    paragraphs,
    percent,
    show_bounds,
    show_pct,
    tell,
)
from analysis.show.tables import Table, make_table
from analysis.show.trends import TOTAL, name_series, pick_categories, pick_whole
from analysis.show.words import Words

_COLUMNS = "part phase:short {before}:number {year}:number {change}:number rate:number bounds remark"
_PHASES = ("executed", "approved")


def tell_years(years: pd.DataFrame, words: Words) -> Fragment:
    """Return the year in sentences: the change of the total, the largest rise and fall, what has no base.

    >>> from analysis import compare_years, open_data
    >>> from analysis.show import Words, tell_years
    >>> data = open_data("jiangsu-procuratorate", 2019)
    >>> str(tell_years(compare_years(data), Words(data, "en")).html).count("<p>")
    4
    """
    missing = [_tell_missing(years[years["kind"].eq("money") == money], words) for money in (True, False)]
    return paragraphs([*_tell_total(years, words), *_tell_largest(years, words), *missing])


def _tell_total(years: pd.DataFrame, words: Words) -> Iterator[Markup]:
    whole = pick_whole(years)
    for row in iterate_rows(whole[whole["series"].eq(TOTAL) & whole["change"].notna()]):
        key = "years.total" if row.change else "years.total-same"
        values = {
            "year": row.report_year, "before": row.base_year, "phase": words.say(f"show.phase.{row.phase}"),
            "amount": amount(words, row.value, row.figures), **_list_change(words, row),
        }  # fmt: skip
        yield tell(words, key, **values)


def _list_change(words: Words, row: Any) -> dict[str, object]:
    """Return the change of a row as parts of a sentence; a rate only where there is one."""
    return {
        "direction": words.say("show.fell" if row.change < 0 else "show.rose"),
        "change": amount(words, abs(row.change), f"{row.figures} {row.base_figures}"),
        "rate": "" if pd.isna(row.rate) else tell(words, "years.rate", rate=percent(row.rate)),
    }


def _tell_largest(years: pd.DataFrame, words: Words) -> Iterator[Markup]:
    rows = pick_categories(years, words)
    rows = rows[rows["series"].ne(TOTAL) & rows["change"].notna()].sort_values("change", kind="stable")
    for key, found in (("rise", rows[rows["change"].gt(0)].iloc[-1:]), ("fall", rows[rows["change"].lt(0)].iloc[:1])):
        for row in iterate_rows(found):
            yield tell(words, f"years.largest-{key}", name=name_series(words, row.series), **_list_change(words, row))


def _tell_missing(rows: pd.DataFrame, words: Words) -> Markup:
    """Return in one sentence how many rows have no base, and which; one name counts once for all its funds."""
    lost = rows[rows["status"].eq("no-base")]
    if lost.empty:
        return Markup("")
    names = dict.fromkeys(name_series(words, one) for one in lost["series"])
    key = "years.missing" if len(lost) < len(rows) else "years.missing-all"
    kind = words.say(f"years.kind-{'money' if rows['kind'].iloc[0] == 'money' else 'count'}")
    values = {"kind": kind, "all": len(rows), "count": len(lost), "year": int(lost["base_year"].iloc[0])}
    return tell(words, key, names=words.join_names(names), **values)


def table_years(years: pd.DataFrame, words: Words) -> Table:
    """Return every amount that has a base against it, or why the two are not compared.

    >>> from analysis import compare_years, open_data
    >>> from analysis.show import Words, table_years
    >>> data = open_data("jiangsu-procuratorate", 2019)
    >>> table_years(compare_years(data), Words(data, "en")).frame["base_year"].unique().tolist()
    [2018]
    """
    amounts = years[years["kind"].eq("money") & years["status"].ne("no-base")]
    alike = amounts["reason"].eq("same-name")
    names = dict.fromkeys(name_series(words, one) for one in amounts.loc[alike, "series"])
    amounts = amounts[~alike].reset_index(drop=True)
    unit = words.choose_unit(words.list_figures(" ".join([*amounts["figures"], *amounts["base_figures"]])))
    rows = [_pair_row(words, row, unit) for row in iterate_rows(amounts)]
    broken = amounts[amounts["reason"].eq("broken")]
    reasons = words.join_notes(dict.fromkeys(explain_reason(words, row) for row in iterate_rows(broken)))
    told = [capitalise(words.say("years.breaks", reasons=reasons)) if reasons else ""]
    if names:
        told.append(words.say("years.same-name", names=words.join_names(names), count=int(alike.sum())))
    note = words.join_sentences(told)
    return _make_table(words, amounts, "years", rows, "change", unit, note)


def table_counts(years: pd.DataFrame, words: Words) -> Table:
    """Return every count and measure that has a base against it: results, staff, vehicles, guests.

    >>> from analysis import compare_years, open_data
    >>> from analysis.show import Words, table_counts
    >>> data = open_data("jiangsu-procuratorate", 2019)
    >>> table_counts(compare_years(data), Words(data, "en")).frame["kind"].unique().tolist()
    ['count']
    """
    counts = years[years["kind"].ne("money") & years["status"].ne("no-base")].reset_index(drop=True)
    rows = [_pair_row(words, row, row.unit) for row in iterate_rows(counts)]
    return _make_table(words, counts, "counts", rows, "counted-change")


def _make_table(
    words: Words, frame: pd.DataFrame, name: str, rows: list[Any], change: str, unit: str = "", note: str = ""
) -> Table:
    before = int(frame["base_year"].iloc[0]) if len(frame) else words.year - 1
    columns = _COLUMNS.format(before=before, year=words.year, change=change)
    if not any(row[-2] for row in rows):
        columns, rows = columns.replace(" bounds", ""), [[*row[:-2], row[-1]] for row in rows]
    values: dict[str, Any] = {"year": words.year, "before": before, "unit": unit}
    return make_table(words, frame, name, columns, rows, note=note, style="dense", **values)


def _pair_row(words: Words, row: Any, unit: str) -> list[object]:
    """Return the cells of a series: name and phase, base and amount, how they differ, what that rests on."""
    phase_key = f"show.phase.{row.phase}" if row.kind == "money" else f"years.count-{row.phase}"
    phase = words.join_names([words.say(phase_key), *words.name_limits(row)])
    name = name_series(words, row.series)
    if row.kind != "money" and words.lang == "zh":  # English leaves out the word that counts
        name = f"{name}（{unit}）"
    pairs = [(row.base, row.base_figures), (row.value, row.figures)]
    amounts = [Markup(f"{words.format_value(part, unit) or '—'}{cite(ids.split())}") for part, ids in pairs]
    if pd.isna(row.base):
        return [name, phase, *amounts, "—", "—", "", _shorten_reason(words, row)]
    bounds = show_bounds(words, row.rate_low, row.rate_high)
    return [
        name,
        phase,
        *amounts,
        words.format_value(row.change, unit),
        show_pct(row.rate),
        bounds,
        _remark(words, row),
    ]


def _remark(words: Words, row: Any) -> Markup:
    """Return what a comparison rests on: a derived or restated base, a new scheme, why there is no rate."""
    notes: list[object] = [_shorten_reason(words, row)]
    if row.base <= 0 and row.reason not in ("zero-base", "negative-base"):
        notes.append(words.say("years.no-rate-below" if row.base < 0 else "years.no-rate-zero"))
    if row.base_basis == "derived":
        notes.append(words.say("show.base-derived"))
    if pd.notna(row.earlier):
        shown = amount(words, row.earlier, row.earlier_figures)
        notes.append(tell(words, "years.restated", year=row.base_year, amount=shown))
    return join(words, filter(None, notes))


def _shorten_reason(words: Words, row: Any) -> str:
    """Return the reason of a row; what a new scheme broke is told in full once, below the table."""
    return words.say("years.broken") if row.reason == "broken" else explain_reason(words, row)


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
    before = words.join_names(words.name(group.from_scheme, one) for one in group.from_codes)
    after = words.join_names(words.name(scheme, one) for one in group.to_codes)
    return words.say("compare.broken", old=old, new=new, from_codes=before, to_codes=after)


def table_stated_changes(changes: pd.DataFrame, words: Words) -> Table:
    """Return each change that the document states beside the one computed from the earlier document.

    What cannot be held against anything is counted below the table, with the reasons.

    >>> from analysis import check_stated_changes, open_data
    >>> from analysis.show import Words, table_stated_changes
    >>> data = open_data("jiangsu-procuratorate", 2019)
    >>> len(table_stated_changes(check_stated_changes(data), Words(data, "en")).frame)
    42
    """
    judged = changes[changes["verdict"].ne("not-checkable")].reset_index(drop=True)
    rows = [_judge_row(words, row) for row in iterate_rows(judged)]
    left = changes[changes["verdict"].eq("not-checkable")]
    told = Counter(words.say(f"compare.{row.reason}", year=row.base_year, missing="") for row in iterate_rows(left))
    reasons = words.join_notes(words.say("years.stated-reason", reason=one, count=count) for one, count in told.items())
    note = words.say("years.stated-left", count=len(left), reasons=reasons) if len(left) else ""
    columns = "part phase:short levels stated-change:number recomputed:number difference:number verdict"
    return make_table(words, judged, "stated-changes", columns, rows, note=note, style="dense")


def _judge_row(words: Words, row: Any) -> list[object]:
    level = words.figures[row.figure]
    phase = words.join_names([words.say(f"show.phase.{row.phase}"), *words.name_limits(row)])
    pairs = [(row.earlier, row.earlier_figure), (row.value, row.figure)]
    levels = [Markup(f"{words.format_value(one, level.unit)}{cite([figure])}") for one, figure in pairs]
    rate = row.measure == "change-rate"
    shown = [
        show_pct(one) if rate else words.show_amount(one, row.unit)
        for one in (row.stated, row.recomputed, row.difference)
    ]
    stated = Markup("{}{}").format(shown[0], cite([row.figure_id]))
    difference = "—" if row.verdict == "exact" else shown[2]
    verdict = words.say(f"verdict.{row.verdict}")
    return [name_series(words, row.series), phase, Markup(" → ").join(levels), stated, shown[1], difference, verdict]
