"""Which bodies changed most, and which joined, left, restated or are left out: each number leads to its report."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.compare.bodies import LEFT_OUT, PAIR, SAME
from analysis.compare.explanations import find_threshold
from analysis.figures import ALL
from analysis.frames import iterate_rows
from analysis.schemes import EXPENDITURE
from analysis.show.peers.panels import TOTAL, pick_phase, show_rate
from analysis.show.peers.words import MOST_ROWS, GroupWords
from analysis.show.rich import Fragment, paragraphs, tell
from analysis.show.tables import Group, Row, make_table
from analysis.show.trends import name_series

_PARTS = 6  # of the table of movers: three kinds of amounts, each by amount and by rate
_RESTATED = "restated"
_MOVES = ("joined", "left", LEFT_OUT, _RESTATED)


def table_movers(movers: pd.DataFrame, words: GroupWords) -> Fragment:
    """Return the bodies that changed most: their total, a class of it, the three-public expenses; by amount and rate.

    >>> from analysis import compare_bodies, list_movers, open_group
    >>> from analysis.show import GroupWords, table_movers
    >>> data = open_group("jiangsu-provincial", [2018, 2019])
    >>> table_movers(list_movers(compare_bodies(data), data), GroupWords(data, "en")).frame["department"].iloc[0]
    'jiangsu-cppcc'
    """
    if movers.empty and len(words.data.years) > 1:
        return paragraphs([tell(words, "panels.none-changed")])
    phase = pick_phase(movers)
    own = _drop_repeated(movers[movers["phase"].eq(phase)].reset_index(drop=True))
    shown, rows = _share_rows(own, ["of", "by"])
    body: list[Row] = []
    for (of, by), part in shown:
        body.append(Group(words.say(f"panels.by-{by}", of=words.say(f"panels.of-{of}"))))
        body += [_list_cells(words, row) for row in iterate_rows(part)]
    floor = words.say("panels.floor", floor=f"{float(find_threshold(words.data, 'small-base')):g}")
    notes = [floor if own["by"].eq("rate").any() else "", _tell_rest(words, rows, len(own))]
    columns = "body years:short part base-year:number later-year:number same-change:number rate:number"
    note = words.join_sentences(notes)
    return make_table(
        words, movers, "movers", columns, body, note=note, style="dense", phase=words.say(f"show.phase.{phase}")
    )


def _drop_repeated(movers: pd.DataFrame) -> pd.DataFrame:
    """Return the changes without those by rate where there is room for all by amount: they would be the same."""
    few = movers[movers["by"].eq("amount")].groupby("of").size().le(MOST_ROWS // _PARTS)
    return movers[movers["by"].eq("amount") | ~movers["of"].isin(few.index[few])].reset_index(drop=True)


def _list_cells(words: GroupWords, row: Any) -> list[object]:
    return [
        words.link_body(row.department, row.report_year),
        f"{row.base_year}–{row.report_year}",
        name_series(words, row.series),
        _link_amount(words, row, row.base, row.base_figures),
        _link_amount(words, row, row.value, row.figures),
        words.show_wan(row.change),
        show_rate(row.rate),
    ]


def _link_amount(words: GroupWords, row: Any, fen: Any, figures: str) -> Markup | str:
    """Return an amount that leads to its figure: `2018/F20` is in the report of 2018."""
    year, _, figure = figures.partition(" ")[0].rpartition("/")
    return words.link_number(words.show_wan(fen), row.department, int(year or row.report_year), figure)


def table_moves(bodies: pd.DataFrame, words: GroupWords) -> Fragment:
    """Return by pair of years the bodies that joined, left, are left out or restated their base, with their totals.

    >>> from analysis import compare_bodies, open_group
    >>> from analysis.show import GroupWords, table_moves
    >>> data = open_group("putuo", [2024, 2025])
    >>> table_moves(compare_bodies(data), GroupWords(data, "en")).frame[["department", "move"]]
               department      move
    0      putuo-commerce    joined
    1       putuo-finance      left
    2  putuo-commerce-own  left-out
    """
    own = list_moves(bodies)
    if own.empty and len(bodies):
        return paragraphs([tell(words, "panels.none-moved")])
    shown, rows = _share_rows(own, [*PAIR, "move"])
    counts = own.groupby([*PAIR, "move"]).size()
    body: list[Row] = []
    for (before, year, move), part in shown:
        name = words.say(f"panels.moved-{move}", before=before, year=year)
        body.append(Group(words.say("panels.group", name=name, count=counts[before, year, move])))
        body += [_list_move(words, row) for row in iterate_rows(part)]
    columns = "body phase:short own-base:number restated-base:number later-year:number remark"
    return make_table(words, own, "moves", columns, body, note=_tell_rest(words, rows, len(own)), style="dense")


def list_moves(bodies: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of compare_bodies on total expenditure that are no plain change, with `move`: what they are."""
    whole = bodies[["series", "flow", "fund", "scope"]].eq([TOTAL, EXPENDITURE, ALL, ALL]).all(axis=1)
    main = pick_phase(bodies[whole])
    first = bodies[whole].assign(other=bodies["phase"].ne(main)).sort_values("other", kind="stable")
    own = first.drop_duplicates([*PAIR, "department"]).drop(columns="other")
    own = own.assign(move=own["role"].mask(own["restated"], _RESTATED))
    own = own[own["move"].ne(SAME)]
    own = own.assign(most=-own[["value", "own_base"]].max(axis=1))
    order = own["move"].map({name: place for place, name in enumerate(_MOVES)})
    own = own.assign(order=order).sort_values([*PAIR, "order", "most", "department"], kind="stable", ignore_index=True)
    return own.drop(columns=["order", "most"])


def _list_move(words: GroupWords, row: Any) -> list[object]:
    stated, based = pd.notna(row.value), pd.notna(row.own_base)
    own_base = _link_amount(words, row, row.own_base, f"{row.base_year}/{row.own_base_figures}") if based else "—"
    restated = _link_amount(words, row, row.base, row.base_figures) if row.restated else ""
    value = _link_amount(words, row, row.value, row.figures) if stated else "—"
    body = words.link_body(row.department, row.report_year if stated else row.base_year)
    return [body, words.say(f"show.phase.{row.phase}"), own_base, restated, value, tell_reason(words, row)]


def tell_reason(words: GroupWords, row: Any) -> str:
    """Return why a body is left out; of one that joined or left though both years have its report, that too."""
    within = words.rows("members", "department")[row.department].within
    if row.reason != "nested" or row.role != LEFT_OUT:
        key = "panels.also-within" if row.reason == "nested" else f"panels.reason.{row.reason}"
        return words.say(key) if row.reason and row.move != _RESTATED else ""
    return words.say("panels.within", name=words.name_body(within)) if within else words.say("panels.reason.nested")


def _share_rows(table: pd.DataFrame, keys: list[str]) -> tuple[Iterator[tuple[Any, pd.DataFrame]], int]:
    """Return the first rows of each group, as many of each as a view has room for, and how many that are."""
    grouped = table.groupby(keys, sort=False)
    shown = grouped.head(max(1, MOST_ROWS // max(1, grouped.ngroups)))
    return iter(shown.groupby(keys, sort=False)), len(shown)


def _tell_rest(words: GroupWords, shown: int, count: int) -> str:
    return words.say("panels.rest", shown=shown, count=f"{count:,}") if count > shown else ""
