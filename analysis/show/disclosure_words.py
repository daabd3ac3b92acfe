"""What the checks say that compare no two numbers: scope, absence, derived bases, kinds, lost digits, the text."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.show.evidence_words import tell_levels
from analysis.show.words import Figure, Reading, Told, Words


def tell_text(words: Words, row: Any) -> Told:
    """Return what was stored of a fault of the text itself."""
    found = words.rows("text_findings", "finding")[row.finding]
    subject, expected, actual, note = (words.pick(found, name) for name in ("subject", "expected", "actual", "note"))
    return Told(subject, expected, actual, note)


def _tell(words: Words, row: Any, actual: str, **values: object) -> Told:
    """Return the texts of a rule, filled in, with what the report has; of one not read whole, that it may be there."""
    subject, expected = (words.say(f"check.{row.rule}{end}", **values) for end in ("", "-expected"))
    return Told(subject, expected, actual, words.say("check.not-read") if row.reason == "not-read" else "")


def _tell_scope(words: Words, row: Any) -> Told:
    figures = total, basic, extra = words.list_figures(row.figures)
    name, open_question = words.name_figure(extra), row.reason == "two-readings"
    sums = {"inside": ("{1}", basic.value), "outside": ("{1} + {2}", basic.value + extra.value)}
    readings = tuple(_read(words, f"scope-{which}", name, total, *one) for which, one in sums.items())
    told = _tell(words, row, words.join_names(words.describe(figure) for figure in figures), extra=name)
    notes = [words.say("check.scope-note") if open_question else "", tell_levels(words, figures)]
    short = words.say("check.scope-short")
    return told._replace(note=words.join_notes(notes), readings=readings if open_question else (), short=short)


def _read(words: Words, key: str, extra: str, total: Figure, formula: str, calculated: int) -> Reading:
    text, short = (words.say(f"check.{key}{end}", extra=extra) for end in ("", "-short"))
    return Reading(text, short, Fraction(int(calculated)), Fraction(int(total.value - calculated)), formula)


def _tell_three_public_final(words: Words, row: Any) -> Told:
    known = [f"{words.describe(figure)} ({words.period_of(figure)})" for figure in words.list_figures(row.figures)]
    nothing = "" if row.reason == "not-read" else words.say("check.nothing")
    return _tell(words, row, words.join_names(known) or nothing)


def _tell_budget_inputs(words: Words, row: Any) -> Told:
    """Tell what is not stated, or, of a report that was not read whole, what was not found so far."""
    names = words.join_names(words.name_input(one) for one in row.missing.split())
    key = "check.not-found" if row.reason == "not-read" else "check.missing"
    return _tell(words, row, words.say(key, names=names) if names else "")


def _tell_derived_base(words: Words, row: Any) -> Told:
    figure = words.figures[row.figures.split()[0]]
    actual = f"{words.derive_words(figure)} = {words.show_number(figure)}"
    return _tell(words, row, actual, name=words.name_figure(figure), period=words.period_of(figure))


def _tell_document_kind(words: Words, row: Any) -> Told:
    place = (row.department, row.report_year, row.document)
    document = words.rows("documents", "department", "fiscal_year", "document")[place]
    kinds = {name: words.say(f"kind.{getattr(document, f'kind_in_{name}')}") for name in ("title", "body")}
    return _tell(words, row, words.say("check.kinds", **kinds), title=document.title)


def _tell_lost_digits(words: Words, row: Any) -> Told:
    [figure] = words.list_figures(row.figures)
    return _tell(words, row, f"{figure.printed}{figure.unit}", name=words.name_figure(figure))


def _tell_decimals(words: Words, row: Any) -> Told:
    own = [one.decimals for one in words.own_figures if one.unit == row.identity and one.basis == "stated"]
    printed = words.join_names(figure.printed for figure in words.list_figures(row.figures))
    return _tell(words, row, printed, unit=row.identity, decimals=max(own, default=0))


def _tell_scheme_years(words: Words, row: Any) -> Told:
    scheme = words.rows("schemes", "scheme")[row.identity]
    years = {"from": scheme.valid_from, "to": scheme.valid_to}
    bounds = [words.say(f"check.valid-{end}", year=year) for end, year in years.items() if pd.notna(year)]
    used = words.say("check.scheme-used", year=row.fiscal_year, count=len(row.figures.split()))
    return _tell(words, row, used, scheme=words.pick(scheme), bounds=words.join_names(bounds))


DISCLOSED: Mapping[str, Callable[[Words, Any], Told]] = {
    "scope": _tell_scope,
    "three-public-final": _tell_three_public_final,
    "budget-inputs": _tell_budget_inputs,
    "derived-base": _tell_derived_base,
    "document-kind": _tell_document_kind,
    "lost-digits": _tell_lost_digits,
    "mixed-decimals": _tell_decimals,
    "scheme-years": _tell_scheme_years,
}
