"""The three-public expenses (“三公”经费): this year's budget by item, last year's, and the change with its bounds."""

from dataclasses import dataclass
from fractions import Fraction

from analysis.compare.formulas import Ratio
from analysis.compare.years import YearPair, compare_years
from analysis.figures import CHANGES, Figure
from analysis.money import bound_ratio
from analysis.review import Review

TOTAL = "three-public/total"


@dataclass(frozen=True)
class ThreePublic:
    """What the report says about three-public expenses in one phase.

    `ratio` has the bounds that follow from the printed figures; `apart` the wider ones if the change and the base
    are taken as rounded independently of each other.
    """

    total: Figure | None
    items: tuple[Figure, ...]
    pair: YearPair | None
    change: Figure | None
    apart: tuple[Fraction, Fraction] | None
    causes: tuple[str, ...]

    @property
    def ratio(self) -> Ratio | None:
        """Return the rate of change, None if it cannot be computed."""
        return self.pair.ratio if self.pair else None


def compare_three_public(review: Review, phase: str = "approved") -> ThreePublic:
    """Return the three-public expenses of the year in a phase, compared with the year before."""
    total = review.figures.first(TOTAL, review.year, phase)
    scheme = review.schemes["three-public"]
    found = [review.figures.first(f"three-public/{c.code}", review.year, phase) for c in scheme.children("total")]
    pairs = [pair for pair in compare_years(review) if total in pair.this_year]
    changes = [review.figures.first(TOTAL, review.year, phase, measure) for measure in CHANGES]
    change = next((figure for figure in changes if figure), None)
    pair = pairs[0] if pairs else None
    return ThreePublic(
        total, tuple(item for item in found if item), pair, change, _bound_apart(pair, change), _causes(review, change)
    )


def _bound_apart(pair: YearPair | None, change: Figure | None) -> tuple[Fraction, Fraction] | None:
    if pair is None or change is None or len(pair.base) != 1:
        return None
    bounds = bound_ratio(change.quantity, pair.base[0].quantity)
    if bounds is None or change.measure == "increase":
        return bounds
    return -bounds[1], -bounds[0]


def _causes(review: Review, change: Figure | None) -> tuple[str, ...]:
    """Return what the document itself gives as cause of the change; never a reason of ours."""
    if change is None:
        return ()
    return tuple(
        review.pick(row, "text")
        for row in review.statements
        if row["kind"] == "cause" and change.figure_id in row["concerns"].split()
    )
