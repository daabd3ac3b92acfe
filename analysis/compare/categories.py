"""Where the money went: categories and special items, ranked, with exact shares."""

from fractions import Fraction

import pandas as pd

from analysis.figures import Figure
from analysis.review import Review
from analysis.schemes import Scheme

COLUMNS = ["figure_id", "code", "name", "amount_fen", "share"]


def find_scheme(review: Review, total: str) -> Scheme | None:
    """Return the scheme that the report uses to break down the figure `total` (a scheme/code), or None."""
    used = {figure.scheme for figure in review.figures.select(year=review.year, phase="executed")}
    found = [s for s in review.schemes.values() if total in s.totals and s.scheme in used]
    return found[0] if found else None


def rank_parts(review: Review, total: str) -> pd.DataFrame:
    """Return the parts of `total` (a scheme/code) of the year, the largest first.

    Columns: figure_id, code, name, amount_fen (int), share (Fraction of the total; None if that is not stated or 0).
    """
    scheme = find_scheme(review, total)
    whole = review.figures.first(total, review.year, "executed")
    rows = []
    for code in scheme.top() if scheme else []:
        figure = review.figures.first(f"{code.scheme}/{code.code}", review.year, "executed")
        if figure:
            rows.append(_make_row(review, figure, whole))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values(["amount_fen", "code"], ascending=[False, True], ignore_index=True)


def _make_row(review: Review, figure: Figure, whole: Figure | None) -> list[object]:
    share = Fraction(figure.value, whole.value) if whole and whole.value else None
    return [figure.figure_id, figure.code, review.name_of(figure), figure.value, share]
