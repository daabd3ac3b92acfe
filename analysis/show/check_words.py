"""What a check says of numbers: subject, expected, actual, and what its verdict rests on."""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.check.slips import FACTORS, TABLE_FACTORS
from analysis.money import RATE_SCALE
from analysis.show.disclosure_words import DISCLOSURES, tell_disclosure, tell_text
from analysis.show.evidence_words import explain, name_unlisted, tell_absence, tell_levels
from analysis.show.words import Figure, Told, Words
from analysis.verdicts import MISMATCH

_SILENT = {"no-total", "no-base", "no-terms", "zero-base"}  # nothing is compared
_QUOTED = re.compile(r"^“([^“”]*)”$")
_SIGNS = {"<=": "≤", ">=": "≥"}
_ORDERS = ("less", "more", "equal", "nearly-equal", "contains")  # links that say how two figures compare


def tell_check(words: Words, row: Any) -> Told:
    """Return what a row of checks says in the language of `words`."""
    if row.finding:
        return tell_text(words, row)
    if row.rule in DISCLOSURES:
        return tell_disclosure(words, row)
    figures = words.list_figures(row.figures)
    within = row.rule == "sum-of-parts" and _find_kind(words, row) == "contains"
    told = (_tell_link if within else _TELLERS.get(row.rule, _tell_sum))(words, row, figures)
    if row.reason in _SILENT and row.verdict != MISMATCH:
        return Told(told.subject, note=tell_absence(words, row.reason, base=words.name_base(row)))
    levels = "" if row.rule == "percent" else tell_levels(words, figures, listed=is_list(row.formula))
    notes = [
        told.note,
        explain(words, row, figures),
        levels,
        _tell_hint(words, row, figures),
        _tell_effects(words, row),
    ]
    return told._replace(note=words.join_notes(notes))


def _tell_hint(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    """Tell what the wrong number looks like; it is no verdict."""
    if not row.hint:
        return ""
    kind, place, number = row.hint.split()
    figure = figures[int(place)]
    values = {"name": words.name_figure(figure), "number": words.show_amount(int(number), figure.unit)}
    return words.say(f"check.hint-{kind}", **values)


def _tell_effects(words: Words, row: Any) -> str:
    return "" if pd.isna(row.effects) else words.say("check.effects", count=int(row.effects))


def is_list(formula: str) -> bool:
    """Return whether a check adds up two parts or more and takes none away."""
    return formula.count("{") > 1 and not {"-", "/"} & set(formula)


def _find_kind(words: Words, row: Any) -> str:
    """Return the kind of the link that a check comes from; what follows without a stored link has it as its name."""
    link = words.rows("links", "link").get(row.identity)
    return str(link.kind if link else row.identity)


def _fill(words: Words, row: Any, figures: Sequence[Figure]) -> tuple[str, list[Figure]]:
    """Return a formula with printed numbers, with units where these differ, and the figures not in it: the reported."""
    places = {int(place) for place in re.findall(r"\{(\d+)\}", row.formula)}
    mixed = len({figures[place].unit for place in places}) > 1
    shown = map(words.show_number if mixed else words.show_printed, figures)
    filled = re.sub(r"^ABS\((.*)\)$", r"\1", row.formula).replace("- ", "− ").format(*shown)
    return filled, [figure for place, figure in enumerate(figures) if place not in places]


def _name_identity(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    """Return which sum or identity a check applies, with its period."""
    period = words.period_of(figures[0])
    named = words.rows("identities", "identity").get(row.identity)
    if named:
        name = words.pick(named)
        return name if row.kind == "count" else words.say("check.identity", name=name, period=period)
    if _find_kind(words, row) in ("restated", "text-and-table"):
        names = [_QUOTED.sub(r"\1", str(figures[place].label)) for place in (0, -1)]
        return words.say("check.restated", first=names[0], other=names[1])
    if ">" in row.identity:
        total, parts = words.name(row.scheme, row.code), words.name_scheme(row.identity.partition(">")[0])
        return words.say("check.parts-of", total=total, parts=parts, year=period)
    total = words.name_figure(figures[0])
    return words.say("check.parts-listed", total=total, count=len(figures) - 1, year=period)


def _tell_sum(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell a total and its parts, by a scheme, an identity or a link."""
    subject = short = _name_identity(words, row, figures)
    filled, reported = _fill(words, row, figures)
    if len(reported) == 1:
        short = words.say(f"check.{row.rule}-short", name=words.name_figure(reported[0]))
    note = words.say("check.coarse") if row.rule == "coarse-rounding" else name_unlisted(words, row, figures)
    return Told(subject, filled, words.join_names(map(words.describe, reported)), note, short=short)


def _tell_identity(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell an identity whose relation may be one of order."""
    subject = short = _name_identity(words, row, figures)
    if row.rule == "prior-year":
        subject = words.say("check.prior-year", name=words.name(row.scheme, row.code), year=row.base_year)
    relation = words.rows("identities", "identity")[row.identity].relation
    filled, reported = _fill(words, row, figures)
    if not reported:  # 0 is compared
        return Told(subject, words.say("check.not-negative" if relation == "<=" else "check.not-positive"), filled)
    expected = f"{_SIGNS[relation]} {filled}" if relation in _SIGNS else filled
    actual = words.join_names(map(words.describe, reported))
    return Told(subject, expected, actual, short=short if row.kind == "money" else "")


def _tell_link(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell a change, a rate, a part within a whole, or words of order (小于, 持平) or of change (增加)."""
    kind, first = _find_kind(words, row), figures[0]
    ordered = kind in _ORDERS
    turned = row.rule == "direction" and not ordered  # words of change, not its amount
    sides = [words.say("check.identity", name=words.name_figure(one), period=words.period_of(one)) for one in figures]
    names = {"name": words.name_figure(first), "part": words.name_figure(figures[-1]), "base": words.name_base(row)}
    subject = words.say(f"check.{'direction' if turned else kind}", left=sides[0], right=sides[-1], **names)
    (expected, _), actual, short, note = _fill(words, row, figures), words.describe(first), "", ""
    if ordered:
        expected = words.say(f"check.{kind}-expected", right=expected)
    if turned:
        actual = words.join_names([actual, words.say(f"show.measure.{first.measure}", base=words.name_base(first))])
    elif row.rule == "percent" and pd.notna(row.reported) and row.reported < 0 <= first.value:  # printed as a word
        actual = f"{words.name_figure(first)} −{words.show_number(first)}"
    if turned or kind == "contains":
        short = subject
    elif row.rule == "change":
        short = words.say("check.change-short", **names)
    if turned or (row.rule == "direction" and row.verdict == "mismatch"):
        note = words.say("check.direction-note")
    elif row.rule == "percent" and row.reason in {"truncated", "coarse", "zero-base"}:
        note = words.say(f"check.{row.reason}")
    return Told(subject, expected, actual, note, short=short)


def _tell_share_total(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    subject = words.say("check.share-total", names=words.join_names(map(words.name_figure, figures)))
    total, found = (words.show_amount(value, row.unit) for value in (RATE_SCALE, row.calculated))
    return Told(subject, total, f"{_fill(words, row, figures)[0]} = {found}")


def _tell_slip(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell which figure closes a sum when its unit or decimal point is moved, and which sum."""
    slip, place = row.reason.split()
    figure, factor = figures[int(place)], Fraction(*(FACTORS | TABLE_FACTORS)[slip])
    subject = words.say("check.slip", name=words.name_figure(figure))
    if slip in TABLE_FACTORS:
        subject = words.say("check.table-unit", name=words.name_figure(figure), table=words.tell_place(figure.table))
    moved = words.show_amount(int(figure.value) * factor, figure.unit)
    expected = words.say("check.slip-expected", number=moved, factor=factor)
    notes = [words.say(f"check.slip-{slip[:-2]}"), _name_identity(words, row, figures)]
    return Told(subject, expected, words.describe(figure), words.join_notes(notes), short=subject)


def _tell_shift(words: Words, row: Any, figures: Sequence[Figure]) -> Told:
    """Tell which table has its amounts beside the labels of other rows, by the check that shows it."""
    subject = words.say(
        "check.rows-shifted", name=words.name_figure(figures[0]), table=words.tell_place(figures[-1].table)
    )
    expected, reported = _fill(words, row, figures)
    return Told(
        subject, expected, words.join_names(map(words.describe, reported)), words.say("check.rows-shifted-note")
    )


_TELLERS: Mapping[str, Callable[[Words, Any, Sequence[Figure]], Told]] = {
    "unit-scale": _tell_slip,
    "rows-shifted": _tell_shift,
    "share-total": _tell_share_total,
    **dict.fromkeys(
        ("balance", "prior-year", "staff-within-posts", "counts-incomplete", "part-of-whole"), _tell_identity
    ),
    **dict.fromkeys(("change", "percent", "direction"), _tell_link),
}
