"""Sums: wholes of a text with the parts that it gives them, and totals that contain more than they state."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.read.facts import Link
from analysis.read.links.lists import PartList, find_lists, is_complete
from analysis.read.links.scene import Scene
from analysis.read.links.totals import find_totals
from analysis.read.links.values import Value, close, make_link

# Of the same money: a total and what it contains at least.
CONTAINS = (
    ("财政拨款收入支出总计", "一般公共预算财政拨款支出"),
    ("收入支出总计", "本年收入合计"),
    ("收入支出总计", "本年支出合计"),
    ("收入支出总计", "财政拨款收入支出总计"),
    ("本年收入合计", "财政拨款收入"),
    ("本年支出合计", "一般公共预算财政拨款支出"),
    ("支出合计", "基本支出"),
    ("支出合计", "项目支出"),
)
_NO_PART = re.compile(r"原值|折旧|净值|^上年|^去年")
_OVERLAPS = re.compile(
    r"女|党员|青年|困难|残疾|少数民族|退役|农民工|劳模|学历|本科|研究生|职称|代表|骨干|高级|中级|初级|专任|优秀|良好"
)


def find_sums(scene: Scene) -> Iterator[Link]:
    """Yield a sum for each list, and a whole for each thing that is a part of it beside others."""
    found = (_turn_side(scene, one) for one in (*find_lists(scene), *find_totals(scene)))
    lists = [one for one in found if not _is_no_list(one)]
    closed = {(_name(one), one.whole.number) for one in lists if len(one.parts) > 1 and not one.excess}
    for one in lists:
        if _may_overlap(one):
            yield from (make_link("contains", one.whole, [("+", part)]) for part in one.parts)
            continue
        whole = one.whole if one.closes else _find_other_whole(scene, one) or one.whole
        # A list that closes where the text states it once more leaves nothing out here.
        again = any(name == _name(one) and number != one.whole.number for name, number in closed)
        complete = again or is_complete(scene, one)
        yield make_link("sum", whole, [("+", part) for part in one.parts], complete=complete)
    yield from _find_contained(scene)


def _turn_side(scene: Scene, one: PartList) -> PartList:
    """Return a list of expenditure as that of the expenditure beside its income: 收入9万元，支出9万元，支出情况如下."""
    if "收入" not in one.whole.fact.item or not all("支出" in part.fact.item for part in one.parts):
        return one
    beside = scene.by_number.get(one.whole.number + 1)
    turned = beside and beside.is_level and "支出" in beside.fact.item and beside.number < one.parts[0].number
    return replace(one, whole=beside) if beside and turned else one


def _is_no_list(one: PartList) -> bool:
    """Return whether the names say that these are no parts: 净值9万元（原值12万元，折旧3万元）.

    Neither are the two sides of a total, nor amounts of which the whole is one: 甲5万元，乙4万元。如下： is of both.
    """
    names = [one.whole.fact.item, *(part.fact.item for part in one.parts)]
    flows = [{flow for flow in ("收入", "支出") if flow in name} for name in names]
    mixed = {"收入"} in flows and {"支出"} in flows
    [whole, *parts] = [name.removesuffix("支出") for name in names]
    of_itself = whole in parts or one.whole.key in {part.key for part in one.parts}
    return mixed or of_itself or any(_NO_PART.search(name) for name in names[1:])


def _may_overlap(one: PartList) -> bool:
    """Return whether who is counted in one part may be counted in another: 职工30人，其中女职工20人、党员15人."""
    return one.whole.fact.kind != "money" and any(_OVERLAPS.search(part.fact.label) for part in one.parts)


def _find_other_whole(scene: Scene, one: PartList) -> Value | None:
    """Return another amount just before that the parts make up: 支出9万元，结转1万元。其中甲4万元，乙5万元."""
    fact = one.whole.fact
    others: Sequence[Value] = [
        value
        for value in scene.list_near(one.parts[0].start)
        if value.fact.paragraph == fact.paragraph
        and value.number < one.parts[0].number
        and value.number != one.whole.number
        and (value.fact.year, value.fact.phase) == (fact.year, fact.phase)
    ]
    quantities = [part.quantity for part in one.parts]
    return next((value for value in others if len(one.parts) > 1 and close(value.quantity, quantities)), None)


def _name(one: PartList) -> tuple[str, ...]:
    """Return what two statements of one list have in common."""
    return (one.whole.key, *sorted(part.key for part in one.parts))


def _find_contained(scene: Scene) -> Iterator[Link]:
    """Yield each total with what it contains at least."""
    labels = {one.fact.item: one for one in reversed(scene.values) if one.is_level and one.fact.phase == "executed"}
    for whole, part in ((labels.get(a), labels.get(b)) for a, b in CONTAINS):
        if whole and part and whole.fact.year == part.fact.year:
            yield make_link("contains", whole, [("+", part)])
