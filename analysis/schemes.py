"""Classification schemes as tables: schemes, their codes, and what became of a code when a scheme changed.

A code means something only with its scheme: 502 is 维权支出 in the union scheme of 2009 and another thing in
that of 2021.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import pandas as pd

from analysis.tables import DataFolder, Row

EXPENDITURE = "expenditure"  # the flow of a code that names none
PRINTED = "printed"  # how far a code that only documents print is confirmed
_CLASS = 3  # digits of a class; each level below has two more


class Group(NamedTuple):
    """Codes of two schemes that are comparable only as a whole; one code on each side is a clean series."""

    from_scheme: str
    to_scheme: str
    from_codes: tuple[str, ...]
    to_codes: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def one_to_one(self) -> bool:
        """Return whether one code became exactly one code."""
        return len(self.from_codes) == len(self.to_codes) == 1


def list_above(raw: Mapping[str, Row], used: Collection[str]) -> set[str]:
    """Return the schemes in `used` that there are, with those whose totals they add up to, and so on."""
    wanted = set(used) & set(raw)
    waiting = sorted(wanted)
    while waiting:
        above = {one.partition("/")[0] for one in raw[waiting.pop()]["adds_up_to"].split()}
        new = sorted((above & set(raw)) - wanted)
        wanted.update(new)
        waiting += new
    return wanted


def read_schemes(folder: DataFolder, wanted: Collection[str]) -> tuple[list[Row], list[Row]]:
    """Return the rows of some schemes and of all their codes; another department's own is neither read nor checked."""
    schemes = folder.read("schemes", "schemes.csv", lambda row: row["scheme"] in wanted)
    codes = [row for one in schemes for row in folder.read("scheme-codes", f"schemes/{one['scheme']}.csv")]
    return schemes, codes


def join_codes(shared: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    """Return the codes of schemes with those that documents print beside them, each once; a shared one counts first.

    `printed` has the columns of data/codes; the latest name of a code is taken, and a code whose parent nobody has
    becomes part of the nearest one above that there is.
    """
    if printed.empty:
        return shared
    own = printed.astype({"fiscal_year": "int64"}).sort_values(["fiscal_year", "department"], kind="stable")
    own = own.drop_duplicates(["scheme", "code"], keep="last").sort_values(["scheme", "code"])
    keys = set(shared[["scheme", "code"]].itertuples(index=False, name=None))
    own = own[[key not in keys for key in own[["scheme", "code"]].itertuples(index=False, name=None)]]
    keys |= set(own[["scheme", "code"]].itertuples(index=False, name=None))
    parents = [_find_parent(scheme, parent, keys) for scheme, parent in zip(own["scheme"], own["parent"], strict=True)]
    added = own[["scheme", "code", "name_zh"]].assign(
        parent=pd.Series(parents, index=own.index, dtype="str"),
        name_en=own["name_zh"],
        flow=EXPENDITURE,
        confirmed=PRINTED,
        line=own["line"],
    )
    empty = {name: "" for name in shared.columns if name not in added}
    return pd.concat([shared, added.assign(**empty)[list(shared.columns)]], ignore_index=True)


def _find_parent(scheme: str, parent: str, keys: Collection[tuple[str, str]]) -> str:
    while parent and (scheme, parent) not in keys:
        parent = parent[:-2] if len(parent) > _CLASS else ""
    return parent


def group_links(concordances: pd.DataFrame) -> list[Group]:
    """Return the smallest groups of codes that no split crosses: what stays comparable in a new scheme."""
    links: list[tuple[str, ...]] = list(
        concordances[["from_scheme", "to_scheme", "from_code", "to_code", "kind"]].itertuples(index=False, name=None)
    )
    groups: list[list[tuple[str, ...]]] = []
    for link in links:
        touching = [group for group in groups if any(_touch(link, other) for other in group)]
        groups = [group for group in groups if group not in touching] + [[*chain.from_iterable(touching), link]]
    return [_make_group(group) for group in groups]


def _touch(one: Sequence[str], other: Sequence[str]) -> bool:
    return one[:2] == other[:2] and (one[2] == other[2] or one[3] == other[3])


def _make_group(links: Iterable[Sequence[str]]) -> Group:
    rows = list(links)
    froms, tos = (tuple(sorted({row[place] for row in rows})) for place in (2, 3))
    return Group(rows[0][0], rows[0][1], froms, tos, tuple(row[4] for row in rows))
