"""Notebook 3, over all years: each series as a line of points, and the tables of them."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from analysis.figures import ALL
from analysis.frames import iterate_rows
from analysis.schemes import EXPENDITURE
from analysis.show.names import Names
from analysis.show.rich import Fragment, amount, cite, join, paragraphs, percent, show_pct, tell, tell_basis
from analysis.show.tables import Table, make_table
from analysis.show.words import Words

SCHEME, TOTAL = "three-public", "summary/total"
_PHASES = ("executed", "approved")  # of the categories what was spent, in a budget what may be
_KEYS = ("series", "flow", "phase", "fund", "scope")


class Point(NamedTuple):
    """One year of a series; `value` is None where the year has no figure or none that may be compared."""

    year: int
    value: int | None
    figures: str
    derived: bool
    reason: str
    rate: Any  # of the last year against this one


class Line(NamedTuple):
    """A series over the years, the last one the report's own; `row` is its last row in the table of trace_years."""

    name: str
    row: Any
    points: Sequence[Point]

    @property
    def known(self) -> int:
        """Return how many years have a value."""
        return sum(point.value is not None for point in self.points)


def list_lines(trend: pd.DataFrame, words: Words) -> list[Line]:
    """Return the series of a table of trace_years as lines, in its order."""
    lines = []
    for _, group in groupby(iterate_rows(trend), lambda row: [getattr(row, name) for name in _KEYS]):
        rows = list(group)
        points, last = [_begin(one) for one in rows], rows[-1]
        lines.append(Line(name_series(words, last.series), last, [*points, _end(words, last)]))
    return lines


def _begin(row: Any) -> Point:
    value = None if pd.isna(row.base) else row.base
    return Point(row.base_year, value, row.base_figures, row.base_basis == "derived", row.reason, row.rate)


def _end(words: Words, row: Any) -> Point:
    derived = any(one.basis == "derived" for one in words.list_figures(row.figures))
    return Point(row.report_year, row.value, row.figures, derived, "", pd.NA)


def name_series(words: Names, series: str) -> str:
    """Return the names of the codes of a series, joined by a plus sign for a sum."""
    return " + ".join(words.name(*one.split("/")) for one in series.split("+"))


def pick_whole(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of expenditure of all funds and the whole scope."""
    return table[table["flow"].eq(EXPENDITURE) & table["fund"].eq(ALL) & table["scope"].eq(ALL)]


def pick_three_public(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the three-public expenses and their items, of a table of compare_years or trace_years."""
    whole = pick_whole(table)
    return whole[whole["series"].str.startswith(f"{SCHEME}/")]


def pick_categories(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the rows of the total and below it of its categories, in the phase that has more of them."""
    whole, heads = pick_whole(table), list_heads(words) - {TOTAL}
    first, total = whole["series"].str.split("+").str[0], whole["series"].eq(TOTAL)
    parts = whole[first.isin(heads)]
    counts = [parts["phase"].eq(one).sum() for one in _PHASES]
    phase = _PHASES[counts.index(max(counts))]
    if not len(parts):
        phase = next((one for one in _PHASES if (total & whole["phase"].eq(one)).any()), _PHASES[0])
    kept = whole[whole["phase"].eq(phase) & (total | first.isin(heads))]
    return kept.iloc[kept["series"].ne(TOTAL).to_numpy().argsort(kind="stable")]


def list_heads(words: Names) -> set[str]:
    """Return the `scheme/code` of total expenditure and of the categories that schemes divide it into."""
    schemes = [row.scheme for row in iterate_rows(words.data.schemes) if TOTAL in row.adds_up_to.split()]
    heads = {f"{scheme}/{code}" for (scheme, code), row in words.codes.items() if scheme in schemes and not row.parent}
    return heads | {TOTAL}


def trim_years(lines: Iterable[Line]) -> list[Line]:
    """Return lines without the first years that none of them has a value of."""
    kept = list(lines)
    years = [point.year for line in kept for point in line.points if point.value is not None]
    return [one._replace(points=[point for point in one.points if point.year >= min(years)]) for one in kept]


def tell_trends(trend: pd.DataFrame, words: Words) -> Fragment:
    """Return from what to what the three-public total and total expenditure went, where there are three years.

    >>> from analysis import trace_years, open_data
    >>> from analysis.show import Words, tell_trends
    >>> data = open_data("jiangsu-procuratorate", 2019)
    >>> str(tell_trends(trace_years(data), Words(data, "en")).html).count("<p>")
    2
    """
    rows = pd.concat([pick_three_public(trend), pick_categories(trend, words)])
    lines = list_lines(rows[rows["series"].isin([f"{SCHEME}/total", TOTAL])], words)
    return paragraphs(_tell_line(words, one) for one in lines if one.known > 2)


def _tell_line(words: Words, line: Line) -> Markup:
    first, last = next(one for one in line.points if one.value is not None), line.points[-1]
    base = int(first.value or 0)
    change = line.row.value - base
    values = {
        "name": line.name, "phase": words.say(f"show.phase.{line.row.phase}"), "first": first.year, "last": last.year,
        "base": amount(words, base, first.figures), "value": amount(words, line.row.value, last.figures),
        "change": amount(words, abs(change), f"{first.figures} {last.figures}"),
        "rate": "" if pd.isna(first.rate) else tell(words, "years.rate", rate=percent(first.rate)),
    }  # fmt: skip
    direction = "rise" if change > 0 else "fall" if change < 0 else "same"
    return tell(words, f"years.trend-{direction}", **values)


def table_three_public(trend: pd.DataFrame, words: Words) -> Table:
    """Return the three-public expenses and their items over all years, by phase, with the last change.

    >>> from analysis import trace_years, open_data
    >>> from analysis.show import Words, table_three_public
    >>> data = open_data("jiangsu-procuratorate", 2019)
    >>> table_three_public(trace_years(data), Words(data, "en")).frame["series"].nunique()
    5
    """
    order = {code: place for place, (scheme, code) in enumerate(words.codes) if scheme == SCHEME}
    lines = list_lines(pick_three_public(trend), words)
    lines.sort(key=lambda one: (one.row.phase == "executed", order[one.row.series.partition("/")[2]]))
    return _make_table(words, pick_three_public(trend), "three-public", lines)


def table_trends(trend: pd.DataFrame, words: Words) -> Table:
    """Return the total and the categories over all years; nothing where there are not three.

    >>> from analysis import trace_years, open_data
    >>> from analysis.show import Words, table_trends
    >>> data = open_data("jiangsu-procuratorate", 2019)
    >>> int(table_trends(trace_years(data), Words(data, "en")).frame["base_year"].min())
    2016
    """
    rows = pick_categories(trend, words)
    lines = trim_years(list_lines(rows, words))
    if not any(one.known > 2 for one in lines):
        lines, rows = [], rows.iloc[:0]
    return _make_table(words, rows, "trends", lines)


def _make_table(words: Words, frame: pd.DataFrame, name: str, lines: Sequence[Line]) -> Table:
    """Return lines as a table with a column for each year; a year without a value is a dash."""
    lines = trim_years(lines)
    unit = words.choose_unit(words.list_figures(" ".join(point.figures for one in lines for point in one.points)))
    years = [point.year for point in lines[0].points] if lines else [words.year]
    several = len(years) > 1
    rows = []
    for one in lines:
        shown = [_show_point(words, point, unit) for point in one.points]
        changed = [_show_change(words, one, unit), show_pct(one.row.rate)] if several else []
        phase = words.say(f"show.phase.{one.row.phase}")
        rows.append([one.name, phase, *shown, *changed, _remark(words, one)])
    columns = ["part", "phase:short", *(f"{year}:number" for year in years)]
    columns += ["change:number", "rate:number"] if several else []
    note = words.say("years.dash") if any(point.value is None for one in lines for point in one.points) else ""
    names = " ".join([*columns, "remark"])
    return make_table(words, frame, name, names, rows, note=note, style="dense", unit=unit)


def _show_point(words: Words, point: Point, unit: str) -> Markup | str:
    if point.value is None:
        return "—"
    return Markup("{}{}").format(words.format_value(point.value, unit), cite(point.figures.split()))


def _show_change(words: Words, line: Line, unit: str) -> str:
    return "—" if pd.isna(line.row.change) else words.format_value(line.row.change, unit)


def _remark(words: Words, line: Line) -> Markup:
    """Return what derived years follow from, and for what reasons years are not comparable or of an older scheme."""
    derived = [(point.year, one) for point in line.points if point.derived for one in words.list_figures(point.figures)]
    notes: list[object] = [tell(words, "years.basis", year=year, basis=tell_basis(words, one)) for year, one in derived]
    reasons = {point.reason: point.year for point in line.points if point.reason not in ("", "no-base")}
    for reason, year in reasons.items():
        key = "years.broken" if reason == "broken" else f"compare.{reason}"
        told = words.say(key, year=year, missing=words.name_all(line.row.missing.split()))
        notes.append(words.say("years.since", year=year, reason=told))
    return join(words, notes)
