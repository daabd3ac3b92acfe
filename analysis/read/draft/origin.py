"""Which money an amount is: its flow, fund and scope, where the words around it name them.

The project's own codes (`summary/basic`) say it themselves. Official numbers of a classification and labels without a
code are told apart by their wholes and headings: 办公费 of the basic expenditure is not that of 机关运行经费.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.read.facts import Fact
from analysis.read.links.scene import Scene

_FUNDS = (
    (re.compile("政府性基金"), "government-funds"),
    (re.compile("国有资本经营"), "state-capital"),
    (re.compile("一般公共预算"), "general"),
    (re.compile("财政拨款"), "fiscal"),
)
_OTHER_FUNDS = _FUNDS[:2]
_NEVER_MEANT = {name for _, name in _OTHER_FUNDS}  # by a code that does not name them
_SCOPES = (
    (re.compile("机关运行经费"), "operation"),
    (re.compile("人员经费"), "personnel"),
    (re.compile("公用经费"), "running"),
    (re.compile("基本支出"), "basic"),
    (re.compile("项目支出"), "project"),
)
_FLOWS = ((re.compile("收入(?!.*支出)"), "income"),)
_OPERATION = _SCOPES[:1]
_THREE_PUBLIC = "three-public"  # 公务接待费 of the basic expenditure is a part of the one that the code means
_DEEPEST = 9  # wholes above one another


class Origin(NamedTuple):
    """Flow, fund and scope as the columns of the figures have them; blank where nothing is named."""

    flow: str = ""
    fund: str = ""
    scope: str = ""


def tell_origin(scene: Scene, fact: Fact) -> Origin:
    """Return which money an amount is, as far as its code does not say it."""
    if fact.at:
        return Origin(fact.flow, fact.fund, fact.scope)
    named = tell_context(scene, fact)
    if fact.named and not fact.named.code.isdigit():
        within = _find(_SCOPES, list(_list_wholes(scene, fact))) if fact.named.scheme == _THREE_PUBLIC else ""
        return Origin(fund=named.fund if named.fund in _NEVER_MEANT else "", scope=within)
    return named


def tell_context(scene: Scene, fact: Fact) -> Origin:
    """Return which money the words around an amount speak of."""
    if fact.kind in {"count", "measure"}:
        return Origin()
    wholes = list(_list_wholes(scene, fact))
    headings, before = scene.list_headings(fact.paragraph), scene.show_before(scene.find_even(fact.span[0]))
    return Origin(
        _find(_FLOWS, wholes if fact.named else [fact.item, *wholes]),
        _find(_FUNDS, [fact.item, *wholes]) or _find(_OTHER_FUNDS, [before]) or _find(_FUNDS, headings),
        _find(_SCOPES, wholes) or _find(_OPERATION, [before]) or _find(_SCOPES, headings),
    )


def _list_wholes(scene: Scene, fact: Fact) -> Iterator[str]:
    """Yield the labels of the wholes that an amount is read as a part of, the nearest first."""
    facts = scene.reading.facts
    for _ in range(_DEEPEST):
        if fact.part_of is None:
            return
        fact = facts[fact.part_of]
        yield fact.item


def _find(words: Sequence[tuple[re.Pattern[str], str]], texts: Sequence[str]) -> str:
    """Return what the first text that names one of them names."""
    return next((name for text in texts for pattern, name in words if pattern.search(text)), "")
