"""Notebook 3, the three-public expenses (“三公”经费): level and items, the change with its bounds, the cause stated."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.figures import CHANGES
from analysis.frames import iterate_rows
from analysis.show.rich import Fragment, amount, cite, join, paragraphs, percent, stated, tell
from analysis.show.tables import Column, Table, make_table
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
    named = [
        tell(words, "show.named", name=words.name_figure(item), amount=stated(words, item))
        for item in _list_items(three_public, words)
    ]
    values = {"year": words.year, "total": stated(words, words.figures[total.figure_id]), "items": join(words, named)}
    sentences = [tell(words, "show.three-public" if named else "show.three-public-whole", **values)]
    if pd.notna(total.rate):
        sentences += _tell_change(words, total)
    else:
        sentences.append(tell(words, "show.three-public-no-base", year=words.year - 1))
    return sentences + _tell_completion(three_public, words) + _tell_causes(words, total)


def find_total(three_public: pd.DataFrame, phase: str = "approved") -> Any:
    """Return the row of the total of all funds in a phase, None if it is not stated."""
    rows = select_phase(three_public, phase)
    return next(iterate_rows(rows[rows["code"].eq(TOTAL)]), None)


def select_phase(three_public: pd.DataFrame, phase: str) -> pd.DataFrame:
    """Return the rows of a phase, of all funds and the whole scope."""
    whole = three_public["fund"].eq("all") & three_public["scope"].eq("all")
    return three_public[whole & three_public["phase"].eq(phase)]


def _list_items(three_public: pd.DataFrame, words: Words, phase: str = "approved") -> list[Figure]:
    """Return the figures of the items right below the total."""
    rows = iterate_rows(select_phase(three_public, phase))
    return [words.figures[row.figure_id] for row in rows if words.codes[SCHEME, row.code].parent == TOTAL]


def _find_change(words: Words, total: Any) -> Figure | None:
    """Return the change of the total that the document states."""
    figure = words.figures[total.figure_id]
    meaning = [(name, getattr(figure, name)) for name in ("scheme", "code", "phase", "fund", "scope", "fiscal_year")]
    own = [one for one in words.own_figures if one.measure in CHANGES]
    return next((one for one in own if all(getattr(one, name) == value for name, value in meaning)), None)


def _tell_change(words: Words, total: Any) -> list[Markup]:
    derived = total.base_basis == "derived"
    stated_change = _find_change(words, total) if derived else None
    used = words.cite(stated_change) if stated_change else f"{total.figure_id} {total.base_figures}"
    derivations = [words.derive_words(one) for one in words.list_figures(total.base_figures) if one.derivation]
    rates = {"rate": total.rate, "low": total.rate_low, "high": total.rate_high}
    sentence = tell(
        words,
        f"show.three-public-{total.base_basis}",
        year=words.year - 1,
        base=amount(words, total.base, total.base_figures),
        derivation=join(words, derivations),
        direction=words.say("show.fell" if total.change < 0 else "show.rose"),
        change=amount(words, abs(total.change), used),
        **{name: percent(value) for name, value in rates.items()},
    )
    if not derived or pd.isna(total.apart_low) or not stated_change:
        return [sentence]
    bounds = {"low": percent(total.apart_low), "high": percent(total.apart_high)}
    return [sentence, tell(words, "show.three-public-apart", **bounds)]


def _tell_completion(three_public: pd.DataFrame, words: Words) -> list[Markup]:
    """Return how much of the budget was used, where the document has a final figure beside it."""
    final = find_total(three_public, "executed")
    if final is None or pd.isna(final.completion):
        return []
    whole = stated(words, words.figures[final.figure_id])
    rates = {"rate": final.completion, "low": final.completion_low, "high": final.completion_high}
    shown = {name: percent(value) for name, value in rates.items()}
    return [tell(words, "show.three-public-final", year=words.year, total=whole, **shown)]


def _tell_causes(words: Words, total: Any) -> list[Markup]:
    """Return what the document itself gives as cause of the change; never a reason of ours."""
    change = _find_change(words, total)
    if change is None:
        return []
    statements = iterate_rows(words.data.statements[words.data.statements["kind"].eq("cause")])
    said = [words.pick(row, "text") for row in statements if change.figure_id in row.concerns.split()]
    return [tell(words, "show.cause", cause=cause) for cause in said]


def table_three_public(three_public: pd.DataFrame, words: Words) -> Table:
    """Return the three-public items of the year by phase and the totals of the year before, with the basis of each."""
    figures = []
    for phase in ("approved", "adjusted", "executed"):
        total = find_total(three_public, phase)
        base = total.base_figures if total and pd.notna(total.base) else ""
        figures += words.list_figures(f"{base} {total.figure_id if total else ''}")
        figures += _list_items(three_public, words, phase)
    unit = words.choose_unit(figures)
    names = ("part", "year", "basis", "figures")
    columns = [Column(words.say(f"show.column.{name}"), short=name == "year") for name in names]
    columns.insert(2, Column(words.name_unit(unit), numeric=True))
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
    return make_table(three_public, words.say("show.caption.three-public"), columns, rows)
