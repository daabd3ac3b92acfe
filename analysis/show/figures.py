"""Notebook 1, the evidence: every figure as printed, known corrections, and what the document says in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.show.rich import Fragment, below, cite, clean, join, tell_nothing
from analysis.show.tables import Table, make_table
from analysis.show.words import Figure, Words


def show_figures(words: Words, passages: Mapping[str, str] | None = None) -> Table:
    """Return every figure as printed with the place where it is printed; other pages link here.

    Figures of earlier reports that comparisons with the year before may cite stand behind the report's own.
    `passages` are quotations from the documents by figure id, where these are at hand.
    """
    quotes = passages or {}
    corrections = list(iterate_rows(words.corrections))
    earlier = [one for one in words.figures.values() if one.report_year < words.year <= one.fiscal_year + 1]
    rows = [_figure_row(words, figure, quotes, corrections) for figure in (*words.own_figures, *earlier)]
    frame = words.data.figures
    shown = frame[frame["report_year"].eq(words.year) | frame["fiscal_year"].ge(words.year - 1)]
    counts = {"quotes": len(quotes), "earlier": len(earlier)}
    notes = [words.say(f"show.note.{name}", count=count) for name, count in counts.items() if count]
    note = words.join_sentences([words.say("show.note.figures"), *notes])
    caption = words.say("show.caption.figures", count=len(words.own_figures))
    columns = "id figure label year:short printed:number unit:short basis place:short"
    return make_table(words, shown, caption, columns, rows, note=note)


def _figure_row(words: Words, figure: Figure, quotes: Mapping[str, str], corrections: Sequence[Any]) -> list[object]:
    cited = words.cite(figure)
    measure = words.say(f"show.measure.{figure.measure}", year=figure.base_year)
    shown: object = words.show_printed(figure)
    for one in corrections:
        if one.figure_id == cited:
            shown = below(shown, words.say("show.corrected", value=one.corrected, correction=one.correction))
    return [
        _anchor(cited),
        words.name_figure(figure),
        join(words, [figure.label, measure] if figure.measure != "level" else [figure.label]),
        words.period_of(figure),
        shown,
        figure.unit,
        words.say(f"show.basis.{figure.basis}", derivation=figure.derivation),
        below(figure.locator, f"“{quotes[cited]}”" if cited in quotes else ""),
    ]


def _anchor(name: str) -> Markup:
    """Return the id of a figure or statement as the place that links to it lead to."""
    return Markup(f'<span id="{clean(name)}">{clean(name)}</span>')


def show_corrections(words: Words) -> Fragment:
    """Return the known errors of the document beside what it prints; the printed figure stays what checks use."""
    frame = words.corrections
    if frame.empty:
        return tell_nothing(words, "show.no-corrections")
    rows = [
        [
            row.correction,
            cite([row.figure_id]),
            row.printed,
            row.corrected,
            words.pick(row, "reason"),
            " ".join([row.stated_by, row.stated_on]).strip(),
            words.say(f"show.correction.{row.status}"),
        ]
        for row in iterate_rows(frame)
    ]
    caption, note = words.say("show.caption.corrections"), words.say("show.note.corrections")
    columns = "id figures printed:number corrected:number reason stated-by state"
    return make_table(words, frame, caption, columns, rows, note=note)


def show_statements(words: Words) -> Table:
    """Return what the document says in words, in our own summary, with its place."""
    rows = [
        [
            _anchor(row.statement_id),
            words.say(f"show.statement.{row.kind}"),
            words.pick(row, "text"),
            cite(row.concerns.split()),
            row.locator,
        ]
        for row in iterate_rows(words.data.statements)
    ]
    caption = words.say("show.caption.statements")
    return make_table(words, words.data.statements, caption, "id kind statement figures place", rows)
