"""Notebook 3, the three-public expenses (“三公”经费): level and items, the change with its bounds, the cause stated."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.figures import CHANGES
from analysis.frames import iterate_rows
from analysis.money import FEN_PER_WAN
from analysis.show.canvas import Bar, Chart, draw_bars
from analysis.show.rich import Fragment, amount, cite, join, name_amounts, paragraphs, percent, show_pct, stated, tell
from analysis.show.tables import Table, make_table
from analysis.show.words import Figure, Words

SCHEME, TOTAL = "three-public", "total"


def tell_three_public(three_public: pd.DataFrame, words: Words) -> Fragment:
    """Return what the report says about three-public expenses, what follows from it, and what is missing."""
    return paragraphs(list_three_public_sentences(three_public, words))


def list_three_public_sentences(three_public: pd.DataFrame, words: Words) -> list[Markup]:
    """Return the three-public sentences: level and items, change with bounds, the cause that the document gives."""
    total = find_total(three_public)
    if total is None:
        return [tell(words, "show.three-public-missing", year=words.year, report=words.name_extent())]
    items = _list_items(three_public, words)
    whole = stated(words, words.figures[total.figure_id])
    key = "show.three-public" if items else "show.three-public-whole"
    sentences = [tell(words, key, year=words.year, total=whole, items=name_amounts(words, items))]
    if pd.notna(total.rate):
        sentences += _tell_change(words, total)
    else:
        sentences.append(tell(words, "show.three-public-no-base", year=words.year - 1))
    return sentences + _tell_completion(three_public, words) + _tell_causes(words, total)


def find_total(three_public: pd.DataFrame, phase: str = "approved") -> Any:
    """Return the row of the total of all funds in a phase, None if it is not stated."""
    return next((row for row in iterate_rows(_select(three_public, phase)) if row.code == TOTAL), None)


def _select(three_public: pd.DataFrame, phase: str) -> pd.DataFrame:
    whole = three_public["fund"].eq("all") & three_public["scope"].eq("all")
    return three_public[whole & three_public["phase"].eq(phase)]


def _list_items(three_public: pd.DataFrame, words: Words, phase: str = "approved") -> list[Figure]:
    """Return the figures of the items right below the total."""
    rows = iterate_rows(_select(three_public, phase))
    return [words.figures[row.figure_id] for row in rows if words.codes[SCHEME, row.code].parent == TOTAL]


def _find_change(words: Words, total: Any) -> Any:
    """Return the figure of the change of the total that the document states, None if there is none."""
    figure = words.figures[total.figure_id]
    meaning = [(name, getattr(figure, name)) for name in ("scheme", "code", "phase", "fund", "scope", "fiscal_year")]
    own = [one for one in words.own_figures if one.measure in CHANGES]
    return next((one for one in own if all(getattr(one, name) == value for name, value in meaning)), None)


def _tell_change(words: Words, total: Any) -> list[Markup]:
    """Return the change against the year before with its bounds; on a derived base also the most cautious ones."""
    change = _find_change(words, total) if total.base_basis == "derived" else None
    used = words.cite(change) if change else f"{total.figure_id} {total.base_figures}"
    derivations = [words.derive_words(one) for one in words.list_figures(total.base_figures) if one.derivation]
    sentence = tell(
        words,
        f"show.three-public-{total.base_basis}",
        year=words.year - 1,
        base=amount(words, total.base, total.base_figures),
        derivation=join(words, derivations),
        direction=words.say("show.fell" if total.change < 0 else "show.rose"),
        change=amount(words, abs(total.change), used),
        rate=percent(total.rate),
        low=percent(total.rate_low),
        high=percent(total.rate_high),
    )
    if not change or pd.isna(total.apart_low):
        return [sentence]
    low, high = percent(total.apart_low), percent(total.apart_high)
    return [sentence, tell(words, "show.three-public-apart", low=low, high=high)]


def _tell_completion(three_public: pd.DataFrame, words: Words) -> list[Markup]:
    """Return how much of the budget was used, where the document has a final figure beside it."""
    final = find_total(three_public, "executed")
    if final is None or pd.isna(final.completion):
        return []
    rates = {"rate": final.completion, "low": final.completion_low, "high": final.completion_high}
    shown = {name: percent(value) for name, value in rates.items()}
    whole = stated(words, words.figures[final.figure_id])
    return [tell(words, "show.three-public-final", year=words.year, total=whole, **shown)]


def _tell_causes(words: Words, total: Any) -> list[Markup]:
    """Return what the document itself gives as cause of the change; never a reason of ours."""
    change = _find_change(words, total)
    causes = [row for row in iterate_rows(words.data.statements) if row.kind == "cause"] if change else []
    said = [words.pick(row, "text") for row in causes if change.figure_id in row.concerns.split()]
    return [tell(words, "show.cause", cause=cause) for cause in said]


def chart_three_public(three_public: pd.DataFrame, words: Words) -> Chart:
    """Return the three-public budgets of both years; the derived bar is light and hatched."""
    total = find_total(three_public)
    figure = words.figures[total.figure_id] if total else None
    unit = words.choose_unit(words.list_figures(f"{total.base_figures} {total.figure_id}" if total else ""))
    years = [(words.year - 1, total.base, total.base_basis)] if total and pd.notna(total.base) else []
    years += [(words.year, total.value, figure.basis)] if figure else []
    bars = []
    for year, fen, basis in years:
        derived = basis == "derived"
        key = "show.bar-derived" if derived else "show.bar-stated"
        text = words.say(key, amount=words.format_value(fen, unit))
        bars.append(Bar(words.say("show.year-budget", year=year), text, fen / FEN_PER_WAN, derived))
    source = words.say("show.source.three-public", unit=unit, place=figure.locator if figure else "—")
    frame = _select(three_public, "approved")
    return draw_bars(words, frame, "three-public", _title(words, total, unit), source, bars, 1.9)


def _title(words: Words, total: Any, unit: str) -> str:
    if total is None or pd.isna(total.rate):
        return words.say("show.title.three-public-none", year=words.year)
    amounts = {"base": words.show_amount(total.base, unit), "total": words.show_amount(total.value, unit)}
    years = {"before": words.year - 1, "year": words.year}
    return words.say(f"show.title.three-public-{total.base_basis}", rate=show_pct(total.rate), **amounts, **years)


def table_three_public(three_public: pd.DataFrame, words: Words) -> Table:
    """Return the three-public items of the year by phase and the totals of the year before, with the basis of each."""
    figures = []
    for phase in ("approved", "adjusted", "executed"):
        total = find_total(three_public, phase)
        base = total.base_figures if total and pd.notna(total.base) else ""
        figures += words.list_figures(f"{base} {total.figure_id if total else ''}")
        figures += _list_items(three_public, words, phase)
    unit = words.choose_unit(figures)
    rows = [
        [
            words.name_figure(figure),
            words.period_of(figure),
            words.format_value(figure.value, unit),
            words.say(f"show.basis.{figure.basis}", derivation=figure.derivation),
            cite([words.cite(figure)]),
        ]
        for figure in figures
    ]
    caption, columns = words.say("show.caption.three-public"), "part year:short amount:number basis figures"
    return make_table(words, three_public, caption, columns, rows, unit=words.name_unit(unit))
