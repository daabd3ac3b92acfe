"""What a verdict rests on: the decimals taken, what is not stated or not read, which other total the parts make up."""

from collections.abc import Sequence
from typing import Any

from analysis.check import run_checks
from analysis.show.words import Figure, Words
from analysis.verdicts import NOT_APPLICABLE

_OTHER = {"other-total", "nearer-total"}


def tell_levels(words: Words, figures: Sequence[Figure], *, listed: bool = True) -> str:
    """Return which numbers were taken at the decimals of the others of their unit, as the engine does (evaluate).

    `listed` says whether the figures are a total and its parts; else this holds for zeros only.
    """
    parts = []
    for unit in dict.fromkeys(figure.unit for figure in figures):
        own = [figure for figure in figures if figure.unit == unit and figure.basis == "stated"]
        finest = min((figure for figure in own if figure.decimals), key=lambda one: one.rounding, default=None)
        bare = [one for one in own if not one.value or (listed and not one.decimals)]
        plain = [one for one in bare if finest and finest.rounding < one.rounding]
        if finest and plain:
            numbers = words.join_names(dict.fromkeys(figure.printed for figure in plain))
            parts.append(words.say("check.levelled", numbers=numbers, decimals=finest.decimals))
    return words.join_notes(parts)


def tell_absence(words: Words, key: str, **values: object) -> str:
    """Return that something is not stated; of a report that was not read whole, that it was not found."""
    known = words.read_whole or key == "zero-base"
    return words.say(f"check.{key}{'' if known else '-unread'}", **values)


def name_unlisted(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    """Return which members of a list count as none, where it closes or is known to be complete."""
    if ">" not in row.identity or row.reason in {"derived", "incomplete", *_OTHER}:
        return ""
    found = words.unlisted.find(row.identity, {f"{figure.scheme}/{figure.code}" for figure in figures})
    unlisted = [one for one in found if one not in _list_totals(words, row)]
    return tell_absence(words, "unlisted", names=words.name_all(unlisted)) if unlisted else ""


def explain(words: Words, row: Any, figures: Sequence[Figure]) -> str:
    """Return why a check has no verdict: what is missing, what is derived, which other total the parts make up."""
    if row.reason in _OTHER:
        return words.say(f"check.{row.reason}", name=_find_other_total(words, row))
    if row.reason == "derived":
        return words.say("check.derived")
    if row.reason != "incomplete":
        return ""
    terms = words.data.identity_terms[words.data.identity_terms["identity"].eq(row.identity)]
    known = [pair for pair in zip(terms["scheme"], terms["code"], strict=True) if pair in words.codes]
    used = {(figure.scheme, figure.code) for figure in figures}
    missing = row.missing.split() or ["/".join(pair) for pair in known if pair not in used]
    if missing:
        key = "incomplete-total" if set(missing) <= _list_totals(words, row) else "incomplete"
        return tell_absence(words, key, names=words.name_all(missing))
    return words.say(f"check.incomplete-{'list' if row.identity in words.rows('links', 'link') else 'some'}")


def _list_totals(words: Words, row: Any) -> set[str]:
    """Return every total that the list of a scheme may make up."""
    scheme = words.rows("schemes", "scheme").get(row.identity.partition(">")[0])
    return set(scheme.adds_up_to.split()) if scheme else set()


def _find_other_total(words: Words, row: Any) -> str:
    """Return the name of the total that the same parts make up, or come nearer to."""
    checks = run_checks(words.data)
    rivals = checks[checks["identity"].astype("str").str.contains(">") & checks["verdict"].ne(NOT_APPLICABLE)]
    parts, columns = row.figures.split()[1:], (rivals[name] for name in ("scheme", "code", "figures"))
    same = [(scheme, code) for scheme, code, ids in zip(*columns, strict=True) if ids.split()[1:] == parts]
    return words.join_names(words.name(*one) for one in dict.fromkeys(same))
