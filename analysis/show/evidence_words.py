"""What a verdict rests on: what is not stated or not read, what is derived, which other total the parts make up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.check import run_checks
from analysis.frames import iterate_rows
from analysis.show.told import find_kind
from analysis.verdicts import NOT_APPLICABLE

if TYPE_CHECKING:
    from analysis.show.words import Figure, Words


def tell_absence(words: Words, key: str, **values: object) -> str:
    """Return that something is not stated; of a report that was not read whole, that it was not found."""
    known = words.read_whole or key == "zero-base"
    return words.say(f"check.{key}{'' if known else '-unread'}", **values)


def name_unlisted(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    """Return which members of a list count as none, where it closes or is known to be complete."""
    if ">" not in row.identity or row.reason in {"derived", "incomplete", "other-total", "nearer-total"}:
        return ""
    used = {f"{figure.scheme}/{figure.code}" for figure in figures}
    found = words.unlisted.find(row.identity, used)
    unlisted = [one for one in found if one not in _list_totals(words, row)]
    return tell_absence(words, "unlisted", names=words.name_all(unlisted)) if unlisted else ""


def explain(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    """Return why a check has no verdict: what is missing, what is derived, which other total the parts make up."""
    if row.reason in {"other-total", "nearer-total"}:
        return words.say(f"check.{row.reason}", name=_find_other_total(words, row))
    if row.reason == "derived":
        return words.say("check.derived")
    if row.reason != "incomplete":
        return ""
    missing = row.missing.split() or _list_absent_terms(words, row, figures)
    if missing and set(missing) <= set(_list_totals(words, row)):
        return tell_absence(words, "incomplete-total", names=words.name_all(missing))
    if missing:
        return tell_absence(words, "incomplete", names=words.name_all(missing))
    return words.say("check.incomplete-list" if find_kind(words, row) else "check.incomplete-some")


def _list_totals(words: Words, row: Any) -> list[str]:
    """Return every total that the list of a scheme may make up."""
    scheme = words.rows("schemes", "scheme").get(row.identity.partition(">")[0])
    return str(scheme.adds_up_to).split() if scheme else []


def _list_absent_terms(words: Words, row: Any, figures: Sequence[Figure]) -> list[str]:
    """Return the terms of an identity, as `scheme/code`, that the report does not state."""
    terms = words.data.identity_terms
    used = {f"{figure.scheme}/{figure.code}" for figure in figures}
    own = terms[terms["identity"].eq(row.identity) & terms["code"].ne("*")]
    known = words.codes
    pairs = own[["scheme", "code"]].itertuples(index=False, name=None)
    return [f"{scheme}/{code}" for scheme, code in pairs if (scheme, code) in known and f"{scheme}/{code}" not in used]


def _find_other_total(words: Words, row: Any) -> str:
    """Return the name of the total that the same parts make up, or come nearer to."""
    checks = run_checks(words.data)
    lists = checks["identity"].astype("str").str.contains(">")
    rivals = checks[lists & checks["verdict"].ne(NOT_APPLICABLE)]
    parts = row.figures.split()[1:]
    names = [words.name(one.scheme, one.code) for one in iterate_rows(rivals) if one.figures.split()[1:] == parts]
    return words.join_names(dict.fromkeys(names))
