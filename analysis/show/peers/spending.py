"""Who spends on what: the classes of expenditure over all bodies, and the largest amounts with whose they are."""

from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.compare import sum_spending
from analysis.frames import iterate_rows
from analysis.money import format_pct
from analysis.show.peers.words import MOST_ROWS, GroupWords
from analysis.show.rich import Fragment, paragraphs, tell
from analysis.show.tables import Group, Row, Table, make_table

_NAMED = 2  # classes in a sentence


def pick_last(spending: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the last year that any report lists the classes of."""
    return spending[spending["report_year"].eq(spending["report_year"].max())].reset_index(drop=True)


def tell_spending(spending: pd.DataFrame, words: GroupWords) -> Fragment:
    """Return what most is spent on in the last year by phase, and how many reports do not list their total by classes.

    >>> from analysis import list_spending, open_group
    >>> from analysis.show import GroupWords, tell_spending
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> tell_spending(list_spending(data), GroupWords(data, "en")).html.striptags().split(":")[0]
    'In 2019 (budget) the classes that bodies list come to 55,877.22 万元 (bodies that may be added up'
    """
    sentences = []
    sums = sum_spending(pick_last(spending))
    for (year, phase, scheme), part in sums.groupby(["report_year", "phase", "scheme"]):
        of = spending[spending[["report_year", "phase", "scheme"]].eq([year, phase, scheme]).all(axis=1)]
        items = words.join_names(_tell_class(words, row) for row in iterate_rows(part.head(_NAMED)))
        values = {"year": year, "phase": words.say(f"show.phase.{phase}"), "count": len(part), "items": items}
        bodies, whole = of.loc[of["counted"], "department"].nunique(), words.show_wan(part["whole"].iloc[0])
        sentences.append(tell(words, "peers.spending", bodies=bodies, whole=whole, **values))
    silent = len(words.data.reports) - len(spending[["department", "report_year"]].drop_duplicates())
    if silent:
        sentences.append(tell(words, "peers.spending-silent", count=silent))
    return paragraphs(sentences)


def _tell_class(words: GroupWords, row: Any) -> str:
    name, share = words.name(row.scheme, row.code), _share(row.value, row.whole)
    return words.say("show.item", name=name, amount=words.show_wan(row.value), share=share)


def _share(value: Any, total: Any) -> str:
    known = pd.notna(total) and total > 0
    return format_pct(Fraction(int(value), int(total))) if known else "—"


def table_classes(spending: pd.DataFrame, words: GroupWords) -> Table:
    """Return what all bodies together spend on each class, the last year first, with the body of the largest amount.

    >>> from analysis import list_spending, open_group
    >>> from analysis.show import GroupWords, table_classes
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> table_classes(list_spending(data), GroupWords(data, "en")).frame[["code", "bodies"]].head(2)
      code  bodies
    0  201       2
    1  204       1
    """
    sums = sum_spending(spending)
    sums = sums.sort_values("report_year", ascending=False, kind="stable", ignore_index=True)
    shown: list[Row] = []
    for (year, phase, scheme), part in sums.head(MOST_ROWS).groupby(["report_year", "phase", "scheme"], sort=False):
        values = {"year": year, "phase": words.say(f"show.phase.{phase}"), "scheme": words.name_scheme(str(scheme))}
        shown.append(Group(tell(words, "peers.of-year", **values)))
        shown += [_list_class_cells(words, row) for row in iterate_rows(part)]
    columns = "class bodies:number amount:number share:number largest-body largest:number"
    return make_table(
        words, sums, "classes", columns, shown, note=words.tell_rest(len(sums)), unit=words.name_unit("万元")
    )


def _list_class_cells(words: GroupWords, row: Any) -> list[object]:
    largest = words.link_number(words.show_wan(row.largest), row.department, row.report_year, row.figure_id)
    return [
        words.name(row.scheme, row.code),
        row.bodies,
        words.show_wan(row.value),
        _share(row.value, row.whole),
        words.link_body(row.department, row.report_year),
        largest,
    ]


def table_spending(spending: pd.DataFrame, words: GroupWords) -> Table:
    """Return the largest amounts of the last year, each of a body and a class, with its share of the body's total.

    Bodies within another one are left out: their amounts are part of that one's.

    >>> from analysis import list_spending, open_group
    >>> from analysis.show import GroupWords, table_spending
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> table_spending(list_spending(data), GroupWords(data, "en")).frame[["department", "code"]].head(2)
                  department code
    0  jiangsu-procuratorate  204
    1       jiangsu-congress  201
    """
    last = pick_last(spending[spending["counted"]])
    last = last.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    mixed = last["phase"].nunique() > 1
    rows = [_list_cells(words, row, mixed=mixed) for row in iterate_rows(last.head(MOST_ROWS))]
    year = last["report_year"].iloc[0] if len(last) else ""
    columns = "body class amount:number share:number"
    note = words.tell_rest(len(last))
    return make_table(words, last, "spending", columns, rows, note=note, year=year, unit=words.name_unit("万元"))


def _list_cells(words: GroupWords, row: Any, *, mixed: bool) -> list[object]:
    name = words.name(row.scheme, row.code)
    phase = words.say(f"show.phase.{row.phase}")
    shown = words.link_number(words.show_wan(row.value), row.department, row.report_year, row.figure_id)
    return [
        words.link_body(row.department, row.report_year),
        words.say("peers.class-of-phase", name=name, phase=phase) if mixed else name,
        shown,
        _share(row.value, row.total),
    ]
