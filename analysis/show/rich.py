"""Text for people: every value escaped, every number linked to the figure that it comes from.

Markup (of markupsafe) is text that is HTML already; a plain str put into it is escaped. So no label, note or name of
the data can become markup, and no number stands in a sentence without its figure.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from analysis.figures import parse_derivation
from analysis.money import RATE_SCALE, format_pct, group_thousands, strip_controls
from analysis.show.names import Names
from analysis.show.words import Bundle, Figure, Words


class Fragment:
    """A piece of the page that Jupyter shows as HTML, and as plain text where HTML is not shown."""

    def __init__(self, html: Markup, *, empty: bool = False) -> None:
        """Keep the HTML; what is `empty` shows nothing, and is left out of a report."""
        self.html, self.empty = html, empty

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        if self.empty:
            return {"text/html": "", "text/plain": ""}, {"text/html": {"empty": True}}
        return {"text/html": str(self.html), "text/plain": plain(self.html)}, {}


def clean(text: object) -> Markup:
    """Return a value as safe HTML: markup as it is, anything else escaped and freed of invisible characters."""
    return text if isinstance(text, Markup) else escape(strip_controls(str(text)))


def plain(text: str) -> str:
    """Return markup without its tags and citations, for alt texts, titles and CSV."""
    return Markup(text).striptags()


def measure_width(text: str) -> int:
    """Return the width of a text in Latin characters; a Chinese one takes two."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


def tell(words: Names, key: str, **values: object) -> Markup:
    """Return the sentence `key` with `values` filled in and escaped."""
    return Markup(words.say(key, **{name: clean(value) for name, value in values.items()}))


def cite(ids: Iterable[str]) -> Markup:
    """Return links to figures or statements, each once; empty for none."""
    links = [f'<a href="#{name}">{name}</a>' for name in dict.fromkeys(map(clean, ids))]
    return Markup(f'<sup class="cite">{" ".join(links)}</sup>' if links else "")


def number(text: str, ids: Iterable[str] = ()) -> Markup:
    """Return a number with the figures that it comes from."""
    return Markup(f'<span class="number">{clean(text)}</span>{cite(ids)}')


def stated(words: Words, figure: Figure) -> Markup:
    """Return a figure as printed, with its unit and its link; "none" in words where the document declares none."""
    text = words.say("show.none") if figure.basis == "declared-none" else words.show_number(figure)
    return number(text, [words.cite(figure)])


def tell_basis(words: Words, figure: Figure) -> Markup:
    """Return what a figure rests on; of a derived one the figures that it follows from, linked."""
    place, parts = words.cite(figure).removesuffix(figure.figure_id), []
    for sign, one in parse_derivation(figure.derivation) if figure.derivation else ():
        parts.append(Markup('{} <a href="#{}">{}</a>').format("−" if sign < 0 else "+", place + one, place + one))
    derivation = Markup(Markup(" ").join(parts).removeprefix("+ "))
    return tell(words, f"show.basis.{figure.basis}", derivation=derivation)


def name_amounts(words: Words, figures: Iterable[Figure]) -> Markup:
    """Return figures with their names as an enumeration."""
    named = [(words.name_figure(one), stated(words, one)) for one in figures]
    return join(words, [tell(words, "show.named", name=name, amount=shown) for name, shown in named])


def amount(words: Words, fen: int, ids: str) -> Markup:
    """Return 分 in the unit that the figures `ids` (separated by spaces) are printed in, linked to them.

    It is printed like them: thousands are set apart where one has them so, whole 元 are whole where all are.
    """
    figures = words.list_figures(ids)
    unit = words.choose_unit(figures)
    shown = words.format_value(fen, unit)
    if unit == "元" and all(one.printed and "." not in one.printed for one in figures):
        shown = shown.removesuffix(".00")
    grouped = group_thousands(shown) if any("," in one.printed for one in figures) else shown
    return number(f"{grouped} {unit}", ids.split())


def percent(millionths: int, ids: Iterable[str] = ()) -> Markup:
    """Return a ratio in millionths as a percentage, linked to figures."""
    return number(show_pct(millionths), ids)


def show_pct(millionths: Any) -> str:
    """Return a ratio in millionths as a percentage; a dash where there is none."""
    return "—" if pd.isna(millionths) else format_pct(Fraction(int(millionths), RATE_SCALE))


def show_bounds(words: Names, low: Any, high: Any) -> str:
    """Return the interval that rounding leaves to a ratio in millionths; empty where its ends are shown the same."""
    ends = [show_pct(end).replace(" ", "\N{NO-BREAK SPACE}") for end in (low, high)]
    if pd.isna(low) or pd.isna(high) or ends[0] == ends[1]:
        return ""
    return words.say("show.bounds", low=ends[0], high=ends[1])


def join(words: Names, parts: Iterable[object]) -> Markup:
    """Return parts as an enumeration in the language of the words."""
    return Markup(words.join_names(map(clean, parts)))


def below(text: object, small: object) -> Markup:
    """Return a text with a remark in small print beneath it, if there is one."""
    return Markup(f"{clean(text)}<br><small>{clean(small)}</small>") if small else clean(text)


def paragraphs(sentences: Iterable[Markup]) -> Fragment:
    """Return sentences as paragraphs; empty ones are left out."""
    html = Markup("".join(f"<p>{clean(one)}</p>\n" for one in sentences if one))
    return Fragment(html, empty=not html)


def quote(passage: Sequence[str] | None) -> Markup:
    """Return a passage with its number marked; nothing for none."""
    return Markup("“{}<mark>{}</mark>{}”").format(*map(clean, passage)) if passage else Markup("")


def capitalise(text: str) -> str:
    """Return a text as it begins a line: its first Latin letter is a capital one."""
    return text[:1].upper() + text[1:]


def bullets(items: Iterable[object]) -> Markup:
    """Return items as a list; nothing for none."""
    rows = "".join(f"<li>{clean(one)}</li>\n" for one in items)
    return Markup(f"<ul>{rows}</ul>" if rows else "")


def mark_severity(words: Names, severity: str) -> Markup:
    """Return how grave a finding is as a coloured word."""
    return Markup(f'<span class="severity severity-{severity}">{tell(words, f"severity.{severity}")}</span>')
