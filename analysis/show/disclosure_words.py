"""What the checks say that compare no two numbers: scope, absence, derived bases, kinds, lost digits, the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.frames import iterate_rows
from analysis.show.told import Reading, Told, describe, tell_levels

if TYPE_CHECKING:
    from analysis.show.words import Words


def tell_text(words: Words, row: Any) -> Told:
    """Return what was stored of a fault of the text itself."""
    found = words.rows("text_findings", "finding")[row.finding]
    subject, expected, actual, note = (words.pick(found, name) for name in ("subject", "expected", "actual", "note"))
    return Told(subject, expected, actual, note)


def _tell_scope(words: Words, row: Any) -> Told:
    total, basic, extra = words.list_figures(row.figures)
    name = words.name_figure(extra)
    sums = {"inside": ("{1}", basic.value), "outside": ("{1} + {2}", basic.value + extra.value)}
    open_question = row.reason == "two-readings"
    notes = [words.say("check.scope-note") if open_question else "", tell_levels(words, [total, basic, extra])]
    return Told(
        words.say("check.scope", extra=name),
        words.say("check.scope-expected", extra=name),
        words.join_names(describe(words, figure) for figure in (total, basic, extra)),
        words.join_notes(notes),
        tuple(_read(words, which, name, total, *one) for which, one in sums.items()) if open_question else (),
        words.say("check.scope-short"),
    )


def _read(words: Words, which: str, extra: str, total: Any, formula: str, calculated: int) -> Reading:
    text, short = (words.say(f"check.scope-{which}{end}", extra=extra) for end in ("", "-short"))
    return Reading(text, short, Fraction(int(calculated)), Fraction(int(total.value - calculated)), formula)


def _tell_three_public_final(words: Words, row: Any) -> Told:
    known = [f"{describe(words, figure)} ({words.period_of(figure)})" for figure in words.list_figures(row.figures)]
    unread = row.reason == "not-read"
    actual = words.join_names(known) or ("" if unread else words.say("check.nothing"))
    return Told(
        words.say("check.three-public-final"),
        words.say("check.final-expected"),
        actual,
        words.say("check.not-read") if unread else "",
    )


def _tell_budget_inputs(words: Words, row: Any) -> Told:
    """Tell what is not stated, or, of a report that was not read whole, what was not found so far."""
    unread = row.reason == "not-read"
    names = words.join_names(words.name_input(one) for one in row.missing.split())
    actual = words.say("check.not-found" if unread else "check.missing", names=names) if names else ""
    note = words.say("check.not-read") if unread else ""
    return Told(words.say("check.budget-inputs"), words.say("check.budget-expected"), actual, note)


def _tell_derived_base(words: Words, row: Any) -> Told:
    figure = words.figures[row.figures.split()[0]]
    subject = words.say("check.derived-base", name=words.name_figure(figure), period=words.period_of(figure))
    actual = f"{words.derive_words(figure)} = {words.show_number(figure)}"
    return Told(subject, words.say("check.derived-expected"), actual)


def _tell_document_kind(words: Words, row: Any) -> Told:
    documents = words.data.documents
    [document] = iterate_rows(
        documents[
            documents["document"].eq(row.document)
            & documents["fiscal_year"].eq(row.report_year)
            & documents["department"].eq(row.department)
        ]
    )
    kinds = {name: words.say(f"kind.{getattr(document, f'kind_in_{name}')}") for name in ("title", "body")}
    return Told(
        words.say("check.document-kind", title=document.title),
        words.say("check.kind-expected"),
        words.say("check.kinds", **kinds),
    )


def _tell_lost_digits(words: Words, row: Any) -> Told:
    [figure] = words.list_figures(row.figures)
    subject = words.say("check.lost-digits", name=words.name_figure(figure))
    return Told(subject, words.say("check.lost-expected"), f"{figure.printed}{figure.unit}")


def _tell_decimals(words: Words, row: Any) -> Told:
    unit = row.identity
    own = [one for one in words.own_figures if one.unit == unit and one.basis == "stated"]
    usual = max((figure.decimals for figure in own), default=0)
    printed = words.join_names(figure.printed for figure in words.list_figures(row.figures))
    return Told(words.say("check.decimals", unit=unit), words.say("check.decimals-expected", decimals=usual), printed)


def _tell_scheme_years(words: Words, row: Any) -> Told:
    scheme = words.rows("schemes", "scheme")[row.identity]
    bounds = {"from": scheme.valid_from, "to": scheme.valid_to}
    return Told(
        words.say("check.scheme-years", scheme=words.pick(scheme)),
        words.join_names(words.say(f"check.valid-{end}", year=year) for end, year in bounds.items() if pd.notna(year)),
        words.say("check.scheme-used", year=row.fiscal_year, count=len(row.figures.split())),
    )


DISCLOSED: Mapping[str, Callable[[Any, Any], Told]] = {
    "scope": _tell_scope,
    "three-public-final": _tell_three_public_final,
    "budget-inputs": _tell_budget_inputs,
    "derived-base": _tell_derived_base,
    "document-kind": _tell_document_kind,
    "lost-digits": _tell_lost_digits,
    "mixed-decimals": _tell_decimals,
    "scheme-years": _tell_scheme_years,
}
