"""Tables as a statistics office prints them: caption, unit, aligned figures, a head for every column and row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from analysis.show.rich import Fragment, clean


class Table(Fragment):
    """A table for people, with the table of data that it was made from as `frame`."""

    def __init__(self, frame: pd.DataFrame, html: Markup) -> None:
        """Keep both."""
        super().__init__(html, empty=frame.empty)
        self.frame = frame


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, whether it holds numbers (aligned right) or short words (kept on one line)."""

    label: str
    numeric: bool = False
    short: bool = False


def make_table(
    frame: pd.DataFrame,
    caption: str | Markup,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    foot: Sequence[object] | None = None,
    note: str | Markup = "",
) -> Table:
    """Return `frame` as a table; the first cell of each row is its heading, `foot` a total row, `note` goes below."""
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_class(column), clean(column.label)) for column in columns
    )
    body = Markup("\n").join(_make_row(columns, row) for row in rows)
    tail = Markup("<tfoot>{}</tfoot>\n").format(_make_row(columns, foot)) if foot else Markup("")
    table = Markup(
        "<table>\n<caption>{}</caption>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n{}</table>"
    ).format(clean(caption), head, body, tail)
    remark = Markup('<p class="note">{}</p>').format(clean(note)) if note else Markup("")
    return Table(frame, table + remark)


def _make_row(columns: Sequence[Column], cells: Sequence[object]) -> Markup:
    first, *others = cells
    parts = [Markup('<th scope="row">{}</th>').format(clean(first))]
    for column, cell in zip(columns[1:], others, strict=True):
        parts.append(Markup("<td{}>{}</td>").format(_class(column), clean(cell)))
    return Markup("<tr>{}</tr>").format(Markup("").join(parts))


def _class(column: Column) -> Markup:
    if column.numeric:
        return Markup(' class="number"')
    return Markup(' class="short"') if column.short else Markup("")
