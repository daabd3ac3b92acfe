"""Tables as a statistics office prints them: caption, unit, aligned figures, a head for every column and row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.show.names import Names
from analysis.show.rich import Fragment, clean, tell

TARGET = "table-"  # what the id of a caption that links lead to begins with


class Table(Fragment):
    """A table for people, with the table of data that it was made from as `frame`."""

    def __init__(self, frame: pd.DataFrame, html: Markup) -> None:
        """Keep both."""
        super().__init__(html, empty=frame.empty)
        self.frame = frame


@dataclass(frozen=True)
class Place:
    """A row that links lead to by its `ident`; `below` stands on a line of its own beneath its cells."""

    ident: str
    cells: Sequence[object]
    below: str | Markup = ""


@dataclass(frozen=True)
class Group:
    """What the rows below have in common, told once on a line of its own."""

    title: object


Row = Sequence[object] | Place | Group


def make_table(
    words: Names,
    frame: pd.DataFrame,
    name: str,
    columns: str,
    rows: Iterable[Row],
    foot: Sequence[object] = (),
    note: str = "",
    *,
    style: str = "",
    labels: Any = (),
    target: Any = False,
    **values: object,
) -> Table:
    """Return `frame` as a table; the first cell of each row is its heading, `foot` a total row, `note` goes below.

    `style` is how it looks: `dense` has small print, for hundreds of rows. The caption of a `target` has the id
    `table-<name>`, which links of the same page lead to.

    `columns` are their names, some with how their cells are set: `part year:short amount:number` keeps the year on one
    line and aligns amounts to the right. Caption and headings are texts: `show.caption.<name>`, `show.column.<column>`,
    but for columns that the data name: their headings are `labels` (a dict).
    """
    names, kinds = zip(*(one.partition(":")[::2] for one in columns.split()), strict=True)
    marks = [f' class="{kind}"' if kind else "" for kind in kinds]
    named = dict(labels) | {one: one for one in names if one.isdigit()}  # a year is its own heading
    heads = [clean(named[one]) if one in named else tell(words, f"show.column.{one}", **values) for one in names]
    head = "".join(f'<th scope="col"{mark}>{label}</th>' for mark, label in zip(marks, heads, strict=True))
    body = "\n".join(_make_row(marks, row) for row in rows)
    tail = f"<tfoot>{_make_row(marks, foot)}</tfoot>\n" if foot else ""
    ident = f' id="{TARGET}{name}"' if target else ""
    caption = f"<caption{ident}>{tell(words, f'show.caption.{name}', **values)}</caption>"
    body = f"<tbody>\n{body}\n</tbody>\n".replace("<tbody>\n</tbody>\n", "")  # before the first group
    start = f'<table class="{style}">' if style else "<table>"
    table = f"{start}\n{caption}\n<thead><tr>{head}</tr></thead>\n{body}{tail}</table>"
    return Table(frame, Markup(f'{table}<p class="note">{clean(note)}</p>' if note else table))


def _make_row(marks: Sequence[str], row: Row) -> str:
    whole = f'colspan="{len(marks)}"'
    if isinstance(row, Group):
        title = f'<th {whole} scope="rowgroup">{clean(row.title)}</th>'
        return f'</tbody>\n<tbody>\n<tr class="group">{title}</tr>'
    place = row if isinstance(row, Place) else Place("", row)
    ident = f' id="{clean(place.ident)}"' if place.ident else ""
    first, *others = map(clean, place.cells)
    parts = [f"<td{mark}>{cell}</td>" for mark, cell in zip(marks[1:], others, strict=True)]
    below = f'\n<tr class="below"><td {whole}>{clean(place.below)}</td></tr>' if place.below else ""
    return f'<tr{ident}><th scope="row">{first}</th>{"".join(parts)}</tr>{below}'
