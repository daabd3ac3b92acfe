"""What a check says of numbers: subject, expected, actual, and what its verdict rests on."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from analysis.check.slips import FACTORS
from analysis.money import RATE_SCALE
from analysis.show.disclosure_words import DISCLOSED, tell_text
from analysis.show.evidence_words import explain, fill_formula, list_used, name_unlisted, tell_absence, tell_levels
from analysis.show.words import Figure, Told, Words

_SILENT = {"no-total", "no-base", "no-terms", "zero-base"}  # nothing is compared
_SIGNS = {"<=": "≤", ">=": "≥"}
_ORDERS = ("less", "more", "equal", "nearly-equal", "contains")  # links that say how two figures compare


def tell_check(words: Words, row: Any) -> Told:
    """Return what a row of checks says in the language of `words`."""
    if row.finding:
        return tell_text(words, row)
    if row.rule in DISCLOSED:
        return DISCLOSED[row.rule](words, row)
    figures = words.list_figures(row.figures)
    within = row.rule == "sum-of-parts" and _find_kind(words, row) == "contains"
    told = (_tell_link if within else _TELLERS.get(row.rule, _tell_sum))(words, row, figures)
    if row.reason in _SILENT:
        return Told(told.subject, note=tell_absence(words, row.reason, year=row.base_year))
    levels = "" if row.rule == "percent" else tell_levels(words, figures)
    return told._replace(note=words.join_notes([told.note, explain(words, row, figures), levels]))


def _find_kind(words: Words, row: Any) -> str:
    """Return the kind of the link that a check comes from; what follows without a stored link has it as its name."""
    link = words.rows("links", "link").get(row.identity)
    return str(link.kind if link else row.identity)


def _describe_reported(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    return words.join_names(words.describe(figure) for figure in list_used(row.formula, figures, used=False))


def _name_identity(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    """Return which sum or identity a check applies, with its period."""
    period = words.period_of(figures[0])
    named = words.rows("identities", "identity").get(row.identity)
    if named:
        name = words.pick(named)
        return name if row.kind == "count" else words.say("check.identity", name=name, period=period)
    if _find_kind(words, row) == "restated":
        return words.say("check.restated", first=figures[0].label, other=figures[-1].label)
    if ">" in row.identity:
        total, parts = words.name(row.scheme, row.code), words.name_scheme(row.identity.partition(">")[0])
        return words.say("check.parts-of", total=total, parts=parts, year=period)
    total = words.name_figure(figures[0])
    return words.say("check.parts-listed", total=total, count=len(figures) - 1, year=period)


def _tell_sum(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell a total and its parts, by a scheme, an identity or a link."""
    subject = _name_identity(words, row, figures)
    reported = list_used(row.formula, figures, used=False)
    one = len(reported) == 1 and f"check.{row.rule}-short"
    short = words.say(one, name=words.name_figure(reported[0])) if one else subject
    expected, actual = fill_formula(words, row.formula, figures), _describe_reported(words, row, figures)
    note = words.say("check.coarse") if row.rule == "coarse-rounding" else name_unlisted(words, row, figures)
    return Told(subject, expected, actual, note, short=short)


def _tell_identity(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell an identity whose relation may be one of order."""
    name = _name_identity(words, row, figures)
    prior = row.rule == "prior-year" and words.name(row.scheme, row.code)
    subject = words.say("check.prior-year", name=prior, year=row.base_year) if prior else name
    relation = words.rows("identities", "identity")[row.identity].relation
    filled, actual = fill_formula(words, row.formula, figures), _describe_reported(words, row, figures)
    if not actual:  # without a reported side 0 is compared
        return Told(subject, words.say("check.not-negative" if relation == "<=" else "check.not-positive"), filled)
    expected = f"{_SIGNS[relation]} {filled}" if relation in _SIGNS else filled
    return Told(subject, expected, actual, short=name if row.kind == "money" else "")


def _tell_link(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell a change, a rate, a part within a whole, or words of order (小于, 持平) or of change (增加)."""
    kind, first = _find_kind(words, row), figures[0]
    turned = row.rule == "direction" and kind not in _ORDERS  # words of change, not its amount
    key = "direction" if turned else kind
    sides = [words.say("check.identity", name=words.name_figure(one), period=words.period_of(one)) for one in figures]
    names = {"name": words.name_figure(first), "part": words.name_figure(figures[-1]), "year": row.base_year}
    subject = words.say(f"check.{key}", left=sides[0], right=sides[-1], **names)
    expected, actual = fill_formula(words, row.formula, figures), words.describe(first)
    if kind in _ORDERS:
        expected = words.say(f"check.{kind}-expected", right=expected)
    if turned:
        actual = words.join_names([actual, words.say(f"show.measure.{first.measure}", year=first.base_year)])
    wrong_way = turned or (row.rule == "direction" and row.verdict == "mismatch")
    note = "direction-note" if wrong_way else "truncated" if row.reason == "truncated" else ""
    short = words.say("check.change-short", **names) if row.rule == "change" else subject
    shown = row.rule == "change" or turned or kind == "contains"
    return Told(subject, expected, actual, words.say(f"check.{note}") if note else "", short=short if shown else "")


def _tell_share_total(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    subject = words.say("check.share-total", names=words.join_names(words.name_figure(figure) for figure in figures))
    total, found = (words.show_amount(value, row.unit) for value in (RATE_SCALE, row.calculated))
    return Told(subject, total, f"{fill_formula(words, row.formula, figures)} = {found}")


def _tell_slip(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell which figure closes a sum when its unit or decimal point is moved, and which sum."""
    slip, place = row.reason.split()
    figure, factor = figures[int(place)], Fraction(*FACTORS[slip])
    subject = words.say("check.slip", name=words.name_figure(figure))
    moved = words.show_amount(int(figure.value) * factor, figure.unit)
    expected = words.say("check.slip-expected", number=moved, factor=factor)
    notes = [words.say(f"check.slip-{slip[:-2]}"), _name_identity(words, row, figures)]
    return Told(subject, expected, words.describe(figure), words.join_notes(notes), short=subject)


_TELLERS: Mapping[str, Callable[[Words, Any, Sequence[Figure]], Told]] = {
    "unit-scale": _tell_slip,
    "share-total": _tell_share_total,
    **dict.fromkeys(("balance", "prior-year", "staff-within-posts"), _tell_identity),
    **dict.fromkeys(("change", "percent", "direction"), _tell_link),
}
