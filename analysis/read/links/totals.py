"""Lists that no 其中 opens: a total behind its parts, 分别为, 主要用于, 基本支出中."""

import re
from collections.abc import Iterator, Sequence

from analysis.read.links.lists import DECLARED, PartList
from analysis.read.links.scene import Scene
from analysis.read.links.values import Value, are_exhaustive, close
from analysis.read.prose.labels import bare

_TOTAL = re.compile(
    r"^[，；、]?(?:以上|上述|各项|两项|三项|四项|五项)*(?:合计|共计|总计|小计|共)"
    r"(?:支出|收入|金额|安排|使用|资金|预算|发放)*(?:数|额)?(?:为|是|达)?$"
)
_USED_FOR = re.compile(r"^，?(?:主要)?(?:用于|用在)(?:以下方面)?：?[^，。；\d]{1,16}$")
_OF_LABEL = re.compile(r"^(?:在)?(?P<label>[^，。；、\d]{2,30}?)(?:支出|收入)?(?:决算|预算)?(?:数)?(?:当)?中[，：]")
_LONGEST = 60  # figures of a list


def find_totals(scene: Scene) -> Iterator[PartList]:
    """Yield each list that a text gives in another way than with 其中."""
    for place, value in enumerate(scene.values):
        if value.fact.measure == "level" and value.fact.kind != "rate" and value.fact.part_of is None:
            yield from _find_behind(scene, place, value)
            yield from _find_divided(scene, place, value)
            yield from _find_inside(scene, place, value)


def is_total_behind(left: str) -> bool:
    """Return whether a number is the total of those before it."""
    return bool(_TOTAL.search(left))


def _find_behind(scene: Scene, place: int, total: Value) -> Iterator[PartList]:
    """Yield a total with the amounts before it; only those that it may mean, if some of them add up."""
    if not is_total_behind(scene.show_left(total)):
        return
    parts = _collect(scene, scene.values[max(0, place - _LONGEST) : place][::-1], total)[::-1]
    for first in range(len(parts) - 1):
        if close(total.quantity, (part.quantity for part in parts[first:])):
            yield PartList(total, tuple(parts[first:]), closed=True)
            return
    if len(parts) > 1:
        yield PartList(total, tuple(parts), closed=True)


def _find_divided(scene: Scene, place: int, first: Value) -> Iterator[PartList]:
    """Yield the total before 分别为 or 主要用于 with the amounts behind these words."""
    left = scene.show_left(first)
    if not place or not _is_total(scene, scene.values[place - 1], first):
        return
    total = scene.values[place - 1]
    divided = "分别" in left
    if not divided and not _USED_FOR.search(left):
        return
    parts = _collect(scene, scene.values[place : place + _LONGEST], total)
    before = scene.show_before(total.start)
    declared = DECLARED.search(before) or "项" in before or are_exhaustive([part.fact.item for part in parts])
    earlier = {one.fact.item for one in scene.values[max(0, place - _LONGEST) : place]}
    if {part.fact.item for part in parts} <= earlier:  # 甲5万元、乙4万元，分别支出3万元、2万元
        return
    if len(parts) > 1 and (declared or not divided):
        yield PartList(total, tuple(parts), closed=divided)


def _find_inside(scene: Scene, place: int, first: Value) -> Iterator[PartList]:
    """Yield the amount that 基本支出中 names with those behind these words."""
    named = _OF_LABEL.match(scene.show_left(first))
    if named is None:
        return
    same = [
        one
        for one in scene.values[max(0, place - _LONGEST) : place]
        if one.is_level and _ends_with(one.fact.item, named["label"])
    ]
    wholes = [one for one in same if (one.fact.year, one.fact.phase) == (first.fact.year, first.fact.phase)]
    parts = _collect(scene, scene.values[place : place + _LONGEST], first)
    parts = [part for part in parts if not is_total_behind(scene.show_left(part))]
    if wholes and first.fact.paragraph - wholes[-1].fact.paragraph <= 1 and len(parts) > 1:
        yield PartList(wholes[-1], tuple(parts))


def _ends_with(item: str, label: str) -> bool:
    """Return whether a sentence's "of" names an amount: “三公”经费财政拨款 that of “三公”经费财政拨款支出."""
    return bare(item).removesuffix("支出").endswith(bare(label).removesuffix("支出"))


def _is_total(scene: Scene, total: Value, first: Value) -> bool:
    """Return whether a number can be the total that the list behind it splits up."""
    fact = total.fact
    same_unit = fact.unit == first.fact.unit or fact.kind == first.fact.kind == "money"
    alike = same_unit and (fact.year, fact.phase) == (first.fact.year, first.fact.phase)
    return alike and fact.measure == "level" and scene.find_sentence(total.start) == scene.find_sentence(first.start)


def _collect(scene: Scene, values: Sequence[Value], total: Value) -> list[Value]:
    """Return the amounts in a row that stand in one sentence and are like the total."""
    found: list[Value] = []
    sentence = scene.find_sentence(values[0].start) if values else 0
    for one in values:
        fact = one.fact
        if scene.find_sentence(one.start) != sentence or fact.measure not in ("level", "share"):
            break
        if fact.measure == "share":
            continue
        if fact.kind != total.fact.kind or (fact.kind != "money" and fact.unit != total.fact.unit):
            continue
        if (fact.year, fact.phase) != (total.fact.year, total.fact.phase):
            break
        if fact.part_of is None:
            found.append(one)
    return found
