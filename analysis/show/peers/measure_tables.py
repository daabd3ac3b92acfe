"""Tables of the measures of a group: its bodies with their results, and the medians of their classes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.compare.explanations import find_threshold
from analysis.compare.measures import COMPUTED, PEERS, PER_HEAD, RATIO, REPORT
from analysis.compare.outliers import summarise_peers
from analysis.frames import iterate_rows
from analysis.groups import list_members
from analysis.show.peers.measures import PHASES, link_result, name_head, name_measure, show_size
from analysis.show.peers.words import MOST_ROWS, GroupWords
from analysis.show.rich import below, capitalise
from analysis.show.tables import Group, Row, Table, make_table

_ROW = ["report_year", "phase", "department"]
_WEIGHT = "expenditure"  # the measure that larger bodies have more of


def table_measures(measures: pd.DataFrame, words: GroupWords) -> Table:
    """Return the amounts of each body and what they are per head, the largest bodies of the latest year first.

    >>> from analysis import measure_peers, open_group
    >>> from analysis.show import GroupWords, table_measures
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> table_measures(measure_peers(data), GroupWords(data, "en")).frame["measure"].unique().tolist()
    ['three-public', 'three-public-per-post', 'expenditure', 'expenditure-per-post']
    """
    return _make_table(measures, words, "measures", measures["kind"].ne(RATIO), words.say("measures.scope"))


def table_shares(measures: pd.DataFrame, words: GroupWords) -> Table:
    """Return the ratios of each body: shares of the total, and what was spent of the budgets.

    >>> from analysis import measure_peers, open_group
    >>> from analysis.show import GroupWords, table_shares
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> table_shares(measure_peers(data), GroupWords(data, "en")).frame["measure"].unique().tolist()
    ['three-public-share', 'basic-share', 'project-share', 'largest-class-share']
    """
    return _make_table(measures, words, "shares", measures["kind"].eq(RATIO), words.say("measures.ratios"))


def _make_table(measures: pd.DataFrame, words: GroupWords, name: str, chosen: "pd.Series[bool]", note: str) -> Table:
    """Return the chosen measures as columns, those that no body has a result of left out, and bodies as rows."""
    frame = measures[chosen].reset_index(drop=True)
    known = frame[frame["status"].eq(COMPUTED)]
    columns = [one for one in words.data.measures["measure"] if one in set(known["measure"])]
    frame = frame[frame["measure"].isin(columns)].reset_index(drop=True)
    heads = _rank_bodies(known, measures)
    shown = frame.merge(heads.head(MOST_ROWS), on=_ROW, validate="m:1")
    cells = {tuple(getattr(row, name) for name in (*_ROW, "measure")): row for row in iterate_rows(shown)}
    rows = list(_list_rows(words, heads.head(MOST_ROWS), columns, cells))
    kinds = words.rows("measures", "measure")
    labels = {one: name_head(words, one, kinds[one].kind) for one in columns}
    spec = " ".join(["body", *(f"{one}:number" for one in columns)])
    notes = words.join_sentences([note, words.tell_rest(len(heads))])
    return make_table(words, frame, name, spec, rows, note=notes, style="dense", labels=labels, target=True)


def _rank_bodies(known: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Return the year, phase and body of each row of a table: the latest year and the largest bodies first."""
    weight = measures.loc[measures["measure"].eq(_WEIGHT), [*_ROW, "result"]].rename(columns={"result": "weight"})
    heads = known[_ROW].drop_duplicates().merge(weight, on=_ROW, how="left", validate="1:1")
    places = {"late": -heads["report_year"], "place": heads["phase"].map(PHASES.index)}
    heads = heads.assign(**places, light=-heads["weight"].fillna(0))
    return heads.sort_values(["late", "place", "light", "department"], kind="stable", ignore_index=True)[_ROW]


def _list_rows(
    words: GroupWords, heads: pd.DataFrame, columns: Sequence[str], cells: Mapping[Any, Any]
) -> Iterator[Row]:
    """Yield the rows of the bodies, those of one year and phase below a line that says so."""
    above = None
    for head in iterate_rows(heads):
        if (head.report_year, head.phase) != above:
            above = head.report_year, head.phase
            phase = words.say(f"show.phase.{head.phase}")
            yield Group(words.say("measures.year-phase", year=head.report_year, phase=phase))
        body = words.link_body(head.department, head.report_year)
        own = [cells.get((*head, one)) for one in columns]
        yield [below(body, _tell_place(words, head)), *(_show_cell(words, one) for one in own)]


def _tell_place(words: GroupWords, head: Any) -> str:
    """Return the class of a body, and within which other member it lies."""
    inner = words.tell_within(head.department, [head.report_year], "measures.within")
    return words.join_notes([words.name_class(head.department), inner])


def _show_cell(words: GroupWords, row: Any) -> Markup:
    """Return a result with what it was divided by or is of in small print, or why there is none."""
    if row is None or row.status != COMPUTED:
        return below("—", words.say(f"measures.short.{row.reason}") if row is not None else "")
    if row.largest:
        return below(link_result(words, row), words.name(*row.largest.split("/")))
    count = words.say("measures.divided", count=row.denominator) if row.kind == PER_HEAD else ""
    link = words.link(count, row.department, row.report_year, row.base_figures) if count else ""
    return below(link_result(words, row), link)


def table_peers(measures: pd.DataFrame, words: GroupWords) -> Table:
    """Return the medians of each class in the latest year, with its lowest and highest body.

    >>> from analysis import measure_peers, open_group
    >>> from analysis.show import GroupWords, table_peers
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> len(table_peers(measure_peers(data), GroupWords(data, "en")).frame)
    6
    """
    peers = summarise_peers(measures, words.data)
    peers = peers[peers["report_year"].eq(peers["report_year"].max()) & peers["bodies"].gt(1)]
    places = peers["phase"].map(PHASES.index).rename("place")
    peers = peers.join(places).sort_values(["class_zh", "place"], kind="stable", ignore_index=True)
    lowest, highest = _find_ends(measures, words)
    rows: list[Row] = []
    above = None
    for row in iterate_rows(peers.head(MOST_ROWS)):
        if (row.class_zh, row.phase) != above:
            above = row.class_zh, row.phase
            rows.append(Group(name_peers(words, row)))
        key = tuple(getattr(row, name) for name in PEERS)
        all_bodies = words.say("measures.of-all", bodies=row.bodies, all=row.bodies + row.lacking)
        ends = [_show_end(words, one[key]) for one in (lowest, highest)]
        median = show_size(words, row.kind, row.median)
        rows.append([name_measure(words, row.measure), all_bodies, median, *ends])
    year = peers["report_year"].iloc[0] if len(peers) else ""
    columns = "measure with-result:number median:number lowest highest"
    note = words.join_sentences([tell_few(peers, words), words.tell_rest(len(peers))])
    return make_table(words, peers, "peers", columns, rows, note=note, style="dense", year=year)


def name_class(words: GroupWords, row: Any) -> str:
    """Return the class of a row; where the group has none the whole group is one, else a blank is a class too."""
    key = "no-class" if words.data.members["class_zh"].ne("").any() else "whole-group"
    return words.pick(row, "class") or row.class_zh or words.say(f"measures.{key}")


def name_peers(words: GroupWords, row: Any) -> str:
    """Return the class, year and phase of a row."""
    name = name_class(words, row)
    phase = words.say(f"show.phase.{row.phase}")
    return words.say("measures.class-phase", name=capitalise(name), year=row.report_year, phase=phase)


def tell_few(peers: pd.DataFrame, words: GroupWords) -> str:
    """Return which classes are too small for statistics; nothing where none is."""
    fewest = find_threshold(words.data, "outlier-bodies")
    sizes = peers.assign(bodies=peers["bodies"] + peers["lacking"]).groupby(["class_zh", "class_en"])["bodies"].max()
    few = sizes[sizes < int(fewest)].reset_index()
    items = [words.say("measures.few-item", name=name_class(words, row), count=row.bodies) for row in iterate_rows(few)]
    return words.say("measures.few", fewest=fewest, items=words.join_names(items)) if items else ""


def _find_ends(measures: pd.DataFrame, words: GroupWords) -> list[dict[Any, Any]]:
    """Return the rows with the lowest and with the highest result by class, year, measure and phase."""
    members = list_members(words.data).query("counted")[[*REPORT, "class_zh"]]
    rows = measures[measures["status"].eq(COMPUTED)].merge(members, on=REPORT, validate="m:1")
    ordered = rows.sort_values("result", kind="stable")
    ends = (ordered.drop_duplicates(PEERS, keep=keep) for keep in ("first", "last"))
    return [{tuple(getattr(row, name) for name in PEERS): row for row in iterate_rows(one)} for one in ends]


def _show_end(words: GroupWords, row: Any) -> Markup:
    """Return a result with its body below it."""
    return below(link_result(words, row), words.link_body(row.department, row.report_year))
