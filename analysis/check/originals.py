"""What a document's own text says against itself: lists, words of direction, years, template remains, marks.

These checks need the document itself, which the data do not hold; without it they are not run, and that is said.
"""

from collections.abc import Iterator, Sequence

from analysis.check.rows import Check, join_names
from analysis.read.quote import find_facts, find_originals, list_within, read_originals
from analysis.review import Review
from analysis.verdicts import MISMATCH

_ONCE = {"document-kind"}  # is of the document as a whole


def check_originals(review: Review, others: Sequence[Check]) -> Iterator[Check]:
    """Yield one row for each fault of a document's text that the checks of the figures have not found there."""
    known = {(check.rule, "" if check.rule in _ONCE else check.locator) for check in others if check.severity}
    originals = read_originals(review)
    for name, original in originals.items():
        found = find_facts(original, [one for one in review.figures if one.document == name])
        for fault in original.findings:
            if (fault.rule, "" if fault.rule in _ONCE else fault.locator) in known:
                continue
            yield Check(
                rule=fault.rule,
                subject=fault.subject,
                figures=list_within(found, fault.span),
                verdict=MISMATCH,
                severity=fault.severity,
                expected=fault.expected,
                actual=fault.actual,
                note=fault.note,
                locator=fault.locator,
                of_text=True,
            )


def tell_absent(review: Review) -> str:
    """Return a sentence that names the documents that are not at hand, nothing if all are."""
    originals = find_originals(review)
    absent = [row["file_name"] for row in review.documents if row["document"] not in originals]
    return review.say("check.no-original", files=join_names(review, absent)) if absent else ""
