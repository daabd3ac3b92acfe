"""Totals and parts that follow from the schemes: a scheme's top level makes up its totals, a code's parts the code.

Below a part without a figure its own parts stand for it. The lists are expanded into terms for all reports at once.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.batch import CALCULATED, REPORTED, Batch, Part, join_parts, make_heads
from analysis.check.index import Index
from analysis.check.keys import Ints, columns, match_keys, number_groups

RULE = "sum-of-parts"
Children = Mapping[tuple[str, str], Sequence[str]]  # codes below a scheme's code, in their order


@dataclass(frozen=True)
class PartList:
    """A total (`scheme/code`) and the codes of a scheme that make it up; lists of one scheme's top level are rivals.

    `partial` is a list of which the official one has more codes. `flow` is that of the total; it is blank for a code's
    own parts, which flow as it does.
    """

    scheme: str
    total: str
    members: tuple[str, ...]
    top: bool
    partial: bool
    flow: str = ""

    @property
    def identity(self) -> str:
        """Return the name of the list: `union-2009>summary/total`."""
        return f"{self.scheme}>{self.total}"


def list_part_lists(schemes: pd.DataFrame, codes: pd.DataFrame) -> list[PartList]:
    """Return every list of parts that the schemes imply, in the order of the schemes."""
    below = _list_children(codes)
    flows = dict(zip(codes["scheme"] + "/" + codes["code"], codes["flow"], strict=True))
    parents: dict[str, list[str]] = {}
    for scheme, code in zip(codes["scheme"], codes["code"], strict=True):
        if (scheme, code) in below:
            parents.setdefault(scheme, []).append(code)
    lists = []
    for scheme, totals, partial in zip(
        schemes["scheme"], schemes["adds_up_to"], schemes["partial"].eq("yes"), strict=True
    ):
        top = tuple(below.get((scheme, ""), ()))
        lists += [PartList(scheme, one, top, True, partial, flows.get(one, "")) for one in totals.split()]
        for code in parents.get(scheme, ()):
            lists.append(PartList(scheme, f"{scheme}/{code}", tuple(below[scheme, code]), False, partial))
    return lists


def _list_children(codes: pd.DataFrame) -> Children:
    below: dict[tuple[str, str], list[str]] = {}
    for scheme, code, parent in zip(codes["scheme"], codes["code"], codes["parent"], strict=True):
        below.setdefault((scheme, parent), []).append(code)
    return below


def _walk(
    below: Children, scheme: str, codes: Sequence[str], above: tuple[str, ...] = (), weight: float = 1.0
) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """Yield each code and behind it what stands for it: its selector, those above it in the list, and its weight.

    The weight is what it is of a member of the list's top level: a half where two parts stand for the member.
    """
    for code in codes:
        selector, inner = f"{scheme}/{code}", below.get((scheme, code), ())
        yield selector, above, weight
        yield from _walk(below, scheme, inner, (*above, selector), weight / max(len(inner), 1))


def find_sums(index: Index) -> Batch:
    """Return one check for each list of parts of which a figure is stated, at each place."""
    lists = list_part_lists(index.data.schemes, index.data.codes)
    parts = _match_members(index, lists)
    part_list, place, order, row = columns(parts, "part_list", "place", "order", "row")
    check = number_groups(part_list, place)
    first = np.unique(check, return_index=True)[1]
    weight = np.bincount(check, parts["weight"]).astype(np.float64)
    heads = _describe(lists, part_list[first], place[first], weight, index, row[first])
    selectors = index.find_selectors([one.total for one in lists])
    totals = _find_rows(index, place[first], selectors[part_list[first]])
    stated = np.flatnonzero(totals >= 0)
    calculated = Part(check, CALCULATED, 1, order, row)
    return Batch(heads, join_parts([Part(stated, REPORTED, 1, 0, totals[stated]), calculated]))


def _match_members(index: Index, lists: Sequence[PartList]) -> pd.DataFrame:
    """Return the figures that are a part in a list at a place: part_list, place, order, weight, row, in this order."""
    below = _list_children(index.data.codes)
    members = [
        (number, *member) for number, one in enumerate(lists) for member in _walk(below, one.scheme, one.members)
    ]
    numbers, weights = (
        np.array([one[0] for one in members], np.int64),
        np.array([one[3] for one in members], np.float64),
    )
    places, selectors, rows = _place_levels(index)
    level, member = match_keys(selectors, index.find_selectors([one[1] for one in members]))
    # A part below one that is stated at the same place is left out.
    above = [(number, name) for number, one in enumerate(members) for name in one[2]]
    found, pair = match_keys(member, np.array([number for number, _ in above], dtype=np.int64))
    outer = index.find_selectors([name for _, name in above])[pair]
    covered = found[_find_rows(index, places[level[found]], outer) >= 0]
    # Income by class is no part of an expenditure.
    wanted = np.array([lists[one[0]].flow for one in members], dtype=object)[member]
    actual = index.name("flow", rows[level]).to_numpy(object)
    fits = np.flatnonzero((wanted == "") | (actual == "") | (wanted == actual))
    kept = np.setdiff1d(fits, covered)
    level, member = level[kept], member[kept]
    parts = {"part_list": numbers[member], "place": places[level], "order": member, "weight": weights[member]}
    sequence = np.lexsort([parts[name] for name in ("order", "place", "part_list")])
    return pd.DataFrame({**parts, "row": rows[level]}).iloc[sequence]


def _place_levels(index: Index) -> tuple[Ints, Ints, Ints]:
    """Return place, selector and row of each level; the figures of each table have places of their own."""
    levels = index.pick("level", apart=True)
    place, table, selector, row = columns(levels, "place", "table", "selector", "row")
    return number_groups(place, table), selector, row


def _find_rows(index: Index, places: Ints, selectors: Ints) -> Ints:
    """Return the row of the level of each selector at each place, -1 if there is none."""
    place, selector, row = _place_levels(index)
    wanted = np.where(selectors < 0, -1, places * index.selectors + selectors)
    asked, found = match_keys(wanted, place * index.selectors + selector)
    rows = np.full(len(places), -1)
    rows[asked] = row[found]
    return rows


def _describe(
    lists: Sequence[PartList], numbers: Ints, places: Ints, weight: NDArray[np.float64], index: Index, rows: Ints
) -> pd.DataFrame:
    """Return the heads of checks of lists (their numbers) at places, of whose members `weight` are stated.

    `rows` are a figure of each. A table whose amounts all have a code leaves no part out, a blank cell is none, and the
    totals that its parts may make up stand in it.
    """
    kinds = [(one.scheme, one.flow) if one.top else one.total for one in lists]  # rivals are of one kind
    top, partial, members, rivals, scheme = (
        np.array(values, dtype=np.int64)[numbers]
        for values in (
            [one.top for one in lists],
            [one.partial for one in lists],
            [len(one.members) for one in lists],
            [kinds.count(one) for one in kinds],
            pd.factorize(np.array([one.scheme for one in lists], dtype=object))[0],
        )
    )
    return make_heads(
        len(numbers),
        RULE,
        pd.Categorical.from_codes(numbers, pd.Index([one.identity for one in lists], dtype="str")),
        "=",
        complete=((weight > members - 1e-6) & (partial == 0)) | index.in_closed_table[rows],
        group=np.where(top == 1, number_groups(scheme, places), -1),
        rivals=np.where(index.in_table[rows], 1, rivals),
        bounded=index.in_closed_table[rows] | ~index.in_table[rows],
    )


class UnlistedFinder:
    """Tells which members of a list, or other totals of it, are not stated; the tree of codes is made once."""

    def __init__(self, schemes: pd.DataFrame, codes: pd.DataFrame) -> None:
        """Keep the codes below each code and the totals of each scheme."""
        self._below = _list_children(codes)
        self._totals = dict(zip(schemes["scheme"], schemes["adds_up_to"].str.split(), strict=True))

    def find(self, identity: str, used: Collection[str]) -> list[str]:
        """Return the members, as `scheme/code`, for which neither a figure nor all of their parts are used.

        Where there are none, the list may make up another total, which is not stated.
        """
        scheme, _, total = identity.partition(">")
        own, _, code = total.partition("/")
        missing = self._find_members(scheme, code if own == scheme else "", used)
        return missing or [one for one in self._totals[scheme] if one != total]

    def _find_members(self, scheme: str, code: str, used: Collection[str]) -> list[str]:
        missing: list[str] = []
        for name in self._below.get((scheme, code), ()):
            if f"{scheme}/{name}" not in used:
                inner = self._find_members(scheme, name, used)
                partly = len(inner) < len(self._below.get((scheme, name), ()))
                missing += inner if partly else [f"{scheme}/{name}"]
        return missing
