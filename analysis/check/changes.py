"""Identities between years: implied prior years, stated changes and stated percentages."""

from collections.abc import Iterator
from fractions import Fraction

from analysis.check.rows import Check, cite, describe
from analysis.figures import CHANGES, Figure
from analysis.money import RATE_SCALE, bound_ratio
from analysis.review import Review
from analysis.verdicts import EXACT, MISMATCH, NOT_CHECKABLE, WITHIN_ROUNDING


def check_prior_years(review: Review) -> Iterator[Check]:
    """Yield one check for each stated change: the prior year that it implies must not be negative."""
    for change in _changes(review):
        level = review.lookup(change.selector, change.fiscal_year, change.phase)
        subject = review.say("check.prior-year", name=review.name_of(change), year=change.base_year)
        if level is None:
            note = review.say("check.no-level", year=change.fiscal_year)
            yield Check("prior-year", subject, cite(review, [change]), NOT_CHECKABLE, note=note)
            continue
        implied = Fraction(level.value - _signed(change))
        wrong = implied < 0
        yield Check(
            "prior-year",
            subject,
            cite(review, [level, change]),
            MISMATCH if wrong else EXACT,
            review.rules["prior-year"]["severity"] if wrong else "",
            change.unit,
            calculated=implied,
            expected=review.say("check.not-negative"),
            actual=f"{level.shown} {'−' if change.measure == 'increase' else '+'} {change.shown}",
            locator=change.locator,
            formula="{0} - {1}" if change.measure == "increase" else "{0} + {1}",
        )


def check_changes(review: Review) -> Iterator[Check]:
    """Yield one check for each stated change whose two years are stated: it must be their difference."""
    for change in _changes(review):
        level = review.lookup(change.selector, change.fiscal_year, change.phase)
        base = review.lookup(change.selector, change.base_year or 0, change.phase)
        subject = review.say("check.change", name=review.name_of(change), year=change.base_year)
        if level is None or base is None or base.basis == "derived":
            note = review.say("check.no-base", year=change.base_year)
            yield Check("change", subject, cite(review, [change]), NOT_CHECKABLE, note=note, locator=change.locator)
            continue
        difference = level.value - base.value - _signed(change)
        tolerance = Fraction(sum(f.quantity.rounding for f in (level, base, change)), 2)
        wrong = abs(difference) > tolerance
        verdict = MISMATCH if wrong else (WITHIN_ROUNDING if difference else EXACT)
        yield Check(
            "change",
            subject,
            cite(review, [change, level, base]),
            verdict,
            review.rules["change"]["severity"] if wrong else "",
            change.unit,
            Fraction(_signed(change)),
            Fraction(level.value - base.value),
            tolerance,
            expected=f"{level.shown} − {base.shown}",
            actual=describe(review, change),
            locator=change.locator,
            formula="{1} - {2}",
        )


def check_percentages(review: Review) -> Iterator[Check]:
    """Yield one check for each stated percentage: a share of its total, a change against its base, a completion."""
    for rate in review.figures:
        if rate.measure not in _TERMS or not rate.usable:
            continue
        terms = _TERMS[rate.measure](review, rate)
        subject = review.say(f"check.{rate.measure}", name=review.name_of(rate))
        if terms is None or terms[1].value == 0:
            note = review.say("check.no-terms")
            yield Check("percent", subject, cite(review, [rate]), NOT_CHECKABLE, note=note, locator=rate.locator)
            continue
        yield _judge_rate(review, rate, terms[0], terms[1], subject)


def _judge_rate(review: Review, rate: Figure, part: Figure, whole: Figure, subject: str) -> Check:
    # Direction is in the words (下降 5 %), so magnitudes are compared. Allowed: half a unit in the last printed
    # place of the percentage plus the propagated error of both amounts.
    step = rate.quantity.rounding
    stated = abs(rate.value)
    exact = Fraction(abs(part.value), abs(whole.value)) * RATE_SCALE
    bounds = bound_ratio(part.quantity, whole.quantity) or (Fraction(0), Fraction(0))
    low, high = sorted(abs(bound) * RATE_SCALE for bound in bounds)
    if bounds[0] < 0 < bounds[1]:
        low = Fraction(0)
    rounded = int(exact / step + Fraction(1, 2)) * step
    overlaps = low <= stated + Fraction(step, 2) and high >= stated - Fraction(step, 2)
    truncated = not overlaps and int(exact / step) * step == stated
    severity = "low" if truncated else ("" if overlaps else review.rules["percent"]["severity"])
    near = WITHIN_ROUNDING if overlaps or truncated else MISMATCH
    return Check(
        "percent",
        subject,
        cite(review, [rate, part, whole]),
        EXACT if rounded == stated else near,
        severity,
        rate.unit,
        Fraction(stated),
        exact,
        (high - low) / 2 + Fraction(step, 2),
        expected=f"{part.shown} / {whole.shown}",
        actual=describe(review, rate),
        note=review.say("check.truncated") if truncated else "",
        locator=rate.locator,
        formula="ABS({1} / {2})",
    )


def _share_terms(review: Review, rate: Figure) -> tuple[Figure, Figure] | None:
    scheme = review.schemes[rate.scheme]
    parent = scheme.codes[rate.code].parent
    wholes = [f"{scheme.scheme}/{parent}"] if parent else list(scheme.totals)
    part = review.figures.first(rate.selector, rate.fiscal_year, rate.phase)
    found = [review.figures.first(whole, rate.fiscal_year, rate.phase) for whole in wholes]
    whole = next((figure for figure in found if figure), None)
    return (part, whole) if part and whole else None


def _change_terms(review: Review, rate: Figure) -> tuple[Figure, Figure] | None:
    base = review.lookup(rate.selector, rate.base_year or 0, rate.phase)
    changes = [review.figures.first(rate.selector, rate.fiscal_year, rate.phase, kind) for kind in CHANGES]
    change = next((figure for figure in changes if figure), None)
    return (change, base) if change and base else None


def _completion_terms(review: Review, rate: Figure) -> tuple[Figure, Figure] | None:
    final = review.figures.first(rate.selector, rate.fiscal_year, "executed")
    budgets = [review.figures.first(rate.selector, rate.fiscal_year, phase) for phase in ("approved", "adjusted")]
    budget = next((figure for figure in budgets if figure), None)
    return (final, budget) if final and budget else None


_TERMS = {"share": _share_terms, "change-rate": _change_terms, "completion-rate": _completion_terms}


def _changes(review: Review) -> list[Figure]:
    return [figure for figure in review.figures if figure.measure in CHANGES and figure.usable]


def _signed(change: Figure) -> int:
    return -change.value if change.measure == "decrease" else change.value
