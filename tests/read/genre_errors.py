"""The kinds of errors that may be planted in a generated report, and what each makes of a figure."""

import random
from decimal import Decimal

# Each kind, and in how many places of a report it may stand.
PLACES = {
    "sum": 1, "split": 1, "restated": 1, "share": 1, "completion-rate": 1, "change-rate": 1, "direction": 1,
    "change": 1, "lost-digit": 1, "template": 1, "year": 2, "quote": 1, "word-mark": 1, "unit": 1,
}  # fmt: skip
ERROR_KINDS: tuple[str, ...] = tuple(PLACES)


def spoil_amount(chance: random.Random, kind: str, value: int) -> int:
    """Return a wrong amount, off by far more than rounding can explain; of the unit error, 元 taken for 万元."""
    if kind == "unit":
        return value * 10_000
    off = chance.randint(121, 999)
    return value - off if value > 2 * off and chance.random() < 0.5 else value + off


def spoil_percent(chance: random.Random, value: Decimal) -> Decimal:
    """Return a wrong percentage, off by a quarter of a point to nine points."""
    off = Decimal(chance.randint(25, 900)) / 100
    return value - off if value > 2 * off and chance.random() < 0.5 else value + off


def spoil_year(chance: random.Random, year: int) -> int:
    """Return a year that is not the report's."""
    return year + chance.choice((-2, -1, 1))


def lose_digits(chance: random.Random) -> str:
    """Return what is left of an approximate count without its digits."""
    return chance.choice(("0余", "余"))
