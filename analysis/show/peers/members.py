"""Who is in a group, what each body spends in each year, and what must not be added up."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.compare import list_totals
from analysis.frames import iterate_rows
from analysis.groups import list_members
from analysis.show.peers.words import MOST_ROWS, GroupWords
from analysis.show.rich import Fragment, below, clean, join, paragraphs, tell
from analysis.show.tables import Table, make_table

MOST_YEARS = 6  # columns that fit beside names on A4; of more years the last ones
_MOST_NAMED = 5  # bodies in a sentence; of more they are counted


def tell_members(words: GroupWords) -> Fragment:
    """Return who is in the group: how many bodies have a report in each year, who lies within whom, who is in others.

    Of bodies with one name it is said that they may be one.

    >>> from analysis import open_group
    >>> from analysis.show import GroupWords, tell_members
    >>> tell_members(GroupWords(open_group("putuo", 2025), "en")).html.striptags().split(";")[0]
    'Bodies of Putuo District has 4 bodies'
    """
    members, totals = list_members(words.data), list_totals(words.data)
    counts = members.groupby("report_year")["present"].sum()
    years = words.join_names(words.say("peers.year-count", year=year, count=count) for year, count in counts.items())
    total = len(words.data.members)
    key = "whole" if members["present"].all() else "part"
    sentences = [tell(words, f"peers.members-{key}", name=words.name_group(), count=total, years=years)]
    sentences += (
        [tell(words, "peers.within", names=_name_within(words, members))] if members["within"].ne("").any() else []
    )
    if len(same := _list_namesakes(words)):
        sentences.append(tell(words, "peers.same-name", names=_name_some(words, same)))
    also = words.data.members[words.data.members["also_in"].ne("")]
    if len(also):
        groups = sorted({one for names in also["also_in"] for one in names.split()})
        sentences.append(tell(words, "peers.also-in", names=_name_some(words, also), groups=words.join_names(groups)))
    phases = totals.loc[totals["phase"].ne(""), "phase"].unique()
    sentences.append(
        tell(words, f"peers.phases-{phases[0] if len(phases) == 1 else 'mixed'}") if len(phases) else Markup("")
    )
    units = totals.loc[totals["unit"].ne(""), "unit"].unique()
    if len(units) > 1:
        sentences.append(tell(words, "peers.units", units=words.join_names(map(words.name_unit, sorted(units)))))
    return paragraphs(sentences)


def _list_namesakes(words: GroupWords) -> pd.DataFrame:
    """Return the members that share their name with another that they do not lie within."""
    apart = words.data.members[words.data.members["within"].eq("")]
    rows = words.rows("departments", "department")
    return apart[apart["department"].map(lambda one: rows[one].name_zh).duplicated(keep=False)]


def _name_within(words: GroupWords, members: pd.DataFrame) -> Markup:
    """Return which bodies lie within which others, and how that is known; of many the first ones and their number."""
    rows = members[members["within"].ne("")].drop_duplicates("department")
    named = [
        tell(
            words, f"peers.within-{row.within_basis}",
            name=words.name_body(row.department), container=words.name_body(row.within),
        )
        for row in iterate_rows(rows.head(_MOST_NAMED))
    ]  # fmt: skip
    return _tell_more(words, join(words, named), len(rows))


def _name_some(words: GroupWords, members: pd.DataFrame) -> Markup:
    names = join(words, map(words.name_body, members["department"].head(_MOST_NAMED)))
    return _tell_more(words, names, len(members))


def _tell_more(words: GroupWords, names: Markup, count: int) -> Markup:
    return tell(words, "peers.and-more", names=names, count=count) if count > _MOST_NAMED else names


def table_members(words: GroupWords) -> Table:
    """Return the bodies with their total expenditure in each year, the largest of the last year first.

    >>> from analysis import open_group
    >>> from analysis.show import GroupWords, table_members
    >>> table_members(GroupWords(open_group("putuo"), "en")).frame["department"].head(2).tolist()
    ['putuo-commerce', 'putuo-commerce-own']
    """
    totals = list_totals(words.data)
    years = words.data.years[-MOST_YEARS:]
    frame = _order_members(words, totals)
    shown = frame.head(MOST_ROWS)
    known = {
        (row.department, row.report_year): row
        for row in iterate_rows(totals[totals["department"].isin(shown["department"])])
    }
    mixed = totals.loc[totals["phase"].ne(""), "phase"].nunique() > 1
    rows = [
        [
            _name_member(words, row, [year for year in years if (row.department, year) in known]),
            *(_show_total(words, known.get((row.department, year)), mixed=mixed) for year in years),
        ]
        for row in iterate_rows(shown)
    ]
    columns = " ".join(["body", *(f"{year}:number" for year in years)])
    foot = _sum_years(words, totals, years)
    return make_table(words, frame, "members", columns, rows, foot, words.tell_rest(len(frame)), target=True)


def _order_members(words: GroupWords, totals: pd.DataFrame) -> pd.DataFrame:
    """Return the members, the largest total of the latest year first, those without a report last."""
    last = totals.sort_values("report_year").drop_duplicates("department", keep="last")
    table = words.data.members.merge(last[["department", "report_year", "value"]], how="left", validate="1:1")
    order = ["report_year", "value"]
    return table.sort_values(order, ascending=False, na_position="last", kind="stable", ignore_index=True)


def _name_member(words: GroupWords, row: Any, years: list[int]) -> Markup:
    """Return the name of a body, which leads to its last report, with its class and whose accounts contain it."""
    name = words.link_body(row.department, years[-1]) if years else clean(words.name_body(row.department))
    within = words.tell_within(row.department, years, "peers.not-added")
    return below(name, words.join_notes([words.name_class(row.department), within]))


def _show_total(words: GroupWords, row: Any, *, mixed: bool) -> Markup:
    """Return the total of a report, which leads to it; where budgets and final figures are mixed, which of both."""
    if row is None:
        return Markup("—")
    if not row.figure_id:
        return words.link(words.say("show.nothing"), row.department, row.report_year)
    shown = words.link_number(words.show_wan(row.value), row.department, row.report_year, row.figure_id)
    return below(shown, words.say(f"show.phase.{row.phase}") if mixed else "")


def _sum_years(words: GroupWords, totals: pd.DataFrame, years: tuple[int, ...]) -> list[object]:
    """Return the sum of each year over the bodies that may be added up; none where budgets and final figures mix."""
    added = totals[totals["counted"] & totals["value"].notna()]
    cells: list[object] = []
    for year in years:
        own = added[added["report_year"].eq(year)]
        one = own["phase"].nunique() == 1
        note = words.say("peers.bodies", count=len(own))
        cells.append(below(words.show_wan(int(own["value"].sum())), note) if one else "—")
    return [words.say("peers.added"), *cells] if any(one != "—" for one in cells) else []
