"""How two numbers that should be equal compare: the verdicts, the tolerance of rounding, and how grave a finding is."""

from collections.abc import Sequence
from fractions import Fraction

from analysis.money import Quantity

EXACT = "exact"
WITHIN_ROUNDING = "within-rounding"
MISMATCH = "mismatch"
NOT_CHECKABLE = "not-checkable"
NOT_APPLICABLE = "not-applicable"
VERDICTS = (EXACT, WITHIN_ROUNDING, MISMATCH, NOT_CHECKABLE, NOT_APPLICABLE)
SEVERITIES = ("high", "medium", "low", "info")


def judge(reported: Quantity, parts: Sequence[Quantity]) -> tuple[str, Fraction]:
    """Return (verdict, tolerance) for a total and its parts.

    Each figure is known to half a unit of its last printed place, so the sum may be off by the sum of these halves:
    0.5·10^-d·(n+1) for n addends at d decimals.
    """
    difference = reported.value - sum(part.value for part in parts)
    tolerance = Fraction(reported.rounding + sum(part.rounding for part in parts), 2)
    if difference == 0:
        return EXACT, tolerance
    return (WITHIN_ROUNDING if abs(difference) <= tolerance else MISMATCH), tolerance


def is_coarse(reported: Quantity, parts: Sequence[Quantity]) -> bool:
    """Return whether a difference passes only because one of the figures is printed with fewer decimals."""
    roundings = [one.rounding for one in (reported, *parts) if one.rounding]
    difference = abs(reported.value - sum(part.value for part in parts))
    fine = Fraction(min(roundings, default=0) * len(roundings), 2)
    return judge(reported, parts)[0] == WITHIN_ROUNDING and difference > fine
