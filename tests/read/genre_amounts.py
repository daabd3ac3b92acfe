"""The amounts of a generated report, and the ways to print a number.

Money is held in hundredths of 万元, so that sums are exact; names of values end in what they are: .f executed or final,
.b budget, .p last year's, .o last year's budget, .n next year's.
"""

import random
from decimal import ROUND_HALF_UP, Decimal

from tests.read.genre_phrases import ALIASES, POOLS, VOLUNTEERS, WORKS

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
HAN_DIGITS = "零一二三四五六七八九"
HAN_PLACES = ((1000, "千"), (100, "百"), (10, "十"))
WAN, YI = 100, 1_000_000
SPECIAL_STYLES = ("thousands", "full-width", "han", "space", "line-end", "yuan", "yuan-thousands", "yi", "unit-apart")


def percent(part: int, whole: int) -> Decimal:
    """Return a share in percent as it is printed."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def write_han(number: int) -> str:
    """Return a number from 0 to 9,999 in Chinese numerals, with 零 for the places left out between."""
    if number < 10:
        return HAN_DIGITS[number]
    text, gap = "", False
    for place, name in HAN_PLACES:
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if gap else "") + HAN_DIGITS[digit] + name
        gap = bool(text) and not digit
    text += ("零" if gap else "") + HAN_DIGITS[number] if number else ""
    return text.removeprefix("一") if text.startswith("一十") else text


def break_up(chance: random.Random, printed: str, gap: str) -> str:
    """Return a number with a gap before one of its last digits, as after a conversion from another format."""
    at = chance.randint(1, len(printed) - 1)
    return printed[:at] + gap + printed[at:]


def print_money(chance: random.Random, style: str, value: int) -> tuple[str, str, str]:
    """Return (number as printed, plain amount, unit as printed); a style that does not suit the value gives way."""
    wan = Decimal(value) / WAN
    plain = f"{wan:.2f}"
    whole = value % WAN == 0
    if style == "trimmed":
        return f"{wan.normalize():f}", f"{wan.normalize():f}", "万元"
    if style == "thousands" and wan >= 1000:
        return f"{wan:,.2f}", plain, "万元"
    if style == "full-width":
        return plain.translate(FULL_WIDTH), plain, "万元"
    if style == "han" and whole and 0 < wan < 10_000:
        return write_han(value // WAN), str(value // WAN), "万元"
    if style in ("space", "line-end"):
        return break_up(chance, plain, " " if style == "space" else "\n"), plain, "万元"
    if style == "yuan":
        return str(value * 100), str(value * 100), "元"
    if style == "yuan-thousands":
        return f"{value * 100:,}.00", f"{value * 100}.00", "元"
    if style == "yi" and whole and value >= YI:
        yi = f"{(Decimal(value) / YI).normalize():f}"
        return yi, yi, "亿元"
    return plain, plain, " 万元" if style == "unit-apart" else "万元"


def print_count(style: str, number: int) -> str:
    """Return a count as printed."""
    if style == "han" and number < 100:
        return "两" if number == 2 else write_han(number)
    if style == "thousands" and number >= 1000:
        return f"{number:,}"
    return str(number).translate(FULL_WIDTH) if style == "full-width" else str(number)


def near(chance: random.Random, value: int) -> int:
    """Return another value of the same size."""
    return value + chance.choice((-1, 1)) * max(1, value * chance.randint(3, 30) // 100)


class Model:
    """The names and amounts of one report."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.names = {key: chance.choice(forms) for key, forms in ALIASES.items()}
        self.names |= {"sgf": self.names["sg"] + "财政拨款支出", "helper": chance.choice(VOLUNTEERS), "city": "晨光"}
        self.values = {"zero": 0}
        self.units: dict[str, str] = {}
        self.lists: dict[str, list[str]] = {}
        self.case = chance.choice(("full", "full", "full", "rec", "level", "none"))
        self.scale = chance.choice((1, 1, 1, 40))
        self._take_lists()
        self._set_expenditure()
        self._set_three_public()
        self._set_counts()

    def _take_lists(self) -> None:
        for name, prefix, least, most in (("oitems", "o", 3, 5), ("items", "i", 3, 5), ("funds", "f", 2, 2)):
            chosen = self.chance.sample(POOLS[name], self.chance.randint(least, most))
            self.lists[name] = [f"{prefix}{number}" for number in range(1, len(chosen) + 1)]
            self.names |= dict(zip(self.lists[name], chosen, strict=True))
        works = self.chance.sample(WORKS, 9)
        for name, some in (("works1", works[:5]), ("works2", works[5:])):
            self.lists[name] = [item for item, *_ in some]
        for item, unit, least, most in works:
            self.units[item] = unit
            count = self.chance.randint(least, most)
            self.values[f"{item}.n"] = count if count < 200 or self.chance.random() < 0.5 else count // 100 * 100

    def _draw(self, least: int, most: int) -> int:
        """Return an amount between two of 万元, a whole one at times."""
        value = self.chance.randint(least * WAN, most * WAN)
        return value // WAN * WAN if self.chance.random() < 0.35 else value

    def _set_expenditure(self) -> None:
        v, draw = self.values, self._draw
        for key in self.lists["oitems"]:
            v[f"{key}.f"] = draw(3, 60) * self.scale
        for key in self.lists["items"]:
            v[f"{key}.f"] = draw(15, 240) * self.scale
        for key in self.lists["funds"]:
            v[f"{key}.f"] = self.chance.randint(2, 40) * 25 * WAN * self.scale
        v["office.f"] = sum(v[f"{key}.f"] for key in self.lists["oitems"])
        v["proj.f"] = sum(v[f"{key}.f"] for key in self.lists["items"])
        v["staff.f"] = draw(90, 900) * self.scale
        v["basic.f"] = v["staff.f"] + v["office.f"]
        v["total.f"] = v["income.f"] = v["basic.f"] + v["proj.f"]
        v["total.b"] = near(self.chance, v["total.f"])
        v["k2.f"], v["k3.f"] = v["total.f"] * draw(6, 14) // 10_000, v["total.f"] * draw(4, 9) // 10_000
        v["k1.f"] = v["total.f"] - v["k2.f"] - v["k3.f"]
        v["k11.f"] = v["k1.f"] * draw(50, 80) // 10_000
        v["k12.f"] = v["k1.f"] - v["k11.f"]
        v["office.p"] = near(self.chance, v["office.f"])
        v["other.f"] = draw(2, 40)
        v["fiscal.f"] = v["income.f"] - v["other.f"]
        v["fiscal.p"] = near(self.chance, v["fiscal.f"])
        for key in ("goods", "works", "service"):
            v[f"{key}.f"] = draw(4, 30) * self.scale
        v["purchase.f"] = v["goods.f"] + v["works.f"] + v["service.f"]

    def _set_three_public(self) -> None:
        v, parts = self.values, {"full": "ab buy run rec", "level": "ab buy run rec", "rec": "rec", "none": ""}
        for key in ("ab", "buy", "run", "rec"):
            present = key in parts[self.case].split()
            v[f"{key}.b"] = self._draw(6, 40) if present else 0
            v[f"{key}.f"] = v[f"{key}.b"] * (100 if self.case == "level" else self.chance.randint(55, 97)) // 100
            for stage in ("p", "o", "n"):
                v[f"{key}.{stage}"] = near(self.chance, v[f"{key}.b"]) if present else 0
            v["guest.f"] = v[f"{key}.f"] // 3
        v["run.p"] = v["run.f"]
        for stage in "bfpon":
            v[f"car.{stage}"] = v[f"buy.{stage}"] + v[f"run.{stage}"]
            v[f"sg.{stage}"] = v[f"ab.{stage}"] + v[f"car.{stage}"] + v[f"rec.{stage}"]

    def _set_counts(self) -> None:
        v, draw = self.values, self.chance.randint
        v["posts"] = draw(12, 90)
        v["hands"] = v["posts"] - draw(0, 9)
        v |= {"retired": draw(2, 40), "rooms": draw(3, 9), "units": draw(2, 15), "helpers": draw(3, 30) * 10}
        v |= {"goals": draw(8, 30), "evals": draw(3, 20)}
        v["cars1"], v["cars2"] = draw(1, 4), draw(1, 9)
        v["cars"] = v["cars1"] + v["cars2"]
        v["renewed"] = draw(1, v["cars"])
        v["batches"] = draw(4, 80)
        v["visitors"] = v["batches"] * draw(4, 12)

    def compute(self, expression: str) -> int:
        """Return a value, or the size and sign of a difference written a-b."""
        first, _, second = expression.partition("-")
        return self.values[first] - (self.values[second] if second else 0)
