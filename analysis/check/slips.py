"""What keeps a sum from closing: a unit or point that slipped, or parts that nobody states; what only rounding closes.

A slip is seen where one figure alone, times 10^±4 or 10^±1, closes the sum.
"""

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.check.batch import Batch
from analysis.check.evaluate import level_roundings
from analysis.check.index import Index
from analysis.check.keys import Ints, columns, number_groups
from analysis.check.rows import join_words
from analysis.check.sums import RULE, UnlistedFinder
from analysis.verdicts import EXACT, MISMATCH, WITHIN_ROUNDING

_SURE = 10  # times what rounding leaves open
FACTORS = {"unit+4": (10**4, 1), "unit-4": (1, 10**4), "point+1": (10, 1), "point-1": (1, 10)}
_OTHER_WAY = {"unit+4": "unit-4", "unit-4": "unit+4", "point+1": "point-1", "point-1": "point+1"}
TABLE_FACTORS = {"table+4": (10**4, 1), "table-4": (1, 10**4)}  # of all figures of a table


class Slip(NamedTuple):
    """Which figure slipped (its place among those of the check) and how, as a key of FACTORS."""

    place: int
    kind: str


def find_slip(values: Ints, roundings: Ints) -> Slip | None:
    """Return the slip that closes a sum, None if there is none or more than one may; the first figure is the total.

    >>> import numpy as np
    >>> find_slip(np.array([1_000_000, 600_000, 4_000_000_000]), np.array([10_000, 10_000, 10_000]))
    Slip(place=2, kind='unit-4')
    """
    signed = [int(values[0]), *(-int(one) for one in values[1:])]
    sizes = [int(one) for one in roundings]
    gap, slack = sum(signed), sum(sizes)
    for kind, (times, per) in FACTORS.items():
        fitting = []
        for place, value in enumerate(signed):
            moved, rest = divmod(value * times, per)
            # A slip moves the point, so the figure stays as exact as those beside it.
            exact = min(sizes[place] * times // per, sizes[0] or sizes[place])
            closes = 2 * abs(gap - value + moved) <= slack - sizes[place] + exact
            if (
                value and not rest and 2 * abs(moved) > _SURE * slack and closes
            ):  # one so small would close by vanishing
                fitting.append(place)
        if len(fitting) == 1:
            return Slip(fitting[0], kind)
    return None


def mark_slips(index: Index, batch: Batch, judged: pd.DataFrame) -> pd.DataFrame:
    """Return the checks with the figure named whose unit or point slipped, where that keeps a sum from closing."""
    equal = judged["relation"].eq("=") & judged["rule"].isin([RULE, "restated"])
    short = judged["reason"].eq("incomplete") & judged["calculated_terms"].gt(1)
    # One amount against one that only carry-over may part from it is ten times that by no chance.
    sides = judged["rule"].eq("balance") & judged["reason"].eq("incomplete")
    sides &= judged["reported_terms"].eq(1) & judged["calculated_terms"].eq(1)
    concerned = np.flatnonzero((equal & (judged["verdict"].eq(MISMATCH) | short)) | sides)
    chosen = batch.keep(concerned)
    value = index.figures["value"].to_numpy()[chosen.rows] * chosen.terms["sign"].to_numpy(np.int64)
    rounding = level_roundings(index, chosen.terms)
    # A tenfold may be chance where other parts are unlisted, unless the document itself gives the list.
    sure = (judged["rule"].ne("restated") & (~short | judged["identity"].isin(index.data.links["link"]))).to_numpy()
    found: dict[int, str] = {}
    for number, (start, end) in zip(concerned.tolist(), pairwise(chosen.offsets), strict=True):
        slip = find_slip(value[start:end], rounding[start:end])
        if slip and sides[number]:
            own, other = (chosen.rows[start + place] for place in (slip.place, 1 - slip.place))
            if _is_proven(batch, judged, own) and not _is_proven(batch, judged, other):
                slip = Slip(1 - slip.place, _OTHER_WAY[slip.kind])
        if slip and (sure[number] or slip.kind.startswith("unit")):
            found[number] = f"{slip.kind} {slip.place}"
    if not found:
        return judged
    told = {name: judged[name].astype("str").to_numpy(object) for name in ("rule", "verdict", "reason")}
    places = list(found)
    told["rule"][places], told["verdict"][places], told["reason"][places] = "unit-scale", MISMATCH, list(found.values())
    return judged.assign(**{name: pd.Categorical(texts) for name, texts in told.items()})


def _is_proven(batch: Batch, judged: pd.DataFrame, row: int) -> bool:
    """Return whether a sum, a change or a rate confirms a figure by two or more others."""
    checks = batch.checks[batch.rows == row]
    told = judged.iloc[checks[np.diff(batch.offsets)[checks] > 2]]  # more than one figure against another
    return bool((told["verdict"].isin([EXACT, WITHIN_ROUNDING]) & told["relation"].isin(["=", "rate"])).any())


def name_missing(index: Index, batch: Batch, judged: pd.DataFrame) -> pd.Categorical:
    """Return the members of a list that are not stated, where it does not close, else nothing."""
    names = np.full(len(judged), "", dtype=object)
    unlisted = UnlistedFinder(index.data.schemes, index.data.codes)
    listed = judged["reason"].eq("incomplete") & judged["identity"].astype("str").str.contains(">", regex=False)
    concerned = listed.to_numpy()[batch.checks]
    rows = batch.rows[concerned]
    used: dict[int, set[str]] = defaultdict(set)
    codes = index.name("scheme", rows) + "/" + index.name("code", rows)
    for number, code in zip(batch.checks[concerned].tolist(), codes, strict=True):
        used[number].add(code)
    for number, identity in zip(np.flatnonzero(listed).tolist(), judged.loc[listed, "identity"], strict=True):
        names[number] = " ".join(unlisted.find(identity, used[number]))
    return pd.Categorical(names)


def note_coarse(index: Index, table: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each sum that passes only because one figure is printed with fewer decimals."""
    gap = (judged["reported"] - judged["calculated"]).abs()
    coarse = judged["rule"].eq(RULE) & judged["relation"].eq("=")
    coarse &= judged["verdict"].eq(WITHIN_ROUNDING) & gap.gt(judged["fine"])
    return table[coarse].assign(rule="coarse-rounding", severity=index.severities["coarse-rounding"])


def note_rounding(index: Index, batch: Batch, table: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each table in which numbers that are rounded apart do not add up to the last digit."""
    first = batch.rows[batch.offsets[:-1]]
    apart = judged["verdict"].eq(WITHIN_ROUNDING) & judged["reported"].ne(judged["calculated"])
    apart &= judged["relation"].eq("=").to_numpy() & index.in_table[first]
    chosen = np.flatnonzero(apart)
    group = number_groups(*columns(index.lines.iloc[first[chosen]], "report", "table"))
    order = np.argsort(group, kind="stable")
    chosen, group = chosen[order], group[order]
    heads = chosen[np.unique(group, return_index=True)[1]]
    kept = table.iloc[heads].drop(columns=["reported", "calculated", "tolerance", "formula", "reason", "missing"])
    return kept.assign(
        identity=pd.Categorical(index.name("table", first[heads])),
        figures=join_words(group, index.name("figure_id", first[chosen]), len(heads)),
        rule=pd.Categorical(["rounding"] * len(heads)),
        severity=pd.Categorical([index.severities["rounding"]] * len(heads)),
    )
