"""Notebook 3, what changed: the three-public cut above all, then every series, compared, missing or refused."""

from markupsafe import Markup

from analysis.check.rows import derive_words, period
from analysis.compare.formulas import Ratio
from analysis.compare.three_public import ThreePublic, compare_three_public
from analysis.compare.years import COMPARED, YearPair, compare_years
from analysis.money import format_pct, format_wan
from analysis.review import Review
from analysis.show.canvas import Chart, bars, draw
from analysis.show.rich import (
    Fragment,
    cite,
    clean,
    join,
    join_words,
    paragraphs,
    percent,
    show_bounds,
    stated,
    tell,
    wan,
)
from analysis.show.tables import Column, make_table


def tell_three_public(review: Review) -> Fragment:
    """Return what the report says about three-public expenses, what follows from it, and what is missing."""
    return paragraphs(list_three_public_sentences(review))


def list_three_public_sentences(review: Review) -> list[Markup]:
    """Return the three-public sentences: level and items, change with bounds, the cause that the document gives."""
    found = compare_three_public(review)
    if found.total is None:
        return [tell(review, "show.three-public-missing", year=review.year)]
    items = [tell(review, "show.named", name=review.name_of(item), amount=stated(review, item)) for item in found.items]
    sentences = [
        tell(
            review, "show.three-public", year=review.year, total=stated(review, found.total), items=join(review, items)
        )
    ]
    if found.pair and found.ratio:
        sentences.append(_tell_change(review, found, found.pair, found.ratio))
        if found.apart and found.pair.derived:
            bounds = {"low": percent(found.apart[0]), "high": percent(found.apart[1])}
            sentences.append(tell(review, "show.three-public-apart", **bounds))
    else:
        sentences.append(tell(review, "show.three-public-no-base", year=review.year - 1))
    return sentences + [tell(review, "show.cause", cause=cause) for cause in found.causes]


def _tell_change(review: Review, found: ThreePublic, pair: YearPair, ratio: Ratio) -> Markup:
    change_fen = pair.change_fen or 0
    stated_change = found.change if pair.derived else None
    used = [stated_change] if stated_change else [*pair.this_year, *pair.base]
    return tell(
        review,
        "show.three-public-derived" if pair.derived else "show.three-public-stated",
        year=review.year - 1,
        base=wan(pair.base_fen or 0, [review.cite(figure) for figure in pair.base]),
        derivation=join(review, [derive_words(review, figure) for figure in pair.base if figure.derivation]),
        direction=review.say("show.fell" if change_fen < 0 else "show.rose"),
        change=wan(abs(change_fen), [review.cite(figure) for figure in used]),
        rate=percent(ratio.value),
        low=percent(ratio.low),
        high=percent(ratio.high),
    )


def chart_three_public(review: Review) -> Chart:
    """Return the three-public budgets of both years; the derived bar is light and hatched."""
    found = compare_three_public(review)
    pair = found.pair
    years: list[tuple[str, int, bool]] = []
    if pair and pair.base_fen is not None:
        years.append((str(review.year - 1), pair.base_fen, pair.derived))
    if found.total:
        years.append((str(review.year), found.total.value, found.total.basis == "derived"))
    labels = [review.say("show.year-budget", year=year) for year, _, _ in years]
    texts = [review.say("show.bar-derived" if d else "show.bar-stated", amount=format_wan(fen)) for _, fen, d in years]
    title = _title(review, found)
    rows = join_words(review, [f"{a} {b}" for a, b in zip(labels, texts, strict=True)])
    place = found.total.locator if found.total else "—"
    return draw(
        "three-public",
        title,
        review.say("show.source.three-public", place=place),
        review.say("show.alt.parts", title=title, rows=rows),
        1.9,
        lambda ax: bars(ax, labels, [fen / 1_000_000 for _, fen, _ in years], texts, [d for *_, d in years]),
    )


def _title(review: Review, found: ThreePublic) -> str:
    if found.total is None or found.pair is None or found.ratio is None or found.pair.base_fen is None:
        return review.say("show.title.three-public-none", year=review.year)
    key = "show.title.three-public-derived" if found.pair.derived else "show.title.three-public-stated"
    return review.say(
        key,
        base=format_wan(found.pair.base_fen),
        total=format_wan(found.total.value),
        rate=format_pct(found.ratio.value),
        before=review.year - 1,
        year=review.year,
    )


def table_three_public(review: Review) -> Fragment:
    """Return the three-public items of the year and the totals of both years, with the basis of each."""
    found = compare_three_public(review)
    names = ("part", "year", "amount-wan", "basis", "figures")
    columns = [Column(review.say(f"show.column.{name}"), name == "amount-wan", name == "year") for name in names]
    base = list(found.pair.base) if found.pair else []
    figures = [*base, *([found.total] if found.total else []), *found.items]
    rows = [
        [
            review.name_of(figure),
            period(review, figure),
            format_wan(figure.value),
            review.say(f"show.basis.{figure.basis}", derivation=figure.derivation),
            cite([review.cite(figure)]),
        ]
        for figure in figures
    ]
    return make_table(review.say("show.caption.three-public"), columns, rows)


def table_years(review: Review) -> Fragment:
    """Return every amount of the year against the year before: compared, without a base, or refused with the reason."""
    names = ("part", "phase", "this-year", "base", "change", "rate", "bounds", "remark")
    numeric = {"this-year", "base", "change", "rate", "bounds"}
    columns = [
        Column(
            review.say(f"show.column.{name}", year=review.year, before=review.year - 1),
            name in numeric,
            name == "phase",
        )
        for name in names
    ]
    rows = [_pair_row(review, pair) for pair in compare_years(review)]
    return make_table(review.say("show.caption.years", year=review.year, before=review.year - 1), columns, rows)


def _pair_row(review: Review, pair: YearPair) -> list[object]:
    phase = review.say(f"show.phase.{pair.phase}")
    this_year = Markup("{}{}").format(format_wan(pair.this_fen), cite(review.cite(f) for f in pair.this_year))
    if pair.status != COMPARED or pair.base_fen is None or pair.change_fen is None:
        return [pair.name, phase, this_year, "—", "—", "—", "—", pair.reason]
    base = Markup("{}{}").format(format_wan(pair.base_fen), cite(review.cite(f) for f in pair.base))
    ratio = pair.ratio
    bounds = show_bounds(review, ratio) or "—"
    notes = [pair.reason, review.say("show.base-derived") if pair.derived else ""]
    remark = join(review, [note for note in notes if note])
    rate = format_pct(ratio.value) if ratio else "—"
    return [pair.name, phase, this_year, base, clean(format_wan(pair.change_fen)), rate, bounds, remark]
