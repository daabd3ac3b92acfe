"""Notebook 1, the evidence: every figure as printed, known corrections, and what the document says in words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import pandas as pd
from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.show.rich import below, cite, clean, quote, tell_basis
from analysis.show.tables import Group, Place, Row, Table, make_table
from analysis.show.trends import SCHEME, list_heads
from analysis.show.words import Figure, Words

_PARAGRAPH = re.compile(r"第\d+段$")
# What a document sets before or around a name: 一、 （一） 1. “…”, blanks.
_TRIMMINGS = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、．]|其中：)|[“”\s]")


def show_figures(words: Words, passages: Mapping[str, Sequence[str]] | None = None) -> Table:
    """Return every figure as printed with the place where it is printed, a line each; other pages link here.

    What the figures of one table or section have in common is told once above them. Figures of earlier reports that
    comparisons with the year before may cite stand behind the report's own, on the page those that it uses.
    `passages` are quotations from the documents by figure id, where these are at hand: what stands before the number,
    the number, and what follows.

    >>> from analysis import open_data
    >>> from analysis.show import Words, show_figures
    >>> show_figures(Words(open_data("beita-union", 2019), "en")).frame[["label", "printed", "unit"]].head(2)
        label printed unit
    0  部门整体支出  149.35   万元
    1    基本支出  149.35   万元
    """
    quotes, frame = passages or {}, words.data.figures
    earlier = list_earlier(words)
    shown = frame[frame["report_year"].eq(words.year) | frame["fiscal_year"].ge(words.year - 1)]
    rows = list(_list_rows(words, (*words.own_figures, *earlier), quotes))
    notes = ["figures", *(["quotes"] if quotes else []), *(["earlier"] if earlier else [])]
    quoted = sum(words.cite(one) in quotes for one in (*words.own_figures, *earlier))
    note = words.join_sentences(words.say(f"show.note.{name}", count=quoted) for name in notes)
    columns = "id figure printed:number place"
    return make_table(words, shown, "figures", columns, rows, note=note, style="dense", count=len(words.own_figures))


def show_passages(words: Words, passages: Mapping[str, Sequence[str]] | None = None) -> Table:
    """Return what the links of a notebook lead to: each figure and statement with its passage or its place.

    `passages` are quotations from the documents by figure id, where these are at hand.

    >>> from analysis import open_data
    >>> from analysis.show import Words, show_passages
    >>> show_passages(Words(open_data("beita-union", 2019), "en")).frame[["figure_id", "locator"]].head(2)
      figure_id  locator
    0       F01  二、2 第1段
    1       F02  二、2 第2段
    """
    quotes, rows = passages or {}, []
    for figure in (*words.own_figures, *list_earlier(words)):
        cited, name = words.cite(figure), words.name_figure(figure)
        page = words.say("show.on-page", page=int(figure.page)) if pd.notna(figure.page) else ""
        place = words.join_names(filter(None, [words.tell_place(figure.locator), page]))
        named = below(name, figure.label if figure.label != name else "")
        cells = [cited, named, words.show_number(figure), below(place, quote(quotes.get(cited)))]
        rows.append(Place(cited, cells))
    for row in iterate_rows(words.data.statements):
        cells = [row.statement_id, words.pick(row, "text"), "", words.tell_place(row.locator)]
        rows.append(Place(row.statement_id, cells))
    return make_table(words, words.data.figures, "passages", "id figure printed:number place", rows)


def list_earlier(words: Words) -> list[Figure]:
    """Return the figures of earlier reports that comparisons may cite: of the year before, bases and trends."""
    bases = {int(one.base_year) for one in words.own_figures if pd.notna(one.base_year)} | {words.year - 1}
    heads = list_heads(words)
    earlier = [one for one in words.figures.values() if one.report_year < words.year]
    return [
        one
        for one in earlier
        if one.fiscal_year in bases or one.scheme == SCHEME or f"{one.scheme}/{one.code}" in heads
    ]


def _list_rows(words: Words, figures: Iterable[Figure], quotes: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """Yield for each table or section what its figures have in common, then each figure."""
    corrections = {row.figure_id: row for row in iterate_rows(words.corrections)}
    for (year, _, part), group in groupby(figures, lambda one: (one.report_year, one.document, split_place(one)[0])):
        own = list(group)
        period, unit = _find_most(map(words.period_of, own)), _find_most(one.unit for one in own)
        pages = {int(one.page) for one in own if pd.notna(one.page)}
        report = words.say("show.report-of", year=year) if year != words.year else ""
        page = words.say("show.on-page", page=pages.pop()) if len(pages) == 1 else ""
        yield Group(_dot([report, words.tell_place(part), page, period, unit]))
        label = ""
        for one in own:
            cited = words.cite(one)
            printed = words.show_printed(one) if one.unit == unit else words.show_number(one)
            if row := corrections.get(cited):
                told = words.say("show.corrected", value=row.corrected, correction=row.correction)
                printed = below(printed, told)
            named = _name(words, one, period, "" if one.label == label else one.label)
            label = one.label
            cells = [cited, named, printed, words.tell_place(split_place(one)[1])]
            yield Place(cited, cells, quote(quotes.get(cited)))


def _name(words: Words, figure: Figure, usual_period: str, label: str) -> Markup:
    """Return what a figure is, and behind it how the document names it and what sets it apart from its neighbours.

    A `label` like that of the figure before is told once, with that one.
    """
    name, period, remarks = words.name_figure(figure), words.period_of(figure), []
    if label and trim_label(label) != trim_label(name):
        remarks.append(f"“{label.strip('“”')}”")
    if figure.measure != "level":
        remarks.append(words.say(f"show.measure.{figure.measure}", base=words.name_base(figure)))
    if period != usual_period:
        remarks.append(period)
    if figure.basis != "stated":
        remarks.append(tell_basis(words, figure))
    small = Markup(" · ").join(map(clean, remarks))
    return Markup("{} <small>{}</small>").format(clean(name), small) if remarks else clean(name)


def _dot(texts: Iterable[str]) -> str:
    return " · ".join(filter(None, texts))


def split_place(figure: Figure) -> tuple[str, str]:
    """Return the table or section that a figure stands in, and the place within it."""
    locator = str(figure.locator)
    if figure.table and locator.startswith(figure.table):
        return str(figure.table), locator.removeprefix(figure.table).strip()
    paragraph = _PARAGRAPH.search(locator)
    return (locator[: paragraph.start()].strip(), paragraph[0]) if paragraph and paragraph.start() else (locator, "")


def trim_label(text: str) -> str:
    """Return a name without the numbering and marks that a document sets around it."""
    return _TRIMMINGS.sub("", text)


def _find_most(texts: Iterable[str]) -> str:
    return Counter(texts).most_common(1)[0][0]


def show_corrections(words: Words) -> Table:
    """Return the known errors of the document beside what it prints; the printed figure stays what checks use.

    >>> from analysis import open_data
    >>> from analysis.show import Words, show_corrections
    >>> len(show_corrections(Words(open_data("beita-union", 2019), "en")).frame)
    0
    """
    rows = []
    for row in iterate_rows(words.corrections):
        source, status = f"{row.stated_by} {row.stated_on}".strip(), words.say(f"show.correction.{row.status}")
        changed = [cite([row.figure_id]), row.printed, row.corrected]
        rows.append([row.correction, *changed, words.pick(row, "reason"), source, status])
    columns = "id figures printed:number corrected:number reason stated-by state"
    note = words.say("show.note.corrections")
    return make_table(words, words.corrections, "corrections", columns, rows, note=note)


def show_statements(words: Words) -> Table:
    """Return what the document says in words, in our own summary, with its place.

    >>> from analysis import open_data
    >>> from analysis.show import Words, show_statements
    >>> show_statements(Words(open_data("beita-union", 2019), "en")).frame["kind"].unique().tolist()
    ['duty', 'goal', 'use', 'cause', 'rule', 'problem', 'measure', 'note']
    """
    rows = []
    for row in iterate_rows(words.data.statements):
        kind, text = words.say(f"show.statement.{row.kind}"), words.pick(row, "text")
        cells = [row.statement_id, kind, text, cite(row.concerns.split()), words.tell_place(row.locator)]
        rows.append(Place(row.statement_id, cells))
    return make_table(words, words.data.statements, "statements", "id kind statement figures place", rows)
