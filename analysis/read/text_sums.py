"""Wholes of a text against their parts, and amounts whose unit or decimal point slipped."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from analysis.money import Quantity
from analysis.read.text_lists import PartList, find_lists, is_complete
from analysis.read.text_rows import TextFinding, Value, show_amount
from analysis.read.text_scene import Scene
from analysis.read.text_totals import find_totals
from analysis.verdicts import MISMATCH, judge

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
FACTORS = ((Fraction(10**4), "unit"), (Fraction(1, 10**4), "unit"), (Fraction(10), "point"), (Fraction(1, 10), "point"))


def find_sums(scene: Scene) -> Iterator[TextFinding]:
    """Yield each whole that its parts contradict."""
    lists = [*find_lists(scene), *find_totals(scene)]
    closed = {_name(one) for one in lists if len(one.parts) > 1 and not one.excess}
    for one in lists:
        if _is_no_list(one) or (one.gap and _fits_another(scene, one)):
            continue
        repeated = _name(one) in closed
        if one.gap:
            yield from _judge_list(scene, one, repeated=repeated)
        elif one.coarse and (one.excess > 0 or repeated or is_complete(scene, one)):
            yield _report_list(scene, one, "coarse-rounding")
    yield from _find_contained(scene)


def _is_no_list(one: PartList) -> bool:
    """Return whether the names say that these are no parts: 净值9万元（原值12万元，折旧3万元）."""
    names = [one.whole.fact.item, *(part.fact.item for part in one.parts)]
    mixed = any(name.endswith("收入") for name in names) and any(name.endswith("支出") for name in names)
    return mixed or any(_NO_PART.search(name) for name in names[1:])


def _fits_another(scene: Scene, one: PartList) -> bool:
    """Return whether the parts make up another amount just before: 支出9万元，结转1万元。其中甲4万元，乙5万元."""
    fact = one.whole.fact
    others = [
        value
        for value in scene.list_near(one.parts[0].start)
        if value.fact.paragraph == fact.paragraph
        and value.number < one.parts[0].number
        and value.number != one.whole.number
        and (value.fact.year, value.fact.phase) == (fact.year, fact.phase)
    ]
    quantities = [part.quantity for part in one.parts]
    return len(one.parts) > 1 and any(judge(value.quantity, quantities)[0] != MISMATCH for value in others)


def _name(one: PartList) -> tuple[str, ...]:
    return (one.whole.key, *sorted(part.key for part in one.parts))


def _judge_list(scene: Scene, one: PartList, *, repeated: bool) -> Iterator[TextFinding]:
    slip = find_slip(one.whole, one.parts)
    complete = repeated or is_complete(scene, one)
    overlapping = one.whole.fact.kind != "money" and any(_OVERLAPS.search(part.fact.label) for part in one.parts)
    if slip and (complete or one.gap > 0 or len(one.parts) > 1):
        yield report_slip(scene, *slip)
    elif (one.gap > 0 and not overlapping) or (one.gap < 0 and complete):
        yield _report_list(scene, one)


def _report_list(scene: Scene, one: PartList, rule: str = "sum-of-parts") -> TextFinding:
    whole, unit = one.whole.fact, scene.units[one.whole.fact.unit]
    total = show_amount(sum(part.quantity.value for part in one.parts), unit)
    parts = " + ".join(part.shown if part.fact.unit != whole.unit else part.fact.printed for part in one.parts)
    subject = scene.tell("found.sum.subject", whole=whole.item)
    expected = scene.tell("found.sum.expected", parts=parts, sum=total)
    actual = scene.tell("found.sum.actual", whole=whole.item, shown=one.whole.shown)
    kind = "coarse" if not one.gap else "over" if one.gap > 0 else "under"
    note = scene.tell(f"found.sum.{kind}", gap=show_amount(abs(one.excess), unit))
    return scene.report(rule, whole.span, subject, (expected, actual, note))


def find_slip(whole: Value, parts: Sequence[Value]) -> tuple[Value, Fraction, str] | None:
    """Return the only figure of a sum that closes it when multiplied by 10^±4 or 10^±1, with factor and kind."""
    for factor, kind in FACTORS:
        fitting = [
            (one, factor, kind) for one in (whole, *parts) if one.quantity.value and _closes(whole, parts, one, factor)
        ]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _closes(whole: Value, parts: Sequence[Value], changed: Value, factor: Fraction) -> bool:
    tolerance = judge(whole.quantity, [part.quantity for part in parts])[1]
    if abs(changed.quantity.value * factor) <= tolerance:
        return False  # it would close by vanishing

    def scale(one: Value) -> Quantity:
        if one is not changed:
            return one.quantity
        # A slip moves the point, so the figure stays as exact as those beside it.
        value = one.quantity.value * factor
        rounding = min(one.quantity.rounding * factor, Fraction(whole.quantity.rounding or one.quantity.rounding))
        return Quantity(int(value), int(rounding)) if value.denominator == 1 else one.quantity

    return judge(scale(whole), [scale(part) for part in parts])[0] != MISMATCH


def report_slip(scene: Scene, value: Value, factor: Fraction, kind: str) -> TextFinding:
    """Return the finding that a figure has another unit or decimal point than those beside it."""
    unit = scene.units[value.fact.unit]
    shown = show_amount(value.quantity.value * factor, unit)
    times = f"10^{-4 if kind == 'unit' else -1}" if factor < 1 else f"10^{4 if kind == 'unit' else 1}"
    expected = scene.tell("found.scale.expected", shown=shown, factor=times)
    subject, note = scene.tell("found.scale.subject", label=value.fact.item), scene.tell(f"found.scale.{kind}")
    return scene.report("unit-scale", value.fact.span, subject, (expected, value.shown, note))


def _find_contained(scene: Scene) -> Iterator[TextFinding]:
    """Yield each total that is less than something it contains."""
    labels = {one.fact.item: one for one in reversed(scene.values) if one.is_level and one.fact.phase == "executed"}
    seen: set[int] = set()
    for whole, part in ((labels.get(a), labels.get(b)) for a, b in CONTAINS):
        if whole is None or part is None or whole.number in seen or whole.fact.year != part.fact.year:
            continue
        if whole.quantity.high < part.quantity.low:
            seen.add(whole.number)
            subject = scene.tell("found.sum.within", whole=whole.fact.item, part=part.fact.item)
            expected = scene.tell("found.sum.at-least", shown=part.shown)
            actual = scene.tell("found.sum.actual", whole=whole.fact.item, shown=whole.shown)
            yield scene.report("sum-of-parts", whole.fact.span, subject, (expected, actual, ""))
