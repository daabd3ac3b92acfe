"""Facts from one sentence: each number with what stands left of it.

A clause is the unit; a label that a clause leaves out is inherited from the left, phase and year too. What cannot be
told is marked as doubtful, and a number that fits nothing is listed as unread.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from analysis.read.facts import Fact
from analysis.read.files.types import Document
from analysis.read.prose.clause import ClauseReader
from analysis.read.prose.context import ASIDE, Scope
from analysis.read.prose.flat import FlatText
from analysis.read.prose.grammar import compile_pattern, join_patterns
from analysis.read.prose.labels import COMPARABLE, clean_label
from analysis.read.prose.lists import Listed, find_declared_none, read_lists
from analysis.read.prose.naming import Namer
from analysis.read.prose.numbers import Token
from analysis.read.prose.outline import Outline
from analysis.read.prose.places import Place
from analysis.read.prose.subject import CLAUSE, LONGEST_LABEL, FoundLabel, find_label
from analysis.read.prose.vocabulary import Vocabulary

_SENTENCE = re.compile(r"[^。！？\n]+")
_SCOPE = re.compile(r"其中|包括|分为|具体为|以下方面|构成")
_LOST = re.compile(r"0+[余多]")  # "some more than none": the digits before it are gone
_UP = compile_pattern("{up}")
# The name of a functional item or of a numbered project: what follows is of it.
ITEM = re.compile(
    r"（[类款项]）$|^\s*(?:\d{1,2}[.．、]|（[\d一二三四五六七八九十]{1,3}）|[①-⑳])[^，：\d]{3,24}(?:项目|经费|资金)$"
)
# Words of a heading that say what is told, and not of what: 预算执行情况.
NO_TOPIC = re.compile(r"(?:情况|收支|分析|背景|目标|结果|问题|建议|措施|概况|成效|做法|指标|说明)$")
_POSTS = "staffing", "posts"
_PLANNED = ("数量", "项目数")  # of a budget, unlike what is there already
_CHANGED_BUDGET = re.compile("调整(?:为|到|至)")
_BOTH_SIDES = re.compile("收.*支")
_NOTHING = {"，", "、", "；"}
_BODIES = re.compile("(?:预算)?(?:单位|部门|机构)(?=[“‘一-龥])")
_STOCK = re.compile(r"截至|截止|共有|现有|保有|实有")
_GOES_ON = re.compile(r"其中|单价|单位价值|(?:固定|流动|无形)资产|房屋|车辆|资产总额")
_FINAL = "决算数", "executed"
_NEAR_ZEROS = 200  # figures
_LONGEST_CONTEXT = 600  # characters before a number, so that a text without line ends takes no longer than others
_WORDS = {"increase": "增减额", "decrease": "增减额", "change-rate": "增减率", "share": "占比"}
_WORDS |= {"completion-rate": "完成率"}


@dataclass(frozen=True)
class Section:
    """What the heading above a paragraph says of its figures: their label, if it is just above, year and phase."""

    topic: str = ""
    place: str = ""
    year: int | None = None
    is_final: bool = False


@dataclass
class SentenceReader:
    """Reads one document; facts and unread numbers grow as it goes."""

    document: Document
    flat: FlatText
    vocabulary: Vocabulary
    places: Sequence[Place]
    year: int
    final_accounts: bool
    is_budget: bool = False
    facts: list[Fact] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    section_year: int = 0
    outline: Outline = field(default_factory=Outline)
    overall: str = ""  # what the title speaks of
    section: str = ""  # the heading above the paragraph before
    subject: str = ""  # what the paragraph before speaks of
    asides: list[tuple[tuple[int, int], str]] = field(default_factory=list)  # numbers that are no figures, and why

    def __post_init__(self) -> None:
        self.clauses = ClauseReader(self.facts, self.vocabulary, self.year)
        self.names = Namer(self.facts, self.flat, self.vocabulary)

    def read_paragraph(self, start: int, end: int, tokens: Sequence[Token], section: Section) -> None:
        """Read the facts of one paragraph of the even text."""
        self.section_year = section.year or self.year
        assumed = _FINAL if section.is_final else self._assume_phase()
        before = len(self.facts)
        carried = self.subject if self.section == section.place else self.overall
        scope = Scope(self.facts, self.section_year, self.year, assumed, label=section.topic, carried=carried)
        places = [token.start for token in tokens]
        for sentence in _SENTENCE.finditer(self.flat.text, start, end):
            first, last = (bisect_left(places, place) for place in sentence.span())
            inside = tokens[first:last]
            if not inside and (not scope.label or ITEM.search(sentence[0])):
                label = clean_label(CLAUSE.split(sentence[0])[0])[0][:LONGEST_LABEL]
                scope.label = "" if NO_TOPIC.search(label) else label
            self._read_sentence(scope, sentence.start(), sentence.end(), inside)
        self._end_paragraph(self.flat.text[start:end], before, section, carried)

    def _end_paragraph(self, text: str, before: int, section: Section, carried: str) -> None:
        """Make what a paragraph is about a part of the list that it stands in, and carry it on."""
        told = [
            number
            for number in range(before, len(self.facts))
            if self.facts[number].kind == "money" and self.facts[number].measure == "level"
        ]
        whole = self.outline.find_whole(text) if told else None
        if not told and section.place != self.section:
            self.outline = Outline()
        about = self.facts[told[0]] if told else None
        for number in told:
            fact = self.facts[number]
            if whole is not None and about and fact.item == about.item and fact.part_of is None:
                self.facts[number] = replace(fact, part_of=whole)
        # 收入、支出总计9万元，其中： is one number for two sides, each of which comes next
        opening = told[-1] if told and not _BOTH_SIDES.search(self.facts[told[-1]].item) else None
        self.outline.close(text, told[0] if told else None, opening)
        self.section, self.subject = section.place, about.item if about else carried

    def _read_sentence(self, scope: Scope, start: int, end: int, tokens: Sequence[Token]) -> None:
        goes_on = scope.is_stock and bool(_GOES_ON.match(self.flat.text, start, end))
        scope.year = scope.stock_year if goes_on else self.section_year
        scope.base_year, scope.first, scope.closed = None, None, None
        scope.start = start
        scope.near, scope.said, scope.against_budget = "", ("", ""), False
        scope.base_phase, scope.of_budget, scope.noun, scope.outer_year = "", False, "", None
        scope.of_last_year = False
        scope.wholes, scope.bracket = [], -1
        scope.is_stock = goes_on or bool(_STOCK.search(self.flat.text, start, end))
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
        scope.stock_year = scope.year
        if scope.first is not None:  # the next sentence speaks of the whole again
            outermost = scope.wholes[0] if scope.wholes else scope.closed
            first = scope.first if outermost is None else outermost
            if self.facts[first].measure == "level" and self.facts[first].kind == "money":
                scope.speak_of(first)
                scope.prefer_executed()

    def _read_token(self, scope: Scope, token: Token, left_start: int, end: int, listed: Listed) -> None:
        own_year = scope.year
        left = self.clauses.read_left(
            scope, self._show_left(left_start, token.start), self.flat.text[token.end : token.end + 4]
        )
        segments = CLAUSE.split(left)
        shape, rest = self.clauses.tell_shape(scope, token, segments[-1], left, listed)
        if token.kind == "rate" and shape is None:
            self.unread.append(self.flat.span(token.start, token.end))
            return
        if shape and shape.name == "level-after-change":
            scope.year = self.year
        if shape and shape.name.endswith("-budget"):
            scope.against_budget, scope.base_year = True, None
        if shape and shape.name.endswith("-last-year"):
            scope.base_year, scope.year = scope.year if scope.year < self.year else self.year - 1, self.year
        measure = shape.measure if shape else "level"
        if measure == "change":
            measure = "increase" if _UP.search(segments[-1]) else "decrease"
        found = find_label(scope, self.vocabulary, self.flat.text, token, segments, rest, measure, end)
        if left in _NOTHING and token.kind == "money" and not (shape or listed.label or scope.first is None):
            found = FoundLabel("", found.word, found.phase, farther=False)  # 甲5万元，3万元: the name is lost
        if listed.label:
            word, phase = listed.phase if listed.phase[0] else (found.word, found.phase)
            found = replace(found, label=listed.label, word=word, phase=phase)
        if shape and shape.name == "comparable-base":
            label = clean_label(rest)[0] or scope.label or scope.carried
            found = replace(found, label=label + COMPARABLE, farther=False)
        if shape and shape.name == "level-after-change" and _CHANGED_BUDGET.search(segments[-1]):
            found = replace(found, word="全年预算", phase="adjusted")  # 年初预算5万元，调整为6万元
        scope.year = listed.year or scope.year
        self._add(scope, token, found, measure, listed.candidates, left_start, end)
        scope.noun = (found.behind or self._show_counted(token)) if token.kind in {"count", "measure"} else ""
        if scope.is_base and not scope.against_budget:
            scope.year = own_year  # 较上年的5万元增加1万元，其中甲3万元: of this year again

    def _show_counted(self, token: Token) -> str:
        """Return the word behind a count of bodies, which is no part of the next label: 34家单位会议费9万元."""
        counted = _BODIES.match(self.flat.text, token.end)
        return counted[0] if counted else ""

    def _show_left(self, start: int, end: int) -> str:
        """Return what stands between a number and the one before; of a stretch without end the nearest part."""
        return self.flat.text[max(start, end - _LONGEST_CONTEXT) : end]

    def _add(
        self,
        scope: Scope,
        token: Token,
        found: FoundLabel,
        measure: str,
        candidates: tuple[str, ...],
        start: int,
        end: int,
    ) -> None:
        level = measure == "level"
        label, named = self.names.name_figure(scope, token, found, start, end, level=level)
        if ASIDE.fullmatch(label) and level:
            scope = replace(scope, wholes=[])
        span = self.flat.span(token.start, token.number_end)
        explained = token.kind in {"money", "rate"} or self.is_budget or self.final_accounts
        if explained and self.names.explains(label, named, scope, token, level=level):
            self.asides.append((span, "reason"))
            return
        whole = scope.find_like(token.kind) if level and scope.wholes else None
        if whole is not None and named and named == self.facts[whole].named and label:
            named = None  # 编制20名，其中：行政编制15名: a part is not the whole
        named = self.names.narrow(scope, named, label, whole, token)
        word, phase = scope.choose_phase(token, (found.word, found.phase), label, whole, level=level)
        if measure == "completion-rate" and scope.assumed[1] == "executed":
            phase = "executed"
        posts = named or (self.facts[whole].named if whole is not None else None)  # 行政编制 is a part of them
        if posts and (posts.scheme, posts.code.partition("-")[0]) == _POSTS:
            phase = "approved"  # whatever word stands beside them
        elif self.is_budget and word in _PLANNED and (named is None or named.scheme != _POSTS[0]):
            phase = "approved"  # 安排购置车辆1辆, 5个项目实行绩效目标管理: of the year ahead
        year, base, unclear = scope.year, None, False
        if measure in {"increase", "decrease", "change-rate"}:
            base = scope.base_year or (scope.year if self.clauses.is_compared(scope, label) else scope.year - 1)
            year = base + 1 if scope.year == base else scope.year  # 2018年为3万元，比上年增加1万元
            if scope.against_budget and scope.base_year is None:
                base, unclear = (base, True) if phase == "approved" else (year, False)
        number = self._find_paragraph(span[0])
        lost = token.kind == "count" and _LOST.fullmatch(token.printed)
        doubt = "lost-digits" if lost else "ambiguous-list" if candidates else "" if label or named else "no-label"
        doubt = doubt or ("budget-base" if unclear else "")
        said = _WORDS.get(measure, "比率" if token.kind == "rate" else word)
        if self.is_budget and said in ("预算数", "年初预算") and year == self.year - 1:
            said, phase = ("期末数", "executed") if scope.is_stock else ("上年预算数", phase)
        scope.remember(Fact(
            label, named, measure, said, phase, year, base, token.printed, token.unit,
            token.kind, "stated", span, number, self.places[number - 1].locator, whole, doubt, candidates,
        ))  # fmt: skip

    def _assume_phase(self) -> tuple[str, str]:
        """Return the phase of an amount that no word gives one: that of the document."""
        if self.is_budget:
            return "预算数", "approved"
        return _FINAL if self.final_accounts else ("执行", "executed")

    def _declare_none(self, scope: Scope, sentence: int, start: int, end: int, label: str) -> None:
        sentence = max(sentence, start - _LONGEST_CONTEXT)
        whole = scope.wholes[-1] if scope.wholes else scope.closed
        if whole is None and _SCOPE.search(self.flat.text, sentence, start):
            whole = scope.last if scope.whole is None else scope.whole
        named = self.vocabulary.find(label)
        word, phase = scope.phase if scope.phase[0] else scope.assumed
        zeros = [
            f
            for f in self.facts[-_NEAR_ZEROS:]
            if (f.year, f.phase) == (scope.year, phase) and (f.basis == "declared-none" or not float(_bare(f)))
        ]
        if any(
            f.item == label or (named and f.named == named) for f in zeros
        ):  # a zero that is printed elsewhere says more
            return
        self.clauses.find_year(scope, join_patterns("base").sub("", self.flat.text[sentence:start]))
        span = self.flat.span(start, end)
        number = self._find_paragraph(span[0])
        self.facts.append(
            Fact(
                label, named, "level", word, phase, scope.year, None,
                self.document.text[span[0] : span[1]], "万元", "money", "declared-none", span, number,
                self.places[number - 1].locator, whole,
            )
        )  # fmt: skip

    def _find_paragraph(self, place: int) -> int:
        return bisect_right(self.starts, place)


def _bare(fact: Fact) -> str:
    return re.sub(r"[^\d.]", "", fact.printed) or "1"
