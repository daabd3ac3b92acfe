"""What a check says, rule by rule: subject, expected, actual, and what its verdict rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from analysis.check.slips import FACTORS
from analysis.money import RATE_SCALE
from analysis.show.disclosure_words import DISCLOSED, tell_text
from analysis.show.evidence_words import explain, name_unlisted, tell_absence
from analysis.show.told import Told, describe, fill_formula, find_kind, tell_levels

if TYPE_CHECKING:
    from analysis.show.words import Figure, Words

_SILENT = {"no-total", "no-base", "no-terms", "zero-base"}  # nothing is compared
_SIGNS = {"<=": "≤", ">=": "≥"}
_WORDS = ("less", "more", "equal", "nearly-equal")


def tell_check(words: Words, row: Any) -> Told:
    """Return what a row of checks says in the language of `words`."""
    if row.finding:
        return tell_text(words, row)
    if row.rule in DISCLOSED:
        return DISCLOSED[row.rule](words, row)
    figures = words.list_figures(row.figures)
    kind = find_kind(words, row)
    told = _TELLERS.get(row.rule, _tell_sum)(words, row, figures)
    if row.reason in _SILENT:
        return Told(told.subject, note=tell_absence(words, row.reason, year=row.base_year))
    if row.rule == "sum-of-parts" and kind == "contains":
        told = _tell_within(words, row, figures)
    notes = [told.note, explain(words, row, figures)]
    notes += [] if row.rule == "percent" else [tell_levels(words, figures, listed=is_list(row.formula))]
    return told._replace(note=words.join_notes(notes))


def is_list(formula: str) -> bool:
    """Return whether a check adds up two parts or more and takes none away."""
    return formula.count("{") > 1 and not {"-", "/"} & set(formula)


def _list_reported(row: Any, figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures that the formula does not use."""
    used = {int(place) for place in re.findall(r"\{(\d+)\}", row.formula)}
    return [figure for place, figure in enumerate(figures) if place not in used]


def _describe_reported(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    return words.join_names(describe(words, figure) for figure in _list_reported(row, figures))


def name_identity(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    """Return which sum or identity a check applies, with its period."""
    period = words.period_of(figures[0])
    named = words.rows("identities", "identity").get(row.identity)
    if named:
        name = words.pick(named)
        return name if row.kind == "count" else words.say("check.identity", name=name, period=period)
    if "restated" in (row.identity, find_kind(words, row)):
        return words.say("check.restated", first=figures[0].label, other=figures[-1].label)
    if ">" in row.identity:
        total, parts = words.name(row.scheme, row.code), words.name_scheme(row.identity.partition(">")[0])
        return words.say("check.parts-of", total=total, parts=parts, year=period)
    total = words.name_figure(figures[0])
    return words.say("check.parts-listed", total=total, count=len(figures) - 1, year=period)


def _tell_sum(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell a total and its parts, by a scheme, an identity or a link."""
    subject = name_identity(words, row, figures)
    reported = _list_reported(row, figures)
    one = len(reported) == 1 and f"check.{row.rule}-short"
    short = words.say(one, name=words.name_figure(reported[0])) if one else subject
    expected, actual = fill_formula(words, row.formula, figures), _describe_reported(words, row, figures)
    note = words.say("check.coarse") if row.rule == "coarse-rounding" else name_unlisted(words, row, figures)
    return Told(subject, expected, actual, note, short=short)


def _tell_identity(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell an identity whose relation may be one of order."""
    subject = name_identity(words, row, figures)
    relation = words.rows("identities", "identity")[row.identity].relation
    filled, actual = fill_formula(words, row.formula, figures), _describe_reported(words, row, figures)
    if not actual:  # without a reported side 0 is compared
        return Told(subject, words.say("check.not-negative" if relation == "<=" else "check.not-positive"), filled)
    short = subject if row.kind == "money" else ""
    return Told(subject, f"{_SIGNS[relation]} {filled}" if relation in _SIGNS else filled, actual, short=short)


def _tell_prior_year(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    subject = words.say("check.prior-year", name=words.name(row.scheme, row.code), year=row.base_year)
    return _tell_identity(words, row, figures)._replace(subject=subject)


def _tell_within(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    whole, part = (words.name_figure(figure) for figure in (figures[0], figures[-1]))
    subject = words.say("check.contains", whole=whole, part=part)
    return Told(subject, f"≥ {fill_formula(words, row.formula, figures)}", describe(words, figures[0]), short=subject)


def _tell_change(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    name = words.name_figure(figures[0])
    subject = words.say("check.change", name=name, year=row.base_year)
    short = words.say("check.change-short", name=name)
    return Told(subject, fill_formula(words, row.formula, figures), describe(words, figures[0]), short=short)


def _tell_percent(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    measure = find_kind(words, row) or figures[0].measure
    subject = words.say(f"check.{measure}", name=words.name_figure(figures[0]))
    note = words.say(f"check.{row.reason}") if row.reason in {"truncated", "coarse"} else ""
    return Told(subject, fill_formula(words, row.formula, figures), describe(words, figures[0]), note)


def _tell_share_total(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    subject = words.say("check.share-total", names=words.join_names(words.name_figure(figure) for figure in figures))
    total, found = (f"{words.format_value(value, row.unit)} {row.unit}" for value in (RATE_SCALE, row.calculated))
    return Told(subject, total, f"{fill_formula(words, row.formula, figures)} = {found}")


def _tell_direction(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell words of order (小于, 持平) or of change (增加) against the amounts."""
    kind = find_kind(words, row)
    filled = fill_formula(words, row.formula, figures)
    if kind not in _WORDS:
        name, first = words.name_figure(figures[0]), figures[0]
        measure = words.say(f"show.measure.{first.measure}", year=first.base_year)
        actual = words.join_names([describe(words, first), measure])
        subject = words.say("check.direction", name=name, year=first.base_year)
        return Told(subject, filled, actual, words.say("check.direction-note"), short=subject)
    sides = [words.say("check.identity", name=words.name_figure(f), period=words.period_of(f)) for f in figures]
    subject = words.say(f"check.{kind}", left=sides[0], right=sides[-1])
    note = words.say("check.direction-note") if row.verdict == "mismatch" else ""
    return Told(subject, words.say(f"check.{kind}-expected", right=filled), describe(words, figures[0]), note)


def _tell_slip(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell which figure closes a sum when its unit or decimal point is moved, and which sum."""
    slip, place = row.reason.split()
    figure, factor = figures[int(place)], Fraction(*FACTORS[slip])
    name = words.name_figure(figure)
    moved = f"{words.format_value(int(figure.value) * factor, figure.unit)} {figure.unit}"
    cause = words.say(f"check.slip-{slip[:-2]}")
    return Told(
        words.say("check.slip", name=name),
        words.say("check.slip-expected", number=moved, factor=factor),
        describe(words, figure),
        words.join_notes([cause, name_identity(words, row, figures)]),
        short=words.say("check.slip", name=name),
    )


_Teller = Callable[["Words", Any, Sequence[Any]], Told]
_TELLERS: Mapping[str, _Teller] = {
    "unit-scale": _tell_slip,
    "balance": _tell_identity,
    "prior-year": _tell_prior_year,
    "staff-within-posts": _tell_identity,
    "change": _tell_change,
    "percent": _tell_percent,
    "share-total": _tell_share_total,
    "direction": _tell_direction,
}
