"""The three-public expenses over all years: budget and final, the total and its items, as small multiples."""

import pandas as pd

from analysis.show.canvas import Chart
from analysis.show.panels import Panel, draw_panels, has_break
from analysis.show.rich import show_pct
from analysis.show.trends import Line, list_lines, pick_categories, pick_three_public, trim_years
from analysis.show.words import Words

_CODES = ("total", "overseas", "vehicles", "reception")
_FEWEST = 2  # columns: a single panel is not as wide as the page


def chart_three_public(trend: pd.DataFrame, words: Words) -> Chart:
    """Return the three-public budgets and final figures of all years; without two of them the total, else nothing.

    >>> from analysis import trace_years, open_data
    >>> from analysis.show import Words, chart_three_public
    >>> data = open_data("jiangsu-procuratorate", 2019)
    >>> chart_three_public(trace_years(data), Words(data, "en")).name
    'three-public'
    """
    rows = pick_three_public(trend)
    lines = [one for one in list_lines(rows, words) if one.row.series.partition("/")[2] in _CODES]
    total = any(one.known > 1 and one.row.series.endswith("/total") for one in lines)
    if not total:
        rows = pick_categories(trend, words)
        lines = [one for one in list_lines(rows, words) if one.known > 1][:1]
    lines = trim_years(one for one in lines if one.row.phase != "adjusted" and one.known > 1)
    names = dict.fromkeys(one.name for one in lines)
    panels = [Panel(name, [one for one in lines if one.name == name]) for name in names]
    panels.sort(key=lambda panel: _CODES.index(panel.lines[0].row.series.partition("/")[2]) if total else 0)
    unit = words.choose_unit(words.list_figures(" ".join(one.row.figures for one in lines)))
    source = tell_source(words, lines, unit)
    title = _title(words, panels[0].lines[0], unit) if panels else words.say("years.none", year=words.year)
    frame = rows if panels else rows.iloc[:0]
    return draw_panels(words, frame, "three-public", title, source, panels, max(len(panels), _FEWEST), unit)


def tell_source(words: Words, lines: list[Line], unit: str) -> str:
    """Return how lines are to be read, and which years have no figure."""
    points = [point for one in lines for point in one.points]
    phases = dict.fromkeys(one.row.phase for one in lines)
    gaps = [
        str(year)
        for year in dict.fromkeys(point.year for point in points)
        if all(point.value is None for point in points if point.year == year)
    ]
    parts = [
        words.say("years.unit", unit=words.name_unit(unit)),
        words.say("years.phases") if len(phases) > 1 else "".join(words.say(f"years.{one}") for one in phases),
        words.say("years.hollow") if any(point.derived for point in points) else "",
        words.say("years.break") if any(has_break(one) for one in lines) else "",
        words.say("years.gap", years=words.join_names(gaps)) if gaps else "",
    ]
    return words.join_sentences(parts)


def _title(words: Words, line: Line, unit: str) -> str:
    """Return from what to what the total went."""
    known = [one for one in line.points if one.value is not None]
    first, last = known[0], known[-1]
    values = {
        "name": line.name, "phase": words.say(f"show.phase.{line.row.phase}"), "first": first.year, "last": last.year,
        "base": words.show_amount(first.value, unit), "value": words.show_amount(last.value, unit),
        "derived": words.say("years.is-derived") if first.derived else "",
    }  # fmt: skip
    title = words.say("years.title", **values)
    return title if pd.isna(first.rate) else title + words.say("years.title-rate", rate=show_pct(first.rate))
