"""The chart of changes in a group: for each pair of years the rate over the same bodies beside that over all."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.compare.bodies import PAIR
from analysis.frames import iterate_rows
from analysis.show.canvas import INK, LINE, MUTED, STATED, Chart, draw, wrap
from analysis.show.peers.panels import TOTAL, pair_panels, pick_phase, show_rate
from analysis.show.peers.words import GroupWords
from analysis.show.trends import name_series

_MOST_PAIRS, _MOST_SERIES = 3, 14
_WIDEST_PCT = 60.0  # a rate beyond is an arrow at the edge, its number stands beside it
_LABEL_WIDTH, _ROW_INCH = 30, 0.3
_SAME, _ALL = 1.3, 1.72  # where the numbers end, the scale being 1 to each side


class Dots(NamedTuple):
    """One item in one pair of years: its rates over the same bodies and over all, in per cent, and in words."""

    place: int
    same: float
    all: float
    told: tuple[str, str]


def chart_panels(panels: pd.DataFrame, words: GroupWords) -> Chart:
    """Return the rates of change of the largest items over the same bodies and over all, by pair of years.

    >>> from analysis import compare_panels, open_group
    >>> from analysis.show import GroupWords, chart_panels
    >>> data = open_group("jiangsu-provincial", [2018, 2019])
    >>> chart_panels(compare_panels(data), GroupWords(data, "en")).frame["series"].iloc[0]
    'summary/total'
    """
    rows = _pick_rows(pair_panels(panels))
    pairs = list(dict.fromkeys(zip(rows["base_year"], rows["report_year"], strict=True)))
    series = list(dict.fromkeys(rows["series"]))
    dots = {pair: _list_dots(rows[rows[PAIR].eq(pair).all(axis=1)], series) for pair in pairs}
    names = [name_series(words, one) for one in series]
    phase = words.say(f"show.phase.{rows['phase'].iloc[0]}") if len(rows) else ""
    title = words.say("panels.title-none")
    for row in iterate_rows(rows[rows["series"].eq(TOTAL)].tail(1)):
        rates = {"same": show_rate(row.rate), "all": show_rate(row.rate_all)}
        title = words.say("panels.title", before=row.base_year, year=row.report_year, phase=phase, **rates)
    told = [
        words.say(
            "panels.alt-row",
            name=names[one.place], before=before, year=year, same=one.told[0], all=one.told[1],
        )
        for (before, year), own in dots.items()
        for one in own
    ]  # fmt: skip
    alt = words.say("panels.alt", title=title, rows=words.join_notes(told))
    source = words.say("panels.source", phase=phase, count=len(series))

    def paint(axes: Axes) -> None:
        figure: Any = axes.figure
        axes.remove()
        places = figure.subplots(1, max(1, len(pairs)), squeeze=False).ravel()
        for at, (place, pair) in enumerate(zip(places, pairs, strict=False)):
            _paint_pair(place, dots[pair], names if at == 0 else [""] * len(names), "{} → {}".format(*pair))

    return draw(rows, "panels", title, source, alt, _ROW_INCH * len(series) + 1.0, paint)


def _pick_rows(paired: pd.DataFrame) -> pd.DataFrame:
    """Return the largest items that changed over the same bodies, of the main phase and the latest pairs of years."""
    rows = paired[paired["rate"].notna()]
    rows = rows[rows["phase"].eq(pick_phase(rows))]
    rows = rows[rows["report_year"].isin(sorted(rows["report_year"].unique())[-_MOST_PAIRS:])]
    size = rows.groupby("series")["value"].max().sort_values(ascending=False, kind="stable")
    return rows[rows["series"].isin(size.index[:_MOST_SERIES])].reset_index(drop=True)


def _list_dots(rows: pd.DataFrame, series: Sequence[str]) -> list[Dots]:
    dots = []
    for row in iterate_rows(rows):
        same, every = (float(one) / 10_000 if pd.notna(one) else float("nan") for one in (row.rate, row.rate_all))
        dots.append(Dots(series.index(row.series), same, every, (show_rate(row.rate), show_rate(row.rate_all))))
    return dots


def _paint_pair(axes: Axes, dots: Sequence[Dots], names: Sequence[str], title: str) -> None:
    """Draw one pair of years: a line from dot to dot for each item, their numbers to the right."""
    axes.set_title(title, loc="left", fontsize=9, color=INK)
    widest = min(_WIDEST_PCT, max([1.0, *(abs(rate) for one in dots for rate in (one.same, one.all) if rate == rate)]))
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.xaxis.set_visible(False)
    axes.axvline(0, color=LINE, linewidth=0.8)
    for one in dots:
        ends = [max(-1.0, min(1.0, rate / widest)) for rate in (one.same, one.all)]
        axes.plot(ends, [one.place] * 2, color=LINE, linewidth=1.4, zorder=1)
        for rate, end, fill, size in ((one.all, ends[1], "white", 6.5), (one.same, ends[0], STATED, 4.5)):
            mark = "o" if abs(rate) <= widest else ">" if rate > 0 else "<"
            axes.plot(end, one.place, mark, color=STATED, markerfacecolor=fill, markersize=size, clip_on=False)
        for text, place, colour in zip(one.told, (_SAME, _ALL), (INK, MUTED), strict=True):
            axes.text(place + 0.38, one.place, text, ha="right", va="center", fontsize=7.5, color=colour)
    axes.set_xlim(-1.08, _ALL + 0.4)
    axes.set_yticks(range(len(names)), [wrap(name, _LABEL_WIDTH, 2) for name in names], fontsize=8)
    axes.set_ylim(len(names) - 0.4, -0.6)
