"""Notebook 2, where the money went: categories and special items, ranked, and every other breakdown."""

from fractions import Fraction
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.money import FEN_PER_WAN, format_pct
from analysis.show.canvas import Chart, bars, draw
from analysis.show.rich import Fragment, amount, cite, join, paragraphs, stated, tell
from analysis.show.tables import Column, Table, make_table
from analysis.show.words import Words

TOTAL, BASIC, SPECIAL = "summary/total", "summary/basic", "summary/special"
_KEYS = {TOTAL: "categories", SPECIAL: "special-items"}


def pick_breakdown(categories: pd.DataFrame, total: str = TOTAL) -> pd.DataFrame:
    """Return the rows of the first breakdown of a total (a scheme/code) by a scheme; no rows if there is none.

    Categories that make up the basic expenditure only are those of the report where none make up the total.
    """
    names = categories["breakdown"].astype("str")
    for one in (TOTAL, BASIC) if total == TOTAL else (total,):
        found = names[names.str.endswith(f">{one}")]
        if len(found):
            return categories[names.eq(found.iloc[0])].reset_index(drop=True)
    return categories.iloc[:0]


def tell_categories(categories: pd.DataFrame, words: Words) -> Fragment:
    """Return the findings about categories and special items in sentences."""
    return paragraphs(list_category_sentences(categories, words))


def list_category_sentences(categories: pd.DataFrame, words: Words) -> list[Markup]:
    """Return what the categories and special items show; what is not stated is said so."""
    sentences = []
    for total, key in ((TOTAL, "categories"), (SPECIAL, "special")):
        parts = pick_breakdown(categories, total)
        whole = _find_total(words, parts)
        if whole is None and total == SPECIAL and _has_projects(words):
            continue  # what others call special expenditure is project expenditure here
        if whole is None:
            sentences.append(tell(words, f"show.{key}-missing", report=words.name_extent()))
            continue
        items = [_tell_item(words, row) for row in iterate_rows(parts)]
        values = {"total": stated(words, whole), "count": len(parts), "items": join(words, items)}
        values["whole"] = _name_whole(words, parts)
        sentences.append(tell(words, f"show.{key}", **values))
    return sentences


def _has_projects(words: Words) -> bool:
    return any((figure.scheme, figure.code) == ("summary", "project") for figure in words.own_figures)


def _read_total(parts: pd.DataFrame) -> str:
    return str(parts["breakdown"].iloc[0]).partition(">")[2]


def _name_whole(words: Words, parts: pd.DataFrame) -> str:
    """Return what the total of a breakdown is called in a sentence."""
    total = _read_total(parts)
    return words.say("show.whole") if total == TOTAL else words.name(*total.split("/"))


def _find_total(words: Words, parts: pd.DataFrame) -> Any:
    """Return the figure of the total of a breakdown, None if it is not stated."""
    return words.figures.get(parts["total_figure"].iloc[0]) if len(parts) else None


def _tell_item(words: Words, row: Any) -> Markup:
    name = words.name(row.scheme, row.code)
    return tell(words, "show.item", name=name, amount=amount(words, row.value, row.figure_id), share=_share(row))


def _share(row: Any) -> str:
    known = pd.notna(row.total) and row.total
    return format_pct(Fraction(int(row.value), int(row.total))) if known else "—"


def _choose_unit(words: Words, parts: pd.DataFrame) -> str:
    """Return the unit that parts and total are shown in together."""
    return words.choose_unit(words.list_figures(" ".join([*parts["figure_id"], *parts["total_figure"].unique()])))


def chart_parts(categories: pd.DataFrame, words: Words, total: str = TOTAL) -> Chart:
    """Return the parts of a total (a scheme/code), ranked, with amount and share."""
    parts = pick_breakdown(categories, total)
    rows = list(iterate_rows(parts))
    unit = _choose_unit(words, parts)
    labels = [words.name(row.scheme, row.code) for row in rows]
    amounts = [words.format_value(row.value, unit) for row in rows]
    shown = zip(rows, amounts, strict=True)
    texts = [words.say("show.bar-share", amount=text, share=_share(row)) for row, text in shown]
    name, title = _KEYS.get(total, "parts"), _title(words, parts, total)
    said = words.join_notes(f"{label} {text}" for label, text in zip(labels, texts, strict=True))
    alt = words.say("show.alt.parts", title=title, rows=said)
    locators = dict.fromkeys(figure.locator for figure in words.list_figures(" ".join(parts["figure_id"])))
    source = words.say("show.source.parts", unit=unit, places=words.join_names(locators) or "—")
    values = [row.value / FEN_PER_WAN for row in rows]
    height = 0.36 * len(labels) + 0.95
    return draw(parts, name, title, source, alt, height, lambda ax: bars(ax, labels, values, texts))


def _title(words: Words, parts: pd.DataFrame, total: str) -> str:
    """Return the largest parts and their share as the title of a chart."""
    if parts.empty or parts["total"].isna().any() or parts["total"].eq(0).any():
        return words.say(f"show.title.{_KEYS.get(total, 'parts')}-none", report=words.name_extent())
    name = _KEYS.get(_read_total(parts), "parts")
    leading = parts.head(2 if name == "categories" and len(parts) > 2 else 1)
    names = words.say("show.and").join(words.name(row.scheme, row.code) for row in iterate_rows(leading))
    share = format_pct(Fraction(int(leading["value"].sum()), int(leading["total"].iloc[0])))
    values = {"names": names, "count": len(leading), "share": share, "whole": _name_whole(words, parts)}
    return words.say(f"show.title.{name}", **values)


def table_parts(categories: pd.DataFrame, words: Words, total: str = TOTAL) -> Table:
    """Return the same parts as a table with their total; shares of the printed total, rounded to two decimals."""
    parts = pick_breakdown(categories, total)
    whole, unit = _find_total(words, parts), _choose_unit(words, parts)
    rows = [
        [words.name(row.scheme, row.code), words.format_value(row.value, unit), _share(row), cite([row.figure_id])]
        for row in iterate_rows(parts)
    ]
    foot: list[object] | None = None
    if whole is not None:
        share = format_pct(1) if whole.value else ""
        foot = [words.say("show.total"), words.format_value(whole.value, unit), share, cite([words.cite(whole)])]
    caption = words.name_breakdown(parts["breakdown"].iloc[0]) if len(parts) else words.say("show.nothing")
    return make_table(parts, caption, _list_columns(words, "part", unit), rows, foot)


def table_other_parts(categories: pd.DataFrame, words: Words) -> Fragment:
    """Return every breakdown but the two of chart_parts as one table, or that there is none."""
    shown = [pick_breakdown(categories, total)["breakdown"] for total in (TOTAL, SPECIAL)]
    others = categories[~categories["breakdown"].isin(pd.concat(shown))].reset_index(drop=True)
    if others.empty:
        return Fragment(Markup("<p>{}</p>").format(words.say("show.no-other-parts")), empty=True)
    unit = _choose_unit(words, others)
    rows = [
        [
            _name_breakdown(words, row.breakdown),
            words.name(row.scheme, row.code),
            words.format_value(row.value, unit),
            _share(row),
            cite([row.figure_id]),
        ]
        for row in iterate_rows(others)
    ]
    columns = [Column(words.say("show.column.breakdown")), *_list_columns(words, "part", unit)]
    return make_table(others, words.say("show.caption.other-parts"), columns, rows)


def _name_breakdown(words: Words, breakdown: str) -> str:
    """Return the name of an identity, or what is broken down by which scheme."""
    total = breakdown.partition(">")[2]
    name = words.name_breakdown(breakdown)
    return words.say("show.breakdown", total=words.name(*total.split("/")), scheme=name) if total else name


def _list_columns(words: Words, first: str, unit: str) -> list[Column]:
    labels = [words.say(f"show.column.{name}") for name in (first, "share", "figures")]
    return [Column(labels[0]), Column(words.name_unit(unit), True), Column(labels[1], True), Column(labels[2])]
