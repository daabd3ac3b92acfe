"""Changes of a text against the years that they compare, and their words of direction against the numbers."""

import re
from collections.abc import Iterator, Sequence

from analysis.money import Quantity
from analysis.read.grammar import compile_pattern
from analysis.read.text_rows import TextFinding, Value, show_amount
from analysis.read.text_scene import Scene
from analysis.read.text_sums import find_slip, report_slip
from analysis.verdicts import MISMATCH, judge

CHANGES = ("increase", "decrease")
_UP = compile_pattern("(?:{up})")
_WAY = compile_pattern("(?P<up>{up})|(?P<down>{down})")
# 较预算 names this year's budget as the base, unless a year stands with it.
_BUDGET_BASE = compile_pattern(r"(?:较|比|与|同)(?:本年度?|当年度?)?(?P<kind>年初预算|全年预算|调整预算|预算)")
_BASE_PHASE = compile_pattern(
    r"(?:较|比|与|同)(?:{year}年度?|{last_year})的?(?:同期)?(?P<kind>年初预算|预算|决算|执行)?|同比"
)
MOVED = compile_pattern(r"^[^，。；]{0,30}?(?P<way>{up}|{down})(?:到|至)(?:了)?(?:{about})?$")


def find_changes(scene: Scene) -> Iterator[TextFinding]:
    """Yield each change that the two years contradict, and each direction that its words mistake."""
    for value in scene.values:
        if value.fact.measure in CHANGES:
            yield from _judge_change(scene, value)
        elif value.fact.measure == "change-rate":
            yield from _judge_rate_word(scene, value)
        elif value.is_level:
            yield from _judge_moved(scene, value)


def find_level(scene: Scene, value: Value, year: int, phases: Sequence[str]) -> Value | None:
    """Return the amount of the same name that a change or rate speaks of; in its own paragraph the last before it."""
    found = [one for one in scene.by_key.get(value.key, ()) if one.fact.year == year and one.fact.phase in phases]
    near = [one for one in found if one.fact.paragraph == value.fact.paragraph]
    before = [one for one in near if one.number < value.number]
    if before or near:
        return (before or near[::-1])[-1]
    return found[0] if len({one.quantity.value for one in found}) == 1 else None


def find_base(scene: Scene, value: Value) -> tuple[Value | None, Value | None]:
    """Return this year's amount and the one that a change or its rate compares it with."""
    fact = value.fact
    words = scene.show_before(value.start)
    budget, other = _last(_BUDGET_BASE, words), _last(_BASE_PHASE, words)
    if budget and (other is None or other.start() < budget.start()):
        level = find_level(scene, value, fact.year, ["executed"])
        return level, find_level(scene, value, fact.year, ["approved", "adjusted"])
    phase = (
        {"决算": "executed", "执行": "executed"}.get(other["kind"], "approved")
        if other and other["kind"]
        else fact.phase
    )
    level = find_level(scene, value, fact.year, [fact.phase])
    base = find_level(scene, value, fact.base_year or fact.year - 1, [phase])
    return level, base if base != level else None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda found: found.start(), default=None)


def find_direction(scene: Scene, value: Value) -> str:
    """Return the direction that the words before a number give it, nothing if they give none."""
    found = _last(_WAY, scene.show_left(value))
    return "" if found is None else ("increase" if found["up"] else "decrease")


def _judge_change(scene: Scene, change: Value) -> Iterator[TextFinding]:
    level, base = find_base(scene, change)
    if level and base:
        difference = level.quantity.value - base.quantity.value
        if judge(level.quantity, [base.quantity, sign_change(change)])[0] != MISMATCH:
            return
        if judge(level.quantity, [base.quantity, sign_change(change, -1)])[0] != MISMATCH:
            yield _report_direction(scene, change, difference)
            return
        yield _report_change(scene, change, level, base)
    elif level and change.fact.measure == "increase" and change.quantity.low > level.quantity.high:
        if (above := scene.find_above(level)) and change.quantity.low <= above.quantity.high:
            return  # 总计9万元，其中甲1万元，较上年增加5万元: may be of the total
        implied = show_amount(level.quantity.value - change.signed, scene.units[level.fact.unit])
        year = change.fact.base_year
        subject = scene.tell("found.prior-year.subject", year=year, label=change.fact.item)
        actual = f"{level.shown} − {change.shown} = {implied}"
        texts = (scene.tell("found.prior-year.expected"), actual, "")
        yield scene.report("prior-year", change.fact.span, subject, texts)


def sign_change(change: Value, sign: int = 1) -> Quantity:
    """Return a change as the amount that it adds."""
    return Quantity(sign * change.signed, change.quantity.rounding)


def _report_change(scene: Scene, change: Value, level: Value, base: Value) -> TextFinding:
    high, low = (level, base) if change.fact.measure == "increase" else (base, level)
    slip = find_slip(high, [low, change])
    if slip:
        return report_slip(scene, *slip)
    unit = scene.units[change.fact.unit]
    expected = scene.tell(
        "found.change.expected",
        level=level.shown,
        base=base.shown,
        difference=show_amount(level.quantity.value - base.quantity.value, unit),
    )
    subject = scene.tell("found.change.subject", label=change.fact.item)
    actual = f"{'+' if change.fact.measure == 'increase' else '−'}{change.shown}"
    return scene.report("change", change.fact.span, subject, (expected, actual, ""))


def _judge_rate_word(scene: Scene, rate: Value) -> Iterator[TextFinding]:
    """Yield a finding if a rate goes the other way than the change beside it or the two years."""
    way = find_direction(scene, rate)
    partners = [scene.by_number.get(number) for number in (rate.number - 1, rate.number + 1)]
    change = next((one for one in partners if one and one.fact.measure in CHANGES and one.key == rate.key), None)
    if way and change:
        if change.fact.measure != way and change.quantity.value and rate.quantity.value:
            yield _report_direction(scene, rate, change.signed)
        return
    level, base = find_base(scene, rate)
    if way and level and base and level.quantity.value != base.quantity.value:
        difference = level.quantity.value - base.quantity.value
        if (difference > 0) != (way == "increase") and rate.quantity.value:
            yield _report_direction(scene, rate, difference)


def _judge_moved(scene: Scene, value: Value) -> Iterator[TextFinding]:
    """Yield a finding for 由5万元减少到8万元."""
    moved = MOVED.search(scene.show_left(value))
    before = scene.by_number.get(value.number - 1)
    if moved and before and before.is_level and before.key == value.key:
        difference = value.quantity.value - before.quantity.value
        if difference and (difference > 0) != bool(_UP.fullmatch(moved["way"])):
            yield _report_direction(scene, value, difference)


def _report_direction(scene: Scene, value: Value, difference: int) -> TextFinding:
    """Return the finding that the words before a number contradict the sign of a difference."""
    unit = scene.units["万元"]
    sign = "+" if difference > 0 else ""
    left = re.split(r"[，。；：]", scene.show_left(value))[-1][-12:]
    subject, note = scene.tell("found.direction.subject", label=value.fact.item), scene.tell("found.direction.note")
    texts = (sign + show_amount(difference, unit), f"{left}{value.shown}", note)
    return scene.report("direction", value.fact.span, subject, texts)
