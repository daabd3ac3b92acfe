"""Notebook 4, what was achieved: staff, results and the official indicators, computable or "missing X"."""

from markupsafe import Markup
from matplotlib.axes import Axes

from analysis.check.rows import join_names
from analysis.compare.indicators import COMPUTED, Indicator, compute_indicators
from analysis.compare.outputs import compute_unit_costs, list_outputs
from analysis.money import format_number, format_pct, format_yuan
from analysis.review import Review
from analysis.show.canvas import MUTED, STATED, Chart, draw
from analysis.show.rich import Fragment, cite, join, join_words, number, paragraphs, percent, show_bounds, stated, tell
from analysis.show.tables import Column, make_table


def tell_performance(review: Review) -> Fragment:
    """Return what can be said about the indicators and unit costs."""
    return paragraphs([*list_indicator_sentences(review), *list_unit_cost_sentences(review)])


def list_indicator_sentences(review: Review) -> list[Markup]:
    """Return one sentence for each indicator set: what is computable, and how many are not."""
    sentences = []
    for name in review.indicators:
        found = compute_indicators(review, name)
        done = [one for one in found if one.status == COMPUTED]
        items = [tell(review, "show.named", name=review.pick(one.row), amount=_value(review, one)) for one in done]
        values = {"set": review.say(f"show.set.{name}"), "count": len(found), "done": len(done)}
        key = "show.indicators" if done else "show.indicators-none"
        sentences.append(tell(review, key, **values, missing=len(found) - len(done), items=join(review, items)))
    return sentences


def list_unit_cost_sentences(review: Review) -> list[Markup]:
    """Return one sentence for each unit cost."""
    return [
        tell(
            review,
            "show.unit-cost",
            name=cost.name,
            money=stated(review, cost.money),
            count=stated(review, cost.count),
            cost=number(f"{format_yuan(cost.fen)} 元"),
        )
        for cost in compute_unit_costs(review)
    ]


def table_outputs(review: Review) -> Fragment:
    """Return what the report says was done, as printed; approximate and damaged counts are marked."""
    names = ("output", "printed", "unit", "remark", "place", "figures")
    columns = [Column(review.say(f"show.column.{name}"), name == "printed", name == "place") for name in names]
    rows = []
    for figure in list_outputs(review):
        key = "lost" if figure.lost_digits else ("approximate" if not figure.usable else "")
        remark = review.say(f"show.{key}") if key else ""
        links = cite([review.cite(figure)])
        rows.append([review.name_of(figure), figure.printed, figure.unit.name, remark, figure.locator, links])
    return make_table(review.say("show.caption.outputs"), columns, rows)


def table_indicators(review: Review, indicator_set: str) -> Fragment:
    """Return every indicator of a set: value with bounds, points where a rule exists, or what is missing."""
    names = ("indicator", "formula", "value-bounds", "points-weight", "result")
    numeric = {"value-bounds", "points-weight"}
    columns = [Column(review.say(f"show.column.{name}"), name in numeric) for name in names]
    rows = [_indicator_row(review, one) for one in compute_indicators(review, indicator_set)]
    set_name = review.say(f"show.set.{indicator_set}")
    return make_table(
        review.say("show.caption.indicators", set=set_name), columns, rows, note=review.say("show.note.indicators")
    )


def table_sets(review: Review) -> Fragment:
    """Return how many indicators of each set are computable, the numbers behind the chart."""
    names = ("set", "count", "computed", "lacking")
    columns = [Column(review.say(f"show.column.{name}"), name != "set") for name in names]
    rows = []
    for name in review.indicators:
        found = compute_indicators(review, name)
        done = sum(one.status == COMPUTED for one in found)
        rows.append([review.say(f"show.set.{name}"), len(found), done, len(found) - done])
    return make_table(review.say("show.caption.sets"), columns, rows)


def _indicator_row(review: Review, one: Indicator) -> list[object]:
    mark = "" if one.row["confirmed"] == "yes" else " †"
    bounds = show_bounds(review, one.ratio)
    value = _value(review, one) + (Markup("<br>({})").format(bounds) if bounds else "") if one.ratio else "—"
    points = format_number(one.points, 2) if one.points is not None else "—"
    return [
        review.pick(one.row) + mark,
        explain_formula(review, one.row["formula"]),
        value,
        f"{points} / {one.row['weight']}" if one.row["weight"] else "—",
        explain_result(review, one),
    ]


def _value(review: Review, one: Indicator) -> Markup:
    assert one.ratio is not None
    return percent(one.ratio.value, [review.cite_key(*key) for key in one.ratio.figures])


def explain_result(review: Review, one: Indicator) -> str:
    """Return whether an indicator is in order, or what is missing."""
    if one.status != COMPUTED:
        return review.say("show.missing", names=join_names(review, one.missing))
    verdict = {True: "show.in-order", False: "show.not-in-order", None: "show.no-target"}[one.in_order]
    parts = [review.say(verdict), review.say("show.base-derived") if one.derived else ""]
    return join_words(review, [part for part in parts if part])


def explain_formula(review: Review, formula: str) -> str:
    """Return a formula with the names of its inputs in the language of the review."""
    words = formula.replace("(", "( ").replace(")", " )").split()
    named = [review.pick(review.inputs[word]) if word in review.inputs else word for word in words]
    signs = {"/": "÷", "*": "×", "-": "−", "+": "+"}
    return " ".join(signs.get(word, word) for word in named).replace("( ", "(").replace(" )", ")")


def chart_indicators(review: Review) -> Chart:
    """Return for each set how many indicators are computable, and the values of those that are."""
    sets = {name: compute_indicators(review, name) for name in review.indicators}
    done = {name: [one for one in found if one.status == COMPUTED] for name, found in sets.items()}
    title = review.say(
        "show.title.indicators",
        done=sum(len(found) for found in done.values()),
        count=sum(len(found) for found in sets.values()),
    )
    labels = [review.say(f"show.set-short.{name}") for name in sets]
    values = _list_values(review, done)
    rows = [
        review.say("show.alt.set", set=a, done=len(done[n]), count=len(sets[n]))
        for a, n in zip(labels, sets, strict=True)
    ]
    alt = review.say("show.alt.parts", title=title, rows=join_words(review, [*rows, *values]))

    def paint(ax: Axes) -> None:
        for place, name in enumerate(sets):
            known, missing = len(done[name]), len(sets[name]) - len(done[name])
            ax.barh(place, known, height=0.6, color=STATED, edgecolor=STATED)
            ax.barh(place, missing, left=known, height=0.6, color="white", edgecolor=MUTED, linewidth=0.8)
            text = review.say("show.bar-indicators", known=known, missing=missing)
            ax.text(known + missing + 0.4, place, text, va="center")
        ax.set_yticks(range(len(labels)), labels)
        ax.invert_yaxis()
        ax.set_xlim(0, max(len(found) for found in sets.values()) * 1.75)
        ax.text(0, len(sets) - 0.3, "\n".join(values), va="top", fontsize=9, color=MUTED)
        ax.set_ylim(len(sets) + 0.35 * len(values) - 0.2, -0.5)

    height = 0.5 * len(sets) + 0.22 * len(values) + 1.0
    return draw("indicators", title, review.say("show.source.indicators"), alt, height, paint)


def _list_values(review: Review, done: dict[str, list[Indicator]]) -> list[str]:
    seen: dict[str, str] = {}
    for found in done.values():
        for one in found:
            if one.ratio:
                seen[review.pick(one.row)] = format_pct(one.ratio.value)
    return [f"{name} {value}" for name, value in seen.items()]
