"""Breaks of schemes: where a code came from when last year was reported in another one, and which sums are comparable.

The concordances of two schemes form groups that no split crosses. A group of one code on each side is a clean series;
of any other only the sum is comparable.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED
from analysis.check.index import Index, Ints
from analysis.check.judge import judge
from analysis.check.sums import find_sums
from analysis.schemes import Group
from analysis.verdicts import EXACT, WITHIN_ROUNDING

_REPORT = ["meaning", "report_year", "base_year"]


def find_groups(index: Index, lines: pd.DataFrame, groups: list[Group]) -> Ints:
    """Return the group that the code of each line came from, as a place in `groups`; -1 if its scheme did not change.

    A scheme changed where the base year is reported in the old one and nothing of it in the new one.
    """
    found = np.full(len(lines), -1, dtype="int64")
    selectors = lines["selector"].to_numpy()
    for old, new in dict.fromkeys((one.from_scheme, one.to_scheme) for one in groups):
        changed = _uses(index, lines, old) & ~_uses(index, lines, new)
        for place, one in enumerate(groups):
            if (one.from_scheme, one.to_scheme) == (old, new):
                codes = index.find_selectors([f"{new}/{code}" for code in one.to_codes])
                found[changed & np.isin(selectors, codes[codes >= 0]) & (found < 0)] = place
    return found


def _uses(index: Index, lines: pd.DataFrame, scheme: str) -> np.ndarray:
    """Return whether any report up to that of each line states its base year in a scheme."""
    stated = index.lines[index.figures["scheme"].eq(scheme).to_numpy() & ~index.lines["derived"]]
    stated = stated.assign(meaning=stated["series"] // index.selectors, base_year=stated["fiscal_year"])
    since = stated.groupby(["meaning", "base_year"], sort=False)["report_year"].min().rename("since").reset_index()
    asked = lines[_REPORT].merge(since, on=["meaning", "base_year"], how="left", validate="m:1")
    return np.asarray(asked["since"].le(asked["report_year"]), dtype=bool)


def find_old_rows(index: Index, lines: pd.DataFrame, groups: list[Group], places: Ints) -> Ints:
    """Return the base of each line whose code became exactly one code; -1 for every other."""
    rows = np.full(len(lines), -1, dtype="int64")
    for place in np.unique(places[places >= 0]):
        if groups[place].one_to_one:
            chosen = np.flatnonzero(places == place)
            [old] = _name_sides(groups[place])[1]
            rows[chosen] = _look_up(index, lines.iloc[chosen], old, "base_year")
    return rows


def _name_sides(group: Group) -> tuple[list[str], list[str]]:
    """Return the `scheme/code` of the new side and of the old one."""
    new = [f"{group.to_scheme}/{code}" for code in group.to_codes]
    return new, [f"{group.from_scheme}/{code}" for code in group.from_codes]


def _look_up(index: Index, reports: pd.DataFrame, selector: str, year: str) -> Ints:
    number = index.find_selectors([selector])[0]
    if number < 0:
        return np.full(len(reports), -1, dtype="int64")
    series = reports["meaning"].to_numpy("int64") * index.selectors + number
    return index.look_up(series, reports["report_year"].to_numpy("int64"), reports[year].to_numpy("int64"))


def sum_groups(
    index: Index, lines: pd.DataFrame, groups: list[Group], places: Ints
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sums that stay comparable for the lines that split, and their members.

    Sums: meaning, report_year, base_year, series (every new code of the group), missing (`scheme/code` of both sides
    that are not stated), whole (truth value: what is missing is none, because the list of its scheme closes without
    it). Members: pair (the place of the sum), side (0 this year, 1 the base), row.
    """
    heads, parts, number = [lines[_REPORT].head(0).assign(series="")], [], 0
    for place in np.unique(places[places >= 0]):
        reports = lines.loc[places == place, _REPORT].drop_duplicates().reset_index(drop=True)
        members = _list_members(index, reports, groups[place])
        parts.append(members.assign(pair=members["pair"] + number))
        heads.append(reports.assign(series="+".join(_name_sides(groups[place])[0])))
        number += len(reports)
    sums = pd.concat(heads, ignore_index=True)
    empty = pd.DataFrame({"pair": [], "side": [], "name": [], "row": []}).astype({"pair": int, "side": int, "row": int})
    members = pd.concat([empty, *parts], ignore_index=True)
    there = members[members["row"].ge(0)]
    both = there.groupby("pair")["side"].nunique().reindex(sums.index, fill_value=0).eq(2)
    renumber = both.cumsum().to_numpy() - 1
    kept = members[both.to_numpy()[members["pair"]]]
    return _judge_members(index, sums[both].reset_index(drop=True), kept.assign(pair=renumber[kept["pair"]]))


def _list_members(index: Index, reports: pd.DataFrame, group: Group) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"pair": reports.index, "side": side, "name": name, "row": _look_up(index, reports, name, year)})
        for side, (names, year) in enumerate(zip(_name_sides(group), ("report_year", "base_year"), strict=True))
        for name in names
    ]
    return pd.concat(parts, ignore_index=True)


def _judge_members(index: Index, sums: pd.DataFrame, members: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sums with missing and whole, and the members that are stated."""
    lost, there = members[members["row"].lt(0)], members[members["row"].ge(0)]
    missing = lost.groupby("pair")["name"].agg(" ".join).reindex(sums.index, fill_value="")
    closed = _find_closed(index, there["row"].to_numpy()) if len(lost) else set()
    sides = there.drop_duplicates(["pair", "side"]).set_index(["pair", "side"])["row"]
    places = _list_places(index, sides.reindex(pd.MultiIndex.from_frame(lost[["pair", "side"]])).to_numpy("int64"))
    whole = ~sums.index.isin([pair for pair, place in zip(lost["pair"], places, strict=True) if place not in closed])
    members = there.sort_values(["pair", "side"], kind="stable")[["pair", "side", "row"]]
    return sums.assign(missing=missing, whole=whole), members


def _find_closed(index: Index, rows: Ints) -> set[tuple[int, int]]:
    """Return the lists (place and scheme) around some figures whose parts make up a total."""
    reports = index.figures.iloc[rows][["department", "report_year"]].astype({"department": "str"}).drop_duplicates()
    around = Index(replace(index.data, reports=reports))
    batch = find_sums(around)
    judged = judge(around, batch)
    of_total = batch.heads["group"].ge(0).loc[judged.index]
    closed = judged.index[of_total & judged["verdict"].isin([EXACT, WITHIN_ROUNDING])]
    parts = batch.terms[batch.terms["check"].isin(closed) & batch.terms["side"].eq(CALCULATED)]
    return set(_list_places(index, parts["row"].to_numpy()))


def _list_places(index: Index, rows: Ints) -> list[tuple[int, int]]:
    """Return the place and the scheme of some figures."""
    places, schemes = index.lines["place"].to_numpy(), index.figures["scheme"].cat.codes.to_numpy()
    return list(zip(places[rows].tolist(), schemes[rows].tolist(), strict=True))
