"""One cause is one finding: what follows from the same wrong figure, or from a column out of step, is named with it.

A figure is the cause of several mismatches where another number in its place closes all of them and opens nothing else.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED, DIVISOR, REPORTED, Batch
from analysis.check.index import Index
from analysis.check.keys import Ints, columns
from analysis.money import RATE_SCALE
from analysis.verdicts import EXACT, MISMATCH, SEVERITIES, WITHIN_ROUNDING

SHIFTED = "rows-shifted"
_FEWEST = 2  # mismatches of one column before rows may be out of step
_SHORTEST = 3  # rows of a column
_COMPARED = (EXACT, WITHIN_ROUNDING, MISMATCH)
_MOST = 400  # mismatches of a report that are traced; beyond these nothing can be told apart
_NEARLY = 20  # as in judge

Values = Mapping[int, int]  # other numbers for some figures, by their rows


class _Check(NamedTuple):
    """A check of a report: its relation, its terms (side, sign, row), how far it may be off, its identity, its grain.

    The grain is half a unit in the last place of a rate; what its tolerance is more comes from its amounts.
    """

    relation: str
    terms: tuple[tuple[int, int, int], ...]
    tolerance: int
    identity: str
    grain: int = 0

    def add(self, known: Ints, other: Values) -> tuple[int, int, int]:
        """Return the sums of what is reported, calculated and divided by, with other numbers for some figures."""
        sums = [0, 0, 0]
        for side, sign, row in self.terms:
            sums[side] += sign * other.get(row, int(known[row]))
        return (RATE_SCALE if self.relation == "whole" else sums[REPORTED]), sums[CALCULATED], sums[DIVISOR]

    def closes(self, known: Ints, other: Values) -> bool:
        """Return whether the check would hold with other numbers for some figures."""
        left, right, whole = self.add(known, other)
        if self.relation == "rate":
            return bool(whole) and abs(abs(right) * RATE_SCALE - abs(left * whole)) <= self._allow(known, right, whole)
        if self.relation == "~":
            return abs(left - right) * _NEARLY <= abs(right)
        gap = {"<=": left - right, ">=": right - left, "<": left + 1 - right, ">": right + 1 - left}
        return gap.get(self.relation, abs(left - right)) <= (0 if self.relation in "<>" else self.tolerance)

    def _allow(self, known: Ints, right: int, whole: int) -> int:
        """Return how far a rate of other numbers may be off, times its whole: of a small rate less than of a great."""
        _, part, of = self.add(known, {})
        if not part:
            return self.tolerance * abs(whole)
        return self.grain * abs(whole) + (self.tolerance - self.grain) * abs(right * of) // abs(part)

    def solve(self, known: Ints) -> Iterator[tuple[int, int]]:
        """Yield (row, number) for each figure of which another number closes the check."""
        left, right, whole = self.add(known, {})
        for side, sign, row in self.terms:
            own = int(known[row])
            if self.relation != "rate":
                yield row, own + sign * (right - left if side == REPORTED else left - right)
            elif side == REPORTED and whole:
                yield row, round(abs(right) * RATE_SCALE / abs(whole))
            elif side == DIVISOR and left:
                yield row, own + sign * (round(abs(right) * RATE_SCALE / abs(left)) - whole)
            elif side == CALCULATED and right:
                yield row, own + sign * (round(abs(left * whole) / RATE_SCALE) * (1 if right > 0 else -1) - right)


def trace_causes(index: Index, batch: Batch, judged: pd.DataFrame) -> pd.DataFrame:
    """Return the checks with `cause`: the place of the mismatch that each one follows from, -1 for none.

    Where the rows of a column are out of step with their labels, one check says so and is the cause of the others. What
    a wrong number looks like stands in `hint`: its kind, the place of the figure in the check, and what would agree.
    """
    cause, hint = np.full(len(judged), -1), np.full(len(judged), "", dtype=object)
    told = judged["rule"].astype("str").to_numpy(object)
    wrong = (judged["verdict"].eq(MISMATCH) | judged["low"] & judged["verdict"].isin(_COMPARED)).to_numpy()
    report = index.lines["report"].to_numpy()[batch.rows[batch.offsets[:-1]]]
    counts = np.bincount(report[wrong], minlength=report.max(initial=-1) + 1)
    concerned = np.flatnonzero(((counts > 0) & (counts <= _MOST))[report])
    order = np.argsort(report[concerned], kind="stable")
    for checks in np.split(concerned[order], np.flatnonzero(np.diff(report[concerned][order])) + 1):
        failing = checks[wrong[checks]].tolist()
        if failing:
            tracer = _Tracer(index, batch, judged, checks.tolist())
            for shifted, group in tracer.trace(failing):
                cause[group[1:]] = group[0]
                if shifted:
                    told[group[0]] = SHIFTED
            for one in failing:
                if cause[one] < 0 and told[one] != SHIFTED:
                    hint[one] = tracer.find_hint(one)
    return judged.assign(cause=cause, hint=pd.Categorical(hint), rule=pd.Categorical(told))


class _Tracer:
    """Traces the mismatches of one report to the figures that explain them."""

    def __init__(self, index: Index, batch: Batch, judged: pd.DataFrame, checks: list[int]) -> None:
        self._index = index
        self._known = index.figures["value"].to_numpy(np.int64)
        self._checks: dict[int, _Check] = {}
        self._ranks: dict[int, int] = {}
        self._of_row: dict[int, list[int]] = defaultdict(list)
        [rounding] = columns(index.figures, "rounding")
        told = judged[["relation", "identity", "rule", "verdict", "tolerance"]].iloc[checks]
        for number, relation, identity, rule, verdict, tolerance in told.itertuples(name=None):
            if verdict not in _COMPARED:
                continue
            terms = batch.list_terms(number)
            grain = min(int(rounding[terms[0][2]]) // 2, int(tolerance)) if relation == "rate" else 0
            self._checks[number] = _Check(str(relation), terms, int(tolerance), str(identity), grain)
            self._ranks[number] = SEVERITIES.index(index.severities[str(rule)])
            for one in {term[2] for term in terms}:
                self._of_row[one].append(number)

    def trace(self, failing: Sequence[int]) -> Iterator[tuple[bool, list[int]]]:
        """Yield each group of mismatches with one cause, that first, and whether it is a column out of step."""
        groups = list(self._group(failing))
        apart = len(failing) - sum(map(len, groups)) + len(groups)
        if apart >= _FEWEST and (shifted := self._find_shift(failing)):
            yield True, self._sort(shifted)
            groups = list(self._group([one for one in failing if one not in shifted]))
        yield from ((False, self._sort(group)) for group in groups)

    def find_hint(self, check: int) -> str:
        """Return what the one number looks like that keeps a check from closing; nothing where none or several may."""
        terms = [row for _, _, row in self._checks[check].terms]
        found = {}
        for row, number in self._checks[check].solve(self._known):
            own = int(self._known[row])
            others = [one for one in self._alike[row] if one != row]
            if number and number == -own:
                found[row] = f"sign {terms.index(row)} {number}"
            elif _is_swapped(own, number):
                found[row] = f"swapped {terms.index(row)} {number}"
            elif number and number in self._known[others].tolist():
                found[row] = f"scope {terms.index(row)} {number}"
        return next(iter(found.values())) if len(found) == 1 else ""

    def _group_rows(self, *names: str) -> dict[Hashable, list[int]]:
        """Return the figures of the report's checks that have some keys in common, by these."""
        rows = sorted(self._of_row)
        keys = columns(self._index.lines.iloc[rows], *names)
        found: dict[Hashable, list[int]] = defaultdict(list)
        for row, key in zip(rows, zip(*keys, self._index.codes("phase")[rows], strict=True), strict=True):
            found[key].append(row)
        return found

    @cached_property
    def _alike(self) -> dict[int, list[int]]:
        """Return for each figure those of its code, year and phase, of whatever fund and scope."""
        groups = self._group_rows("fiscal_year", "selector", "measure").values()
        return {row: group for group in groups for row in group}

    def _sort(self, group: Iterable[int]) -> list[int]:
        """Return the cause first: an equality before what is only too much, then the gravest."""
        return sorted(group, key=lambda one: (self._checks[one].relation in ("<=", ">="), self._ranks[one], one))

    def _group(self, failing: Sequence[int]) -> Iterator[set[int]]:
        """Yield the mismatches that one figure explains, or that say the same; what nothing joins is left out."""
        left = set(failing)
        while found := self._explain(left):
            yield found
            left -= found
        tellers: tuple[Callable[[int], Hashable], ...] = (self._tell_list, self._tell_numbers)
        for tell in tellers:
            alike: dict[Hashable, set[int]] = defaultdict(set)
            for one in sorted(left):
                alike[tell(one)].add(one)
            for group in alike.values():
                if len(group) > 1:
                    yield group
                    left -= group

    def _explain(self, failing: set[int]) -> set[int]:
        """Return the mismatches that most are closed by another number for one figure, if these are two or more."""
        gain, best = 1, set[int]()
        failing = {one for one in failing if not self._checks[one].closes(self._known, {})}  # not a digit cut off
        solutions = (one for check in sorted(failing) for one in self._checks[check].solve(self._known))
        for row, number in dict.fromkeys(solutions):
            if number < 0 <= self._known[row]:
                continue  # no amount is less than nothing to make a sum close
            fixed, broken = self._try({row: number}, failing)
            if len(fixed) - len(broken) > gain:
                gain, best = len(fixed) - len(broken), fixed
        return best

    def _try(self, other: Values, failing: set[int]) -> tuple[set[int], set[int]]:
        """Return which mismatches other numbers would close, and which checks they would open."""
        checks = {check for row in other for check in self._of_row[row]}
        closed = {check for check in checks if self._checks[check].closes(self._known, other)}
        return closed & failing, checks - closed - failing

    def _tell_list(self, check: int) -> Hashable:
        """Return what the sums of several columns have in common that lack one row of a table."""
        row = self._checks[check].terms[0][2]
        identity = self._checks[check].identity
        listed = ">" in identity and self._index.in_table[row]
        return (identity, self._index.codes("table")[row]) if listed else check

    def _tell_numbers(self, check: int) -> Hashable:
        """Return what an error that is printed several times has in common: its numbers and what is asked of them."""
        own = self._checks[check]
        return own.relation, self._ranks[check], own.add(self._known, {})

    def _find_shift(self, failing: Sequence[int]) -> set[int]:
        """Return the mismatches that rows of a column out of step explain; nothing without any.

        What stood in the row at the end is lost, so that no check of that row says anything.
        """
        gain, best = _FEWEST - 1, dict[int, int]()
        rows = {row for check in failing for _, _, row in self._checks[check].terms}
        for column in self._list_columns(rows):
            if len({check for row in column for check in self._of_row[row]} & set(failing)) < _FEWEST:
                continue
            for lost, other in _move(column, self._known[column].tolist()):
                fixed, broken = self._try(other, set(failing))
                if (better := len(fixed) - 2 * len(broken.difference(self._of_row[lost]))) > gain:
                    gain, best = better, other
        return {check for row in best for check in self._of_row[row]} & set(failing)

    def _list_columns(self, rows: Iterable[int]) -> Iterator[list[int]]:
        """Yield the figures of each column that has some of these, by their codes; a total stands first or last."""
        for members in self._group_rows("place", "table", "measure").values():
            if not self._index.in_table[members[0]] or not set(members) & set(rows):
                continue
            codes = dict(zip(members, self._index.name("code", np.array(members)), strict=True))
            coded = sorted((row for row in members if codes[row].isdecimal()), key=lambda row: codes[row])
            totals = [row for row in members if not codes[row].isdecimal()]
            yield coded
            if len(totals) == 1:
                yield [*totals, *coded]
                yield [*coded, *totals]
            for first in sorted({codes[row][:3] for row in coded}):  # a lane of its own
                yield [row for row in coded if codes[row][:3] == first]


def _is_swapped(one: int, other: int) -> bool:
    """Return whether two numbers differ by two digits side by side that changed places."""
    left, right = str(abs(one)), str(abs(other))
    apart = [place for place, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]]
    side_by_side = len(left) == len(right) and len(apart) == 2 and apart[1] - apart[0] == 1
    return side_by_side and left[apart[0]] == right[apart[1]] and left[apart[1]] == right[apart[0]]


def _move(column: Sequence[int], own: Sequence[int]) -> Iterator[tuple[int, dict[int, int]]]:
    """Yield the numbers of a column of which a part is moved down or up by one row, and the row whose own is lost."""
    for place in range(len(column) - _SHORTEST + 1):
        for rows, numbers in ((column[place:], own[place:]), (column[: len(column) - place], own[: len(own) - place])):
            yield rows[0], dict(zip(rows, [0, *numbers[:-1]], strict=True))
            yield rows[-1], dict(zip(rows, [*numbers[1:], 0], strict=True))
