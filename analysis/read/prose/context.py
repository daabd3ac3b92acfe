"""What a paragraph has said so far: what a later clause may leave out, and what follows for its phase and its whole."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from analysis.money import FULL_WIDTH
from analysis.read.facts import Fact
from analysis.read.prose.grammar import Shape, compile_pattern
from analysis.read.prose.labels import COMPARABLE, SPENT
from analysis.read.prose.numbers import Token

SUPPLEMENT = compile_pattern("{supplement}")
ASIDE = compile_pattern("{aside}")  # 差值为1万元 is neither a whole nor what the next number is of
_SPENT_LABEL = re.compile(r"支出(?:金额|总额)?$|^(?:实际|已)")
_RECEIVED = re.compile(r"收入(?:合计|总计)?$")
_LONGEST_LIST = 200  # parts of a whole


@dataclass
class Scope:
    """What a paragraph has said so far and a later clause may leave out."""

    facts: list[Fact]  # those read so far, of the whole document
    year: int
    own_year: int  # of the report
    assumed: tuple[str, str]  # word and phase of an amount that no word gives one
    start: int = 0
    shape: Shape | None = None
    label: str = ""
    carried: str = ""  # what the paragraphs before speak of, for an amount without a name: 年初预算为5万元。
    near: str = ""
    noun: str = ""  # what stands behind the last number and names it: 3台电脑、2台打印机
    is_stock: bool = False  # 截至年末, 共有: what follows is there already
    stock_year: int = 0  # of those, which hold in the next sentence, too
    of_last_year: bool = False  # words such as 上年 have named the year, which holds until 本年 or 年末
    outer_year: int | None = None  # the year before a bracket was opened
    phase: tuple[str, str] = ("", "")
    said: tuple[str, str] = ("", "")
    base_year: int | None = None
    base_phase: str = ""  # 较上年决算数
    is_base: bool = False  # the number itself is what another is compared with: 较上年的5万元增加
    of_budget: bool = False  # the number before is a budget that is completed: 完成预算5万元
    against_budget: bool = False
    wholes: list[int] = field(default_factory=list)  # from the outermost to the one whose parts come next
    bracket: int = -1  # how many wholes there were before a bracket was opened
    owner: int = 0  # what stands before that bracket
    closed: int | None = None  # the last whole whose parts were complete
    last: int | None = None
    whole: int | None = None  # the last that is no base for comparison
    first: int | None = None

    def remember(self, fact: Fact) -> None:
        """Add a fact to those read, and note what a later clause may leave out."""
        self.facts.append(fact)
        number = len(self.facts) - 1
        if fact.part_of is not None and self.is_complete(fact.part_of):
            self.closed = self.wholes.pop()  # what follows is no part of it any more
        self.first = number if self.first is None else self.first
        if fact.measure != "level":
            return
        if fact.kind == "rate":  # neither a whole nor an amount that a change is of
            self.label = self.label or fact.item
            return
        self.near = fact.item if fact.kind in {"count", "measure"} else ""
        self.last = number
        if not self.is_base and not self.is_budget_of(fact):  # 2万元，比上年的3万元减少1万元，其中甲1万元
            self.whole = number
        if self.is_base:
            self.label = self.label or fact.item
        if SUPPLEMENT.fullmatch(fact.label) or fact.label.endswith(COMPARABLE) or self.of_budget or self.is_base:
            return  # 年初预算1万元，年中追加2万元，支出3万元: what follows speaks of the first again
        if fact.kind == "money":
            self.label, self.phase = fact.item, (fact.word, fact.phase)
        elif fact.unit == "分" and fact.item:
            self.label = fact.item  # 甲项目自评得分96分，全年预算数5万元
        else:
            self.label = self.label or fact.item

    def find_same(self, label: str, kind: str) -> Fact | None:
        """Return the last amount of a label that has a code: what inherits the label is of the same."""
        recent = reversed(self.facts[-_LONGEST_LIST:])
        found = (one for one in recent if one.item == label and one.named and one.measure == "level")
        return next((one for one in found if kind in {"rate", one.kind}), None)

    def speak_of(self, number: int) -> None:
        """Let what leaves out its label be of that fact."""
        fact = self.facts[number]
        self.label, self.phase = fact.item, (fact.word, fact.phase)

    def prefer_executed(self) -> None:
        """Let the next sentence speak of what was done, where this one stated it beside a budget of the same label."""
        facts = self.facts[self.first :] if self.first is not None else []
        same = (one for one in facts if one.item == self.label and one.measure == "level" and one.year == self.own_year)
        done = next((one for one in same if one.phase == "executed"), None)
        if done and self.phase[1] != "executed":
            self.phase = done.word, done.phase

    def has_several(self) -> bool:
        """Return whether the sentence has named several amounts, so that a bare total is of none of them alone."""
        facts = self.facts[self.first :] if self.first is not None and not self.wholes else []
        return len({fact.item for fact in facts if fact.measure == "level" and fact.kind == "money"}) > 1

    def is_budget_of(self, fact: Fact) -> bool:
        """Return whether a budget stands behind its execution: 支出2万元，年初预算3万元，其中甲1万元 speaks of 支出."""
        before = self.facts[self.whole] if self.whole is not None and self.first is not None else None
        if before is None or self.whole is None or self.first is None or self.whole < self.first:
            return False
        return before.item == fact.item and before.phase == "executed" and fact.phase != "executed"

    def find_like(self, kind: str) -> int | None:
        """Return the whole that a part belongs to: 项目12个，涉及资金560万元，其中优秀10个 are parts of the 12."""
        whole = self.wholes[-1]
        if self.facts[whole].kind == kind or self.first is None:
            return whole
        before = range(whole - 1, self.first - 1, -1)
        return next(
            (one for one in before if self.facts[one].kind == kind and self.facts[one].measure == "level"), None
        )

    def is_complete(self, whole: int) -> bool:
        """Return whether the parts read so far add up to their whole."""
        if len(self.facts) - whole > _LONGEST_LIST:
            return False
        parts = [fact for fact in self.facts[whole + 1 :] if fact.part_of == whole and fact.measure == "level"]
        amounts = [_count(fact) for fact in (self.facts[whole], *parts)]
        if None in amounts or {fact.unit for fact in parts} != {self.facts[whole].unit}:
            return False
        return bool(amounts[0]) and amounts[0] == sum(amount for amount in amounts[1:] if amount is not None)

    def choose_phase(
        self, token: Token, phase: tuple[str, str], label: str, whole: int | None, *, level: bool
    ) -> tuple[str, str]:
        """Return the word and the phase of an amount: its own, its whole's, or those of what was said before it."""
        if token.kind in {"count", "measure"}:
            return self._tell_count(token, label, whole), phase[1] or "executed"
        if SUPPLEMENT.fullmatch(label):
            return "追加数", "adjusted"
        if phase[0]:
            self.said = self._tell_own(phase)
            return self.said
        if ASIDE.fullmatch(label):
            return self.assumed
        if whole is not None:
            return self.facts[whole].word, self.facts[whole].phase
        return self._follow(token, label, level=level)

    def _tell_count(self, token: Token, label: str, whole: int | None) -> str:
        """Return what a count is called: of a budget only what is there already is a stock."""
        if token.unit == "分":
            return "平均得分"
        if self.assumed[0] != "预算数":
            return "期末数"
        if whole is not None:
            return self.facts[whole].word
        return "项目数" if label.endswith("项目") else "期末数" if self.is_stock else "数量"

    def _tell_own(self, phase: tuple[str, str]) -> tuple[str, str]:
        """Return the phase that an amount's own words name, told apart where they leave it open."""
        if phase[0] == SPENT:
            return self.assumed
        if phase[0] == "全年预算" and self.assumed[0] != "决算数" and "年初预算" not in (self.said[0], self.phase[0]):
            return "预算数", "approved"  # of a report that knows one budget only, the year's is the approved one
        return phase

    def _follow(self, token: Token, label: str, *, level: bool) -> tuple[str, str]:
        """Return the phase of an amount whose words name none: that of what it is compared with or follows."""
        final = None if level or self.base_phase == "预算" else self.find_compared(label)
        if final and final.phase == "executed":
            return final.word, final.phase
        if level and self.year == self.base_year and (against := self.find_compared(label)):
            return against.word, against.phase
        if self.phase[0] and (label == self.label or token.kind == "rate"):
            return self.phase
        spent = self.said[1] != "executed" and self.assumed[1] != "approved" and _SPENT_LABEL.search(label)
        received = self.said[1] == "approved" and self.assumed[1] == "executed" and _RECEIVED.search(label)
        if self.said[0] and token.kind == "money" and not spent and not received:  # 甲决算1万元，乙2万元
            return self.said
        return self.assumed if self.year <= self.own_year else ("预算数", "approved")

    def find_compared(self, label: str) -> Fact | None:
        """Return what a base is compared with: 预算3万元，决算1万元，比上年的2万元减少1万元 speaks of 决算."""
        facts = self.facts[self.first :] if self.first is not None else []
        name = label.removesuffix("支出")
        levels = (one for one in facts if one.measure == "level" and one.year != self.base_year)
        same = [one for one in levels if one.item.removesuffix("支出") == name]
        return next((one for one in same if one.phase == "executed"), same[0] if same else None)


def _count(fact: Fact) -> Decimal | None:
    """Return the bare number that a fact prints, None if it is written another way."""
    printed = fact.printed.translate(FULL_WIDTH).replace(",", "")
    return Decimal(printed) if re.fullmatch(r"\d+(?:\.\d+)?", printed) else None
