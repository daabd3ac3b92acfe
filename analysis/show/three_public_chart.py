"""The three-public budgets of a year and the year before as bars."""

from typing import Any

import pandas as pd

from analysis.figures import ALL
from analysis.money import FEN_PER_WAN
from analysis.show.canvas import Bar, Chart, draw_bars
from analysis.show.rich import show_pct
from analysis.show.three_public import find_total
from analysis.show.words import Words


def chart_three_public(three_public: pd.DataFrame, words: Words) -> Chart:
    """Return the three-public budgets of both years; the derived bar is light and hatched.

    >>> from analysis import compare_three_public, open_data
    >>> from analysis.show import Words, chart_three_public
    >>> data = open_data("beita-union", 2019)
    >>> chart_three_public(compare_three_public(data), Words(data, "en")).name
    'three-public'
    """
    total, _ = find_total(three_public, words)
    unit, place, years = words.choose_unit([]), "—", []
    if total is not None:
        unit = words.choose_unit(words.list_figures(f"{total.base_figures} {total.figure_id}"))
        figure = words.figures[total.figure_id]
        before = [(words.year - 1, total.base, total.base_basis)] if pd.notna(total.base) else []
        place, years = words.tell_place(figure.locator), [*before, (words.year, total.value, figure.basis)]
    bars = []
    for year, fen, basis in years:
        key = "show.bar-derived" if basis == "derived" else "show.bar-stated"
        label, text = words.say("show.year-budget", year=year), words.say(key, amount=words.format_value(fen, unit))
        bars.append(Bar(label, text, fen / FEN_PER_WAN, basis == "derived"))
    source = words.say("show.source.three-public", unit=unit, place=place)
    own = three_public[["phase", "fund", "scope"]].eq(["approved", ALL, ALL]).all(axis=1) & (total is not None)
    return draw_bars(
        words, three_public[own], "three-public", _title(words, total, unit), source, bars, 0.45 * len(bars) + 1.0
    )


def _title(words: Words, total: Any, unit: str) -> str:
    if total is None or pd.isna(total.rate):
        return words.say("show.title.three-public-none", year=words.year)
    amounts = {"base": words.show_amount(total.base, unit), "total": words.show_amount(total.value, unit)}
    years = {"before": words.year - 1, "year": words.year}
    return words.say(f"show.title.three-public-{total.base_basis}", rate=show_pct(total.rate), **amounts, **years)
