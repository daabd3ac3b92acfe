"""Identities that are data: the terms of data/identities.csv, matched to the figures of all reports at once.

A new identity is a line there and its terms in identity-terms.csv; nothing here knows any of them by name.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED, REPORTED, Batch, Part, join_parts, make_heads
from analysis.check.index import Index
from analysis.check.keys import Bools, Ints, columns, join_arrays, number_groups
from analysis.figures import ALL
from analysis.frames import iterate_rows

_SIDES = {"reported": REPORTED, "calculated": CALCULATED}
_ANY = "*"


class _Found(NamedTuple):
    """The checks of one identity: the key of the place of each, their terms, and what their heads say of these."""

    keys: Ints
    parts: list[Part]
    complete: Bools
    bounded: Bools


def find_identities(index: Index) -> Batch:
    """Return one check for each identity at each place where all of its needed terms are stated."""
    every = index.data.identities
    terms: dict[str, list[Any]] = {}
    for term in iterate_rows(index.data.identity_terms):
        terms.setdefault(term.identity, []).append(term)
    in_kinds = {kinds: _find_kinds(index, kinds.split()) for kinds in every["kinds"].unique()}
    fitting = np.array([in_kinds[kinds].any() for kinds in every["kinds"]], dtype=np.bool_)
    identities = every[fitting]
    found = [
        _match(index, in_kinds[one.kinds], terms[one.identity], within=one.within, unlisted=one.unlisted)
        for one in iterate_rows(identities)
    ]
    counts = [len(one.keys) for one in found]
    number, first = np.repeat(np.arange(len(found)), counts), np.cumsum([0, *counts])
    rivals = np.array(_group_rivals(every), dtype=np.int64)[fitting][number]
    heads = make_heads(
        len(number),
        *(pd.Categorical(identities[name].take(number)) for name in ("rule", "identity", "relation")),
        complete=join_arrays((one.complete for one in found), np.bool_),
        bounded=join_arrays((one.bounded for one in found), np.bool_),
        group=number_groups(rivals, join_arrays(one.keys for one in found)),
    )
    parts = [
        part._replace(check=part.check + start) for one, start in zip(found, first, strict=False) for part in one.parts
    ]
    return Batch(heads, join_parts(parts))


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


def _match(index: Index, in_kind: Bools, terms: Sequence[Any], *, within: str, unlisted: str) -> _Found:
    """Return the checks of one identity, whose figures stand in documents of its kinds.

    `within` says whether they stand in one table (table), in any (tables) or anywhere. What is not stated counts as
    none, always or where all amounts of the table have a code, as `unlisted` says.
    """
    apart = bool(within)  # of what tables and text state the tables' own
    free = {name: all(getattr(one, name) in ("", _ANY) for one in terms) for name in ("flow", "phase", "fund", "scope")}
    shared = [name for name in free if free[name]]
    if any(term.code == _ANY for term in terms):
        shared += ["scheme", "code"]
    places = index.add_years(index.combine(("department", *shared, *(["table"] if within == "table" else []))))
    now, back = ([one for one in terms if bool(one.year_offset) == earlier] for earlier in (False, True))
    if within:
        in_kind = in_kind & index.in_table
    needed = [number for number, term in enumerate(now) if term.needed == "yes"]
    keys, _ = _find_rows(index, now[needed[0]], shared, places, in_kind, apart=apart)
    for number in needed[1:] if len(keys) else ():
        own, _ = _find_rows(index, now[number], shared, places, in_kind, apart=apart)
        keys = np.intersect1d(keys, own, assume_unique=True)
    if not len(keys):
        return _Found(keys, [], *(np.zeros(0, dtype=np.bool_),) * 2)
    stated = [_find_rows(index, term, shared, places, in_kind, apart=apart) for term in now]
    if all(now[number].side == "reported" for number in needed):  # one of the others at least
        others = [own for term, (own, _) in zip(now, stated, strict=True) if term.side == "calculated"]
        keys = np.intersect1d(keys, join_arrays(others)) if others else keys
    parts = []
    for order, (term, (own, rows)) in enumerate(zip(now, stated, strict=True)):
        _, check, place = np.intersect1d(keys, own, assume_unique=True, return_indices=True)
        parts.append(_make_part(term, check, order, rows[place]))
    parts += _look_back(index, back, parts[needed[0]], len(now))
    there = np.array([np.isin(np.arange(len(keys)), part.check) for part in parts])
    adding = np.array([term.side == "calculated" and term.sign == "+" for term in (*now, *back)])
    complete, bounded = np.logical_and.reduce(there), np.logical_and.reduce(there[~adding])
    anchor = parts[needed[0]].row
    listed = index.in_closed_table & index.in_plain_table
    closed = np.full(len(keys), unlisted == "none") | ((unlisted == "coded") & listed[anchor])
    return _Found(keys, parts, complete | closed, bounded | closed)


def _make_part(term: Any, check: Ints, order: int, rows: Ints) -> Part:
    return Part(check, _SIDES[term.side], 1 if term.sign == "+" else -1, order, rows)


def _find_rows(
    index: Index, term: Any, shared: Sequence[str], places: Ints, in_kind: Bools, *, apart: bool
) -> tuple[Ints, Ints]:
    """Return the figures of a term: the key of the place of each, sorted and unique, and its row.

    The key is what all terms of the identity have in common: `places`.
    """
    lines = index.pick(term.measure, apart=apart)
    if term.scheme and term.code != _ANY:
        lines = index.pick_code(term.measure, f"{term.scheme}/{term.code}", apart=apart)
    [rows] = columns(lines, "row")
    rows = rows[in_kind[rows]]
    for name in ("scheme", "code", "phase", "flow", "fund", "scope"):
        wanted = getattr(term, name) or (ALL if name in ("fund", "scope") and name not in shared else _ANY)
        if wanted != _ANY:
            rows = rows[index.codes(name)[rows] == index.find(name, [wanted])]
    unique, first = np.unique(places[rows], return_index=True)
    return unique, rows[first]


def _find_kinds(index: Index, kinds: Sequence[str]) -> Bools:
    """Return which figures stand in a document of these kinds; all of them without any."""
    if not kinds:
        return np.ones(len(index.figures), dtype=bool)
    documents = index.data.documents
    return index.mark_documents(documents[documents["kind_in_title"].isin(kinds)])


def _look_back(index: Index, terms: Sequence[Any], anchor: Part, first: int) -> list[Part]:
    """Return the terms of earlier years, which may stand in an earlier report, with their order from `first` on."""
    if not terms:
        return []
    lines = index.lines.iloc[anchor.row]
    parts = []
    for order, term in enumerate(terms, start=first):
        series, reports, years = columns(lines, "series", "report_year", "fiscal_year")
        if term.code != _ANY:
            series = index.move(lines, index.find_selectors([f"{term.scheme}/{term.code}"] * len(lines)))
        found = index.look_up(series, reports, years + term.year_offset)
        parts.append(_make_part(term, anchor.check[found >= 0], order, found[found >= 0]))
    return parts
