"""The main results for the cover; free of pandas and matplotlib, which the exporting process does not need."""

from markupsafe import Markup

from analysis.check import count_findings, list_findings, run_checks
from analysis.compare.three_public import compare_three_public
from analysis.review import Review
from analysis.show.rich import percent, stated, tell
from analysis.verdicts import EXACT, WITHIN_ROUNDING


def list_headline(review: Review) -> list[Markup]:
    """Return the main results in a few short sentences, for the cover."""
    checks = run_checks(review)
    sums = [check for check in checks if check.rule == "sum-of-parts"]
    good = [check for check in sums if check.verdict in {EXACT, WITHIN_ROUNDING}]
    counts = count_findings(list_findings(checks))
    total = review.figures.first("summary/total", review.year, "executed")
    three_public = compare_three_public(review)
    sentences = [tell(review, "narrative.headline-total", amount=stated(review, total))] if total else []
    sentences.append(tell(review, "narrative.headline-sums", good=len(good), count=len(sums)))
    if three_public.total and three_public.ratio:
        key = "derived" if three_public.pair and three_public.pair.derived else "stated"
        sentences.append(
            tell(
                review,
                f"narrative.headline-three-public-{key}",
                amount=stated(review, three_public.total),
                rate=percent(three_public.ratio.value),
            )
        )
    sentences.append(tell(review, "narrative.headline-findings", high=counts["high"], medium=counts["medium"]))
    return sentences
