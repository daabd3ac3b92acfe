"""A batch of checks of one form: a head for each check, and the terms that the engine sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.check.keys import Bools, Ints, join_arrays
from analysis.frames import concat_frames

TERMS = {"check": "int32", "side": "int8", "sign": "int8", "order": "int32", "row": "int32"}
REPORTED, CALCULATED, DIVISOR = 0, 1, 2


class Part(NamedTuple):
    """Terms of some checks, one of each; a value given once holds for all."""

    check: Ints
    side: Ints | int
    sign: Ints | int
    order: Ints | int
    row: Ints


@dataclass(frozen=True, eq=False)
class Batch:
    """Checks and their terms.

    `heads` has one row for each check (index 0 …): rule, identity, relation (=, <=, rate …), complete (truth value: the
    terms leave nothing out), bounded (truth value: what they may leave out only adds to what is calculated), group
    (checks of one group are alternatives; -1 for none), rivals (how many there may be), directed (whether words give
    the direction). `terms` has TERMS, sorted by check, side and order; row is a position in the figures.
    """

    heads: pd.DataFrame
    terms: pd.DataFrame

    def __len__(self) -> int:
        """Return how many checks there are."""
        return len(self.heads)

    @cached_property
    def offsets(self) -> Ints:
        """Return where the terms of each check begin, and at last where they end."""
        return np.searchsorted(self.terms["check"], np.arange(len(self) + 1))

    @cached_property
    def checks(self) -> Ints:
        """Return the check of each term."""
        return self.terms["check"].to_numpy(np.int64)

    @cached_property
    def rows(self) -> Ints:
        """Return the positions of the figures of all checks, one check after the other."""
        return self.terms["row"].to_numpy(np.int64)

    def list_terms(self, checks: Ints) -> list[tuple[tuple[int, int, int], ...]]:
        """Return side, sign and row of each term of some checks, check by check."""
        first, counts = self.offsets[checks], self.offsets[checks + 1] - self.offsets[checks]
        ends = counts.cumsum()
        places = np.repeat(first - ends + counts, counts) + np.arange(counts.sum())
        terms = [*zip(*(column[places].tolist() for column in self._columns), strict=True)]
        return [tuple(terms[end - count : end]) for end, count in zip(ends.tolist(), counts.tolist(), strict=True)]

    @cached_property
    def _columns(self) -> list[Ints]:
        return [self.terms[name].to_numpy() for name in ("side", "sign", "row")]

    def keep(self, kept: Ints) -> "Batch":
        """Return the checks at some places, in their order, numbered anew."""
        if len(kept) == len(self):
            return self
        number = np.full(len(self), -1)
        number[kept] = np.arange(len(kept))
        check = number[self.checks]
        return Batch(
            self.heads.iloc[kept].reset_index(drop=True),
            self.terms[check >= 0].assign(check=check[check >= 0]).reset_index(drop=True),
        )


def make_heads(
    count: int,
    rule: "str | pd.Categorical[str]",
    identity: "str | pd.Categorical[str]",
    relation: "str | pd.Categorical[str]",
    **others: Ints | Bools,
) -> pd.DataFrame:
    """Return heads of checks; a name given once holds for all. Without `others` they need no further evidence."""
    names = {"rule": rule, "identity": identity, "relation": relation}
    same = np.zeros(count, dtype=np.int8)
    heads = {
        name: pd.Categorical.from_codes(same, pd.Index([one])) if isinstance(one, str) else one
        for name, one in names.items()
    }
    assumed = {"complete": True, "bounded": True, "group": -1, "rivals": 1, "directed": False}
    return pd.DataFrame({**heads, **{name: others.get(name, np.full(count, one)) for name, one in assumed.items()}})


def join_parts(parts: Sequence[Part]) -> pd.DataFrame:
    """Return the terms of several parts, in the order of their checks."""
    arrays = {
        name: join_arrays((np.broadcast_to(part[place], len(part.check)) for part in parts), kind)
        for place, (name, kind) in enumerate(TERMS.items())
    }
    order = np.lexsort([arrays[name] for name in ("order", "side", "check")])
    return pd.DataFrame({name: values[order] for name, values in arrays.items()})


def join_batches(batches: Sequence[Batch]) -> Batch:
    """Return batches as one: checks are numbered on, groups stay apart."""
    heads, terms, first, groups = [], [], 0, 0
    for one in batches:
        group = one.heads["group"].to_numpy()
        heads.append(one.heads.assign(group=np.where(group < 0, group, group + groups)))
        terms.append(one.terms.assign(check=one.terms["check"] + first))
        first += len(one)
        groups += int(group.max(initial=-1)) + 1
    return Batch(concat_frames(heads), pd.concat(terms, ignore_index=True))
