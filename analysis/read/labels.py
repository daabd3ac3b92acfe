"""What a figure is called: the label as printed, made bare, and the code that a scheme has for it.

Names and aliases are data (data/schemes, data/aliases.csv). An alias without a gap is another spelling, and the label
stays as printed. One with gaps (…) matches words that stand apart, in this order, up to the figure; the code's own
name is then the label, since the text has none in one piece.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from analysis.read.grammar import compile_pattern, list_phases

GAP = "…"
_QUOTES = str.maketrans("", "", '“”"「」‘’ ')
# What stands before a label and is not part of it.
_BEFORE = compile_pattern(
    r"^(?:[、，：；,）)]|（?含(?!税)|{next_year}|共(?:计|有)?(?![同青产建享用识和])|其中|（其中|包括|主要(?:是|包括|为)|[一二三四五六七八九十]是|分别(?:是|为)|实有(?!人数|$)|现有(?!人数|$)|核定|以及|及(?!其)|和|与|并|另外?|此外|同时|{ordinal}|"
    r"\d{1,2}[.．](?:(?={year}年)|\d{7}(?=[一-龥]))|(?:截至|截止)?1?\d月(?:[123]?\d日)?(?:底|末)?(?!份)|实际支出(?=“)|按?同口径|"
    r"{year}(?=年末(?:结转|结余))|(?:截至|截止)?{year}年(?:度|底|末)?(?:1?\d月(?:[123]?\d日|底|末)?)?(?!初)|占(?=(?:年初|全年|本年)?预算)|(?:单位|部门)(?=共有|现有|实有)|(?:截至|截止)?(?:{last_year}|本年度?|当年度?|今年|全年|年度|年底|年末|期末|报告期内?)(?!度|初|收入|支出|预算|结转|结余)|(?:截至|截止)(?:年底|年末|期末)|"
    r"我(?:单位|部门|局|会|区|县|市|校|院)|本(?:单位|部门|局|会|级(?=.)|校|院)|(?:本年|当年)(?=共|实际|累计))+"
)
_BODY = "单位|部门|总工会|工会|局|办|会|中心|机关|委|院|校|所|站|队|厅|部|区|县|市|镇|乡|街道|政府"
_ORGANISATION = compile_pattern(rf"^[^的，]*?(?:{_BODY})(?:{{year}}年(?:度|底|末)?)(?:本?部门|本?单位)?(?=.)")
_SPENT_YEAR = compile_pattern(r"(?<=[费款入出])(?:{year}年度?|{last_year})(?=(?:实际|共)?(?:支出|决算|预算|执行))")
_FROM_YEAR = compile_pattern(r"(?:由|从|自)?(?:{year}年度?|{last_year})的?$")
_INNER_YEAR = compile_pattern(r"(?<=的)(?:{year}年度?)")
# What stands between a label and its number.
_BEHIND = compile_pattern(
    r"(?:[：，、]|(?:^|(?<=[：，数]))(?:总计|合计|小计)|(?:共|共计|累计|合计)支出|{year}年度?|当年|为|是|共计|共有|共|总额|总数|总共|达到?|累计|涉及(?:资金|金额)?|实现|安排|各|(?:(?<=支出)|(?<=费))资金(?=为|共)|分别|实际|仅|均|即|約|(?<!节)约|"
    r"(?<=[^支])完成(?:了)?|全年|年内|较|按?同口径|{up}到|{down}到)+$"
)
_ARRANGED = re.compile(r"^(?:年初|全年)?预算(?:共|计划)?安排")
_EARLY = re.compile(r"年初预算(?=收入|支出)")
# 基本工资、津贴补贴等人员经费: what stands before 等 are examples.
_LIKE = re.compile(r"^(?:用于)?[^，]*、[^，]*等(?=.{2,12}(?:经费|费用|支出|资金)$)")
_REMARK = re.compile(r"（(?!“?三公”?经费)[^（）]{4,}）")
_TAIL = re.compile(r"(?:(?<!收入)支出|合计|总额)$")
_NAME_BEHIND = re.compile(r"（([^（）]+)）$")
_ANY = re.compile(r"(?:该项|此项|其)?(?:费用|费用支出|支出数|支出额|金额|数额|总额)|其")
_LEVEL = re.compile(r"（[类款项]）")
_FEE = re.compile(r"(?<=费)支出$")
_BODY_END = re.compile(rf"(?:{_BODY}|共有|共|现有|核定|有|设|设有|全年|全区|全市|我)$")


@dataclass(frozen=True)
class Named:
    """A label with the code that a scheme has for it; `name` is that code's own name."""

    scheme: str
    code: str
    name: str


@dataclass(frozen=True)
class Vocabulary:
    """The names and aliases of all schemes: spellings in one piece, and those with gaps."""

    spellings: dict[str, Named]
    gapped: tuple[tuple[re.Pattern[str], int, Named], ...]
    longest: int

    def find(self, label: str) -> Named | None:
        """Return the code whose name or spelling is the label."""
        return self.spellings.get(bare(label)) or self.spellings.get(_LEVEL.sub("", bare(label)))

    def name_figure(self, label: str, kind: str, unit: str) -> tuple[str, Named | None]:
        """Return a figure's label and its code; the unit may tell which (国内公务接待12批次, 80人次)."""
        named = self.find(label + unit) if kind in {"count", "measure"} else None
        if named is None and unit != "分":  # a score is never the amount of the same name
            named = self.find(label) or (self.find(f"{label}费") if kind == "money" else None)
        if named is None and (inner := _NAME_BEHIND.search(label)) and (other := self.find(inner[1])):
            return inner[1], other  # 出国费、接待费、用车费（“三公”经费）
        if named is None and (tail := _TAIL.search(label)) and (short := self.find(label[: tail.start()])):
            return label[: tail.start()], short  # 会议费支出, 基本支出总计
        if named is None and (front := self.find_in_front(label)):
            return front
        return label, named

    def find_in_front(self, text: str) -> tuple[str, Named] | None:
        """Return the longest spelling at the end of a text after nothing but a body's name, and its code."""
        for size in range(min(self.longest, len(text) - 1), 1, -1):
            found = self.spellings.get(bare(text[-size:]))
            if found and _BODY_END.search(text[:-size]):
                return text[-size:], found
        return None

    def find_gapped(self, text: str, earliest: int) -> Named | None:
        """Return the code of the longest alias with gaps that matches the text and ends after `earliest`."""
        best: tuple[int, Named] | None = None
        for pattern, size, named in self.gapped:
            if best is None or size > best[0]:
                hit = pattern.search(text)
                if hit and hit.end() > earliest:
                    best = size, named
        return best[1] if best else None


def make_vocabulary(names: Iterable[tuple[str, Named]]) -> Vocabulary:
    """Return the vocabulary of (name or alias, code); what stands first wins where two are spelled alike."""
    spellings: dict[str, Named] = {}
    gapped = []
    for alias, named in names:
        if GAP in alias:
            *first, last = (re.escape(word) for word in alias.split(GAP))
            # The last gap takes as much as it can, so that the match ends as near to the figure as possible.
            pattern = re.compile("[^\n]*?".join(first) + "[^\n]*" + last)
            gapped.append((pattern, len(alias), named))
        else:
            spellings.setdefault(bare(alias), named)
    return Vocabulary(spellings, tuple(gapped), max(map(len, spellings), default=0))


@lru_cache(10_000)
def bare(label: str) -> str:
    """Return a label for comparison: without quotes, blanks and the numbers of lists."""
    label = label.translate(_QUOTES)
    return label.replace("(", "（").replace(")", "）")


@cache
def clean_label(text: str) -> tuple[str, str, str]:
    """Return (label, word of the phase, phase) of what stands before a number in one clause."""
    if not text.endswith("）"):  # directly before the number a remark belongs to the name
        text = _REMARK.sub("", text)
    text = _SPENT_YEAR.sub("", text)
    text = _INNER_YEAR.sub("", _ORGANISATION.sub("", _FROM_YEAR.sub("", text)))
    text = _strip(_BEFORE, text)
    word = phase = ""
    while True:
        before = text
        text = _strip(_BEHIND, text)
        for one in list_phases() if not word else ():
            found = re.search(f"(?:{one.pattern.pattern})$", text)
            if found:
                text, word, phase = text[: found.start()], one.word, one.phase
                text = _FEE.sub("", text)
                break
        if text == before:
            break
    if ahead := _ARRANGED.match(text):
        text, word, phase = text[ahead.end() :], word or "预算数", phase or "approved"
    label = _balance(_strip(_BEFORE, text)).strip(" 、，：的")
    if any(one.pattern.fullmatch(label) for one in list_phases()):
        label = ""
    if _ANY.fullmatch(label):
        label = ""
    if label == "支出":
        label, word, phase = "", word or "执行", phase or "executed"
    if early := _EARLY.match(label):
        word, phase = word or early[0], phase or "approved"
    label = _LIKE.sub("", label)
    return label, word, phase


def _balance(text: str) -> str:
    """Return a label without a bracket at either end that has no partner."""
    if text.count("（") > text.count("）"):
        text = text.lstrip("（") if text.startswith("（") else text.rpartition("（")[0]
    return text.rstrip("）") if text.count("）") > text.count("（") else text


def _strip(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub("", text)
