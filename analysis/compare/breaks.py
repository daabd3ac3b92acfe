"""Breaks of schemes: where a code came from when last year was reported in another one, and which sums are comparable.

The concordances of two schemes form groups that no split crosses. A group of one code on each side is a clean series;
of any other only the sum is comparable.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.batch import CALCULATED
from analysis.check.index import Index
from analysis.check.judge import judge
from analysis.check.keys import Ints
from analysis.check.sums import find_sums
from analysis.schemes import Group
from analysis.verdicts import EXACT, WITHIN_ROUNDING

THIS, BASE = 0, 1
_REPORT = ["meaning", "report_year", "base_year"]


def find_groups(index: Index, lines: pd.DataFrame, groups: list[Group]) -> Ints:
    """Return the group that the code of each line came from, as a place in `groups`; -1 if its scheme did not change.

    A scheme changed where the base year is reported in the old one and nothing of it in the new one.
    """
    found = np.full(len(lines), -1, dtype="int64")
    for old, new in dict.fromkeys((one.from_scheme, one.to_scheme) for one in groups):
        changed = _uses(index, lines, old) & ~_uses(index, lines, new)
        for place, one in enumerate(groups):
            if (one.from_scheme, one.to_scheme) == (old, new):
                codes = index.find_selectors([f"{new}/{code}" for code in one.to_codes])
                found[changed & np.isin(lines["selector"], codes[codes >= 0]) & (found < 0)] = place
    return found


def _uses(index: Index, lines: pd.DataFrame, scheme: str) -> NDArray[np.bool_]:
    """Return whether any report up to that of each line states its base year in a scheme."""
    stated = index.lines[index.figures["scheme"].eq(scheme).to_numpy() & ~index.lines["derived"]]
    since = stated.groupby([stated["series"] // index.selectors, "fiscal_year"])["report_year"].min()
    asked = since.reindex(pd.MultiIndex.from_frame(lines[["meaning", "base_year"]]))
    return np.asarray(asked.to_numpy() <= lines["report_year"].to_numpy())


def find_old_rows(index: Index, lines: pd.DataFrame, groups: list[Group], places: Ints) -> Ints:
    """Return the base of each line whose code became exactly one code; -1 for every other."""
    clean = [f"{one.from_scheme}/{one.from_codes[0]}" if one.one_to_one else "" for one in groups]
    old = np.append(np.where(np.array(clean) == "", -1, index.find_selectors(clean)), -1)[places]
    return _look_up(index, lines.assign(selector=old), lines["base_year"])


def find_renamed(index: Index, rows: Ints, bases: Ints) -> NDArray[np.bool_]:
    """Return which levels have a base (-1 if none) whose document prints another name for the same official number.

    A name that contains the other is the same; where one of the documents prints none nothing is said.
    """
    keys, printed = ["department", "fiscal_year", "scheme", "code"], index.data.printed_codes
    if printed.empty:
        return np.zeros(len(rows), dtype=bool)
    names = printed.drop_duplicates(keys).set_index(keys)["name_zh"]
    own, other = (_name_printed(index, names, chosen) for chosen in (rows, bases))
    differ = (bases >= 0) & (own != other) & (own != "") & (other != "")
    differ[differ] = [one not in two and two not in one for one, two in zip(own[differ], other[differ], strict=True)]
    return np.asarray(differ)


def find_doubled(index: Index, rows: Ints, bases: Ints) -> NDArray[np.bool_]:
    """Return which items (-1 for none) share their name with another of one document: an order tells nobody apart.

    Such items of a body's own have codes that are numbered in the order of the document: `i36184865-2`.
    """
    items = np.flatnonzero(np.isin(index.codes("scheme"), index.find("scheme", ["own-items"])))
    if not len(items):
        return np.zeros(len(rows), dtype=bool)
    code = pd.Series(index.name("code", items), dtype="str")
    stem, year = code.str.partition("-")[0], index.lines["report_year"].to_numpy("int64")[items]
    numbered = code.ne(stem).groupby([index.codes("department")[items], year, stem])
    doubled = np.zeros(len(index.figures) + 1, dtype=bool)  # the last one is that of no base
    doubled[items] = numbered.transform("any")
    return np.asarray(doubled[rows] | doubled[bases])


def _name_printed(index: Index, names: pd.Series, rows: Ints) -> NDArray[np.object_]:
    """Return the name that the document of each figure prints for its code; empty where it prints none."""
    parts = [index.name(one, rows) for one in ("department", "scheme", "code")]
    years = index.lines["report_year"].to_numpy("int64")[rows]
    keys = pd.MultiIndex.from_arrays([parts[0], years, *parts[1:]])
    return names.reindex(keys).fillna("").to_numpy(object)


def _look_up(index: Index, lines: pd.DataFrame, years: pd.Series) -> Ints:
    series = np.where(lines["selector"] < 0, -1, lines["meaning"] * index.selectors + lines["selector"])
    return index.look_up(series, lines["report_year"].to_numpy("int64"), years.to_numpy("int64"))


def sum_groups(index: Index, lines: pd.DataFrame, groups: list[Group]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sums that stay comparable for lines whose code came from a `group` that splits, and their members.

    Sums: meaning, report_year, base_year, series (every new code of the group), missing (`scheme/code` of both sides
    that are not stated), whole (truth value: what is missing is none, because the list of its scheme closes without
    it). Members: pair (the place of the sum), side (THIS or BASE), row.
    """
    sums = lines[[*_REPORT, "group"]].drop_duplicates().sort_values("group", kind="stable", ignore_index=True)
    names = [
        (place, side, f"{scheme}/{code}")
        for place, one in enumerate(groups)
        for side, scheme, codes in ((THIS, one.to_scheme, one.to_codes), (BASE, one.from_scheme, one.from_codes))
        for code in codes
    ]
    every = pd.DataFrame(names, columns=["group", "side", "name"])
    every = every.assign(selector=index.find_selectors(every["name"]))
    members = sums.reset_index(names="pair").merge(every, on="group")
    years = members["report_year"].where(members["side"].eq(THIS), members["base_year"])
    members = members.assign(row=_look_up(index, members, years))
    sides = members.groupby(["pair", "side"])["row"].agg(["min", "max"])
    whole, partly = sides["min"].ge(0), sides["min"].lt(0) & sides["max"].ge(0)
    whole[partly] = _find_closed(index, sides.loc[partly, "max"].to_numpy())
    both = sides["max"].ge(0).groupby("pair").all()
    series = every[every["side"].eq(THIS)].groupby("group")["name"].agg("+".join)
    missing = members[members["row"].lt(0)].groupby("pair")["name"].agg(" ".join).reindex(sums.index, fill_value="")
    sums = sums.assign(series=sums["group"].map(series), missing=missing, whole=whole.groupby("pair").all())
    kept = members[members["row"].ge(0) & both[members["pair"]].to_numpy()]
    number = both.cumsum().to_numpy() - 1
    return sums[both].reset_index(drop=True), kept.assign(pair=number[kept["pair"]])[["pair", "side", "row"]]


def _find_closed(index: Index, rows: Ints) -> NDArray[np.bool_]:
    """Return whether the list of parts that each figure stands in makes up a total."""
    if not len(rows):
        return np.zeros(0, dtype=bool)
    reports = index.figures.iloc[rows][["department", "report_year"]].astype({"department": "str"}).drop_duplicates()
    around = Index(replace(index.data, reports=reports))
    batch = find_sums(around)
    judged = judge(around, batch)
    of_total = batch.heads["group"].ge(0).loc[judged.index]
    closed = judged.index[of_total & judged["verdict"].isin([EXACT, WITHIN_ROUNDING])]
    parts = batch.terms[batch.terms["check"].isin(closed) & batch.terms["side"].eq(CALCULATED)]
    lists = pd.MultiIndex.from_arrays([index.lines["place"], index.codes("scheme")])
    return np.asarray(lists[rows].isin(lists[parts["row"]]))
