"""Tables as a statistics office prints them: caption, unit, aligned figures, a head for every column and row."""

from collections.abc import Iterable, Sequence

import pandas as pd
from markupsafe import Markup

from analysis.show.rich import Fragment, clean, tell
from analysis.show.words import Words


class Table(Fragment):
    """A table for people, with the table of data that it was made from as `frame`."""

    def __init__(self, frame: pd.DataFrame, html: Markup) -> None:
        """Keep both."""
        super().__init__(html, empty=frame.empty)
        self.frame = frame


def make_table(
    words: Words,
    frame: pd.DataFrame,
    name: str,
    columns: str,
    rows: Iterable[Sequence[object]],
    foot: Sequence[object] = (),
    note: str = "",
    **values: object,
) -> Table:
    """Return `frame` as a table; the first cell of each row is its heading, `foot` a total row, `note` goes below.

    `columns` are their names, some with how their cells are set: `part year:short amount:number` keeps the year on one
    line and aligns amounts to the right. Caption and headings are texts: `show.caption.<name>`, `show.column.<column>`.
    """
    names, kinds = zip(*(one.partition(":")[::2] for one in columns.split()), strict=True)
    marks = [f' class="{kind}"' if kind else "" for kind in kinds]
    labels = [tell(words, f"show.column.{column}", **values) for column in names]
    head = "".join(f'<th scope="col"{mark}>{label}</th>' for mark, label in zip(marks, labels, strict=True))
    body = "\n".join(_make_row(marks, row) for row in rows)
    tail = f"<tfoot>{_make_row(marks, foot)}</tfoot>\n" if foot else ""
    caption = f"<caption>{tell(words, f'show.caption.{name}', **values)}</caption>"
    table = f"<table>\n{caption}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n{tail}</table>"
    return Table(frame, Markup(f'{table}<p class="note">{clean(note)}</p>' if note else table))


def _make_row(marks: Sequence[str], cells: Sequence[object]) -> str:
    first, *others = map(clean, cells)
    parts = [f"<td{mark}>{cell}</td>" for mark, cell in zip(marks[1:], others, strict=True)]
    return f'<tr><th scope="row">{first}</th>{"".join(parts)}</tr>'
