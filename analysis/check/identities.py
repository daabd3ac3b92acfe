"""Identities between amounts of one year: totals and parts, restated figures, staff and posts."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from analysis.check.rows import Check, cite, describe, join_names, period
from analysis.figures import Figure
from analysis.review import Review
from analysis.schemes import Code, Scheme
from analysis.verdicts import EXACT, MISMATCH, NOT_CHECKABLE, is_coarse, judge


def check_sums(review: Review) -> Iterator[Check]:
    """Yield one check for each total and the parts that the scheme says it has."""
    periods = sorted({(figure.fiscal_year, figure.phase) for figure in review.figures})
    for scheme in review.schemes.values():
        for year, phase in periods:
            for total in scheme.totals:
                yield from _check_sum(review, scheme, scheme.top(), total, year, phase)
            for parent in scheme.codes.values():
                total = f"{scheme.scheme}/{parent.code}"
                yield from _check_sum(review, scheme, scheme.children(parent.code), total, year, phase)


def _check_sum(
    review: Review, scheme: Scheme, members: Sequence[Code], selector: str, year: int, phase: str
) -> Iterator[Check]:
    parts, unlisted = _find_parts(review, scheme, members, year, phase)
    if not parts:
        return
    total = review.figures.first(selector, year, phase)
    missing = [review.pick(code) for code in unlisted]
    note = review.say("check.unlisted", names=join_names(review, missing)) if missing else ""
    if total is None:
        subject = review.say("check.parts-of", total=selector, parts=review.pick(scheme), year=year)
        yield Check("sum-of-parts", subject, cite(review, parts), NOT_CHECKABLE, note=review.say("check.no-total"))
        return
    subject = review.say(
        "check.parts-of", total=review.name_of(total), parts=review.pick(scheme), year=period(review, total)
    )
    yield _compare(review, "sum-of-parts", subject, total, parts, note)
    if is_coarse(total.quantity, [part.quantity for part in parts]):
        yield _compare(review, "coarse-rounding", subject, total, parts, review.say("check.coarse"))


def _find_parts(
    review: Review, scheme: Scheme, members: Sequence[Code], year: int, phase: str
) -> tuple[list[Figure], list[Code]]:
    """Return the figures of the members and the members without one; below such a one, its own parts stand for it."""
    parts, unlisted = [], []
    for code in members:
        figure = review.figures.first(f"{scheme.scheme}/{code.code}", year, phase)
        below, missing = (
            ([figure], []) if figure else _find_parts(review, scheme, scheme.children(code.code), year, phase)
        )
        parts += below
        unlisted += missing if below else [code]
    return parts, unlisted


def _compare(review: Review, rule: str, subject: str, total: Figure, parts: Sequence[Figure], note: str) -> Check:
    verdict, tolerance = judge(total.quantity, [part.quantity for part in parts])
    calculated = Fraction(sum(part.value for part in parts))
    wrong = verdict == MISMATCH or rule == "coarse-rounding"
    return Check(
        rule,
        subject,
        cite(review, [total, *parts]),
        verdict,
        review.rules[rule]["severity"] if wrong else "",
        total.unit,
        Fraction(total.value),
        calculated,
        tolerance,
        expected=" + ".join(part.shown for part in parts),
        actual=describe(review, total),
        note=note,
        locator=total.locator,
        short=review.say(f"check.{rule}-short", name=review.name_of(total)),
        formula=" + ".join(f"{{{place}}}" for place in range(1, len(parts) + 1)),
    )


def check_restated(review: Review) -> Iterator[Check]:
    """Yield one check for each figure that the document states more than once."""

    def key(figure: Figure) -> tuple[str, str, int, str, str]:
        return (figure.scheme, figure.code, figure.fiscal_year, figure.phase, figure.measure)

    stated = [figure for figure in review.figures if figure.basis != "derived" and figure.usable]
    for _, group in groupby(sorted(stated, key=key), key=key):
        first, *others = group
        for other in others:
            subject = review.say("check.restated", first=first.label, other=other.label)
            yield _compare(review, "restated", subject, first, [other], "")


def check_staff(review: Review) -> Iterator[Check]:
    """Yield one check: staff must not exceed the authorised posts."""
    staff = review.figures.first("staffing/staff", review.year, "executed")
    posts = review.figures.first("staffing/posts", review.year, "approved")
    if staff is None or posts is None:
        return
    wrong = staff.value > posts.value
    yield Check(
        "staff-within-posts",
        review.say("check.staff"),
        cite(review, [staff, posts]),
        MISMATCH if wrong else EXACT,
        review.rules["staff-within-posts"]["severity"] if wrong else "",
        staff.unit,
        Fraction(staff.value),
        Fraction(posts.value),
        expected=f"≤ {posts.shown}",
        actual=describe(review, staff),
        locator=staff.locator,
        formula="{1}",
    )
