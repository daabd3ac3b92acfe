"""Notebook 2, where the money went: categories and special items, ranked."""

import pandas as pd
from markupsafe import Markup

from analysis.check.rows import join_names
from analysis.compare.categories import find_scheme, rank_parts
from analysis.money import format_pct, format_wan
from analysis.review import Review
from analysis.show.canvas import Chart, bars, draw
from analysis.show.rich import Fragment, cite, join, join_words, paragraphs, percent, stated, tell, wan
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
        frame = rank_parts(review, total)
        whole = review.figures.first(total, review.year, "executed")
        if frame.empty or whole is None:
            sentences.append(tell(review, f"show.{key}-missing"))
            continue
        items = [_tell_item(review, row) for row in frame.itertuples()]
        values = {"total": stated(review, whole), "count": len(frame), "items": join(review, items)}
        sentences.append(tell(review, f"show.{key}", **values))
    return sentences


def _tell_item(review: Review, row: object) -> Markup:
    share = row.share  # type: ignore[attr-defined]
    name, fen, ids = row.name, row.amount_fen, [row.figure_id]  # type: ignore[attr-defined]
    return tell(review, "show.item", name=name, amount=wan(fen, ids), share=percent(share) if share else "—")


def chart_parts(review: Review, total: str = TOTAL) -> Chart:
    """Return the parts of a total (a scheme/code), ranked, with amount and share."""
    frame = rank_parts(review, total)
    name = "categories" if total == TOTAL else "special-items"
    texts = [
        f"{format_wan(fen)}（{format_pct(share)}）" if review.lang == "zh" else f"{format_wan(fen)} ({format_pct(share)})"
        for fen, share in zip(frame["amount_fen"], frame["share"], strict=True)
    ]
    labels = list(frame["name"])
    values = [fen / 1_000_000 for fen in frame["amount_fen"]]
    title = _title(review, name, frame)
    rows = join_words(review, [f"{a} {b}" for a, b in zip(labels, texts, strict=True)])
    alt = review.say("show.alt.parts", title=title, rows=rows)
    source = review.say("show.source.parts", places=_places(review, frame))
    height = 0.36 * len(labels) + 0.95
    return draw(name, title, source, alt, height, lambda ax: bars(ax, labels, values, texts))


def _title(review: Review, name: str, frame: pd.DataFrame) -> str:
    if frame.empty:
        return review.say(f"show.title.{name}-none")
    leading = 2 if name == "categories" and len(frame) > 2 else 1
    top = frame.head(leading)
    names = ("、" if review.lang == "zh" else " and ").join(top["name"])
    share = top["share"].sum()
    return review.say(f"show.title.{name}", names=names, count=leading, share=format_pct(share))


def _places(review: Review, frame: pd.DataFrame) -> str:
    figures = [review.figures.by_id(one) for one in frame["figure_id"]]
    return join_names(review, list(dict.fromkeys(figure.locator for figure in figures)))


def table_parts(review: Review, total: str = TOTAL) -> Fragment:
    """Return the same parts as a table with their total; shares of the printed total, rounded to two decimals."""
    frame = rank_parts(review, total)
    scheme = find_scheme(review, total)
    whole = review.figures.first(total, review.year, "executed")
    columns = [
        Column(review.say("show.column.part")),
        Column(review.say("show.column.amount-wan"), numeric=True),
        Column(review.say("show.column.share"), numeric=True),
        Column(review.say("show.column.figures")),
    ]
    rows = [
        [row.name, format_wan(row.amount_fen), format_pct(row.share) if row.share else "—", cite([row.figure_id])]
        for row in frame.itertuples()
    ]
    foot = [review.say("show.total"), format_wan(whole.value), format_pct(1), cite([whole.figure_id])] if whole else None
    caption = review.pick(scheme) if scheme else review.say("show.nothing")
    return make_table(caption, columns, rows, foot)
