"""Notebook 1, do the published figures add up: sources, findings, checks, readings."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.check import list_findings
from analysis.frames import iterate_rows
from analysis.show.rich import (
    Fragment,
    below,
    bullets,
    cite,
    clean,
    mark_severity,
    number,
    paragraphs,
    tell,
    tell_nothing,
)
from analysis.show.tables import Table, make_table
from analysis.show.told import Reading, Told, tell_levels
from analysis.show.words import Words


def show_sources(words: Words) -> Table:
    """Return the documents that the figures come from, with their hashes."""
    documents = list_documents(words)
    rows = [
        [row.title, row.file_name, Markup(f"<code>{clean(row.sha256)}</code>"), row.size_bytes]
        for row in iterate_rows(documents)
    ]
    return make_table(words, documents, words.say("show.caption.sources"), "document file sha256 size:number", rows)


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
    columns = "severity:short finding expected printed todo place"
    rows = [_finding_row(words, row, words.tell_check(row)) for row in iterate_rows(findings)]
    caption = words.say("show.caption.findings", count=len(findings))
    return make_table(words, findings, caption, columns, rows, note=tell_unread(words))


def _finding_row(words: Words, row: Any, told: Told) -> list[object]:
    note = f"<p>{clean(told.note)}</p>" if told.note else ""
    readings = bullets([reading.text for reading in told.readings])
    printed = Markup(f"{clean(told.actual)}{cite(row.figures.split())}{note}{readings}")
    place = words.show_place(row)
    return [mark_severity(words, row.severity), told.subject, told.expected, printed, words.advise(row.rule), place]


def tell_unread(words: Words) -> str:
    """Return a sentence that names the documents whose text no program has read for faults; nothing for none."""
    coverage, documents = words.data.coverage, list_documents(words)
    read = {*words.data.text_findings["document"], *coverage.loc[coverage["numbers"].notna(), "document"]}
    unread = documents.loc[~documents["document"].isin(read), "file_name"]
    return words.say("check.no-original", files=words.join_names(unread)) if len(unread) else ""


def show_checks(checks: pd.DataFrame, words: Words) -> Table:
    """Return every check with reported and calculated amount, difference, tolerance and verdict."""
    numbers = "reported:number calculated:number difference:number tolerance:number"
    rows = [_check_row(words, row) for row in iterate_rows(checks)]
    caption, note = words.say("show.caption.checks"), words.say("show.note.tolerance")
    return make_table(words, checks, caption, f"check {numbers} unit verdict:short figures", rows, note=note)


def _check_row(words: Words, row: Any) -> list[object]:
    told, unit = words.tell_check(row), words.unit_of(row)
    numbers = [words.format_value(value, unit) for value in (row.reported, row.calculated, row.difference)]
    tolerance = f"±{words.format_value(row.tolerance, unit)}" if pd.notna(row.tolerance) and row.tolerance else ""
    why = told.note if row.reason and not row.severity else ""
    levelled = tolerance and row.rule != "percent" and not why
    levels = tell_levels(words, words.list_figures(row.figures)) if levelled else ""
    verdict = words.say(f"verdict.{row.verdict}")
    named = unit if any(numbers) else ""
    return [below(told.subject, why), *numbers, below(tolerance, levels), named, verdict, cite(row.figures.split())]


def show_readings(checks: pd.DataFrame, words: Words) -> Fragment:
    """Return both readings of each ambiguous passage with the sums they lead to; none is chosen."""
    open_checks = [(row, words.tell_check(row)) for row in iterate_rows(checks[checks["reason"].eq("two-readings")])]
    found = [(row, told, reading) for row, told in open_checks for reading in told.readings]
    if not found:
        return tell_nothing(words, "show.no-readings")
    columns = "question reading calculated:number reported:number difference:number"
    rows = [_reading_row(words, *one) for one in found]
    frame = pd.DataFrame([(row.check, *reading) for row, _, reading in found], columns=["check", *Reading._fields])
    note = words.say("check.scope-note")
    return make_table(words, frame, words.say("show.caption.readings"), columns, rows, note=note)


def _reading_row(words: Words, row: Any, told: Told, reading: Reading) -> list[object]:
    unit = words.unit_of(row)
    values = [words.format_value(value, unit) for value in (reading.calculated, row.reported, reading.difference)]
    return [told.subject, reading.text, number(values[0], row.figures.split()), *values[1:]]
