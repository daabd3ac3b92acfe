"""Words that compare two amounts without a number, with these amounts: 小于预算数, 与上年持平."""

import re
from collections.abc import Iterator
from fractions import Fraction

from analysis.read.facts import Link
from analysis.read.links.changes import find_level
from analysis.read.links.scene import Scene
from analysis.read.links.values import Value, make_link
from analysis.read.prose.grammar import compile_pattern

_COMPARED = re.compile(
    r"(?:支出|收入)?决算数?(?:与|和)?(?:(?P<less>小于|低于|少于)|(?P<more>大于|高于|超过|多于)|(?P<same>等于|与|和|同))(?:年初|全年|调整)?预算数?(?P<flat>(?:基本)?(?:持平|一致|相等))?"
)
FLAT = compile_pattern(
    r"(?:与|和|同|较|比)(?:{year}年度?|{last_year})的?(?:年初预算|预算|决算|执行|同期)?数?(?:相比|比较)?，?(?P<label>[^，。；]{0,24}?)(?P<about>基本)?(?:持平|一致|无增减变化|无变化|无增减|没有变化)"
)
_NEARLY = Fraction(5, 100)


def find_compared(scene: Scene) -> Iterator[Link]:
    """Yield each comparison in words with the two amounts that it means."""
    for found in _COMPARED.finditer(scene.flat.text):
        if found["same"] and found["same"] != "等于" and not found["flat"]:
            continue
        kind = "less" if found["less"] else "more" if found["more"] else _tell_equal("基本" in (found["flat"] or ""))
        pairs = _find_pairs(scene, found)
        if pairs:
            final, budget = next((pair for pair in pairs if _fits(kind, *pair)), pairs[0])
            yield make_link(kind, final, [("+", budget)], span=scene.flat.span(*found.span()))
    yield from _find_flat(scene)


def _tell_equal(about: object) -> str:
    return "nearly-equal" if about else "equal"


def _fits(kind: str, final: Value, budget: Value) -> bool:
    """Return whether two amounts compare as the words say."""
    difference = final.quantity.value - budget.quantity.value
    if kind in {"less", "more"}:
        return difference * (1 if kind == "more" else -1) > 0
    allowed = abs(budget.quantity.value) * _NEARLY if kind == "nearly-equal" else final.quantity.rounding
    return abs(difference) <= allowed


def _find_pairs(scene: Scene, found: re.Match[str]) -> list[tuple[Value, Value]]:
    """Return final and budget of what a comparison speaks of: what it names, else the first and last before it."""
    place = found.start()
    number = scene.find_paragraph(scene.flat.places[place])
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


def _find_flat(scene: Scene) -> Iterator[Link]:
    """Yield this year's amount and last year's where they are called the same: 与上年持平."""
    for found in FLAT.finditer(scene.flat.text):
        value = find_subject(scene, found)
        if value is None:
            continue
        year = re.search(r"(?:19|20)\d\d", found[0])
        base = find_level(scene, value, int(year[0]) if year else scene.reading.year - 1, [value.fact.phase])
        if base and base != value:
            kind, span = _tell_equal(found["about"]), scene.flat.span(*found.span())
            yield make_link(kind, value, [("+", base)], span=span)


def find_subject(scene: Scene, flat: re.Match[str]) -> Value | None:
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
