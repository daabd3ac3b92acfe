"""The document's text as HTML: figures, other numbers and findings marked where they stand, never across one another.

Three layers of spans that do not overlap are made first: figures, other numbers, words of findings. Within a line the
first two follow each other and the third lies inside them, so that the markup is always properly nested.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
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


class MarkedText:
    """A text with passages, words to mark and anchors; each list in the order of the text, passages without overlap."""

    def __init__(
        self, text: str, passages: Sequence[Passage], words: Sequence[tuple[Span, str]], anchors: Sequence[Anchor]
    ) -> None:
        """Keep the layers, with the ends by which they are found."""
        self.text = text
        self._passages, self._passage_ends = passages, [one.span[1] for one in passages]
        self._words, self._word_ends = words, [span[1] for span, _ in words]
        self._anchors, self._anchor_places = anchors, [one.place for one in anchors]

    def render(self, start: int, end: int) -> Markup:
        """Return a stretch of the text as HTML."""
        parts: list[Markup] = []
        place = start
        for passage in _go_on(self._passages, self._passage_ends, start):
            if passage.span[0] >= end:
                break
            first, last = max(passage.span[0], start), min(passage.span[1], end)
            parts += [*self._render_plain(place, first), *self._take_anchors(first, last)]
            begins = passage.span[0] >= start - 1  # or on the mark that parts two lines
            opening = passage.ahead + passage.start_tag if begins else passage.rest_tag
            tip = passage.tip if begins else _NOTHING
            parts.append(opening + self._render_words(first, last) + tip + Markup("</span>"))
            place = last
        return Markup().join([*parts, *self._render_plain(place, end), *self._take_anchors(end, end + 1)])

    def _render_plain(self, start: int, end: int) -> Iterator[Markup]:
        """Yield text between passages, with the anchors at their places."""
        for anchor in self._find_anchors(start, end):
            yield self._render_words(start, anchor.place)
            yield anchor.html
            start = anchor.place
        yield self._render_words(start, end)

    def _render_words(self, start: int, end: int) -> Markup:
        """Return text with the words of findings marked."""
        parts: list[Markup] = []
        for (first, last), css in _go_on(self._words, self._word_ends, start):
            if first >= end:
                break
            first, last = max(first, start), min(last, end)
            marked = Markup('<span class="{}">{}</span>').format(css, clean(self.text[first:last]))
            parts += [clean(self.text[start:first]), marked]
            start = last
        return Markup().join([*parts, clean(self.text[start:end])])

    def _take_anchors(self, start: int, end: int) -> list[Markup]:
        return [anchor.html for anchor in self._find_anchors(start, end)]

    def _find_anchors(self, start: int, end: int) -> Sequence[Anchor]:
        """Return the anchors from `start` to before `end`."""
        return self._anchors[bisect_left(self._anchor_places, start) : bisect_left(self._anchor_places, end)]


def _go_on(items: Sequence[T], ends: Sequence[int], start: int) -> Iterator[T]:
    """Yield the items that end behind `start`."""
    return (items[number] for number in range(bisect_left(ends, start + 1), len(items)))


def find_digits(text: str) -> list[Span]:
    """Return the place of every number that is written in digits."""
    return [found.span() for found in _DIGITS.finditer(text)]


def cut_out(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return what is left of spans, merged and in order, outside those that are taken."""
    left: list[Span] = []
    blocked = join(taken)
    ends = [end for _, end in blocked]
    for start, end in join(spans):
        for first, last in _go_on(blocked, ends, start):
            if first >= end:
                break
            if start < first:
                left.append((start, first))
            start = last
        if start < end:
            left.append((start, end))
    return left


def join(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap made one, empty ones left out."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
