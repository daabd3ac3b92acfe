"""Changes of a text with the two years that they compare, and changes that make up a change."""

import re
from collections.abc import Iterator, Sequence

from analysis.read.facts import Link
from analysis.read.links.scene import Scene
from analysis.read.links.values import Value, are_exhaustive, make_link, strip_name
from analysis.read.prose.grammar import compile_pattern
from analysis.read.prose.labels import COMPARABLE

_UP = compile_pattern("(?:{up})")
_WAY = compile_pattern("(?P<up>{up})|(?P<down>{down})")
_BASE_PHASE = compile_pattern(
    r"(?:较|比|与|同)(?:{year}年度?|{last_year})的?(?:当年)?(?:同期)?(?P<kind>预算执行|年初预算|预算|决算|执行)?|同比"
)
MOVED = compile_pattern(r"^[^，。；]{0,30}?(?P<way>{up}|{down})(?:到|至)(?:了)?(?:{about})?$")
# The base was made comparable (同口径) and is not the one that is stated, unless it is stated as such.
_RESTATED = compile_pattern("{same_terms}")
_BUDGETS = (["approved", "adjusted"],)
_BUDGET = re.compile(r"(年初|全年|调整)?(?:后的?)?预算")
# Which budget is meant, that which comes first if it is stated; the year's may be the only one, and is then approved.
_NAMED = {"年初": (["approved"],), "全年": (["adjusted"], ["approved"]), "调整": (["adjusted"],)}
_PHASES = ("approved", "adjusted", "executed")
_FINAL = {"决算", "执行", "预算执行"}
_LONGEST = 60  # figures of a list


def find_changes(scene: Scene) -> Iterator[Link]:
    """Yield each change with its two years, each that others make up, and each amount said to have moved to another."""
    for place, value in enumerate(scene.values):
        if value.is_change:
            yield from _find_years(scene, value)
            yield from _find_parts(scene, place, value)
        elif value.is_level:
            yield from _find_moved(scene, value)


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
    if fact.doubt == "budget-base":
        return None, None
    words = scene.show_before(value.start)
    if fact.base_year == fact.year:  # the own budget, that which is named if there are two
        named = _last(_BUDGET, words)
        budgets = _NAMED.get(named[1], _BUDGETS) if named else _BUDGETS
        level = find_level(scene, value, fact.year, [fact.phase])
        bases = (find_level(scene, value, fact.year, one) for one in budgets)
        return level, next((one for one in bases if one), None)
    phase = find_base_phase(scene, value)
    level = find_level(scene, value, fact.year, [fact.phase])
    if level is None:  # execution against this year's budget: told in one breath
        other_phase = find_level(scene, value, fact.year, _PHASES)
        level = other_phase if other_phase and other_phase.fact.paragraph == fact.paragraph else None
    base = find_level(scene, value, fact.base_year or fact.year - 1, [phase])
    return level, base if base != level else None


def find_base_phase(scene: Scene, value: Value) -> str:
    """Return the phase of the other year that a change or its rate names, else its own: 比上年决算数 is executed."""
    named = _last(_BASE_PHASE, scene.show_before(value.start))
    kind = named["kind"] if named else ""
    return ("executed" if kind in _FINAL else "approved") if kind else value.fact.phase


def find_comparable(scene: Scene, value: Value) -> tuple[Value | None, bool]:
    """Return the base that was made comparable, if it is stated, and whether a change says that it is against one."""
    said = bool(_RESTATED.search(scene.show_left(value)))
    bases = scene.by_name.get(strip_name(value.fact.item + COMPARABLE), ())
    base = next((one for one in bases if one.fact.year == value.fact.base_year), None)
    beside = base is not None and scene.find_sentence(base.start) == scene.find_sentence(value.start)
    return base, said or beside


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda found: found.start(), default=None)


def find_direction(scene: Scene, value: Value) -> str:
    """Return the sign that the words before a number give it, nothing if they give none."""
    found = _last(_WAY, scene.show_left(value))
    return "" if found is None else ("+" if found["up"] else "-")


def _find_years(scene: Scene, change: Value) -> Iterator[Link]:
    """Yield a change against the two years that it compares, where the text states both."""
    level, base = find_base(scene, change)
    comparable, said = find_comparable(scene, change)
    base = comparable if said else base
    if said and not comparable:
        yield make_link("change", change, [])  # against a base that is not stated
    elif level and base:
        yield make_link("change", change, [("+", level), ("-", base)])


def list_of_wholes(scene: Scene) -> Iterator[tuple[Value, Value]]:
    """Yield each increase that only the whole is large enough for: 总计9万元，其中甲1万元，较上年增加5万元."""
    found = ((change, find_of_whole(scene, change)) for change in scene.values)
    yield from ((change, whole) for change, whole in found if whole)


def find_of_whole(scene: Scene, change: Value) -> Value | None:
    """Return the whole of an increase that is larger than its own amount."""
    level = find_base(scene, change)[0] if change.fact.measure == "increase" else None
    above = scene.find_above(level) if level else None
    if level and above and level.quantity.high < change.quantity.low <= above.quantity.high:
        return above
    return None


def _find_parts(scene: Scene, place: int, whole: Value) -> Iterator[Link]:
    """Yield a change with the changes that make it up, if these leave nothing out."""
    sentence = scene.find_sentence(whole.start)
    parts = []
    for one in scene.values[place + 1 : place + _LONGEST]:
        if scene.find_sentence(one.start) != sentence:
            break
        if one.is_change and one.fact.year == whole.fact.year:
            parts.append(one)
    between = scene.flat.text[whole.end : parts[0].start] if parts else ""
    if "其中" in between and are_exhaustive([part.fact.item for part in parts]):
        yield make_link("sum", whole, [("+", part) for part in parts], complete=True)


def _find_moved(scene: Scene, value: Value) -> Iterator[Link]:
    """Yield the two amounts of 由5万元减少到3万元."""
    moved = MOVED.search(scene.show_left(value))
    before = scene.by_number.get(value.number - 1)
    if moved and before and before.is_level and before.key == value.key:
        yield make_link("more" if _UP.fullmatch(moved["way"]) else "less", value, [("+", before)])
