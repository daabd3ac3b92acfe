"""What the checks of a text stand on: its figures as exact values with their place, and the findings they give."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from analysis.money import AmountError, Quantity, Unit, format_number, parse_quantity
from analysis.read.facts import Fact
from analysis.read.labels import bare
from analysis.tables import DATA_FOLDER, DataFolder

_TIME = re.compile(r"^(?:其中|全年|本年度?|当年|年度)+|(?<=..)(?:全年|本年度?|当年|年度|累计|实际|共)+$")
NONE = Quantity(0, 0)
# Parts that leave nothing out, by words of their labels.
_EXHAUSTIVE = (
    ("基本支出", "项目支出"),
    ("人员(?:经费|支出)", "公用(?:经费|支出)"),
    ("出国", "公务用车|公车", "接待"),
    ("公务用车购置|车辆购置|公车购置|^购置", "运行"),
    ("货物", "工程", "服务"),
    ("工资福利", "商品和服务", "个人和家庭"),
)


@dataclass(frozen=True)
class TextFinding:
    """Something in a text that contradicts itself or was left unfinished; `span` is a place in the document's text."""

    rule: str
    severity: str
    subject: str
    expected: str
    actual: str
    note: str
    locator: str
    span: tuple[int, int]


@dataclass(frozen=True)
class Value:
    """A fact with its exact quantity; `start` and `end` are its number's place in the even text."""

    number: int
    fact: Fact
    quantity: Quantity
    start: int
    end: int

    @property
    def key(self) -> str:
        """Return what two statements of one figure have in common: the code, or the bare label."""
        named = self.fact.named
        return f"{named.scheme}/{named.code}" if named else self.name or f"figure {self.number}"

    @property
    def name(self) -> str:
        """Return the bare label without words of time around it."""
        return _TIME.sub("", bare(self.fact.item))

    @property
    def shown(self) -> str:
        """Return the number as printed with its unit."""
        return f"{self.fact.printed} {self.fact.unit}" if self.fact.basis == "stated" else self.fact.printed

    @property
    def is_level(self) -> bool:
        """Return whether this is an amount of money, not a change or a percentage."""
        return self.fact.measure == "level" and self.fact.kind == "money"

    @property
    def signed(self) -> int:
        """Return the value of a change with its sign."""
        return -abs(self.quantity.value) if self.fact.measure == "decrease" else self.quantity.value


@cache
def strip_name(label: str) -> str:
    """Return a label without the words that two names of one total may differ in."""
    return re.sub(r"本年|年度|当年|全年|总额|总数|总计|合计|[“”]|决算数?|预算数?|的", "", label).removesuffix("总")


def measure_fact(fact: Fact, units: Mapping[str, Unit]) -> Quantity | None:
    """Return the exact quantity of a fact, None if its number cannot be read."""
    if fact.basis != "stated":
        return NONE
    try:
        quantity = parse_quantity(fact.printed, units[fact.unit])
    except AmountError:
        return None
    plain = fact.kind == "money" and not quantity.value and "." not in fact.printed
    return NONE if plain else quantity  # 0万元 is none, not anything below 5,000 yuan


@cache
def read_rules() -> dict[str, dict[str, str]]:
    """Return the rules of the project's own data by name."""
    return {row["rule"]: dict(row.cells) for row in DataFolder(DATA_FOLDER, "en").read("rules", "rules.csv")}


def find_severity(rule: str) -> str:
    """Return how grave a breach of a rule is."""
    return read_rules()[rule]["severity"]


def show_amount(value: Fraction | int, unit: Unit) -> str:
    """Return an amount in a unit, with as many decimals as it has."""
    number = Fraction(value) / unit.scale
    places = next((n for n in range(9) if (number * 10**n).denominator == 1), 2)
    return f"{format_number(number, places)} {unit.name}"


def are_exhaustive(labels: Sequence[str]) -> bool:
    """Return whether parts of these names leave nothing out."""
    return any(
        len(names) <= len(labels) and all(any(re.search(name, label) for label in labels) for name in names)
        for names in _EXHAUSTIVE
    )
