"""What a check says, and how its formula and the decimals of its numbers are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from analysis.show.words import Figure, Words


class Reading(NamedTuple):
    """One way to read an ambiguous text, with the sum that it leads to (in 分) and its formula by place."""

    text: str
    short: str
    calculated: Fraction
    difference: Fraction
    formula: str


class Told(NamedTuple):
    """What a check says; `short` is a chart's label, empty for what no chart shows."""

    subject: str
    expected: str = ""
    actual: str = ""
    note: str = ""
    readings: tuple[Reading, ...] = ()
    short: str = ""


def list_used(formula: str, figures: Sequence[Figure], *, used: bool = True) -> list[Figure]:
    """Return the figures that a formula uses; with used=False those that it does not, which are what is reported."""
    places = {int(place) for place in re.findall(r"\{(\d+)\}", formula)}
    return [figure for place, figure in enumerate(figures) if (place in places) == used]


def fill_formula(words: Words, formula: str, figures: Sequence[Figure]) -> str:
    """Return a formula with the printed numbers of its figures, with their units where these differ."""
    mixed = len({figure.unit for figure in list_used(formula, figures)}) > 1
    shown = [words.show_number(figure) if mixed else words.show_printed(figure) for figure in figures]
    plain = re.sub(r"^ABS\((.*)\)$", r"\1", formula)
    return plain.replace("- ", "− ").format(*shown)


def tell_levels(words: Words, figures: Sequence[Figure]) -> str:
    """Return which numbers were taken at the decimals of the others of their unit, as the engine does (evaluate)."""
    parts = []
    for unit in dict.fromkeys(figure.unit for figure in figures):
        own = [figure for figure in figures if figure.unit == unit and figure.basis == "stated"]
        finest = min((figure for figure in own if figure.decimals), key=lambda one: one.rounding, default=None)
        plain = [one for one in own if finest and finest.rounding < one.rounding and not (one.decimals and one.value)]
        if finest and plain:
            numbers = words.join_names(dict.fromkeys(figure.printed for figure in plain))
            parts.append(words.say("check.levelled", numbers=numbers, decimals=finest.decimals))
    return words.join_notes(parts)
