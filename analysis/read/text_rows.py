"""What the checks of a text stand on: its figures as exact values with their place, and the findings they give."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property

from analysis.money import AmountError, Quantity, Unit, format_number, parse_quantity
from analysis.read.documents import Document
from analysis.read.facts import Fact, Reading
from analysis.read.flat import FlatText, flatten
from analysis.read.grammar import compile_pattern
from analysis.read.labels import bare
from analysis.read.places import locate_paragraphs
from analysis.tables import DATA_FOLDER, DataFolder
from analysis.texts import say

_BASE = compile_pattern(
    r"(?:较|比|与|和|同)(?:(?P<year>{year})年度?|{last_year})的?(?:同期|支出|收入)?(?:年初预算|预算|决算|执行)?数?的?为?$"
)
# Not a name but what stands between two numbers.
_NAMELESS = compile_pattern(r"(?:较|比|与)(?:年初|上年|去年)?|(?:{up}|{down})了?")
_REACH, _SHORT, _NEAR, _ALIKE = 600, 30, 60, 300  # so that absurd texts too are checked in time that grows with length
_STOP = re.compile(r"[。！？\n]")
NONE = Quantity(0, 0)


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
        return f"{named.scheme}/{named.code}" if named else bare(self.fact.item)

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


@dataclass(frozen=True)
class Scene:
    """A document with its reading, made ready to be checked."""

    document: Document
    reading: Reading
    units: Mapping[str, Unit]
    lang: str

    @cached_property
    def flat(self) -> FlatText:
        """Return the even text."""
        return flatten(self.document.text)

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Return the facts whose number is exact, in order."""
        return tuple(self._list_values())

    @cached_property
    def by_number(self) -> dict[int, Value]:
        """Return the values by the number of their fact."""
        return {value.number: value for value in self.values}

    @cached_property
    def by_key(self) -> dict[str, list[Value]]:
        """Return the amounts of money by what they are called."""
        found: dict[str, list[Value]] = {}
        for value in self.values:
            if value.is_level and len(found.setdefault(value.key, [])) < _ALIKE:
                found[value.key].append(value)
        return found

    @cached_property
    def by_name(self) -> dict[str, list[Value]]:
        """Return the amounts of money by their names, without the words that two names of one total may differ in."""
        found: dict[str, list[Value]] = {}
        for value in self.values:
            if value.is_level and len(found.setdefault(strip_name(value.fact.item), [])) < _ALIKE:
                found[strip_name(value.fact.item)].append(value)
        return found

    @cached_property
    def locators(self) -> list[str]:
        """Return each paragraph's place in words."""
        return [place.locator for place in locate_paragraphs(self.document, "标题与首段")]

    @cached_property
    def _places(self) -> list[int]:
        return [value.start for value in self.values]

    @cached_property
    def _starts(self) -> list[int]:
        return [paragraph.start for paragraph in self.document.paragraphs]

    def _list_values(self) -> Iterator[Value]:
        for number, fact in enumerate(self.reading.facts):
            quantity = _measure(fact, self.units)
            if quantity is None or quantity.approximate or fact.doubt:
                continue
            if not _NAMELESS.fullmatch(fact.label):
                start, end = (bisect_left(self.flat.places, place) for place in fact.span)
                yield Value(number, self._date(fact, start), quantity, start, end)

    def _date(self, fact: Fact, start: int) -> Fact:
        """Return a fact with the year of the base if it stands as one: 较上年5万元增加."""
        left = self.show_before(start)[-_SHORT:]
        based = _BASE.search(left) if fact.measure == "level" else None
        year = int(based["year"] or self.reading.year - 1) if based else fact.year
        return fact if year == fact.year else replace(fact, year=year)

    def find_sentence(self, place: int) -> int:
        """Return where the sentence of a place in the even text begins."""
        return self._sentences[bisect_right(self._sentences, place) - 1]

    def show_before(self, place: int) -> str:
        """Return what stands before a place in its sentence; of a sentence without end the nearest part."""
        return self.flat.text[max(self.find_sentence(place), place - _REACH) : place]

    def list_near(self, place: int) -> tuple[Value, ...]:
        """Return the amounts of money shortly before a place in the even text."""
        end = bisect_left(self._places, place)
        return tuple(one for one in self.values[max(0, end - _NEAR) : end] if one.is_level)

    @cached_property
    def _sentences(self) -> list[int]:
        return [0, *(found.end() for found in _STOP.finditer(self.flat.text))]

    def show_left(self, value: Value) -> str:
        """Return what stands before a number, from the number before it or the sentence's beginning."""
        place = bisect_left(self._places, value.start)
        before = self._find_end(self.values[place - 1]) if place else 0
        return self.flat.text[max(self.find_sentence(value.start), before, value.start - _REACH) : value.start]

    def _find_end(self, value: Value) -> int:
        """Return where a number ends with its unit."""
        unit = value.fact.unit
        return value.end + next(
            (size for size in (len(unit), 1) if self.flat.text.startswith(unit[:size], value.end)), 0
        )

    def find_paragraph(self, place: int) -> int:
        """Return the number of the paragraph that a place in the document's text lies in, from 1."""
        return bisect_right(self._starts, place)

    def lookup(self, key: str, year: int, phases: Sequence[str], near: Value) -> Value | None:
        """Return the amount of that name, year and phase that stands nearest, before rather than behind."""
        found = [
            one
            for one in self.by_key.get(key, ())
            if one.fact.year == year and one.fact.phase in phases and one != near
        ]
        return min(found, key=lambda one: (_rank(one, near), abs(one.number - near.number)), default=None)

    def tell(self, key: str, **values: object) -> str:
        """Return a text in the language of the scene."""
        return say(self.lang, key, **values)

    def report(self, rule: str, span: tuple[int, int], subject: str, texts: tuple[str, str, str]) -> TextFinding:
        """Return a finding; `texts` are what is expected, what is there, and a note."""
        locator = self.locators[self.find_paragraph(span[0]) - 1]
        return TextFinding(rule, find_severity(rule), subject, *texts, locator, span)


def _rank(one: Value, near: Value) -> int:
    """Return 0 in the same paragraph, 1 elsewhere."""
    return int(one.fact.paragraph != near.fact.paragraph)


@cache
def strip_name(label: str) -> str:
    """Return a label without the words that two names of one total may differ in."""
    return re.sub(r"本年|年度|当年|全年|总额|总数|总计|合计|[“”]|决算数?|预算数?|的", "", label).removesuffix("总")


def _measure(fact: Fact, units: Mapping[str, Unit]) -> Quantity | None:
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
