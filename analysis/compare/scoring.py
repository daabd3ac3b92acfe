"""What an indicator's value is worth: whether it meets the target, and points by the rules in data/scoring.csv."""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction

Row = Mapping[Hashable, str]


def meets_target(indicator: Row, value: Fraction) -> bool | None:
    """Return whether a value (a ratio) is on the better side of an indicator's target, or None without a target."""
    if not indicator["target_pct"]:
        return None
    target = Fraction(indicator["target_pct"]) / 100
    better = indicator["better"]
    return value <= target if better == "lower" else value >= target if better == "higher" else value == target


def score(bands: Iterable[Row], value: Fraction) -> Fraction | None:
    """Return the points for a value (a ratio) by the bands of an indicator, or None if no band holds it.

    Points = points of the band − deduct_points for each per_pct that the value lies away from deduct_from_pct,
    whole steps or pro rata as the band says, never below 0.
    """
    percent = value * 100
    return next((_count_points(band, percent) for band in bands if _is_in_band(band, percent)), None)


def _is_in_band(band: Row, percent: Fraction) -> bool:
    low, high = band["from_pct"], band["to_pct"]
    above = not low or percent > Fraction(low) or (percent == Fraction(low) and band["from_inclusive"] == "yes")
    below = not high or percent < Fraction(high) or (percent == Fraction(high) and band["to_inclusive"] == "yes")
    return above and below


def _count_points(band: Row, percent: Fraction) -> Fraction:
    points = Fraction(band["points"])
    if band["deduct_points"]:
        steps = abs(percent - Fraction(band["deduct_from_pct"])) / Fraction(band["per_pct"])
        counted = Fraction(int(steps)) if band["step"] == "whole" else steps
        points -= Fraction(band["deduct_points"]) * counted
    return max(points, Fraction(0))
