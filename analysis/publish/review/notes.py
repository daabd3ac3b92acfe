"""How each figure was read, in words: the tip beside it in the text, and its row in the table of all figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analysis.publish.review.passages import Passage
from analysis.read.draft.questions import Question
from analysis.read.facts import CERTAINTIES, SURE, UNSURE, Fact, name_figure
from analysis.show.rich import clean
from analysis.texts import say, say_base

COLUMNS = ("label", "code", "measure", "year", "printed", "whole", "place", "certainty")
_ROW = Markup('<span class="tip-row"><span class="key">{}</span> {}</span>\n')
_TITLE = Markup('<strong class="tip-row">{} {}</strong>\n')
_FOCUS = Markup('<span class="{}" id="{}" tabindex="0" role="group" aria-label="{}" aria-describedby="tip-{}">')


def quote(text: str) -> Markup:
    """Return words of the document, marked as Chinese in a page of any language."""
    return Markup('<span lang="zh-CN">{}</span>').format(clean(text))


@dataclass(frozen=True)
class FigureNotes:
    """The facts of a reading and the questions about them by figure, described in one language."""

    facts: Sequence[Fact]
    questions: Mapping[str, Sequence[Question]]
    lang: str

    def describe(self, number: int) -> dict[str, Markup]:
        """Return how a figure was read, by column; empty where there is nothing to say."""
        fact = self.facts[number]
        base = say_base(self.lang, fact.year, fact.base_year) if fact.base_year == fact.year else fact.base_year
        named, printed = fact.named, quote(f"{fact.printed} {fact.unit}")
        cells = (
            quote(fact.item) if fact.item else self._say("no-label"),
            quote(f"{named.scheme}/{named.code} {named.name}") if named else self._say("no-code"),
            self._describe_measure(fact),
            self._say("with-base", year=fact.year, base=base) if base else clean(fact.year),
            printed if fact.basis == "stated" else printed + self._say("declared-none"),
            Markup() if fact.part_of is None else self._name_whole(fact.part_of),
            quote(fact.locator),
            self._say(f"certainty-{self.tell_certainty(number)}"),
        )
        return dict(zip(COLUMNS, cells, strict=True))

    def tell_certainty(self, number: int) -> str:
        """Return how sure a figure is: one that is asked about is in doubt, however sure its reading was."""
        certainty = self.facts[number].certainty
        return UNSURE if certainty == SURE and self.questions.get(name_figure(number)) else certainty

    def make_passage(self, numbers: Sequence[int], span: tuple[int, int]) -> Passage:
        """Return the figures that share one stretch of the text as one passage, with one tip for all of them."""
        first, *others = map(name_figure, numbers)
        css = f"figure {max(map(self.tell_certainty, numbers), key=CERTAINTIES.index)}"
        start_tag = _FOCUS.format(css, first, "; ".join(self._name_aloud(number) for number in numbers), first)
        ahead = Markup().join(Markup('<span id="{}"></span>').format(other) for other in others)
        notes = Markup().join(self._render_note(number) for number in numbers)
        tip = Markup('<span class="tip" id="tip-{}">{}</span>').format(first, notes)
        return Passage(span, start_tag, Markup('<span class="{}">').format(css), ahead, tip)

    def _render_note(self, number: int) -> Markup:
        """Return how a figure was read, then what is open about it."""
        figure, cells = name_figure(number), self.describe(number)
        title = _TITLE.format(figure, cells.pop("label"))
        rows = [(self._say(f"column-{name}"), cell) for name, cell in cells.items() if cell]
        rows += [(clean(one.question), clean(one.text)) for one in self.questions.get(figure, ())]
        return title + Markup().join(_ROW.format(*row) for row in rows)

    def _name_aloud(self, number: int) -> Markup:
        fact = self.facts[number]
        return clean(f"{name_figure(number)} {fact.printed} {fact.unit}")

    def _name_whole(self, number: int) -> Markup:
        return Markup("{} {}").format(name_figure(number), quote(self.facts[number].item))

    def _describe_measure(self, fact: Fact) -> Markup:
        measure = say(self.lang, f"show.measure.{fact.measure}", base=say_base(self.lang, fact.year, fact.base_year))
        phase = say(self.lang, f"show.phase.{fact.phase}")
        counted = fact.kind in {"count", "measure"} and fact.unit != "分"  # no word of the document names its measure
        word = Markup() if counted else Markup("{} · ").format(quote(fact.word))
        return Markup("{}{} · {}").format(word, clean(phase), clean(measure))

    def _say(self, key: str, **values: object) -> Markup:
        return clean(say(self.lang, f"reading.{key}", **values))
