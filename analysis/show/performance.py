"""Notebook 4, what was achieved: results and the official indicators, computable or "missing X"."""

import re
from fractions import Fraction
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.money import format_number, format_yuan
from analysis.show.rich import Fragment, cite, join, number, paragraphs, percent, show_bounds, stated, tell
from analysis.show.tables import Table, make_table
from analysis.show.words import Words

COMPUTED = "computed"
_SIGNS = {"/": "÷", "*": "×", "-": "−"}


def tell_performance(indicators: pd.DataFrame, costs: pd.DataFrame, words: Words) -> Fragment:
    """Return what can be said about the indicators and unit costs.

    >>> from analysis import compute_indicators, compute_unit_costs, open_data
    >>> from analysis.show import Words, tell_performance
    >>> data = open_data("beita-union", 2019)
    >>> indicators, costs = compute_indicators(data), compute_unit_costs(data)
    >>> tell_performance(indicators, costs, Words(data, "en")).html.striptags().split(";")[0]
    'The Ministry of Finance framework of 2013 (财预〔2013〕53号) has 28 indicators'
    """
    return paragraphs([*list_indicator_sentences(indicators, words), *list_cost_sentences(costs, words)])


def list_indicator_sentences(indicators: pd.DataFrame, words: Words) -> list[Markup]:
    """Return one sentence for each indicator set: what is computable, and how many are not.

    What an earlier set has too is told and counted with that one.
    """
    sentences, shared = [], count_sets(indicators).set_index("indicator_set")["shared"]
    for name, found in _pick_new(indicators).groupby("indicator_set", sort=False):
        done = [row for row in iterate_rows(found) if row.status == COMPUTED]
        values = [(words.name_indicator(row), _value(words, row)) for row in done]
        items = join(words, [tell(words, "show.named", name=one, amount=value) for one, value in values])
        counts = {"count": len(found), "done": len(done), "missing": len(found) - len(done)}
        other = "-others" if shared[name] else ""
        key = f"show.indicators{other}" if done else f"show.indicators{other}-none"
        counts |= {"shared": int(shared[name])}
        sentences.append(tell(words, key, set=words.name_set(str(name)), items=items, **counts))
    return sentences


def _pick_new(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators without those that an earlier set has too."""
    return indicators[indicators["same_as"].eq("")]


def list_cost_sentences(costs: pd.DataFrame, words: Words) -> list[Markup]:
    """Return one sentence for each unit cost."""
    sentences = []
    for row in iterate_rows(costs):
        name = words.pick(words.rows("unit_costs", "unit_cost")[row.unit_cost])
        money, count = (stated(words, words.figures[one]) for one in (row.money, row.count))
        cost = number(f"{format_yuan(row.value_fen)} 元")
        sentences.append(tell(words, "show.unit-cost", name=name, money=money, count=count, cost=cost))
    return sentences


def table_outputs(outputs: pd.DataFrame, words: Words) -> Table:
    """Return what the report says was done, as printed; approximate and damaged counts are marked.

    >>> from analysis import list_outputs, open_data
    >>> from analysis.show import Words, table_outputs
    >>> data = open_data("beita-union", 2019)
    >>> table_outputs(list_outputs(data), Words(data, "en")).frame[["label", "printed", "unit"]].head(2)
        label printed unit
    0    组建工会      20    家
    1  新增工会会员     584    人
    """
    rows = []
    for figure in iterate_rows(outputs):
        remark = "" if not figure.approximate else words.say("show.approximate" if figure.value else "show.lost")
        links = cite([words.cite(figure)])
        rows.append(
            [words.name_figure(figure), figure.printed, figure.unit, remark, words.tell_place(figure.locator), links]
        )
    return make_table(words, outputs, "outputs", "output printed:number unit remark place:short figures", rows)


def show_indicators(indicators: pd.DataFrame, words: Words) -> Table:
    """Return every indicator of every set: a table of those that can be computed, and what each of the others lacks.

    >>> from analysis import compute_indicators, open_data
    >>> from analysis.show import Words, show_indicators
    >>> data = open_data("beita-union", 2019)
    >>> shown = show_indicators(compute_indicators(data), Words(data, "en")).frame
    >>> shown.loc[shown["status"].eq("computed"), "indicator"].unique().tolist()
    ['staff-control-rate', 'three-public-change-rate']
    """
    shown = [_show_set(words, found) for _, found in indicators.groupby("indicator_set", sort=False)]
    return Table(indicators, Markup("\n").join(shown))


def _show_set(words: Words, found: pd.DataFrame) -> Markup:
    """Return the table of what can be computed of a set, and below it one sentence on all that cannot."""
    computed = found["status"].eq(COMPUTED)
    lacking = _tell_lacking(words, found[~computed])
    names = {"set": words.name_set(str(found["indicator_set"].iloc[0]))}
    told = words.say("show.lacking", items=lacking, count=int((~computed).sum())) if lacking else ""
    note = words.join_sentences([told, words.say("show.note.indicators")])
    if not computed.any():
        return tell(words, "show.lacking-set", note=note, **names)
    rows = [_list_cells(words, row) for row in iterate_rows(found[computed])]
    columns = "indicator formula value-bounds:number points-weight:number result"
    if not any(row[3] for row in rows):
        columns, rows = columns.replace(" points-weight:number", ""), [[*row[:3], row[4]] for row in rows]
    return make_table(words, found, "indicators", columns, rows, note=note, **names).html


def _name(words: Words, row: Any) -> str:
    """Return the name of an indicator, marked where its formula is not confirmed."""
    confirmed = words.indicators[row.indicator_set, row.indicator].confirmed == "yes"
    return words.name_indicator(row) + ("" if confirmed else " †")


def _tell_lacking(words: Words, found: pd.DataFrame) -> str:
    """Return the names of indicators with what they lack, or the set that says so, each lack once."""
    lacks: dict[str, list[str]] = {}
    for row in iterate_rows(found):
        same = words.say("show.same-as", set=words.name_set(row.same_as, "short")) if row.same_as else ""
        lacks.setdefault(same or _name_lack(words, row), []).append(_name(words, row))
    items = [(words.join_names(names), lack) for lack, names in lacks.items()]
    return words.join_notes(words.say("show.lacking-item", names=names, lack=lack) for names, lack in items)


def _list_cells(words: Words, row: Any) -> list[object]:
    indicator = words.indicators[row.indicator_set, row.indicator]
    points = format_number(Fraction(int(row.points), 100), 2) if pd.notna(row.points) else "—"
    weighted = f"{points} / {indicator.weight}" if indicator.weight else ""
    if row.same_as:
        same = words.say("show.same-as", set=words.name_set(row.same_as, "short"))
        return [_name(words, row), same, "", weighted, ""]
    bounds, value = show_bounds(words, row.low, row.high), _value(words, row)
    bounded = Markup(f"{value}<br>({bounds})" if bounds else value)
    return [_name(words, row), explain_formula(words, indicator.formula), bounded, weighted, explain_result(words, row)]


def table_sets(indicators: pd.DataFrame, words: Words) -> Table:
    """Return how many indicators of each set are computable, the numbers behind the chart; shared ones count once.

    >>> from analysis import compute_indicators, open_data
    >>> from analysis.show import Words, table_sets
    >>> data = open_data("beita-union", 2019)
    >>> table_sets(compute_indicators(data), Words(data, "en")).frame[["indicator_set", "computed"]]
        indicator_set  computed
    0        mof-2013         2
    1  mof-2013-hunan         0
    """
    frame = count_sets(indicators)
    rows = [[words.name_set(name), *counts] for name, *counts in frame.itertuples(index=False, name=None)]
    foot = [words.say("show.total"), *frame.drop(columns="indicator_set").sum()] if len(frame) > 1 else []
    columns = "set count:number shared:number computed:number lacking:number"
    return make_table(words, frame, "sets", columns, rows, foot)


def count_sets(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each indicator set: indicator_set, indicators, shared, computed, lacking (counts).

    `shared` are those that an earlier set has too; they are counted there.
    """
    done, shared = indicators["status"].eq(COMPUTED), indicators["same_as"].ne("")
    counted = indicators.assign(shared=shared, computed=done & ~shared, lacking=~done & ~shared)
    sets = counted.groupby("indicator_set", sort=False)
    counts = sets[["shared", "computed", "lacking"]].sum()
    counts.insert(0, "indicators", sets.size())
    return counts.reset_index()


def _value(words: Words, row: Any) -> Markup:
    """Return the value of an indicator, linked to its figures in the order of the report."""
    used = set(row.figures.split())
    return percent(row.value, [one for one in words.figures if one in used])


def explain_result(words: Words, row: Any) -> str:
    """Return whether an indicator is in order, or what is missing."""
    if row.status != COMPUTED:
        return words.say("show.missing", names=_name_lack(words, row))
    key = "no-target" if pd.isna(row.in_order) else "in-order" if row.in_order else "not-in-order"
    return words.join_notes([words.say(f"show.{key}"), words.say("show.base-derived") if row.derived else ""])


def _name_lack(words: Words, row: Any) -> str:
    """Return the inputs that an indicator lacks, and that its base is zero."""
    zero = [words.say("compare.zero-base")] if row.reason else []
    return words.join_names([*(words.name_input(one) for one in row.missing.split()), *zero])


def explain_formula(words: Words, formula: str) -> str:
    """Return a formula with the names of its inputs in words."""
    inputs = words.rows("inputs", "input")
    parts = re.split(r"(\w+|[/*-])", formula)
    return "".join(words.name_input(part) if part in inputs else _SIGNS.get(part, part) for part in parts)
