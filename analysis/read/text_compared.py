"""Words that compare two amounts without a number, against these amounts: 小于预算数, 与上年持平."""

import re
from collections.abc import Iterator
from fractions import Fraction

from analysis.read.grammar import compile_pattern
from analysis.read.text_changes import CHANGES, find_level
from analysis.read.text_rows import TextFinding, Value
from analysis.read.text_scene import Scene
from analysis.read.text_sums import CONTAINS

_COMPARED = re.compile(
    r"(?:支出|收入)?决算数?(?:与|和)?(?:(?P<less>小于|低于|少于)|(?P<more>大于|高于|超过|多于)|(?P<same>等于|与|和|同))(?:年初|全年|调整)?预算数?(?P<flat>(?:基本)?(?:持平|一致|相等))?"
)
_FLAT = compile_pattern(
    r"(?:与|和|同|较|比)(?:{year}年度?|{last_year})的?(?:年初预算|预算|决算|执行|同期)?数?(?:相比|比较)?，?(?P<label>[^，。；]{0,24}?)(?P<about>基本)?(?:持平|一致|无增减变化|无变化|无增减|没有变化)"
)
_NEARLY = Fraction(5, 100)


def find_compared(scene: Scene) -> Iterator[TextFinding]:
    """Yield each comparison in words that the amounts contradict."""
    yield from _find_against_budget(scene)
    yield from _find_flat(scene)


def _find_against_budget(scene: Scene) -> Iterator[TextFinding]:
    """Yield a finding for 决算数小于预算数 and the like where no pair of the paragraph agrees."""
    for found in _COMPARED.finditer(scene.flat.text):
        if found["same"] and found["same"] != "等于" and not found["flat"]:
            continue
        span = scene.flat.span(*found.span())
        pairs = _find_pairs(scene, found.start(), span[0])
        said = -1 if found["less"] else 1 if found["more"] else 0
        about = "基本" in (found["flat"] or "")
        if pairs and not any(_fits(said, *pair, about=about) for pair in pairs):
            final, budget = pairs[0]
            subject = scene.tell("found.direction.subject", label=final.fact.item)
            expected = f"{budget.fact.word} {budget.shown}；{final.fact.word} {final.shown}"
            note = scene.tell("found.direction.note" if said else "found.direction.flat")
            yield scene.report("direction", span, subject, (expected, found[0], note))


def _fits(said: int, final: Value, budget: Value, *, about: bool) -> bool:
    difference = final.quantity.value - budget.quantity.value
    if said:
        return difference * said > 0
    return abs(difference) <= (abs(budget.quantity.value) * _NEARLY if about else final.quantity.rounding)


def _find_pairs(scene: Scene, place: int, start: int) -> list[tuple[Value, Value]]:
    """Return final and budget of what a comparison speaks of: what it names, else the first and last before it."""
    number = scene.find_paragraph(start)
    before = [one for one in scene.list_near(place) if one.fact.paragraph == number]
    pairs = []
    for final in (one for one in before if one.fact.phase == "executed"):
        budget = next(
            (
                one
                for one in before[::-1]
                if one.key == final.key and one.fact.phase != "executed" and one.fact.year == final.fact.year
            ),
            None,
        )
        if budget:
            pairs.append((final, budget))
    clause = re.split(r"[，；：]", scene.show_before(place))[-1]
    named = [pair for pair in pairs if len(pair[0].fact.item) > 1 and pair[0].fact.item.removesuffix("支出") in clause]
    last = scene.find_sentence(place)
    inside = [pair for pair in pairs if pair[0].start >= last]
    return named[-1:] or inside[-1:] or (pairs if len(pairs) < 2 else [pairs[0], pairs[-1]])


def _find_flat(scene: Scene) -> Iterator[TextFinding]:
    """Yield a finding for 与上年持平 where the two years are stated and differ."""
    for found in _FLAT.finditer(scene.flat.text):
        value = _find_subject(scene, found)
        if value is None:
            continue
        yield from _judge_flat_total(scene, found, value)
        year = re.search(r"(?:19|20)\d\d", found[0])
        base = find_level(scene, value, int(year[0]) if year else scene.reading.year - 1, [value.fact.phase])
        if base and not _fits(0, value, base, about=bool(found["about"])):
            subject = scene.tell("found.direction.subject", label=value.fact.item)
            expected = f"{base.fact.year}: {base.shown}；{value.fact.year}: {value.shown}"
            texts = (expected, found[0], scene.tell("found.direction.flat"))
            yield scene.report("direction", scene.flat.span(*found.span()), subject, texts)


def _judge_flat_total(scene: Scene, found: re.Match[str], whole: Value) -> Iterator[TextFinding]:
    """Yield a finding for a total called unchanged while something within it is said to have changed."""
    parts = {part for total, part in CONTAINS if total == whole.fact.item}
    for one in scene.values if parts else ():
        if one.fact.measure in CHANGES and one.fact.item in parts and one.quantity.value and "基本" not in found[0]:
            subject = scene.tell("found.direction.subject", label=whole.fact.item)
            note = scene.tell("found.direction.other", label=one.fact.item)
            shown = f"{'+' if one.fact.measure == 'increase' else '−'}{one.shown}"
            yield scene.report("direction", scene.flat.span(*found.span()), subject, (shown, found[0], note))
            return


def _find_subject(scene: Scene, flat: re.Match[str]) -> Value | None:
    """Return this year's amount that a clause calls unchanged."""
    number = scene.find_paragraph(scene.flat.span(*flat.span())[0])
    before = [
        one
        for one in scene.list_near(flat.start())
        if one.fact.paragraph == number and one.fact.year == scene.reading.year
    ]
    named = [one for one in before if flat["label"] and one.fact.item in flat["label"]]
    inside = [one for one in before if one.start >= scene.find_sentence(flat.start())]
    found = named or inside or before
    return found[-1] if found else None
