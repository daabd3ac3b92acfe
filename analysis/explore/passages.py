"""Where the numbers of a row are printed: the passage, the rows of their table, the picture of the page."""

import io
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.dataset import Dataset
from analysis.frames import iterate_rows
from analysis.read.files.passages import cut_passage, find_document_files
from analysis.show.rich import clean
from analysis.show.words import Figure, Words
from analysis.sources import open_documents

_MOST_FIGURES, _AROUND, _DOTS_PER_POINT = 12, 4, 1.4


def list_figures(data: Dataset, row: Any, columns: tuple[str, ...]) -> list[tuple[int, str]]:
    """Return the report year and id of each figure that a row of a view comes from, each once."""
    ids = [one for column in columns for one in str(getattr(row, column)).split() if one not in ("<NA>", "nan")]
    found: dict[tuple[int, str], None] = {}
    for one in ids:
        year, _, figure = one.rpartition("/")
        found[int(year or row.report_year), figure] = None
    return list(found)


def show_places(data: Dataset, row: Any, columns: tuple[str, ...], lang: str) -> tuple[Markup, bytes | None]:
    """Return where the figures of a row are printed as HTML, and the first one's page as PNG if it is at hand."""
    asked = list_figures(data, row, columns)
    shown, picture = [], None
    for year in dict.fromkeys(year for year, _ in asked):
        words = Words(data.select(row.department, year), lang)
        documents = open_documents(words.data)
        for figure in words.own_figures:
            if (year, figure.figure_id) in asked[:_MOST_FIGURES]:
                document = documents.get((figure.department, year, figure.document))
                passage = cut_passage(document, figure.span) if document else ""
                shown.append(_show_figure(words, figure, passage))
                picture = picture or draw_page(words.data, figure)
    return Markup("").join(shown), picture


def _show_figure(words: Words, figure: Figure, passage: str) -> Markup:
    page = words.say("explore.page", page=figure.page) if pd.notna(figure.page) else ""
    head = Markup('<p class="explore-figure"><b>{}</b> {} <span>{}</span></p>').format(
        clean(f"{figure.report_year}/{figure.figure_id}"), clean(words.describe(figure)), clean(words.period_of(figure))
    )
    place = words.join_notes([f"{_name_document(words, figure)}", figure.locator, page])
    return head + _quote(passage, figure.printed) + _show_table(words, figure) + _note(place)


def _note(text: str) -> Markup:
    return Markup('<p class="explore-place">{}</p>').format(clean(text))


def _quote(passage: str, printed: str) -> Markup:
    """Return the passage with its number marked where it stands there once."""
    if not passage:
        return Markup("")
    before, found, after = passage.partition(printed) if passage.count(printed) == 1 else (passage, "", "")
    marked = Markup("<mark>{}</mark>").format(clean(found)) if found else Markup("")
    return Markup("<blockquote>{}{}{}</blockquote>").format(clean(before), marked, clean(after))


def _show_table(words: Words, figure: Figure) -> Markup:
    """Return the rows of the figure's table around it, its own marked; nothing for a figure that stands in a text."""
    if not figure.table:
        return Markup("")
    own = [one for one in words.own_figures if (one.document, one.table) == (figure.document, figure.table)]
    at = [one.figure_id for one in own].index(figure.figure_id)
    row = Markup('<tr{}><th>{}</th><td>{}</td><td class="number">{}</td><td>{}</td></tr>')
    rows = [
        row.format(
            Markup(' class="lit"') if one.figure_id == figure.figure_id else "",
            *map(clean, (one.label, words.period_of(one), words.show_printed(one), one.unit)),
        )
        for one in own[max(at - _AROUND, 0) : at + _AROUND + 1]
    ]
    caption = clean(words.say("explore.table", name=figure.table, count=len(own)))
    return Markup("<table><caption>{}</caption>{}</table>").format(caption, Markup("").join(rows))


def _name_document(words: Words, figure: Figure) -> str:
    titles: pd.Series[str] = words.data.documents.set_index("document")["title"]
    return str(titles.get(figure.document, figure.document))


def draw_page(data: Dataset, figure: Figure) -> bytes | None:
    """Return the picture of the page of a PDF that prints a figure as PNG; None where there is no such page at hand."""
    files = find_document_files(data.documents, data.folder)
    hashes = [row.sha256 for row in iterate_rows(data.documents) if row.document == figure.document]
    path = next((files[one] for one in hashes if one in files), None)
    if path is None or path.suffix.lower() != ".pdf" or pd.isna(figure.page):
        return None
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        if not 0 < int(figure.page) <= len(document):
            return None
        picture, buffer = document[int(figure.page) - 1].render(scale=_DOTS_PER_POINT).to_pil(), io.BytesIO()
        picture.save(buffer, "PNG")
    return buffer.getvalue()
