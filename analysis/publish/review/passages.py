"""The document's text as HTML: figures, other numbers and findings marked where they stand, never across one another.

Three layers of spans that do not overlap are made first: figures, other numbers, words of findings. Within a line the
first two follow each other and the third lies inside them, so that the markup is always properly nested.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from markupsafe import Markup

from analysis.show.rich import clean

Span = tuple[int, int]
T = TypeVar("T")
_NOTHING = Markup()
_DIGITS = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*")


@dataclass(frozen=True)
class Passage:
    """A stretch of the text with one element around it; `ahead` stands before it, `tip` inside it behind the words.

    `start_tag` opens the element where the passage begins, `rest_tag` where it goes on in a further line.
    """

    span: Span
    start_tag: Markup
    rest_tag: Markup
    ahead: Markup = _NOTHING
    tip: Markup = _NOTHING


@dataclass(frozen=True)
class Anchor:
    """A mark at one place of the text that a table links to."""

    place: int
    html: Markup


@dataclass(frozen=True)
class MarkedText:
    """A text with passages, words to mark and anchors; each list in the order of the text, passages without overlap."""

    text: str
    passages: Sequence[Passage]
    words: Sequence[tuple[Span, str]]
    anchors: Sequence[Anchor]

    def render_parts(self, start: int, parts: Iterable[str]) -> Iterator[Markup]:
        """Yield parts of the text that follow each other from `start`, one sign between them, as HTML."""
        for part in parts:
            yield self.render(start, start + len(part))
            start += len(part) + 1

    def render(self, start: int, end: int) -> Markup:
        """Return a stretch of the text as HTML."""
        parts: list[Markup] = []
        place = start
        for passage in _find_between(self.passages, lambda one: one.span, start, end):
            first, last = max(passage.span[0], start), min(passage.span[1], end)
            parts += [*self._render_plain(place, first), *(one.html for one in self._find_anchors(first, last))]
            begins = passage.span[0] >= start - 1  # or on the mark that parts two lines
            opening, tip = (passage.ahead + passage.start_tag, passage.tip) if begins else (passage.rest_tag, _NOTHING)
            parts.append(opening + self._render_words(first, last) + tip + Markup("</span>"))
            place = last
        at_end = (one.html for one in self._find_anchors(end, end + 1))
        return Markup().join([*parts, *self._render_plain(place, end), *at_end])

    def _render_plain(self, start: int, end: int) -> Iterator[Markup]:
        """Yield text between passages, with the anchors at their places."""
        for anchor in self._find_anchors(start, end):
            yield self._render_words(start, anchor.place) + anchor.html
            start = anchor.place
        yield self._render_words(start, end)

    def _render_words(self, start: int, end: int) -> Markup:
        """Return text with the words of findings marked."""
        html = Markup()
        for span, css in _find_between(self.words, lambda one: one[0], start, end):
            first, last = max(span[0], start), min(span[1], end)
            marked = Markup('<span class="{}">{}</span>').format(css, clean(self.text[first:last]))
            html += clean(self.text[start:first]) + marked
            start = last
        return html + clean(self.text[start:end])

    def _find_anchors(self, start: int, end: int) -> Sequence[Anchor]:
        """Return the anchors from `start` to before `end`."""
        first, last = (bisect_left(self.anchors, place, key=lambda one: one.place) for place in (start, end))
        return self.anchors[first:last]


def _find_between(items: Sequence[T], span_of: Callable[[T], Span], start: int, end: int) -> Iterator[T]:
    """Yield the items, in order and without overlap, that end behind `start` and begin before `end`."""
    for number in range(bisect_left(items, start + 1, key=lambda one: span_of(one)[1]), len(items)):
        if span_of(items[number])[0] >= end:
            return
        yield items[number]


def find_digits(text: str) -> list[Span]:
    """Return the place of every number that is written in digits."""
    return [found.span() for found in _DIGITS.finditer(text)]


def cut_out(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return what is left of spans, merged and in order, outside those that are taken."""
    left: list[Span] = []
    blocked = join(taken)
    for start, end in join(spans):
        for first, last in _find_between(blocked, lambda one: one, start, end):
            left.append((start, first))
            start = last
        left.append((start, end))
    return [span for span in left if span[0] < span[1]]


def join(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap made one, empty ones left out."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
