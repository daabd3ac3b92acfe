"""What a number is the number of: the words left of it in its clause, right of it, or what was spoken of before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.read.prose.context import Scope
from analysis.read.prose.labels import clean_label
from analysis.read.prose.numbers import Token
from analysis.read.prose.vocabulary import Vocabulary

LONGEST_LABEL = 70
CLAUSE = re.compile(r"[，,；：]|包括|其中")
_RIGHT_NOUN = re.compile(r"(?:的)?([^，,。；：、\d（）“”\n]{1,14})")
_CHANGED = re.compile(r"的([^，。；：、\d\n]{2,20}?)(?:为|是|支出)")
_PURPOSE = re.compile(r"(?:主要)?用于([^，,。；;：\d\n]{2,30})")
_AND = re.compile(r"(?:以及|及|和|与)$")
_REASON = re.compile(r"原因|由于|因为|因此|^主要(?:是|用于|为)|^(?:较|比|与)|^[；，]?(?:全部|均为|均是|每)")
_CARRIED = re.compile(r"(?:结转|结余)$")
_SPENT = re.compile(r"支出(?:决算数?|预算(?:总额|总计|合计)?)?$")
_RECEIVED = re.compile(r"收入(?:总计|合计)?$|[^，]*(?:结转|结余)$")
_TOTAL = re.compile(r"(?:合计|共计|总计|小计)(?:为)?")
_WHOLE_AHEAD = re.compile(r"([^，。；：\n]{2,20}?)(?:中|方面)[，：]")
_BARE_VERB = re.compile(
    r"(?:先后|积极|共|累计|广泛)*(?:组织(?:对)?|将|分|解决|用于(?:全[区县市])?|发动|吸引|邀请|选派|动员|为|向|给|对|帮助|安排|有|带动|抽调|用于召开|用于开展|用于举办|召开|配备|配有|购买|购置|新购|拥有|(?:内|下)?设有?|分为|下?辖)"
)
# 内设办公室、人事科等2个科室: the words behind the number name it.
_HAS = re.compile(r"(?:内设|下设|下辖|设有|辖有|分为|共有|现有|拥有|(?<![建施开])设)(?:[^，]*(?:、|等)[^，]*)?$")
_WHO_DOES = re.compile(r"(?P<who>项目|(?:预算)?单位)(?P<what>(?:实行|开展|纳入|编报)[^，。；]*)")
_BARE_PROJECT = {"项目", "该项目", "本项目"}
_MOVED = re.compile(r"(?:增加|减少|上升|下降|增长)$")
_DOING = re.compile(r"参与|参加|提供|开展|报名|深入|赴|进行|投入")


@dataclass(frozen=True)
class FoundLabel:
    """A label as it was found; `farther` if it does not stand in the number's own clause."""

    label: str
    word: str
    phase: str
    farther: bool
    behind: str = ""  # the words right of the number, if they name it


def find_label(
    scope: Scope,
    vocabulary: Vocabulary,
    text: str,
    token: Token,
    segments: Sequence[str],
    rest: str,
    measure: str,
    end: int,
) -> FoundLabel:
    """Return the label of a number and the phase that its clause names; what is left out there is inherited."""
    label, word, phase = clean_label(rest)
    budget = scope.assumed[0] == "预算数"
    if budget and rest.endswith("预算金额"):
        rest, word = rest.removesuffix("金额"), "预算数"  # in a budget no word for the phase of one amount among others
    if known := vocabulary.find_at_end(rest, token.unit if budget and token.kind == "count" else ""):
        return FoundLabel(_oppose(scope, _extend(known[0], segments), spent=False), word, phase, farther=False)
    if _TOTAL.fullmatch(rest):
        label, lost = _name_total(scope, text, token, label)
        if lost:
            return FoundLabel("", word, phase, farther=True)
    behind = _look_right(text, token, segments[-1], label, measure, end)
    label = _name_behind(behind) if behind else label
    farther = not label
    if farther:
        label, *more = _look_left(vocabulary, segments, measure)
        word, phase = (word, phase) if word else (more[0], more[1])
    label = _extend(label, segments)
    label = label or _inherit(scope, token, rest, measure, word)
    if not label and token.kind in {"money", "rate"} and (word or measure == "completion-rate"):
        label = scope.carried
    if not label and _SPENT.search(rest.rstrip("为是共")):
        label = "支出"
    if label in _BARE_PROJECT and scope.label.endswith("项目"):
        label = scope.label  # 甲项目：自评得分96分。项目全年预算数5万元
    if token.kind == "money" and label.endswith("率"):
        label = ""  # 预算执行率：年初预算5万元
    if farther and word and measure == "level" and _CARRIED.search(label):
        label = rest.strip("，；、：")  # 年初结转2万元，当年预算批复9万元
    label = _oppose(scope, label, spent=farther and bool(_SPENT.search(rest)))
    return FoundLabel(label[-LONGEST_LABEL:], word, phase, farther, behind)


def _name_total(scope: Scope, text: str, token: Token, label: str) -> tuple[str, bool]:
    """Return what a bare total is of, and whether that cannot be told: it is of several amounts without a name."""
    if whole := _WHOLE_AHEAD.match(text, scope.start, token.start):
        return clean_label(whole[1])[0], False  # 公用经费中，水费1万元、电费2万元，合计3万元
    outer = scope.wholes[-1] if scope.wholes else scope.closed
    if outer is not None and not label:
        return scope.facts[outer].item, False  # 甲9万元，其中乙4万元、丙5万元，合计9万元
    return label, scope.has_several()


def _look_right(text: str, token: Token, own: str, label: str, measure: str, end: int) -> str:
    """Return the words behind a number if they name it: 邀请3名专家, 减少1万元的接待费, 5万元用于维修."""
    behind = None
    if token.kind in {"count", "measure"} and (not label or _BARE_VERB.fullmatch(label) or _HAS.search(label)):
        behind = _RIGHT_NOUN.match(text, token.end, end)
    elif not label and measure in {"increase", "decrease"}:
        behind = _CHANGED.match(text, token.end, end)
    elif not own and token.kind == "money" and measure == "level":
        behind = _PURPOSE.match(text, token.end, end)
    return behind[1] if behind else ""


def _name_behind(behind: str) -> str:
    """Return the label that the words behind a number give: 3个项目实行绩效管理, 2名专家参与."""
    doing = _WHO_DOES.fullmatch(behind)
    return f"{doing['what']}的{doing['who']}" if doing else _DOING.split(_AND.sub("", behind))[0]


def _look_left(vocabulary: Vocabulary, segments: Sequence[str], measure: str) -> tuple[str, str, str]:
    """Return label, word and phase of the nearest clause before the number's own that has a label."""
    word = phase = ""
    for segment in reversed(segments[:-1]):
        if _REASON.search(segment) or len(segment) > LONGEST_LABEL:
            continue
        label, *said = clean_label(segment)
        word, phase = (word, phase) if word else (said[0], said[1])
        if known := vocabulary.find_at_end(segment):
            label = known[0]
        if measure != "level":
            label = _MOVED.sub("", label)  # 项目支出增加，较上年增加5万元
        if label:
            return label, word, phase
    return "", word, phase


def _oppose(scope: Scope, label: str, *, spent: bool) -> str:
    """Return the label of what is spent where only its income was named: 财政拨款收入总计5万元，支出总计5万元."""
    if spent and (received := _RECEIVED.search(label)):
        return f"{label[: received.start()]}支出" if received[0].startswith("收入") else "支出"
    income = label.replace("支出", "收入", 1)
    return (
        scope.label.removesuffix(income) + label if label.startswith("支出") and scope.label.endswith(income) else label
    )


def _inherit(scope: Scope, token: Token, rest: str, measure: str, word: str) -> str:
    """Return the label that a clause without one speaks of; "涉及3万元" speaks of what was just counted."""
    last = scope.facts[-1] if scope.first is not None and scope.facts else None
    changes = {"increase", "decrease", "change-rate"}
    if last and measure in changes and last.measure in changes:
        return last.item
    if last and token.unit == "分":
        return last.item  # 预算执行率96%，得9.6分
    if scope.near and measure == "share":
        return scope.near  # 新会员9人，其中女职工4人，占新会员的44.44%
    if scope.near and measure == "completion-rate" and "预算" not in rest and rest in {"", "，", "、"}:
        return scope.near  # 新建36个，完成率100%
    if scope.near and (
        token.kind == "count"
        or (token.kind == "money" and rest and (not word or "涉及" in rest) and not CLAUSE.match(rest))
    ):
        near = scope.near.removesuffix("数").removeprefix(
            "全年"
        )  # of 绩效自评的项目数 the amount is that of 绩效自评的项目
        return near.removesuffix("团组") if token.unit in {"人次", "人"} else near  # 团组2个，累计9人次
    return scope.label


def _extend(label: str, segments: Sequence[str]) -> str:
    """Return the words before the last colon, where they are the label in full: 下拨基层经费：下拨经费5万元."""
    heading = re.sub(r"情况$", "", clean_label(segments[-2])[0]) if len(segments) > 1 else ""
    longer = heading and not heading.startswith(label) and len(label) > 1 and _is_within(label, heading)
    return heading if longer else label


def _is_within(short: str, long: str) -> bool:
    """Return whether the characters of one text stand in the other, in their order."""
    rest = iter(long)
    return all(character in rest for character in short)
