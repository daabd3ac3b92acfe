"""Which documents of a review are not at hand."""

from analysis.check.rows import join_names
from analysis.read.quote import find_originals
from analysis.review import Review


def tell_absent(review: Review) -> str:
    """Return a sentence that names the documents that are not at hand, nothing if all are."""
    originals = find_originals(review)
    absent = [row["file_name"] for row in review.documents if row["document"] not in originals]
    return review.say("check.no-original", files=join_names(review, absent)) if absent else ""
