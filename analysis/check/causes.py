"""One cause is one finding: what follows from the same wrong figure, or from a column out of step, is named with it.

A figure is the cause of several mismatches where another number in its place closes all of them and opens nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_SHORTEST = 3  # rows
_MOST = 400  # mismatches of a report that are traced; beyond these nothing can be told apart

Values = Mapping[int, int]  # other numbers for some figures, by their rows
_NEARLY = 20  # as in judge


class _Check(NamedTuple):
    """A check of a report: its relation, its terms (side, sign, row), how far it may be off."""

    relation: str
    terms: tuple[tuple[int, int, int], ...]
    tolerance: int

    def add(self, side: int, known: Ints, other: Values) -> int:
        """Return the sum of a side, with other numbers for some figures."""
        return sum(sign * other.get(row, int(known[row])) for one, sign, row in self.terms if one == side)

    def closes(self, known: Ints, other: Values) -> bool:
        """Return whether the check would hold with other numbers for some figures."""
        left, right, whole = (self.add(side, known, other) for side in (REPORTED, CALCULATED, DIVISOR))
        if self.relation == "rate":
            return bool(whole) and abs(abs(right) * RATE_SCALE - abs(left * whole)) <= self.tolerance * abs(whole)
        left = RATE_SCALE if self.relation == "whole" else left
        if self.relation == "~":
            return abs(left - right) * _NEARLY <= abs(right)
        gap = {"<=": left - right, ">=": right - left, "<": left + 1 - right, ">": right + 1 - left}
        return gap.get(self.relation, abs(left - right)) <= (0 if self.relation in "<>" else self.tolerance)

    def solve(self, known: Ints) -> Iterator[tuple[int, int]]:
        """Yield (row, number) for each figure of which another number closes the check."""
        left, right, whole = (self.add(side, known, {}) for side in (REPORTED, CALCULATED, DIVISOR))
        left = RATE_SCALE if self.relation == "whole" else left
        for side, sign, row in self.terms:
            if self.relation != "rate":
                yield row, int(known[row]) + sign * (right - left if side == REPORTED else left - right)
            elif side == REPORTED and whole:
                yield row, round(abs(right) * RATE_SCALE / abs(whole))
            elif side == DIVISOR and left:
                yield row, int(known[row]) + sign * (round(abs(right) * RATE_SCALE / abs(left)) - whole)
            elif side == CALCULATED and right:
                wanted = round(abs(left * whole) / RATE_SCALE) * (1 if right > 0 else -1)
                yield row, int(known[row]) + sign * (wanted - right)


def trace_causes(index: Index, batch: Batch, judged: pd.DataFrame) -> pd.DataFrame:
    """Return the checks with `cause`: the place of the mismatch that each one follows from, -1 for none.

    Where the rows of a column are out of step with their labels, one check says so and is the cause of the others.
    """
    cause = np.full(len(judged), -1)
    wrong = np.flatnonzero(judged["verdict"].eq(MISMATCH))
    told = judged["rule"].astype("str").to_numpy(object)
    report = index.lines["report"].to_numpy()[batch.rows[batch.offsets[:-1]]]
    counts = np.bincount(report[wrong], minlength=report.max(initial=-1) + 1)
    several = (counts > 1) & (counts <= _MOST)
    concerned = np.flatnonzero(several[report])
    for checks in np.split(concerned[np.argsort(report[concerned], kind="stable")], np.cumsum(np.bincount(report[concerned]))):
        failing = checks[np.isin(checks, wrong)]
        if len(failing):
            tracer = _Tracer(index, batch, judged, checks)
            groups = list(tracer.group(failing.tolist()))
            apart = len(failing) - sum(map(len, groups)) + len(groups)
            if apart >= _FEWEST and (shifted := tracer.find_shift(failing.tolist())):
                told[shifted[0]] = SHIFTED
                groups = [shifted, *tracer.group([one for one in failing.tolist() if one not in shifted])]
            for group in groups:
                cause[group[1:]] = group[0]
    return judged.assign(cause=cause, rule=pd.Categorical(told))


class _Tracer:
    """Traces the mismatches of one report to the figures that explain them."""

    def __init__(self, index: Index, batch: Batch, judged: pd.DataFrame, checks: Iterable[int]) -> None:
        self._index = index
        self._known = index.figures["value"].to_numpy(np.int64)
        side, sign, row = columns(batch.terms, "side", "sign", "row")
        relation, tolerance = judged["relation"].astype("str"), judged["tolerance"].to_numpy()
        self._checks: dict[int, _Check] = {}
        self._of_row: dict[int, list[int]] = defaultdict(list)
        self._identities, self._tables = judged["identity"].astype("str").tolist(), index.codes("table")
        judgeable = judged["verdict"].isin([EXACT, WITHIN_ROUNDING, MISMATCH]).to_numpy()
        self._rank = [_rank(one, index) for one in judged["rule"]]
        for number in checks:
            if judgeable[number]:
                places = range(*batch.offsets[number : number + 2])
                terms = tuple((int(side[one]), int(sign[one]), int(row[one])) for one in places)
                self._checks[number] = _Check(relation.iat[number], terms, int(tolerance[number]))
                for one in {term[2] for term in terms}:
                    self._of_row[one].append(number)

    def group(self, failing: Sequence[int]) -> Iterator[list[int]]:
        """Yield the mismatches that one figure explains, the gravest first; those that nothing joins are left out."""
        left = set(failing)
        while found := self._explain(left):
            yield sorted(found, key=self._tell_order)
            left -= found
        for tell in (self._tell_list, self._tell_numbers):
            alike: dict[object, list[int]] = defaultdict(list)
            for one in sorted(left):
                alike[tell(one)].append(one)
            for group in alike.values():
                if len(group) > 1:
                    left -= set(group)
                    yield group

    def _tell_order(self, check: int) -> tuple[bool, int, int]:
        """Return what puts the cause first: an equality before what is only too much, then the gravest."""
        return self._checks[check].relation in ("<=", ">="), self._rank[check], check

    def _tell_list(self, check: int) -> object:
        """Return what the sums of several columns have in common that lack one row of a table."""
        row = self._checks[check].terms[0][2]
        listed = ">" in self._identities[check] and self._index.in_table[row]
        return (self._identities[check], self._tables[row]) if listed else check

    def _tell_numbers(self, check: int) -> object:
        """Return what one error has in common where it is printed several times: the numbers and what is asked of them."""
        own = self._checks[check]
        return own.relation, self._rank[check], *(own.add(side, self._known, {}) for side in (REPORTED, CALCULATED, DIVISOR))

    def _explain(self, failing: set[int]) -> set[int]:
        """Return the mismatches that most are closed by another number for one figure, if these are two or more."""
        best: tuple[int, set[int]] = (1, set())
        for row, number in dict.fromkeys(one for check in sorted(failing) for one in self._checks[check].solve(self._known)):
            fixed, broken = self._try({row: number}, failing)
            best = max(best, (len(fixed) - len(broken), fixed), key=lambda one: one[0])
        return best[1]

    def _try(self, other: Values, failing: set[int]) -> tuple[set[int], set[int]]:
        """Return which mismatches other numbers would close, and which checks they would open."""
        checks = {check for row in other for check in self._of_row[row]}
        closed = {check for check in checks if self._checks[check].closes(self._known, other)}
        return closed & failing, {one for one in checks - closed if one not in failing}

    def find_shift(self, failing: Sequence[int]) -> list[int]:
        """Return the mismatches that rows of a column out of step explain, the gravest first; nothing without any.

        What stood in the row at the end is lost, so that no check of that row says anything.
        """
        best: tuple[int, Values] = (_FEWEST - 1, {})
        rows = {row for check in failing for _, _, row in self._checks[check].terms}
        for column in self._list_columns(rows):
            if len({check for row in column for check in self._of_row[row]} & set(failing)) < _FEWEST:
                continue
            for lost, other in _move(column, self._known):
                fixed, broken = self._try(other, set(failing))
                gain = len(fixed) - 2 * len(broken.difference(self._of_row[lost]))
                best = max(best, (gain, other), key=lambda one: one[0])
        found = {check for row in best[1] for check in self._of_row[row]} & set(failing)
        return sorted(found, key=self._tell_order)

    def _list_columns(self, rows: set[int]) -> Iterator[list[int]]:
        """Yield the figures of each column that has some of these, by their codes; a total stands first or last."""
        lines = self._index.lines
        own = sorted(row for row in rows if self._index.in_table[row])
        place, table, report = (lines[name].to_numpy() for name in ("place", "table", "report"))
        for key in dict.fromkeys((place[row], table[row], report[row]) for row in own):
            same = (place == key[0]) & (table == key[1]) & (report == key[2])
            members = np.flatnonzero(same & lines["measure"].eq(lines["measure"].iat[own[0]]).to_numpy())
            codes = dict(zip(members.tolist(), self._index.name("code", members), strict=True))
            coded = sorted((row for row in codes if codes[row].isdecimal()), key=lambda row: codes[row])
            totals = [row for row in codes if not codes[row].isdecimal()]
            yield coded
            if len(totals) == 1:
                yield [*totals, *coded]
                yield [*coded, *totals]
            yield from ([row for row in coded if codes[row][:3] == first] for first in {codes[row][:3] for row in coded})


def _move(column: list[int], known: Ints) -> Iterator[tuple[int, Values]]:
    """Yield the numbers of a column of which a part is moved down or up by one row, and the row whose own is lost."""
    numbers = [int(known[row]) for row in column]
    for place in range(len(column) - _SHORTEST + 1):
        rows, own = column[place:], numbers[place:]
        yield rows[0], dict(zip(rows, [0, *own[:-1]], strict=True))
        yield rows[-1], dict(zip(rows, [*own[1:], 0], strict=True))
        rows, own = column[: len(column) - place], numbers[: len(column) - place]
        yield rows[-1], dict(zip(rows, [*own[1:], 0], strict=True))


def _rank(rule: str, index: Index) -> int:
    return SEVERITIES.index(index.severities[rule])
