"""Changes of a text against the years they compare, words of direction against numbers, figures stated twice."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from analysis.check.rows import MISMATCH, judge
from analysis.money import Quantity
from analysis.read.grammar import compile_pattern
from analysis.read.text_rows import Scene, TextFinding, Value, show_amount
from analysis.read.text_sums import CONTAINS, find_slip, report_slip

CHANGES = ("increase", "decrease")
_UP = compile_pattern("(?:{up})")
_WAY = compile_pattern("(?P<up>{up})|(?P<down>{down})")
# 较预算 names this year's budget as the base, unless a year stands with it.
_BUDGET_BASE = compile_pattern(r"(?:较|比|与|同)(?:本年度?|当年度?)?(?P<kind>年初预算|全年预算|调整预算|预算)")
_BASE_PHASE = compile_pattern(
    r"(?:较|比|与|同)(?:{year}年度?|{last_year})的?(?:同期)?(?P<kind>年初预算|预算|决算|执行)"
)
_COMPARED = re.compile(
    r"(?:支出|收入)?决算数?(?:与|和)?(?:(?P<less>小于|低于|少于)|(?P<more>大于|高于|超过|多于)|(?P<same>等于|与|和|同))(?:年初|全年|调整)?预算数?(?P<flat>(?:基本)?(?:持平|一致|相等))?"
)
_FLAT = compile_pattern(
    r"(?:与|和|同|较|比)(?:{year}年度?|{last_year})的?(?:年初预算|预算|决算|执行|同期)?数?(?:相比|比较)?，?(?P<label>[^，。；]{0,24}?)(?P<about>基本)?(?:持平|一致|无增减变化|无变化|无增减|没有变化)"
)
_MOVED = compile_pattern(r"^[^，。；]{0,30}?(?P<way>{up}|{down})(?:到|至)(?:了)?(?:{about})?$")
_NEARLY = Fraction(5, 100)
_CONTEXT_FREE = 4
_STAFF = "staffing/"


def find_changes(scene: Scene) -> Iterator[TextFinding]:
    """Yield each change that the two years contradict, and each word of direction that numbers contradict."""
    for value in scene.values:
        if value.fact.measure in CHANGES:
            yield from _judge_change(scene, value)
        elif value.fact.measure == "change-rate":
            yield from _judge_rate_word(scene, value)
        elif value.is_level:
            yield from _judge_moved(scene, value)
    yield from _find_compared(scene)
    yield from _find_flat(scene)


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
    words = scene.flat.text[scene.find_sentence(value.start) : value.start]
    budget, other = _last(_BUDGET_BASE, words), _last(_BASE_PHASE, words)
    if budget and (other is None or other.start() < budget.start()):
        level = find_level(scene, value, fact.year, ["executed"])
        return level, find_level(scene, value, fact.year, ["approved", "adjusted"])
    phase = {"决算": "executed", "执行": "executed"}.get(other["kind"], "approved") if other else fact.phase
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
        if judge(level.quantity, [base.quantity, _sign(change)])[0] != MISMATCH:
            return
        if judge(level.quantity, [base.quantity, _sign(change, -1)])[0] != MISMATCH:
            yield _report_direction(scene, change, difference)
            return
        yield _report_change(scene, change, level, base)
    elif level and change.fact.measure == "increase" and change.quantity.low > level.quantity.high:
        implied = show_amount(level.quantity.value - change.signed, scene.units[level.fact.unit])
        year = change.fact.base_year
        subject = scene.tell("found.prior-year.subject", year=year, label=change.fact.item)
        actual = f"{level.shown} − {change.shown} = {implied}"
        texts = (scene.tell("found.prior-year.expected"), actual, "")
        yield scene.report("prior-year", change.fact.span, subject, texts)


def _sign(change: Value, sign: int = 1) -> Quantity:
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
    moved = _MOVED.search(scene.show_left(value))
    before = scene.by_number.get(value.number - 1)
    if moved and before and before.is_level and before.key == value.key and before.fact.year != value.fact.year:
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


def _find_compared(scene: Scene) -> Iterator[TextFinding]:
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
    """Return final and budget of what a comparison speaks of: the figure it names, else the first and last before it."""
    number = scene.find_paragraph(start)
    before = [one for one in scene.values if one.is_level and one.fact.paragraph == number and one.start < place]
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
    clause = re.split(r"[，；：]", scene.flat.text[scene.find_sentence(place) : place])[-1]
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
    for one in scene.values:
        if one.fact.measure in CHANGES and one.fact.item in parts and one.quantity.value and "基本" not in found[0]:
            subject = scene.tell("found.direction.subject", label=whole.fact.item)
            note = scene.tell("found.direction.other", label=one.fact.item)
            shown = f"{'+' if one.fact.measure == 'increase' else '−'}{one.shown}"
            yield scene.report("direction", scene.flat.span(*found.span()), subject, (shown, found[0], note))
            return


def _find_subject(scene: Scene, found: re.Match[str]) -> Value | None:
    """Return this year's amount that a clause calls unchanged."""
    number = scene.find_paragraph(scene.flat.span(*found.span())[0])
    before = [
        one
        for one in scene.values
        if one.is_level
        and one.fact.paragraph == number
        and one.fact.year == scene.reading.year
        and one.start < found.start()
    ]
    named = [one for one in before if found["label"] and one.fact.item in found["label"]]
    inside = [one for one in before if one.start >= scene.find_sentence(found.start())]
    return (named or inside or before or [None])[-1]


def find_restated(scene: Scene) -> Iterator[TextFinding]:
    """Yield each figure that stands in a text with two amounts."""
    groups: dict[tuple[object, ...], list[Value]] = {}
    for value in scene.values:
        fact = value.fact
        if _is_unmistakable(value):
            measure = "change" if fact.measure in CHANGES else fact.measure
            base = fact.base_year if measure != "level" else None
            groups.setdefault((value.key, fact.year, fact.phase, measure, base, fact.kind), []).append(value)
    for members in groups.values():
        for first, other in pairwise(members):
            if judge(_signed(other), [_signed(first)])[0] == MISMATCH:
                yield _report_restated(scene, first, other)


def _signed(value: Value) -> Quantity:
    return _sign(value) if value.fact.measure in CHANGES else value.quantity


def _is_unmistakable(value: Value) -> bool:
    """Return whether a label can mean only one figure of a document: 其他支出 may stand in two lists."""
    fact = value.fact
    if fact.kind != "money":
        return fact.measure == "level" and value.key.startswith(_STAFF)
    if fact.measure not in ("level", *CHANGES) or fact.basis != "stated":
        return False
    return fact.named is not None or (len(value.key) >= _CONTEXT_FREE and not fact.item.startswith("其他"))


def _report_restated(scene: Scene, first: Value, other: Value) -> TextFinding:
    slip = find_slip(other, [first])
    if slip and slip[2] == "unit":
        small, big = sorted((first, other), key=lambda one: one.quantity.value)
        value, factor = (small, Fraction(10**4)) if small.number > big.number else (big, Fraction(1, 10**4))
        return report_slip(scene, value, factor, "unit")
    subject = scene.tell("found.restated.subject", label=other.fact.item)
    note = scene.tell("found.restated.note", locator=first.fact.locator)
    return scene.report("restated", other.fact.span, subject, (first.shown, other.shown, note))
