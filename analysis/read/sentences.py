"""Facts from one sentence: each number with what stands left of it.

A clause is the unit; a label that a clause leaves out is inherited from the left, phase and year too. What cannot be
told is marked as doubtful, and a number that fits nothing is listed as unread.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from analysis.money import FULL_WIDTH
from analysis.read.documents import Document
from analysis.read.enumerations import Listed, find_declared_none, read_lists
from analysis.read.facts import Fact
from analysis.read.flat import FlatText
from analysis.read.grammar import Shape, compile_pattern, list_shapes
from analysis.read.labels import Named, Vocabulary, clean_label
from analysis.read.places import Place
from analysis.read.tokens import Token

_SENTENCE = re.compile(r"[^。！？\n]+")
_CLAUSE = re.compile(r"[，,；：]|包括|其中")
_SCOPE = re.compile(r"其中|包括|分为|具体为|以下方面|构成")
_BASE = compile_pattern(
    r"(?:较|比|与|和|同)(?P<year>{year}年度?|{last_year})的?(?:同期)?(?:年初预算|预算|决算|执行)?数?(?:相比|相较|比较|比|增减)?"
    r"|(?:较|比|与|和|同)(?:年初预算|预算)数?(?:相比|相较|比较|比)(?=，)"
    r"|(?:较|比|与)(?:上年)?(?:年初预算|预算|决算)数?(?:的|相比)?(?=[^，。；]*(?:{up}|{down})|$)|同比|环比"
)
_BUDGET = re.compile(r"(?<!上年)(?:年初预算|预算)数?")
_YEAR = compile_pattern(r"({year})年(?:度|底|末|初)?")
_NEXT_YEAR = compile_pattern(r"{next_year}")
_LAST_YEAR = compile_pattern(r"(?:{last_year})(?!结转|结余|末)")
_REMARK = re.compile(r"^（(?!其中)[^（）]*(?:（[^（）]*）[^（）]*)*）")
_ASIDE = re.compile(r"（[^（）]*）")
_RIGHT_NOUN = re.compile(r"(?:的)?([^，。；：、\d（）“”\n]{1,14})")
_CHANGED = re.compile(r"的([^，。；：、\d\n]{2,20}?)(?:为|是|支出)")
_LOST = re.compile(r"0+[余多]")  # "some more than none": the digits before it are gone
_UP = compile_pattern("{up}")
_PHASE = re.compile(r"年初预算|预算|决算|执行")
_SPENT = re.compile(r"(?:支出|收入|决算|预算)数?$")  # 支出决算增加1万元 is a change, even where no base is named
_SUPPLEMENT = compile_pattern("{supplement}")
_ASIDE_LABEL = compile_pattern("{aside}")
_OF_BUDGET = re.compile(r"(?:完成|占)(?=(?:年初|全年|年度|当年|本年|调整后?的?)?预算(?:数|总额)?$)")
_OF_IT = re.compile(r"的(?:比例|比重)?(?:为|达到?)?")
_FUND = re.compile(r"政府性基金|国有资本经营|社会保险基金")
_FISCAL = re.compile(r"(?:一般公共预算)?财政拨款|一般公共预算")
_OF_ONE_FUND = {"total", "income", "basic", "project", "opening-carry-over", "closing-carry-over"}
_JOIN = re.compile(r"[、，和及与；]|以及")
_TOTAL = re.compile(r"(?:合计|共计|总计|小计)(?:为)?")
_WHOLE_AHEAD = re.compile(r"([^，。；：\n]{2,20}?)(?:中|方面)[，：]")
_BARE_VERB = re.compile(
    r"(?:先后|积极|共|累计|广泛)*(?:组织|发动|吸引|邀请|选派|动员|为|向|给|对|帮助|安排|有|带动|抽调|用于召开|用于开展|用于举办|召开)"
)
_DOING = re.compile(r"参与|参加|提供|开展|报名|深入|赴|进行|投入")
_LONGEST_LABEL = 70
_LONGEST_LIST = 200  # parts of a whole
_LONGEST_CONTEXT = 600  # characters before a number, so that a text without line ends takes no longer than others
_WORDS = {"increase": "增减额", "decrease": "增减额", "change-rate": "增减率", "share": "占比"}
_WORDS |= {"completion-rate": "完成率"}
_NUMBERS = re.compile(r"\d+(?:\.\d+)?(?:余|多)?(?:名|人次|人|个|户|家|份|支|篇|次|万元|元)?")


@dataclass
class _Scope:
    """What a paragraph has said so far and a later clause may leave out."""

    year: int
    start: int = 0
    shape: Shape | None = None
    label: str = ""
    near: str = ""
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


@dataclass(frozen=True)
class _Label:
    """A label as it was found; `farther` if it does not stand in the number's own clause."""

    label: str
    word: str
    phase: str
    farther: bool


@dataclass
class SentenceReader:
    """Reads one document; facts and unread numbers grow as it goes."""

    document: Document
    flat: FlatText
    vocabulary: Vocabulary
    places: Sequence[Place]
    year: int
    final_accounts: bool
    facts: list[Fact] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def read_paragraph(self, start: int, end: int, tokens: Sequence[Token], topic: str) -> None:
        """Read the facts of one paragraph of the even text."""
        scope = _Scope(self.year, label=topic)
        for sentence in _SENTENCE.finditer(self.flat.text, start, end):
            inside = [token for token in tokens if sentence.start() <= token.start < sentence.end()]
            if not inside and not scope.label:
                scope.label = clean_label(_CLAUSE.split(sentence[0])[0])[0][:_LONGEST_LABEL]
            self._read_sentence(scope, sentence.start(), sentence.end(), inside)

    def _read_sentence(self, scope: _Scope, start: int, end: int, tokens: Sequence[Token]) -> None:
        scope.year, scope.base_year, scope.first, scope.closed = self.year, None, None, None
        scope.start = start
        scope.near, scope.said, scope.against_budget = "", ("", ""), False
        scope.base_phase, scope.of_budget = "", False
        scope.wholes, scope.bracket = [], -1
        listed = dict(read_lists(self.flat.text, start, end, tokens))
        none = iter(sorted(find_declared_none(self.flat.text, start, end, self.vocabulary)))
        waiting = next(none, None)
        left = start
        for token in tokens:
            while waiting and waiting[0] < token.start:
                self._declare_none(scope, start, *waiting)
                waiting = next(none, None)
            self._read_token(scope, token, left, end, listed.get(token.start, Listed()))
            left = token.end
        while waiting:
            self._declare_none(scope, start, *waiting)
            waiting = next(none, None)
        if scope.first is not None:  # the next sentence speaks of the whole again
            outermost = scope.wholes[0] if scope.wholes else scope.closed
            first = self.facts[scope.first if outermost is None else outermost]
            if first.measure == "level" and first.kind == "money":
                scope.label, scope.phase = first.item, (first.word, first.phase)

    def _read_token(self, scope: _Scope, token: Token, left_start: int, end: int, listed: Listed) -> None:
        left = _REMARK.sub("", self.flat.text[left_start : token.start])
        scope.is_base, own_year = False, scope.year
        left = self._find_base(scope, left)
        self._find_year(scope, left)
        self._find_whole(scope, left)
        segments = _CLAUSE.split(left)
        shape, rest = self._find_shape(scope, segments[-1], token)
        if listed.label and shape is None and _JOIN.fullmatch(left):
            shape = scope.shape  # 占比分别为40%和60%: the second is a share, too
        if token.kind == "rate" and scope.of_budget and _OF_IT.fullmatch(left):  # 完成年初预算5万元的80%
            shape, rest = next(one for one in list_shapes() if one.measure == "completion-rate"), ""
        budget = _OF_BUDGET.search(rest) if token.kind == "money" else None
        rest = rest[budget.end() :] if budget else rest
        scope.of_budget = bool(budget)
        scope.shape = shape
        if token.kind == "rate" and shape is None:
            self.unread.append(self.flat.span(token.start, token.end))
            return
        if shape and shape.name == "level-after-change":
            scope.year = self.year
        measure = shape.measure if shape else "level"
        if measure == "change":
            measure = "increase" if _UP.search(segments[-1]) else "decrease"
        found = self._find_label(scope, token, segments, rest, measure, end)
        if listed.label:
            found = replace(found, label=listed.label)
        scope.year = listed.year or scope.year
        self._add(scope, token, found, measure, listed.candidates, left_start, end)
        if scope.is_base and not scope.against_budget:
            scope.year = own_year  # 较上年的5万元增加1万元，其中甲3万元: of this year again

    def _find_whole(self, scope: _Scope, left: str) -> None:
        """Note what the next numbers are parts of: said in words, or because they stand in brackets behind it."""
        open_brackets = left.count("（") - left.count("）")
        if scope.bracket >= 0 and open_brackets < 0:
            owner = self.facts[scope.owner]
            if owner.kind == "money":  # 甲9万元（其中乙4万元），占5%: of 甲 again
                scope.label, scope.phase = owner.item, (owner.word, owner.phase)
            del scope.wholes[scope.bracket :]
            scope.bracket = -1
        if scope.last is None:
            return
        if left.startswith("（") and open_brackets > 0:
            scope.bracket, scope.owner = len(scope.wholes), scope.last
            scope.wholes.append(scope.last)
        elif _SCOPE.search(left):
            scope.wholes.append(scope.last if scope.whole is None else scope.whole)

    def _find_shape(self, scope: _Scope, own: str, token: Token) -> tuple[Shape | None, str]:
        """Return the shape of a number and what of its clause may hold the label."""
        for shape in list_shapes():
            if (shape.unit == "%") != (token.kind == "rate"):
                continue
            found = shape.pattern.fullmatch(own)
            if found and (shape.measure != "change" or self._has_base(scope, found["rest"])):
                return shape, found["rest"]
        return None, own

    def _has_base(self, scope: _Scope, rest: str) -> bool:
        """Return whether a change has something to be a change of: a base, or two years of the same label before it."""
        if scope.base_year is not None or scope.against_budget or _SPENT.search(rest):
            return True
        if rest or scope.first is None or scope.last is None:
            return False
        last = self.facts[scope.last]
        return any(one.item == last.item and one.year != last.year for one in self.facts[scope.first : scope.last])

    def _find_base(self, scope: _Scope, left: str) -> str:
        """Return the text without the words that name a base for comparison; the base goes to the scope."""
        found = _BASE.search(left)
        if not found:
            return left
        year = _YEAR.search(found[0])
        if not year and (budget := _BUDGET.search(found[0])):
            scope.against_budget, scope.base_year = True, None
            scope.is_base = found.end() == len(left)
            return f"{left[: found.start()]}，{budget[0] if found.end() == len(left) else ''}{left[found.end() :]}"
        scope.base_year, scope.against_budget = int(year[1]) if year else self.year - 1, False
        phase = ""
        scope.base_phase = next(iter(_PHASE.findall(found[0])), "")
        if found.end() == len(left):  # 较2018年的1.35万元减少: the number is the base itself
            scope.year, scope.is_base = scope.base_year, True
            phase = scope.base_phase
        return f"{left[: found.start()]}，{phase}{left[found.end() :]}"

    def _find_year(self, scope: _Scope, left: str) -> None:
        years = _YEAR.findall(left)
        if years:
            scope.year = int(years[-1])
        elif _NEXT_YEAR.search(left):
            scope.year = self.year + 1
        elif _LAST_YEAR.search(left):
            scope.year = self.year - 1

    def _find_label(
        self, scope: _Scope, token: Token, segments: Sequence[str], rest: str, measure: str, end: int
    ) -> _Label:
        """Return the label of a number and the phase that its clause names; what is left out there is inherited."""
        label, word, phase = clean_label(rest)
        if _TOTAL.fullmatch(rest):
            if whole := _WHOLE_AHEAD.match(self.flat.text, scope.start, token.start):
                label = clean_label(whole[1])[0]  # 公用经费中，水费1万元、电费2万元，合计3万元
            elif self._has_several(scope):
                return _Label("", word, phase, farther=True)
        counted = token.kind in {"count", "measure"}
        if counted and (not label or _BARE_VERB.fullmatch(label)):
            noun = _RIGHT_NOUN.match(self.flat.text, token.end, end)
            label = _DOING.split(noun[1])[0] if noun else label
        if not label and measure in {"increase", "decrease"}:
            noun = _CHANGED.match(self.flat.text, token.end, end)
            label = noun[1] if noun else ""
        farther = not label
        for segment in reversed(segments[:-1]):
            if label:
                break
            label, *more = clean_label(segment) if len(segment) <= _LONGEST_LABEL else ("", "", "")
            word, phase = (word, phase) if word else (more[0], more[1])
        heading = _find_heading(segments)
        if heading and not heading.startswith(label) and len(label) > 1 and _is_within(label, heading):
            label = heading
        label = label or self._inherit(scope, token, rest, measure)
        if rest.endswith("支出") and farther and label.endswith("收入"):
            label = "支出"  # 收入5万元，支出4万元
        income = label.replace("支出", "收入", 1)
        if label.startswith("支出") and scope.label.endswith(income):
            label = scope.label.removesuffix(income) + label  # 财政拨款收入总计5万元，支出总计5万元
        return _Label(label[-_LONGEST_LABEL:], word, phase, farther)

    def _has_several(self, scope: _Scope) -> bool:
        """Return whether the sentence has named several amounts, so that a bare total is of none of them alone."""
        facts = self.facts[scope.first :] if scope.first is not None and not scope.wholes else []
        return len({fact.item for fact in facts if fact.measure == "level" and fact.kind == "money"}) > 1

    def _inherit(self, scope: _Scope, token: Token, rest: str, measure: str) -> str:
        """Return the label that a clause without one speaks of; "涉及3万元" speaks of what was just counted."""
        last = self.facts[-1] if scope.first is not None and self.facts else None
        changes = {"increase", "decrease", "change-rate"}
        if last and measure in changes and last.measure in changes:
            return last.item
        if scope.near and measure == "completion-rate" and "预算" not in rest and rest in {"", "，", "、"}:
            return scope.near  # 新建36个，完成率100%
        if scope.near and (token.kind == "count" or (token.kind == "money" and rest and not _CLAUSE.match(rest))):
            return scope.near
        return scope.label

    def _add(
        self,
        scope: _Scope,
        token: Token,
        found: "_Label",
        measure: str,
        candidates: tuple[str, ...],
        start: int,
        end: int,
    ) -> None:
        label, named = self.vocabulary.name_figure(found.label, token.kind, token.unit)
        if named is None and measure == "level" and token.unit != "分":
            named = self.vocabulary.find_gapped(*self._show_context(token, start, end, found.farther))
            label = "" if named else label
        level = measure == "level"
        if not level and scope.last is not None and self.facts[scope.last].item == label:
            named = self.facts[scope.last].named
        if _ASIDE_LABEL.fullmatch(label) and level:  # 差值为1万元 is neither a whole nor what the next number is of
            scope = replace(scope, wholes=[])
        whole = self._find_like(scope, token.kind) if level and scope.wholes else None
        if whole is not None and named and named == self.facts[whole].named and label:
            named = None  # 编制20名，其中：行政编制15名: a part is not the whole
        named = self._narrow(scope, named, label, whole, token)
        word, name = self._choose_phase(scope, token, (found.word, found.phase), label, whole, level=level)
        year, base, against = scope.year, None, False
        if measure in {"increase", "decrease", "change-rate"}:
            base = scope.base_year or scope.year - 1
            against = scope.against_budget and scope.base_year is None
            year = base + 1 if scope.year == base else scope.year  # 2018年为3万元，比上年增加1万元
        span = self.flat.span(token.start, token.number_end)
        number = self._find_paragraph(span[0])
        lost = token.kind == "count" and _LOST.fullmatch(token.printed)
        doubt = "lost-digits" if lost else "ambiguous-list" if candidates else "" if label or named else "no-label"
        doubt = doubt or ("budget-base" if against else "")
        said = _WORDS.get(measure, "比率" if token.kind == "rate" else word)
        fact = Fact(
            label, named, measure, said, name, year, base, token.printed, token.unit,
            token.kind, "stated", span, number, self.places[number - 1].locator, whole, doubt, candidates,
        )  # fmt: skip
        self.facts.append(fact)
        if whole is not None and self._is_complete(whole):
            scope.closed = scope.wholes.pop()  # what follows is no part of it any more
        scope.first = len(self.facts) - 1 if scope.first is None else scope.first
        if level:
            scope.near = fact.item if token.kind == "count" else ""
            scope.last = len(self.facts) - 1
            if not scope.is_base and not self._is_budget_of(scope, fact):  # 2万元，比上年的3万元减少1万元，其中甲1万元
                scope.whole = scope.last
            if _SUPPLEMENT.fullmatch(label) or scope.of_budget or scope.is_base:
                return  # 年初预算1万元，年中追加2万元，支出3万元: what follows speaks of the first again
            if token.kind == "money" or not scope.label:
                scope.label, scope.phase = fact.item, (word, name)

    def _is_budget_of(self, scope: _Scope, fact: Fact) -> bool:
        """Return whether a budget stands behind its execution: 支出2万元，年初预算3万元，其中甲1万元 speaks of 支出."""
        before = self.facts[scope.whole] if scope.whole is not None and scope.first is not None else None
        if before is None or scope.whole is None or scope.first is None or scope.whole < scope.first:
            return False
        return before.item == fact.item and before.phase == "executed" and fact.phase != "executed"

    def _find_like(self, scope: _Scope, kind: str) -> int | None:
        """Return the whole that a part belongs to: 项目12个，涉及资金560万元，其中优秀10个 are parts of the 12."""
        whole = scope.wholes[-1]
        if self.facts[whole].kind == kind or scope.first is None:
            return whole
        before = range(whole - 1, scope.first - 1, -1)
        return next(
            (one for one in before if self.facts[one].kind == kind and self.facts[one].measure == "level"), None
        )

    def _is_complete(self, whole: int) -> bool:
        """Return whether the parts read so far add up to their whole."""
        if len(self.facts) - whole > _LONGEST_LIST:
            return False
        parts = [fact for fact in self.facts[whole + 1 :] if fact.part_of == whole and fact.measure == "level"]
        amounts = [_count(fact) for fact in (self.facts[whole], *parts)]
        if None in amounts or {fact.unit for fact in parts} != {self.facts[whole].unit}:
            return False
        return bool(amounts[0]) and amounts[0] == sum(amount for amount in amounts[1:] if amount is not None)

    def _choose_phase(
        self, scope: _Scope, token: Token, phase: tuple[str, str], label: str, whole: int | None, *, level: bool
    ) -> tuple[str, str]:
        if token.kind == "count":
            return "期末数", phase[1] or "executed"
        if token.kind == "measure":
            return ("平均得分" if token.unit == "分" else "期末数"), "executed"
        if _SUPPLEMENT.fullmatch(label):
            return "追加数", "adjusted"
        if phase[0]:
            if (
                phase[0] == "全年预算" and phase[1] == "approved"
            ):  # beside the one of the year's begin it is the changed one
                early = "年初预算" in (scope.said[0], scope.phase[0])
                phase = ("全年预算", "adjusted") if early else ("预算数", "approved")
            scope.said = phase
            return phase
        if whole is not None:
            return self.facts[whole].word, self.facts[whole].phase
        if not level and scope.base_phase in {"决算", "执行"} and (final := self._find_compared(scope, label)):
            return final.word, final.phase
        if level and scope.year == scope.base_year and (against := self._find_compared(scope, label)):
            return against.word, against.phase
        if scope.phase[0] and (label == scope.label or token.kind == "rate"):
            return scope.phase
        if scope.said[0] and token.kind == "money":  # 甲决算1万元，乙2万元
            return scope.said
        return ("决算数" if self.final_accounts else "执行"), "executed"

    def _narrow(self, scope: _Scope, named: Named | None, label: str, whole: int | None, token: Token) -> Named | None:
        """Return the code that an amount has within one fund: 政府性基金支出中的基本支出 is not the department's."""
        if named is None or named.scheme != "summary" or named.code not in _OF_ONE_FUND:
            return named
        above = self.facts[whole].item if whole is not None else ""
        fund = _FISCAL.match(above) or _FUND.search(above) or _FUND.search(self.flat.text, scope.start, token.start)
        return self.vocabulary.find(fund[0] + label) if fund else named

    def _find_compared(self, scope: _Scope, label: str) -> Fact | None:
        """Return what a base is compared with: 预算3万元，决算1万元，比上年的2万元减少1万元 speaks of 决算."""
        facts = self.facts[scope.first :] if scope.first is not None else []
        same = [one for one in facts if one.item == label and one.measure == "level" and one.year != scope.base_year]
        return next((one for one in same if one.phase == "executed"), same[0] if same else None)

    def _declare_none(self, scope: _Scope, sentence: int, start: int, end: int, label: str) -> None:
        whole = scope.wholes[-1] if scope.wholes else scope.closed
        if whole is None and _SCOPE.search(self.flat.text, sentence, start):
            whole = scope.last if scope.whole is None else scope.whole
        named = self.vocabulary.find(label)
        word, phase = scope.phase if scope.phase[0] else (("决算数" if self.final_accounts else "执行"), "executed")
        zeros = [
            f
            for f in self.facts
            if (f.year, f.phase) == (scope.year, phase) and (f.basis == "declared-none" or not float(_bare(f)))
        ]
        if any(
            f.item == label or (named and f.named == named) for f in zeros
        ):  # a zero that is printed elsewhere says more
            return
        self._find_year(scope, _BASE.sub("", self.flat.text[sentence:start]))
        span = self.flat.span(start, end)
        number = self._find_paragraph(span[0])
        self.facts.append(
            Fact(
                label, named, "level", word, phase, scope.year, None,
                self.document.text[span[0] : span[1]], "万元", "money", "declared-none", span, number,
                self.places[number - 1].locator, whole,
            )
        )  # fmt: skip

    def _show_context(self, token: Token, start: int, end: int, whole_left: bool) -> tuple[str, int]:
        """Return the paragraph up to the end of the number's clause, numbers left out, and where the clause begins."""
        line = max(self.flat.text.rfind("\n", 0, start) + 1, start - _LONGEST_CONTEXT)
        before = _NUMBERS.sub("", self.flat.text[line:start])
        after = re.match(r"[^，。；：\d]*", self.flat.text[token.end : end])
        clause = self.flat.text[start : token.start] + (after[0] if after else "")
        own = (
            0
            if whole_left
            else max((found.end() for found in _CLAUSE.finditer(clause, 0, token.start - start)), default=0)
        )
        return before + _ASIDE.sub(lambda aside: "\0" * len(aside[0]), clause), len(before) + own

    def _find_paragraph(self, place: int) -> int:
        return bisect_right(self.starts, place)


def _count(fact: Fact) -> Decimal | None:
    """Return the bare number that a fact prints, None if it is written another way."""
    printed = fact.printed.translate(FULL_WIDTH).replace(",", "")
    return Decimal(printed) if re.fullmatch(r"\d+(?:\.\d+)?", printed) else None


def _bare(fact: Fact) -> str:
    return re.sub(r"[^\d.]", "", fact.printed) or "1"


def _find_heading(segments: Sequence[str]) -> str:
    """Return the words before the last colon of the left, as a label."""
    return re.sub(r"情况$", "", clean_label(segments[-2])[0]) if len(segments) > 1 else ""


def _is_within(short: str, long: str) -> bool:
    """Return whether the characters of one text stand in the other, in their order."""
    rest = iter(long)
    return all(character in rest for character in short)
