"""Small multiples: one panel for each series, its years from left to right, broken where a year is missing."""

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.money import FEN_PER_WAN
from analysis.show.canvas import INK, LINE, MUTED, STATED, Chart, draw, wrap
from analysis.show.trends import Line, Point
from analysis.show.words import Words

_TITLE_WIDTH = 84  # of all panels of a row together, in Latin characters
_FEW = 3  # years of which each has its number; of more the first and the last
_BUDGET, _FINAL = ("-", "o"), ("--", "s")  # where a chart has both


class Panel(NamedTuple):
    """The lines of one series, one for each phase."""

    title: str
    lines: Sequence[Line]


def draw_panels(
    words: Words,
    frame: pd.DataFrame,
    name: str,
    title: str,
    source: str,
    panels: Sequence[Panel],
    columns: int,
    unit: str,
) -> Chart:
    """Return a chart of panels, each with an axis of its own that begins at zero; `unit` is that of the numbers."""
    rows = max(1, -(-len(panels) // columns))
    mixed = len({line.row.phase for panel in panels for line in panel.lines}) > 1

    def paint(axes: Axes) -> None:
        figure: Any = axes.figure
        axes.remove()
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
        for place, panel in zip(grid, panels, strict=False):
            _paint_panel(words, place, panel, _TITLE_WIDTH // columns, unit, mixed=mixed)
        for place in grid[len(panels) :]:
            place.set_visible(False)

    told = words.join_notes(f"{panel.title}: {_tell_lines(words, panel, unit)}" for panel in panels)
    alt = words.say("years.alt", title=title, rows=told)
    return draw(frame, name, title, source, alt, 1.25 * rows + 0.65, paint)


def _tell_lines(words: Words, panel: Panel, unit: str) -> str:
    """Return each year of the lines of a panel in words."""
    told = []
    for line in panel.lines:
        phase = words.say(f"show.phase.{line.row.phase}")
        known = [f"{one.year} {words.format_value(one.value, unit)}" for one in line.points if one.value is not None]
        told.append(f"{phase} {words.join_names(known)}")
    return words.join_names(told)


def _paint_panel(words: Words, axes: Axes, panel: Panel, width: int, unit: str, *, mixed: bool) -> None:
    axes.set_title(wrap(panel.title, width, 3), loc="left", fontsize=8.5, color=INK)
    years = [point.year for point in panel.lines[0].points]
    values = [one.value / FEN_PER_WAN for line in panel.lines for one in line.points if one.value is not None]
    lowest, highest = min([0.0, *values]), max([0.0, *values])
    span = highest - lowest or 1
    axes.set_ylim(lowest - span * 0.35, highest + span * 0.4)  # room for a number below and above
    room = (years[-1] - years[0] or 1) * 0.08
    axes.set_xlim(years[0] - room, years[-1] + room)
    axes.axhline(0, color=LINE, linewidth=0.8)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_yticks([])
    axes.set_xticks(_choose(years), [str(year) for year in _choose(years)], fontsize=8)
    drawn: dict[int, float] = {}
    for line in sorted(panel.lines, key=lambda one: -one.row.value):  # the highest at the end first
        _paint_line(axes, line, _FINAL if mixed and line.row.phase == "executed" else _BUDGET)
        _label(words, axes, line, drawn if len(panel.lines) > 1 else None, unit)
        drawn |= {one.year: one.value / FEN_PER_WAN for one in line.points if one.value is not None}


def _choose(years: Sequence[int]) -> list[int]:
    """Return the years that are written below: all of a few, of more the first and the last."""
    return list(years) if len(years) <= _FEW else [years[0], years[-1]]


def _paint_line(axes: Axes, line: Line, look: tuple[str, str]) -> None:
    for run in _split(line.points):
        values = [one.value / FEN_PER_WAN for one in run if one.value is not None]
        axes.plot([one.year for one in run], values, color=STATED, linewidth=1.4, linestyle=look[0])
        for one, value in zip(run, values, strict=True):
            fill = "white" if one.derived else STATED
            axes.plot(one.year, value, look[1], markersize=4.5, color=STATED, markerfacecolor=fill)
    for before, after in zip(line.points, line.points[1:], strict=False):
        if _is_break(before, after):
            axes.axvline((before.year + after.year) / 2, color=MUTED, linewidth=0.8, linestyle=":")


def has_break(line: Line) -> bool:
    """Return whether a scheme or the name of a code changed within a line."""
    return any(_is_break(*pair) for pair in zip(line.points, line.points[1:], strict=False))


def _is_break(before: Point, after: Point) -> bool:
    """Return whether a scheme or the name of a code changed between two years."""
    old, new = (one.reason not in ("", "no-base", "zero-base", "negative-base") for one in (before, after))
    return old and not new


def _split(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield the runs of years that follow each other with a value: a line does not cross a year without one."""
    run: list[Point] = []
    for one in points:
        if one.value is not None:
            run.append(one)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _label(words: Words, axes: Axes, line: Line, above: Mapping[int, float] | None, unit: str) -> None:
    """Write the numbers of a few years, of more those of the first and the last known one, beside their points.

    They stand below where the line goes up from there; of several lines below those whose values are in `above`.
    """
    known = [(one.year, one.value) for one in line.points if one.value is not None]
    values, (first, last) = dict(known), (line.points[0].year, line.points[-1].year)
    for year, value in known if len(line.points) <= _FEW else dict.fromkeys([known[0], known[-1]]):
        beside = [values[one] for one in (year - 1, year + 1) if one in values]
        below = value < min(beside, default=value) if above is None else value / FEN_PER_WAN <= above.get(year, -inf)
        side = "left" if year == first else "right" if year == last else "center"
        axes.annotate(
            words.format_value(value, unit), (year, value / FEN_PER_WAN), (0, -6 if below else 5),
            textcoords="offset points", ha=side, va="top" if below else "bottom", fontsize=8, color=INK,
        )  # fmt: skip
