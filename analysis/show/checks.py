"""Notebook 1, do the published figures add up: sources, findings, identities, readings, every figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from matplotlib.axes import Axes

from analysis.check import Check, list_findings, run_checks, tell_absent
from analysis.check.rows import format_value, period
from analysis.figures import Figure
from analysis.read.quote import quote_passages
from analysis.review import Review
from analysis.show.canvas import HATCH, LABEL_WIDTH, OTHER, STATED, Chart, draw, wrap
from analysis.show.rich import Fragment, bullets, cite, clean, join, join_words, number
from analysis.show.tables import Column, make_table
from analysis.verdicts import MISMATCH


def show_sources(review: Review) -> Fragment:
    """Return the documents that the figures come from, with their hashes."""
    columns = [Column(review.say(f"show.column.{name}")) for name in ("document", "file", "sha256")]
    columns.append(Column(review.say("show.column.size"), numeric=True))
    rows = [
        [row["title"], row["file_name"], Markup("<code>{}</code>").format(row["sha256"]), row["size_bytes"]]
        for row in review.documents
    ]
    return make_table(review.say("show.caption.sources"), columns, rows)


def show_findings(review: Review) -> Fragment:
    """Return the findings, the gravest first: what is expected, what is printed, what to do."""
    findings = list_findings(run_checks(review))
    names = ("severity", "finding", "expected", "printed", "todo", "place")
    columns = [Column(review.say(f"show.column.{name}"), short=name == "severity") for name in names]
    return make_table(
        review.say("show.caption.findings", count=len(findings)),
        columns,
        [_finding_row(review, finding) for finding in findings],
        note=tell_absent(review),
    )


def _finding_row(review: Review, finding: Check) -> list[object]:
    severity = Markup('<span class="severity severity-{}">{}</span>').format(
        finding.severity, review.say(f"severity.{finding.severity}")
    )
    readings = bullets(clean(reading.text) for reading in finding.readings) if finding.readings else Markup("")
    printed = clean(finding.actual) + cite(finding.figures)
    note = Markup("<p>{}</p>").format(finding.note) if finding.note else Markup("")
    advice = review.pick(review.rules[finding.rule], "advice")
    return [severity, finding.subject, finding.expected, printed + note + readings, advice, finding.locator]


def show_checks(review: Review) -> Fragment:
    """Return every check with reported and calculated amount, difference, tolerance and verdict."""
    labels = ("check", "reported", "calculated", "difference", "tolerance", "unit", "verdict", "figures")
    numeric = {"reported", "calculated", "difference", "tolerance"}
    columns = [Column(review.say(f"show.column.{name}"), name in numeric, name == "verdict") for name in labels]
    rows = [_check_row(review, check) for check in run_checks(review)]
    return make_table(review.say("show.caption.checks"), columns, rows, note=review.say("show.note.tolerance"))


def _check_row(review: Review, check: Check) -> list[object]:
    tolerance = f"±{format_value(check.tolerance, check.unit)}" if check.tolerance and check.unit else ""
    return [
        check.subject,
        format_value(check.reported, check.unit),
        format_value(check.calculated, check.unit),
        format_value(check.difference, check.unit),
        tolerance,
        check.unit.name if check.unit else "",
        review.say(f"verdict.{check.verdict}"),
        cite(check.figures),
    ]


def show_readings(review: Review) -> Fragment:
    """Return both readings of each ambiguous passage with the sums they lead to; none is chosen."""
    names = ("question", "reading", "calculated", "reported", "difference")
    columns = [Column(review.say(f"show.column.{n}"), n in names[2:]) for n in names]
    rows = [
        [
            check.subject,
            reading.text,
            number(format_value(reading.calculated, check.unit), check.figures),
            format_value(check.reported, check.unit),
            format_value(reading.difference, check.unit),
        ]
        for check in run_checks(review)
        for reading in check.readings
    ]
    if not rows:
        return Fragment(Markup("<p>{}</p>").format(review.say("show.no-readings")))
    return make_table(review.say("show.caption.readings"), columns, rows, note=review.say("check.scope-note"))


def show_figures(review: Review) -> Fragment:
    """Return every figure as printed with the place where it is printed; other pages link here.

    Figures of earlier reports that comparisons with the year before may cite stand behind the report's own.
    """
    names = ("id", "figure", "label", "year", "printed", "unit", "basis", "place")
    short = {"year", "unit", "place"}
    columns = [Column(review.say(f"show.column.{name}"), name == "printed", name in short) for name in names]
    rows = []
    quotes = quote_passages(review)
    earlier = [figure for figure in review.history if figure.fiscal_year >= review.year - 1]
    for figure in (*review.figures, *earlier):
        anchor = Markup('<span id="{0}">{0}</span>').format(review.cite(figure))
        derived = figure.derivation if figure.basis == "derived" else ""
        measure = review.say(f"show.measure.{figure.measure}", year=figure.base_year)
        label = join(review, [figure.label, measure]) if figure.measure != "level" else clean(figure.label)
        basis = review.say(f"show.basis.{figure.basis}", derivation=derived)
        rows.append(
            [
                anchor,
                review.name_of(figure),
                label,
                period(review, figure),
                _show_printed(review, figure),
                figure.unit.name,
                basis,
                _show_place(figure, quotes if figure.report_year == review.year else {}),
            ]
        )
    caption = review.say("show.caption.figures", count=len(review.figures))
    notes = [review.say("show.note.figures")]
    if quotes:
        notes.append(review.say("show.note.quotes", count=len(quotes)))
    if earlier:
        notes.append(review.say("show.note.earlier", count=len(earlier)))
    note = ("" if review.lang == "zh" else " ").join(notes)
    return make_table(caption, columns, rows, note=note)


def _show_place(figure: Figure, quotes: Mapping[str, str]) -> Markup:
    """Return where a figure is printed, with the passage beneath where the document is at hand."""
    if figure.figure_id not in quotes:
        return clean(figure.locator)
    return Markup("{}<br><small>“{}”</small>").format(clean(figure.locator), clean(quotes[figure.figure_id]))


def show_corrections(review: Review) -> Fragment:
    """Return the known errors of the document beside what it prints; the printed figure stays what checks use."""
    if not review.corrections:
        return Fragment(Markup("<p>{}</p>").format(review.say("show.no-corrections")))
    names = ("id", "figures", "printed", "corrected", "reason", "stated-by", "state")
    columns = [Column(review.say(f"show.column.{name}"), name in {"printed", "corrected"}) for name in names]
    rows = [
        [
            row["correction"],
            cite([row["figure_id"]]),
            row["printed"],
            row["corrected"],
            review.pick(row, "reason"),
            " ".join([row["stated_by"], row["stated_on"]]).strip(),
            review.say(f"show.correction.{row['status']}"),
        ]
        for row in review.corrections.values()
    ]
    note = review.say("show.note.corrections")
    return make_table(review.say("show.caption.corrections"), columns, rows, note=note)


def _show_printed(review: Review, figure: Figure) -> Markup:
    """Return a figure as printed, with its correction beneath if there is one."""
    row = review.corrections.get(figure.figure_id)
    if row is None:
        return clean(figure.shown)
    note = review.say("show.corrected", value=row["corrected"], correction=row["correction"])
    return Markup("{}<br><small>{}</small>").format(clean(figure.shown), clean(note))


def show_statements(review: Review) -> Fragment:
    """Return what the document says in words, in our own summary, with its place."""
    columns = [Column(review.say(f"show.column.{name}")) for name in ("id", "kind", "statement", "figures", "place")]
    rows = [
        [
            Markup('<span id="{0}">{0}</span>').format(row["statement_id"]),
            review.say(f"show.statement.{row['kind']}"),
            review.pick(row, "text"),
            cite(row["concerns"].split()),
            row["locator"],
        ]
        for row in review.statements
    ]
    return make_table(review.say("show.caption.statements"), columns, rows)


def chart_checks(review: Review) -> Chart:
    """Return reported against calculated for each identity, each scaled to its reported amount."""
    rows = _list_bars(review)
    checks = run_checks(review)
    wrong = [check for check in checks if check.reported is not None and check.verdict == MISMATCH]
    open_rows = [check for check in checks if check.readings]
    key = "none" if not rows else "mismatch" if wrong else "open" if open_rows else "all-exact"
    title = review.say(f"show.title.checks-{key}", count=len(wrong) + len(open_rows))
    said = join_words(review, [f"{row.label} {row.text}" for row in rows])
    height = 0.5 * len(rows) + 1.0
    alt = review.say("show.alt.checks", title=title, rows=said)
    return draw("checks", title, review.say("show.source.checks"), alt, height, lambda ax: _paint(ax, rows))


@dataclass(frozen=True)
class _Bar:
    label: str
    calculated_pct: float
    text: str


def _list_bars(review: Review) -> list[_Bar]:
    rows = []
    for check in run_checks(review):
        if not check.reported or check.unit is None or check.unit.kind != "money":
            continue
        verdict = review.say(f"verdict.{check.verdict}")
        sums = [(reading.short, reading.calculated) for reading in check.readings]
        sums = sums or ([(verdict, check.calculated)] if check.calculated is not None else [])
        for name, calculated in sums:
            numbers = f"{format_value(check.reported, check.unit)} ↔ {format_value(calculated, check.unit)}"
            rows.append(_Bar(check.short, float(calculated / check.reported * 100), f"{numbers}  {name}"))
    return rows


def _paint(ax: Axes, rows: Sequence[_Bar]) -> None:
    if not rows:
        ax.set_visible(False)
        return
    for place, row in enumerate(rows):
        ax.barh(place - 0.19, 100, height=0.34, color=STATED, edgecolor=STATED, linewidth=0.8)
        ax.barh(
            place + 0.19,
            row.calculated_pct,
            height=0.34,
            color=OTHER,
            edgecolor=STATED,
            hatch=HATCH,
            linewidth=0.8,
        )
        ax.text(max(100, row.calculated_pct) + 1.5, place, row.text, va="center", fontsize=9)
    ax.set_yticks(range(len(rows)), [wrap(row.label, LABEL_WIDTH) for row in rows])
    ax.invert_yaxis()
    ax.set_xlim(0, 225 if max(len(row.text) for row in rows) > 34 else 185)
