"""Notebook 1, do the published figures add up: sources, findings, checks, readings."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.check import list_findings
from analysis.frames import iterate_rows
from analysis.show.check_words import is_list
from analysis.show.rich import Fragment, bullets, cite, clean, mark_severity, number, paragraphs, tell
from analysis.show.tables import Column, Table, make_table
from analysis.show.told import Reading, Told, tell_levels
from analysis.show.words import Words


def show_sources(words: Words) -> Table:
    """Return the documents that the figures come from, with their hashes."""
    documents = list_documents(words)
    columns = [Column(words.say(f"show.column.{name}")) for name in ("document", "file", "sha256")]
    columns.append(Column(words.say("show.column.size"), numeric=True))
    rows = [
        [row.title, row.file_name, Markup("<code>{}</code>").format(row.sha256), row.size_bytes]
        for row in iterate_rows(documents)
    ]
    return make_table(documents, words.say("show.caption.sources"), columns, rows)


def list_documents(words: Words) -> pd.DataFrame:
    """Return the documents of the report itself."""
    documents = words.data.documents
    own = documents["department"].eq(words.department) & documents["fiscal_year"].eq(words.year)
    return documents[own].reset_index(drop=True)


def show_findings(checks: pd.DataFrame, words: Words) -> Fragment:
    """Return the findings among checks, the gravest first: what is expected, what is printed, what to do."""
    findings = list_findings(checks)
    if findings.empty:
        return paragraphs([tell(words, "narrative.no-findings"), clean(tell_unread(words))])
    names = ("severity", "finding", "expected", "printed", "todo", "place")
    columns = [Column(words.say(f"show.column.{name}"), short=name == "severity") for name in names]
    rows = [_finding_row(words, row, words.tell_check(row)) for row in iterate_rows(findings)]
    caption = words.say("show.caption.findings", count=len(findings))
    return make_table(findings, caption, columns, rows, note=tell_unread(words))


def _finding_row(words: Words, row: Any, told: Told) -> list[object]:
    readings = bullets(clean(reading.text) for reading in told.readings) if told.readings else Markup("")
    note = Markup("<p>{}</p>").format(told.note) if told.note else Markup("")
    printed = clean(told.actual) + cite(row.figures.split()) + note + readings
    place = words.show_place(row)
    return [mark_severity(words, row.severity), told.subject, told.expected, printed, words.advise(row.rule), place]


def tell_unread(words: Words) -> str:
    """Return a sentence that names the documents whose text no program has read for faults; nothing for none."""
    read = {*words.data.text_findings["document"]}
    counted = words.data.coverage[words.data.coverage["numbers"].notna()]
    documents = list_documents(words)
    unread = documents.loc[~documents["document"].isin(read | {*counted["document"]}), "file_name"]
    return words.say("check.no-original", files=words.join_names(unread)) if len(unread) else ""


def show_checks(checks: pd.DataFrame, words: Words) -> Table:
    """Return every check with reported and calculated amount, difference, tolerance and verdict."""
    names = ("check", "reported", "calculated", "difference", "tolerance", "unit", "verdict", "figures")
    numeric = {"reported", "calculated", "difference", "tolerance"}
    columns = [Column(words.say(f"show.column.{name}"), name in numeric, name == "verdict") for name in names]
    rows = [_check_row(words, row) for row in iterate_rows(checks)]
    caption, note = words.say("show.caption.checks"), words.say("show.note.tolerance")
    return make_table(checks, caption, columns, rows, note=note)


def _check_row(words: Words, row: Any) -> list[object]:
    told, unit = words.tell_check(row), words.unit_of(row)
    numbers = [words.format_value(value, unit) for value in (row.reported, row.calculated, row.difference)]
    tolerance = f"±{words.format_value(row.tolerance, unit)}" if pd.notna(row.tolerance) and row.tolerance else ""
    why = told.note if row.reason and not row.severity else ""
    levels = _tell_levels(words, row, tolerance)
    verdict = words.say(f"verdict.{row.verdict}")
    named = unit if any(numbers) else ""
    return [_below(told.subject, why or levels), *numbers, tolerance, named, verdict, cite(row.figures.split())]


def _tell_levels(words: Words, row: Any, tolerance: str) -> str:
    """Return which numbers were taken at the decimals of their list, where the tolerance follows from them."""
    listed = is_list(row.formula) or row.rule == "scope"
    return tell_levels(words, words.list_figures(row.figures), listed=listed) if tolerance else ""


def _below(text: str, small: str) -> Markup:
    """Return a text with a remark in small print beneath it."""
    return Markup("{}<br><small>{}</small>").format(clean(text), clean(small)) if small else clean(text)


def show_readings(checks: pd.DataFrame, words: Words) -> Fragment:
    """Return both readings of each ambiguous passage with the sums they lead to; none is chosen."""
    names = ("question", "reading", "calculated", "reported", "difference")
    columns = [Column(words.say(f"show.column.{name}"), name in names[2:]) for name in names]
    found = list(list_readings(checks, words))
    if not found:
        return Fragment(Markup("<p>{}</p>").format(words.say("show.no-readings")))
    rows = [_reading_row(words, row, told, reading) for row, told, reading in found]
    frame = pd.DataFrame([(row.check, *reading) for row, _, reading in found], columns=["check", *Reading._fields])
    note = words.say("check.scope-note")
    return make_table(frame, words.say("show.caption.readings"), columns, rows, note=note)


def list_readings(checks: pd.DataFrame, words: Words) -> Iterator[tuple[Any, Told, Reading]]:
    """Yield each reading with its check and what that says."""
    for row in iterate_rows(checks[checks["reason"].eq("two-readings")]):
        told = words.tell_check(row)
        yield from ((row, told, reading) for reading in told.readings)


def _reading_row(words: Words, row: Any, told: Told, reading: Reading) -> list[object]:
    unit = words.unit_of(row)
    values = [words.format_value(value, unit) for value in (reading.calculated, row.reported, reading.difference)]
    return [told.subject, reading.text, number(values[0], row.figures.split()), *values[1:]]
