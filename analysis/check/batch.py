"""A batch of checks of one form: a head for each check, and the terms that the engine sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.check.index import Ints
from analysis.frames import concat_frames

TERMS = {"check": "int32", "side": "int8", "sign": "int8", "order": "int32", "row": "int32"}
REPORTED, CALCULATED, DIVISOR = 0, 1, 2


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
        return np.searchsorted(self.terms["check"].to_numpy(), np.arange(len(self) + 1))

    @property
    def rows(self) -> Ints:
        """Return the positions of the figures of all checks, one check after the other."""
        return self.terms["row"].to_numpy()

    def first_rows(self) -> Ints:
        """Return the position of the first figure of each check, the reported one where there is one."""
        return self.rows[self.offsets[:-1]]

    def last_rows(self) -> Ints:
        """Return the position of the last figure of each check."""
        return self.rows[self.offsets[1:] - 1]

    def keep(self, kept: Ints) -> "Batch":
        """Return the checks at some places, in their order, numbered anew."""
        if len(kept) == len(self):
            return self
        number = np.full(len(self), -1, dtype="int64")
        number[kept] = np.arange(len(kept))
        check = number[self.terms["check"].to_numpy()]
        return Batch(
            self.heads.iloc[kept].reset_index(drop=True),
            self.terms[check >= 0].assign(check=check[check >= 0]).reset_index(drop=True),
        )


def make_terms(check: Ints, side: object, sign: object, order: object, row: Ints) -> pd.DataFrame:
    """Return terms as a table; a value given once holds for all."""
    given = {"check": check, "side": side, "sign": sign, "order": order, "row": row}
    return pd.DataFrame(
        {name: np.broadcast_to(np.asarray(given[name], dtype=kind), len(check)) for name, kind in TERMS.items()}
    )


def make_heads(count: int, rule: str, identity: str, relation: str, group: object = -1) -> pd.DataFrame:
    """Return heads of checks of one rule that need no further evidence."""
    names = {"rule": rule, "identity": identity, "relation": relation}
    same = np.zeros(count, dtype="int8")
    heads: dict[str, Any] = {name: pd.Categorical.from_codes(same, pd.Index([one])) for name, one in names.items()}
    heads |= {"complete": np.ones(count, dtype=bool), "group": np.broadcast_to(np.asarray(group), count)}
    return pd.DataFrame(heads | {"bounded": True, "rivals": 1, "directed": False})


def name_heads(heads: pd.DataFrame) -> pd.DataFrame:
    """Return heads whose names are categories, as millions of them should be."""
    return heads.astype(dict.fromkeys(("rule", "identity", "relation"), "category"))


def join_terms(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return terms of several sides together, in the order of their checks."""
    arrays = {name: np.concatenate([part[name].to_numpy() for part in parts]) for name in TERMS}
    order = np.lexsort([arrays[name] for name in ("order", "side", "check")])
    return pd.DataFrame({name: values[order] for name, values in arrays.items()})


def join_batches(batches: Sequence[Batch]) -> Batch:
    """Return batches as one: checks are numbered on, groups stay apart."""
    heads, terms, first, groups = [], [], 0, 0
    for one in batches:
        group = one.heads["group"]
        heads.append(one.heads.assign(group=group.where(group < 0, group + groups)))
        terms.append(one.terms.assign(check=one.terms["check"] + first))
        first += len(one)
        groups += int(group.max()) + 1 if len(group) else 0
    return Batch(concat_frames(heads), pd.concat(terms, ignore_index=True))
