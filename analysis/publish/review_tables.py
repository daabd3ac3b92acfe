"""The tables of the page: findings and questions, each linked to its place in the text, and all figures."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from analysis.publish.figure_notes import COLUMNS, FigureNotes, quote
from analysis.publish.judging import Finding
from analysis.read.draft.questions import Question
from analysis.read.facts import name_figure
from analysis.show.rich import clean
from analysis.texts import say

_LINK = Markup('<a href="#{}">{}</a>')
_SECTION = Markup("""<section class="{key}-table">
<h2 id="{key}">{title}</h2>
<div class="scroll" role="group" tabindex="0" aria-label="{title}"><table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}</tbody>
</table></div>
</section>
""")


def name_finding(number: int) -> str:
    """Return the id of a finding by its place in the list, counted from 0."""
    return f"N{number + 1:02d}"


def name_place(mark: str) -> str:
    """Return the id of the place in the text that a finding or a question is about."""
    return f"place-{mark}"


def render_findings(findings: Sequence[Finding], lang: str) -> Markup:
    """Return the table of findings, the number of each being the link to its words."""
    rows = [
        (
            _LINK.format(name_place(name_finding(number)), name_finding(number)),
            Markup('<span class="severity severity-{}">{}</span>').format(
                one.severity, clean(say(lang, f"severity.{one.severity}"))
            ),
            *map(clean, (one.subject, one.expected, one.actual, one.note)),
            quote(one.locator),
        )
        for number, one in enumerate(findings)
    ]
    columns = ("id", "severity", "subject", "expected", "actual", "note", "place")
    return _render_table("findings", columns, rows, lang)


def render_questions(questions: Sequence[Question], lang: str) -> Markup:
    """Return the table of questions, each linked to its first figure, or to a mark of its own where it has none."""
    rows = [
        (
            _LINK.format(one.figures[0] if one.figures else name_place(one.question), one.question),
            Markup(" ").join(_LINK.format(figure, figure) for figure in one.figures) or clean("—"),
            clean(one.text),
        )
        for one in questions
    ]
    note = Markup('<p class="note">{}</p>\n').format(clean(say(lang, "reading.how-to-answer"))) if rows else Markup()
    return _render_table("questions", ("id", "figure", "question"), rows, lang) + note


def render_figures(notes: FigureNotes, lang: str) -> Markup:
    """Return the table of all figures, which takes the place of the tips on paper."""
    rows = [
        (_LINK.format(name_figure(number), name_figure(number)), *notes.describe(number).values())
        for number in range(len(notes.facts))
    ]
    return _render_table("figures", ("id", *COLUMNS), rows, lang)


def _render_table(key: str, columns: Sequence[str], rows: Sequence[Iterable[Markup]], lang: str) -> Markup:
    title = clean(say(lang, f"reading.title-{key}"))
    if not rows:
        return Markup('<h2 id="{}">{}</h2>\n<p>{}</p>\n').format(key, title, clean(say(lang, f"reading.no-{key}")))
    head = Markup().join(
        Markup('<th scope="col">{}</th>').format(clean(say(lang, f"reading.column-{name}"))) for name in columns
    )
    return _SECTION.format(key=key, title=title, head=head, rows=Markup().join(map(_render_row, rows)))


def _render_row(cells: Iterable[Markup]) -> Markup:
    first, *others = cells
    rest = Markup().join(Markup("<td>{}</td>").format(cell) for cell in others)
    return Markup('<tr><th scope="row">{}</th>{}</tr>\n').format(first, rest)
