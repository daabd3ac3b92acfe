"""The chart of who spends on what: bodies by classes, each cell the share of the body's total."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from analysis.show.canvas import INK, STATED, Chart, draw, wrap
from analysis.show.peers.spending import pick_last
from analysis.show.peers.words import GroupWords

_BODIES, _CLASSES = 20, 8  # that are drawn; of more the largest
_PALE = "#eef3f8"
_COLOURS = LinearSegmentedColormap.from_list("share", [_PALE, STATED])  # light to dark: in greyscale too
_DARK = 0.45  # of the largest share: from here on letters are white
_ROW_INCH, _LINE_INCH = 0.27, 0.12
_LABEL_WIDTH, _HEADS_WIDTH = 46, 66  # in Latin characters


def chart_spending(spending: pd.DataFrame, words: GroupWords) -> Chart:
    """Return for the largest bodies of the last year the share of their total that each of the largest classes takes.

    >>> from analysis import list_spending, open_group
    >>> from analysis.show import GroupWords, chart_spending
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> chart_spending(list_spending(data), GroupWords(data, "en")).name
    'spending'
    """
    last = pick_last(spending[spending["counted"]])
    last = last[last["pct"].ge(0) & last["total"].gt(0)]
    totals = last.drop_duplicates("department").set_index("department")["total"]
    bodies = totals.sort_values(ascending=False, kind="stable").index[:_BODIES].tolist()
    drawn = last[last["department"].isin(bodies)]
    classes = drawn.groupby(["scheme", "code"])["value"].sum().sort_values(ascending=False, kind="stable").index
    grid = drawn.pivot_table("pct", "department", ["scheme", "code"], "sum").reindex(index=bodies, columns=classes)
    shown = grid.iloc[:, :_CLASSES].copy()
    heads = [words.name(*one) for one in classes[:_CLASSES]]
    if len(classes) > _CLASSES:
        shown["", "others"] = grid.iloc[:, _CLASSES:].sum(axis=1, min_count=1)
        heads.append(words.say("peers.other-classes", count=len(classes) - _CLASSES))
    labels = [words.name_body(one) for one in bodies]
    year = last["report_year"].max() if len(last) else words.data.years[-1]
    title = words.say("peers.title-spending", year=year, count=len(bodies))
    left = len(totals) - len(bodies)
    source = words.join_sentences(
        [words.say("peers.source-spending"), words.say("peers.source-left", count=left) if left else ""]
    )
    alt = words.say("peers.alt-spending", title=title, rows=_tell_rows(words, labels, heads, shown))
    wrapped = [wrap(head, max(8, _HEADS_WIDTH // len(heads)), 5) for head in heads]
    above = _LINE_INCH * max([1, *(head.count("\n") + 1 for head in wrapped)]) + 0.06
    height = _ROW_INCH * len(bodies) + above + 0.75

    def paint(axes: Axes) -> None:
        axes.set_visible(bool(labels))
        if labels:
            _paint(axes, shown.to_numpy(), labels, wrapped)
            axes.set_ylim(len(labels), -above / _ROW_INCH)

    return draw(drawn, "spending", title, source, alt, height, paint)


def _tell_rows(words: GroupWords, labels: list[str], heads: list[str], shown: pd.DataFrame) -> str:
    """Return of each body its largest class in words."""
    told = []
    for label, row in zip(labels, shown.to_numpy(), strict=True):
        place = int(np.nanargmax(row))
        told.append(f"{label}: {heads[place]} {_format(row[place])}")
    return words.join_notes(told)


def _format(pct: Any) -> str:
    """Return a share for a small cell: whole per cent; what rounds to none is less than one."""
    return "" if np.isnan(pct) or pct == 0 else "<1" if pct < 1 else f"{pct:.0f}"


def _paint(axes: Axes, shares: Any, labels: list[str], heads: list[str]) -> None:
    most = np.nanmax(shares)
    axes.pcolormesh(shares, cmap=_COLOURS, vmin=0, vmax=most, edgecolors="white", linewidth=1.2)
    for row, column in np.argwhere(~np.isnan(shares)):
        pct = shares[row, column]
        colour = "white" if pct >= _DARK * most else INK
        axes.text(column + 0.5, row + 0.5, _format(pct), ha="center", va="center", fontsize=8, color=colour)
    for column, head in enumerate(heads):
        axes.text(column + 0.5, -0.15, head, ha="center", va="bottom", fontsize=7, color=INK)
    axes.set_yticks(np.arange(len(labels)) + 0.5, [wrap(one, _LABEL_WIDTH, 2) for one in labels], fontsize=7)
    axes.set_xlim(0, len(heads))
    axes.spines["left"].set_visible(False)
