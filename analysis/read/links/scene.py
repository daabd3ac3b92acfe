"""A document with its reading, made ready to be looked through: values by number and name, sentences, places."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.money import Unit
from analysis.read.facts import Fact, Reading, TextFinding
from analysis.read.files.types import Document
from analysis.read.links.values import Value, measure_fact, strip_name
from analysis.read.prose.flat import FlatText, flatten
from analysis.read.prose.grammar import compile_pattern
from analysis.read.prose.places import Place, locate_paragraphs

_BASE = compile_pattern(
    r"(?:较|比|与|和|同)(?:(?P<year>{year})年度?|{last_year})的?(?:同期|支出|收入)?(?:年初预算|预算|决算|执行)?数?的?为?$"
)
# Not a name but what stands between two numbers.
_NAMELESS = compile_pattern(r"(?:较|比|与)(?:年初|上年|去年)?|(?:{up}|{down})了?")
_UNIT = 3  # characters
_REACH, _SHORT, _NEAR, _ALIKE = 600, 30, 60, 300  # so that absurd texts too are checked in time that grows with length
_STOP = re.compile(r"[。！？\n]")


@dataclass(frozen=True)
class Scene:
    """A document with its reading, made ready to be looked through.

    `required` are the tables that a disclosure has, each with the forms that count as it.
    """

    document: Document
    reading: Reading
    units: Mapping[str, Unit]
    required: Mapping[str, frozenset[str]]

    @cached_property
    def flat(self) -> FlatText:
        """Return the even text."""
        return flatten(self.document.text)

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Return the facts of the text whose number is exact, in order."""
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
            if value.is_level and value.name and len(found.setdefault(strip_name(value.fact.item), [])) < _ALIKE:
                found[strip_name(value.fact.item)].append(value)
        return found

    @cached_property
    def places(self) -> list[Place]:
        """Return each paragraph's place in words."""
        return locate_paragraphs(self.document)

    def locate(self, span: tuple[int, int]) -> str:
        """Return the place in words of a stretch of the document's text."""
        return self.places[self.find_paragraph(span[0]) - 1].locator

    @cached_property
    def _values_at(self) -> list[int]:
        return [value.start for value in self.values]

    @cached_property
    def _starts(self) -> list[int]:
        return [paragraph.start for paragraph in self.document.paragraphs]

    def _list_values(self) -> Iterator[Value]:
        for number, fact in enumerate(self.reading.facts):
            if fact.at:
                continue
            quantity = measure_fact(fact, self.units)
            if quantity is None or quantity.approximate or fact.doubt not in {"", "budget-base", "no-label"}:
                continue
            if not _NAMELESS.fullmatch(fact.label):
                start, end = map(self.find_even, fact.span)
                yield Value(number, self._date(fact, start), quantity, start, end)

    def _date(self, fact: Fact, start: int) -> Fact:
        """Return a fact with its true year: a base (较上年5万元增加) is of the year named, a change of the next."""
        if fact.base_year is not None and fact.year < fact.base_year:
            return replace(fact, year=fact.base_year + 1)
        left = self.show_before(start)[-_SHORT:]
        based = _BASE.search(left) if fact.measure == "level" else None
        year = int(based["year"] or self.reading.year - 1) if based else fact.year
        return fact if year == fact.year else replace(fact, year=year)

    def find_even(self, place: int) -> int:
        """Return where a place of the document's text is in the even text."""
        return bisect_left(self.flat.places, place)

    def find_above(self, value: Value) -> Value | None:
        """Return the amount that a value is read as a part of."""
        above = self.by_number.get(value.fact.part_of) if value.fact.part_of is not None else None
        return above if above and above.is_level and above.fact.year == value.fact.year else None

    def is_cut_off(self, value: Value) -> bool:
        """Return whether the line of a number ends in the middle of a sentence: lines that were broken by hand."""
        line = self.flat.text.find("\n", value.end)
        rest = self.flat.text[value.end : line if line >= 0 else None]
        return bool(rest) and line >= 0 and not re.search(r"[。；！？：）”]$", rest.strip()) and len(rest) > _UNIT

    def show_heading(self, paragraph: int) -> str:
        """Return the words of the heading above a paragraph, nothing if there is none."""
        return self._headings[paragraph - 1]

    def list_headings(self, paragraph: int) -> tuple[str, ...]:
        """Return the words of the headings above a paragraph, the nearest first."""
        return self.places[paragraph - 1].above

    @cached_property
    def _headings(self) -> list[str]:
        headings, last = [], ""
        for place in self.places:
            last = place.heading or last
            headings.append(last)
        return headings

    def find_sentence(self, place: int) -> int:
        """Return where the sentence of a place in the even text begins."""
        return self._sentences[bisect_right(self._sentences, place) - 1]

    def show_before(self, place: int) -> str:
        """Return what stands before a place in its sentence; of a sentence without end the nearest part."""
        return self.flat.text[max(self.find_sentence(place), place - _REACH) : place]

    def list_near(self, place: int) -> tuple[Value, ...]:
        """Return the amounts of money shortly before a place in the even text."""
        end = bisect_left(self._values_at, place)
        return tuple(one for one in self.values[max(0, end - _NEAR) : end] if one.is_level)

    def list_between(self, first: int, last: int) -> tuple[Value, ...]:
        """Return the values that begin in a stretch of the even text."""
        return self.values[bisect_left(self._values_at, first) : bisect_left(self._values_at, last)]

    def find_before(self, place: int) -> Value | None:
        """Return the value whose number and unit end directly before a place in the even text."""
        number = bisect_left(self._values_at, place) - 1
        found = self.values[number] if number >= 0 else None
        return found if found and self._find_end(found) == place else None

    @cached_property
    def _sentences(self) -> list[int]:
        return [0, *(found.end() for found in _STOP.finditer(self.flat.text))]

    def show_left(self, value: Value) -> str:
        """Return what stands before a number, from the number before it or the sentence's beginning."""
        place = bisect_left(self._values_at, value.start)
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

    def note(self, rule: str, span: tuple[int, int], actual: str = "", key: str = "", **values: object) -> TextFinding:
        """Return a fault of the text's words; what is there is the stretch itself unless it is given."""
        shown = actual or self.document.text[slice(*span)]
        return TextFinding(rule, span, self.locate(span), shown, key or rule, values)


def _rank(one: Value, near: Value) -> int:
    """Return 0 in the same paragraph, 1 elsewhere."""
    return int(one.fact.paragraph != near.fact.paragraph)
