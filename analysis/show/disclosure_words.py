"""What the checks say that compare no two numbers: scope, absence, derived bases, kinds, lost digits, the text."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.show.evidence_words import tell_levels
from analysis.show.words import Figure, Reading, Told, Words

DISCLOSURES = (
    "scope", "three-public-final", "budget-inputs", "derived-base", "document-kind", "lost-digits", "mixed-decimals",
    "scheme-years", "corrected", "rounding",
)  # fmt: skip


def tell_text(words: Words, row: Any) -> Told:
    """Return what was stored of a fault of the text itself."""
    found = words.rows("text_findings", "finding")[row.finding]
    subject, expected, actual, note = (words.pick(found, name) for name in ("subject", "expected", "actual", "note"))
    return Told(subject, expected, actual, note)


def tell_disclosure(words: Words, row: Any) -> Told:
    """Return the texts of a rule, filled in, with what the report has; of one not read whole, that it may be there."""
    figures = words.list_figures(row.figures)
    actual, values = _find_values(words, row, figures)
    subject, expected = (words.say(f"check.{row.rule}{end}", **values) for end in ("", "-expected"))
    if row.rule == "scope":
        return _add_readings(words, row, Told(subject, expected, actual), figures)
    return Told(subject, expected, actual, words.say("check.not-read") if row.reason == "not-read" else "")


def _find_values(words: Words, row: Any, figures: Sequence[Figure]) -> tuple[str, dict[str, object]]:
    """Return what the report has, and the values that the texts of a rule are filled in with."""
    unread = row.reason == "not-read"
    match row.rule:
        case "scope":
            return words.join_names(map(words.describe, figures)), {"extra": words.name_figure(figures[-1])}
        case "three-public-final":
            known = [f"{words.describe(figure)} ({words.period_of(figure)})" for figure in figures]
            return words.join_names(known) or ("" if unread else words.say("check.nothing")), {}
        case "budget-inputs":  # of a report that was not read whole, what was not found so far
            names = words.join_names(map(words.name_input, row.missing.split()))
            return words.say("check.not-found" if unread else "check.missing", names=names) if names else "", {}
        case "derived-base":
            actual = f"{words.derive_words(figures[0])} = {words.show_number(figures[0])}"
            return actual, {"name": words.name_figure(figures[0]), "period": words.period_of(figures[0])}
        case "document-kind":
            document = _find_document(words, row)
            kinds = {name: words.say(f"kind.{getattr(document, f'kind_in_{name}')}") for name in ("title", "body")}
            return words.say("check.kinds", **kinds), {"title": words.name_document(document)}
        case "lost-digits":
            return f"{figures[0].printed}{figures[0].unit}", {"name": words.name_figure(figures[0])}
        case "rounding":
            return words.join_names(map(words.describe, figures)), {
                "table": words.tell_place(row.identity),
                "count": len(figures),
            }
        case "mixed-decimals":
            own = [one.decimals for one in words.own_figures if one.unit == row.identity and one.basis == "stated"]
            printed = words.join_names(figure.printed for figure in figures)
            return printed, {"unit": row.identity, "decimals": max(own, default=0)}
        case "corrected":
            new, old = (
                f"{words.show_number(one)} ({words.name_document(_find_document(words, one))})" for one in figures
            )
            name, period = words.name_figure(figures[0]), words.period_of(figures[0])
            return new, {"name": name, "period": period, "before": old}
    scheme = words.rows("schemes", "scheme")[row.identity]
    years = {"from": scheme.valid_from, "to": scheme.valid_to}
    bounds = [words.say(f"check.valid-{end}", year=year) for end, year in years.items() if pd.notna(year)]
    used = words.say("check.scheme-used", year=row.fiscal_year, count=len(figures))
    return used, {"scheme": words.pick(scheme), "bounds": words.join_names(bounds)}


def _find_document(words: Words, row: Any) -> Any:
    """Return the document that a check or a figure is of."""
    documents = words.rows("documents", "department", "fiscal_year", "document")
    return documents[row.department, row.report_year, row.document]


def _add_readings(words: Words, row: Any, told: Told, figures: Sequence[Figure]) -> Told:
    """Return what the scope is told to be, with both readings where the text leaves two."""
    total, basic, extra = figures
    levels, short = tell_levels(words, figures), words.say("check.scope-short")
    if row.reason != "two-readings":
        return told._replace(note=levels, short=short)
    name, outside = words.name_figure(extra), basic.value + extra.value
    readings = []
    for key, formula, calculated in (("inside", "{1}", basic.value), ("outside", "{1} + {2}", outside)):
        text, label = (words.say(f"check.scope-{key}{end}", extra=name) for end in ("", "-short"))
        sums = {"calculated": Fraction(int(calculated)), "difference": Fraction(int(total.value - calculated))}
        readings.append(Reading(text, label, formula=formula, **sums))
    note = words.join_notes([words.say("check.scope-note"), levels])
    return told._replace(note=note, readings=tuple(readings), short=short)
