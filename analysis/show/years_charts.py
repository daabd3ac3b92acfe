"""Notebook 3: the categories over all years as small multiples, and the year's changes as diverging bars."""

from typing import Any

import pandas as pd

from analysis.money import FEN_PER_WAN
from analysis.show.canvas import Bar, Chart, draw_bars
from analysis.show.panels import Panel, draw_panels
from analysis.show.rich import show_pct
from analysis.show.three_public_chart import tell_source
from analysis.show.trends import TOTAL, list_lines, name_series, pick_categories, trim_years
from analysis.show.words import Words

_MOST_PANELS, _MOST_BARS, _COLUMNS = 15, 14, 3


def chart_trends(trend: pd.DataFrame, words: Words) -> Chart:
    """Return the total and the categories over all years, the largest first; nothing where there are not three.

    >>> from analysis import trace_years, open_data
    >>> from analysis.show import Words, chart_trends
    >>> data = open_data("jiangsu-procuratorate", 2019)
    >>> chart_trends(trace_years(data), Words(data, "en")).name
    'trends'
    """
    rows = pick_categories(trend, words)
    lines = [one for one in list_lines(rows, words) if one.known > 1]
    if not any(one.known > 2 for one in lines):
        lines, rows = [], rows.iloc[:0]
    lines = trim_years(sorted(lines, key=lambda one: (one.row.series != TOTAL, -one.row.value)))
    left, shown = len(lines[_MOST_PANELS:]), lines[:_MOST_PANELS]
    unit = words.choose_unit(words.list_figures(" ".join(one.row.figures for one in shown)))
    source = tell_source(words, shown, unit) + (words.say("years.left", count=left) if left else "")
    title = words.say("years.trends", first=shown[0].points[0].year if shown else words.year, last=words.year)
    panels = [Panel(one.name, [one]) for one in shown]
    return draw_panels(words, rows, "trends", title, source, panels, _COLUMNS, unit)


def chart_changes(years: pd.DataFrame, words: Words) -> Chart:
    """Return how much each category rose or fell against the base year, in money and as a rate, as diverging bars.

    >>> from analysis import compare_years, open_data
    >>> from analysis.show import Words, chart_changes
    >>> data = open_data("jiangsu-procuratorate", 2019)
    >>> int(chart_changes(compare_years(data), Words(data, "en")).frame["change"].iloc[0])
    134370000
    """
    rows = pick_changes(years, words)
    drawn = rows.iloc[rows["change"].abs().argsort(kind="stable")[::-1][:_MOST_BARS]]
    drawn = drawn.sort_values("change", ascending=False, kind="stable")
    unit = words.choose_unit(words.list_figures(" ".join([*rows["figures"], *rows["base_figures"]])))
    bars = []
    for series, change, rate in zip(drawn["series"], drawn["change"], drawn["rate"], strict=True):
        text = words.say("show.bar-share", amount=show_signed(words, change, unit), share=show_rate(rate))
        bars.append(Bar(name_series(words, series), text, change / FEN_PER_WAN))
    left, before = len(rows) - len(drawn), int(rows["base_year"].iloc[0]) if len(rows) else words.year - 1
    source = words.say("years.changes-source", unit=words.name_unit(unit), before=before, year=words.year)
    source += words.say("years.left", count=left) if left else ""
    title = words.say("years.changes", before=before, year=words.year)
    return draw_bars(words, rows, "changes", title, source, bars, 0.34 * len(bars) + 0.95)


def pick_changes(years: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the rows of the categories that changed."""
    rows = pick_categories(years, words)
    return rows[rows["series"].ne(TOTAL) & rows["change"].notna() & rows["change"].ne(0).fillna(value=False)]


def show_signed(words: Words, fen: int, unit: str) -> str:
    """Return a change with its sign, without the unit."""
    return f"{'+' if fen > 0 else ''}{words.format_value(fen, unit)}"


def show_rate(rate: Any) -> str:
    """Return a rate of change with its sign; a dash where there is none."""
    return f"{'+' if pd.notna(rate) and rate > 0 else ''}{show_pct(rate)}"
