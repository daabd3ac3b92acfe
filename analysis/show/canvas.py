"""The paper that charts are drawn on: one font that ships with a package, quiet axes, an SVG that never varies.

A missing glyph is an error, a chart without alt text does not exist, and every label stands beside what it names.
"""

import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from analysis.errors import UserError
from analysis.fonts import find_font
from analysis.money import strip_controls
from analysis.show.compact import compact_svg
from analysis.show.names import Names
from analysis.show.rich import measure_width
from analysis.show.words import Bundle

INK, MUTED, LINE = "#1a1a1a", "#595959", "#bfbfbf"
STATED = "#1f4e79"  # dark: what a document states
OTHER, HATCH = "#c9d7e6", "////"  # light: what was derived or calculated; the two differ in greyscale too
WIDTH_INCH = 7.0
TITLE_WIDTH, LABEL_WIDTH, SOURCE_WIDTH = 82, 34, 118  # in Latin characters
SMALL_LABEL_PT = 8  # four lines of it take 0.55 inch
_TITLE_LINE_INCH, _SOURCE_LINE_INCH = 0.22, 0.15

# What may stand on one line: a Chinese character, a Latin word with its space, at most a label's width of it.
_WORD = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]{1,34}\s*|\s+")
_NEVER_FIRST = "，。；：、）”！？,.;:)!?%"

# Nothing that carries no information: no frame, no ticks. A $ in a name is a dollar.
_STYLE: Mapping[str, Any] = {
    "font.size": 10, "text.color": INK, "text.parse_math": False, "axes.unicode_minus": True,
    "axes.edgecolor": LINE, "axes.labelcolor": MUTED, "xtick.color": MUTED, "ytick.color": INK,
    **dict.fromkeys(("axes.spines.top", "axes.spines.right", "axes.spines.bottom"), False),
    **dict.fromkeys(("xtick.major.size", "xtick.minor.size", "ytick.major.size", "ytick.minor.size"), 0),
    "svg.fonttype": "path", "hatch.linewidth": 0.6, "figure.dpi": 72, "path.simplify": False,
}  # fmt: skip


class Bar(NamedTuple):
    """One bar of a chart; a hatched one was derived or calculated, not stated. A line break in the label stays."""

    label: str
    text: str
    value: float
    hatched: bool = False


class Chart:
    """A finished chart: SVG, alt text, the name of its file, the table `frame` that it shows and matplotlib's `figure`.

    Jupyter shows it as an image.
    """

    def __init__(self, name: str, svg: str, alt: str, frame: pd.DataFrame, figure: Figure) -> None:
        """Keep the parts; the alt text must not be empty."""
        if not alt.strip():
            raise ValueError(f"chart {name}: the alt text is empty")
        self.name, self.svg, self.alt, self.frame, self.figure = name, svg, alt, frame, figure

    def render_png(self, dots_per_inch: int = 200) -> bytes:
        """Return the chart as a bitmap, for programs that show no SVG; the same bytes each time."""
        buffer = io.BytesIO()
        with mpl.rc_context(_choose_style(self.name)):
            self.figure.set_dpi(dots_per_inch)
            FigureCanvasAgg(self.figure).print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call]
        return buffer.getvalue()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        marks: dict[str, Any] = {"alt": self.alt, "name": self.name}
        if self.frame.empty:  # it shows nothing, and is left out of a report
            return {"text/html": "", "text/plain": ""}, {"image/svg+xml": marks | {"empty": True}}
        return {"image/svg+xml": self.svg, "text/plain": self.alt}, {"image/svg+xml": marks}


def draw(
    frame: pd.DataFrame, name: str, title: str, source: str, alt: str, height_inch: float, paint: Callable[[Axes], None]
) -> Chart:
    """Return the chart of `frame` that `paint(axes)` draws, with a title above and a source line below.

    It has no horizontal axis: the numbers are printed beside the bars. Lines beyond the first make it higher.
    """
    title, source = wrap(title, TITLE_WIDTH), wrap(source, SOURCE_WIDTH)
    height_inch += _TITLE_LINE_INCH * title.count("\n") + _SOURCE_LINE_INCH * source.count("\n")
    with mpl.rc_context(_choose_style(name)):
        figure = Figure(figsize=(WIDTH_INCH, height_inch), layout="constrained")
        axes = figure.add_subplot()
        axes.xaxis.set_visible(False)
        paint(axes)
        figure.suptitle(title, x=0.01, ha="left", fontsize=12, color=INK)
        figure.supxlabel(source, x=0.01, ha="left", fontsize=8, color=MUTED)
        return Chart(name, _save(figure, name), alt, frame, figure)


def _choose_style(name: str) -> dict[Any, Any]:
    return {**_STYLE, "font.family": load_font(), "svg.hashsalt": name}


def wrap(text: str, width: int, lines: int = 3) -> str:
    """Return text broken into at most `lines` lines of `width` Latin characters; a Chinese character takes two."""
    rows, used = [""], 0
    for word in _WORD.findall(show_text(text)):
        size = measure_width(word)
        if rows[-1] and used + size > width and word[0] not in _NEVER_FIRST:
            rows.append("")
            used = 0
        rows[-1] += word
        used += size
    rows = [row.strip() for row in rows]
    return "\n".join(rows if len(rows) <= lines else [*rows[: lines - 1], f"{rows[lines - 1][:-1]}…"])


def show_text(text: str) -> str:
    """Return text for a chart: invisible characters become boxes, of which the font has a glyph."""
    return strip_controls(text).replace("\N{REPLACEMENT CHARACTER}", "\N{WHITE SQUARE}")


def draw_bars(
    words: Names, frame: pd.DataFrame, name: str, title: str, source: str, bars: Sequence[Bar], height_inch: float
) -> Chart:
    """Return a chart of horizontal bars from the top down, each with its text at the end, negative ones left of zero.

    Where no bar has a length there is nothing to see: its table is empty.
    """
    smallest, widest = (choose([0, *(bar.value for bar in bars)]) for choose in (min, max))
    span = widest - smallest or 1
    frame = frame if any(bar.value for bar in bars) else frame.iloc[:0]

    def paint(axes: Axes) -> None:
        for place, bar in enumerate(bars):
            paint_bar(axes, place, bar.value, 0.62, hatched=bar.hatched)
            axes.text(max(bar.value, 0) + span * 0.015, place, bar.text, va="center")
        label_bars(axes, bars)
        if smallest < 0:
            axes.spines["left"].set_visible(False)
            axes.axvline(0, color=LINE, linewidth=0.8)
        axes.set_xlim(smallest * 1.02, widest + span * 0.35)

    return draw(frame, name, title, source, describe_bars(words, "parts", title, bars), height_inch, paint)


def describe_bars(words: Names, kind: str, title: str, bars: Sequence[Bar]) -> str:
    """Return the alt text of a chart of bars: its title and the text of each."""
    rows = words.join_notes(f"{bar.label} {bar.text}".replace("\n", " ") for bar in bars)
    return words.say(f"show.alt.{kind}", title=title, rows=rows)


def paint_bar(axes: Axes, place: float, value: float, height: float, *, hatched: bool) -> None:
    """Draw one bar; a hatched one was derived or calculated, not stated."""
    fill, hatch = (OTHER, HATCH) if hatched else (STATED, None)
    axes.barh(place, value, height=height, color=fill, edgecolor=STATED, linewidth=0.8, hatch=hatch)


def label_bars(axes: Axes, bars: Sequence[Bar]) -> None:
    """Write the labels beside the bars, the first on top; without any nothing is drawn."""
    axes.set_visible(bool(bars))
    labels = [_break_label(bar.label) for bar in bars]
    size = SMALL_LABEL_PT if any("\n" in bar.label for bar in bars) else None
    axes.set_yticks(range(len(bars)), labels, fontsize=size)
    axes.set_ylim(len(bars) - 0.4, -0.6)


def _break_label(label: str) -> str:
    """Return a label of at most three lines, or of two for each of its own lines."""
    parts = label.split("\n")
    return "\n".join(wrap(part, LABEL_WIDTH, 3 if len(parts) == 1 else 2) for part in parts)


@cache
def load_font() -> str:
    """Return the family name of the Chinese font that the package zhplot ships (Noto Sans SC, OFL)."""
    path = find_font()
    if path is None:
        raise UserError("the package zhplot, which ships the Chinese font, is not installed: make report installs it")
    fontManager.addfont(str(path))
    return next(font.name for font in fontManager.ttflist if font.fname == str(path))


def _save(figure: Figure, name: str) -> str:
    """Return a figure as a small SVG without a date; UserError names a character that the font has no glyph for."""
    buffer, metadata = io.StringIO(), dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        try:
            FigureCanvasSVG(figure).print_svg(buffer, metadata=metadata)  # type: ignore[no-untyped-call]
        except UserWarning as warning:
            glyph = re.search(r"Glyph (\d+)", str(warning))
            shown = f"U+{int(glyph[1]):04X} {chr(int(glyph[1]))!r}" if glyph else str(warning)
            problem = f"chart {name}: the font has no glyph for {shown}; replace this character in the data"
            raise UserError(problem) from None
    return compact_svg(buffer.getvalue(), "NotoSansSC-Regular")
