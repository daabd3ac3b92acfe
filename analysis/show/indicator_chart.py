"""How much of each official indicator set can be computed, and the values of what can."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.frames import iterate_rows
from analysis.show.canvas import MUTED, STATED, Chart, draw
from analysis.show.performance import COMPUTED, count_sets
from analysis.show.rich import show_pct
from analysis.show.words import Words


def chart_indicators(indicators: pd.DataFrame, words: Words) -> Chart:
    """Return for each set how many indicators are computable, and the values of those that are."""
    sets = count_sets(indicators)
    counts = {"done": int(sets["computed"].sum()), "count": len(indicators)}
    title = words.say("show.title.indicators", **counts)
    labels = [words.name_set(name, "short") for name in sets["indicator_set"]]
    values = _list_values(indicators, words)
    rows = [
        words.say("show.alt.set", set=label, done=done, count=count)
        for label, done, count in zip(labels, sets["computed"], sets["indicators"], strict=True)
    ]
    alt = words.say("show.alt.parts", title=title, rows=words.join_notes([*rows, *values]))

    def paint(ax: Axes) -> None:
        for place, (known, missing) in enumerate(zip(sets["computed"], sets["lacking"], strict=True)):
            ax.barh(place, known, height=0.6, color=STATED, edgecolor=STATED)
            ax.barh(place, missing, left=known, height=0.6, color="white", edgecolor=MUTED, linewidth=0.8)
            text = words.say("show.bar-indicators", known=known, missing=missing)
            ax.text(known + missing + 0.4, place, text, va="center")
        ax.set_yticks(range(len(labels)), labels)
        ax.invert_yaxis()
        ax.set_xlim(0, sets["indicators"].max() * 1.75)
        ax.text(0, len(sets) - 0.3, "\n".join(values), va="top", fontsize=9, color=MUTED)
        ax.set_ylim(len(sets) + 0.35 * len(values) - 0.2, -0.5)

    height = 0.5 * len(sets) + 0.22 * len(values) + 1.0
    return draw(indicators, "indicators", title, words.say("show.source.indicators"), alt, height, paint)


def _list_values(indicators: pd.DataFrame, words: Words) -> list[str]:
    """Return the name and value of each indicator that is computed, once where several sets have it."""
    done = iterate_rows(indicators[indicators["status"].eq(COMPUTED)])
    seen = {words.name_indicator(row): show_pct(row.value) for row in done}
    return [f"{name} {value}" for name, value in seen.items()]
