"""What stands left of a number in its clause: base and year that it names, the whole that it opens, its shape."""

import re
from dataclasses import dataclass

from analysis.read.facts import Fact
from analysis.read.prose.context import Scope
from analysis.read.prose.grammar import Shape, compile_pattern, join_patterns, list_shapes
from analysis.read.prose.lists import Listed
from analysis.read.prose.numbers import Token
from analysis.read.prose.subject import CLAUSE
from analysis.read.prose.vocabulary import Vocabulary

_SCOPE = re.compile(r"其中|包括|分为|具体为|以下方面|构成")
_BUDGET = re.compile(r"(?<!上年)(?:年初预算|全年预算|调整后?的?预算|预算)数?")
_YEAR = compile_pattern(r"({year})年(?:度|底|末|初)?")
_SINCE = re.compile(r"(?:成立|始建|建|组建|设立)?(?:于|自|从)$")
_NEXT_YEAR = compile_pattern(r"(?<!结转)(?<!结余){next_year}")
_LAST_YEAR = compile_pattern(r"(?:{last_year})(?!(?:年?[末底])?(?:累计)?(?:结转|结余))")
_THIS_YEAR = re.compile("[本今当]年|年[末底]")
_REMARK = re.compile(r"^（(?!其中)[^（）]*(?:（[^（）]*）[^（）]*)*）")
_ASIDE = re.compile(r"（[^（）]*）")
_PHASE = re.compile(r"年初预算|预算|决算|执行")
_SPENT = re.compile(r"(?:支出|收入|决算|预算)数?$")  # 支出决算增加1万元 is a change, even where no base is named
_OF_BUDGET = re.compile(
    r"(?:完成|占|控制在)(?=(?:年初|全年|年度|当年|本年|调整后?的?)?预算(?:数|总额)?$)"
    r"|完成(?=(?:年初|全年|年度)?(?:目标值?|计划数?|任务数?)$)"
)
_CHANGED_BY = compile_pattern(r"，?(?:{up}|{down})")
_BASE_NAME = compile_pattern(r"(?:(?!{up}|{down})[^，；：、（]){2,16}")
_CAUSE = re.compile(r"(?:主要(?:是|原因)|原因|由于|因为)[^，；。]*")
_PLAIN_CHANGE = re.compile(r"增加|减少|增长|下降|降低|上升|提高")
_OF_IT = re.compile(r"的(?:比例|比重)?(?:为|达到?)?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_AND = re.compile(r"、|，|以及|及|和|与|")
_JOIN = re.compile(r"[、，和及与；]|以及")
_REACH = 60  # figures


@dataclass
class ClauseReader:
    """Reads the words between a number and the one before; what a later clause may leave out goes to the scope."""

    facts: list[Fact]
    vocabulary: Vocabulary
    year: int

    def read_left(self, scope: Scope, left: str, behind: str) -> str:
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
        self.find_year(scope, left)
        self._find_whole(scope, left)
        return left

    def tell_shape(self, scope: Scope, token: Token, own: str, left: str, listed: Listed) -> tuple[Shape | None, str]:
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

    def is_compared(self, scope: Scope, label: str) -> bool:
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

    def find_year(self, scope: Scope, left: str) -> None:
        """Note the year that the words before a number name."""
        told = _CAUSE.sub("", _ASIDE.sub("", left))  # a year that explains something dates no amount
        years = [int(found[1]) for found in _YEAR.finditer(told) if self._speaks_of(found, left)]
        if years:
            scope.year, scope.of_last_year = years[-1], False
        elif _NEXT_YEAR.search(left):
            scope.year = self.year + 1
        elif _LAST_YEAR.search(left):
            scope.year, scope.of_last_year = self.year - 1, True
        elif scope.of_last_year and _THIS_YEAR.search(left):
            scope.year, scope.of_last_year = self.year, False

    def _speaks_of(self, year: re.Match[str], left: str) -> bool:
        """Return whether a year is that of the number behind it: not 成立于1958年，设17个科室."""
        far = bool(CLAUSE.search(left, year.end())) and abs(int(year[1]) - self.year) > 1
        return not far and not _SINCE.search(year.string[: year.start()])
