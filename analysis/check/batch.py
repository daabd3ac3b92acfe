"""A batch of checks of one form: a head for each check, and the terms that the engine sums."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.check.evaluate import CALCULATED, REPORTED
from analysis.check.index import Ints

TERMS = ["check", "side", "sign", "order", "row"]


@dataclass(frozen=True, eq=False)
class Batch:
    """Checks and their terms.

    `heads` has one row for each check (index 0 …): rule, identity, relation (=, <=, rate …), complete (truth value: the
    terms leave nothing out), bounded (truth value: what they may leave out only adds to what is calculated), group
    (checks of one group are alternatives; -1 for none), rivals (how many totals the parts may make up) and directed
    (truth value: words say whether it rose or fell).
    `terms` has TERMS, sorted by check, side and order; row is a position in the figures.
    """

    heads: pd.DataFrame
    terms: pd.DataFrame


def make_terms(check: Ints, side: object, sign: object, order: object, row: Ints) -> pd.DataFrame:
    """Return terms as a table; a value given once holds for all."""
    return pd.DataFrame({"check": check, "side": side, "sign": sign, "order": order, "row": row}, columns=TERMS)


def join_terms(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return terms of several sides together, in the order of their checks."""
    terms = pd.concat(parts, ignore_index=True)
    return terms.sort_values(["check", "side", "order"], kind="stable", ignore_index=True)


def join_batches(batches: Sequence[Batch]) -> Batch:
    """Return batches as one: checks are numbered on, groups stay apart."""
    heads, terms, first, groups = [], [], 0, 0
    for one in batches:
        group = one.heads["group"]
        heads.append(one.heads.assign(group=group.where(group < 0, group + groups)))
        terms.append(one.terms.assign(check=one.terms["check"] + first))
        first += len(one.heads)
        groups += int(group.max()) + 1 if len(group) else 0
    return Batch(pd.concat(heads, ignore_index=True), pd.concat(terms, ignore_index=True))


def list_rows(terms: pd.DataFrame, count: int) -> list[Ints]:
    """Return the positions of the figures of each check, the reported ones first."""
    checks = terms["check"].to_numpy()
    return np.split(terms["row"].to_numpy(), np.searchsorted(checks, np.arange(1, count)))[:count]


def first_rows(terms: pd.DataFrame, count: int) -> Ints:
    """Return the position of the first figure of each check."""
    firsts = terms.drop_duplicates("check")
    rows = np.full(count, -1, dtype="int64")
    rows[firsts["check"].to_numpy()] = firsts["row"].to_numpy()
    return rows


__all__ = ["CALCULATED", "REPORTED", "Batch", "first_rows", "join_batches", "join_terms", "list_rows", "make_terms"]
