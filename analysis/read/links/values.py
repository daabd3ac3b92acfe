"""The figures of a text as exact amounts with their places, and whether some make up another: what links stand on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.money import AmountError, Quantity, Unit, parse_quantity
from analysis.read.facts import Fact, Link, Term
from analysis.read.prose.labels import bare

CHANGES = ("increase", "decrease")
_TIME = re.compile(r"^(?:其中|全年|本年度?|当年|年度)+|(?<=..)(?:全年|本年度?|当年|年度|累计|实际|共)+$")
_NONE = Quantity(0, 0)
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
    def is_level(self) -> bool:
        """Return whether this is an amount of money, not a change or a percentage."""
        return self.fact.measure == "level" and self.fact.kind == "money"

    @property
    def is_change(self) -> bool:
        """Return whether this is an increase or a decrease."""
        return self.fact.measure in CHANGES

    @property
    def signed(self) -> Quantity:
        """Return what a figure adds: of a decrease less than nothing."""
        value = -abs(self.quantity.value) if self.fact.measure == "decrease" else self.quantity.value
        return Quantity(value, self.quantity.rounding)


Signed = tuple[str, Value]  # whether a value is added (+) or taken away (-); a decrease is negative by itself


def make_link(
    kind: str,
    reported: Value | None,
    calculated: Iterable[Signed],
    divisor: Iterable[Signed] = (),
    *,
    sign: str = "",
    complete: bool = False,
    span: tuple[int, int] | None = None,
) -> Link:
    """Return the link between values; its place is that of the reported one, unless words say it elsewhere."""
    terms = [Term("reported", reported.number, sign)] if reported else []
    terms += [Term("calculated", value.number, mark) for mark, value in calculated]
    terms += [Term("divisor", value.number, mark) for mark, value in divisor]
    place = span or (reported.fact.span if reported else None)
    if place is None:
        raise ValueError("a link without a reported figure needs its place")
    return Link(kind, tuple(terms), place, "yes" if complete else "")


@cache
def strip_name(label: str) -> str:
    """Return a label without the words that two names of one total may differ in."""
    return re.sub(r"本年|年度|当年|全年|总额|总数|总计|合计|[“”]|决算数?|预算数?|的", "", label).removesuffix("总")


def measure_fact(fact: Fact, units: Mapping[str, Unit]) -> Quantity | None:
    """Return the exact quantity of a fact, None if its number cannot be read."""
    if fact.basis != "stated":
        return _NONE
    try:
        quantity = parse_quantity(fact.printed, units[fact.unit])
    except AmountError:
        return None
    plain = fact.kind == "money" and not quantity.value and "." not in fact.printed
    return _NONE if plain else quantity  # 0万元 is none, not anything below 5,000 yuan


def close(total: Quantity, parts: Iterable[Quantity]) -> bool:
    """Return whether amounts make up a total as exactly as their printed places can say."""
    members = list(parts)
    difference = total.value - sum(part.value for part in members)
    return 2 * abs(difference) <= total.rounding + sum(part.rounding for part in members)


def are_exhaustive(labels: Sequence[str], whole: str | None = None) -> bool:
    """Return whether parts of these names leave nothing out; with the name of their whole also that nothing is added.

    A whole of the same kind as its parts has others: 公务接待费, 其中外宾接待费.
    """
    return any(
        len(names) <= len(labels)
        and all(any(re.search(name, label) for label in labels) for name in names)
        and (whole is None or not any(re.search(name, whole) for name in names))
        and (whole is None or all(any(re.search(name, label) for name in names) for label in labels))
        for names in _EXHAUSTIVE
    )
