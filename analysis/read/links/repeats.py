"""Figures that a text states more than once: those that are certainly one, and those that only look like it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from analysis.read.draft.origin import tell_context, tell_origin
from analysis.read.facts import Link
from analysis.read.links.changes import MOVED
from analysis.read.links.scene import Scene
from analysis.read.links.totals import is_total_behind
from analysis.read.links.values import Value, close, make_link
from analysis.read.prose.labels import bare

_SHORT = 2  # characters of a name that says nothing
_ITEM = 5  # digits of a 款
_NEAR, _REACH = 2, 12  # paragraphs
_STAFF = "staffing/"
# What is done or paid more than once, and what comes from a level of government, may have many amounts of one name.
_OFTEN = re.compile(
    r"打卡|发放|投入|争取|拨付|下拨|已拨|落实|筹集|募集|筹措|安排|慰问|救助|补助|补贴|奖励|完成|实现|新增|支付|收取|上缴|节约|接待|举办|开展|帮扶|资助"
    r"|培训|支持|获得|收到|下达|追加|结余|结转|中央|省|市|县|区|本级|上级|地方|财政拨款$|预算$|资金$|经费$|项目资金|涉及|减免|退还|追回|核减|清理|账面|原值|净值"
)
_COMPARED = re.compile("小于|大于|等于|上年|相抵")  # words of a comparison, which are no name
# What a paragraph about one item says of its budget or final figure is of that item.
_ITEM_NAME = re.compile(r"（\d*[类款项]）”?(?:支出)?$")
_STATED = re.compile(r"(?:预算|决算|执行)数?(?:安排|支出)?(?:为|是)?$|^安排$")

Pair = tuple[Value, Value]


def find_restated(scene: Scene) -> Iterator[Link]:
    """Yield each figure that is certainly one that was stated before, with that one."""
    for first, other in _list_pairs(scene, strict=True):
        if _is_certain(scene, first, other):
            yield make_link("restated", first, [("+", other)], span=other.fact.span)


def find_alike(scene: Scene) -> list[Pair]:
    """Return the pairs of different numbers that may be one figure or two: a person has to say which."""
    return [
        (first, other)
        for first, other in dict.fromkeys(_list_pairs(scene, strict=False))
        if not close(first.signed, [other.signed])
        and (first.fact.named or other.fact.paragraph - first.fact.paragraph <= _REACH)
        and not _is_certain(scene, first, other)
        and not _are_of_two_wholes(scene, first, other)
        and not _is_within(scene, first, other)
    ]


def _list_pairs(scene: Scene, *, strict: bool) -> Iterator[Pair]:
    """Yield each figure with the next of its name, year and phase; strictly also of one code and one money."""
    groups: dict[tuple[object, ...], list[Value]] = {}
    for value in scene.values:
        fact = value.fact
        if not _is_unmistakable(value) or _is_other(scene, value):
            continue
        change = "change" if value.is_change else fact.measure
        what = (fact.year, fact.phase, change, fact.base_year if value.is_change else None, fact.kind)
        names = [value.name] if value.key.startswith(_STAFF) else [value.key, value.name]
        keys = [(names[0], fact.named and tell_context(scene, fact))] if strict else dict.fromkeys(names)
        for key in keys:
            groups.setdefault((key, *what), []).append(value)
    for members in groups.values():
        # A figure with a code is held against the first, a label against the last one before it, which must be near.
        coded = strict and members[0].fact.named
        for first, other in ((members[0], one) for one in members[1:]) if coded else pairwise(members):
            # 甲5万元，实际支付4万元: one sentence does not state a figure twice
            if scene.find_sentence(first.start) != scene.find_sentence(other.start):
                yield first, other


def _is_certain(scene: Scene, first: Value, other: Value) -> bool:
    """Return whether two figures of one name are one: 会议费 in another section may be of other money."""
    contexts = tell_context(scene, first.fact), tell_context(scene, other.fact)
    near = other.fact.paragraph - first.fact.paragraph <= _NEAR
    if first.fact.named and first.fact.named == other.fact.named:
        one_money = contexts[0] == contexts[1]
        return one_money and (near or other.fact.kind != "money" or len(other.name) > _SHORT + 1)
    one_label = first.fact.item == other.fact.item and not first.fact.named and not other.fact.named
    one_section = scene.show_heading(first.fact.paragraph) == scene.show_heading(other.fact.paragraph)
    unlike = any("" not in pair and len(set(pair)) > 1 for pair in zip(*contexts, strict=True))
    return one_label and near and one_section and not unlike and not _are_of_two_wholes(scene, first, other)


def _is_within(scene: Scene, first: Value, other: Value) -> bool:
    """Return whether one of two three-public amounts is that of another expenditure only: 基本支出中公务接待费."""
    scopes = {tell_origin(scene, one.fact).scope for one in (first, other)}
    return first.key.startswith("three-public/") and len(scopes) > 1


def _are_of_two_wholes(scene: Scene, first: Value, other: Value) -> bool:
    """Return whether figures without one code are parts of different amounts: of 拨款9万元, and of 支出8万元."""
    if first.fact.named and first.fact.named == other.fact.named:
        return False
    wholes = [scene.by_number.get(-1 if one.fact.part_of is None else one.fact.part_of) for one in (first, other)]
    return None not in wholes and len({whole.quantity.value for whole in wholes if whole}) > 1


def _is_unmistakable(value: Value) -> bool:
    """Return whether a label can mean only one figure of a document: 其他支出 may stand in two lists."""
    fact = value.fact
    if fact.kind != "money":
        return fact.measure == "level" and value.key.startswith(_STAFF)
    if not (fact.measure == "level" or value.is_change) or fact.basis != "stated":
        return False
    if fact.named is None and _OFTEN.match(fact.item):
        return False
    return len(value.name) > _SHORT and not fact.item.startswith("其他") and not _COMPARED.search(fact.item)


def _is_of_item(value: Value) -> bool:
    """Return whether a figure is of one item of an official classification, which a paragraph is about."""
    code = value.fact.named.code if value.fact.named else ""
    return (code.isdigit() and len(code) > _ITEM) or bool(_ITEM_NAME.search(value.fact.item))


def _is_other(scene: Scene, value: Value) -> bool:
    """Return whether a number only inherits its label: a total behind a list, the end of a movement, a part."""
    left = scene.show_left(value)
    whole = scene.by_number.get(value.fact.part_of) if value.fact.part_of is not None else None
    before = scene.show_before(value.start)
    listed = "分别" in before and bare(value.fact.label) in bare(before)
    stated = _is_of_item(value) and _STATED.search(left)
    inherited = not listed and not stated and bare(value.fact.label)[-2:] not in bare(left)
    added = before.rfind("加上") > before.rfind("。")  # 可用9万元。加上结余2万元，可用11万元
    return bool(inherited or added or is_total_behind(left) or MOVED.search(left) or (whole and whole.key == value.key))
