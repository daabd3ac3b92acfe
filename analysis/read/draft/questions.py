"""What a person must decide before a reading is accepted: figures in doubt, labels without a code, numbers not read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.read.facts import Fact, name_figure
from analysis.read.links.changes import list_of_wholes
from analysis.read.links.repeats import find_alike
from analysis.read.links.scene import Scene
from analysis.texts import say

_INNER_QUOTES = str.maketrans("“”", "‘’")


@dataclass(frozen=True)
class Question:
    """One question; `figures` are the ids of the draft's figures, none for a number that was not understood."""

    question: str
    figures: tuple[str, ...]
    kind: str
    text: str
    span: tuple[int, int]


def tell_kind(fact: Fact) -> str:
    """Return what a number counts: 户 and 人 of one label are two figures."""
    return fact.kind if fact.kind in {"money", "rate"} else fact.unit


@dataclass(frozen=True)
class Repeats:
    """Facts that a place states twice under one label, by their number: those that agree, those that do not."""

    same: dict[int, int]
    other: dict[int, int]


def find_repeats(facts: Sequence[Fact]) -> Repeats:
    """Return the facts that repeat an earlier one of the same place, with that one; the data hold one of each."""
    first: dict[tuple[object, ...], int] = {}
    repeats = Repeats({}, {})
    for number, fact in enumerate(facts):
        if fact.doubt == "budget-base":  # asked about by itself, and no change against another year
            continue
        what = (fact.item, fact.named, tell_kind(fact), fact.measure, fact.phase)
        key = (*what, fact.year, fact.base_year, fact.locator)
        earlier = first.setdefault(key, number)
        if earlier != number:
            agrees = (fact.printed, fact.unit) == (facts[earlier].printed, facts[earlier].unit)
            (repeats.same if agrees else repeats.other)[number] = earlier
    return repeats


def list_questions(scene: Scene, lang: str) -> list[Question]:
    """Return what a person must decide before the figures can be accepted, in the order of the text."""
    facts = scene.reading.facts
    asked = [*_ask_figures(facts, lang), *_ask_codes(facts, lang), *_ask_units(facts, lang)]
    asked += [*_ask_alike(scene, lang), *_ask_wholes(scene, lang)]
    for span in scene.reading.unread:
        printed = scene.document.text[span[0] : span[1]]
        asked.append(Question("", (), "unread", say(lang, "read.question.unread", printed=printed), span))
    asked.sort(key=lambda one: one.span)
    return [replace(one, question=f"Q{number:02d}") for number, one in enumerate(asked, start=1)]


def _ask_figures(facts: Sequence[Fact], lang: str) -> Iterator[Question]:
    """Yield a question for each figure that is in doubt by itself."""
    repeated = find_repeats(facts).other
    for number, fact in enumerate(facts):
        kind = fact.doubt or ("repeated" if number in repeated else "")
        if kind:
            values = {"label": _quote(fact.item), "printed": fact.printed, "candidates": " / ".join(fact.candidates)}
            if number in repeated:
                earlier = facts[repeated[number]]
                values |= {"earlier": name_figure(repeated[number]), "other": f"{earlier.printed}{earlier.unit}"}
            text = say(lang, f"read.question.{kind}", unit=fact.unit, **values)
            yield Question("", (name_figure(number),), kind, text, fact.span)


def _ask_codes(facts: Sequence[Fact], lang: str) -> Iterator[Question]:
    """Yield one question for all figures of a label in the text that has no code; rows of tables need none."""
    groups: dict[tuple[str, str], list[int]] = {}
    repeated = find_repeats(facts).same
    kinds: dict[str, str] = {}  # 项目4个，涉及资金9万元，增长5%: a rate is of what was named last
    for number, fact in enumerate(facts):
        kind = kinds.get(fact.item, "rate") if fact.kind == "rate" else tell_kind(fact)
        kinds[fact.item] = kind
        if not fact.named and not fact.at and fact.doubt in {"", "lost-digits"} and number not in repeated:
            groups.setdefault((fact.item, kind), []).append(number)
    for (label, _), numbers in groups.items():
        printed = "、".join(f"{facts[number].printed}{facts[number].unit}" for number in numbers)
        text = say(lang, "read.question.no-code", label=_quote(label), printed=printed)
        yield Question("", tuple(map(name_figure, numbers)), "no-code", text, facts[numbers[0]].span)


def _ask_units(facts: Sequence[Fact], lang: str) -> Iterator[Question]:
    """Yield a question for each figure whose unit is another than that of an earlier one with its code."""
    first: dict[tuple[object, ...], int] = {}
    for number, fact in enumerate(facts):
        if not fact.named or fact.at or fact.kind == "rate" or fact.measure != "level" or fact.doubt:
            continue
        earlier = first.setdefault((fact.named, fact.year, fact.phase), number)
        if tell_kind(facts[earlier]) != tell_kind(fact):
            values = {"label": _quote(fact.item), "printed": fact.printed, "unit": fact.unit}
            other = f"{facts[earlier].printed}{facts[earlier].unit}"
            text = say(lang, "read.question.units", earlier=name_figure(earlier), other=other, **values)
            yield Question("", (name_figure(number),), "units", text, fact.span)


def _ask_alike(scene: Scene, lang: str) -> Iterator[Question]:
    """Yield a question for each figure that another one may be, with another number."""
    known = find_repeats(scene.reading.facts)
    for first, other in find_alike(scene):
        if other.number in known.other or first.number in known.same:  # asked about, or not in the draft
            continue
        fact, earlier = other.fact, first.fact
        values = {"label": _quote(fact.item), "printed": fact.printed, "unit": fact.unit}
        values |= {"earlier": name_figure(first.number), "other": f"{earlier.printed}{earlier.unit}"}
        text = say(lang, "read.question.alike", place=earlier.locator, **values)
        yield Question("", (name_figure(other.number),), "alike", text, fact.span)


def _ask_wholes(scene: Scene, lang: str) -> Iterator[Question]:
    """Yield a question for each increase that may be of the whole that its amount is a part of."""
    for change, whole in list_of_wholes(scene):
        fact = change.fact
        if not fact.doubt:
            values = {"label": _quote(fact.item), "printed": fact.printed, "unit": fact.unit}
            text = say(lang, "read.question.of-whole", whole=_quote(whole.fact.item), **values)
            yield Question("", (name_figure(change.number),), "of-whole", text, fact.span)


def _quote(label: str) -> str:
    """Return a label as it stands within quotation marks."""
    return label.translate(_INNER_QUOTES)
