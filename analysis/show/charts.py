"""The chart of checks, a pair of bars for each sum and each figure stated twice; and every chart by its name."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.check import run_checks
from analysis.compare import compare_categories, compare_years, compute_indicators, trace_years
from analysis.frames import iterate_rows
from analysis.show.canvas import Bar, Chart, describe_bars, draw, label_bars, paint_bar
from analysis.show.categories import SPECIAL, chart_parts
from analysis.show.indicator_chart import chart_indicators
from analysis.show.three_public_chart import chart_three_public
from analysis.show.words import Words
from analysis.show.years_charts import chart_changes, chart_trends
from analysis.verdicts import EXACT, MISMATCH, NOT_CHECKABLE, WITHIN_ROUNDING

# What says that two amounts are equal; a relation of order is no pair of bars.
_RULES = ("scope", "sum-of-parts", "coarse-rounding", "unit-scale", "balance", "restated", "change")
_MOST = 12  # checks on one chart
_WIDEST_PCT = 200  # a longer bar ends here with an arrow; its numbers stand beside it


def chart_checks(checks: pd.DataFrame, words: Words) -> Chart:
    """Return reported against calculated for each identity of amounts, each scaled to its reported amount.

    >>> from analysis import open_data, run_checks
    >>> from analysis.show import Words, chart_checks
    >>> data = open_data("beita-union", 2019)
    >>> chart_checks(run_checks(data), Words(data, "en")).name
    'checks'
    """
    equal = _choose(checks, words)
    agrees = equal["verdict"].isin([EXACT, WITHIN_ROUNDING]).to_numpy()
    drawn = equal.iloc[sorted(agrees.argsort(kind="stable")[:_MOST])]  # of many those that do not agree come first
    unit = words.choose_unit(words.list_figures(" ".join(drawn["figures"])))
    rows = list(iterate_rows(drawn))
    labels = _label(words, rows)
    bars = [bar for row, label in zip(rows, labels, strict=True) for bar in _list_bars(words, row, label, unit)]
    title, more = _title(words, equal), len(equal) - len(drawn)
    left = words.say("show.source.checks-left", count=more) if more else ""
    source = words.join_sentences([words.say("show.source.checks", unit=unit), left])
    alt = describe_bars(words, "checks", title, bars)
    height = (0.57 if any("\n" in bar.label for bar in bars) else 0.5) * len(bars) + 1.0
    return draw(drawn, "checks", title, source, alt, height, lambda axes: _paint(axes, bars))


def _choose(checks: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the checks that compare two amounts which should be equal."""
    links = words.data.links
    within = checks["identity"].isin(links.loc[links["kind"].eq("contains"), "link"])
    two = checks["calculated"].notna() | checks["reason"].eq("two-readings")
    money = checks["kind"].eq("money") & checks["reported"].fillna(0).ne(0) & two
    return checks[checks["rule"].isin(_RULES) & money & ~within & checks["verdict"].ne("not-applicable")]


def _label(words: Words, rows: Sequence[Any]) -> list[str]:
    """Return what each check is called in short; of several called the same, what tells them apart too."""
    short = [words.tell_check(row).short for row in rows]
    counts = Counter(short)
    return [
        name if counts[name] == 1 else _label_apart(words, row, name) for name, row in zip(short, rows, strict=True)
    ]


def _label_apart(words: Words, row: Any, short: str) -> str:
    """Return the name of the identity that a check applies, else its short name; below it year, phase and scope."""
    named = words.rows("identities", "identity").get(row.identity)
    period = words.period_of(words.list_figures(row.figures)[0])
    return f"{words.pick(named) if named else short}\n{period}"


def _list_bars(words: Words, row: Any, label: str, unit: str) -> list[Bar]:
    """Return a bar for what a check calculates, or for each reading, in per cent of what is reported."""
    told = words.tell_check(row)
    sums = [(reading.short, reading.calculated) for reading in told.readings]
    reported = words.format_value(row.reported, unit)
    bars = []
    for name, value in sums or [(words.say(f"verdict.{row.verdict}"), row.calculated)]:
        pct = float(value / row.reported * 100)
        text = f"{'→ ' if pct > _WIDEST_PCT else ''}{reported} ↔ {words.format_value(value, unit)}  {name}"
        bars.append(Bar(label, text, min(max(pct, 0), _WIDEST_PCT), hatched=True))
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


def _paint(axes: Axes, bars: Sequence[Bar]) -> None:
    for place, bar in enumerate(bars):
        paint_bar(axes, place - 0.19, 100, 0.34, hatched=False)
        paint_bar(axes, place + 0.19, bar.value, 0.34, hatched=True)
        axes.text(max(100, bar.value) + 1.5, place, bar.text, va="center", fontsize=9)
    label_bars(axes, bars)
    room = 2.25 if any(len(bar.text) > 34 for bar in bars) else 1.85
    widest = max([105, *(bar.value for bar in bars)])  # a little more than 100 has room
    axes.set_xlim(0, room * (widest - 5))


CHARTS: Mapping[str, Callable[[Words], Chart]] = {
    "checks": lambda words: chart_checks(run_checks(words.data), words),
    "categories": lambda words: chart_parts(compare_categories(words.data), words),
    "special-items": lambda words: chart_parts(compare_categories(words.data), words, SPECIAL),
    "three-public": lambda words: chart_three_public(trace_years(words.data), words),
    "trends": lambda words: chart_trends(trace_years(words.data), words),
    "changes": lambda words: chart_changes(compare_years(words.data), words),
    "indicators": lambda words: chart_indicators(compute_indicators(words.data), words),
}
