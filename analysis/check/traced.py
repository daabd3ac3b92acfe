"""The checks of one report as they are traced to what explains their mismatches."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED, DIVISOR, REPORTED, Batch
from analysis.check.index import Index
from analysis.check.judge import PARTS
from analysis.check.keys import Ints, columns
from analysis.money import RATE_SCALE
from analysis.verdicts import EXACT, MISMATCH, SEVERITIES, WITHIN_ROUNDING

COMPARED = (EXACT, WITHIN_ROUNDING, MISMATCH)
_NEARLY = 20  # as in judge
_SHARE = "share"  # a rate whose part has the sign of its whole

Values = Mapping[int, int]  # other numbers for some figures, by their rows


class Check(NamedTuple):
    """A check of a report: its relation, its terms (side, sign, row), how far it may be off, its identity, its grain.

    The grain is half a unit in the last place of a rate; what its tolerance is more comes from its amounts.
    """

    relation: str
    terms: tuple[tuple[int, int, int], ...]
    tolerance: int
    identity: str
    grain: int = 0

    @property
    def is_rate(self) -> bool:
        """Return whether something is divided."""
        return self.relation in ("rate", _SHARE)

    def add(self, known: Ints, other: Values) -> tuple[int, int, int]:
        """Return the sums of what is reported, calculated and divided by, with other numbers for some figures."""
        sums = [0, 0, 0]
        for side, sign, row in self.terms:
            sums[side] += sign * other.get(row, int(known[row]))
        return (RATE_SCALE if self.relation == "whole" else sums[REPORTED]), sums[CALCULATED], sums[DIVISOR]

    def closes(self, known: Ints, other: Values, slack: int = 1) -> bool:
        """Return whether the check would hold with other numbers for some figures, that are so many times coarser."""
        left, right, whole = self.add(known, other)
        tolerance = self.tolerance * slack
        if self.is_rate:
            near = abs(abs(right) * RATE_SCALE - abs(left * whole)) <= self._allow(known, right, whole) * slack
            return bool(whole) and near and (self.relation != _SHARE or left <= 0 or right * whole >= 0)
        if self.relation == "~":
            return abs(left - right) * _NEARLY <= abs(right)
        gap = {"<=": left - right, ">=": right - left, "<": left + 1 - right, ">": right + 1 - left}
        return gap.get(self.relation, abs(left - right)) <= (0 if self.relation in "<>" else tolerance)

    def _allow(self, known: Ints, right: int, whole: int) -> int:
        """Return how far a rate of other numbers may be off, times its whole: of a small rate less than of a great."""
        _, part, of = self.add(known, {})
        if not part:
            return self.tolerance * abs(whole)
        return self.grain * abs(whole) + (self.tolerance - self.grain) * abs(right * of) // abs(part)

    def lacks(self, known: Ints, other: Values, number: int) -> bool:
        """Return whether an equality would hold with other numbers, and one more that no figure has."""
        left, right, whole = self.add(known, other)
        gap = abs(abs(left - right) - abs(number))
        return self.relation == "=" and not whole and bool(number) and gap <= self.tolerance

    def solve(self, known: Ints, other: Values = MappingProxyType({})) -> Iterator[tuple[int, int]]:
        """Yield (row, number) for each figure of which another number closes the check, with others for some."""
        left, right, whole = self.add(known, other)
        twice = {row for side, _, row in self.terms if side == CALCULATED} if whole else set()
        for side, sign, row in self.terms:
            own = other.get(row, int(known[row]))
            if side == DIVISOR and row in twice:  # a change, which is taken off its own base
                rate, way = abs(left), 1 if right > 0 else -1
                if RATE_SCALE + way * rate:
                    yield row, round((whole + right) * rate / (RATE_SCALE + way * rate)) * (1 if own >= 0 else -1)
                continue
            if not self.is_rate:
                yield row, own + sign * (right - left if side == REPORTED else left - right)
            elif side == REPORTED and whole:
                yield row, round(abs(right) * RATE_SCALE / abs(whole))
            elif side == DIVISOR and left:
                yield row, own + sign * (round(abs(right) * RATE_SCALE / abs(left)) - whole)
            elif side == CALCULATED and right:
                yield row, own + sign * (round(abs(left * whole) / RATE_SCALE) * (1 if right > 0 else -1) - right)


class Traced:
    """The checks of one report that were compared, with the figures of each; rows are positions in the figures."""

    def __init__(self, index: Index, batch: Batch, judged: pd.DataFrame, checks: list[int]) -> None:
        self.index = index
        self.known = index.figures["value"].to_numpy(np.int64)
        self.checks: dict[int, Check] = {}
        self.ranks: dict[int, int] = {}
        self.of_row: dict[int, list[int]] = defaultdict(list)
        [rounding] = columns(index.figures, "rounding")
        measures, shares = index.codes("measure"), index.find("measure", PARTS)
        told = judged[["relation", "identity", "rule", "tolerance"]].iloc[checks]
        told = told[judged["verdict"].iloc[checks].isin(COMPARED)]
        all_terms = batch.list_terms(told.index.to_numpy())
        for (number, relation, identity, rule, tolerance), terms in zip(
            told.itertuples(name=None), all_terms, strict=True
        ):
            shown = _SHARE if relation == "rate" and measures[terms[0][2]] in shares else str(relation)
            grain = min(int(rounding[terms[0][2]]) // 2, int(tolerance)) if relation == "rate" else 0
            self.checks[number] = Check(shown, terms, int(tolerance), str(identity), grain)
            self.ranks[number] = SEVERITIES.index(index.severities[str(rule)])
            for one in {term[2] for term in terms}:
                self.of_row[one].append(number)

    def list_rows(self, check: int) -> set[int]:
        """Return the figures of a check."""
        return {row for _, _, row in self.checks[check].terms}

    def list_tables(self) -> list[list[int]]:
        """Return the figures of each table that are in a check."""
        rows = [row for row in sorted(self.of_row) if self.index.in_table[row]]
        return list(self.group_rows(rows, "table", "fiscal_year").values())

    def group_rows(self, rows: Sequence[int], *names: str) -> dict[Hashable, list[int]]:
        """Return figures that have some keys in common, by these."""
        keys = columns(self.index.lines.iloc[list(rows)], *names)
        found: dict[Hashable, list[int]] = defaultdict(list)
        for row, key in zip(rows, zip(*keys, strict=True), strict=True):
            found[key].append(row)
        return found

    @cached_property
    def alike(self) -> dict[int, list[int]]:
        """Return for each figure those of its code, year and phase, of whatever fund and scope."""
        rows = sorted(self.of_row)
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for key, members in self.group_rows(rows, "fiscal_year", "selector", "measure").items():
            for row in members:
                groups[key, self.index.codes("phase")[row]].append(row)
        return {row: group for group in groups.values() for row in group}

    def try_numbers(self, other: Values, failing: set[int]) -> tuple[set[int], set[int]]:
        """Return which mismatches other numbers would close, and which checks they would open."""
        checks = {check for row in other for check in self.of_row[row]}
        closed = {check for check in checks if self.checks[check].closes(self.known, other)}
        return closed & failing, checks - closed - failing
