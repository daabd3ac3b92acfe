"""Points for an indicator's value, as the rules of its set give them in data/scoring.csv."""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction

Band = Mapping[Hashable, str]


def score(bands: Iterable[Band], value: Fraction) -> Fraction | None:
    """Return the points for a value (a ratio) by the bands of an indicator, or None if no band holds it.

    Points = points of the band − deduct_points for each per_pct that the value lies away from deduct_from_pct,
    whole steps or pro rata as the band says, never below 0.
    """
    percent = value * 100
    return next((_count_points(band, percent) for band in bands if _is_in_band(band, percent)), None)


def _is_in_band(band: Band, percent: Fraction) -> bool:
    low, high = band["from_pct"], band["to_pct"]
    above = not low or percent > Fraction(low) or (percent == Fraction(low) and band["from_inclusive"] == "yes")
    below = not high or percent < Fraction(high) or (percent == Fraction(high) and band["to_inclusive"] == "yes")
    return above and below


def _count_points(band: Band, percent: Fraction) -> Fraction:
    points = Fraction(band["points"])
    if band["deduct_points"]:
        steps = abs(percent - Fraction(band["deduct_from_pct"])) / Fraction(band["per_pct"])
        counted = Fraction(int(steps)) if band["step"] == "whole" else steps
        points -= Fraction(band["deduct_points"]) * counted
    return max(points, Fraction(0))
