"""One check as a row: what is reported, what is calculated, by how much they may differ, and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.figures import Figure, parse_derivation
from analysis.money import Unit, format_number
from analysis.review import Review


@dataclass(frozen=True)
class Reading:
    """One way to read an ambiguous text, with the sum that it leads to and its formula (see Check)."""

    text: str
    short: str
    calculated: Fraction
    difference: Fraction
    formula: str


@dataclass(frozen=True)
class Check:
    """One check of one rule; numbers are in the unit's smallest parts (分 for money) and exact.

    `severity` is empty when nothing has to be done. `subject`, `expected`, `actual`, `note` and `short` (a chart's
    label) are texts in the review's language. `formula` says how `calculated` follows from `figures` by their place:
    `{1} + {2}` is the second and the third. `of_text` marks what only a document at hand can show.
    """

    rule: str
    subject: str
    figures: tuple[str, ...]
    verdict: str
    severity: str = ""
    unit: Unit | None = None
    reported: Fraction | None = None
    calculated: Fraction | None = None
    tolerance: Fraction | None = None
    expected: str = ""
    actual: str = ""
    note: str = ""
    locator: str = ""
    readings: tuple[Reading, ...] = ()
    short: str = ""
    formula: str = ""
    of_text: bool = False

    @property
    def difference(self) -> Fraction | None:
        """Return reported less calculated, or None when one of them is missing."""
        if self.reported is None or self.calculated is None:
            return None
        return self.reported - self.calculated


def format_value(value: Fraction | int | None, unit: Unit | None) -> str:
    """Return a number in its unit, without the unit: money with every 分 that it has and two places at least."""
    if value is None or unit is None:
        return ""
    number = Fraction(value, unit.scale)
    if unit.kind == "count":
        return format_number(number, 0)
    places = next((n for n in range(2, 13) if (number * 10**n).denominator == 1), 2)
    return format_number(number, places)


def describe(review: Review, figure: Figure) -> str:
    """Return the name and the printed number of a figure with its unit."""
    return f"{review.name_of(figure)} {show_number(review, figure)}"


def show_number(review: Review, figure: Figure) -> str:
    """Return a figure as printed with its unit; English leaves out the Chinese word that counts persons or things."""
    counted = review.lang == "en" and figure.unit.kind == "count"
    return figure.shown if counted else f"{figure.shown} {figure.unit.name}"


def derive_words(review: Review, figure: Figure) -> str:
    """Return how a derived figure follows from stated ones, in numbers: `0.15 + 1.20`."""
    terms = parse_derivation(figure.derivation)
    parts = [review.figures_of(figure.report_year).by_id(figure_id).shown for _, figure_id in terms]
    signs = ["" if index == 0 else (" + " if sign > 0 else " − ") for index, (sign, _) in enumerate(terms)]
    return "".join(sign + part for sign, part in zip(signs, parts, strict=True))


def cite(review: Review, figures: Sequence[Figure]) -> tuple[str, ...]:
    """Return the ids of figures, in order."""
    return tuple(review.cite(figure) for figure in figures)


def join_names(review: Review, names: Sequence[str]) -> str:
    """Return names as a list in the language of the review."""
    return ("、" if review.lang == "zh" else ", ").join(names)


def period(review: Review, figure: Figure) -> str:
    """Return the year and phase of a figure in words."""
    kind = "-count" if figure.unit.kind == "count" else ""
    return review.say(f"phase.{figure.phase}{kind}", year=figure.fiscal_year)
