"""What a document leaves open: scope, missing figures, derived bases, unclear kind, lost digits, uneven print."""

from collections.abc import Iterator
from fractions import Fraction

from analysis.check.rows import Check, Reading, cite, derive_words, describe, join_names, period
from analysis.figures import Figure
from analysis.review import Review
from analysis.verdicts import EXACT, MISMATCH, NOT_CHECKABLE, judge

# Without these no completion, adjustment or carry-over rate exists (财预〔2013〕53号, annex 2, block 过程).
BUDGET_INPUTS = ("income", "expenditure_budget", "expenditure_adjusted", "opening_carry_over", "closing_carry_over")


def check_scope(review: Review) -> Iterator[Check]:
    """Yield one check that total, basic and project or special expenditure go together.

    Where basic alone already equals the total and special expenditure is declared too, the text leaves two readings:
    both are computed, none is chosen.
    """
    total, basic = (review.figures.first(f"summary/{code}", review.year, "executed") for code in ("total", "basic"))
    project = review.figures.first("summary/project", review.year, "executed")
    extra = project or review.figures.first("summary/special", review.year, "executed")
    if total is None or basic is None or extra is None:
        return
    subject = review.say("check.scope", extra=review.name_of(extra))
    apart, tolerance = judge(total.quantity, [basic.quantity, extra.quantity])
    contained = judge(total.quantity, [basic.quantity])[0]
    open_question = apart == MISMATCH and contained != MISMATCH and project is None
    verdict = NOT_CHECKABLE if open_question else apart
    yield Check(
        "scope",
        subject,
        cite(review, [total, basic, extra]),
        verdict,
        review.rules["scope"]["severity"] if apart == MISMATCH else "",
        total.unit,
        Fraction(total.value),
        None if open_question else Fraction(basic.value + extra.value),
        tolerance,
        expected=review.say("check.scope-expected", extra=review.name_of(extra)),
        actual=join_names(review, [describe(review, figure) for figure in (total, basic, extra)]),
        note=review.say("check.scope-note") if open_question else "",
        locator=total.locator,
        readings=_read_scope(review, total, basic, extra) if open_question else (),
        short=review.say("check.scope-short"),
        formula="" if open_question else "{1} + {2}",
    )


def _read_scope(review: Review, total: Figure, basic: Figure, extra: Figure) -> tuple[Reading, ...]:
    name = review.name_of(extra)
    inside, outside = Fraction(basic.value), Fraction(basic.value + extra.value)
    return (
        _make_reading(review, "inside", name, inside, total, "{1}"),
        _make_reading(review, "outside", name, outside, total, "{1} + {2}"),
    )


def _make_reading(review: Review, which: str, extra: str, calculated: Fraction, total: Figure, formula: str) -> Reading:
    text, short = (review.say(f"check.scope-{which}{end}", extra=extra) for end in ("", "-short"))
    return Reading(text, short, calculated, total.value - calculated, formula)


def check_three_public_final(review: Review) -> Iterator[Check]:
    """Yield one check that three-public expenses have a final figure beside the budget."""
    budget = review.figures.first("three-public/total", review.year, "approved")
    final = review.figures.first("three-public/total", review.year, "executed")
    subject = review.say("check.three-public-final")
    known = [figure for figure in (budget, final) if figure]
    yield Check(
        "three-public-final",
        subject,
        cite(review, known),
        EXACT if final else NOT_CHECKABLE,
        "" if final else review.rules["three-public-final"]["severity"],
        expected=review.say("check.final-expected"),
        actual=join_names(review, [f"{describe(review, f)} ({period(review, f)})" for f in known])
        or review.say("check.nothing"),
        locator=known[0].locator if known else "",
    )


def check_budget_inputs(review: Review) -> Iterator[Check]:
    """Yield one check that lists which of income, budgets and carry-over the document does not state."""
    missing = []
    for name in BUDGET_INPUTS:
        row = review.inputs[name]
        selector = f"{row['scheme']}/{row['code']}"
        if review.figures.first(selector, review.year, row["phase"]) is None:
            missing.append(review.pick(row))
    yield Check(
        "budget-inputs",
        review.say("check.budget-inputs"),
        (),
        NOT_CHECKABLE if missing else EXACT,
        review.rules["budget-inputs"]["severity"] if missing else "",
        expected=review.say("check.budget-expected"),
        actual=review.say("check.missing", names=join_names(review, missing)) if missing else "",
    )


def check_derived_bases(review: Review) -> Iterator[Check]:
    """Yield one check for each prior-year figure that nobody states and that was derived from a change."""
    for figure in review.figures:
        if figure.basis != "derived" or review.lookup(figure.selector, figure.fiscal_year, figure.phase) != figure:
            continue
        yield Check(
            "derived-base",
            review.say("check.derived-base", name=review.name_of(figure), period=period(review, figure)),
            (review.cite(figure), *(part for part in figure.derivation.split() if part.startswith("F"))),
            NOT_CHECKABLE,
            review.rules["derived-base"]["severity"],
            figure.unit,
            calculated=Fraction(figure.value),
            tolerance=Fraction(figure.quantity.rounding, 2),
            expected=review.say("check.derived-expected"),
            actual=f"{derive_words(review, figure)} = {figure.shown} {figure.unit.name}",
            locator=figure.locator,
            formula="{0}",
        )


def check_document_kinds(review: Review) -> Iterator[Check]:
    """Yield one check for each document: title and body must name the same kind of document, if both name one."""
    for document in review.documents:
        title, body = document["kind_in_title"], document["kind_in_body"]
        unnamed = "other" in {title, body}
        wrong = title != body and not unnamed
        yield Check(
            "document-kind",
            review.say("check.document-kind", title=document["title"]),
            (),
            MISMATCH if wrong else NOT_CHECKABLE if unnamed else EXACT,
            review.rules["document-kind"]["severity"] if wrong else "",
            expected=review.say("check.kind-expected"),
            actual=review.say("check.kinds", title=review.say(f"kind.{title}"), body=review.say(f"kind.{body}")),
            locator=review.say("check.title-and-body"),
        )


def check_lost_digits(review: Review) -> Iterator[Check]:
    """Yield one check for each count whose leading digits are gone (0余名)."""
    for figure in review.figures:
        if figure.lost_digits:
            yield Check(
                "lost-digits",
                review.say("check.lost-digits", name=review.name_of(figure)),
                cite(review, [figure]),
                NOT_CHECKABLE,
                review.rules["lost-digits"]["severity"],
                expected=review.say("check.lost-expected"),
                actual=f"{figure.printed}{figure.unit.name}",
                locator=figure.locator,
            )


def check_decimals(review: Review) -> Iterator[Check]:
    """Yield one check for each unit of money: its figures are printed with one number of decimals, or not."""
    money = [figure for figure in review.figures if figure.unit.kind == "money" and figure.basis == "stated"]
    for unit in sorted({figure.unit.name for figure in money}):
        figures = [figure for figure in money if figure.unit.name == unit]
        usual = max(figure.decimals for figure in figures)
        odd = [figure for figure in figures if figure.decimals != usual and figure.value]  # a bare 0 is as exact
        yield Check(
            "mixed-decimals",
            review.say("check.decimals", unit=unit),
            cite(review, odd),
            MISMATCH if odd else EXACT,
            review.rules["mixed-decimals"]["severity"] if odd else "",
            expected=review.say("check.decimals-expected", decimals=usual),
            actual=join_names(review, [figure.printed for figure in odd]),
        )
