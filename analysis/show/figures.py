"""Notebook 1, the evidence: every figure as printed, known corrections, and what the document says in words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.show.rich import below, cite, clean, join
from analysis.show.tables import Table, make_table
from analysis.show.words import Figure, Words


def show_figures(words: Words, passages: Mapping[str, str] | None = None) -> Table:
    """Return every figure as printed with the place where it is printed; other pages link here.

    Figures of earlier reports that comparisons with the year before may cite stand behind the report's own.
    `passages` are quotations from the documents by figure id, where these are at hand.
    """
    quotes, frame, corrections = passages or {}, words.data.figures, list(iterate_rows(words.corrections))
    earlier = list_earlier(words)
    listed = [*words.own_figures, *earlier]
    rows = [_list_cells(words, figure, quotes, corrections) for figure in listed]
    shown = frame[frame["report_year"].eq(words.year) | frame["fiscal_year"].ge(words.year - 1)]
    counts = {"quotes": sum(words.cite(one) in quotes for one in listed), "earlier": len(earlier)}
    notes = [words.say(f"show.note.{name}", count=count) for name, count in counts.items() if count]
    note = words.join_sentences([words.say("show.note.figures"), *notes])
    columns = "id figure label year:short printed:number unit:short basis place:short"
    return make_table(words, shown, "figures", columns, rows, note=note, count=len(words.own_figures))


def show_passages(words: Words, passages: Mapping[str, str] | None = None) -> Table:
    """Return what the links of a notebook lead to: each figure and statement with its passage or its place.

    `passages` are quotations from the documents by figure id, where these are at hand.
    """
    quotes, rows = passages or {}, []
    for figure in (*words.own_figures, *list_earlier(words)):
        cited = words.cite(figure)
        page = words.say("show.on-page", page=int(figure.page)) if pd.notna(figure.page) else ""
        quote = f"“{quotes[cited]}”" if cited in quotes else ""
        place = below(words.join_names(filter(None, [figure.locator, page])), quote)
        name = words.name_figure(figure)
        named = below(name, figure.label if figure.label != name else "")
        rows.append([_anchor(cited), named, words.show_number(figure), place])
    for row in iterate_rows(words.data.statements):
        rows.append([_anchor(row.statement_id), words.pick(row, "text"), "", row.locator])
    return make_table(words, words.data.figures, "passages", "id figure printed:number place", rows)


def list_earlier(words: Words) -> list[Figure]:
    """Return the figures of earlier reports that comparisons with the year before may cite."""
    return [one for one in words.figures.values() if one.report_year < words.year <= one.fiscal_year + 1]


def _list_cells(words: Words, figure: Figure, quotes: Mapping[str, str], corrections: list[Any]) -> list[object]:
    cited = words.cite(figure)
    measure = words.say(f"show.measure.{figure.measure}", base=words.name_base(figure))
    label = join(words, [figure.label, measure] if figure.measure != "level" else [figure.label])
    printed: object = words.show_printed(figure)
    for row in corrections:
        if row.figure_id == cited:
            printed = below(printed, words.say("show.corrected", value=row.corrected, correction=row.correction))
    named = [_anchor(cited), words.name_figure(figure), label, words.period_of(figure)]
    basis = words.say(f"show.basis.{figure.basis}", derivation=figure.derivation)
    place = below(figure.locator, f"“{quotes[cited]}”" if cited in quotes else "")
    return [*named, printed, figure.unit, basis, place]


def _anchor(name: str) -> Markup:
    """Return the id of a figure or statement as the place that links to it lead to."""
    return Markup(f'<span id="{clean(name)}">{clean(name)}</span>')


def show_corrections(words: Words) -> Table:
    """Return the known errors of the document beside what it prints; the printed figure stays what checks use."""
    rows = []
    for row in iterate_rows(words.corrections):
        source, status = f"{row.stated_by} {row.stated_on}".strip(), words.say(f"show.correction.{row.status}")
        changed = [cite([row.figure_id]), row.printed, row.corrected]
        rows.append([row.correction, *changed, words.pick(row, "reason"), source, status])
    columns = "id figures printed:number corrected:number reason stated-by state"
    note = words.say("show.note.corrections")
    return make_table(words, words.corrections, "corrections", columns, rows, note=note)


def show_statements(words: Words) -> Table:
    """Return what the document says in words, in our own summary, with its place."""
    rows = []
    for row in iterate_rows(words.data.statements):
        kind, text = words.say(f"show.statement.{row.kind}"), words.pick(row, "text")
        rows.append([_anchor(row.statement_id), kind, text, cite(row.concerns.split()), row.locator])
    return make_table(words, words.data.statements, "statements", "id kind statement figures place", rows)
