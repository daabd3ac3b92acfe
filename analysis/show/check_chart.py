"""Reported against calculated: a pair of bars for each sum and each figure stated twice."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.frames import iterate_rows
from analysis.show.canvas import HATCH, LABEL_WIDTH, OTHER, STATED, Chart, draw, wrap
from analysis.show.words import Words
from analysis.verdicts import EXACT, MISMATCH, NOT_CHECKABLE, WITHIN_ROUNDING

# What says that two amounts are equal; a relation of order is no pair of bars.
_RULES = ("scope", "sum-of-parts", "coarse-rounding", "unit-scale", "balance", "restated", "change")
_MOST = 30  # checks on one chart
_WIDEST_PCT = 200  # a longer bar ends here with an arrow; its numbers stand beside it


class _Bar(NamedTuple):
    label: str
    calculated_pct: float
    text: str


def chart_checks(checks: pd.DataFrame, words: Words) -> Chart:
    """Return reported against calculated for each identity of amounts, each scaled to its reported amount."""
    equal = _choose(checks, words)
    drawn = _limit(equal)
    unit = words.choose_unit(words.list_figures(" ".join(drawn["figures"])))
    bars = [bar for row in iterate_rows(drawn) for bar in _list_bars(words, row, unit)]
    title = _title(words, equal)
    said = words.join_notes(f"{bar.label} {bar.text}" for bar in bars)
    alt = words.say("show.alt.checks", title=title, rows=said)
    left = words.say("show.source.checks-left", count=len(equal) - len(drawn)) if len(equal) > len(drawn) else ""
    source = words.join_sentences(one for one in (words.say("show.source.checks", unit=unit), left) if one)
    return draw(drawn, "checks", title, source, alt, 0.5 * len(bars) + 1.0, lambda ax: _paint(ax, bars))


def _choose(checks: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the checks that compare two amounts which should be equal."""
    links = words.data.links
    within = checks["identity"].isin(links.loc[links["kind"].eq("contains"), "link"])
    two = checks["calculated"].notna() | checks["reason"].eq("two-readings")
    money = checks["kind"].eq("money") & checks["reported"].fillna(0).ne(0) & two
    return checks[checks["rule"].isin(_RULES) & money & ~within & checks["verdict"].ne("not-applicable")]


def _limit(equal: pd.DataFrame) -> pd.DataFrame:
    """Return the checks to draw: all, or of many first those that do not agree; the table below shows every one."""
    agrees = equal["verdict"].isin([EXACT, WITHIN_ROUNDING]).to_numpy()
    first = agrees.argsort(kind="stable")[:_MOST]
    return equal.iloc[sorted(first)]


def _list_bars(words: Words, row: Any, unit: str) -> list[_Bar]:
    told = words.tell_check(row)
    sums = [(reading.short, reading.calculated) for reading in told.readings]
    sums = sums or [(words.say(f"verdict.{row.verdict}"), row.calculated)]
    reported = words.format_value(row.reported, unit)
    bars = []
    for name, value in sums:
        pct = float(value / row.reported * 100)
        text = f"{'→ ' if pct > _WIDEST_PCT else ''}{reported} ↔ {words.format_value(value, unit)}  {name}"
        bars.append(_Bar(told.short, min(pct, _WIDEST_PCT), text))
    return bars


def _title(words: Words, drawn: pd.DataFrame) -> str:
    """Return how many agree; what could not be checked is counted apart."""
    two = drawn["reason"].eq("two-readings")
    wrong = int((drawn["verdict"].eq(MISMATCH) | two).sum())
    unchecked = int((drawn["verdict"].eq(NOT_CHECKABLE) & ~two).sum())
    if unchecked:
        good = len(drawn) - wrong - unchecked
        return words.say("show.title.checks-unchecked", good=good, wrong=wrong, unchecked=unchecked)
    key = "none" if drawn.empty else "all-exact" if not wrong else "open" if wrong == two.sum() else "mismatch"
    return words.say(f"show.title.checks-{key}", count=wrong)


def _paint(ax: Axes, rows: Sequence[_Bar]) -> None:
    if not rows:
        ax.set_visible(False)
        return
    for place, row in enumerate(rows):
        ax.barh(place - 0.19, 100, height=0.34, color=STATED, edgecolor=STATED, linewidth=0.8)
        ax.barh(
            place + 0.19,
            row.calculated_pct,
            height=0.34,
            color=OTHER,
            edgecolor=STATED,
            hatch=HATCH,
            linewidth=0.8,
        )
        ax.text(max(100, row.calculated_pct) + 1.5, place, row.text, va="center", fontsize=9)
    ax.set_yticks(range(len(rows)), [wrap(row.label, LABEL_WIDTH) for row in rows])
    ax.invert_yaxis()
    room = 2.25 if max(len(row.text) for row in rows) > 34 else 1.85
    beyond = max(row.calculated_pct for row in rows) - 105  # a little more than 100 has room
    ax.set_xlim(0, room * (100 + max(beyond, 0)))
