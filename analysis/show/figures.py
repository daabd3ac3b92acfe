"""Notebook 1, the evidence: every figure as printed, known corrections, and what the document says in words."""

from collections.abc import Mapping

from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.show.rich import Fragment, cite, clean, join
from analysis.show.tables import Column, Table, make_table
from analysis.show.words import Figure, Words


def show_figures(words: Words, passages: Mapping[str, str] | None = None) -> Table:
    """Return every figure as printed with the place where it is printed; other pages link here.

    Figures of earlier reports that comparisons with the year before may cite stand behind the report's own.
    `passages` are quotations from the documents by figure id, where these are at hand.
    """
    quotes = passages or {}
    names = ("id", "figure", "label", "year", "printed", "unit", "basis", "place")
    short = {"year", "unit", "place"}
    columns = [Column(words.say(f"show.column.{name}"), name == "printed", name in short) for name in names]
    own = words.own_figures
    earlier = [one for one in words.figures.values() if one.report_year < words.year <= one.fiscal_year + 1]
    rows = [_figure_row(words, figure, quotes) for figure in (*own, *earlier)]
    frame = words.data.figures
    shown = frame[frame["report_year"].eq(words.year) | frame["fiscal_year"].ge(words.year - 1)]
    notes = [words.say("show.note.figures")]
    notes += [words.say("show.note.quotes", count=len(quotes))] if quotes else []
    notes += [words.say("show.note.earlier", count=len(earlier))] if earlier else []
    caption = words.say("show.caption.figures", count=len(own))
    return make_table(shown, caption, columns, rows, note=words.join_sentences(notes))


def _figure_row(words: Words, figure: Figure, quotes: Mapping[str, str]) -> list[object]:
    cited = words.cite(figure)
    measure = words.say(f"show.measure.{figure.measure}", year=figure.base_year)
    label = join(words, [figure.label, measure]) if figure.measure != "level" else clean(figure.label)
    place = clean(figure.locator)
    if cited in quotes:
        place = Markup("{}<br><small>“{}”</small>").format(place, clean(quotes[cited]))
    return [
        Markup('<span id="{0}">{0}</span>').format(cited),
        words.name_figure(figure),
        label,
        words.period_of(figure),
        _show_printed(words, figure),
        figure.unit,
        words.say(f"show.basis.{figure.basis}", derivation=figure.derivation),
        place,
    ]


def _show_printed(words: Words, figure: Figure) -> Markup:
    """Return a figure as printed, with its correction beneath if there is one."""
    shown = clean(words.show_printed(figure))
    frame = words.corrections
    for row in iterate_rows(frame[frame["figure_id"].eq(words.cite(figure))]):
        note = words.say("show.corrected", value=row.corrected, correction=row.correction)
        shown = Markup("{}<br><small>{}</small>").format(shown, clean(note))
    return shown


def show_corrections(words: Words) -> Fragment:
    """Return the known errors of the document beside what it prints; the printed figure stays what checks use."""
    frame = words.corrections
    if frame.empty:
        return Fragment(Markup("<p>{}</p>").format(words.say("show.no-corrections")))
    names = ("id", "figures", "printed", "corrected", "reason", "stated-by", "state")
    columns = [Column(words.say(f"show.column.{name}"), name in {"printed", "corrected"}) for name in names]
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
    note = words.say("show.note.corrections")
    return make_table(frame, words.say("show.caption.corrections"), columns, rows, note=note)


def show_statements(words: Words) -> Table:
    """Return what the document says in words, in our own summary, with its place."""
    frame = words.data.statements
    columns = [Column(words.say(f"show.column.{name}")) for name in ("id", "kind", "statement", "figures", "place")]
    rows = [
        [
            Markup('<span id="{0}">{0}</span>').format(row.statement_id),
            words.say(f"show.statement.{row.kind}"),
            words.pick(row, "text"),
            cite(row.concerns.split()),
            row.locator,
        ]
        for row in iterate_rows(frame)
    ]
    return make_table(frame, words.say("show.caption.statements"), columns, rows)
