"""Exact amounts: read as printed, held as whole 分 with the width of their rounding, shown in 万元 or 元.

A printed figure is known only to half a unit of its last decimal. `Quantity` therefore holds the value and
`rounding`, the size of that unit, both as integers; tolerances and intervals follow without a float.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
RATE_SCALE = 1_000_000

_PRINTED = re.compile(
    r"(?P<about>约|近|超过|逾)?"
    r"(?:(?P<number>[-−]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?)(?P<times>[百千万])?"
    r"|(?P<mixed>[0-9]+(?:亿[0-9]{1,4}(?:万[0-9]{0,4}千?)?|万[0-9]{1,4}千?))"
    r"|(?P<chinese>[零〇一二两三四五六七八九十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟]+))"
    r"(?P<or_so>余|多|左右|以上|以下)?(?:左右|以上|以下)?"
)
_TIMES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_PART = re.compile(r"([0-9]+)([千万亿]?)")
# No budget comes near: 10^15 分 is ten 万亿元. The bound keeps the sum of nine thousand values within 64 bits.
_LIMIT = 10**15
# Only characters that stand for another character of a number: NFKC on a whole text would turn ①25 into 125.
FULL_WIDTH = {ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９．，－", "0123456789.,-", strict=True)}


@dataclass(frozen=True)
class Unit:
    """A unit of measure.

    `scale` is how many 分 (money), pieces (count), ten-thousandths (measure) or millionths (rate) one unit is.
    """

    name: str
    kind: str
    scale: int
    name_en: str = ""


@dataclass(frozen=True)
class Quantity:
    """An exact value in 分 (money), pieces (count) or millionths (rate), and the size of its last place."""

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
    return (printed if printed.isascii() else printed.translate(FULL_WIDTH)).strip()


def count_decimals(printed: str) -> int:
    """Return how many digits stand behind the decimal point."""
    return sum(map(str.isdigit, normalise_number(printed).partition(".")[2]))


def parse_quantity(printed: str, unit: Unit) -> Quantity:
    """Return the exact quantity that `printed` states in `unit`.

    Accepts full-width digits, thousands separators in groups of three, Chinese numerals, 百 千 万 behind the digits or
    between them (3万5千), and a word before or behind the number that marks an approximation (约 近 超过 逾; 余 多 左右
    以上 以下).

    Raises AmountError with one of the reasons
    `amount.empty`, `amount.word`, `amount.stray`, `amount.negative-count`, `amount.fraction-count`,
    `amount.too-fine`, `amount.too-large`.
    """
    text = normalise_number(printed)
    if not text:
        raise AmountError("amount.empty")
    found = _PRINTED.fullmatch(text)
    if found is None:
        raise AmountError("amount.stray" if any(c.isdigit() for c in text) else "amount.word")
    approximate = bool(found["about"] or found["or_so"])
    if found["chinese"]:
        return _scale(f"{read_chinese(found['chinese']):f}", 1, unit, approximate=approximate)
    if found["mixed"]:
        parts = _PART.findall(found["mixed"])
        last = _TIMES.get(parts[-1][1], 1)
        whole = sum(int(digits) * _TIMES.get(times, 1) for digits, times in parts)
        return _scale(f"{Decimal(whole) / last:f}", last, unit, approximate=approximate)
    number = found["number"].replace(",", "")
    return _scale(number, _TIMES.get(found["times"], 1), unit, approximate=approximate)


def read_chinese(numeral: str) -> Decimal:
    """Return the value of a Chinese numeral such as 一百二十 or 三点五; AmountError `amount.stray` if it is none."""
    import cn2an  # a tenth of a second that most commands can do without

    whole, _, decimals = numeral.replace("〇", "零").partition("点")
    try:
        value = Decimal(str(cn2an.cn2an(whole, "smart")))
        places = "".join(str(cn2an.cn2an(digit, "smart")) for digit in decimals)
    except (ValueError, KeyError):  # the second of 一十零
        raise AmountError("amount.stray") from None
    return value + Decimal(f"0.{places}") if places else value


def _scale(number: str, times: int, unit: Unit, *, approximate: bool) -> Quantity:
    """Return `number` × `times` units; the last place is that of the number as it is printed (1.5万: a tenth of 万)."""
    whole, _, decimals = number.lstrip("-−").partition(".")
    digits, places = int(whole + decimals), 10 ** len(decimals)
    negative = number[0] in "-−" and digits > 0
    last_place, finer = divmod(unit.scale * times, places)
    if unit.kind == "count" and finer:
        raise AmountError("amount.fraction-count")
    if unit.kind == "count" and negative:
        raise AmountError("amount.negative-count")
    size, rest = divmod(digits * times * unit.scale, places)
    if size >= _LIMIT:
        raise AmountError("amount.too-large")
    if rest or finer:
        raise AmountError("amount.too-fine")
    value = -size if negative else size
    return Quantity(value, 0 if unit.kind == "count" and times == 1 else last_place, approximate)


def format_wan(fen: int | Fraction, decimals: int = 2) -> str:
    """Return 分 as 万元 with `decimals` places, half rounded away from zero, a true minus, no separators."""
    return format_number(Fraction(fen, FEN_PER_WAN), decimals)


def format_yuan(fen: int | Fraction, decimals: int = 2) -> str:
    """Return 分 as 元 with `decimals` places."""
    return format_number(Fraction(fen, FEN_PER_YUAN), decimals)


def format_pct(ratio: Fraction | int, decimals: int = 2) -> str:
    """Return a ratio as a percentage with its sign: Fraction(-8, 9) is `−88.89 %`."""
    return f"{format_number(ratio * 100, decimals)} %"


def format_number(number: Fraction | int, decimals: int = 0) -> str:
    """Return the number with `decimals` places, half rounded away from zero, U+2212 as minus sign."""
    scaled = abs(Fraction(number)) * 10**decimals
    digits = str(int(scaled + Fraction(1, 2))).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    negative = number < 0 and any(digit not in "0." for digit in text)
    return f"−{text}" if negative else text


def group_thousands(number: str) -> str:
    """Return a number as format_number makes it with a comma before each three digits of its whole part."""
    whole, point, decimals = number.partition(".")
    digits = whole.removeprefix("−")
    return f"{whole[: -len(digits)]}{int(digits):,}{point}{decimals}" if digits else number


def bound_ratio(part: Quantity, whole: Quantity) -> tuple[Fraction, Fraction] | None:
    """Return the lowest and highest true ratio of two rounded quantities, None if the base may be 0."""
    if whole.low <= 0 <= whole.high:
        return None
    ratios = [top / bottom for top in (part.low, part.high) for bottom in (whole.low, whole.high)]
    return min(ratios), max(ratios)


def strip_controls(text: str) -> str:
    """Return `text` with control, bidi, zero-width and line-breaking characters made visible as U+FFFD."""
    if text.isprintable():
        return text
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in hidden else c for c in text)
