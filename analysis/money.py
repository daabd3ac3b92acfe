"""Exact amounts: read as printed, held as whole 分 with the width of their rounding, shown in 万元 or 元.

A printed figure is known only to half a unit of its last decimal. `Quantity` therefore holds the value and
`rounding`, the size of that unit, both as integers; tolerances and intervals follow from them without a float.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
RATE_SCALE = 1_000_000

_NUMBER = re.compile(r"[-−]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_APPROXIMATE = re.compile(r"余|多|左右|以上|以下|^约|^近")
# Only characters that stand for another character of a number: NFKC on a whole text would turn ①25 into 125.
_FULL_WIDTH = {ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９．，－", "0123456789.,-", strict=True)}


@dataclass(frozen=True)
class Unit:
    """A unit of measure; `scale` says how many 分 (money), pieces (count) or millionths (rate) one unit is."""

    name: str
    kind: str
    scale: int
    name_en: str = ""


@dataclass(frozen=True)
class Quantity:
    """An exact value in 分 (money), pieces (count) or millionths (rate), with the size of its last printed place."""

    value: int
    rounding: int
    approximate: bool = False

    @property
    def low(self) -> Fraction:
        """Return the smallest true value that prints like this."""
        return self.value - Fraction(self.rounding, 2)

    @property
    def high(self) -> Fraction:
        """Return the largest true value that prints like this."""
        return self.value + Fraction(self.rounding, 2)


class AmountError(ValueError):
    """A printed amount that cannot be read; `reason` is a key of the text catalogue."""

    def __init__(self, reason: str) -> None:
        """Keep the reason so that the caller can say it in the user's language."""
        self.reason = reason
        super().__init__(reason)


def normalise_number(printed: str) -> str:
    """Return `printed` with full-width digits and signs made plain and outer white space removed."""
    return printed.translate(_FULL_WIDTH).strip().strip("\u2002\u3000\u00a0")


def parse_quantity(printed: str, unit: Unit) -> Quantity:
    """Return the exact quantity that `printed` states in `unit`.

    Accepts full-width digits, thousands separators in groups of three and, for counts, the words that mark an
    approximation (余, 多, 约 …). Raises AmountError with one of the reasons `amount.empty`, `amount.stray`,
    `amount.negative-count`, `amount.fraction-count`, `amount.too-fine`.
    """
    text = normalise_number(printed)
    if not text:
        raise AmountError("amount.empty")
    approximate = bool(_APPROXIMATE.search(text))
    bare = _APPROXIMATE.sub("", text) if approximate else text
    if not _NUMBER.fullmatch(bare):
        raise AmountError("amount.stray")
    return _scale(Decimal(bare.replace(",", "").replace("−", "-")), unit, approximate)


def _scale(number: Decimal, unit: Unit, approximate: bool) -> Quantity:
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    if unit.kind == "count":
        if decimals:
            raise AmountError("amount.fraction-count")
        if number < 0:
            raise AmountError("amount.negative-count")
        return Quantity(int(number), 0, approximate)
    last_place = Fraction(unit.scale, 10**decimals)
    value = Fraction(number) * unit.scale
    if value.denominator != 1 or last_place.denominator != 1:
        raise AmountError("amount.too-fine")
    return Quantity(int(value), int(last_place), approximate)


def format_wan(fen: int | Fraction, decimals: int = 2) -> str:
    """Return 分 as 万元 with `decimals` places, half rounded away from zero, a true minus sign, no separators."""
    return format_number(Fraction(fen, FEN_PER_WAN), decimals)


def format_yuan(fen: int | Fraction, decimals: int = 2) -> str:
    """Return 分 as 元 with `decimals` places."""
    return format_number(Fraction(fen, FEN_PER_YUAN), decimals)


def format_pct(ratio: Fraction, decimals: int = 2) -> str:
    """Return a ratio as a percentage with its sign: Fraction(-8, 9) is `−88.89 %`."""
    return f"{format_number(ratio * 100, decimals)} %"


def format_number(number: Fraction | int, decimals: int = 0) -> str:
    """Return the number with `decimals` places, half rounded away from zero, U+2212 as minus sign."""
    scaled = abs(Fraction(number)) * 10**decimals
    digits = str(int(scaled + Fraction(1, 2))).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    negative = number < 0 and any(digit not in "0." for digit in text)
    return f"−{text}" if negative else text


def bound_ratio(part: Quantity, whole: Quantity) -> tuple[Fraction, Fraction] | None:
    """Return the lowest and highest true ratio of two quantities rounded independently; None if the base may be 0."""
    if whole.low <= 0 <= whole.high:
        return None
    ratios = [top / bottom for top in (part.low, part.high) for bottom in (whole.low, whole.high)]
    return min(ratios), max(ratios)


def strip_controls(text: str) -> str:
    """Return `text` with control, bidi and zero-width characters made visible as U+FFFD."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in {"Cc", "Cf"} else c for c in text)
