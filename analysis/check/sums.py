"""Totals and parts that follow from the schemes: a scheme's top level makes up its totals, a code's parts the code.

Below a part without a figure its own parts stand for it. The lists are expanded into terms for all reports at once.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED, REPORTED, Batch, join_terms, make_terms
from analysis.check.index import Index, Ints, match_keys

RULE = "sum-of-parts"


@dataclass(frozen=True)
class PartList:
    """A total (`scheme/code`) and the codes of a scheme that make it up; lists of one scheme's top level are rivals."""

    scheme: str
    total: str
    members: tuple[str, ...]
    top: bool
    partial: bool  # the official list has more codes

    @property
    def identity(self) -> str:
        """Return the name of the list: `union-2009>summary/total`."""
        return f"{self.scheme}>{self.total}"


@dataclass(frozen=True)
class Member:
    """A code that may stand in a list: its place in the order, and the codes that stand for it if they are stated.

    `weight` is what it is of a member of the list's top level: a half where two parts stand for the member.
    """

    part_list: int
    selector: str
    order: int
    above: tuple[str, ...]
    weight: float


def list_part_lists(schemes: pd.DataFrame, codes: pd.DataFrame) -> list[PartList]:
    """Return every list of parts that the schemes imply, in the order of the schemes."""
    below = _list_children(codes)
    parents: dict[str, list[str]] = {}
    for scheme, code in zip(codes["scheme"], codes["code"], strict=True):
        if (scheme, code) in below:
            parents.setdefault(scheme, []).append(code)
    lists = []
    rows = zip(schemes["scheme"], schemes["adds_up_to"], schemes["partial"].eq("yes"), strict=True)
    for scheme, totals, partial in rows:
        top = tuple(below.get((scheme, ""), ()))
        lists += [PartList(scheme, total, top, True, partial) for total in totals.split()]
        lists += [
            PartList(scheme, f"{scheme}/{one}", tuple(below[scheme, one]), False, partial)
            for one in parents.get(scheme, ())
        ]
    return lists


def _list_children(codes: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    below: dict[tuple[str, str], list[str]] = {}
    for scheme, code, parent in zip(codes["scheme"], codes["code"], codes["parent"], strict=True):
        below.setdefault((scheme, parent), []).append(code)
    return below


def list_members(lists: Sequence[PartList], codes: pd.DataFrame) -> list[Member]:
    """Return the members of each list and, behind each, what stands for it, with the codes above within the list."""
    below = _list_children(codes)

    def walk(
        scheme: str, names: Sequence[str], above: tuple[str, ...], weight: float
    ) -> Iterator[tuple[str, tuple[str, ...], float]]:
        for code in names:
            selector, inner = f"{scheme}/{code}", below.get((scheme, code), ())
            yield selector, above, weight
            yield from walk(scheme, inner, (*above, selector), weight / max(len(inner), 1))

    return [
        Member(number, selector, order, above, weight)
        for number, one in enumerate(lists)
        for order, (selector, above, weight) in enumerate(walk(one.scheme, one.members, (), 1.0))
    ]


def find_sums(index: Index) -> Batch:
    """Return one check for each list of parts of which a figure is stated, at each place."""
    data = index.data
    lists = list_part_lists(data.schemes, data.codes)
    flows = _list_flows(index, lists)
    parts = _match_members(index, list_members(lists, data.codes), flows)
    part_list, place, order, row = (parts[name].to_numpy() for name in ("part_list", "place", "order", "row"))
    new = np.append(True, (part_list[1:] != part_list[:-1]) | (place[1:] != place[:-1]))[: len(parts)]
    check, part_list, place = np.cumsum(new) - 1, part_list[new], place[new]
    selectors = index.find_selectors([one.total for one in lists])
    totals = _find_rows(index, place, selectors[part_list])
    stated = np.flatnonzero(totals >= 0)
    weight = np.bincount(check, parts["weight"].to_numpy(), minlength=len(place))
    terms = [make_terms(stated, REPORTED, 1, 0, totals[stated]), make_terms(check, CALCULATED, 1, order, row)]
    return Batch(_describe(lists, flows, part_list, place, weight), join_terms(terms))


def _match_members(index: Index, members: Sequence[Member], flows: Sequence[str]) -> pd.DataFrame:
    """Return the figures that are a part in a list at a place: part_list, place, order, weight, row, in this order."""
    part_list, order = (np.array([getattr(one, name) for one in members], "int64") for name in ("part_list", "order"))
    weight = np.array([one.weight for one in members], dtype="float64")
    levels = index.levels
    places, selectors, rows = (levels[name].to_numpy() for name in ("place", "selector", "row"))
    level, member = match_keys(selectors, index.find_selectors([one.selector for one in members]))
    above = [(number, name) for number, one in enumerate(members) for name in one.above]
    found, pair = match_keys(member, np.array([number for number, _ in above], dtype="int64"))
    inner = index.find_selectors([name for _, name in above])[pair]
    covered = found[_find_rows(index, places[level[found]], inner) >= 0]
    fits = _fits_flow(index, np.array(flows, dtype=object)[part_list[member]], rows[level])
    fits[covered] = False
    level, member = level[fits], member[fits]
    parts = {"part_list": part_list[member], "place": places[level], "order": order[member], "weight": weight[member]}
    sequence = np.lexsort([parts[name] for name in ("order", "place", "part_list")])
    return pd.DataFrame({**parts, "row": rows[level]}).iloc[sequence]


def _fits_flow(index: Index, wanted: np.ndarray, rows: Ints) -> np.ndarray:
    """Return whether the parts flow as the total of their list does: income by class is no part of an expenditure."""
    actual = index.name("flow", rows).to_numpy(object)
    return np.asarray((wanted == "") | (actual == "") | (wanted == actual), dtype=bool)


def _list_flows(index: Index, lists: Sequence[PartList]) -> list[str]:
    """Return how the total of each list flows; nothing for a code's own parts, which flow as it does."""
    codes = index.data.codes
    flows = dict(zip(codes["scheme"] + "/" + codes["code"], codes["flow"], strict=True))
    return [flows.get(one.total, "") if one.top else "" for one in lists]


def _find_rows(index: Index, places: Ints, selectors: Ints) -> Ints:
    """Return the row of the level of each selector at each place, -1 if there is none."""
    levels = index.levels
    keys = levels["place"].to_numpy() * index.selectors + levels["selector"].to_numpy()
    found = pd.Index(keys).get_indexer(pd.Index(np.where(selectors < 0, -1, places * index.selectors + selectors)))
    return np.asarray(np.append(levels["row"].to_numpy(), -1)[found])


def _describe(
    lists: Sequence[PartList], flows: Sequence[str], part_list: Ints, places: Ints, weight: np.ndarray
) -> pd.DataFrame:
    """Return the heads of checks of lists (their numbers) at places, of whose members `weight` are stated."""
    schemes = {name: place for place, name in enumerate(dict.fromkeys(one.scheme for one in lists))}
    scheme = np.array([schemes[one.scheme] if one.top else -1 for one in lists], dtype="int64")[part_list]
    group = pd.MultiIndex.from_arrays([scheme, places]).factorize()[0]
    members = np.array([len(one.members) for one in lists], dtype="int64")[part_list]
    rivals = np.array([_count_rivals(lists, flows, place) for place in range(len(lists))], dtype="int64")
    same = np.zeros(len(part_list), dtype="int8")
    return pd.DataFrame(
        {
            "rule": pd.Categorical.from_codes(same, pd.Index([RULE])),
            "identity": pd.Categorical.from_codes(part_list, pd.Index([one.identity for one in lists], dtype="str")),
            "relation": pd.Categorical.from_codes(same, pd.Index(["="])),
            "complete": (weight > members - 1e-6) & ~np.array([one.partial for one in lists], dtype=bool)[part_list],
            "bounded": True,
            "group": np.where(scheme < 0, -1, group),
            "rivals": rivals[part_list],
            "directed": False,
        }
    )


def _count_rivals(lists: Sequence[PartList], flows: Sequence[str], place: int) -> int:
    """Return how many totals the parts of a list may make up, this one included."""
    own = lists[place]
    return (
        1
        if not own.top
        else sum(
            one.top and one.scheme == own.scheme and flow == flows[place]
            for one, flow in zip(lists, flows, strict=True)
        )
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
        return self.find_members(identity, used) or [one for one in self._totals[scheme] if one != total]

    def find_members(self, identity: str, used: Collection[str]) -> list[str]:
        """Return the members alone."""
        scheme, _, total = identity.partition(">")
        code = total.removeprefix(f"{scheme}/") if total.startswith(f"{scheme}/") else ""
        return self._find(scheme, self._below.get((scheme, code), []), used)

    def _find(self, scheme: str, names: Sequence[str], used: Collection[str]) -> list[str]:
        missing: list[str] = []
        for code in names:
            if f"{scheme}/{code}" in used:
                continue
            inner = self._below.get((scheme, code), [])
            lacking = self._find(scheme, inner, used)
            missing += lacking if inner and len(lacking) < len(inner) else [f"{scheme}/{code}"]
        return missing
