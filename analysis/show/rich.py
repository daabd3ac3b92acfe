"""Text for people: every value escaped, every number linked to the figure that it comes from.

Markup (of markupsafe) is text that is HTML already; a plain str put into it is escaped. So no label, note or name of
the data can become markup, and no number stands in a sentence without its figure.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from markupsafe import Markup, escape

from analysis.check.rows import show_number
from analysis.compare.formulas import Ratio
from analysis.figures import Figure
from analysis.money import format_pct, format_wan, strip_controls
from analysis.review import Review


class Fragment:
    """A piece of the page that Jupyter shows as HTML, and as plain text where HTML is not shown."""

    def __init__(self, html: Markup) -> None:
        """Keep the HTML."""
        self.html = html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": plain(self.html)}


def clean(text: object) -> Markup:
    """Return a value as safe HTML: markup as it is, anything else escaped and freed of invisible characters."""
    return text if isinstance(text, Markup) else escape(strip_controls(str(text)))


def plain(text: str) -> str:
    """Return markup without its tags and citations, for alt texts, titles and CSV."""
    return Markup(text).striptags()


def tell(review: Review, key: str, **values: object) -> Markup:
    """Return the sentence `key` in the language of the review with `values` filled in and escaped."""
    return Markup(review.say(key, **{name: clean(value) for name, value in values.items()}))


def cite(ids: Iterable[str]) -> Markup:
    """Return links to figures or statements; empty for none."""
    links = [Markup('<a href="#{0}">{0}</a>').format(one) for one in ids]
    return Markup('<sup class="cite">{}</sup>').format(Markup(" ").join(links)) if links else Markup("")


def number(text: str, ids: Iterable[str] = ()) -> Markup:
    """Return a number with the figures that it comes from."""
    return Markup('<span class="number">{}</span>{}').format(text, cite(ids))


def stated(review: Review, figure: Figure) -> Markup:
    """Return a figure as printed, with its unit and its link; "none" in words where the document declares none."""
    if figure.basis == "declared-none":
        return number(review.say("show.none"), [review.cite(figure)])
    return number(show_number(review, figure), [review.cite(figure)])


def wan(fen: int | Fraction, ids: Iterable[str] = ()) -> Markup:
    """Return 分 as 万元 with the unit, linked to figures."""
    return number(f"{format_wan(fen)} 万元", ids)


def percent(ratio: Fraction, ids: Iterable[str] = ()) -> Markup:
    """Return a ratio as a percentage, linked to figures."""
    return number(format_pct(ratio), ids)


def show_bounds(review: Review, ratio: Ratio | None) -> str:
    """Return the interval that rounding leaves to a ratio; empty where there is none or nothing was rounded."""
    if ratio is None or ratio.low == ratio.high:
        return ""
    return review.say("show.bounds", low=format_pct(ratio.low), high=format_pct(ratio.high))


def join(review: Review, parts: Sequence[object]) -> Markup:
    """Return parts as an enumeration in the language of the review."""
    separator = Markup("、") if review.lang == "zh" else Markup(", ")
    return separator.join(clean(part) for part in parts)


def join_words(review: Review, words: Iterable[str]) -> str:
    """Return words or numbers as one plain line for an alt text."""
    return ("；" if review.lang == "zh" else "; ").join(words)


def paragraphs(sentences: Iterable[Markup]) -> Fragment:
    """Return sentences as paragraphs."""
    return Fragment(Markup("").join(Markup("<p>{}</p>\n").format(one) for one in sentences))


def bullets(items: Iterable[Markup]) -> Markup:
    """Return items as a list."""
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>\n").format(one) for one in items))
