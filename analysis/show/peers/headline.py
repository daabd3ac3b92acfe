"""The main results of a group for the cover, in a few short sentences: the answers first.

A number leads to the figure that it is, or to the table of the page that lists its parts.
"""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from analysis.check import list_ledger, run_checks
from analysis.compare import compare_panels, list_completeness, list_totals
from analysis.compare.spending import REPORT, TOTAL
from analysis.figures import ALL
from analysis.frames import iterate_rows
from analysis.groups import list_members
from analysis.schemes import EXPENDITURE
from analysis.show.peers.ledger import count_results
from analysis.show.peers.words import GroupWords
from analysis.show.rich import show_pct, tell

_PHASES = ("executed", "approved")
_THREE_PUBLIC = "three-public/total"
_GRAVE = ("high", "medium")


def list_group_headline(words: GroupWords) -> list[Markup]:
    """Return the main results of a group: who is there, its sums with their changes, what is wrong or was not read.

    >>> from analysis import open_group
    >>> from analysis.show import GroupWords, list_group_headline
    >>> list_group_headline(GroupWords(open_group("jiangsu-provincial", 2019), "en"))[1].striptags()
    'Total expenditure (budget), 2019: 55,877.22 万元 (bodies: 3).'
    """
    return [
        _tell_bodies(words),
        *_tell_series(words, TOTAL),
        *_tell_series(words, _THREE_PUBLIC),
        _tell_findings(words),
        _tell_reading(words),
    ]


def _tell_bodies(words: GroupWords) -> Markup:
    members = list_members(words.data)
    within = int(members[members["present"] & ~members["counted"]]["department"].nunique())
    values = {"years": words.name_years(), "members": len(words.data.members)}
    nested = words.say("peers.headline-within", count=within) if within else ""
    reports = words.link_table(int(members["present"].sum()), "members")
    values |= {"count": len(members), "reports": reports, "within": nested}
    return tell(words, "peers.headline-bodies", **values)


def _tell_series(words: GroupWords, series: str) -> list[Markup]:
    """Return the sum of the last year in each phase that reports state, with the change over the same bodies."""
    totals = list_totals(words.data, series)
    last = totals[totals["counted"] & totals["value"].notna() & totals["report_year"].eq(words.data.years[-1])]
    name = words.say("show.whole") if series == TOTAL else words.name(*series.split("/"))
    told = []
    for phase in _PHASES:
        own = list(iterate_rows(last[last["phase"].eq(phase)]))
        if own:
            values = {"name": name, "phase": words.say(f"show.phase.{phase}"), "year": words.data.years[-1]}
            values |= {"amount": _link_sum(words, own, series), "bodies": len(own)}
            change = _tell_change(words, series, phase)
            told.append(tell(words, "peers.headline-sum", change=change, **values))
    return told


def _link_sum(words: GroupWords, rows: Sequence[Any], series: str) -> Markup:
    """Return the sum of some rows of list_totals, linked to its figure or to the table of the bodies."""
    shown = words.show_wan(sum(int(row.value) for row in rows))
    if len(rows) == 1:
        return words.link_number(shown, rows[0].department, rows[0].report_year, rows[0].figure_id)
    return words.link_table(shown, "members" if series == TOTAL else "measures")


def _tell_change(words: GroupWords, series: str, phase: str) -> Markup:
    """Return how the sum over the bodies that state both of the last two years changed; that there is none, if so."""
    panels = compare_panels(words.data)
    key = ["series", "flow", "phase", "fund", "scope", "panel"]
    own = panels[key].eq([series, EXPENDITURE, phase, ALL, ALL, "same"]).all(axis=1)
    rows = list(iterate_rows(panels[own & panels["report_year"].eq(words.data.years[-1])]))
    if len(words.data.years) == 1:
        return Markup("")
    if not rows or not rows[0].bodies:
        return tell(words, "peers.headline-no-base")
    [row] = rows
    base = words.link_table(words.show_wan(row.base), "panels")
    values = {"count": row.bodies, "before": row.base_year, "base": base}
    changed = len(row.restated.split())
    values["restated"] = words.say("peers.headline-restated", count=changed, before=row.base_year) if changed else ""
    if not row.change:
        return tell(words, "peers.headline-same", **values)
    direction = words.say("show.fell" if row.change < 0 else "show.rose")
    change = words.link_table(words.show_wan(abs(row.change)), "panels")
    values |= {"direction": direction, "change": change, "rate": show_pct(row.rate)}
    return tell(words, "peers.headline-change", **values)


def _tell_findings(words: GroupWords) -> Markup:
    """Return what became of all checks, how many grave findings there are, and in how many reports."""
    checks = run_checks(words.data)
    results = count_results(list_ledger(words.data, checks))
    grave = checks[checks["severity"].isin(_GRAVE)]
    counts = grave["severity"].value_counts()
    values: dict[str, object] = {
        name: words.link_table(int(counts.get(name, 0)), "findings-by-body") for name in _GRAVE
    }
    results |= {"broken": words.link_table(results["broken"], "ledger-by-body")}
    values |= {"reports": len(grave[REPORT].drop_duplicates()), "all": len(words.data.reports)}
    return tell(words, "peers.headline-findings", **results, **values)


def _tell_reading(words: GroupWords) -> Markup:
    """Return how much was not read, and how many reports lack a table that such a document has to have."""
    rows = list_completeness(words.data)
    reading, tables = rows["reading"].value_counts(), rows["tables"].value_counts()
    counts = {name: int(tables.get(name, 0)) for name in ("all", "missing", "unclear")}
    values = {
        "whole": int(reading.get("whole", 0)),
        "part": int(reading.get("in-part", 0)),
        "unrecorded": int(reading.get("unrecorded", 0)),
        "left": words.link_table(f"{int((rows['numbers'] - rows['numbers_read']).sum()):,}", "completeness"),
        "tables": words.say("peers.headline-tables", **counts) if sum(counts.values()) else "",
    }
    return tell(words, "peers.headline-reading", **values)
