"""The ledger of a group: of each identity how often it holds, is broken, or cannot be checked."""

from typing import Any

import pandas as pd

from analysis.frames import iterate_rows
from analysis.show.checks import name_identity
from analysis.show.peers.words import MOST_ROWS, GroupWords
from analysis.show.rich import Fragment, below, capitalise, paragraphs, tell
from analysis.show.tables import Table, make_table

_HELD = ["exact", "within-rounding"]
_REPORT = ["department", "report_year"]
_COUNTS = ["held", "broken", "unchecked"]


def _mark_results(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger with what held, was broken and could not be checked as columns of their own."""
    results = {"held": ledger[_HELD].sum(axis=1), "broken": ledger["mismatch"], "unchecked": ledger["not-checkable"]}
    return ledger.assign(**results)


def count_results(ledger: pd.DataFrame) -> dict[str, str]:
    """Return how many checks there were (`checks`), and how many held, were broken or could not be made, in words."""
    results = _mark_results(ledger)
    counts = {name: int(results[name].sum()) for name in _COUNTS}
    return {name: f"{count:,}" for name, count in {"checks": sum(counts.values()), **counts}.items()}


def sum_identities(ledger: pd.DataFrame, words: GroupWords) -> pd.DataFrame:
    """Return one row for each identity: how often it held, was broken, could not be checked; where it broke most.

    What is neither an identity of the data nor the list of a scheme is its rule.
    """
    keys = ["identity", "rule"]
    named = ledger["identity"].str.contains(">", regex=False) | ledger["identity"].isin(
        words.data.identities["identity"]
    )
    results = _mark_results(ledger).assign(identity=ledger["identity"].where(named, ledger["rule"]))
    table = results.groupby([*_REPORT, *keys], sort=False)[_COUNTS].sum().reset_index()
    table = table.assign(reports=table[_COUNTS].sum(axis=1).gt(0))
    sums = table.groupby(keys, sort=False)[[*_COUNTS, "reports"]].sum().reset_index()
    worst = table[table["broken"].gt(0)].sort_values("broken", ascending=False, kind="stable")
    worst = worst.drop_duplicates(keys)[[*keys, "department", "report_year", "broken"]]
    sums = sums.merge(worst.rename(columns={"broken": "most"}), on=keys, how="left", validate="1:1")
    order = ["broken", "unchecked", "held"]
    return sums.sort_values(order, ascending=False, kind="stable", ignore_index=True)


def tell_group_ledger(ledger: pd.DataFrame, words: GroupWords) -> Fragment:
    """Return how many of all checks held, were broken or could not be made, over how many identities.

    >>> from analysis import list_ledger, open_group, run_checks
    >>> from analysis.show import GroupWords, tell_group_ledger
    >>> data = open_group(["putuo-finance"], 2024)
    >>> ledger = list_ledger(data, run_checks(data))
    >>> tell_group_ledger(ledger, GroupWords(data, "en")).html.striptags().split(":")[0]
    'Identities that apply to some report'
    """
    sums = sum_identities(ledger, words)
    sums = sums[sums[_COUNTS].sum(axis=1).gt(0)]
    never = int((sums["held"].add(sums["broken"]).eq(0)).sum())
    return paragraphs([tell(words, "peers.ledger", count=len(sums), never=never, **count_results(ledger))])


def table_group_ledger(ledger: pd.DataFrame, words: GroupWords) -> Table:
    """Return one row for each identity that some report could be held to, those broken most first.

    >>> from analysis import list_ledger, open_group, run_checks
    >>> from analysis.show import GroupWords, table_group_ledger
    >>> data = open_group(["putuo-finance"], 2024)
    >>> table_group_ledger(list_ledger(data, run_checks(data)), GroupWords(data, "en")).frame["broken"].head(2).tolist()
    [1, 1]
    """
    sums = sum_identities(ledger, words)
    sums = sums[sums["held"].add(sums["broken"]).gt(0)].reset_index(drop=True)
    rows = [_list_cells(words, row) for row in iterate_rows(sums.head(MOST_ROWS))]
    columns = "identity reports:number held:number broken:number unchecked:number most-in"
    return make_table(words, sums, "group-ledger", columns, rows, note=words.tell_rest(len(sums)))


def _list_cells(words: GroupWords, row: Any) -> list[object]:
    worst: object = ""
    if row.broken:
        year = int(row.report_year)
        note = words.say("peers.in-year", year=year, count=int(row.most))
        worst = below(words.link_body(row.department, year), note)
    return [
        capitalise(name_identity(words, row)), row.reports, f"{row.held:,}",
        row.broken or "—", row.unchecked or "—", worst,
    ]  # fmt: skip


def table_ledger_by_body(ledger: pd.DataFrame, words: GroupWords) -> Table:
    """Return one row for each report: how many of its checks held, were broken or could not be made.

    >>> from analysis import list_ledger, open_group, run_checks
    >>> from analysis.show import GroupWords, table_ledger_by_body
    >>> data = open_group(["putuo-finance"], 2024)
    >>> table_ledger_by_body(list_ledger(data, run_checks(data)), GroupWords(data, "en")).frame["broken"].tolist()
    [5]
    """
    sums = _mark_results(ledger).groupby(_REPORT, sort=False)[_COUNTS].sum().reset_index()
    order = ["broken", "unchecked", *_REPORT]
    frame = sums.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
    rows = [
        [
            words.link_body(row.department, row.report_year),
            row.report_year,
            *(f"{getattr(row, name):,}" for name in _COUNTS),
        ]
        for row in iterate_rows(frame.head(MOST_ROWS))
    ]
    columns = "body of-year:short held:number broken:number unchecked:number"
    return make_table(words, frame, "ledger-by-body", columns, rows, note=words.tell_rest(len(frame)), target=True)
