"""Links as checks: what a document says belongs together, as stored on accepting, and what its changes and rates imply.

What a report states twice is one number. A change is against last year's figure of the same code, a share of the whole
that the scheme names, a completion of the budget, unless a stored link of that figure says otherwise.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED, DIVISOR, REPORTED, Batch, Part, join_parts, make_heads
from analysis.check.index import SERIES, Index
from analysis.check.keys import Bools, Ints, columns, join_arrays, match_keys, number_groups
from analysis.check.sums import list_part_lists
from analysis.figures import ALL, CHANGES

# What the engine asks of a link: the rule, and how the reported side relates to the calculated one.
_MARKS = re.compile(r"[“”、，的费\s]|（[类款项]）|支出")  # what two names of one official number may differ in
_BUDGETS = ("approved", "adjusted")
_TOTALS = 3  # that a scheme may have for its shares to be of one of them
KINDS = {
    "sum": ("sum-of-parts", "="),
    "change": ("change", "="),
    "change-rate": ("percent", "rate"),
    "share": ("percent", "rate"),
    "completion-rate": ("percent", "rate"),
    "share-total": ("share-total", "whole"),
    "restated": ("restated", "="),
    "contains": ("sum-of-parts", ">="),
    "less": ("direction", "<"),
    "more": ("direction", ">"),
    "equal": ("direction", "=="),
    "nearly-equal": ("direction", "~"),
}
_SIDES = {"reported": REPORTED, "calculated": CALCULATED, "divisor": DIVISOR}
Candidate = tuple[Ints, Ints, Ints]  # rows of what a rate may be of: part, what is taken off it, whole


def find_links(index: Index) -> Batch:
    """Return one check for each stored link of the reports to be judged, but those with an approximate figure."""
    links = index.data.links
    check = number_groups(*(links[name].to_numpy() for name in ("department", "fiscal_year", "link")))
    heads = links[~pd.Series(check).duplicated().to_numpy()]
    rows = _find_rows(index, links)
    side = np.array([_SIDES[role] for role in links["role"]], dtype=np.int64)
    sign = np.where(links["sign"].eq("-"), -1, 1) * _find_direction(index, rows)
    directed = check[links["role"].eq("reported") & (links["sign"].ne("") | links["kind"].eq("change"))]
    rule, relation = ([KINDS[kind][place] for kind in heads["kind"]] for place in (0, 1))
    described = make_heads(
        len(heads),
        pd.Categorical(rule),
        pd.Categorical(heads["link"]),
        pd.Categorical(relation),
        complete=(heads["complete"].eq("yes") | heads["kind"].ne("sum")).to_numpy(),
        directed=np.isin(np.arange(len(heads)), directed),
    )
    batch = Batch(described, join_parts([Part(check, side, sign, np.arange(len(links)), rows)]))
    approximate = check[~index.lines["usable"].to_numpy()[rows]]
    return batch.keep(np.setdiff1d(np.arange(len(heads)), approximate))


def _find_rows(index: Index, links: pd.DataFrame) -> Ints:
    """Return the position of the figure of each row of a link."""
    if links.empty:
        return np.zeros(0, dtype=np.int64)
    parts = [name.rpartition("/") for name in links["figure"]]
    years = [int(year or own) for (year, *_), own in zip(parts, links["fiscal_year"], strict=True)]
    return index.find_figures(links["department"], np.array(years, dtype=np.int64), [one[2] for one in parts])


def _find_direction(index: Index, rows: Ints) -> Ints:
    """Return -1 for a decrease, which is printed without a sign."""
    return np.where(np.isin(index.codes("measure")[rows], index.find("measure", ["decrease"])), -1, 1)


def find_restated(index: Index) -> Batch:
    """Return one check for each figure stated again, against the first; labels may differ where the code is one."""
    stated = index.own[~index.own["derived"]]
    row, place, selector, measure = columns(stated, "row", "place", "selector", "measure")
    same_unit = np.isin(index.codes("kind")[row], index.find("kind", ["money", "rate"]))
    unit = np.where(same_unit, -1, index.codes("unit")[row])
    base = _list_base_years(index, stated)
    group = number_groups(place, selector, measure, unit, base, index.in_table[row].astype(np.int64))
    first = row[np.unique(group, return_index=True)[1]][group]
    again = np.flatnonzero(first != row)
    again = again[np.argsort(first[again], kind="stable")]
    check = np.arange(len(again))
    terms = [Part(check, REPORTED, 1, 0, first[again]), Part(check, CALCULATED, 1, 1, row[again])]
    return Batch(make_heads(len(again), "restated", "restated", "="), join_parts(terms))


def find_in_tables(index: Index) -> Batch:
    """Return one check for each number of the prose with each of its code in a table: these are alternatives.

    What the prose does not say, flow or fund, is left open, of our own codes also the scope, which they say themselves;
    where a table has the number of the whole, that one is meant and no part of it. An item that the prose lists below
    staff or running costs only is the one of basic expenditure.
    """
    levels = index.pick("level", apart=True)
    row = levels["row"].to_numpy()[~levels["derived"]]
    own, cells = row[~index.in_table[row]], row[index.in_table[row]]
    keys = [index.codes("phase"), *columns(index.lines, "report", "fiscal_year", "selector")]
    group = number_groups(*(key[np.concatenate([own, cells])] for key in keys))
    text, cell = match_keys(group[: len(own)], group[len(own) :])
    numbered = pd.Series(index.name("code", own[text])).str.isdecimal().to_numpy(bool)  # an official code has any scope
    fits = np.ones(len(text), dtype=bool)
    for name, open_ended in (("flow", True), ("fund", True), ("scope", ~numbered)):
        said, there = index.codes(name)[own[text]], index.codes(name)[cells[cell]]
        alike = (said == there) | (np.isin(said, index.find(name, ["", ALL])) & open_ended)
        if name == "scope":
            alike |= _mark_inner(index, own, group[: len(own)])[text] & np.isin(there, index.find(name, ["basic"]))
        fits &= alike
    whole = fits & np.isin(index.codes("scope")[cells[cell]], index.find("scope", [ALL]))
    kept = whole | (fits & ~np.isin(text, text[whole]))
    text, cell = text[kept], cell[kept]
    check = np.arange(len(text))
    terms = [Part(check, REPORTED, 1, 0, own[text]), Part(check, CALCULATED, 1, 1, cells[cell])]
    return Batch(make_heads(len(text), "restated", "text-and-table", "=", group=text), join_parts(terms))


def _mark_inner(index: Index, rows: Ints, group: Ints) -> Bools:
    """Return which figures are of staff or running costs where no other of their code and money is of the other."""
    scope, fund = index.codes("scope")[rows], index.codes("fund")[rows]
    inner = np.isin(scope, index.find("scope", ["personnel", "running"]))
    both = pd.DataFrame({"group": group[inner], "fund": fund[inner], "scope": scope[inner]})
    found = np.zeros(len(rows), dtype=bool)
    found[inner] = both.groupby(["group", "fund"])["scope"].transform("nunique").eq(1).to_numpy()
    return found


def find_implied(index: Index, linked: Ints) -> list[Batch]:
    """Return the checks of changes and rates that no stored link explains; `linked` are figures that one does."""
    batches = [_find_changes(index, _list_stated(index, CHANGES, linked))]
    for name, match in _RATES.items():
        rates = _list_stated(index, [name], linked)
        if len(rates):
            batches.append(_join_candidates(name, rates["row"].to_numpy(), match(index, rates)))
    return batches


def _list_stated(index: Index, measures: Sequence[str], linked: Ints) -> pd.DataFrame:
    """Return the usable figures of some measures in reports to be judged that no link explains."""
    return index.own[index.own["measure"].isin(index.find("measure", measures)) & ~index.own["row"].isin(linked)]


def _find_base(index: Index, lines: pd.DataFrame) -> Ints:
    """Return the row of what each change is against, -1 where nobody states it: a derived one proves nothing.

    Neither does a number of a classification that had another name in the earlier report: it was of something else.
    """
    series, reports, years = columns(lines, "series", "report_year", "fiscal_year")
    bases = _list_base_years(index, lines)
    rows = index.look_up(series, reports, bases)
    own = bases == years  # against the budget of the own year, where it has one only
    if own.any():
        approved, adjusted = (_find_level(index, lines, _find_phase(index, lines, one)) for one in _BUDGETS)
        rows = np.where(own, np.where(adjusted < 0, approved, np.where(approved < 0, adjusted, -1)), rows)
    other = (rows >= 0) & (index.lines["report_year"].to_numpy()[rows] != reports)
    other[other] = ~_are_of_one_name(index, lines["row"].to_numpy()[other], rows[other])
    return np.where(index.lines["derived"].to_numpy()[rows] | other, -1, rows)


def _are_of_one_name(index: Index, rows: Ints, others: Ints) -> Bools:
    """Return which figures with an official number have labels of which one contains the other, or have no number."""
    one, other = (index.figures["label"].iloc[chosen].astype("str").to_numpy(object) for chosen in (rows, others))
    alike: Bools = (one == other) | ~pd.Series(index.name("code", rows)).str.isdecimal().to_numpy(bool)
    for place in np.flatnonzero(~alike):
        names = [_MARKS.sub("", text) for text in (one[place], other[place])]
        alike[place] = names[0] in names[1] or names[1] in names[0]
    return alike


def _list_base_years(index: Index, lines: pd.DataFrame) -> Ints:
    return index.figures["base_year"].to_numpy(np.int64, na_value=0)[lines["row"]]


def _find_level(index: Index, lines: pd.DataFrame, series: Ints | None = None) -> Ints:
    """Return the row of the level of each line's own year, of its own series unless another one is given."""
    own, reports, years = columns(lines, "series", "report_year", "fiscal_year")
    return index.look_up(own if series is None else series, reports, years)


def _find_changes(index: Index, changes: pd.DataFrame) -> Batch:
    """Return one check for each change: it is this year's level less that of the base year."""
    level, base, rows = _find_level(index, changes), _find_base(index, changes), changes["row"].to_numpy()
    known = np.flatnonzero((level >= 0) & (base >= 0))
    terms = [
        Part(np.arange(len(changes)), REPORTED, _find_direction(index, rows), 0, rows),
        Part(known, CALCULATED, 1, 1, level[known]),
        Part(known, CALCULATED, -1, 2, base[known]),
    ]
    return Batch(make_heads(len(changes), "change", "change", "="), join_parts(terms))


def _join_candidates(name: str, rates: Ints, candidates: Sequence[Candidate]) -> Batch:
    """Return one check for each rate and what it may be a rate of; these are alternatives."""
    known = [np.flatnonzero((part >= 0) & (whole >= 0)) for part, _, whole in candidates]
    lost = np.setdiff1d(np.arange(len(rates)), join_arrays(known))
    group = join_arrays([*known, lost])
    terms, first = [Part(np.arange(len(group)), REPORTED, 1, 0, rates[group])], 0
    for chosen, (part, less, whole) in zip(known, candidates, strict=True):
        check = first + np.arange(len(chosen))
        taken = less[chosen] >= 0
        terms += [
            Part(check, CALCULATED, 1, 1, part[chosen]),
            Part(check[taken], CALCULATED, -1, 2, less[chosen][taken]),
            Part(check, DIVISOR, 1, 3, whole[chosen]),
        ]
        first += len(chosen)
    return Batch(make_heads(len(group), "percent", name, "rate", group=group), join_parts(terms))


def _match_share(index: Index, rates: pd.DataFrame) -> list[Candidate]:
    """Return the part of each share with each whole that its scheme allows: the parent, else one of the totals.

    Of a scheme with many totals none is said to be the one; there only a link of the text tells.
    """
    wholes: dict[str, list[str]] = {}
    for one in list_part_lists(index.data.schemes, index.data.codes):
        for member in one.members:
            wholes.setdefault(f"{one.scheme}/{member}", []).append(one.total)
    rows = rates["row"].to_numpy()
    few = {name: found for name, found in wholes.items() if len(found) <= _TOTALS}
    own = [few.get(name, []) for name in index.name("scheme", rows) + "/" + index.name("code", rows)]
    part, none = _find_level(index, rates), _none(rates)
    found = []
    for place in range(max(map(len, own), default=0)):
        # A draft's figures may have a blank scheme and code, so no whole is "?/?", which none has.
        selectors = index.find_selectors([one[place] if place < len(one) else "?/?" for one in own])
        found.append((part, none, _find_level(index, rates, index.move(rates, selectors))))
    return found


def _none(rates: pd.DataFrame) -> Ints:
    return np.full(len(rates), -1)


def _match_change(index: Index, rates: pd.DataFrame) -> list[Candidate]:
    """Return the stated change of each rate of change with its base; where none is stated, both years."""
    base, level, none = _find_base(index, rates), _find_level(index, rates), _none(rates)
    changes = _list_stated(index, CHANGES, none)
    both = pd.concat([changes, rates])
    keys = number_groups(*columns(both, "place", "selector"), _list_base_years(index, both))
    asked, found = match_keys(keys[len(changes) :], keys[: len(changes)])
    change = none.copy()
    change[asked[::-1]] = changes["row"].to_numpy()[found[::-1]]  # of several the first counts
    unstated = (change < 0) & (base >= 0)
    return [(change, none, base), (np.where(unstated, level, -1), np.where(unstated, base, -1), base)]


def _find_phase(index: Index, lines: pd.DataFrame, phase: str) -> Ints:
    """Return the series of some lines in another phase."""
    codes = {name: index.codes(name)[lines["row"]] for name in SERIES}
    return index.join(codes | {"phase": index.find("phase", [phase])})


def _match_completion(index: Index, rates: pd.DataFrame) -> list[Candidate]:
    """Return the final figure of each completion rate with the original and with the adjusted budget."""
    final, approved, adjusted = (
        _find_level(index, rates, _find_phase(index, rates, phase)) for phase in ("executed", *_BUDGETS)
    )
    return [(final, _none(rates), approved), (final, _none(rates), adjusted)]


_RATES: dict[str, Callable[[Index, pd.DataFrame], list[Candidate]]] = {
    "share": _match_share,
    "change-rate": _match_change,
    "completion-rate": _match_completion,
}
