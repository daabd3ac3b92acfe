"""What a check says, and the pieces that its sentences share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

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


def find_kind(words: Words, row: Any) -> str:
    """Return the kind of the link that a check comes from; for any other check nothing."""
    links = words.rows("links", "link")
    return str(links[row.identity].kind) if row.identity in links else ""


def describe(words: Words, figure: Figure) -> str:
    """Return the name and the printed number of a figure with its unit."""
    return f"{words.name_figure(figure)} {words.show_number(figure)}"


def fill_formula(words: Words, formula: str, figures: Sequence[Figure]) -> str:
    """Return a formula with the printed numbers of its figures, with their units where these differ."""
    used = [figures[int(place)] for place in re.findall(r"\{(\d+)\}", formula)]
    mixed = len({figure.unit for figure in used}) > 1
    shown = [words.show_number(figure) if mixed else words.show_printed(figure) for figure in figures]
    plain = re.sub(r"^ABS\((.*)\)$", r"\1", formula)
    return plain.replace("- ", "− ").format(*shown)


def tell_levels(words: Words, figures: Sequence[Figure], *, listed: bool = True) -> str:
    """Return which numbers were taken at the decimals of the others of their unit, as the engine does (evaluate).

    `listed` says whether the figures are a total and its parts; else this holds for zeros only.
    """
    parts = []
    for unit in dict.fromkeys(figure.unit for figure in figures):
        own = [figure for figure in figures if figure.unit == unit and figure.basis == "stated"]
        finest = min((figure for figure in own if figure.decimals), key=lambda one: one.rounding, default=None)
        bare = [one for one in own if not one.value or (listed and not one.decimals)]
        plain = [one for one in bare if finest and finest.rounding < one.rounding]
        if finest and plain:
            numbers = words.join_names(dict.fromkeys(figure.printed for figure in plain))
            parts.append(words.say("check.levelled", numbers=numbers, decimals=finest.decimals))
    return words.join_notes(parts)
