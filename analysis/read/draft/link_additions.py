"""The links, coverage and text findings of a draft on their way into the data, under free ids, each once."""

import re
from collections.abc import Iterator, Mapping, Sequence

from analysis.read.draft.additions import rename_terms
from analysis.read.draft.answers import Answered
from analysis.read.draft.draft import Cells
from analysis.read.draft.draft_files import FURTHER

__all__ = ["FURTHER", "add_further", "keep_links"]

Group = list[Cells]  # the rows of one link


def add_further(
    answered: Answered, before: Mapping[str, Sequence[Cells]], names: Mapping[str, str]
) -> dict[str, list[Cells]]:
    """Return the rows of these kinds with those of a draft; `names` are the figures' ids in the data."""
    own = {"document": answered.described[0]["document"]} if answered.described else {}
    kept = keep_links(answered.further.get("links", []), answered.rows)
    links = [[row | own | {"figure": rename_terms(row["figure"], names)} for row in group] for group in kept]
    parts = [row | own for row in answered.further.get("coverage", [])]
    faults = [
        row | own | {"figures": _rename_kept(row["figures"], names)}
        for row in answered.further.get("text-findings", [])
    ]
    codes = [row | own for row in answered.further.get("codes", [])]
    return {
        "links": [*before["links"], *_number_links(links, before["links"])],
        "coverage": [*before["coverage"], *_pick(parts, before["coverage"], ("document", "kind", "part", "page"))],
        "text-findings": [*before["text-findings"], *_number_faults(faults, before["text-findings"])],
        "codes": [*before["codes"], *_pick(codes, before["codes"], ("document", "scheme", "code"))],
    }


def _rename_kept(figures: str, names: Mapping[str, str]) -> str:
    return " ".join(names[one] for one in figures.split() if one in names)


def keep_links(rows: Sequence[Cells], figures: Sequence[Cells]) -> list[Group]:
    """Return the links without figures that were not kept.

    A link that loses what it reports or is calculated from goes. A sum that loses a part stays and is complete no more;
    so is one with a derived part, which proves nothing.
    """
    kept = {row["figure_id"]: row["basis"] for row in figures}
    groups: dict[str, Group] = {}
    for row in rows:
        groups.setdefault(row["link"], []).append(row)
    return [left for group in groups.values() if (left := _keep_link(group, kept))]


def _keep_link(group: Group, kept: Mapping[str, str]) -> Group:
    left = [row for row in group if "/" in row["figure"] or row["figure"] in kept]
    calculated = [row for row in left if row["role"] == "calculated"]
    lost = len(left) < len(group)
    if lost and (group[0]["kind"] not in {"sum", "restated"} or not calculated or left[0]["role"] != "reported"):
        return []
    if group[0]["kind"] == "sum" and (lost or any(kept.get(row["figure"]) == "derived" for row in calculated)):
        return [row | {"complete": "no"} for row in left]
    return left


def _number_links(links: Sequence[Group], before: Sequence[Cells]) -> Iterator[Cells]:
    """Yield the rows of the links that are new, under free ids."""
    groups: dict[str, Group] = {}
    for row in before:
        groups.setdefault(row["link"], []).append(row)
    known = {_tell_link(group) for group in groups.values()}
    number = _find_last(before, "link")
    for group in links:
        if _tell_link(group) in known:
            continue
        number += 1
        yield from (row | {"link": f"L{number:02d}"} for row in group)


def _tell_link(group: Group) -> tuple[object, ...]:
    """Return what makes two links the same, whatever a person has written of their completeness."""
    terms = frozenset((row["role"], row["sign"], row["figure"]) for row in group)
    return group[0]["document"], group[0]["kind"], terms


def _number_faults(faults: Sequence[Cells], before: Sequence[Cells]) -> Iterator[Cells]:
    new = _pick(faults, before, ("document", "rule", "locator", "span", "actual_zh"))
    for number, row in enumerate(new, start=_find_last(before, "finding") + 1):
        yield row | {"finding": f"T{number:02d}"}


def _pick(rows: Sequence[Cells], before: Sequence[Cells], key: Sequence[str]) -> Iterator[Cells]:
    """Yield the rows that are not there yet."""
    known = {tuple(row[name] for name in key) for row in before}
    return (row for row in rows if tuple(row[name] for name in key) not in known)


def _find_last(rows: Sequence[Cells], column: str) -> int:
    numbers = (re.fullmatch("[A-Z]([0-9]+)", row[column]) for row in rows)
    return max((int(found[1]) for found in numbers if found), default=0)
