"""Notebook 1, do the published figures add up: sources, findings, checks, readings."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.check import list_findings
from analysis.frames import iterate_rows
from analysis.show.check_words import is_list
from analysis.show.evidence_words import tell_levels
from analysis.show.names import Names
from analysis.show.rich import (
    Fragment,
    below,
    capitalise,
    cite,
    clean,
    join,
    mark_severity,
    number,
    paragraphs,
    tell,
)
from analysis.show.tables import Table, make_table
from analysis.show.words import Reading, Words
from analysis.verdicts import EXACT, NOT_APPLICABLE, VERDICTS

_SILENT = ("no-total", "no-base", "no-terms")  # nothing is compared


def show_sources(words: Words) -> Table:
    """Return the documents that the figures come from, with their hashes.

    >>> from analysis import open_data
    >>> from analysis.show import Words, show_sources
    >>> show_sources(Words(open_data("beita-union", 2019), "en")).frame[["document", "kind_in_title", "encoding"]]
          document kind_in_title encoding
    0  report-2019    evaluation    utf-8
    """
    documents = list_documents(words)
    rows = [
        [words.name_document(row), row.file_name, Markup(f"<code>{clean(row.sha256)}</code>"), row.size_bytes]
        for row in iterate_rows(documents)
    ]
    return make_table(words, documents, "sources", "document file sha256 size:number", rows)


def list_documents(words: Words) -> pd.DataFrame:
    """Return the documents of the report itself."""
    documents = words.data.documents
    own = documents["department"].eq(words.department) & documents["fiscal_year"].eq(words.year)
    return documents[own].reset_index(drop=True)


def show_findings(checks: pd.DataFrame, words: Words) -> Fragment:
    """Return the findings among checks, the gravest first: what is expected, what is printed, what to do.

    Where a text leaves two readings, show_readings has both.

    >>> from analysis import open_data, run_checks
    >>> from analysis.show import Words, show_findings
    >>> data = open_data("beita-union", 2019)
    >>> show_findings(run_checks(data), Words(data, "en")).frame["rule"].head(2).tolist()
    ['scope', 'lost-digits']
    """
    findings, unread = list_findings(checks), tell_unread(words)
    if findings.empty:
        return paragraphs([tell(words, "narrative.no-findings"), clean(unread)])
    columns = "severity:short finding expected printed todo place"
    rows = [_list_finding_cells(words, row) for row in iterate_rows(findings)]
    return make_table(words, findings, "findings", columns, rows, note=unread, count=len(findings))


def _list_finding_cells(words: Words, row: Any) -> list[object]:
    told = words.tell_check(row)
    note = f"<p>{clean(told.note)}</p>" if told.note else ""
    printed = Markup(f"{clean(told.actual)}{cite(row.figures.split())}{note}")
    severity, place = mark_severity(words, row.severity), words.show_place(row)
    subject, expected, advice = map(capitalise, (told.subject, told.expected, words.advise(row.rule)))
    return [severity, subject, expected, printed, advice, place]


def tell_unread(words: Words) -> str:
    """Return a sentence that names the documents whose text no program has read for faults; nothing for none."""
    coverage, documents = words.data.coverage, list_documents(words)
    read = {*words.data.text_findings["document"], *coverage.loc[coverage["numbers"].notna(), "document"]}
    unread = documents.loc[~documents["document"].isin(read), "file_name"]
    return words.say("check.no-original", files=words.join_names(unread)) if len(unread) else ""


def show_checks(checks: pd.DataFrame, words: Words) -> Table:
    """Return every check: first those that ask for a look, each with amounts, difference, tolerance and verdict.

    Below, a line for each identity, those that hold exactly or do not apply, with the amounts that were held against
    each other.

    >>> from analysis import open_data, run_checks
    >>> from analysis.show import Words, show_checks
    >>> data = open_data("beita-union", 2019)
    >>> int(show_checks(run_checks(data), Words(data, "en")).frame["verdict"].eq("exact").sum())
    7
    """
    settled = checks["verdict"].isin([EXACT, NOT_APPLICABLE]) | checks["reason"].isin(_SILENT)
    settled &= ~checks["reason"].eq("two-readings")
    open_ones, others = checks[~settled], checks[settled]
    numbers = "reported:number calculated:number difference:number tolerance:number"
    columns = f"check {numbers} unit verdict:short figures"
    rows = [_list_check_cells(words, row) for row in iterate_rows(open_ones)]
    note = words.say("show.note.tolerance")
    tables = [make_table(words, open_ones, "open-checks", columns, rows, note=note, count=len(rows))] if rows else []
    if len(others):
        held = list(_list_settled(words, others))
        columns = "check verdict:short count:number amounts"
        tables.append(
            make_table(words, others, "settled-checks", columns, held, style="dense named", count=len(others))
        )
    return Table(checks, Markup("\n").join(table.html for table in tables))


def _list_settled(words: Words, checks: pd.DataFrame) -> Iterator[Sequence[object]]:
    """Yield a line for each identity and verdict: how many checks, and the amount and the figures of each."""
    rows: dict[tuple[str, str, str], list[Markup]] = {}
    for row in iterate_rows(checks):
        told, unit = words.tell_check(row), words.unit_of(row)
        value = row.reported if pd.notna(row.reported) else row.calculated
        amount = f"{words.format_value(value, unit)} {unit}" if unit and pd.notna(value) else ""
        name = words.name(row.scheme, row.code) if row.scheme else "" if amount else told.subject
        shown = tell(words, "show.named", name=name, amount=number(amount, row.figures.split()))
        why = told.note if row.verdict != EXACT else ""
        rows.setdefault((_name_rule(words, row), row.verdict, why), []).append(shown)
    for (name, verdict, why), amounts in rows.items():
        yield [below(capitalise(name), why), words.say(f"verdict.{verdict}"), len(amounts), join(words, amounts)]


def _name_rule(words: Words, row: Any) -> str:
    """Return the name of an identity, of a list that of its scheme."""
    scheme, _, total = row.identity.partition(">")
    return words.say("show.settled-list", parts=words.name_scheme(scheme)) if total else name_identity(words, row)


def _list_check_cells(words: Words, row: Any) -> list[object]:
    told, unit = words.tell_check(row), words.unit_of(row)
    numbers = [words.format_value(value, unit) for value in (row.reported, row.calculated, row.difference)]
    tolerance = f"±{words.format_value(row.tolerance, unit)}" if pd.notna(row.tolerance) and row.tolerance else ""
    why = told.note if row.reason and not row.severity else ""
    listed = is_list(row.formula) or row.rule == "scope"
    levels = tell_levels(words, words.list_figures(row.figures), listed=listed) if tolerance else ""
    named, verdict = unit if any(numbers) else "", words.say(f"verdict.{row.verdict}")
    return [
        below(capitalise(told.subject), why or levels),
        *numbers,
        tolerance,
        named,
        verdict,
        cite(row.figures.split()),
    ]


def show_readings(checks: pd.DataFrame, words: Words) -> Table:
    """Return both readings of each ambiguous passage with the sums they lead to; none is chosen.

    >>> from analysis import open_data, run_checks
    >>> from analysis.show import Words, show_readings
    >>> data = open_data("beita-union", 2019)
    >>> show_readings(run_checks(data), Words(data, "en")).frame["short"].tolist()
    ['reading 1: contained', 'reading 2: on top']
    """
    rows, found = [], []
    for row in iterate_rows(checks[checks["reason"].eq("two-readings")]):
        told, unit = words.tell_check(row), words.unit_of(row)
        for one in told.readings:
            values = (one.calculated, row.reported, one.difference)
            calculated, *others = [words.format_value(value, unit) for value in values]
            rows.append([told.subject, one.text, number(calculated, row.figures.split()), *others])
            found.append((row.check, *one))
    frame = pd.DataFrame(found, columns=["check", *Reading._fields])
    columns = "question reading calculated:number reported:number difference:number"
    return make_table(words, frame, "readings", columns, rows, note=words.say("check.scope-note"))


def tell_ledger(ledger: pd.DataFrame, words: Words) -> list[str]:
    """Return a line for each row of a report's ledger: the identity, how many checks came out how, what is missing."""
    return [f"  {name_identity(words, row)}: {_count_verdicts(words, row)}" for row in iterate_rows(ledger)]


def name_identity(words: Names, row: Any) -> str:
    """Return the name of the identity of a row of a ledger or of checks; of what is none that of its rule."""
    named, rules = words.rows("identities", "identity").get(row.identity), words.rows("rules", "rule")
    scheme, _, total = row.identity.partition(">")
    if total:
        return words.say("check.ledger-list", parts=words.name_scheme(scheme), total=words.name_all([total]))
    return words.pick(named) if named else words.pick(rules[row.rule], "title")


def _count_verdicts(words: Words, row: Any) -> str:
    counts = {verdict: getattr(row, name) for verdict, name in zip(VERDICTS, row._fields[4:-1], strict=True)}
    told = [f"{words.say(f'verdict.{verdict}')} {count}" for verdict, count in counts.items() if count]
    known = [one for one in row.missing.split() if tuple(one.split("/")) in words.codes]
    missing = words.say("check.missing", names=words.name_all(known)) if known else ""
    return words.join_notes([words.join_names(told), missing])
