"""Notebook 2, where the money went: categories and special items, ranked, and every other breakdown."""

from fractions import Fraction
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.money import FEN_PER_WAN, format_pct
from analysis.show.canvas import Bar, Chart, draw_bars
from analysis.show.rich import Fragment, amount, cite, join, paragraphs, stated, tell, tell_nothing
from analysis.show.tables import Table, make_table
from analysis.show.words import Figure, Words

TOTAL, BASIC, SPECIAL = "summary/total", "summary/basic", "summary/special"
_KEYS = {TOTAL: "categories", SPECIAL: "special-items"}
_COLUMNS = "part amount:number share:number figures"


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
    projects = any((figure.scheme, figure.code) == ("summary", "project") for figure in words.own_figures)
    for total, key in ((TOTAL, "categories"), (SPECIAL, "special")):
        parts = pick_breakdown(categories, total)
        whole = _find_total(words, parts)
        if whole is not None:
            items = join(words, [_tell_item(words, row) for row in iterate_rows(parts)])
            values = {"whole": _name_whole(words, parts), "total": stated(words, whole), "items": items}
            sentences.append(tell(words, f"show.{key}", count=len(parts), **values))
        elif total == TOTAL or not projects:  # what others call special expenditure is project expenditure here
            sentences.append(tell(words, f"show.{key}-missing", report=words.name_extent()))
    return sentences


def _tell_item(words: Words, row: Any) -> Markup:
    name = words.name(row.scheme, row.code)
    return tell(words, "show.item", name=name, amount=amount(words, row.value, row.figure_id), share=_share(row))


def _read_total(parts: pd.DataFrame) -> str:
    return str(parts["breakdown"].iloc[0]).partition(">")[2]


def _name_whole(words: Words, parts: pd.DataFrame) -> str:
    """Return what the total of a breakdown is called in a sentence."""
    total = _read_total(parts)
    return words.say("show.whole") if total == TOTAL else words.name(*total.split("/"))


def _find_total(words: Words, parts: pd.DataFrame) -> Figure | None:
    """Return the figure of the total of a breakdown, None if it is not stated."""
    return words.figures.get(parts["total_figure"].iloc[0]) if len(parts) else None


def _share(row: Any) -> str:
    known = pd.notna(row.total) and row.total
    return format_pct(Fraction(int(row.value), int(row.total))) if known else "—"


def _choose_unit(words: Words, parts: pd.DataFrame) -> str:
    """Return the unit that parts and total are shown in together."""
    return words.choose_unit(words.list_figures(" ".join([*parts["figure_id"], *parts["total_figure"].unique()])))


def _list_cells(words: Words, parts: pd.DataFrame, unit: str) -> list[tuple[str, str, str, Markup]]:
    """Return name, amount, share and citation of each part."""
    return [
        (words.name(row.scheme, row.code), words.format_value(row.value, unit), _share(row), cite([row.figure_id]))
        for row in iterate_rows(parts)
    ]


def chart_parts(categories: pd.DataFrame, words: Words, total: str = TOTAL) -> Chart:
    """Return the parts of a total (a scheme/code), ranked, with amount and share."""
    parts = pick_breakdown(categories, total)
    unit, title = _choose_unit(words, parts), _title(words, parts, total)
    bars = [
        Bar(label, words.say("show.bar-share", amount=shown, share=share), value / FEN_PER_WAN)
        for (label, shown, share, _), value in zip(_list_cells(words, parts, unit), parts["value"], strict=True)
    ]
    locators = dict.fromkeys(figure.locator for figure in words.list_figures(" ".join(parts["figure_id"])))
    source = words.say("show.source.parts", unit=unit, places=words.join_names(locators) or "—")
    return draw_bars(words, parts, _KEYS.get(total, "parts"), title, source, bars, 0.36 * len(bars) + 0.95)


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
    foot: list[object] = []
    if whole is not None:
        share = format_pct(1) if whole.value else ""
        foot = [words.say("show.total"), words.format_value(whole.value, unit), share, cite([words.cite(whole)])]
    scheme = "" if parts.empty else str(parts["breakdown"].iloc[0]).partition(">")[0]
    caption = words.name_scheme(scheme) if scheme else words.say("show.nothing")
    rows = _list_cells(words, parts, unit)
    return make_table(words, parts, caption, _COLUMNS, rows, foot, unit=words.name_unit(unit))


def table_other_parts(categories: pd.DataFrame, words: Words) -> Fragment:
    """Return every breakdown but the two of chart_parts as one table, or that there is none."""
    shown = [pick_breakdown(categories, total)["breakdown"] for total in (TOTAL, SPECIAL)]
    others = categories[~categories["breakdown"].isin(pd.concat(shown))].reset_index(drop=True)
    if others.empty:
        return tell_nothing(words, "show.no-other-parts", empty=True)
    unit, caption = _choose_unit(words, others), words.say("show.caption.other-parts")
    named = [_name_breakdown(words, breakdown) for breakdown in others["breakdown"]]
    rows = [[name, *cells] for name, cells in zip(named, _list_cells(words, others, unit), strict=True)]
    return make_table(words, others, caption, f"breakdown {_COLUMNS}", rows, unit=words.name_unit(unit))


def _name_breakdown(words: Words, breakdown: str) -> str:
    """Return the name of an identity, or what is broken down by which scheme."""
    scheme, _, total = breakdown.partition(">")
    if not total:
        return words.pick(words.rows("identities", "identity")[breakdown])
    return words.say("show.breakdown", total=words.name(*total.split("/")), scheme=words.name_scheme(scheme))
