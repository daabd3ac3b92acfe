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
from analysis.check.keys import Ints, columns, join_arrays, match_keys, number_groups

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


def find_sums(index: Index) -> Batch:
    """Return one check for each list of parts of which a figure is stated, at each place.

    Of a scheme's top level there is one for each of its totals that is stated there; where none is, the first that may
    be.
    """
    lists = list_part_lists(index.data.schemes, index.data.codes)
    levels = _Levels.place(index)
    parts = _match_members(index, lists, levels)
    part_list, place, order, row = columns(parts, "part_list", "place", "order", "row")
    check = number_groups(part_list, place)
    first = np.unique(check, return_index=True)[1]
    weight = np.bincount(check, parts["weight"]).astype(np.float64)
    heads = _describe(lists, part_list[first], place[first], weight, index, row[first])
    selectors = index.find_selectors([one.total for one in lists])
    totals = levels.find(place[first], selectors[part_list[first]])
    stated = np.flatnonzero(totals >= 0)
    calculated = Part(check, CALCULATED, 1, order, row)
    return Batch(heads, join_parts([Part(stated, REPORTED, 1, 0, totals[stated]), calculated]))


@dataclass(frozen=True, eq=False)
class _Levels:
    """Place, selector and row of each level; the figures of each table have places of their own."""

    places: Ints
    selectors: Ints
    rows: Ints
    _keys: Ints  # sorted, with the place of each
    _order: Ints
    _width: int

    @classmethod
    def place(cls, index: Index) -> "_Levels":
        """Return the usable levels of the reports to be judged."""
        place, table, selector, row = columns(index.pick("level", apart=True), "place", "table", "selector", "row")
        place = number_groups(place, table)
        keys = place * index.selectors + selector
        order = np.argsort(keys, kind="stable")
        return cls(place, selector, row, keys[order], order, index.selectors)

    def find(self, places: Ints, selectors: Ints) -> Ints:
        """Return the row of the level of each selector at each place, -1 if there is none."""
        wanted = np.where(selectors < 0, -1, places * self._width + selectors)
        found = np.minimum(np.searchsorted(self._keys, wanted), max(len(self._keys) - 1, 0))
        return np.where(self._keys[found] == wanted, self.rows[self._order[found]], -1)


class _Tree:
    """The codes of all schemes: the code above each (its row in `data.codes`, -1 for none), its place in its list."""

    def __init__(self, index: Index, lists: Sequence[PartList]) -> None:
        codes = index.data.codes
        below = _list_children(codes)
        names = (codes["scheme"] + "/" + codes["code"]).to_numpy(object)
        rows = pd.Series(np.arange(len(codes)), index=names)
        self.above = rows.reindex(codes["scheme"] + "/" + codes["parent"]).fillna(-1).to_numpy(np.int64)
        self.selector = index.find_selectors(names)
        self.scheme = codes["scheme"].to_numpy(object)
        self.parts = np.bincount(self.above[self.above >= 0], minlength=len(codes))
        walked = [name for scheme in dict.fromkeys(codes["scheme"]) for name in _walk(below, scheme, "")]
        self.order = np.argsort(rows[walked].to_numpy())
        own = {one.total: number for number, one in enumerate(lists) if not one.top}
        self.part_list = np.array([own.get(name, -1) for name in names], dtype=np.int64)

    def find(self, selectors: Ints) -> Ints:
        """Return the row of each selector among the codes, -1 for one of no scheme."""
        order = np.argsort(self.selector, kind="stable")
        found = np.searchsorted(self.selector, selectors, sorter=order)
        row = order[np.minimum(found, len(order) - 1)]
        return np.where(self.selector[row] == selectors, row, -1)


def _walk(below: Children, scheme: str, code: str) -> Iterator[str]:
    """Yield the selectors of all codes below a code, each before its own parts."""
    for part in below.get((scheme, code), ()):
        yield f"{scheme}/{part}"
        yield from _walk(below, scheme, part)


def _match_members(index: Index, lists: Sequence[PartList], levels: _Levels) -> pd.DataFrame:
    """Return the figures that are a part in a list at a place: part_list, place, order, weight, row, in this order.

    From each figure the codes above it are climbed: it is a part of what stands above, and where that is not stated
    also of what is above that. Its weight is what it is of a member of the list: a half where two parts stand for one.
    """
    tree = _Tree(index, lists)
    code = tree.find(levels.selectors)
    level, weight = np.flatnonzero(code >= 0), np.ones(len(code))
    above = np.where(code >= 0, tree.above[code], -1)
    found = []
    while len(level):
        inner, top = level[above[level] >= 0], level[above[level] < 0]
        found += [(tree.part_list[above[inner]], inner, weight[inner])]
        part_list, place = _match_totals(index, lists, levels, tree.scheme[code[top]], top)
        found += [(part_list, top[place], weight[top[place]])]
        level = inner[levels.find(levels.places[inner], tree.selector[above[inner]]) < 0]
        weight[level] /= tree.parts[above[level]]
        above[level] = tree.above[above[level]]
    part_list, level, weight = (join_arrays((one[place] for one in found), kind) for place, kind in enumerate("iif"))
    parts = {"part_list": part_list, "place": levels.places[level], "order": tree.order[code[level]]}
    sequence = np.lexsort([parts[name] for name in ("order", "place", "part_list")])
    return pd.DataFrame({**parts, "weight": weight, "row": levels.rows[level]}).iloc[sequence]


def _match_totals(
    index: Index, lists: Sequence[PartList], levels: _Levels, schemes: NDArray[np.object_], level: Ints
) -> tuple[Ints, Ints]:
    """Return the lists that levels of the top of their schemes are parts of: the list's number, the level's place.

    Income by class is no part of an expenditure.
    """
    own, names = pd.factorize(schemes)
    group = number_groups(own, levels.places[level])
    _, first = np.unique(group, return_index=True)
    place, flow = levels.places[level[first]], index.name("flow", levels.rows[level[first]]).to_numpy(object)
    selectors = index.find_selectors([one.total for one in lists])
    found, assumed = [], np.full(len(first), -1)
    for number, one in reversed([*enumerate(lists)]):
        if one.top and one.scheme in names:
            fits = (schemes[first] == one.scheme) & np.isin(flow, ["", one.flow] if one.flow else flow)
            fitting = np.flatnonzero(fits)
            stated = levels.find(place[fitting], selectors[np.full(len(fitting), number)]) >= 0
            assumed[fitting] = number
            found.append((np.full(stated.sum(), number), fitting[stated]))
    listed, of_group = (join_arrays(one[place] for one in found) for place in (0, 1))
    assumed[of_group] = -1
    alone = np.flatnonzero(assumed >= 0)
    listed, of_group = np.append(listed, assumed[alone]), np.append(of_group, alone)
    among, pair = match_keys(group, of_group)
    return listed[pair], among


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
