"""What is checked while a text is read: its figures against each other, and faults of the text itself."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from analysis.money import Quantity, Unit
from analysis.read.facts import Reading
from analysis.read.files.types import Document
from analysis.read.labels import bare
from analysis.read.text_changes import CHANGES, MOVED, find_changes, sign_change
from analysis.read.text_compared import find_compared
from analysis.read.text_faults import find_faults
from analysis.read.text_rates import find_rates
from analysis.read.text_rows import TextFinding, Value
from analysis.read.text_scene import Scene
from analysis.read.text_sums import find_slip, find_sums, report_slip
from analysis.read.text_totals import is_total_behind
from analysis.read.text_years import find_foreign_years
from analysis.verdicts import MISMATCH, judge

__all__ = ["TextFinding", "find_text_findings"]

_SHORT = 2  # characters of a name that says nothing
_STAFF = "staffing/"
_FUND = re.compile(r"政府性基金|国有资本经营|社会保险基金")
_FISCAL = re.compile(r"(?:一般公共预算)?财政拨款|一般公共预算")
# What is done or paid more than once, and what comes from a level of government, may have many amounts of one name.
_OFTEN = re.compile(
    r"打卡|发放|投入|争取|拨付|下拨|已拨|落实|筹集|募集|筹措|安排|慰问|救助|补助|补贴|奖励|完成|实现|新增|支付|收取|上缴|节约|接待|举办|开展|帮扶|资助"
    r"|培训|支持|获得|收到|下达|追加|结余|结转|中央|省|市|县|区|本级|上级|地方|财政拨款$|预算$|资金$|经费$|项目资金|涉及|减免|退还|追回|核减|清理|账面|原值|净值"
)


def find_text_findings(document: Document, reading: Reading, units: Mapping[str, Unit], lang: str) -> list[TextFinding]:
    """Return what contradicts itself or was left unfinished in a text, in the order of the text."""
    scene = Scene(document, reading, units, lang)
    found: dict[tuple[str, tuple[int, int]], TextFinding] = {}
    for check in (find_sums, find_changes, find_compared, find_rates, find_restated, find_faults, find_foreign_years):
        for one in check(scene):
            found.setdefault((one.rule, one.span), one)
    return sorted(found.values(), key=lambda one: (one.span, one.rule))


def find_restated(scene: Scene) -> Iterator[TextFinding]:
    """Yield each figure that stands in a text with two amounts."""
    groups: dict[tuple[object, ...], list[Value]] = {}
    for value in scene.values:
        fact = value.fact
        if _is_unmistakable(value) and not _is_other(scene, value):
            measure = "change" if fact.measure in CHANGES else fact.measure
            base = fact.base_year if measure != "level" else None
            for name in dict.fromkeys((value.name,) if value.key.startswith(_STAFF) else (value.key, value.name)):
                groups.setdefault(
                    (name, _find_fund(scene, value), fact.year, fact.phase, measure, base, fact.kind), []
                ).append(value)
    for members in groups.values():
        for first, other in pairwise(members):
            if scene.find_sentence(first.start) == scene.find_sentence(other.start):
                continue  # 甲5万元，实际支付4万元: one sentence does not state a figure twice
            if _are_of_two_wholes(scene, first, other):
                continue
            near = abs(other.fact.paragraph - first.fact.paragraph) <= 2
            if judge(_signed(other), [_signed(first)])[0] == MISMATCH and (near or _is_long(other)):
                yield _report_restated(scene, first, other)


def _find_fund(scene: Scene, value: Value) -> str:
    """Return the fund that a figure is of, where its whole or its sentence names one."""
    whole = scene.by_number.get(value.fact.part_of) if value.fact.part_of is not None else None
    above = whole.fact.item if whole else ""
    found = _FISCAL.match(above) or _FUND.search(above) or _FUND.search(scene.show_before(value.start))
    found = found or _FUND.search(scene.show_heading(value.fact.paragraph))
    return found[0] if found else ""


def _are_of_two_wholes(scene: Scene, first: Value, other: Value) -> bool:
    """Return whether figures without a code are parts of different amounts: of 拨款9万元, and of 支出8万元."""
    wholes = [scene.by_number.get(-1 if one.fact.part_of is None else one.fact.part_of) for one in (first, other)]
    amounts = {whole.quantity.value for whole in wholes if whole}
    return not first.fact.named and None not in wholes and len(amounts) > 1


def _signed(value: Value) -> Quantity:
    return sign_change(value) if value.fact.measure in CHANGES else value.quantity


def _is_unmistakable(value: Value) -> bool:
    """Return whether a label can mean only one figure of a document: 其他支出 may stand in two lists."""
    fact = value.fact
    if fact.kind != "money":
        return fact.measure == "level" and value.key.startswith(_STAFF)
    if fact.measure not in ("level", *CHANGES) or fact.basis != "stated":
        return False
    if fact.named is None and _OFTEN.match(fact.item):
        return False
    return len(value.name) > _SHORT and not fact.item.startswith("其他")


def _is_long(value: Value) -> bool:
    """Return whether a name needs no context: 会议费 in another section may be of other money."""
    return value.fact.kind != "money" or len(value.name) > _SHORT + 1


def _is_other(scene: Scene, value: Value) -> bool:
    """Return whether a number only inherits its label: a total behind a list, the end of a movement, a part."""
    left = scene.show_left(value)
    whole = scene.by_number.get(value.fact.part_of) if value.fact.part_of is not None else None
    before = scene.show_before(value.start)
    listed = "分别" in before and bare(value.fact.label) in bare(before)
    inherited = not listed and bare(value.fact.label)[-2:] not in bare(left)
    added = before.rfind("加上") > before.rfind("。")  # 可用9万元。加上结余2万元，可用11万元
    return bool(inherited or added or is_total_behind(left) or MOVED.search(left) or (whole and whole.key == value.key))


def _report_restated(scene: Scene, first: Value, other: Value) -> TextFinding:
    slip = find_slip(other, [first])
    if slip and slip[2] == "unit":
        small, big = sorted((first, other), key=lambda one: one.quantity.value)
        value, factor = (small, Fraction(10**4)) if small.number > big.number else (big, Fraction(1, 10**4))
        return report_slip(scene, value, factor, "unit")
    subject = scene.tell("found.restated.subject", label=other.fact.item)
    note = scene.tell("found.restated.note", locator=first.fact.locator)
    return scene.report("restated", other.fact.span, subject, (first.shown, other.shown, note))
