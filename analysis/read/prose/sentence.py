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
from analysis.read.prose.context import ASIDE, Scope
from analysis.read.prose.flat import FlatText
from analysis.read.prose.grammar import Shape, compile_pattern, join_patterns, list_shapes
from analysis.read.prose.labels import clean_label
from analysis.read.prose.lists import Listed, find_declared_none, read_lists
from analysis.read.prose.numbers import Token
from analysis.read.prose.outline import Outline
from analysis.read.prose.places import Place
from analysis.read.prose.subject import CLAUSE, LONGEST_LABEL, FoundLabel, find_label
from analysis.read.prose.vocabulary import Named, Vocabulary

_SENTENCE = re.compile(r"[^。！？\n]+")
_SCOPE = re.compile(r"其中|包括|分为|具体为|以下方面|构成")
_BUDGET = re.compile(r"(?<!上年)(?:年初预算|预算)数?")
_YEAR = compile_pattern(r"({year})年(?:度|底|末|初)?")
_SINCE = re.compile(r"(?:成立|始建|建|组建|设立)?(?:于|自|从)$")
_NEXT_YEAR = compile_pattern(r"(?<!结转)(?<!结余){next_year}")
_LAST_YEAR = compile_pattern(r"(?:{last_year})(?!结转|结余|末)")
_REMARK = re.compile(r"^（(?!其中)[^（）]*(?:（[^（）]*）[^（）]*)*）")
_ASIDE = re.compile(r"（[^（）]*）")
_LOST = re.compile(r"0+[余多]")  # "some more than none": the digits before it are gone
_UP = compile_pattern("{up}")
_PHASE = re.compile(r"年初预算|预算|决算|执行")
_SPENT = re.compile(r"(?:支出|收入|决算|预算)数?$")  # 支出决算增加1万元 is a change, even where no base is named
_OF_BUDGET = re.compile(
    r"(?:完成|占|控制在)(?=(?:年初|全年|年度|当年|本年|调整后?的?)?预算(?:数|总额)?$)"
    r"|完成(?=(?:年初|全年|年度)?(?:目标值?|计划数?|任务数?)$)"
)
# The name of a functional item or of a numbered project: what follows is of it.
ITEM = re.compile(r"（[类款项]）$|^\s*(?:\d{1,2}[.．、]|（\d{1,2}）|[①-⑳])[^，：\d]{3,24}(?:项目|经费|资金)$")
# Words of a heading that say what is told, and not of what: 预算执行情况.
NO_TOPIC = re.compile(r"(?:情况|收支|分析|背景|目标|结果|问题|建议|措施|概况|成效|做法|指标|说明)$")
_POSTS = "staffing", "posts"
_CHANGED_BY = compile_pattern(r"，?(?:{up}|{down})")
_BASE_NAME = compile_pattern(r"(?:(?!{up}|{down})[^，；：、（]){2,16}")
_CAUSE = re.compile(r"(?:主要(?:是|原因)|原因|由于|因为)[^，；。]*")
_PLAIN_CHANGE = re.compile(r"增加|减少|增长|下降|降低|上升|提高")
_CHANGED_BUDGET = re.compile("调整(?:为|到|至)")
_BOTH_SIDES = re.compile("收.*支")
_NOTHING = {"，", "、", "；"}
_REASON = re.compile(r"主要(?:是|原因)|原因(?:是|为|：)|由于|因为")
_MONEY_NOUN = re.compile(r"(?!增加|减少|因|将|把|新?调)[^，。；]{2,40}(?:经费|费用?|资金|支出|收入|补助|补贴|款|预算)")
_STOCK = re.compile(r"截至|截止|共有|现有|保有|实有")
_GOES_ON = re.compile(r"其中|单价|单位价值|(?:固定|流动|无形)资产|房屋|车辆|资产总额")
_FINAL = "决算数", "executed"
_OF_IT = re.compile(r"的(?:比例|比重)?(?:为|达到?)?")
_FUND = re.compile(r"政府性基金|国有资本经营|社会保险基金")
_FISCAL = re.compile(r"(?:一般公共预算)?财政拨款|一般公共预算")
_OF_ONE_FUND = {"total", "income", "basic", "project", "opening-carry-over", "closing-carry-over"}
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_AND = re.compile(r"、|，|以及|及|和|与|")
_JOIN = re.compile(r"[、，和及与；]|以及")
_REACH, _NEAR_ZEROS = 60, 200  # figures
_LONGEST_CONTEXT = 600  # characters before a number, so that a text without line ends takes no longer than others
_WORDS = {"increase": "增减额", "decrease": "增减额", "change-rate": "增减率", "share": "占比"}
_WORDS |= {"completion-rate": "完成率"}
_NUMBERS = re.compile(r"\d+(?:\.\d+)?(?:余|多)?(?:名|人次|人|个|户|家|份|支|篇|次|万元|元)?")


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
        left = self._read_left(
            scope, self._show_left(left_start, token.start), self.flat.text[token.end : token.end + 4]
        )
        segments = CLAUSE.split(left)
        shape, rest = self._tell_shape(scope, token, segments[-1], left, listed)
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
        if shape and shape.name == "level-after-change" and _CHANGED_BUDGET.search(segments[-1]):
            found = replace(found, word="全年预算", phase="adjusted")  # 年初预算5万元，调整为6万元
        scope.year = listed.year or scope.year
        self._add(scope, token, found, measure, listed.candidates, left_start, end)
        scope.noun = found.behind if token.kind in {"count", "measure"} else ""
        if scope.is_base and not scope.against_budget:
            scope.year = own_year  # 较上年的5万元增加1万元，其中甲3万元: of this year again

    def _show_left(self, start: int, end: int) -> str:
        """Return what stands between a number and the one before; of a stretch without end the nearest part."""
        return self.flat.text[max(start, end - _LONGEST_CONTEXT) : end]

    def _read_left(self, scope: Scope, left: str, behind: str) -> str:
        """Return what stands left of a number without remarks and bases; years, bases and wholes go to the scope."""
        left = _THOUSANDS.sub("", _REMARK.sub("", left))
        left = left.removeprefix(scope.noun)  # 3台电脑、2台打印机: these words name the number before
        if scope.noun and _AND.fullmatch(left):
            left = ""
        if left.startswith("；") and scope.closed is not None:
            scope.speak_of(scope.closed)  # 甲5万元，其中乙3万元、丙2万元；增加1万元: of 甲 again
        opened = left.count("（") - left.count("）")
        if opened < 0 and scope.outer_year is not None:
            scope.year, scope.outer_year = scope.outer_year, None
        if opened > 0 and scope.outer_year is None:
            scope.outer_year = scope.year  # a year that a bracket names holds within it
        scope.is_base = False
        left = self._find_base(scope, left, behind)
        self._find_year(scope, left)
        self._find_whole(scope, left)
        return left

    def _tell_shape(self, scope: Scope, token: Token, own: str, left: str, listed: Listed) -> tuple[Shape | None, str]:
        """Return the shape of a number, told by its clause or by the number before, and what may hold the label."""
        shape, rest = self._find_shape(scope, own, token)
        if listed.label and shape is None and _JOIN.fullmatch(left):
            shape = scope.shape  # 占比分别为40%和60%: the second is a share, too
        if token.kind == "rate" and scope.of_budget and _OF_IT.fullmatch(left):  # 完成年初预算5万元的80%
            shape, rest = next(one for one in list_shapes() if one.measure == "completion-rate"), ""
        budget = _OF_BUDGET.search(rest) if token.kind != "rate" else None
        scope.of_budget, scope.shape = bool(budget), shape
        return shape, rest[budget.end() :] if budget else rest

    def _find_whole(self, scope: Scope, left: str) -> None:
        """Note what the next numbers are parts of: said in words, or because they stand in brackets behind it."""
        open_brackets = left.count("（") - left.count("）")
        if scope.bracket >= 0 and open_brackets < 0:
            if self.facts[scope.owner].kind == "money":  # 甲9万元（其中乙4万元），占5%: of 甲 again
                scope.speak_of(scope.owner)
            else:
                scope.near = self.facts[scope.owner].item  # 30批次（其中外事接待2批次），579人次
            del scope.wholes[scope.bracket :]
            scope.bracket = -1
        if scope.last is None:
            return
        if left.startswith("（") and open_brackets > 0 and not left.startswith("（累计"):
            scope.bracket, scope.owner = len(scope.wholes), scope.last
            scope.wholes.append(scope.last)
        elif _SCOPE.search(left):
            scope.wholes.append(scope.last if scope.whole is None else scope.whole)

    def _find_shape(self, scope: Scope, own: str, token: Token) -> tuple[Shape | None, str]:
        """Return the shape of a number and what of its clause may hold the label."""
        for shape in list_shapes():
            if (shape.unit == "%") != (token.kind == "rate"):
                continue
            found = shape.pattern.fullmatch(own)
            if found and (shape.measure != "change" or self._has_base(scope, found)):
                return shape, found["rest"]
        return None, own

    def _is_compared(self, scope: Scope, label: str) -> bool:
        """Return whether the year is that of the base: 收入预算9万元，上年收入预算8万元，增加12.5%."""
        facts = self.facts[scope.first :] if scope.first is not None and scope.year < self.year else []
        return any(one.item == label and one.year == scope.year + 1 and one.measure == "level" for one in facts)

    def _has_base(self, scope: Scope, found: re.Match[str]) -> bool:
        """Return whether a change has something to be a change of: a base, a name, two years of the same label."""
        rest = found["rest"]
        if _PLAIN_CHANGE.fullmatch(found["direction"]) and (
            self.vocabulary.find_at_end(rest) if rest else scope.first is not None
        ):
            return True
        if scope.base_year is not None or scope.against_budget or _SPENT.search(rest):
            return True
        if rest or scope.first is None or scope.last is None:
            return False
        last = self.facts[scope.last]
        before = self.facts[max(scope.first, scope.last - _REACH) : scope.last]
        return any(one.item == last.item and one.year != last.year for one in before)

    def _find_base(self, scope: Scope, left: str, behind: str) -> str:
        """Return the text without the words that name a base for comparison; the base goes to the scope."""
        found = join_patterns("base").search(left)
        if not found:
            return left
        year = _YEAR.search(found[0])
        own = not year or int(year[1]) == self.year  # 比2019年预算减少, in the report of 2019
        named = found[0] if not year else left[found.start() :]  # 比2019年“三公”经费年初预算减少
        if own and (budget := _BUDGET.search(named)):
            scope.against_budget, scope.base_year = True, None
            scope.is_base = found.end() == len(left)
            return f"{left[: found.start()]}，{budget[0] if found.end() == len(left) else ''}{left[found.end() :]}"
        now = max(scope.year, self.year)  # 2020年预算比上年减少, in the report of 2019
        scope.base_year, scope.against_budget = int(year[1]) if year else now - 1, False
        phase = ""
        scope.base_phase = next(iter(_PHASE.findall(found[0])), "")
        # 较2018年的1.35万元减少, 比上年总收入9万元减少: the number is the base itself
        if found.end() == len(left) or (_CHANGED_BY.match(behind) and _BASE_NAME.fullmatch(left, found.end())):
            scope.year, scope.is_base = scope.base_year, True
            phase = scope.base_phase
        return f"{left[: found.start()]}，{phase}{left[found.end() :]}"

    def _find_year(self, scope: Scope, left: str) -> None:
        told = _CAUSE.sub("", _ASIDE.sub("", left))  # a year that explains something dates no amount
        years = [int(found[1]) for found in _YEAR.finditer(told) if self._speaks_of(found, left)]
        if years:
            scope.year = years[-1]
        elif _NEXT_YEAR.search(left):
            scope.year = self.year + 1
        elif _LAST_YEAR.search(left):
            scope.year = self.year - 1

    def _speaks_of(self, year: re.Match[str], left: str) -> bool:
        """Return whether a year is that of the number behind it: not 成立于1958年，设17个科室."""
        far = bool(CLAUSE.search(left, year.end())) and abs(int(year[1]) - self.year) > 1
        return not far and not _SINCE.search(year.string[: year.start()])

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
        label, named = self._name(scope, token, found, start, end, level=level)
        if ASIDE.fullmatch(label) and level:
            scope = replace(scope, wholes=[])
        span = self.flat.span(token.start, token.number_end)
        if token.kind in {"money", "rate"} and not named and self._explains(label, scope, token, level=level):
            self.asides.append((span, "reason"))
            return
        whole = scope.find_like(token.kind) if level and scope.wholes else None
        if whole is not None and named and named == self.facts[whole].named and label:
            named = None  # 编制20名，其中：行政编制15名: a part is not the whole
        named = self._narrow(scope, named, label, whole, token)
        word, phase = scope.choose_phase(token, (found.word, found.phase), label, whole, level=level)
        if measure == "completion-rate" and scope.assumed[1] == "executed":
            phase = "executed"
        posts = named or (self.facts[whole].named if whole is not None else None)  # 行政编制 is a part of them
        if posts and (posts.scheme, posts.code) == _POSTS:
            phase = "approved"  # whatever word stands beside them
        year, base, against = scope.year, None, False
        if measure in {"increase", "decrease", "change-rate"}:
            base = scope.base_year or (scope.year if self._is_compared(scope, label) else scope.year - 1)
            against = scope.against_budget and scope.base_year is None
            year = base + 1 if scope.year == base else scope.year  # 2018年为3万元，比上年增加1万元
        number = self._find_paragraph(span[0])
        lost = token.kind == "count" and _LOST.fullmatch(token.printed)
        doubt = "lost-digits" if lost else "ambiguous-list" if candidates else "" if label or named else "no-label"
        doubt = doubt or ("budget-base" if against else "")
        said = _WORDS.get(measure, "比率" if token.kind == "rate" else word)
        if self.is_budget and said == "预算数" and year == self.year - 1:
            said, phase = ("期末数", "executed") if scope.is_stock else ("上年预算数", phase)
        scope.remember(Fact(
            label, named, measure, said, phase, year, base, token.printed, token.unit,
            token.kind, "stated", span, number, self.places[number - 1].locator, whole, doubt, candidates,
        ))  # fmt: skip

    def _name(
        self, scope: Scope, token: Token, found: FoundLabel, start: int, end: int, *, level: bool
    ) -> tuple[str, Named | None]:
        """Return the label of a number and its code; a change has the code of the amount that it changes."""
        if found.farther and token.kind in {"money", "rate"} and (same := scope.find_same(found.label, token.kind)):
            return found.label, same.named
        label, named = self.vocabulary.name_figure(found.label, token.kind, token.unit)
        if level and found.farther and token.kind != "money":
            # What the clause itself speaks of comes before what is only inherited: 为8人提供法律咨询.
            own = self.vocabulary.find_gapped(*self._show_context(token, start, end, whole_left=False))
            label, named = ("", own) if own else (label, named)
        if named is None and level and token.unit != "分":
            named = self.vocabulary.find_gapped(*self._show_context(token, start, end, whole_left=found.farther))
            label = "" if named else label
        last = self.facts[scope.last] if not level and scope.last is not None else None
        if last and last.item == label:
            named = last.named
        elif last and named and last.named == named and scope.first is not None and scope.first <= (scope.last or 0):
            label = last.item  # 收入、支出总计9万元，比上年收、支总计各增加1万元
        return label, named

    def _explains(self, label: str, scope: Scope, token: Token, *, level: bool) -> bool:
        """Return whether a number is told within a reason and has no name: 主要原因是因工作需要划转3万元, 压减10%."""
        reason = _REASON.search(self.flat.text, scope.start, token.start)
        return bool(reason) and not (level and _MONEY_NOUN.fullmatch(label))

    def _assume_phase(self) -> tuple[str, str]:
        """Return the phase of an amount that no word gives one: that of the document."""
        if self.is_budget:
            return "预算数", "approved"
        return _FINAL if self.final_accounts else ("执行", "executed")

    def _narrow(self, scope: Scope, named: Named | None, label: str, whole: int | None, token: Token) -> Named | None:
        """Return the code that an amount has within one fund: 政府性基金支出中的基本支出 is not the department's."""
        if named is None or named.scheme != "summary" or named.code not in _OF_ONE_FUND:
            return named
        above = self.facts[whole].item if whole is not None else ""
        fund = _FISCAL.match(above) or _FUND.search(above) or _FUND.search(self.flat.text, scope.start, token.start)
        return self.vocabulary.find(fund[0] + label) if fund else named

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
        self._find_year(scope, join_patterns("base").sub("", self.flat.text[sentence:start]))
        span = self.flat.span(start, end)
        number = self._find_paragraph(span[0])
        self.facts.append(
            Fact(
                label, named, "level", word, phase, scope.year, None,
                self.document.text[span[0] : span[1]], "万元", "money", "declared-none", span, number,
                self.places[number - 1].locator, whole,
            )
        )  # fmt: skip

    def _show_context(self, token: Token, start: int, end: int, *, whole_left: bool) -> tuple[str, int]:
        """Return the paragraph up to the end of the number's clause, numbers left out, and where the clause begins."""
        line = max(self.flat.text.rfind("\n", 0, start) + 1, start - _LONGEST_CONTEXT)
        before = _NUMBERS.sub("", self.flat.text[line:start])
        after = re.match(r"[^，。；：\d]*", self.flat.text[token.end : end])
        clause = self.flat.text[start : token.start] + (after[0] if after else "")
        own = (
            0
            if whole_left
            else max((found.end() for found in CLAUSE.finditer(clause, 0, token.start - start)), default=0)
        )
        return before + _ASIDE.sub(lambda aside: "\0" * len(aside[0]), clause), len(before) + own

    def _find_paragraph(self, place: int) -> int:
        return bisect_right(self.starts, place)


def _bare(fact: Fact) -> str:
    return re.sub(r"[^\d.]", "", fact.printed) or "1"
