"""The chart of changes in a group: for each pair of years the rate over the same bodies beside that over all."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.compare.bodies import PAIR
from analysis.frames import iterate_rows
from analysis.show.canvas import INK, LINE, MUTED, STATED, WIDTH_INCH, Chart, draw, wrap
from analysis.show.peers.panels import THREE_PUBLIC, TOTAL, is_alike, pair_panels, pick_phase, show_rate
from analysis.show.peers.words import GroupWords
from analysis.show.trends import list_heads, name_series

_HALVES = ("summary/basic", "summary/project")
_MOST_PAIRS, _MOST_SERIES = 2, 16
_WIDEST_PCT = 60.0  # a rate beyond is an arrow at the edge, its number stands beside it
_LABEL_WIDTH, _ROW_INCH = 30, 0.3
_LABELS_INCH, _NUMBER_INCH = 1.5, 0.52  # what the names and a column of numbers take


class Dots(NamedTuple):
    """One item in one pair of years: its rates over the same bodies and over all, in per cent, and in words."""

    place: int
    same: float
    all: float
    told: tuple[str, str]

    @property
    def known(self) -> list[float]:
        """Return the rates that there are."""
        return [rate for rate in (self.same, self.all) if rate == rate]


def chart_panels(panels: pd.DataFrame, words: GroupWords) -> Chart:
    """Return the rates of change of the largest items over the same bodies and over all, by pair of years.

    >>> from analysis import compare_panels, open_group
    >>> from analysis.show import GroupWords, chart_panels
    >>> data = open_group("jiangsu-provincial", [2018, 2019])
    >>> chart_panels(compare_panels(data), GroupWords(data, "en")).frame["series"].iloc[0]
    'summary/total'
    """
    rows = _pick_rows(pair_panels(panels), words)
    pairs = list(dict.fromkeys(zip(rows["base_year"], rows["report_year"], strict=True)))
    series = list(dict.fromkeys(rows["series"]))
    dots = {pair: _list_dots(rows[rows[PAIR].eq([*pair]).all(axis=1)], series) for pair in pairs}
    names = [name_series(words, one) for one in series]
    phase = words.say(f"show.phase.{rows['phase'].iloc[0]}") if len(rows) else ""
    title = words.say("panels.title-none")
    for row in iterate_rows(rows[rows["series"].eq(TOTAL)].tail(1)):
        rates = {"same": show_rate(row.rate), "all": show_rate(row.rate_all)}
        key = "panels.title-alike" if is_alike(row) else "panels.title"
        title = words.say(key, before=row.base_year, year=row.report_year, phase=phase, **rates)
    told = [
        words.say(
            "panels.alt-row",
            name=names[one.place], before=before, year=year, same=one.told[0], all=one.told[1],
        )
        for (before, year), own in dots.items()
        for one in own
    ]  # fmt: skip
    alt = words.say("panels.alt", title=title, rows=words.join_notes(told))
    source = words.say("panels.source", phase=phase)

    widest = min(_WIDEST_PCT, max([1.0, *(abs(rate) for own in dots.values() for one in own for rate in one.known)]))
    heads = [words.say(f"panels.head-{one}") for one in ("same", "all")]

    def paint(axes: Axes) -> None:
        figure: Any = axes.figure
        axes.remove()
        places = figure.subplots(1, max(1, len(pairs)), squeeze=False).ravel()
        inch = (WIDTH_INCH - _LABELS_INCH) / len(places)
        for at, (place, pair) in enumerate(zip(places, pairs, strict=False)):
            place.set_title("{} → {}".format(*pair), loc="left", fontsize=9, color=INK)
            _paint_pair(place, dots[pair], widest, inch, heads)
            labels = names if at == 0 else [""] * len(names)
            place.set_yticks(range(len(names)), [wrap(one, _LABEL_WIDTH, 2) for one in labels], fontsize=8)
            place.set_ylim(len(names) - 0.4, -1.2)

    return draw(rows, "panels", title, source, alt, _ROW_INCH * len(series) + 1.1, paint)


def _pick_rows(paired: pd.DataFrame, words: GroupWords) -> pd.DataFrame:
    """Return the totals and the largest classes with a rate over the same bodies: main phase, latest years."""
    chosen = {TOTAL, THREE_PUBLIC, *_HALVES, *list_heads(words)}
    rows = paired[paired["rate"].notna() & paired["series"].isin(chosen)]
    rows = rows[rows["phase"].eq(pick_phase(rows))]
    rows = rows[rows["report_year"].isin(sorted(rows["report_year"].unique())[-_MOST_PAIRS:])]
    size = rows.groupby("series")["value"].max().sort_values(ascending=False, kind="stable")
    return rows[rows["series"].isin(size.index[:_MOST_SERIES])].reset_index(drop=True)


def _list_dots(rows: pd.DataFrame, series: Sequence[str]) -> list[Dots]:
    dots = []
    for row in iterate_rows(rows):
        same, every = (float(one) / 10_000 if pd.notna(one) else float("nan") for one in (row.rate, row.rate_all))
        dots.append(Dots(series.index(row.series), same, every, (_short(row.rate), _short(row.rate_all))))
    return dots


def _short(rate: Any) -> str:
    """Return a rate without its unit."""
    return show_rate(rate).removesuffix(" %")


def _paint_pair(axes: Axes, dots: Sequence[Dots], widest: float, inch: float, heads: Sequence[str]) -> None:
    """Draw one pair of years: a line from dot to dot for each item, the numbers of both in columns to the right."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.xaxis.set_visible(False)
    axes.plot([0, 0], [-0.5, max((one.place for one in dots), default=0) + 0.5], color=LINE, linewidth=0.8)
    step = 2.2 / (inch - 2 * _NUMBER_INCH) * _NUMBER_INCH  # the scale itself goes from -1 to 1
    columns = [1.05 + step, 1.05 + 2 * step]
    for head, place, colour in zip(heads, columns, (INK, MUTED), strict=True):
        axes.text(place, -0.85, head, ha="right", va="center", fontsize=7.5, color=colour)
    for one in dots:
        ends = [max(-1.0, min(1.0, rate / widest)) for rate in (one.same, one.all)]
        axes.plot(ends, [one.place] * 2, color=LINE, linewidth=1.4, zorder=1)
        for rate, end, fill, size in ((one.all, ends[1], "white", 6.5), (one.same, ends[0], STATED, 4.5)):
            mark = "o" if abs(rate) <= widest else ">" if rate > 0 else "<"
            axes.plot(end, one.place, mark, color=STATED, markerfacecolor=fill, markersize=size, clip_on=False)
        for text, place, colour in zip(one.told, columns, (INK, MUTED), strict=True):
            axes.text(place, one.place, text, ha="right", va="center", fontsize=7.5, color=colour)
    axes.set_xlim(-1.1, columns[1] + 0.05)
