"""Notebook 2, where the money went: categories and special items, ranked, and every other breakdown."""

from fractions import Fraction
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.money import FEN_PER_WAN, format_pct
from analysis.show.canvas import Bar, Chart, draw_bars
from analysis.show.names import Names
from analysis.show.rich import Fragment, amount, cite, join, paragraphs, stated, tell
from analysis.show.tables import Table, make_table
from analysis.show.words import Figure, Words

TOTAL, BASIC, SPECIAL = "summary/total", "summary/basic", "summary/special"
_KEYS = {TOTAL: "categories", SPECIAL: "special-items"}
_NO_SHARE = "—"
_COLUMNS = "part amount:number share:number figures"


class _Part(NamedTuple):
    """One part of a breakdown, as it is shown: its name, the amount in a unit, the share, the link to its figure.

    The share of a total that is not above zero means nothing: it is a dash.
    """

    name: str
    amount: str
    share: str
    link: Markup


def pick_breakdown(categories: pd.DataFrame, total: str = TOTAL) -> pd.DataFrame:
    """Return the rows of the first breakdown of a total (a scheme/code) by a scheme; no rows if there is none.

    Categories that make up the basic expenditure only are those of the report where none make up the total.

    >>> from analysis import compare_categories, open_data
    >>> from analysis.show import pick_breakdown
    >>> pick_breakdown(compare_categories(open_data("beita-union", 2019)))["scheme"].unique().tolist()
    ['union-2009']
    """
    names = categories["breakdown"].astype("str")
    for one in (TOTAL, BASIC) if total == TOTAL else (total,):
        found = names[names.str.endswith(f">{one}")]
        if len(found):
            return categories[names.eq(found.iloc[0])].reset_index(drop=True)
    return categories.iloc[:0]


def _find_total(words: Words, parts: pd.DataFrame) -> tuple[Figure | None, str]:
    """Return the figure of the total of a breakdown, None if it is not stated, and what a sentence calls it."""
    if parts.empty:
        return None, ""
    total = parts["breakdown"].iloc[0].partition(">")[2]
    name = words.say("show.whole") if total == TOTAL else words.name(*total.split("/"))
    return words.figures.get(parts["total_figure"].iloc[0]), name


def _list_parts(words: Words, parts: pd.DataFrame) -> tuple[list[_Part], str]:
    """Return the parts of one or more breakdowns, and the unit that they and their totals are shown in together."""
    ids = [*parts["figure_id"], *parts["total_figure"].unique()]
    unit, shown = words.choose_unit(words.list_figures(" ".join(ids))), []
    for row in iterate_rows(parts):
        known = pd.notna(row.total) and row.total > 0
        share = format_pct(Fraction(int(row.value), int(row.total))) if known else _NO_SHARE
        name, value = words.name(row.scheme, row.code), words.format_value(row.value, unit)
        shown.append(_Part(name, value, share, cite([row.figure_id])))
    return shown, unit


def tell_categories(categories: pd.DataFrame, words: Words) -> Fragment:
    """Return the findings about categories and special items in sentences.

    >>> from analysis import compare_categories, open_data
    >>> from analysis.show import Words, tell_categories
    >>> data = open_data("beita-union", 2019)
    >>> tell_categories(compare_categories(data), Words(data, "en")).html.striptags().split(":")[0]
    'Total expenditure of 149.35 万元F01 is listed in 7 categories'
    """
    return paragraphs(list_category_sentences(categories, words))


def list_category_sentences(categories: pd.DataFrame, words: Words) -> list[Markup]:
    """Return what the categories and special items show; what is not stated is said so."""
    sentences = []
    projects = any((figure.scheme, figure.code) == ("summary", "project") for figure in words.own_figures)
    for total, key in ((TOTAL, "categories"), (SPECIAL, "special")):
        parts = pick_breakdown(categories, total)
        whole, name = _find_total(words, parts)
        if whole is not None:
            amounts = [amount(words, row.value, row.figure_id) for row in iterate_rows(parts)]
            shown = zip(_list_parts(words, parts)[0], amounts, strict=True)
            items = [_tell_item(words, one, each) for one, each in shown]
            values = {"whole": name, "total": stated(words, whole), "items": join(words, items)}
            sentences.append(tell(words, f"show.{key}", count=len(parts), **values))
        elif total == TOTAL or not projects:  # what others call special expenditure is project expenditure here
            sentences.append(tell(words, f"show.{key}-missing", report=words.name_extent()))
    return sentences


def _tell_item(words: Words, part: _Part, shown: Markup) -> Markup:
    """Return a part with its amount, and with its share where it has one."""
    key = "show.named" if part.share == _NO_SHARE else "show.item"
    return tell(words, key, name=part.name, amount=shown, share=part.share)


def chart_parts(categories: pd.DataFrame, words: Words, total: str = TOTAL) -> Chart:
    """Return the parts of a total (a scheme/code), ranked, with amount and share.

    >>> from analysis import compare_categories, open_data
    >>> from analysis.show import Words, chart_parts
    >>> data = open_data("beita-union", 2019)
    >>> chart_parts(compare_categories(data), Words(data, "en")).frame[["code", "amount_wan"]].head(2)
      code  amount_wan
    0  504       58.51
    1  506       41.60
    """
    parts = pick_breakdown(categories, total)
    shown, unit = _list_parts(words, parts)
    texts = [
        one.amount if one.share == _NO_SHARE else words.say("show.bar-share", amount=one.amount, share=one.share)
        for one in shown
    ]
    values = parts["value"] / FEN_PER_WAN
    bars = [Bar(one.name, text, value) for one, text, value in zip(shown, texts, values, strict=True)]
    places = dict.fromkeys(figure.locator for figure in words.list_figures(" ".join(parts["figure_id"])))
    source = words.say("show.source.parts", unit=unit, places=words.join_names(map(words.tell_place, places)) or "—")
    title = _title(words, parts, [one.name for one in shown], total)
    return draw_bars(words, parts, _KEYS.get(total, "parts"), title, source, bars, 0.36 * len(bars) + 0.95)


def _title(words: Words, parts: pd.DataFrame, names: list[str], total: str) -> str:
    """Return the largest parts and their share as the title of a chart."""
    if parts.empty:
        return words.say(f"show.title.{_KEYS.get(total, 'parts')}-none", report=words.name_extent())
    if not parts["total"].gt(0).all():
        return words.say("show.title.parts-unshared", whole=_find_total(words, parts)[1], count=len(parts))
    key = _KEYS.get(parts["breakdown"].iloc[0].partition(">")[2], "parts")
    count = 2 if key == "categories" and len(parts) > 2 else 1
    share = format_pct(Fraction(int(parts["value"].head(count).sum()), int(parts["total"].iloc[0])))
    values = {"names": words.say("show.and").join(names[:count]), "whole": _find_total(words, parts)[1]}
    return words.say(f"show.title.{key}", count=count, share=share, **values)


def table_parts(categories: pd.DataFrame, words: Words, total: str = TOTAL) -> Table:
    """Return the same parts as a table with their total; shares of the printed total, rounded to two decimals.

    >>> from analysis import compare_categories, open_data
    >>> from analysis.show import Words, table_parts
    >>> data = open_data("beita-union", 2019)
    >>> table_parts(compare_categories(data), Words(data, "en")).frame[["code", "pct"]].head(2)
      code        pct
    0  504  39.176431
    1  506  27.854034
    """
    parts = pick_breakdown(categories, total)
    whole, _ = _find_total(words, parts)
    rows, unit = _list_parts(words, parts)
    foot: list[object] = []
    if whole is not None:
        share = format_pct(1) if whole.value > 0 else ""
        foot = [words.say("show.total"), words.format_value(whole.value, unit), share, cite([words.cite(whole)])]
    named = [words.name_scheme(breakdown.partition(">")[0]) for breakdown in parts["breakdown"].head(1)]
    values = {"scheme": named[0] if named else words.say("show.nothing"), "unit": words.name_unit(unit)}
    return make_table(words, parts, "parts", _COLUMNS, rows, foot, **values)


def pick_others(categories: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of every breakdown of money but the two of chart_parts; vehicles are no 万元.

    >>> from analysis import compare_categories, open_data
    >>> from analysis.show import pick_others
    >>> len(pick_others(compare_categories(open_data("beita-union", 2019))))
    0
    """
    shown = [pick_breakdown(categories, total)["breakdown"] for total in (TOTAL, SPECIAL)]
    others = ~categories["breakdown"].isin(pd.concat(shown)) & categories["amount_wan"].notna()
    return categories[others].reset_index(drop=True)


def table_other_parts(categories: pd.DataFrame, words: Words) -> Table:
    """Return every breakdown but the two of chart_parts as one table.

    >>> from analysis import compare_categories, open_data
    >>> from analysis.show import Words, table_other_parts
    >>> data = open_data("beita-union", 2019)
    >>> len(table_other_parts(compare_categories(data), Words(data, "en")).frame)
    0
    """
    others = pick_others(categories)
    parts, unit = _list_parts(words, others)
    rows = [[name_breakdown(words, one), *part] for one, part in zip(others["breakdown"], parts, strict=True)]
    return make_table(words, others, "other-parts", f"breakdown {_COLUMNS}", rows, unit=words.name_unit(unit))


def name_breakdown(words: Names, breakdown: str) -> str:
    """Return the name of an identity, or what is broken down by which scheme."""
    scheme, _, total = breakdown.partition(">")
    if not total:
        return words.pick(words.rows("identities", "identity")[breakdown])
    return words.say("show.breakdown", total=words.name(*total.split("/")), scheme=words.name_scheme(scheme))
