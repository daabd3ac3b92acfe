"""Identities that are data: the terms of data/identities.csv, matched to the figures of all reports at once.

A new identity is a line there and its terms in identity-terms.csv; nothing here knows any of them by name.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED, REPORTED, Batch, join_batches, join_terms, make_terms, name_heads
from analysis.check.index import Index, Ints
from analysis.figures import ALL

_SIDES = {"reported": REPORTED, "calculated": CALCULATED}
_ANY = "*"
_YEARS = 1000


def find_identities(index: Index) -> Batch | None:
    """Return one check for each identity at each place where all of its needed terms are stated; None without any."""
    identities = index.data.identities
    groups = _group_rivals(identities)
    terms: dict[str, list[dict[Any, Any]]] = {}
    for term in index.data.identity_terms.to_dict("records"):
        terms.setdefault(term["identity"], []).append(term)
    found = [
        _match(index, identity, terms[identity["identity"]], group)
        for identity, group in zip(identities.to_dict("records"), groups, strict=True)
    ]
    batches = [one for one in found if one]
    return _join_groups(batches) if batches else None


def _group_rivals(identities: pd.DataFrame) -> list[int]:
    """Return a number for each identity; alternatives of each other have the same.

    An alternative over a scheme that nobody here uses is not among them.
    """
    names = list(identities["identity"])
    groups = list(range(len(names)))
    for number, text in enumerate(identities["alternatives"]):
        for other in set(text.split()) & set(names):
            old, new = groups[names.index(other)], groups[number]
            groups = [new if one == old else one for one in groups]
    return groups


def _match(index: Index, identity: dict[Any, Any], terms: Sequence[dict[Any, Any]], group: int) -> Batch | None:
    """Return the checks of one identity, None where no report states all of its needed terms."""
    shared = [name for name in ("flow", "phase", "fund", "scope") if all(term[name] in ("", _ANY) for term in terms)]
    if any(term["code"] == _ANY for term in terms):
        shared += ["scheme", "code"]
    kinds = _find_kinds(index, identity["kinds"].split())
    found = [_find_rows(index, term, shared, kinds) for term in terms if not term["year_offset"]]
    now = [term for term in terms if not term["year_offset"]]
    keys = _intersect([rows for rows, term in zip(found, now, strict=True) if term["needed"] == "yes"])
    if keys.empty:
        return None
    parts = []
    for place, (term, rows) in enumerate(zip(now, found, strict=True)):
        there = rows.reindex(keys).dropna().astype("int64")
        checks = np.asarray(keys.get_indexer(there.index), dtype="int64")
        parts.append(_make(checks, term, place, np.asarray(there.to_numpy(), dtype="int64")))
    anchor = next(part for part, term in zip(parts, now, strict=True) if term["needed"] == "yes")
    back = [term for term in terms if term["year_offset"]]
    parts += _look_back(index, back, anchor, len(now))
    lacking = [~np.isin(np.arange(len(keys)), part["check"]) for part in parts]
    adding = [term["side"] == "calculated" and term["sign"] == "+" for term in (*now, *back)]
    heads = pd.DataFrame(
        {
            "rule": identity["rule"],
            "identity": identity["identity"],
            "relation": identity["relation"],
            "complete": ~np.any(lacking, axis=0),
            "bounded": ~np.any([one for one, adds in zip(lacking, adding, strict=True) if not adds], axis=0),
            "group": group,
            "rivals": 1,
            "directed": False,
            "key": keys,
        }
    )
    return Batch(name_heads(heads), join_terms(parts))


def _make(check: Ints, term: dict[Any, Any], order: int, rows: Ints) -> pd.DataFrame:
    return make_terms(check, _SIDES[term["side"]], 1 if term["sign"] == "+" else -1, order, rows)


def _find_rows(index: Index, term: dict[Any, Any], shared: Sequence[str], kinds: np.ndarray) -> pd.Series:
    """Return the figure of a term by the key of its place: what all terms of the identity have in common."""
    lines = index.pick(term["measure"])
    figures = index.figures
    rows = lines["row"].to_numpy()
    keep = kinds[rows]
    for name in ("scheme", "code", "phase", "flow", "fund", "scope"):
        wanted = term[name] or (ALL if name in ("fund", "scope") and name not in shared else _ANY)
        if wanted != _ANY:
            keep &= figures[name].eq(wanted).to_numpy()[rows]
    kept = lines[keep]
    key = index.combine(("department", *shared))[kept["row"].to_numpy()] * _YEARS**2
    key += kept["report_year"].to_numpy("int64") % _YEARS * _YEARS + kept["fiscal_year"].to_numpy("int64") % _YEARS
    series = pd.Series(kept["row"].to_numpy(), index=key)
    return series[~series.index.duplicated()]


def _find_kinds(index: Index, kinds: Sequence[str]) -> np.ndarray:
    """Return which figures stand in a document of these kinds; all of them without any."""
    if not kinds:
        return np.ones(len(index.figures), dtype=bool)
    documents = index.data.documents
    chosen = documents[documents["kind_in_title"].isin(kinds)]
    wanted = set(zip(chosen["department"], chosen["fiscal_year"], chosen["document"], strict=True))
    named = index.figures[["department", "report_year", "document"]].itertuples(index=False, name=None)
    return np.fromiter((one in wanted for one in named), dtype=bool, count=len(index.figures))


def _intersect(found: Sequence[pd.Series]) -> pd.Index:
    keys: Ints = np.asarray(found[0].index.to_numpy(), dtype="int64")
    for rows in found[1:]:
        keys = keys[np.isin(keys, rows.index.to_numpy())]
    common: pd.Index = pd.Index(np.sort(keys), dtype="int64")
    return common


def _look_back(index: Index, terms: Sequence[dict[Any, Any]], anchor: pd.DataFrame, first: int) -> list[pd.DataFrame]:
    """Return the terms of earlier years, which may stand in an earlier report, with their order from `first` on."""
    made = []
    for place, term in enumerate(terms, start=first):
        rows, checks = anchor["row"].to_numpy(), anchor["check"].to_numpy()
        lines = index.lines.iloc[rows]
        series = lines["series"].to_numpy()
        if term["code"] != _ANY:
            own = index.find_selectors([f"{term['scheme']}/{term['code']}"])[0]
            series = series - lines["selector"].to_numpy() + own if own >= 0 else np.full(len(series), -1)
        years = lines["fiscal_year"].to_numpy("int64") + term["year_offset"]
        found = index.look_up(series, lines["report_year"].to_numpy("int64"), years)
        made.append(_make(checks[found >= 0], term, place, found[found >= 0]))
    return made


def _join_groups(batches: Sequence[Batch]) -> Batch:
    """Return the checks of all identities; alternatives at one place form a group."""
    joined = join_batches([Batch(one.heads.assign(group=-1), one.terms) for one in batches])
    rival = np.concatenate([one.heads["group"].to_numpy("int64") for one in batches])
    keys = pd.DataFrame({"rival": rival, "key": joined.heads["key"]})
    return Batch(joined.heads.assign(group=keys.groupby(["rival", "key"], sort=False).ngroup()), joined.terms)
