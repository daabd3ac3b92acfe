"""What a verdict rests on: what is not stated or not read, what is derived, which other total the parts make up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.check import run_checks
from analysis.frames import iterate_rows
from analysis.verdicts import NOT_APPLICABLE

if TYPE_CHECKING:
    from analysis.show.words import Figure, Words

_OTHER = {"other-total", "nearer-total"}


def tell_absence(words: Words, key: str, **values: object) -> str:
    """Return that something is not stated; of a report that was not read whole, that it was not found."""
    known = words.read_whole or key == "zero-base"
    return words.say(f"check.{key}{'' if known else '-unread'}", **values)


def name_unlisted(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    """Return which members of a list count as none, where it closes or is known to be complete."""
    if ">" not in row.identity or row.reason in {"incomplete", *_OTHER}:
        return ""
    totals = _list_totals(words, row)
    unlisted = [one for one in words.unlisted.find(row.identity, _list_codes(figures)) if one not in totals]
    return tell_absence(words, "unlisted", names=words.name_all(unlisted)) if unlisted else ""


def explain(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    """Return why a check has no verdict: what is missing, what is derived, which other total the parts make up."""
    if row.reason in _OTHER:
        return words.say(f"check.{row.reason}", name=_find_other_total(words, row))
    if row.reason == "derived":
        return words.say("check.derived")
    if row.reason != "incomplete":
        return ""
    missing = row.missing.split() or _list_absent_terms(words, row, figures)
    if missing:
        key = "incomplete-total" if set(missing) <= set(_list_totals(words, row)) else "incomplete"
        return tell_absence(words, key, names=words.name_all(missing))
    return words.say(f"check.incomplete-{'list' if row.identity in words.rows('links', 'link') else 'some'}")


def _list_codes(figures: Sequence[Figure]) -> set[str]:
    return {f"{figure.scheme}/{figure.code}" for figure in figures}


def _list_totals(words: Words, row: Any) -> list[str]:
    """Return every total that the list of a scheme may make up."""
    scheme = words.rows("schemes", "scheme").get(row.identity.partition(">")[0])
    return str(scheme.adds_up_to).split() if scheme else []


def _list_absent_terms(words: Words, row: Any, figures: Sequence[Figure]) -> list[str]:
    """Return the terms of an identity, as `scheme/code`, that the report does not state."""
    terms = words.data.identity_terms
    own = terms[terms["identity"].eq(row.identity) & terms["code"].ne("*")]
    known = [pair for pair in zip(own["scheme"], own["code"], strict=True) if pair in words.codes]
    used = _list_codes(figures)
    return [selector for selector in map("/".join, known) if selector not in used]


def _find_other_total(words: Words, row: Any) -> str:
    """Return the name of the total that the same parts make up, or come nearer to."""
    checks = run_checks(words.data)
    lists = checks["identity"].astype("str").str.contains(">")
    rivals = checks[lists & checks["verdict"].ne(NOT_APPLICABLE)]
    parts = row.figures.split()[1:]
    names = [words.name(one.scheme, one.code) for one in iterate_rows(rivals) if one.figures.split()[1:] == parts]
    return words.join_names(dict.fromkeys(names))
