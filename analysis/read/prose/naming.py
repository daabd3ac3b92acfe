"""What a number is called and which code it has, with the words around it where its clause does not say."""

import re
from dataclasses import dataclass

from analysis.read.facts import Fact
from analysis.read.prose.context import Scope
from analysis.read.prose.flat import FlatText
from analysis.read.prose.numbers import Token
from analysis.read.prose.staff import find_scope, remove_time
from analysis.read.prose.subject import CLAUSE, FoundLabel
from analysis.read.prose.vocabulary import Named, Vocabulary

_ASIDE = re.compile(r"（[^（）]*）")
_REASON = re.compile(r"主要(?:是|原因)|原因(?:是|为|：)|由于|因为")
_BREAK, _LONGEST_BREAK = re.compile(r"(?:[，。；：、（“]|是|为|由于|因|其中|[本上去]年)$"), 4  # before a whole name
_GOES_ON = re.compile(r"同时|另一方面|其次|[二三四五]是")  # a sentence that gives one more reason
_MONEY_NOUN = re.compile(
    r"(?![^，。；]*(?:增加|减少)|因|将|把|新?调)[^，。；]{2,40}(?:经费|费用?|资金|支出|收入|补助|补贴|款|预算|项目)"
)
_FUND = re.compile(r"政府性基金|国有资本经营|社会保险基金")
_FISCAL = re.compile(r"(?:一般公共预算)?财政拨款|一般公共预算")
_OF_ONE_FUND = {"total", "income", "basic", "project", "opening-carry-over", "closing-carry-over"}
_STAFF = "staffing", "staff"
_SCOPES = {"year-end": "年末在职人员", "average": "平均在职人员"}  # names of the codes
_LONGEST_CONTEXT = 600  # characters before a number, so that a text without line ends takes no longer than others
_NUMBERS = re.compile(r"\d+(?:\.\d+)?(?:余|多)?(?:名|人次|人|个|户|家|份|支|篇|次|万元|元)?")


@dataclass
class Namer:
    """Names the numbers of one document."""

    facts: list[Fact]
    flat: FlatText
    vocabulary: Vocabulary

    def name_figure(
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
        if level and token.kind == "count":
            named = self._scope_staff(scope, token, label, named)
        return label, named

    def _scope_staff(self, scope: Scope, token: Token, label: str, named: Named | None) -> Named | None:
        """Return the code of a number of staff with its scope, where the words say it; any other code as it is."""
        staff = named or self.vocabulary.find(remove_time(label))  # 在职人员年末
        if staff is None or (staff.scheme, staff.code) != _STAFF:
            return named
        text, start = self.flat.text, max(scope.start, token.start - _LONGEST_CONTEXT)
        found = find_scope(text[start : token.start], label, text[token.end :], scope.year)
        return self.vocabulary.find(_SCOPES[found]) if found else named

    def explains(self, label: str, named: Named | None, scope: Scope, token: Token, *, level: bool) -> bool:
        """Return whether a number is told within a reason and is no figure: 主要原因是因工作需要划转3万元, 压减10%.

        It has no name, or is a change of what is nowhere stated and another name ends in: 某会专项经费增加3万元.
        """
        stated = named and (level or named.code.isdigit() or any(one.named == named for one in self.facts))
        if stated or (named and not self._is_tail(label, scope.start, token.start)):
            return False
        unnamed = named or not (level and _MONEY_NOUN.fullmatch(label))
        return bool(unnamed) and self._is_in_reason(scope.start, token.start)

    def _is_tail(self, label: str, start: int, end: int) -> bool:
        """Return whether the last words of a sentence that are a label are the end of a longer name."""
        place = self.flat.text.rfind(label, start, end)
        return place > start and not _BREAK.search(self.flat.text, max(start, place - _LONGEST_BREAK), place)

    def _is_in_reason(self, start: int, end: int) -> bool:
        """Return whether a sentence up to a place gives a reason, itself or as the sentence before it does."""
        text = self.flat.text
        if _REASON.search(text, start, end):
            return True
        line = text.rfind("\n", 0, start) + 1
        before = max(line, text.rfind("。", line, max(line, start - 1)) + 1)
        return bool(_GOES_ON.match(text, start) and _REASON.search(text, max(before, start - _LONGEST_CONTEXT), start))

    def narrow(self, scope: Scope, named: Named | None, label: str, whole: int | None, token: Token) -> Named | None:
        """Return the code that an amount has within one fund: 政府性基金支出中的基本支出 is not the department's."""
        if named is None or named.scheme != "summary" or named.code not in _OF_ONE_FUND:
            return named
        above = self.facts[whole].item if whole is not None else ""
        fund = _FISCAL.match(above) or _FUND.search(above) or _FUND.search(self.flat.text, scope.start, token.start)
        return self.vocabulary.find(fund[0] + label) if fund else named

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
