"""What was achieved: the counts and amounts that the report states outside its expenditure, and unit costs."""

from dataclasses import dataclass
from fractions import Fraction

from analysis.compare.formulas import Ratio, compute_ratio
from analysis.figures import Figure
from analysis.review import Review

# Schemes whose figures are spending, staff or totals; every other scheme holds results of the department's work.
RESULTS_SUFFIX = "-output"


@dataclass(frozen=True)
class UnitCost:
    """An amount per piece in 分, with the two figures that it comes from."""

    name: str
    money: Figure
    count: Figure
    ratio: Ratio

    @property
    def fen(self) -> Fraction:
        """Return the cost of one piece in 分."""
        return self.ratio.value


def list_outputs(review: Review) -> list[Figure]:
    """Return the figures of the department's results of the year, in the order of the report."""
    return [f for f in review.figures.select(year=review.year) if f.scheme.endswith(RESULTS_SUFFIX)]


def compute_unit_costs(review: Review) -> list[UnitCost]:
    """Return the unit costs whose amount and count are both stated."""
    costs = []
    for row in review.unit_costs:
        money = review.figures.first(row["money"], review.year, "executed")
        count = review.figures.first(row["count"], review.year, "executed")
        if money is None or count is None:
            continue
        ratio = compute_ratio("money / count", {"money": money, "count": count}, [money, count])
        if ratio:
            costs.append(UnitCost(review.pick(row), money, count, ratio))
    return costs
