"""Notebook 3, the three-public expenses (“三公”经费): level and items, the change with its bounds, the cause stated."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.figures import ALL, CHANGES
from analysis.frames import iterate_rows
from analysis.show.rich import Fragment, amount, join, name_amounts, paragraphs, percent, stated, tell
from analysis.show.words import Figure, Words

SCHEME, TOTAL = "three-public", "total"


def find_total(three_public: pd.DataFrame, words: Words, phase: str = "approved") -> tuple[Any, list[Figure]]:
    """Return the row of the total of all funds in a phase, None if it is not stated, and the figures of its items."""
    rows = [row for row in iterate_rows(three_public) if (row.phase, row.fund, row.scope) == (phase, ALL, ALL)]
    total = next((row for row in rows if row.code == TOTAL), None)
    return total, [words.figures[row.figure_id] for row in rows if words.codes[SCHEME, row.code].parent == TOTAL]


def tell_three_public(three_public: pd.DataFrame, words: Words) -> Fragment:
    """Return what the report says about three-public expenses, what follows from it, and what is missing.

    >>> from analysis import compare_three_public, open_data
    >>> from analysis.show import Words, tell_three_public
    >>> data = open_data("beita-union", 2019)
    >>> tell_three_public(compare_three_public(data), Words(data, "en")).html.striptags().split(", of")[0]
    'The three-public (“三公”) budget of 2019 is 0.15 万元F15'
    """
    return paragraphs(list_three_public_sentences(three_public, words))


def list_three_public_sentences(three_public: pd.DataFrame, words: Words) -> list[Markup]:
    """Return the three-public sentences: level and items, change with bounds, the cause that the document gives."""
    total, items = find_total(three_public, words)
    if total is None:
        return [tell(words, "show.three-public-missing", year=words.year, report=words.name_extent())]
    whole = stated(words, words.figures[total.figure_id])
    key = "show.three-public" if items else "show.three-public-whole"
    sentences = [tell(words, key, year=words.year, total=whole, items=name_amounts(words, items))]
    change = _find_change(words, total)
    if pd.notna(total.rate):
        sentences += _tell_change(words, total, change)
    elif pd.notna(total.base):
        base = amount(words, total.base, total.base_figures)
        sentences.append(tell(words, "show.three-public-zero-base", year=words.year - 1, base=base))
    else:
        sentences.append(tell(words, "show.three-public-no-base", year=words.year - 1))
    final, _ = find_total(three_public, words, "executed")
    if final is not None and pd.notna(final.completion):
        whole, rates = stated(words, words.figures[final.figure_id]), _list_rates(words, final, "completion")
        sentences.append(tell(words, "show.three-public-final", year=words.year, total=whole, **rates))
    return sentences + _tell_causes(words, change)


def _find_change(words: Words, total: Any) -> Any:
    """Return the figure of the change of the total that the document states, None if there is none."""
    names = ("scheme", "code", "phase", "fund", "scope", "fiscal_year")
    figure = words.figures[total.figure_id]
    changes = [one for one in words.own_figures if one.measure in CHANGES]
    return next((one for one in changes if all(getattr(one, name) == getattr(figure, name) for name in names)), None)


def _list_rates(words: Words, row: Any, name: str) -> dict[str, Markup]:
    """Return a rate of a row with the bounds that rounding leaves to it, and a clause of them if they differ."""
    columns = {"rate": name, "low": f"{name}_low", "high": f"{name}_high"}
    rates = {key: percent(getattr(row, column)) for key, column in columns.items()}
    return {
        **rates,
        "bounds": Markup("") if rates["low"] == rates["high"] else tell(words, "show.rate-bounds", **rates),
    }


def _tell_change(words: Words, total: Any, change: Figure | None) -> list[Markup]:
    """Return the change against the year before with its bounds; on a derived base also the most cautious ones."""
    derived = change and total.base_basis == "derived"
    used = words.cite(change) if derived else f"{total.figure_id} {total.base_figures}"
    derivations = [words.derive_words(one) for one in words.list_figures(total.base_figures) if one.derivation]
    values = {
        "base": amount(words, total.base, total.base_figures),
        "derivation": join(words, derivations),
        "direction": words.say("show.fell" if total.change < 0 else "show.rose"),
        "change": amount(words, abs(total.change), used),
        **_list_rates(words, total, "rate"),
    }
    key = "same" if total.change == 0 else total.base_basis
    sentence = tell(words, f"show.three-public-{key}", year=words.year - 1, **values)
    if not derived or pd.isna(total.apart_low):
        return [sentence]
    low, high = percent(total.apart_low), percent(total.apart_high, [*used.split(), *total.base_figures.split()])
    return [sentence, tell(words, "show.three-public-apart", low=low, high=high)]


def _tell_causes(words: Words, change: Any) -> list[Markup]:
    """Return what the document itself gives as cause of the change; never a reason of ours."""
    causes = [row for row in iterate_rows(words.data.statements) if row.kind == "cause"] if change else []
    said = [words.pick(row, "text") for row in causes if change.figure_id in row.concerns.split()]
    return [tell(words, "show.cause", cause=cause) for cause in said]
