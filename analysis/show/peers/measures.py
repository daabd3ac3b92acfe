"""Amounts, shares and amounts per head of the bodies of a group: what they are called, and the latest in sentences."""

from fractions import Fraction
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.compare.measures import COMPUTED, MONEY, RATIO, REPORT
from analysis.frames import iterate_rows
from analysis.groups import list_members
from analysis.money import FEN_PER_YUAN, format_number, group_thousands
from analysis.show.names import WAN
from analysis.show.peers.words import GroupWords
from analysis.show.rich import Fragment, bullets, show_pct, tell

_GAP = "\N{NO-BREAK SPACE}"  # between a number and its unit
PHASES = ("executed", "adjusted", "approved")  # what a year is shown by first


def tell_measures(measures: pd.DataFrame, words: GroupWords) -> Fragment:
    """Return the bodies' latest year in a few lines: each measure's median, lowest and highest, and what is missing.

    >>> from analysis import measure_peers, open_group
    >>> from analysis.show import GroupWords, tell_measures
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> str(tell_measures(measure_peers(data), GroupWords(data, "en")).html).count("<li>")
    8
    """
    rows = pick_latest(measures, words)
    if rows.empty:
        return Fragment(Markup("<p>{}</p>").format(words.say("measures.none")), empty=measures.empty)
    values = {"year": rows["report_year"].iloc[0], "phase": words.say(f"show.phase.{rows['phase'].iloc[0]}")}
    lead = tell(words, "measures.lead", count=rows["department"].nunique(), **values)
    computed = dict(list(rows[rows["status"].eq(COMPUTED)].groupby("measure")))
    items = bullets(_tell_spread(words, computed[one]) for one in words.data.measures["measure"] if one in computed)
    notes = [_tell_lacking(words, rows), _tell_nested(words)]
    parts = [Markup("<p>{}</p>\n").format(one) for one in notes if one]
    return Fragment(Markup("<p>{}</p>\n{}").format(lead, items) + Markup("").join(parts))


def pick_latest(measures: pd.DataFrame, words: GroupWords) -> pd.DataFrame:
    """Return the rows of the latest year, in the phase that most results are of, of the bodies that are counted."""
    members = list_members(words.data)
    rows = measures.merge(members.loc[members["counted"], REPORT], on=REPORT, validate="m:1")
    computed = rows[rows["status"].eq(COMPUTED)]
    latest = computed[computed["report_year"].eq(computed["report_year"].max())]
    sizes = latest["phase"].value_counts()
    phase = max(PHASES, key=lambda one: sizes.get(one, 0))  # of equals the first
    return rows[rows["report_year"].eq(latest["report_year"].max()) & rows["phase"].eq(phase)]


def name_measure(words: GroupWords, measure: str, name: str = "name") -> str:
    """Return what a measure is called, or its `short` name."""
    return words.pick(words.rows("measures", "measure")[measure], name)


def name_head(words: GroupWords, measure: str, kind: str) -> str:
    """Return the short name of a measure with the unit of its column."""
    name, unit = name_measure(words, measure, "short"), name_unit(words, kind)
    shown = WAN.name_en if kind == MONEY and words.lang != "zh" else unit
    return words.say("measures.amount-head", name=name, unit=shown) if unit else name


def show_result(words: GroupWords, kind: str, value: Any) -> str:
    """Return a result without its unit: 万元, whole 元 per head, or a percentage."""
    if pd.isna(value):
        return "—"
    if kind == RATIO:
        return show_pct(value)
    if kind == MONEY:
        return words.show_wan(int(value))
    return group_thousands(format_number(Fraction(int(value), FEN_PER_YUAN)))


def show_size(words: GroupWords, kind: str, value: Any) -> str:
    """Return a result with its unit."""
    unit = name_unit(words, kind)
    return f"{show_result(words, kind, value)}{_GAP}{unit}" if unit else show_result(words, kind, value)


def name_unit(words: GroupWords, kind: str) -> str:
    """Return the unit that the results of a kind are shown in, nothing for percentages."""
    return {RATIO: "", MONEY: WAN.name}.get(kind, words.say("measures.yuan"))


def link_result(words: GroupWords, row: Any) -> Markup:
    """Return the result of a row, which leads to its numerator in the body's own report."""
    shown = show_result(words, row.kind, row.result)
    return words.link_number(shown, row.department, row.report_year, row.figures)


def link_size(words: GroupWords, row: Any) -> Markup:
    """Return the linked result of a row with its unit."""
    shown, unit = link_result(words, row), name_unit(words, row.kind)
    return Markup("{}{}{}").format(shown, _GAP, unit) if unit else shown


def _tell_spread(words: GroupWords, rows: pd.DataFrame) -> Markup:
    """Return a measure in a line: its median, and the lowest and highest with their bodies."""
    ordered = list(iterate_rows(rows.sort_values("result", kind="stable")))
    low, high, kind, count = ordered[0], ordered[-1], ordered[0].kind, len(ordered)
    median = (ordered[(count - 1) // 2].result + ordered[count // 2].result + 1) // 2
    sizes = {1: "one", 2: "two"}
    key = "alike" if count > 1 and low.result == high.result else sizes.get(count, "spread")
    return tell(
        words,
        f"measures.{key}",
        name=name_measure(words, low.measure),
        count=count,
        median=show_size(words, kind, median),
        low=link_size(words, low),
        high=link_size(words, high),
        low_body=words.link_body(low.department, low.report_year),
        high_body=words.link_body(high.department, high.report_year),
    )


def _tell_lacking(words: GroupWords, rows: pd.DataFrame) -> str:
    """Return which measures lack results of some bodies, and why; measures that lack the same are named together."""
    lost = dict(list(rows[rows["status"].ne(COMPUTED)].groupby("measure")))
    items: dict[str, list[str]] = {}
    for measure in (one for one in words.data.measures["measure"] if one in lost):
        own = lost[measure]
        counts = own["reason"].value_counts().sort_index()
        reasons = [words.say(f"measures.reason.{reason}", count=count) for reason, count in counts.items()]
        items.setdefault(words.join_notes(reasons), []).append(name_measure(words, measure, "short"))
    told = [
        words.say("measures.lacking-item", names=words.join_names(names), reasons=reasons)
        for reasons, names in items.items()
    ]
    return words.say("measures.lacking", items=words.join_notes(told)) if told else ""


def _tell_nested(words: GroupWords) -> str:
    """Return which members lie within another one, so that they are listed and not counted."""
    members = list_members(words.data)
    inner = members.loc[members["present"] & ~members["counted"], "department"].unique()
    names = words.join_names(words.name_body(one) for one in inner)
    return words.say("measures.nested", names=names) if names else ""
