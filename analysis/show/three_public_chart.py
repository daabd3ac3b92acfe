"""The three-public budgets of a year and the year before as bars."""

from typing import Any

import pandas as pd

from analysis.money import FEN_PER_WAN
from analysis.show.canvas import Chart, bars, draw
from analysis.show.rich import show_pct
from analysis.show.three_public import find_total, select_phase
from analysis.show.words import Words


def chart_three_public(three_public: pd.DataFrame, words: Words) -> Chart:
    """Return the three-public budgets of both years; the derived bar is light and hatched."""
    total = find_total(three_public)
    figures = words.list_figures(f"{total.base_figures} {total.figure_id}") if total else []
    unit = words.choose_unit(figures)
    years = [(words.year - 1, total.base, total.base_basis)] if total and pd.notna(total.base) else []
    years += [(words.year, total.value, words.figures[total.figure_id].basis)] if total else []
    labels = [words.say("show.year-budget", year=year) for year, _, _ in years]
    hatched = [basis == "derived" for _, _, basis in years]
    texts = [
        words.say("show.bar-derived" if basis == "derived" else "show.bar-stated", amount=words.format_value(fen, unit))
        for _, fen, basis in years
    ]
    title = _title(words, total, unit)
    rows = words.join_notes(f"{label} {text}" for label, text in zip(labels, texts, strict=True))
    place = words.figures[total.figure_id].locator if total else "—"
    return draw(
        select_phase(three_public, "approved") if total else three_public.iloc[:0],
        "three-public",
        title,
        words.say("show.source.three-public", unit=unit, place=place),
        words.say("show.alt.parts", title=title, rows=rows),
        1.9,
        lambda ax: bars(ax, labels, [fen / FEN_PER_WAN for _, fen, _ in years], texts, hatched),
    )


def _title(words: Words, total: Any, unit: str) -> str:
    if total is None or pd.isna(total.rate):
        return words.say("show.title.three-public-none", year=words.year)
    return words.say(
        f"show.title.three-public-{total.base_basis}",
        base=f"{words.format_value(total.base, unit)} {unit}",
        total=f"{words.format_value(total.value, unit)} {unit}",
        rate=show_pct(total.rate),
        before=words.year - 1,
        year=words.year,
    )
