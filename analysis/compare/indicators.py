"""The official indicators: computed where every input is stated, otherwise the name of what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.compare.formulas import Ratio, compute_ratio, list_names
from analysis.figures import Figure
from analysis.review import Review
from analysis.tables import Row

COMPUTED = "computed"
MISSING = "missing"


@dataclass(frozen=True)
class Indicator:
    """One indicator of one set: its definition, its result or what is missing, its points where a rule exists."""

    row: Row
    status: str
    ratio: Ratio | None
    missing: tuple[str, ...]
    derived: tuple[str, ...]
    points: Fraction | None
    inputs: Mapping[str, Figure]

    @property
    def in_order(self) -> bool | None:
        """Return whether the value meets the indicator's target; None if there is no value or no target."""
        if self.ratio is None or not self.row["target_pct"]:
            return None
        target = Fraction(self.row["target_pct"]) / 100
        value, better = self.ratio.value, self.row["better"]
        return value <= target if better == "lower" else value >= target if better == "higher" else value == target


def compute_indicators(review: Review, indicator_set: str) -> list[Indicator]:
    """Return every indicator of a set in its order; none is left out, none is 0 because an input is missing."""
    return [_compute(review, row) for row in review.indicators[indicator_set]]


def _compute(review: Review, row: Row) -> Indicator:
    found = {name: _find_input(review, name) for name in list_names(row["formula"])}
    inputs = {name: figure for name, figure in found.items() if figure}
    missing = tuple(review.pick(review.inputs[name]) for name, figure in found.items() if not figure)
    if missing:
        return Indicator(row, MISSING, None, missing, (), None, inputs)
    ratio = compute_ratio(row["formula"], inputs, [*review.figures, *review.history])
    if ratio is None:
        return Indicator(row, MISSING, None, (review.say("compare.zero-base"),), (), None, inputs)
    derived = tuple(review.cite(figure) for figure in inputs.values() if figure.basis == "derived")
    points = score(review.scoring, row["indicator_set"], row["indicator"], ratio.value)
    return Indicator(row, COMPUTED, ratio, (), derived, points, inputs)


def _find_input(review: Review, name: str) -> Figure | None:
    row = review.inputs[name]
    if row["kind"] == "review":
        return None
    selector, offset = f"{row['scheme']}/{row['code']}", int(row["year_offset"])
    return review.lookup(selector, review.year + offset, row["phase"])


def score(scoring: Sequence[Row], indicator_set: str, indicator: str, value: Fraction) -> Fraction | None:
    """Return the points for a value (a ratio), or None if the set has no rule for the indicator.

    Points = points of the band − deduct_points for each per_pct that the value lies away from deduct_from_pct,
    whole steps or pro rata as the band says, never below 0.
    """
    percent = value * 100
    for band in scoring:
        if (band["indicator_set"], band["indicator"]) != (indicator_set, indicator):
            continue
        if _is_in_band(band, percent):
            return _points_in_band(band, percent)
    return None


def _is_in_band(band: Row, percent: Fraction) -> bool:
    low, high = band["from_pct"], band["to_pct"]
    above = not low or percent > Fraction(low) or (percent == Fraction(low) and band["from_inclusive"] == "yes")
    below = not high or percent < Fraction(high) or (percent == Fraction(high) and band["to_inclusive"] == "yes")
    return above and below


def _points_in_band(band: Row, percent: Fraction) -> Fraction:
    points = Fraction(band["points"])
    if band["deduct_points"]:
        steps = abs(percent - Fraction(band["deduct_from_pct"])) / Fraction(band["per_pct"])
        counted = Fraction(int(steps)) if band["step"] == "whole" else steps
        points -= Fraction(band["deduct_points"]) * counted
    return max(points, Fraction(0))
