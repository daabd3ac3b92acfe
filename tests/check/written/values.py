"""What a fact's number is worth, with half a unit of its last place: exact fractions of 元 or of a percent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from tests.read.made.facts import Fact

_NUMBER = re.compile(r"(-?)([\d,]+)(?:\.(\d+))?(\D*)$")
SCALES = {"元": Fraction(1), "万元": Fraction(10**4), "亿元": Fraction(10**8), "%": Fraction(1)}


class Value(NamedTuple):
    amount: Fraction
    half: Fraction  # of a unit in the last place


def read_value(fact: Fact) -> Value | None:
    found = _NUMBER.match(fact["raw"])
    if not found or fact["kind"] == "count":
        return None
    sign, whole, decimals, unit = found.groups()
    scale = SCALES[unit or fact["unit"]]
    places = len(decimals or "")
    amount = Fraction(int(whole.replace(",", "") + (decimals or "")), 10**places) * scale
    return Value(-amount if sign else amount, scale / 10**places / 2)


@dataclass(frozen=True)
class State:
    """A disclosure as it is written: its facts by their ids, and what their numbers are worth."""

    facts: Mapping[str, Fact]
    values: Mapping[str, Value]


def read_state(facts: Sequence[Fact]) -> State:
    values = {fact["id"]: value for fact in facts if (value := read_value(fact))}
    return State({fact["id"]: fact for fact in facts}, values)
