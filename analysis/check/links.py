"""Links as checks: what a document says belongs together, as stored on accepting, and what its changes and rates imply.

A change is against last year's figure of the same code, a share of the whole that the scheme names, a completion of the
budget, unless a stored link of that figure says otherwise.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED, DIVISOR, REPORTED, Batch, join_terms, make_heads, make_terms, name_heads
from analysis.check.index import Index, Ints
from analysis.check.sums import list_part_lists
from analysis.figures import CHANGES
from analysis.frames import concat_frames

# What the engine asks of a link: the rule, and how the reported side relates to the calculated one.
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
    """Return one check for each stored link of the reports to be judged."""
    links = index.data.links
    rows = _find_rows(index, links)
    heads = links.drop_duplicates(["department", "fiscal_year", "link"]).reset_index(drop=True)
    number = {
        key: place
        for place, key in enumerate(zip(heads["department"], heads["fiscal_year"], heads["link"], strict=True))
    }
    check = np.array(
        [number[key] for key in zip(links["department"], links["fiscal_year"], links["link"], strict=True)],
        dtype="int64",
    )
    side = links["role"].map(_SIDES).to_numpy("int64")
    sign = np.where(links["sign"].eq("-"), -1, 1) * _find_direction(index, links, rows)
    terms = make_terms(check, side, sign, np.arange(len(links)), rows)
    directed = links["role"].eq("reported") & (links["sign"].ne("") | links["kind"].eq("change"))
    told = np.isin(np.arange(len(heads)), check[directed.to_numpy()])
    batch = Batch(_describe(heads, told), join_terms([terms]))
    approximate = np.unique(check[~index.lines["usable"].to_numpy()[rows]])
    return batch.keep(np.setdiff1d(np.arange(len(heads)), approximate))


def _describe(heads: pd.DataFrame, told: np.ndarray) -> pd.DataFrame:
    kinds = heads["kind"].map(KINDS)
    described = pd.DataFrame(
        {
            "rule": [one[0] for one in kinds],
            "identity": heads["link"].astype(object),
            "relation": [one[1] for one in kinds],
            "complete": heads["complete"].eq("yes").to_numpy() | ~heads["kind"].eq("sum").to_numpy(),
            "bounded": True,
            "group": -1,
            "rivals": 1,
            "directed": told,
        }
    )
    return name_heads(described)


def _find_rows(index: Index, links: pd.DataFrame) -> Ints:
    """Return the position of the figure of each row of a link."""
    if links.empty:
        return np.zeros(0, dtype="int64")
    figures = index.figures
    places = pd.Series(
        range(len(figures)),
        index=pd.MultiIndex.from_arrays(
            [figures["department"].astype("str"), figures["report_year"], figures["figure_id"].astype("str")]
        ),
    )
    parts = links["figure"].str.rpartition("/")
    years = parts[0].where(parts[0].ne(""), links["fiscal_year"].astype("str")).astype("int64")
    found = places.loc[pd.MultiIndex.from_arrays([links["department"], years, parts[2]])]
    return np.asarray(found.to_numpy(), dtype="int64")


def _find_direction(index: Index, links: pd.DataFrame, rows: Ints) -> Ints:
    """Return -1 for a decrease, which is printed without a sign."""
    fell = index.figures["measure"].eq("decrease").to_numpy()[rows]
    return np.where(fell, -1, 1)


def find_implied(index: Index, linked: Ints) -> list[Batch]:
    """Return the checks of changes and rates that no stored link explains; `linked` are figures that one does."""
    return [_find_changes(index, linked), *_find_rates(index, linked)]


def _list_stated(index: Index, measures: Sequence[str], linked: Ints) -> pd.DataFrame:
    """Return the usable figures of some measures in reports to be judged that no link explains."""
    lines = index.lines
    wanted = [index.find_measure(name) for name in measures]
    kept = lines["own"] & lines["usable"] & lines["coded"]
    chosen = lines[kept & lines["measure"].isin([one for one in wanted if one >= 0])]
    return chosen[~np.isin(chosen["row"].to_numpy(), linked)]


def _find_base(index: Index, lines: pd.DataFrame) -> Ints:
    """Return the row of what each change is against, -1 where nobody states it: a derived one proves nothing."""
    years = index.figures["base_year"].fillna(0).to_numpy("int64")[lines["row"].to_numpy()]
    rows = index.look_up(lines["series"].to_numpy(), lines["report_year"].to_numpy("int64"), years)
    derived = index.lines["derived"].to_numpy()[rows]
    return np.where((rows >= 0) & ~derived, rows, -1)


def _find_level(index: Index, lines: pd.DataFrame) -> Ints:
    years = lines["fiscal_year"].to_numpy("int64")
    return index.look_up(lines["series"].to_numpy(), lines["report_year"].to_numpy("int64"), years)


def _find_changes(index: Index, linked: Ints) -> Batch:
    changes = _list_stated(index, CHANGES, linked)
    level, base = _find_level(index, changes), _find_base(index, changes)
    rows = changes["row"].to_numpy()
    sign = np.where(index.figures["measure"].eq("decrease").to_numpy()[rows], -1, 1)
    known = (level >= 0) & (base >= 0)
    check = np.arange(len(changes))
    terms = [
        make_terms(check, REPORTED, sign, 0, rows),
        make_terms(check[known], CALCULATED, 1, 1, level[known]),
        make_terms(check[known], CALCULATED, -1, 2, base[known]),
    ]
    return Batch(make_heads(len(changes), "change", "change", "="), join_terms(terms))


def _find_rates(index: Index, linked: Ints) -> list[Batch]:
    found = []
    for name, match in (
        ("share", _match_share),
        ("change-rate", _match_change),
        ("completion-rate", _match_completion),
    ):
        rates = _list_stated(index, [name], linked)
        if len(rates):
            found.append(_join_candidates(name, rates["row"].to_numpy(), match(index, rates)))
    return found


def _join_candidates(name: str, rates: Ints, candidates: Sequence[Candidate]) -> Batch:
    """Return one check for each rate and what it may be a rate of; these are alternatives."""
    heads, terms, number = [], [], 0
    for part, less, whole in candidates:
        known = (part >= 0) & (whole >= 0)
        check = number + np.arange(known.sum())
        group = np.arange(len(rates))[known]
        heads.append(make_heads(len(check), "percent", name, "rate", group))
        terms += [
            make_terms(check, REPORTED, 1, 0, rates[known]),
            make_terms(check, CALCULATED, 1, 1, part[known]),
            make_terms(check[less[known] >= 0], CALCULATED, -1, 2, less[known & (less >= 0)]),
            make_terms(check, DIVISOR, 1, 3, whole[known]),
        ]
        number += len(check)
    found = np.concatenate([np.zeros(0, dtype="int64"), *(head["group"].to_numpy("int64") for head in heads)])
    lost = np.setdiff1d(np.arange(len(rates)), found)
    heads.append(make_heads(len(lost), "percent", name, "rate", lost))
    terms.append(make_terms(number + np.arange(len(lost)), REPORTED, 1, 0, rates[lost]))
    return Batch(concat_frames(heads), join_terms(terms))


def _match_share(index: Index, rates: pd.DataFrame) -> list[Candidate]:
    """Return the part of each share with each whole that its scheme allows: the parent, else one of the totals."""
    part = _find_level(index, rates)
    lists = list_part_lists(index.data.schemes, index.data.codes)
    wholes: dict[str, list[str]] = {}
    for one in lists:
        for member in one.members:
            wholes.setdefault(f"{one.scheme}/{member}", []).append(one.total)
    codes = index.figures[["scheme", "code"]].iloc[rates["row"]].astype("str")
    own = [wholes.get(f"{scheme}/{code}", []) for scheme, code in codes.itertuples(index=False)]
    found = []
    for place in range(max(map(len, own), default=0)):
        selector = index.find_selectors([one[place] if place < len(one) else "?/?" for one in own])
        series = rates["series"].to_numpy() - rates["selector"].to_numpy() + selector
        years = rates["fiscal_year"].to_numpy("int64")
        whole = index.look_up(series, rates["report_year"].to_numpy("int64"), years)
        found.append((part, _none(rates), np.where(selector < 0, -1, whole)))
    return found


def _none(rates: pd.DataFrame) -> Ints:
    return np.full(len(rates), -1, dtype="int64")


def _match_change(index: Index, rates: pd.DataFrame) -> list[Candidate]:
    """Return the stated change of each rate of change with its base; where none is stated, both years."""
    base, level = _find_base(index, rates), _find_level(index, rates)
    changes = index.lines[index.lines["own"] & index.lines["usable"]]
    changes = changes[changes["measure"].isin([index.find_measure(name) for name in CHANGES])]
    years = index.figures["base_year"].fillna(0).to_numpy("int64")
    keys = [one[["place", "selector"]].assign(base=years[one["row"].to_numpy()]) for one in (changes, rates)]
    rows = pd.Series(changes["row"].to_numpy(), index=pd.MultiIndex.from_frame(keys[0]))
    rows = rows[~rows.index.duplicated()]
    change = rows.reindex(pd.MultiIndex.from_frame(keys[1])).fillna(-1).to_numpy("int64")
    unstated = (change < 0) & (base >= 0)
    return [(change, _none(rates), base), (np.where(unstated, level, -1), np.where(unstated, base, -1), base)]


def _match_completion(index: Index, rates: pd.DataFrame) -> list[Candidate]:
    """Return the final figure of each completion rate with the original and with the adjusted budget."""
    phases = list(index.figures["phase"].cat.categories)

    def find(phase: str) -> Ints:
        if phase not in phases:
            return np.full(len(rates), -1, dtype="int64")
        rows = rates["row"].to_numpy()
        names = ("department", "flow", "phase", "fund", "scope")
        sizes = [max(len(index.figures[name].cat.categories), 1) for name in names]
        codes = [index.figures[name].cat.codes.to_numpy("int64")[rows] for name in names]
        codes[2] = np.full(len(rows), phases.index(phase), dtype="int64")
        meaning = np.zeros(len(rows), dtype="int64")
        for code, size in zip(codes, sizes, strict=True):
            meaning = meaning * size + code
        own = rates["series"].to_numpy() % index.selectors
        years = rates["fiscal_year"].to_numpy("int64")
        return index.look_up(meaning * index.selectors + own, rates["report_year"].to_numpy("int64"), years)

    final = find("executed")
    return [(final, _none(rates), find("approved")), (final, _none(rates), find("adjusted"))]
