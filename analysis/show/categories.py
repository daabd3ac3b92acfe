"""Notebook 2, where the money went: categories and special items, ranked."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from analysis.check.rows import join_names
from analysis.compare.categories import find_scheme, rank_parts
from analysis.money import FEN_PER_WAN, format_pct, format_wan
from analysis.review import Review
from analysis.show.canvas import Chart, bars, draw
from analysis.show.rich import Fragment, cite, join, join_words, paragraphs, stated, tell, wan
from analysis.show.tables import Column, make_table

TOTAL = "summary/total"
SPECIAL = "summary/special"


def tell_categories(review: Review) -> Fragment:
    """Return the findings about categories in sentences."""
    return paragraphs(list_category_sentences(review))


def list_category_sentences(review: Review) -> list[Markup]:
    """Return what the categories and special items show; what is not stated is said so."""
    sentences = []
    for total, key in ((TOTAL, "categories"), (SPECIAL, "special")):
        rows = _list_rows(review, total)
        whole = review.figures.first(total, review.year, "executed")
        if not rows or whole is None:
            sentences.append(tell(review, f"show.{key}-missing"))
            continue
        items = [_tell_item(review, row) for row in rows]
        values = {"total": stated(review, whole), "count": len(rows), "items": join(review, items)}
        sentences.append(tell(review, f"show.{key}", **values))
    return sentences


def _list_rows(review: Review, total: str) -> list[dict[str, Any]]:
    return [dict(row) for _, row in rank_parts(review, total).iterrows()]


def _tell_item(review: Review, row: Mapping[str, Any]) -> Markup:
    amount = wan(row["amount_fen"], [row["figure_id"]])
    return tell(review, "show.item", name=row["name"], amount=amount, share=_share(row))


def _share(row: Mapping[str, Any]) -> str:
    return format_pct(row["share"]) if row["share"] is not None else "—"


def chart_parts(review: Review, total: str = TOTAL) -> Chart:
    """Return the parts of a total (a scheme/code), ranked, with amount and share."""
    rows = _list_rows(review, total)
    name = "categories" if total == TOTAL else "special-items"
    labels = [row["name"] for row in rows]
    texts = [review.say("show.bar-share", amount=format_wan(row["amount_fen"]), share=_share(row)) for row in rows]
    values = [row["amount_fen"] / FEN_PER_WAN for row in rows]
    title = _title(review, name, rows)
    said = join_words(review, [f"{label} {text}" for label, text in zip(labels, texts, strict=True)])
    alt = review.say("show.alt.parts", title=title, rows=said)
    source = review.say("show.source.parts", places=_places(review, rows))
    height = 0.36 * len(labels) + 0.95
    return draw(name, title, source, alt, height, lambda ax: bars(ax, labels, values, texts))


def _title(review: Review, name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    shares = [row["share"] for row in rows]
    if not rows or None in shares:
        return review.say(f"show.title.{name}-none")
    leading = 2 if name == "categories" and len(rows) > 2 else 1
    names = review.say("show.and").join(row["name"] for row in rows[:leading])
    share = format_pct(sum(shares[:leading]))
    return review.say(f"show.title.{name}", names=names, count=leading, share=share)


def _places(review: Review, rows: Sequence[Mapping[str, Any]]) -> str:
    figures = [review.figures.by_id(row["figure_id"]) for row in rows]
    return join_names(review, list(dict.fromkeys(figure.locator for figure in figures))) or "—"


def table_parts(review: Review, total: str = TOTAL) -> Fragment:
    """Return the same parts as a table with their total; shares of the printed total, rounded to two decimals."""
    scheme = find_scheme(review, total)
    whole = review.figures.first(total, review.year, "executed")
    names = ("part", "amount-wan", "share", "figures")
    columns = [Column(review.say(f"show.column.{name}"), name in {"amount-wan", "share"}) for name in names]
    rows = [
        [row["name"], format_wan(row["amount_fen"]), _share(row), cite([row["figure_id"]])]
        for row in _list_rows(review, total)
    ]
    foot = [review.say("show.total"), format_wan(whole.value), "", cite([whole.figure_id])] if whole else None
    if foot and whole and whole.value:
        foot[2] = format_pct(1)
    caption = review.pick(scheme) if scheme else review.say("show.nothing")
    return make_table(caption, columns, rows, foot)
