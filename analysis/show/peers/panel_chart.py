"""The chart of changes in a group: for each pair of years the rate over the same bodies beside that over all."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.frames import iterate_rows
from analysis.money import RATE_SCALE, format_number, group_thousands
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
    rates: tuple[float | None, float | None]
    told: tuple[str, str]


Pairs = dict[tuple[int, int], list[Dots]]


def chart_panels(panels: pd.DataFrame, words: GroupWords) -> Chart:
    """Return the rates of change of the largest items over the same bodies and over all, by pair of years.

    >>> from analysis import compare_panels, open_group
    >>> from analysis.show import GroupWords, chart_panels
    >>> data = open_group("jiangsu-provincial", [2018, 2019])
    >>> chart_panels(compare_panels(data), GroupWords(data, "en")).frame["series"].iloc[0]
    'summary/total'
    """
    rows = _pick_rows(pair_panels(panels), words)
    series = list(dict.fromkeys(rows["series"]))
    names = [name_series(words, one) for one in series]
    pairs: Pairs = {}
    for row in iterate_rows(rows):
        rates = (_as_pct(row.rate), _as_pct(row.rate_all))
        dots = Dots(series.index(row.series), rates, (_short(row.rate), _short(row.rate_all)))
        pairs.setdefault((row.base_year, row.report_year), []).append(dots)
    heads = [words.say(f"panels.head-{one}") for one in ("same", "all")]
    title, phase = _tell_title(words, rows), words.say(f"show.phase.{pick_phase(rows)}")
    alt = words.say("panels.alt", title=title, rows=words.join_notes(_tell_dots(words, names, pairs)))
    height = _ROW_INCH * len(series) + 1.1
    source = words.say("panels.source", phase=phase)
    return draw(rows, "panels", title, source, alt, height, lambda axes: _paint(axes, pairs, names, heads))


def _tell_title(words: GroupWords, rows: pd.DataFrame) -> str:
    """Return how the total changed in the latest pair of years."""
    for row in iterate_rows(rows[rows["series"].eq(TOTAL)].tail(1)):
        rates = {"same": show_rate(row.rate), "all": show_rate(row.rate_all)}
        phase, key = words.say(f"show.phase.{row.phase}"), "panels.title-alike" if is_alike(row) else "panels.title"
        return words.say(key, before=row.base_year, year=row.report_year, phase=phase, **rates)
    return words.say("panels.title-none")


def _tell_dots(words: GroupWords, names: Sequence[str], pairs: Pairs) -> Iterator[str]:
    for (before, year), own in pairs.items():
        for one in own:
            values = {"name": names[one.place], "same": one.told[0], "all": one.told[1]}
            yield words.say("panels.alt-row", before=before, year=year, **values)


def _pick_rows(paired: pd.DataFrame, words: GroupWords) -> pd.DataFrame:
    """Return the totals and the largest classes with a rate over the same bodies: main phase, latest years."""
    chosen = {TOTAL, THREE_PUBLIC, *_HALVES, *list_heads(words)}
    rows = paired[paired["rate"].notna() & paired["series"].isin(chosen)]
    rows = rows[rows["phase"].eq(pick_phase(rows))]
    rows = rows[rows["report_year"].isin(sorted(rows["report_year"].unique())[-_MOST_PAIRS:])]
    size = rows.groupby("series")["value"].max().sort_values(ascending=False, kind="stable")
    return rows[rows["series"].isin(size.index[:_MOST_SERIES])].reset_index(drop=True)


def _as_pct(rate: Any) -> float | None:
    return None if pd.isna(rate) else float(rate) / 10_000


def _short(rate: Any) -> str:
    """Return a rate without its unit; one of a thousand per cent or more without decimals."""
    if pd.isna(rate) or abs(rate) < 10 * RATE_SCALE:
        return show_rate(rate).removesuffix(" %")
    return f"{'+' if rate > 0 else ''}{group_thousands(format_number(Fraction(int(rate), RATE_SCALE // 100)))}"


def _paint(axes: Axes, pairs: Pairs, names: Sequence[str], heads: Sequence[str]) -> None:
    """Draw a panel for each pair of years, all of one scale."""
    figure: Any = axes.figure
    axes.remove()
    places = figure.subplots(1, max(1, len(pairs)), squeeze=False).ravel()
    inch = (WIDTH_INCH - _LABELS_INCH) / len(places)
    known = [abs(rate) for own in pairs.values() for one in own for rate in one.rates if rate is not None]
    widest = min(_WIDEST_PCT, max([1.0, *known]))
    for at, (place, (pair, dots)) in enumerate(zip(places, pairs.items(), strict=False)):
        place.set_title("{} → {}".format(*pair), loc="left", fontsize=9, color=INK)
        _paint_pair(place, dots, widest, inch, heads)
        labels = [wrap(one, _LABEL_WIDTH, 2) if at == 0 else "" for one in names]
        place.set_yticks(range(len(names)), labels, fontsize=8)
        place.set_ylim(len(names) - 0.4, -1.2)


def _paint_pair(axes: Axes, dots: Sequence[Dots], widest: float, inch: float, heads: Sequence[str]) -> None:
    """Draw one pair of years: a line from dot to dot for each item, the numbers of both in columns to the right."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.xaxis.set_visible(False)
    axes.plot([0, 0], [-0.5, max(one.place for one in dots) + 0.5], color=LINE, linewidth=0.8)
    step = 2.2 / (inch - 2 * _NUMBER_INCH) * _NUMBER_INCH  # the scale itself goes from -1 to 1
    columns = [1.05 + step, 1.05 + 2 * step]
    for head, place, colour in zip(heads, columns, (INK, MUTED), strict=True):
        axes.text(place, -0.85, head, ha="right", va="center", fontsize=7.5, color=colour)
    for one in dots:
        known = [
            (rate, look)
            for rate, look in zip(one.rates, ((STATED, 4.5), ("white", 6.5)), strict=True)
            if rate is not None
        ]
        ends = [max(-1.0, min(1.0, rate / widest)) for rate, _ in known]
        axes.plot(ends, [one.place] * len(ends), color=LINE, linewidth=1.4, zorder=1)
        for (rate, (fill, size)), end in reversed(list(zip(known, ends, strict=True))):  # the full dot above
            mark = "o" if abs(rate) <= widest else ">" if rate > 0 else "<"
            axes.plot(end, one.place, mark, color=STATED, markerfacecolor=fill, markersize=size, clip_on=False)
        for text, place, colour in zip(one.told, columns, (INK, MUTED), strict=True):
            axes.text(place, one.place, text, ha="right", va="center", fontsize=7.5, color=colour)
    axes.set_xlim(-1.1, columns[1] + 0.05)
