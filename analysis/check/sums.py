"""Totals and parts that follow from the schemes: a scheme's top level makes up its totals, a code's parts the code.

Below a part without a figure its own parts stand for it. The lists are expanded into terms for all reports at once.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED, REPORTED, Batch, join_terms, make_terms, name_heads
from analysis.check.index import Index

RULE = "sum-of-parts"


@dataclass(frozen=True)
class PartList:
    """A total (`scheme/code`) and the codes of a scheme that make it up; lists of one scheme's top level are rivals."""

    scheme: str
    total: str
    members: tuple[str, ...]
    top: bool

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
    lists = []
    for row in schemes.itertuples():
        top = tuple(below.get((row.scheme, ""), ()))
        lists += [PartList(row.scheme, total, top, top=True) for total in row.adds_up_to.split()]
        own = codes.loc[codes["scheme"].eq(row.scheme), "code"]
        parents = [code for code in own if (row.scheme, code) in below]
        lists += [
            PartList(row.scheme, f"{row.scheme}/{one}", tuple(below[row.scheme, one]), top=False) for one in parents
        ]
    return lists


def _list_children(codes: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    below: dict[tuple[str, str], list[str]] = {}
    for scheme, code, parent in codes[["scheme", "code", "parent"]].itertuples(index=False):
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
    parts = _match_members(index, list_members(lists, data.codes))
    parts = parts[_fits_flow(index, lists, parts)].sort_values(["part_list", "place", "order"], kind="stable")
    heads = parts.drop_duplicates(["part_list", "place"])[["part_list", "place"]].reset_index(drop=True)
    number = pd.Series(range(len(heads)), index=pd.MultiIndex.from_frame(heads))
    check = (
        number.loc[pd.MultiIndex.from_frame(parts[["part_list", "place"]])].to_numpy()
        if len(parts)
        else (np.zeros(0, dtype="int64"))
    )
    totals = _find_totals(index, lists, heads)
    calculated = make_terms(check, CALCULATED, 1, parts["order"].to_numpy(), parts["row"].to_numpy())
    reported = make_terms(totals.index.to_numpy(), REPORTED, 1, 0, totals.to_numpy())
    described = _describe(lists, _list_flows(index, lists), heads, parts.assign(check=check))
    return Batch(described, join_terms([reported, calculated]))


def _match_members(index: Index, members: Sequence[Member]) -> pd.DataFrame:
    """Return the figures that are a part in a list at a place: part_list, place, order, depth, weight, row."""
    frame = pd.DataFrame(
        {
            "part_list": np.array([one.part_list for one in members], dtype="int64"),
            "selector": index.find_selectors([one.selector for one in members]),
            "order": np.array([one.order for one in members], dtype="int64"),
            "member": np.arange(len(members)),
            "depth": np.array([len(one.above) for one in members], dtype="int64"),
            "weight": np.array([one.weight for one in members], dtype="float64"),
        }
    )
    levels = index.levels[["place", "selector", "row"]]
    found = levels.merge(frame[frame["selector"].ge(0)], on="selector")
    pairs = [(number, name) for number, one in enumerate(members) for name in one.above]
    above = pd.DataFrame(
        {"member": [one[0] for one in pairs], "above": index.find_selectors([one[1] for one in pairs])}, dtype="int64"
    )
    deep = found.loc[found["depth"].gt(0), ["member", "place"]].reset_index(names="found").merge(above, on="member")
    covered = deep.merge(levels[["place", "selector"]], left_on=["place", "above"], right_on=["place", "selector"])
    return found.drop(index=covered["found"].unique())


def _fits_flow(index: Index, lists: Sequence[PartList], parts: pd.DataFrame) -> np.ndarray:
    """Return whether the parts flow as the total of their list does: income by class is no part of an expenditure."""
    wanted = np.array(_list_flows(index, lists) or [""], dtype=object)[parts["part_list"]]
    flow = index.figures["flow"].cat
    actual = flow.categories.to_numpy(object)[flow.codes.to_numpy()[parts["row"]]]
    return np.asarray((wanted == "") | (actual == "") | (wanted == actual), dtype=bool)


def _list_flows(index: Index, lists: Sequence[PartList]) -> list[str]:
    """Return how the total of each list flows; nothing for a code's own parts, which flow as it does."""
    codes = index.data.codes
    flows = dict(zip(codes["scheme"] + "/" + codes["code"], codes["flow"], strict=True))
    return [flows.get(one.total, "") if one.top else "" for one in lists]


def _find_totals(index: Index, lists: Sequence[PartList], heads: pd.DataFrame) -> pd.Series:
    """Return the row of the total of each check that has one, by check."""
    selectors = index.find_selectors([one.total for one in lists])
    wanted = heads.assign(selector=selectors[heads["part_list"]] if len(heads) else [], check=heads.index)
    found = wanted.merge(index.levels[["place", "selector", "row"]], on=["place", "selector"])
    return found.set_index("check")["row"]


def _describe(
    lists: Sequence[PartList], flows: Sequence[str], heads: pd.DataFrame, parts: pd.DataFrame
) -> pd.DataFrame:
    numbers = heads["part_list"].to_numpy()
    schemes = {name: place for place, name in enumerate(dict.fromkeys(one.scheme for one in lists))}
    rivals = np.array([schemes[one.scheme] if one.top else -1 for one in lists] or [-1])[numbers]
    keys = pd.DataFrame({"scheme": rivals, "place": heads["place"]})
    group = keys.groupby(["scheme", "place"], sort=False).ngroup().to_numpy()
    stated = parts.groupby("check")["weight"].sum().reindex(heads.index, fill_value=0.0)
    members = np.array([len(one.members) for one in lists] or [0])[numbers]
    heads = pd.DataFrame(
        {
            "rule": RULE,
            "identity": pd.Categorical.from_codes(numbers, [one.identity for one in lists]) if lists else "",
            "relation": "=",
            "complete": stated.to_numpy() > members - 1e-6,
            "bounded": True,
            "group": np.where(rivals < 0, -1, group),
            "rivals": np.array([_count_rivals(lists, flows, place) for place in range(len(lists))] or [0])[numbers],
            "directed": False,
        }
    )
    return name_heads(heads)


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
