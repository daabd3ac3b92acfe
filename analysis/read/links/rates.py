"""Percentages of a text with the amounts they are made of: shares, completion rates, rates of change."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from analysis.money import RATE_SCALE, Quantity, bound_ratio
from analysis.read.facts import Link
from analysis.read.links.changes import find_base, find_comparable, find_direction, find_level, find_of_whole
from analysis.read.links.lists import list_parts
from analysis.read.links.scene import Scene
from analysis.read.links.values import Signed, Value, close, make_link, strip_name
from analysis.read.prose.labels import clean_label

_SHARE_OF = re.compile(r"占(?:比|(?P<of>[^，。；]*?))(?:的?(?:比重|比例|份额))?的?(?:为|达到?|约)?$")
_REACH = 40  # figures
_ALL_SPENT = re.compile(r"(?:部门|整体|全年|年度|本年)*(?:总支出|支出总额|支出总数|支出合计|支出总计|支出)")

Terms = tuple[Sequence[Signed], Sequence[Signed]]  # what is divided, and by what


def find_rates(scene: Scene) -> Iterator[Link]:
    """Yield each percentage with what it is calculated from, and the shares that make up a hundred per cent."""
    find_terms = {"share": _list_shares, "completion-rate": _list_completions, "change-rate": _list_changes}
    for value in scene.values:
        if value.fact.measure in find_terms:
            readings = list(find_terms[value.fact.measure](scene, value))
            fitting = next((one for one in readings if _agrees(value.quantity, *one)), None)
            if chosen := fitting or next(iter(readings), None):
                sign = find_direction(scene, value) if value.fact.measure == "change-rate" else ""
                yield make_link(value.fact.measure, value, *chosen, sign=sign)
    yield from _find_share_totals(scene)


def _agrees(rate: Quantity, part: Iterable[Signed], whole: Iterable[Signed]) -> bool:
    """Return whether the rounded percentage can be the ratio of the two rounded amounts, whichever way it goes."""
    bounds = bound_ratio(_add(part), _add(whole))
    if bounds is None:
        return False
    low, high = sorted(abs(bound) * RATE_SCALE for bound in bounds)
    if min(bounds) < 0 < max(bounds):
        low = Fraction(0)
    half = Fraction(rate.rounding, 2)
    return low <= abs(rate.value) + half and high >= abs(rate.value) - half


def _add(terms: Iterable[Signed]) -> Quantity:
    members = [(1 if sign == "+" else -1, one.signed) for sign, one in terms]
    return Quantity(sum(sign * one.value for sign, one in members), sum(one.rounding for _, one in members))


def _list_shares(scene: Scene, rate: Value) -> Iterator[Terms]:
    """Yield an amount and what it may be a share of: named behind 占, otherwise the whole of its list."""
    part = _find_part(scene, rate)
    if part is None:
        return
    said = _SHARE_OF.search(scene.show_left(rate))
    label = clean_label(said["of"])[0] if said and said["of"] else ""
    names = [label] if label else list(_list_said_wholes(scene, rate))
    wholes = [] if label else [_find_implicit(scene, part)]
    wholes += [_find_named(scene, rate, part, name) for name in names]
    yield from (([("+", part)], [("+", one)]) for one in wholes if one and one.number != part.number)


def _list_said_wholes(scene: Scene, rate: Value) -> Iterator[str]:
    """Yield the wholes that shares before this one in its sentence name: 甲占本年收入的98%，乙占2%."""
    sentence = scene.find_sentence(rate.start)
    for number in range(rate.number - 1, max(-1, rate.number - _REACH), -1):
        one = scene.by_number.get(number)
        if one is None or one.start < sentence:
            return
        said = _SHARE_OF.search(scene.show_left(one)) if one.fact.measure == "share" else None
        if said and said["of"]:
            yield clean_label(said["of"])[0]


def _find_part(scene: Scene, rate: Value) -> Value | None:
    before = scene.by_number.get(rate.number - 1)
    if before and before.is_level and before.key == rate.key:
        return before
    found = [one for one in scene.by_key.get(rate.key, ()) if one.number < rate.number and _is_near(one, rate)]
    return found[-1] if found else None


def _is_near(one: Value, other: Value) -> bool:
    return one.fact.paragraph == other.fact.paragraph and one.fact.year == other.fact.year


def _find_named(scene: Scene, rate: Value, part: Value, label: str) -> Value | None:
    """Return the amount that a share names as its whole, in the year and phase of the part."""
    total = scene.by_key.get("summary/total", ()) if _ALL_SPENT.fullmatch(label) else ()
    found = [
        one
        for one in [*scene.by_name.get(strip_name(label), ()), *total]
        if (one.fact.year, one.fact.phase) == (part.fact.year, part.fact.phase)
        and one.number != part.number
        # 支出总计 holds what is carried over, too
        and not (one.fact.item.endswith("总计") and re.search(r"本年|合计", label))
    ]
    return min(
        found, key=lambda one: (one.fact.paragraph != rate.fact.paragraph, abs(one.number - rate.number)), default=None
    )


def _find_implicit(scene: Scene, part: Value) -> Value | None:
    whole = scene.find_above(part)
    if whole is None or whole.fact.phase == part.fact.phase:
        return whole
    return scene.lookup(whole.key, part.fact.year, [part.fact.phase], whole)


def _list_completions(scene: Scene, rate: Value) -> Iterator[Terms]:
    """Yield final and budget of a completion rate, the last of several budgets first."""
    final = find_level(scene, rate, rate.fact.year, ["executed"])
    near = [one for one in scene.by_key.get(rate.key, ()) if _is_near(one, rate) and one.number < rate.number]
    budgets = [one for one in near if one.fact.phase in {"approved", "adjusted"}]
    named = [one for one in budgets if one.fact.word == "年初预算"] if "年初" in scene.show_left(rate) else []
    if final and _is_near(final, rate):
        yield from (([("+", final)], [("+", one)]) for one in reversed(named or budgets))


def _list_changes(scene: Scene, rate: Value) -> Iterator[Terms]:
    """Yield change and base of a rate; the base may follow from this year's amount and the change."""
    change = find_partner(scene, rate)
    level, base = find_base(scene, change or rate)
    comparable, said = find_comparable(scene, rate)
    said = said or bool(change and find_comparable(scene, change)[1])
    if said and not comparable:
        yield [], []  # of a base that is not stated
        return
    base = comparable if said else base
    told: list[Signed] = [("+", change)] if change else []
    if base and told:
        yield told, [("+", base)]
    if base and level:
        yield [("+", level), ("-", base)], [("+", base)]
    if base or not change:
        return
    whole = find_of_whole(scene, change) or level
    yield told, [("+", whole), ("-", change)] if whole else []


def find_partner(scene: Scene, rate: Value) -> Value | None:
    """Return the change in money that stands beside a rate of change and is of the same figure."""
    for number in (rate.number - 1, rate.number + 1):
        one = scene.by_number.get(number)
        same = one and one.key == rate.key and scene.find_sentence(one.start) == scene.find_sentence(rate.start)
        alike = one and one.fact.base_year == rate.fact.base_year
        if one and same and alike and one.is_change:
            return one
    return None


def _find_share_totals(scene: Scene) -> Iterator[Link]:
    """Yield the shares of each list whose parts add up and all have one, half of them at least of this whole.

    A share of nought is one of any whole.
    """
    shares = {one.key: one for one in scene.values if one.fact.measure == "share"}
    for number, parts in list_parts(scene).items():
        whole = scene.by_number.get(number)
        stated = [shares[part.key] for part in parts if part.key in shares]
        if whole and 1 < len(parts) == len(stated) and close(whole.quantity, [part.quantity for part in parts]):
            pairs = [(share, part) for share, part in zip(stated, parts, strict=True) if share.quantity.value]
            agreeing = sum(_agrees(share.quantity, [("+", part)], [("+", whole)]) for share, part in pairs)
            if agreeing and 2 * agreeing >= len(pairs):
                span = (stated[0].fact.span[0], stated[-1].fact.span[1])
                yield make_link("share-total", None, [("+", one) for one in stated], span=span)
