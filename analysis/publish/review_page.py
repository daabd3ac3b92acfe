"""The page on which a person looks over what was read: the document's text with every figure marked in it.

One file without script. It is built from the document and its reading alone, so the same document gives the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from analysis.publish import gate
from analysis.publish.figure_notes import FigureNotes
from analysis.publish.judging import Finding
from analysis.publish.passages import Anchor, MarkedText, Passage, Span, cut_out, find_digits, join
from analysis.publish.review_tables import name_finding, name_place, render_figures, render_findings, render_questions
from analysis.read.draft.questions import Question
from analysis.read.facts import CERTAINTIES, Reading
from analysis.read.files.types import Document, Paragraph
from analysis.show.rich import clean
from analysis.texts import say
from analysis.verdicts import SEVERITIES

_STYLES = tuple(Path(gate.__file__).parent / "template" / name for name in ("style.css", "review_page.css"))
# Only figures carry these; the gate of the reports does not know them. No text can hold an unescaped quote.
_FOCUSABLE = re.compile(r' tabindex="0" role="group" aria-label="[^"<>]*" aria-describedby="tip-F\d+"(?=>)')
_FRAME = Markup("""<!doctype html>
<html lang="{html_lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<p class="skip"><a href="#text">{skip}</a></p>
<header class="cover">
<h1>{title}</h1>
{head}</header>
<main id="content" tabindex="-1">
{tables}<section class="document">
<h2 id="text">{text_title}</h2>
{legend}<div class="text" lang="zh-CN">
{text}</div>
</section>
{figures}</main>
</body>
</html>
""")
_TABLE = Markup(
    '<div class="scroll" role="group" tabindex="0" aria-label="{}"><table class="rows">\n{}</table></div>\n'
)


def write_review_page(
    document: Document, reading: Reading, findings: Sequence[Finding], questions: Sequence[Question], lang: str
) -> str:
    """Return the page as HTML that the gate of the reports lets pass."""
    style = "\n".join(path.read_text(encoding="utf-8") for path in _STYLES)
    notes = FigureNotes(reading.facts, _sort_questions(questions), lang)
    figures = group_figures(reading)
    others = find_other_numbers(document, reading, figures)
    counts = {
        "figures": len(reading.facts),
        **{one: sum(map(one.__eq__, map(notes.tell_certainty, range(len(reading.facts))))) for one in CERTAINTIES},
        "unread": len(reading.unread),
        "digits": len(others["digits"]),
        "findings": len(findings),
        "questions": len(questions),
    }
    marked = _mark_text(document, notes, figures, others, findings, questions)
    html = _FRAME.format(
        html_lang=gate.HTML_LANGUAGES[lang],
        policy=Markup(gate.content_security_policy(style)),
        style=Markup(style),
        title=_say(lang, "title", file=document.name),
        skip=_say(lang, "skip"),
        head=_render_head(document, reading.year, counts, lang),
        tables=render_findings(findings, lang) + render_questions(questions, lang),
        text_title=_say(lang, "text"),
        legend=_render_legend(lang),
        text=Markup().join(_render_paragraphs(document, marked, lang)),
        figures=render_figures(notes, lang),
    )
    gate.check_page(_FOCUSABLE.sub("", html))
    return str(html)


def group_figures(reading: Reading) -> dict[Span, list[int]]:
    """Return the stretches of the text that hold figures, with those in each: figures that overlap share one."""
    spans = join(fact.span for fact in reading.facts)
    inside: dict[Span, list[int]] = {span: [] for span in spans}
    place = 0
    for start, number in sorted((fact.span[0], number) for number, fact in enumerate(reading.facts)):
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
    figures: dict[Span, list[int]],
    others: dict[str, list[Span]],
    findings: Sequence[Finding],
    questions: Sequence[Question],
) -> MarkedText:
    passages = [notes.make_passage(numbers, span) for span, numbers in figures.items()]
    for kind, spans in others.items():
        tag = Markup('<span class="{}">').format(kind)
        passages += [Passage(span, tag, tag) for span in spans]
    words: list[tuple[Span, str]] = []
    for severity in SEVERITIES:  # where two overlap, the graver one is shown
        found = [one.span for one in findings if one.severity == severity]
        words += [(span, f"found found-{severity}") for span in cut_out(found, [span for span, _ in words])]
    marks = [(one.span[0], name_finding(number)) for number, one in enumerate(findings)]
    marks += [(one.span[0], one.question) for one in questions if not one.figures]
    size = len(document.text)
    anchors = [Anchor(min(max(place, 0), size), _render_mark(mark)) for place, mark in marks]
    return MarkedText(
        document.text,
        sorted(passages, key=lambda one: one.span),
        sorted(words),
        sorted(anchors, key=lambda one: one.place),
    )


def _render_mark(mark: str) -> Markup:
    """Return the small mark ahead of words that a table speaks of."""
    return Markup('<sup class="mark" id="{}">{}</sup>').format(name_place(mark), mark)


def _render_head(document: Document, year: int, counts: dict[str, int], lang: str) -> Markup:
    code = Markup("<code>{}</code>")
    rows = {
        "file": code.format(clean(document.name)),
        "sha256": code.format(document.sha256),
        "format": clean(document.format),
        "encoding": clean(document.encoding or "—"),
        "fiscal-year": clean(year),
    }
    numbers = {key: clean(count) for key, count in counts.items()}
    return Markup('<dl class="file">\n{}</dl>\n<h2>{}</h2>\n<dl class="pairs">\n{}</dl>\n').format(
        _render_pairs(rows, lang), _say(lang, "summary"), _render_pairs(numbers, lang)
    )


def _render_pairs(rows: dict[str, Markup], lang: str) -> Markup:
    pair = Markup("<div><dt>{}</dt><dd>{}</dd></div>\n")
    return Markup().join(pair.format(_say(lang, f"count-{key}"), value) for key, value in rows.items())


def _render_legend(lang: str) -> Markup:
    css = {one: f"figure {one}" for one in CERTAINTIES} | {"unread": "unread", "digits": "digits", "found": "found"}
    item = Markup('<li><span class="{}">123</span> {}</li>\n')
    items = Markup().join(item.format(name, _say(lang, f"legend-{key}")) for key, name in css.items())
    return Markup('<ul class="legend">\n{}</ul>\n<p class="note">{}</p>\n').format(items, _say(lang, "how-to"))


def _render_paragraphs(document: Document, marked: MarkedText, lang: str) -> Iterator[Markup]:
    """Yield the document's paragraphs; rows that follow each other become one table."""
    for is_row, paragraphs in groupby(document.paragraphs, lambda one: "\t" in one.text):
        if is_row:
            rows = Markup().join(_render_row(one, marked) for one in paragraphs)
            yield _TABLE.format(_say(lang, "table"), rows)
            continue
        for one in paragraphs:
            inner = marked.render(one.start, one.start + len(one.text))
            yield Markup("<h3>{}</h3>\n" if one.heading else "<p>{}</p>\n").format(inner)


def _render_row(paragraph: Paragraph, marked: MarkedText) -> Markup:
    cells, start = [], paragraph.start
    for cell in paragraph.text.split("\t"):
        cells.append(Markup("<td>{}</td>").format(marked.render(start, start + len(cell))))
        start += len(cell) + 1
    return Markup("<tr>{}</tr>\n").format(Markup().join(cells))


def _sort_questions(questions: Sequence[Question]) -> dict[str, list[Question]]:
    asked: dict[str, list[Question]] = {}
    for one in questions:
        for figure in one.figures:
            asked.setdefault(figure, []).append(one)
    return asked


def _say(lang: str, key: str, **values: object) -> Markup:
    return clean(say(lang, f"reading.{key}", **values))
