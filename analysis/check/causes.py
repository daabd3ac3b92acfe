"""One cause is one finding: what follows from the same wrong figure, or from a table out of step, is named with it.

A figure is the cause of several mismatches where another number in its place closes all of them and opens nothing else.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.check.batch import Batch
from analysis.check.index import Index
from analysis.check.table_causes import SHIFTED, TableCause, find_table_cause
from analysis.check.traced import COMPARED, Traced
from analysis.verdicts import MISMATCH

_FEWEST = 2  # causes apart before one of a whole table is looked for
_SURE = 10  # times what rounding leaves open
_MOST = 400  # mismatches of a report that are traced; beyond these nothing can be told apart


def trace_causes(index: Index, batch: Batch, judged: pd.DataFrame) -> pd.DataFrame:
    """Return the checks with `cause`: the place of the mismatch that each one follows from, -1 for none.

    Where the rows of a column are out of step with their labels, or a table has another unit than it says, one check
    says so and is the cause of the others. What a wrong number looks like stands in `hint`: its kind, the place of the
    figure in the check, and what would agree.
    """
    cause, hint = np.full(len(judged), -1), np.full(len(judged), "", dtype=object)
    told, reason = (judged[name].astype("str").to_numpy(object) for name in ("rule", "reason"))
    wrong = (judged["verdict"].eq(MISMATCH) | judged["low"] & judged["verdict"].isin(COMPARED)).to_numpy()
    report = index.lines["report"].to_numpy()[batch.rows[batch.offsets[:-1]]]
    counts = np.bincount(report[wrong], minlength=report.max(initial=-1) + 1)
    concerned = np.flatnonzero(((counts > 0) & (counts <= _MOST))[report])
    order = np.argsort(report[concerned], kind="stable")
    for checks in np.split(concerned[order], np.flatnonzero(np.diff(report[concerned][order])) + 1):
        failing = checks[wrong[checks]].tolist()
        if failing:
            tracer = _Tracer(index, batch, judged, checks.tolist())
            for table, group in tracer.trace(failing):
                cause[group[1:]] = group[0]
                if table:
                    told[group[0]], reason[group[0]] = table.rule, tracer.tell_reason(table, group[0])
            for one in failing:
                if cause[one] < 0 and told[one] != SHIFTED:
                    hint[one] = tracer.find_hint(one)
    told_anew = {"hint": hint, "rule": told, "reason": reason}
    return judged.assign(cause=cause, **{name: pd.Categorical(texts) for name, texts in told_anew.items()})


class _Tracer(Traced):
    """Traces the mismatches of one report to the figures that explain them."""

    def trace(self, failing: Sequence[int]) -> Iterator[tuple[TableCause | None, list[int]]]:
        """Yield each group of mismatches with one cause, that first, and what is wrong with a table if that is it."""
        groups = list(self._group(failing))
        apart = len(failing) - sum(map(len, groups)) + len(groups)
        if apart >= _FEWEST and (table := find_table_cause(self, failing)):
            yield table, self._sort(table.explained)
            groups = list(self._group([one for one in failing if one not in table.explained]))
        yield from ((None, self._sort(group)) for group in groups)

    def tell_reason(self, table: TableCause, check: int) -> str:
        """Return why a check says what is wrong with a table: how its unit slipped, and the place of a figure of it."""
        rows = [row for _, _, row in self.checks[check].terms]
        place = next((place for place, row in enumerate(rows) if row in table.rows), 0)
        return f"{table.reason} {place}" if table.reason else ""

    def find_hint(self, check: int) -> str:
        """Return what the one number looks like that keeps a check from closing; nothing where none or several may."""
        terms = [row for _, _, row in self.checks[check].terms]
        found = {}
        for row, number in self.checks[check].solve(self.known):
            own = int(self.known[row])
            others = [one for one in self.alike[row] if one != row]
            if number and number == -own:
                found[row] = f"sign {terms.index(row)} {number}"
            elif _is_swapped(own, number):
                found[row] = f"swapped {terms.index(row)} {number}"
            elif number and number in self.known[others].tolist():
                found[row] = f"scope {terms.index(row)} {number}"
        return next(iter(found.values())) if len(found) == 1 else ""

    def _sort(self, group: Iterable[int]) -> list[int]:
        """Return the cause first: an equality before what is only too much, then the gravest."""
        return sorted(group, key=lambda one: (self.checks[one].relation in ("<=", ">="), self.ranks[one], one))

    def _group(self, failing: Sequence[int]) -> Iterator[set[int]]:
        """Yield the mismatches that one figure explains, or that say the same; what nothing joins is left out."""
        left = set(failing)
        while found := self._explain(left):
            yield found
            left -= found
        tellers: tuple[Callable[[int], Hashable], ...] = (self._tell_list, self._tell_numbers, self._tell_gap)
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
        failing = {one for one in failing if not self.checks[one].closes(self.known, {})}  # not a digit cut off
        solutions = (one for check in sorted(failing) for one in self.checks[check].solve(self.known))
        for row, number in dict.fromkeys(solutions):
            if number < 0 <= self.known[row]:
                continue  # no amount is less than nothing to make a sum close
            fixed, broken = self.try_numbers({row: number}, failing)
            fixed |= self._find_lacking(row, number, failing)
            if len(fixed) - len(broken) > gain:
                gain, best = len(fixed) - len(broken), fixed
        return best

    def _find_lacking(self, row: int, number: int, failing: set[int]) -> set[int]:
        """Return the mismatches of a row that hold once its number stands in a cell that is blank."""
        own = int(self.known[row])
        checks = failing & set(self.of_row[row]) if self.index.in_table[row] else set()
        return {check for check in checks if self.checks[check].lacks(self.known, {row: number}, own)}

    def _tell_list(self, check: int) -> Hashable:
        """Return what the sums of several columns have in common that lack one row of a table."""
        row = self.checks[check].terms[0][2]
        identity = self.checks[check].identity
        listed = ">" in identity and self.index.in_table[row]
        return (identity, self.index.codes("table")[row]) if listed else check

    def _tell_numbers(self, check: int) -> Hashable:
        """Return what an error that is printed several times has in common: its numbers and what is asked of them."""
        own = self.checks[check]
        return own.relation, self.ranks[check], own.add(self.known, {})

    def _tell_gap(self, check: int) -> Hashable:
        """Return what the sums of one table have in common that lack one amount: how much, if that is no rounding."""
        own, row = self.checks[check], self.checks[check].terms[0][2]
        left, right, _ = own.add(self.known, {})
        one = own.relation == "=" and self.index.in_table[row] and abs(left - right) > _SURE * own.tolerance
        return (self.index.codes("table")[row], left - right) if one else check


def _is_swapped(one: int, other: int) -> bool:
    """Return whether two numbers differ by two digits side by side that changed places."""
    left, right = str(abs(one)), str(abs(other))
    apart = [place for place, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]]
    side_by_side = len(left) == len(right) and len(apart) == 2 and apart[1] - apart[0] == 1
    return side_by_side and left[apart[0]] == right[apart[1]] and left[apart[1]] == right[apart[0]]
