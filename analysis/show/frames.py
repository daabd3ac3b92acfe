"""Plain pandas in Jupyter: any DataFrame as careful as the tables of the page, its figures linked."""

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup
from pandas.api.types import is_float_dtype, is_integer_dtype

from analysis.show.names import Names
from analysis.show.rich import cite, clean, tell
from analysis.show.words import Words

_NOTHING = "—"
_SEPARATED = 10_000  # an integer column that reaches it is counted in thousands; years are not
_OPTIONS = {"display.precision": 4, "display.max_columns": None, "display.unicode.east_asian_width": True}


def prepare_jupyter(words: Names) -> Markup:
    """Let DataFrames show themselves as `show_frame` does; return the style sheet for JupyterLab, empty outside it."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return Markup("")
    for option, value in _OPTIONS.items():
        pd.set_option(option, value)
    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type(pd.DataFrame, lambda frame: str(show_frame(frame, words)))
    return Markup(f"<style>{Path(__file__).with_name('lab.css').read_text(encoding='utf-8')}</style>")


def show_frame(frame: pd.DataFrame, words: Names) -> Markup:
    """Return a DataFrame as an HTML table: text left, numbers right, the ids of the report's figures as links.

    As many rows as the option `display.max_rows` allows; a note counts the others. The index stands in front.
    """
    shown = frame.head(pd.get_option("display.max_rows") or len(frame))
    index = shown.index.to_frame(index=False)
    index.columns = ["" if name is None else name for name in shown.index.names]
    linked = _is_of_report(frame, words)
    heads = [_write_head(name, is_number=False) for name in index.columns]
    columns = [[_tag("th", str(value), ' scope="row"') for value in index.iloc[:, at]] for at in range(index.shape[1])]
    for at, name in enumerate(shown.columns):
        column = shown.iloc[:, at]
        number = _is_number(column)
        heads.append(_write_head(name, is_number=number))
        texts = _write_numbers(column) if number else [_write_text(words, one, linked) for one in column]
        columns.append([_tag("td", text, ' class="number"' if number else "") for text in texts])
    body = Markup("\n").join(Markup("<tr>{}</tr>").format(Markup("").join(row)) for row in zip(*columns, strict=True))
    table = Markup('<table class="frame">\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>')
    key = "none" if frame.empty else "whole" if len(shown) == len(frame) else "part"
    note = tell(words, f"show.frame.{key}", rows=len(frame), columns=frame.shape[1], shown=len(shown))
    whole = Markup("") if frame.empty else table.format(Markup("").join(heads), body)
    return whole + Markup('<p class="note">{}</p>').format(note)


def _tag(name: str, text: str, attributes: str = "") -> Markup:
    return Markup(f"<{name}{attributes}>{clean(text)}</{name}>")


def _write_head(name: object, *, is_number: bool) -> Markup:
    label = " / ".join(map(str, name)) if isinstance(name, tuple) else str(name)
    return _tag("th", label, f' scope="col"{" class=number" if is_number else ""}')


def _is_number(column: "pd.Series[Any]") -> bool:
    return is_integer_dtype(column.dtype) or is_float_dtype(column.dtype)


def _write_numbers(column: "pd.Series[Any]") -> list[str]:
    """Return numbers with as many decimals as the column needs and `display.precision` allows."""
    known = [float(value) for value in column.dropna() if math.isfinite(value)]
    separator = "," if any(abs(value) >= _SEPARATED for value in known) else ""
    most = pd.get_option("display.precision")
    places = 0
    if is_float_dtype(column.dtype):
        fits = (n for n in range(most) if all(math.isclose(value, round(value, n), abs_tol=1e-9) for value in known))
        places = next(fits, most)
    return [_NOTHING if pd.isna(value) else f"{value:{separator}.{places}f}".replace("-", "−") for value in column]


def _is_of_report(frame: pd.DataFrame, words: Names) -> bool:
    """Return whether the figure ids of a table are the report's own; those of another lead elsewhere."""
    if not isinstance(words, Words):  # of a group: the ids of many reports
        return False
    own: dict[str, Any] = {"department": words.department, "report_year": words.year}
    return all(frame[name].eq(value).all() for name, value in own.items() if name in frame.columns)


def _write_text(words: Names, value: object, linked: bool) -> str:
    if not isinstance(value, Sequence | dict) and pd.isna(value):  # type: ignore[call-overload]
        return _NOTHING
    text = str(value)
    if not (linked and isinstance(words, Words)):
        return text
    ids = text.split()
    return cite(ids) if ids and all(one in words.figures for one in ids) else text
