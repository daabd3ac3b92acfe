"""What changed in a group, in sentences and a table: over the same bodies, and beside it over all of them."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.compare.bodies import PAIR, SERIES
from analysis.figures import ALL
from analysis.frames import iterate_rows
from analysis.money import group_thousands
from analysis.schemes import EXPENDITURE
from analysis.show.peers.words import MOST_ROWS, GroupWords
from analysis.show.rich import Fragment, capitalise, number, paragraphs, show_pct, tell
from analysis.show.tables import Group, Row, Table, make_table
from analysis.show.trends import list_heads, name_series

TOTAL, THREE_PUBLIC = "summary/total", "three-public/total"
_FIRST = (TOTAL, THREE_PUBLIC)  # are shown whatever their size
_TOLD = ("joined", "left", "restated", "left_out", "mismatched")
_COLUMNS = (
    "part same-bodies:number base-year:number later-year:number same-change:number rate:number "
    "all-change:number all-rate:number remark"
)


def pair_panels(panels: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each series of expenditure by pair of years and phase; columns of all bodies end in `_all`.

    Of a series that is stated for several funds or scopes that of all is taken, else the one that most bodies state.
    """
    same, every = (panels[panels["panel"].eq(one)].drop(columns="panel") for one in ("same", "all"))
    told = every.drop(columns=list(_TOLD))
    wide = same.merge(told, on=[*PAIR, *SERIES], how="left", validate="1:1", suffixes=("", "_all"))
    wide = wide[wide["flow"].eq(EXPENDITURE)].reset_index(drop=True)
    part = wide["fund"].ne(ALL) | wide["scope"].ne(ALL)
    ranked = wide.assign(part=part, most=-wide["bodies"], size=-wide["value"].fillna(0))
    first = ranked.sort_values(["part", "most", "size", "fund", "scope"], kind="stable")
    return wide.loc[first.drop_duplicates([*PAIR, "series", "phase"]).index.sort_values()].reset_index(drop=True)


def pick_phase(table: pd.DataFrame) -> str:
    """Return the phase of most changes of the total, in panels, bodies or movers; executed before others."""
    known = table[table["change"].notna()]
    table = known if len(known) else table
    whole = table[table["series"].eq(TOTAL)]
    counts = (whole if len(whole) else table)["phase"].value_counts()
    names = sorted(counts.index, key=lambda name: (-counts[name], name != "executed"))
    return str(names[0]) if names else "executed"


def tell_panels(panels: pd.DataFrame, words: GroupWords) -> Fragment:
    """Return how the total and the three-public expenses changed over the same bodies and over all, by pair of years.

    >>> from analysis import compare_panels, open_group
    >>> from analysis.show import GroupWords, tell_panels
    >>> data = open_group("jiangsu-provincial", [2018, 2019])
    >>> tell_panels(compare_panels(data), GroupWords(data, "en")).html.striptags().split(",")[0]
    '2018 to 2019'
    """
    if panels.empty:
        return paragraphs([tell(words, "panels.none")])
    paired = pair_panels(panels)
    main = paired[paired["series"].isin(_FIRST) & paired["phase"].eq(pick_phase(paired))]
    sentences = [
        Markup(
            words.join_sentences(_tell_series(words, row, first=not at) for at, row in enumerate(iterate_rows(pair)))
        )
        for _, pair in main.groupby(PAIR, sort=False)
    ]
    return paragraphs([*sentences, *_tell_classes(paired, words), tell(words, "panels.scope")])


def _tell_series(words: GroupWords, row: Any, *, first: bool) -> Markup:
    """Return how one series changed; only the first sentence of a pair of years names them."""
    span = words.say("panels.span", before=row.base_year, year=row.report_year) if first else ""
    phase = words.say(f"show.phase.{row.phase}")
    values: dict[str, Any] = {"span": span, "name": name_series(words, row.series), "phase": phase}
    if pd.isna(row.value):
        return Markup(capitalise(tell(words, "panels.nobody", **values)))
    amounts = {name: _show_amount(words, getattr(row, name)) for name in ("base", "value")}
    key = "panels.same" if row.change else "panels.unchanged"
    told = tell(words, key, bodies=row.bodies, **amounts, **_tell_change(words, row), **values)
    return Markup("{}{}").format(told, _tell_all(words, row))


def _show_amount(words: GroupWords, fen: Any) -> Markup:
    return number(f"{show_wan(words, fen)} 万元")


def _tell_change(words: GroupWords, row: Any) -> dict[str, object]:
    """Return the change over the same bodies as parts of a sentence; a rate only where there is one."""
    return {
        "direction": words.say("show.fell" if row.change < 0 else "show.rose"),
        "change": _show_amount(words, abs(row.change)),
        "rate": "" if pd.isna(row.rate) else tell(words, "years.rate", rate=number(show_rate(row.rate))),
    }


def _tell_all(words: GroupWords, row: Any) -> Markup:
    """Return the end of the sentence: how it went over all bodies, and who joined or left."""
    if is_alike(row):
        return tell(words, "panels.whole")
    moves = words.join_names(tell_counts(words, row, ("joined", "left", "restated")))
    return tell(
        words,
        "panels.all",
        base_bodies=row.base_bodies_all,
        bodies=row.bodies_all,
        base=_show_amount(words, row.base_all),
        value=_show_amount(words, row.value_all),
        rate=number(show_rate(row.rate_all)),
        moves=words.say("panels.moves", moves=moves) if moves else "",
    )


def is_alike(row: Any) -> bool:
    """Return whether a row of pair_panels is of the same amounts over the same bodies and over all."""
    known = pd.notna(row.change) and pd.notna(row.change_all)
    return known and (row.value, row.base) == (row.value_all, row.base_all)


def tell_counts(words: GroupWords, row: Any, names: tuple[str, ...] = _TOLD) -> list[str]:
    """Return how many bodies joined, left and so on, in words; what is of none is left out."""
    counts = {name.replace("_", "-"): len(getattr(row, name).split()) for name in names}
    return [words.say(f"panels.{name}", count=count) for name, count in counts.items() if count]


def _tell_classes(paired: pd.DataFrame, words: GroupWords) -> Iterator[Markup]:
    """Return which of the classes that the total is divided into rose and fell most in the latest pair of years."""
    known = paired[paired["change"].notna()]
    classes = known[known["series"].isin(list_heads(words) - {TOTAL}) & known["phase"].eq(pick_phase(known))]
    classes = classes[classes["report_year"].eq(classes["report_year"].max()) & classes["change"].ne(0)]
    ordered = classes.sort_values("change", kind="stable")
    ends = {"rise": ordered[ordered["change"].gt(0)].tail(1), "fall": ordered[ordered["change"].lt(0)].head(1)}
    told = [
        tell(words, f"panels.largest-{key}", name=name_series(words, row.series), **_tell_change(words, row))
        for key, found in ends.items()
        for row in iterate_rows(found)
    ]
    if told:
        yield tell(words, "panels.largest", year=classes["report_year"].iloc[0], moves=Markup(words.join_notes(told)))


def table_panels(panels: pd.DataFrame, words: GroupWords) -> Table:
    """Return each series that has figures of both years, over the same bodies and over all, by pair of years.

    >>> from analysis import compare_panels, open_group
    >>> from analysis.show import GroupWords, table_panels
    >>> data = open_group("jiangsu-provincial", [2018, 2019])
    >>> len(table_panels(compare_panels(data), GroupWords(data, "en")).frame)
    64
    """
    paired = pair_panels(panels)
    known = paired[paired["change"].notna() | paired["change_all"].notna()]
    least = -known[["value", "value_all"]].max(axis=1).where(~known["series"].isin(_FIRST), 2**62)
    shown = known.loc[least.sort_values(kind="stable").index[:MOST_ROWS].sort_values()]
    rows: list[Row] = []
    for (before, year, phase), part in shown.groupby([*PAIR, "phase"], sort=False):
        rows.append(Group(words.say("panels.pair", before=before, year=year, phase=words.say(f"show.phase.{phase}"))))
        rows += [_list_cells(words, row) for row in iterate_rows(part)]
    left = len(paired) - len(known)
    notes = [words.say("panels.one-sided", count=left) if left else "", words.tell_rest(len(known))]
    return make_table(
        words, panels, "panels", _COLUMNS, rows, note=words.join_sentences(notes), style="dense", target=True
    )


def _list_cells(words: GroupWords, row: Any) -> list[object]:
    name = name_series(words, row.series)
    limits = [one for one in words.name_limits(row) if one.casefold() != name.casefold()]
    amounts = [show_wan(words, one) for one in (row.base, row.value, row.change)]
    beside = [show_wan(words, row.change_all), show_rate(row.rate_all)]
    remark = words.join_names(one.replace(" ", "\N{NO-BREAK SPACE}") for one in tell_counts(words, row))
    return [words.join_names([name, *limits]), row.bodies, *amounts, show_rate(row.rate), *beside, remark]


def show_wan(words: GroupWords, fen: Any) -> str:
    """Return 分 in 万元; a dash where nobody states it."""
    return "—" if pd.isna(fen) else words.show_wan(fen)


def show_rate(rate: Any) -> str:
    """Return a rate of change with its sign; a dash where there is none."""
    if pd.isna(rate):
        return "—"
    return f"{'+' if rate > 0 else ''}{group_thousands(show_pct(rate))}"
