"""The review in words: findings first, then the official report's five parts, every number linked to its figure."""

from markupsafe import Markup

from analysis.check import Check, list_findings, run_checks
from analysis.compare.outputs import list_outputs
from analysis.review import Review
from analysis.show.categories import list_category_sentences
from analysis.show.performance import list_indicator_sentences, list_unit_cost_sentences
from analysis.show.rich import Fragment, bullets, cite, clean, join, stated, tell
from analysis.show.years import list_three_public_sentences

PARTS = ("profile", "goals", "management", "problems", "advice")


def tell_findings(review: Review) -> Fragment:
    """Return the findings above a mere hint, one item each."""
    return Fragment(bullets(list_finding_sentences(review)))


def tell_part(review: Review, part: str) -> Fragment:
    """Return one of the five parts (see PARTS), one item a sentence."""
    return Fragment(bullets(list_part(review, part)))


def list_finding_sentences(review: Review) -> list[Markup]:
    """Return one sentence for each finding above a mere hint, with both readings where there are two."""
    findings = [finding for finding in list_findings(run_checks(review)) if finding.severity != "info"]
    return [_tell_finding(review, finding) for finding in findings] or [tell(review, "narrative.no-findings")]


def _tell_finding(review: Review, finding: Check) -> Markup:
    sentence = tell(
        review,
        "narrative.finding",
        severity=Markup('<span class="severity severity-{}">{}</span>').format(
            finding.severity, review.say(f"severity.{finding.severity}")
        ),
        subject=finding.subject,
        actual=clean(finding.actual) + cite(finding.figures),
    )
    return sentence + (bullets(clean(reading.text) for reading in finding.readings) if finding.readings else "")


def list_part(review: Review, part: str) -> list[Markup]:
    """Return the sentences of one of the five parts."""
    said = [_tell_statement(review, row["statement_id"]) for row in review.statements if row["part"] == part]
    said = [one for one in said if one]
    if part == "profile":
        return [*_tell_staff(review), *said]
    if part == "goals":
        return [*said, *list_category_sentences(review), *list_three_public_sentences(review), *_tell_results(review)]
    if part == "management":
        return [*said, *list_indicator_sentences(review)]
    if part == "advice":
        return [*said, *_tell_advice(review)]
    return said or [tell(review, "narrative.nothing-said" if review.statements else "narrative.nothing-recorded")]


def _tell_statement(review: Review, statement_id: str) -> Markup:
    row = next(row for row in review.statements if row["statement_id"] == statement_id)
    if row["kind"] == "cause":  # stands beside the change that it explains
        return Markup("")
    links = cite([statement_id])
    return tell(review, f"narrative.{row['kind']}", text=clean(review.pick(row, "text")) + links)


def _tell_staff(review: Review) -> list[Markup]:
    figures = review.figures.select("staffing", year=review.year)
    if not figures:
        return [tell(review, "narrative.staff-missing")]
    items = [tell(review, "show.named", name=review.name_of(f), amount=stated(review, f)) for f in figures]
    values = {"name": review.pick(review.department), "region": review.pick(review.department, "region")}
    return [tell(review, "narrative.staff", year=review.year, items=join(review, items), **values)]


def _tell_results(review: Review) -> list[Markup]:
    usable = [figure for figure in list_outputs(review) if figure.usable]
    if not usable:
        return []
    items = [tell(review, "show.named", name=review.name_of(f), amount=stated(review, f)) for f in usable]
    return [tell(review, "narrative.results", items=join(review, items)), *list_unit_cost_sentences(review)]


def _tell_advice(review: Review) -> list[Markup]:
    rules = dict.fromkeys(f.rule for f in list_findings(run_checks(review)) if f.severity != "info")
    advice = [clean(review.pick(review.rules[rule], "advice")) for rule in rules]
    return [tell(review, "narrative.own-advice") + bullets(advice)] if advice else []
