"""What a person must decide before a reading is accepted: figures in doubt, labels without a code, numbers not read."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from analysis.read.facts import Fact, Reading, name_figure
from analysis.read.files.passages import cut_passage, write_span
from analysis.read.links.changes import list_of_wholes
from analysis.read.links.repeats import find_alike
from analysis.read.links.scene import Scene
from analysis.read.prose.labels import COMPARABLE, bare
from analysis.read.prose.vocabulary import Named
from analysis.texts import say

_LEVEL = re.compile(r"（[类款项]）")
_CANDIDATES = 3
OWN = "own-items"
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
        if (
            fact.at or fact.doubt == "budget-base"
        ):  # no place is twice in a table; asked about by itself, and no change against another year
            continue
        what = (fact.item, fact.named, tell_kind(fact), fact.measure, fact.phase)
        key = (*what, fact.year, fact.base_year, fact.locator, fact.paragraph)
        earlier = first.setdefault(key, number)
        if earlier != number:
            agrees = (fact.printed, fact.unit) == (facts[earlier].printed, facts[earlier].unit)
            (repeats.same if agrees else repeats.other)[number] = earlier
    return repeats


def list_questions(scene: Scene, lang: str) -> list[Question]:
    """Return what a person must decide before the figures can be accepted, in the order of the text."""
    facts = scene.reading.facts
    asked = [*_ask_figures(scene, lang), *_ask_codes(scene, lang), *_ask_units(facts, lang)]
    asked += [*_ask_alike(scene, lang), *_ask_wholes(scene, lang)]
    for span in scene.reading.unread:
        printed = scene.document.text[span[0] : span[1]]
        asked.append(Question("", (), "unread", say(lang, "read.question.unread", printed=printed), span))
    asked.sort(key=lambda one: one.span)
    return [replace(one, question=f"Q{number:02d}") for number, one in enumerate(asked, start=1)]


def _ask_figures(scene: Scene, lang: str) -> Iterator[Question]:
    """Yield a question for each figure that is in doubt by itself."""
    facts = scene.reading.facts
    repeated = find_repeats(facts).other
    for number, fact in enumerate(facts):
        kind = fact.doubt or ("repeated" if number in repeated else "")
        if kind:
            values = {"label": _quote(fact.item), "printed": fact.printed, "candidates": " / ".join(fact.candidates)}
            values |= {"passage": _show_passage(scene, fact), "measure": _name_measure(fact, lang)}
            if number in repeated:
                earlier = facts[repeated[number]]
                values |= {"earlier": name_figure(repeated[number]), "other": f"{earlier.printed}{earlier.unit}"}
            text = say(lang, f"read.question.{kind}", unit=fact.unit, **values)
            yield Question("", (name_figure(number),), kind, text, fact.span)


def _ask_codes(scene: Scene, lang: str) -> Iterator[Question]:
    """Yield one question for all figures of a label in the text that has no code; rows of tables need none."""
    facts, own = scene.reading.facts, name_own_codes(scene.reading)
    groups: dict[tuple[str, str], list[int]] = {}
    repeated = find_repeats(facts).same
    kinds: dict[str, str] = {}  # 项目4个，涉及资金9万元，增长5%: a rate is of what was named last
    for number, fact in enumerate(facts):
        kind = kinds.get(fact.item, "rate") if fact.kind == "rate" else tell_kind(fact)
        kinds[fact.item] = kind
        known = fact.named or number in own
        if not known and fact.doubt in {"", "lost-digits"} and number not in repeated:
            groups.setdefault((fact.item, kind), []).append(number)
    for (label, _), numbers in groups.items():
        printed = "、".join(f"{facts[number].printed}{facts[number].unit}" for number in numbers)
        first = facts[numbers[0]]
        values = {"passage": _show_passage(scene, first), "measure": _name_measure(first, lang)}
        values["candidates"] = _tell_candidates(facts, label, lang)
        text = say(lang, "read.question.no-code", label=_quote(label), printed=printed, **values)
        yield Question("", tuple(map(name_figure, numbers)), "no-code", text, first.span)


def _show_passage(scene: Scene, fact: Fact) -> str:
    """Return the words around a figure."""
    return _quote(cut_passage(scene.document, write_span(fact.span)).rstrip("。"))


def _name_measure(fact: Fact, lang: str) -> str:
    """Return what a number is, in words: an amount, a change, a rate, a count."""
    kind = fact.kind if fact.kind in {"rate", "count"} and fact.measure == "level" else fact.measure
    return say(lang, f"read.measure.{kind}")


def name_own_codes(reading: Reading) -> dict[int, Named]:
    """Return a code of their own for what no scheme knows, by the fact's number: rows of tables, amounts of prose.

    The code follows from the name, so that it is the same in every year. In prose the name must leave nothing open:
    no code of the document has one like it. A second row of one name, and 项目总预算 of the next project, is another.
    """
    own: dict[int, Named] = {}
    rows: Counter[tuple[object, ...]] = Counter()
    times: Counter[str] = Counter()
    amounts: dict[tuple[str, int, int, str], str] = {}
    for number, fact in enumerate(reading.facts):
        if fact.at and not fact.named:
            row = fact.item, fact.year, fact.phase, fact.measure, fact.flow, fact.fund, fact.scope
            own[number] = _make_own(fact.item, rows[row])
            rows[row] += 1
        elif reading.is_disclosure and _leaves_nothing_open(reading, fact):
            key = fact.item, times[fact.item], fact.year, fact.phase
            if fact.measure == "level" and amounts.setdefault(key, fact.printed) != fact.printed:
                times[fact.item] += 1
            own[number] = _make_own(fact.item, times[fact.item])
    return own


def _leaves_nothing_open(reading: Reading, fact: Fact) -> bool:
    plain = fact.unit != "分" and not (fact.named or fact.doubt or _LEVEL.search(fact.item))
    return plain and (fact.item.endswith(COMPARABLE) or not find_candidates(reading.facts, fact.item))


def _make_own(item: str, again: int) -> Named:
    digest = hashlib.sha256(bare(item).encode()).hexdigest()
    return Named(OWN, f"i{digest[:8]}" + (f"-{again + 1}" if again else ""), item)


def find_candidates(facts: Sequence[Fact], label: str) -> list[Named]:
    """Return up to three codes of the document whose names are like a label."""
    names = {fact.named.name: fact.named for fact in facts if fact.named}
    last = next((name for name in reversed(_LEVEL.split(label)) if name), label)
    return [names[one] for one in get_close_matches(last, names, _CANDIDATES)]


def _tell_candidates(facts: Sequence[Fact], label: str, lang: str) -> str:
    """Return in words which codes a label may have, nothing if none."""
    alike = find_candidates(facts, label)
    told = "、".join(f"{one.scheme}/{one.code}（{one.name}）" for one in alike)
    return say(lang, "read.question.candidates", names=told) if told else ""


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
