"""How much of each official indicator set can be computed, and the values of what can."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.frames import iterate_rows
from analysis.show.canvas import MUTED, STATED, Chart, draw
from analysis.show.performance import COMPUTED, count_sets
from analysis.show.rich import show_pct
from analysis.show.words import Words


def chart_indicators(indicators: pd.DataFrame, words: Words) -> Chart:
    """Return for each set how many indicators are computable, and the values of those that are.

    >>> from analysis import compute_indicators, open_data
    >>> from analysis.show import Words, chart_indicators
    >>> data = open_data("beita-union", 2019)
    >>> chart_indicators(compute_indicators(data), Words(data, "en")).name
    'indicators'
    """
    sets = list(iterate_rows(count_sets(indicators)))
    labels = [words.name_set(one.indicator_set, "short") for one in sets]
    new = list(iterate_rows(indicators[indicators["same_as"].eq("")]))  # once where several sets have it
    values = [f"{words.name_indicator(row)} {show_pct(row.value)}" for row in new if row.status == COMPUTED]
    title = words.say("show.title.indicators", done=len(values), count=len(new))
    rows = [
        words.say("show.alt.set", set=label, done=one.computed, count=one.computed + one.lacking)
        for label, one in zip(labels, sets, strict=True)
    ]
    alt = words.say("show.alt.parts", title=title, rows=words.join_notes([*rows, *values]))

    def paint(axes: Axes) -> None:
        for place, one in enumerate(sets):
            axes.barh(place, one.computed, height=0.6, color=STATED, edgecolor=STATED)
            axes.barh(place, one.lacking, left=one.computed, height=0.6, color="white", edgecolor=MUTED, linewidth=0.8)
            text = words.say("show.bar-indicators", known=one.computed, missing=one.lacking)
            shared = words.say("show.bar-shared", count=one.shared) if one.shared else ""
            axes.text(one.computed + one.lacking + 0.4, place, text + shared, va="center")
        axes.set_yticks(range(len(labels)), labels)
        axes.invert_yaxis()
        axes.set_xlim(0, max((one.computed + one.lacking for one in sets), default=1) * 1.75)
        axes.text(0, len(sets) - 0.3, "\n".join(values), va="top", fontsize=9, color=MUTED)
        axes.set_ylim(len(sets) + 0.35 * len(values) - 0.2, -0.5)

    height = 0.5 * len(sets) + 0.22 * len(values) + 1.0
    return draw(indicators, "indicators", title, words.say("show.source.indicators"), alt, height, paint)
