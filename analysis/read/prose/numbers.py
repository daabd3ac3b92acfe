"""The numbers of a text: amounts, percentages and counts with their units; dates, codes and the like left out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from analysis.read.prose.grammar import compile_pattern, join_patterns, load_grammar

_MONEY_UNITS = {"元": "元", "万元": "万元", "亿元": "亿元", "万": "万元", "亿": "亿元"}
_BARE = compile_pattern("{digits}")
_BARE_LIST = compile_pattern(r"分别(?:为|是|达|支出|安排)(?P<numbers>(?:{digits}[、，和及与])+)(?=\d)")
_OF_MONEY = re.compile(r"(?:[费款元]|支出|收入|资金|预算|决算|投资|金额|执行|到位|支付|下达)[^，。；、]{0,20}$")
_CENTS = re.compile(r"\.\d\d$")
_ZERO = re.compile(r"(?<=[算数出入费额]为)0(?:\.0+)?(?=[，。；、])")
_SCORE = re.compile(
    r"得$|(?:得分|评分|分值|自评|打分|总分)(?:[^，。；]{0,6}|[^。\n]{0,80}(?:[，、：；]|其中)[^，。；、：\d]{2,16})$"
)


@dataclass(frozen=True)
class Token:
    """A number with its unit: where it stands in the even text, and what it says."""

    start: int
    end: int
    number_end: int
    printed: str
    unit: str
    kind: str
    chinese: bool


def find_tokens(text: str, units: Sequence[tuple[str, str]]) -> list[Token]:
    """Return the numbers with a unit in even text, in order; `units` are (name, kind) of the data set."""
    skipped = [found.span() for found in join_patterns("skip").finditer(text)]
    tokens = []
    kinds = dict(units)
    place = 0
    for found in _compile_numbers(tuple(units)).finditer(text):
        while place < len(skipped) and skipped[place][1] <= found.start():
            place += 1
        if place < len(skipped) and skipped[place][0] < found.end():
            continue
        token = _make_token(found, text, kinds)
        if token:
            tokens.append(token)
    bare = [*_list_bare(text, tokens), *_list_zeros(text)]
    return sorted([*tokens, *bare], key=lambda token: token.start)


def _list_zeros(text: str) -> Iterator[Token]:
    """Yield each nothing without a unit, which is the same in all of them: 年初预算为0，支出决算为3万元."""
    for found in _ZERO.finditer(text):
        yield Token(*found.span(), found.end(), found[0], "万元", "money", False)


def _list_bare(text: str, tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the numbers of a list such as 分别为1、2和3万元, whose unit stands behind the last one only."""
    ends = {token.start: token for token in tokens}
    for found in _BARE_LIST.finditer(text):
        last = ends.get(found.end())
        if last is None:
            continue
        for number in _BARE.finditer(found["numbers"]):
            start, end = (found.start("numbers") + place for place in number.span())
            yield replace(last, start=start, end=end, number_end=end, printed=number[0])


@cache
def _compile_numbers(units: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    counts = sorted((name for name, kind in units if kind not in {"money", "rate"}), key=len, reverse=True)
    other = load_grammar()["other_word"]
    named = "|".join(re.escape(name) + (f"(?!{other[name]})" if name in other else "") for name in counts)
    number = r"(?P<digits>{mixed_digits}|[-−]?(?:{digits}))|(?P<han>{han_digits})"
    scale = f"(?P<scale>[百千](?={{or_so}}?(?:{named})))?(?P<or_so>{{or_so}})?"
    count = f"(?P<count>(?P<ten_thousand>万)?(?P<more>{{or_so}})?(?P<name>{named}))"
    tail = f"{scale}(?P<unit>{{money}}|%|倍(?![数增])|{count})"
    return compile_pattern(rf"(?<![\d.〔])(?<!\d,)(?P<about>{{about}})?(?:{number}){tail}(?P<behind>左右|以上|以下)?")


def _make_token(found: re.Match[str], text: str, kinds: Mapping[str, str]) -> Token | None:
    digits = found["digits"] or found["han"]
    unit = found["name"] or found["unit"]
    kind = kinds.get(unit, "money") if found["name"] or unit in {"%", "倍"} else "money"
    unit = _MONEY_UNITS.get(unit, unit)
    if found["han"] and not _is_number(found, text):
        return None
    if kind == "count" and "." in digits and not found["ten_thousand"]:
        return None
    said = _CENTS.search(digits) or _OF_MONEY.search(text, max(0, found.start() - 40), found.start())
    if found["unit"] in {"万", "亿"} and not said:
        return None  # 下载量12.6万
    if unit == "分" and not _SCORE.search(text[max(0, found.start() - 100) : found.start()]):
        return None
    printed = "".join(
        part or ""
        for part in (found["about"], digits, found["scale"], found["ten_thousand"], found["or_so"] or found["more"])
    )
    behind = found["behind"] or ""
    start = found.start("about") if found["about"] else found.start("digits" if found["digits"] else "han")
    number_end = max(found.end(name) for name in ("digits", "han", "scale", "or_so", "ten_thousand", "more"))
    return Token(start, found.end(), number_end, printed + behind, unit, kind, bool(found["han"]))


def _is_number(found: re.Match[str], text: str) -> bool:
    """Return whether Chinese numerals are a number and not part of a word such as 三个方面 or 一户一档."""
    before, behind = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    if not set(found["han"]) - set("百千佰仟") and not (found["or_so"] or found["more"]):
        return False  # 百人以上企业
    if before in {"第", "“", "十", "每", "之", "同", "某"}:
        return False
    if not found["name"]:
        return True
    if not behind or behind in "，。；、）\n":  # 应急保障用车一辆。
        return before not in {"", "\n", "，", "。", "、"}
    vague = {"个", "项", "次", "期", "条", "分", "位", "本", "起", "组", "处"}
    return found["han"] not in {"一", "零", "〇"} and (found["name"] not in vague or before in {"共", "计", "为"})
