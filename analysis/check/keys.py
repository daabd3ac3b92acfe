"""Arrays of whole numbers as keys: how tables of millions of rows are joined and grouped."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def columns(table: pd.DataFrame, *names: str) -> list[Ints]:
    """Return columns of whole numbers or truth values as arrays of whole numbers."""
    return [table[name].to_numpy(np.int64) for name in names]


def match_keys(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return the places of all pairs of equal keys in two arrays, in the order of the first."""
    order = np.argsort(right, kind="stable")
    first = np.searchsorted(right, left, side="left", sorter=order)
    counts = np.searchsorted(right, left, side="right", sorter=order) - first
    inside = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(np.arange(len(left)), counts), order[np.repeat(first, counts) + inside]


def number_groups(*keys: Ints) -> Ints:
    """Return one number for each combination of keys, 0 … in the order in which they come."""
    numbers = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        own, names = pd.factorize(key)
        numbers = pd.factorize(numbers * max(len(names), 1) + own)[0]
    return numbers


def join_arrays(arrays: Iterable[NDArray[Any]], kind: Any = np.int64) -> NDArray[Any]:
    """Return arrays, be there none, one after the other."""
    return np.concatenate([np.zeros(0, dtype=kind), *arrays], dtype=kind, casting="unsafe")
