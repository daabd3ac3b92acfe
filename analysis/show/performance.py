"""Notebook 4, what was achieved: results and the official indicators, computable or "missing X"."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.money import format_number, format_yuan
from analysis.show.rich import Fragment, cite, join, number, paragraphs, percent, show_bounds, stated, tell
from analysis.show.tables import Column, Table, make_table
from analysis.show.words import Words

COMPUTED = "computed"


def tell_performance(indicators: pd.DataFrame, costs: pd.DataFrame, words: Words) -> Fragment:
    """Return what can be said about the indicators and unit costs."""
    return paragraphs([*list_indicator_sentences(indicators, words), *list_cost_sentences(costs, words)])


def split_sets(indicators: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each indicator set with its rows, in their order."""
    for name in dict.fromkeys(indicators["indicator_set"]):
        yield name, indicators[indicators["indicator_set"].eq(name)].reset_index(drop=True)


def list_indicator_sentences(indicators: pd.DataFrame, words: Words) -> list[Markup]:
    """Return one sentence for each indicator set: what is computable, and how many are not."""
    sentences = []
    for name, found in split_sets(indicators):
        done = found[found["status"].eq(COMPUTED)]
        items = [
            tell(words, "show.named", name=words.name_indicator(row), amount=_value(words, row))
            for row in iterate_rows(done)
        ]
        values = {"set": words.name_set(name), "count": len(found), "done": len(done)}
        key = "show.indicators" if len(done) else "show.indicators-none"
        sentences.append(tell(words, key, **values, missing=len(found) - len(done), items=join(words, items)))
    return sentences


def list_cost_sentences(costs: pd.DataFrame, words: Words) -> list[Markup]:
    """Return one sentence for each unit cost."""
    return [
        tell(
            words,
            "show.unit-cost",
            name=words.pick(words.rows("unit_costs", "unit_cost")[row.unit_cost]),
            money=stated(words, words.figures[row.money]),
            count=stated(words, words.figures[row.count]),
            cost=number(f"{format_yuan(row.value_fen)} 元"),
        )
        for row in iterate_rows(costs)
    ]


def table_outputs(outputs: pd.DataFrame, words: Words) -> Table:
    """Return what the report says was done, as printed; approximate and damaged counts are marked."""
    names = ("output", "printed", "unit", "remark", "place", "figures")
    columns = [Column(words.say(f"show.column.{name}"), name == "printed", name == "place") for name in names]
    rows = []
    for figure in iterate_rows(outputs):
        remark = "" if not figure.approximate else words.say("show.approximate" if figure.value else "show.lost")
        links = cite([words.cite(figure)])
        rows.append([words.name_figure(figure), figure.printed, figure.unit, remark, figure.locator, links])
    return make_table(outputs, words.say("show.caption.outputs"), columns, rows)


def show_indicators(indicators: pd.DataFrame, words: Words) -> Table:
    """Return every indicator of every set, a table for each set."""
    tables = [table_indicators(rows, words).html for _, rows in split_sets(indicators)]
    return Table(indicators, Markup("\n").join(tables))


def table_indicators(indicators: pd.DataFrame, words: Words) -> Table:
    """Return the indicators of one set: value with bounds, points where a rule exists, or what is missing."""
    names = ("indicator", "formula", "value-bounds", "points-weight", "result")
    numeric = {"value-bounds", "points-weight"}
    columns = [Column(words.say(f"show.column.{name}"), name in numeric) for name in names]
    rows = [_indicator_row(words, row) for row in iterate_rows(indicators)]
    caption = words.name_set(indicators["indicator_set"].iloc[0])
    return make_table(indicators, caption, columns, rows, note=words.say("show.note.indicators"))


def table_sets(indicators: pd.DataFrame, words: Words) -> Table:
    """Return how many indicators of each set are computable, the numbers behind the chart."""
    names = ("set", "count", "computed", "lacking")
    columns = [Column(words.say(f"show.column.{name}"), name != "set") for name in names]
    frame = count_sets(indicators)
    rows = [[words.name_set(name), *counts] for name, *counts in frame.itertuples(index=False, name=None)]
    return make_table(frame, words.say("show.caption.sets"), columns, rows)


def count_sets(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each indicator set: indicator_set, indicators, computed, lacking (counts)."""
    done = indicators["status"].eq(COMPUTED)
    counted = indicators.assign(computed=done, lacking=~done).groupby("indicator_set", sort=False)
    columns = {"indicators": ("indicator", "size"), "computed": ("computed", "sum"), "lacking": ("lacking", "sum")}
    return counted.agg(**columns).reset_index()


def _indicator_row(words: Words, row: Any) -> list[object]:
    indicator = words.indicators[row.indicator_set, row.indicator]
    mark = "" if indicator.confirmed == "yes" else " †"
    bounds = show_bounds(words, row.low, row.high)
    value = _value(words, row) if row.status == COMPUTED else Markup("—")
    value += Markup("<br>({})").format(bounds) if bounds else ""
    points = format_number(Fraction(int(row.points), 100), 2) if pd.notna(row.points) else "—"
    return [
        words.name_indicator(row) + mark,
        explain_formula(words, indicator.formula),
        value,
        f"{points} / {indicator.weight}" if indicator.weight else "—",
        explain_result(words, row),
    ]


def _value(words: Words, row: Any) -> Markup:
    used = set(row.figures.split())
    return percent(row.value, [one for one in words.figures if one in used])


def explain_result(words: Words, row: Any) -> str:
    """Return whether an indicator is in order, or what is missing."""
    if row.status != COMPUTED:
        zero = [words.say("compare.zero-base")] if row.reason else []
        names = [*(words.name_input(one) for one in row.missing.split()), *zero]
        return words.say("show.missing", names=words.join_names(names))
    key = "no-target" if pd.isna(row.in_order) else "in-order" if row.in_order else "not-in-order"
    return words.join_notes([words.say(f"show.{key}"), words.say("show.base-derived") if row.derived else ""])


def explain_formula(words: Words, formula: str) -> str:
    """Return a formula with the names of its inputs in words."""
    parts = formula.replace("(", "( ").replace(")", " )").split()
    inputs = words.rows("inputs", "input")
    signs = {"/": "÷", "*": "×", "-": "−", "+": "+"}
    named = [words.name_input(part) if part in inputs else signs.get(part, part) for part in parts]
    return " ".join(named).replace("( ", "(").replace(" )", ")")
