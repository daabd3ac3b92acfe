"""Percentages of a text against the amounts they are made of: shares, completion rates, rates of change."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from analysis.money import RATE_SCALE, Quantity, bound_ratio, format_number
from analysis.read.labels import clean_label
from analysis.read.text_changes import find_base, find_direction, find_level
from analysis.read.text_lists import list_parts
from analysis.read.text_rows import TextFinding, Value, strip_name
from analysis.read.text_scene import Scene
from analysis.verdicts import MISMATCH, judge

_SHARE_OF = re.compile(r"占(?:比|(?P<of>[^，；。]*?))(?:的?(?:比重|比例|份额))?的?(?:为|达到?|约)?$")
_REACH = 40  # figures
_ALL_SPENT = re.compile(r"(?:部门|整体|全年|年度|本年)*(?:总支出|支出总额|支出总数|支出合计|支出总计|支出)")


def find_rates(scene: Scene) -> Iterator[TextFinding]:
    """Yield each percentage that its amounts contradict."""
    find_terms = {"share": _find_share, "completion-rate": _find_completion, "change-rate": _find_change}
    for value in scene.values:
        terms = find_terms[value.fact.measure](scene, value) if value.fact.measure in find_terms else None
        if terms and not _agrees(value.quantity, *terms):
            yield _report(scene, value, *terms, note="found.percent.cut" if _is_cut(value.quantity, *terms) else "")
        elif terms and not _agrees(value.quantity, *(_refine(scene, term) for term in terms)):
            yield _report(scene, value, *terms, note="found.percent.coarse")
    yield from _find_share_totals(scene)


def _agrees(rate: Quantity, part: Quantity, whole: Quantity) -> bool:
    """Return whether the rounded percentage can be the ratio of the two rounded amounts."""
    bounds = bound_ratio(part, whole)
    if bounds is None:
        return True  # a ratio to nothing is no ratio
    low, high = sorted(abs(bound) * RATE_SCALE for bound in bounds)
    if min(bounds) < 0 < max(bounds):
        low = Fraction(0)
    half = Fraction(rate.rounding, 2)
    stated = abs(rate.value)
    return low <= stated + half and high >= stated - half


def _refine(scene: Scene, amount: Quantity) -> Quantity:
    """Return an amount as exact as the text prints others: 6万元 beside 1.60万元 is 6.00万元."""
    return Quantity(amount.value, min(amount.rounding, scene.finest))


def _is_cut(rate: Quantity, part: Quantity, whole: Quantity) -> bool:
    """Return whether the percentage is the ratio with its last digit cut off, not rounded."""
    exact = Fraction(abs(part.value), abs(whole.value)) * RATE_SCALE
    return bool(rate.rounding) and int(exact / rate.rounding) * rate.rounding == abs(rate.value)


def _report(scene: Scene, rate: Value, part: Quantity, whole: Quantity, *, note: str = "") -> TextFinding:
    """Return the finding that a percentage is not what its amounts give; low if a note says why it is near."""
    ratio = Fraction(abs(part.value), abs(whole.value)) * 100
    unit = scene.units["万元"]
    shown = [f"{format_number(Fraction(one.value, unit.scale), 2)} {unit.name}" for one in (part, whole)]
    subject = scene.tell(f"found.percent.{rate.fact.measure}", label=rate.fact.item)
    places = max(2, len(rate.fact.printed.partition(".")[2]))
    expected = scene.tell(
        "found.percent.expected", part=shown[0], whole=shown[1], rate=f"{format_number(ratio, places)} %"
    )
    found = scene.report("percent", rate.fact.span, subject, (expected, rate.shown, scene.tell(note) if note else ""))
    return replace(found, severity="low") if note else found


def _find_share(scene: Scene, rate: Value) -> tuple[Quantity, Quantity] | None:
    """Return an amount and what it is a share of: named behind 占, otherwise the whole of its list."""
    part = _find_part(scene, rate)
    if part is None:
        return None
    said = _SHARE_OF.search(scene.show_left(rate))
    label = clean_label(said["of"])[0] if said and said["of"] else ""
    if label:
        wholes = [_find_named(scene, rate, part, label)]
    else:
        others = (_find_named(scene, rate, part, one) for one in _list_said_wholes(scene, rate))
        wholes = [_find_implicit(scene, part), *others]
    terms = [(part.quantity, whole.quantity) for whole in wholes if whole and whole.number != part.number]
    return next((one for one in terms if _agrees(rate.quantity, *one)), terms[0] if terms else None)


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
    whole = scene.by_number.get(part.fact.part_of) if part.fact.part_of is not None else None
    if whole is None or not whole.is_level or whole.fact.year != part.fact.year:
        return None
    if whole.fact.phase == part.fact.phase:
        return whole
    return scene.lookup(whole.key, part.fact.year, [part.fact.phase], whole)


def _find_completion(scene: Scene, rate: Value) -> tuple[Quantity, Quantity] | None:
    """Return final and budget of a completion rate; of several budgets the one that agrees, else the last."""
    final = find_level(scene, rate, rate.fact.year, ["executed"])
    near = [one for one in scene.by_key.get(rate.key, ()) if _is_near(one, rate) and one.number < rate.number]
    budgets = [one for one in near if one.fact.phase in {"approved", "adjusted"}]
    named = [one for one in budgets if one.fact.word == "年初预算"] if "年初" in scene.show_left(rate) else []
    if final is None or not _is_near(final, rate) or not budgets:
        return None
    terms = [(final.quantity, one.quantity) for one in named or budgets]
    return next((one for one in terms if _agrees(rate.quantity, *one)), terms[-1])


def _find_change(scene: Scene, rate: Value) -> tuple[Quantity, Quantity] | None:
    """Return change and base of a rate; the base may follow from this year's amount and the change."""
    change = find_partner(scene, rate)
    if change and find_direction(scene, rate) not in ("", change.fact.measure):
        return None  # said by the check of directions
    level, base = find_base(scene, change or rate)
    if base and level:
        rounding = level.quantity.rounding + base.quantity.rounding
        difference = Quantity(level.quantity.value - base.quantity.value, rounding)
        if change is None or _agrees(rate.quantity, difference, base.quantity):
            return difference, base.quantity
        return change.quantity, base.quantity
    if change is None or level is None:
        return None
    readings = [
        (
            change.quantity,
            Quantity(one.quantity.value - change.signed, one.quantity.rounding + change.quantity.rounding),
        )
        for one in (level, scene.find_above(level))
        if one
    ]
    return next((terms for terms in readings if _agrees(rate.quantity, *terms)), readings[0])


def find_partner(scene: Scene, rate: Value) -> Value | None:
    """Return the change in money that stands beside a rate of change and is of the same figure."""
    for number in (rate.number - 1, rate.number + 1):
        one = scene.by_number.get(number)
        same = one and one.key == rate.key and scene.find_sentence(one.start) == scene.find_sentence(rate.start)
        alike = one and (one.fact.doubt == "budget-base") == (rate.fact.doubt == "budget-base")
        if one and same and alike and one.fact.measure in {"increase", "decrease"}:
            return one
    return None


def _find_share_totals(scene: Scene) -> Iterator[TextFinding]:
    """Yield each list that adds up while the shares of its parts do not make a hundred per cent."""
    shares = {one.key: one for one in scene.values if one.fact.measure == "share"}
    for number, parts in list_parts(scene).items():
        whole = scene.by_number.get(number)
        stated = [shares[part.key] for part in parts if part.key in shares]
        if whole is None or len(parts) < 2 or len(stated) != len(parts):
            continue
        total = Quantity(100 * scene.units["%"].scale, 0)
        sums = judge(whole.quantity, [part.quantity for part in parts])[0]
        if sums != MISMATCH and judge(total, [one.quantity for one in stated])[0] == MISMATCH:
            value = sum(one.quantity.value for one in stated)
            shown = f"{format_number(Fraction(value, scene.units['%'].scale), 2)} %"
            subject = scene.tell("found.percent.total", label=whole.fact.item)
            span = (stated[0].fact.span[0], stated[-1].fact.span[1])
            yield scene.report("share-total", span, subject, ("100.00 %", shown, ""))
