"""The page on which a person looks over what was read: the document's text with every figure marked in it.

One file without script. It is built from the document and its reading alone, so the same document gives the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from analysis.money import strip_controls
from analysis.publish.page.frame import read_styles, render_page
from analysis.publish.page.gate import ATTRIBUTES, check_page
from analysis.publish.review.judging import Finding
from analysis.publish.review.notes import COLUMNS, FigureNotes, quote
from analysis.publish.review.passages import Anchor, MarkedText, Passage, Span, cut_out, find_digits, join
from analysis.publish.review.tables import show_tables
from analysis.read.draft.questions import Question
from analysis.read.facts import CERTAINTIES, Reading, name_figure
from analysis.read.files.types import Document
from analysis.texts import say
from analysis.verdicts import SEVERITIES

_LINK = Markup('<a href="#{}">{}</a>')
# A figure can be reached by the keyboard and is read aloud with its tip.
ALLOWED = {**ATTRIBUTES, "span": {"tabindex", "role", "aria-label", "aria-describedby"}}
_LEGEND = {one: f"figure {one}" for one in CERTAINTIES} | {"unread": "unread", "digits": "digits", "found": "found"}


def write_review_page(
    document: Document,
    reading: Reading,
    findings: Sequence[Finding],
    questions: Sequence[Question],
    lang: str,
    pictures: Mapping[int, str] | None = None,
) -> str:
    """Return the page as HTML that the gate lets pass; `pictures` are pages of the document as PNG in Base64."""
    notes = FigureNotes(reading.facts, _sort_questions(questions), lang)
    figures = group_figures(reading)
    others = find_other_numbers(document, reading, figures)
    found = {f"N{number:02d}": one for number, one in enumerate(findings, start=1)}
    marked = _mark_text(document, notes, figures, others, found, questions)
    certainties = [notes.tell_certainty(number) for number in range(len(reading.facts))]
    shown = {
        "document": document,
        "about": _describe_document(document, reading.year),
        "counts": {"figures": len(certainties), **{one: certainties.count(one) for one in CERTAINTIES}}
        | {"unread": len(reading.unread), "digits": len(others["digits"])}
        | {"findings": len(findings), "questions": len(questions)},
        "findings": [_list_cells(mark, one, lang) for mark, one in found.items()],
        "questions": list(_list_questions(questions)),
        "legend": _LEGEND,
        "text": _render_text(document, marked),
        "columns": list(COLUMNS),
        "tables": list(show_tables(document, reading.tables, notes, pictures or {})),
        "figures": [(_link(name_figure(one)), *notes.describe(one).values()) for one in range(len(reading.facts))],
    }
    style = read_styles(("style.css", "review.css"))
    html = render_page("review.html.j2", lang, style, start="text", skip=say(lang, "reading.skip"), **shown)
    check_page(html, attributes=ALLOWED, pictures=True)
    return html


def group_figures(reading: Reading) -> dict[Span, list[int]]:
    """Return the stretches of the text that hold figures, with those in each: figures that overlap share one.

    A figure of a table is in none.
    """
    own = [(fact.span, number) for number, fact in enumerate(reading.facts) if not fact.at]
    spans = join(span for span, _ in own)
    inside: dict[Span, list[int]] = {span: [] for span in spans}
    place = 0
    for (start, _), number in sorted(own):
        while spans[place][1] <= start:
            place += 1
        inside[spans[place]].append(number)
    return inside


def find_other_numbers(document: Document, reading: Reading, figures: dict[Span, list[int]]) -> dict[str, list[Span]]:
    """Return the numbers that are no figures: those that were not understood, and years, dates and the like."""
    unread = cut_out(reading.unread, figures)
    return {"unread": unread, "digits": cut_out(find_digits(document.text), [*figures, *unread])}


def _mark_text(
    document: Document,
    notes: FigureNotes,
    figures: Mapping[Span, list[int]],
    others: Mapping[str, list[Span]],
    found: Mapping[str, Finding],
    questions: Sequence[Question],
) -> MarkedText:
    passages = [notes.make_passage(numbers, span) for span, numbers in figures.items()]
    for kind, spans in others.items():
        tag = Markup('<span class="{}">').format(kind)
        passages += [Passage(span, tag, tag) for span in spans]
    words: list[tuple[Span, str]] = []
    for severity in SEVERITIES:  # where two overlap, the graver one is shown
        graver = [span for span, _ in words]
        spans = cut_out([one.span for one in found.values() if one.severity == severity], graver)
        words += [(span, f"found found-{severity}") for span in spans]
    places = [(one.span[0], mark) for mark, one in found.items()]
    places += [(one.span[0], one.question) for one in questions if not one.figures]
    mark = Markup('<sup class="mark" id="place-{0}">{0}</sup>')
    size = len(document.text)
    anchors = [Anchor(min(max(place, 0), size), mark.format(name)) for place, name in places]
    ordered = sorted(passages, key=lambda one: one.span), sorted(words), sorted(anchors, key=lambda one: one.place)
    return MarkedText(document.text, *ordered)


def _describe_document(document: Document, year: int) -> dict[str, object]:
    code = Markup("<code>{}</code>")
    names = {"file": code.format(strip_controls(document.name)), "sha256": code.format(document.sha256)}
    return names | {"format": document.format, "encoding": document.encoding or "—", "fiscal-year": year}


def _render_text(document: Document, marked: MarkedText) -> Iterator[tuple[str, object]]:
    """Yield the document's paragraphs by the element that each becomes; rows that follow each other are one table."""
    for is_row, paragraphs in groupby(document.paragraphs, lambda one: "\t" in one.text):
        if is_row:
            yield "table", [marked.render_parts(one.start, one.text.split("\t")) for one in paragraphs]
            continue
        for one in paragraphs:
            yield "h3" if one.heading else "p", marked.render(one.start, one.start + len(one.text))


def _list_cells(mark: str, one: Finding, lang: str) -> Sequence[object]:
    """Return the cells of a finding, whose number is the link to its words."""
    severity = Markup('<span class="severity severity-{}">{}</span>')
    grave = severity.format(one.severity, say(lang, f"severity.{one.severity}"))
    link = _LINK.format(f"place-{mark}", mark)
    return link, grave, one.subject, one.expected, one.actual, one.note, quote(one.locator)


def _list_questions(questions: Sequence[Question]) -> Iterator[Sequence[object]]:
    """Yield the cells of each question, linked to its first figure, or to a mark of its own where it has none."""
    for one in questions:
        target = one.figures[0] if one.figures else f"place-{one.question}"
        yield _LINK.format(target, one.question), Markup(" ").join(map(_link, one.figures)) or "—", one.text


def _link(figure: str) -> Markup:
    return _LINK.format(figure, figure)


def _sort_questions(questions: Sequence[Question]) -> dict[str, list[Question]]:
    asked: dict[str, list[Question]] = {}
    for one in questions:
        for figure in one.figures:
            asked.setdefault(figure, []).append(one)
    return asked
