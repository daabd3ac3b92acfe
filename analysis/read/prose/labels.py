"""What a figure is called: the label made bare of what stands around it, and the phase that its words name."""

import re
from collections.abc import Iterator
from functools import lru_cache

from analysis.read.prose.grammar import join_patterns, list_phases

COMPARABLE = "（同口径）"  # behind the label of a base that was made comparable: another number than the one stated
SPENT = "支出"  # a word for the phase that leaves open which of the words for what is done
_REMEMBERED = 10_000  # labels
_QUOTES = str.maketrans("()", "（）", '“”"「」‘’ ')
_ARRANGED = re.compile(r"^(?:(?:年初|全年)?预算(?:共|计划)?安排|计划(?:安排|完成|投入|申请)?(?=.{2}))")
_EARLY = re.compile(r"年初预算(?=收入|支出)")
# 基本工资、津贴补贴等人员经费: what stands before 等 are examples.
_LIKE = re.compile(r"^(?:用于)?[^，]*、[^，]*等(?=.{2,12}(?:经费|费用|支出|资金)$)")
_ANY = re.compile(
    r"(?:该项|此项|其)?(?:费用|费用支出|支出数|支出额|金额|数额|总额)|其|投入|开支|价值|下达|拨付|部门|单位|学校|资金|经费"
)
_FEE = re.compile(r"(?<=[^经]费)财政拨款(?:支出)?$|(?<=费)支出$")


@lru_cache(_REMEMBERED)
def bare(label: str) -> str:
    """Return a label for comparison: without quotes and blanks, with full-width brackets."""
    return label.translate(_QUOTES)


@lru_cache(_REMEMBERED)
def clean_label(text: str) -> tuple[str, str, str]:
    """Return (label, word of the phase, phase) of what stands before a number in one clause."""
    before = join_patterns("before", "^%s+")
    text = join_patterns("inside").sub("", text)
    text, word, phase = _strip_end(before.sub("", text))
    if ahead := _ARRANGED.match(text):
        text, word, phase = text[ahead.end() :], word or "预算数", phase or "approved"
    label = _balance(before.sub("", text)).strip(" 、，：的=+-@")
    if _ANY.fullmatch(label) or any(one.pattern.fullmatch(label) for one in list_phases()):
        label = ""
    if label == "支出":
        label, word, phase = "", word or SPENT, phase or "executed"
    if early := _EARLY.match(label):
        word, phase = word or early[0], phase or "approved"
    return _LIKE.sub("", label), word, phase


def list_ends(text: str) -> Iterator[str]:
    """Yield a text, then shorter ones: each without one more word of what may stand behind a label."""
    before = ""
    while text != before:
        yield text
        before = text
        text = join_patterns("behind", "%s$").sub("", text)
        if text == before:
            text = next((text[: found.start()] for one in list_phases() if (found := one.behind.search(text))), text)


def _strip_end(text: str) -> tuple[str, str, str]:
    """Return a text without the words behind its label, one of which may name a phase."""
    word = phase = before = ""
    while text != before:
        before = text
        text = join_patterns("behind", "%s+$").sub("", text)
        for one in list_phases() if not word else ():
            if found := one.behind.search(text):
                text, word, phase = _FEE.sub("", text[: found.start()]), one.word, one.phase
                break
    return text, word, phase


def _balance(text: str) -> str:
    """Return a label without a bracket at either end that has no partner."""
    if text.count("（") > text.count("）"):
        text = text.lstrip("（") if text.startswith("（") else text.rpartition("（")[0]
    return text.rstrip("）") if text.count("）") > text.count("（") else text
