"""Strips of dots: for each measure and class a line with a dot for each body, the median, and who stands apart."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.compare.measures import COMPUTED, KEY, MONEY, PEERS, REPORT
from analysis.compare.outliers import summarise_peers
from analysis.frames import iterate_rows
from analysis.groups import list_members
from analysis.show.canvas import INK, LINE, MUTED, STATED, Chart, draw, wrap
from analysis.show.peers.measure_tables import name_class
from analysis.show.peers.measures import name_head, pick_latest, show_result
from analysis.show.peers.words import GroupWords

_FEWEST, _MOST_ROWS = 3, 24
_MANY, _HEIGHT = 40, 0.34  # of more bodies strokes stand for dots, the higher the more bodies there are
_PLACES = 100  # of a strip: what falls together is drawn once
_APART = "#b34700"  # beside the dark blue told apart by everyone, and by its shape
_OUTSIDE = 0.04  # how far beyond the ends of a strip an arrow stands
_ROW_INCH, _LABEL_WIDTH, _WIDTH = 0.27, 34, 1.75  # the strip itself is 1 wide


class Strip(NamedTuple):
    """One line: a label, the places of dots and of what stands apart, 0 to 1, the median, and numbers in words.

    `above` is a heading over it: the measure, on the first of several classes.
    """

    above: str
    label: str
    dots: Sequence[float]
    apart: Sequence[float]
    median: float
    low: str
    high: str
    middle: str
    bodies: int


def chart_measures(measures: pd.DataFrame, outliers: pd.DataFrame, words: GroupWords) -> Chart:
    """Return the ratios and amounts per head of the latest year, a dot for each body on the line of its class.

    >>> from analysis import find_outliers, measure_peers, open_group
    >>> from analysis.show import GroupWords, chart_measures
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> found = measure_peers(data)
    >>> chart_measures(found, find_outliers(found, data), GroupWords(data, "en")).frame["measure"].nunique()
    4
    """
    rows = _pick_rows(measures, outliers, words)
    peers = {
        tuple(getattr(row, one) for one in PEERS): row for row in iterate_rows(summarise_peers(measures, words.data))
    }
    groups = [own for _, own in rows.groupby(["place", "class_zh"])]
    strips = [_make_strip(words, own, rows, peers) for own in groups[:_MOST_ROWS]]
    first = next(iterate_rows(rows), None)
    phase = words.say(f"show.phase.{first.phase}") if first else ""
    title = words.say("measures.strips", year=first.report_year if first else "", phase=phase)
    left = len(groups) - len(strips)
    notes = [words.say("measures.strips-source"), words.say("measures.strips-left", count=left) if left else ""]
    alt = words.say(
        "measures.strips-alt", title=title, rows=words.join_notes(_tell_strip(words, one) for one in strips)
    )
    height = _ROW_INCH * (len(strips) + sum(bool(one.above) for one in strips)) + 0.8
    source = words.join_sentences(notes)
    return draw(rows, "measures", title, source, alt, height, lambda axes: _paint(words, axes, strips))


def _pick_rows(measures: pd.DataFrame, outliers: pd.DataFrame, words: GroupWords) -> pd.DataFrame:
    """Return the results that are drawn: not of amounts, which say how large a body is, nor of one body or two."""
    rows = pick_latest(measures, words)
    rows = rows[rows["status"].eq(COMPUTED) & rows["kind"].ne(MONEY)]
    members = list_members(words.data)[[*REPORT, "class_zh", "class_en"]]
    rows = rows.merge(members, on=REPORT, validate="m:1")
    order = {name: place for place, name in enumerate(words.data.measures["measure"])}
    rows = rows.assign(
        place=rows["measure"].map(order),
        apart=pd.MultiIndex.from_frame(rows[KEY]).isin(pd.MultiIndex.from_frame(outliers[KEY])),
        bodies=rows.groupby(PEERS)["result"].transform("size"),
    )
    return rows[rows["bodies"].ge(_FEWEST)].reset_index(drop=True)


def _make_strip(words: GroupWords, own: pd.DataFrame, rows: pd.DataFrame, peers: Mapping[Any, Any]) -> Strip:
    """Return the line of one class; all classes of a measure have one scale, that of what does not stand apart."""
    alike = rows[rows["measure"].eq(own["measure"].iloc[0])]
    usual = alike.loc[~alike["apart"], "result"].astype("float64")
    low, span = usual.min(), (usual.max() - usual.min()) or 1.0
    first, kind = next(iterate_rows(own)), own["kind"].iloc[0]
    peer = peers[tuple(getattr(first, one) for one in PEERS)]
    places = ((own["result"].astype("float64") - low) / span).clip(-_OUTSIDE, 1 + _OUTSIDE)
    several = alike["class_zh"].nunique() > 1
    measure = name_head(words, first.measure, kind)
    return Strip(
        measure if several and first.class_zh == alike["class_zh"].min() else "",
        name_class(words, first) if several else measure,
        list(places[~own["apart"]]),
        list(places[own["apart"]]),
        float(np.clip((peer.median - low) / span, 0, 1)),
        show_result(words, kind, own["result"].min()),
        show_result(words, kind, own["result"].max()),
        show_result(words, kind, peer.median),
        len(own),
    )


def _tell_strip(words: GroupWords, strip: Strip) -> str:
    name = words.join_names(filter(None, [strip.above, strip.label]))
    values = {"low": strip.low, "high": strip.high, "median": strip.middle, "count": strip.bodies}
    return words.say("measures.strips-row", name=name, **values)


def _paint(words: GroupWords, axes: Axes, strips: Sequence[Strip]) -> None:
    """Draw the lines from the top down, the numbers of their ends beside them."""
    at, labels = 0, []
    for strip in strips:
        if strip.above:
            labels.append((at, strip.above, INK))
            at += 1
        _paint_strip(words, axes, at, strip)
        labels.append((at, strip.label, MUTED if strips[0].above else INK))
        at += 1
    axes.spines["left"].set_visible(False)
    axes.set_yticks([one[0] for one in labels], [wrap(one[1], _LABEL_WIDTH, 2) for one in labels], fontsize=8.5)
    for tick, (*_, colour) in zip(axes.get_yticklabels(), labels, strict=True):
        tick.set_color(colour)
    axes.set_xlim(-0.36, _WIDTH)
    axes.set_ylim(at - 0.4, -0.6)


def _paint_strip(words: GroupWords, axes: Axes, at: int, strip: Strip) -> None:
    axes.plot([0, 1], [at, at], color=LINE, linewidth=0.8, zorder=1)
    axes.plot([strip.median] * 2, [at - 0.4, at + 0.4], color=INK, linewidth=1.4, zorder=2)
    places, counts = np.unique(np.round(np.array(strip.dots) * _PLACES) / _PLACES, return_counts=True)
    if len(strip.dots) > _MANY:
        height = _HEIGHT * counts / counts.max()
        stroke = np.column_stack([at - height, at + height, np.full(len(height), np.nan)])
        axes.plot(np.repeat(places, 3), stroke.ravel(), color=STATED, linewidth=1, solid_capstyle="butt", zorder=1)
    else:
        axes.plot(places, [at] * len(places), "o", markersize=4.5, color=STATED, markeredgecolor="white", zorder=3)
    for place in np.unique(np.round(np.array(strip.apart) * _PLACES) / _PLACES):
        mark = "<" if place < 0 else ">" if place > 1 else "D"
        axes.plot(place, at, mark, markersize=5, color=_APART, markeredgecolor="white", zorder=4)
    for place, side, text in ((-0.06, "right", strip.low), (1.06, "left", strip.high)):
        axes.text(place, at, text, ha=side, va="center", fontsize=8)
    median = words.say("measures.strips-median", median=strip.middle)
    axes.text(_WIDTH, at, median, ha="right", va="center", fontsize=8, color=MUTED)
