"""Rows of data files as pandas tables: text, whole numbers, and the line of the file where each stands."""

from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.table_schemas import read_schema
from analysis.tables import Row


def frame_rows(kind: str, rows: Iterable[Row]) -> pd.DataFrame:
    """Return the rows of a kind of file as a table: its columns (str or Int64, as its Table Schema says) and `line`."""
    kept = list(rows)
    columns: dict[str, Any] = {}
    for one in read_schema(kind)["fields"]:
        cells = [row.cells[one["name"]] for row in kept]
        whole = one["type"] == "integer"
        columns[one["name"]] = (
            pd.array([int(cell) if cell else None for cell in cells], "Int64") if whole else pd.array(cells, "str")
        )
    return pd.DataFrame({**columns, "line": np.array([row.line for row in kept], dtype="int32")})


def concat_frames(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return tables of the same columns one after the other; categories stay categories.

    They are sorted, so that the order of checks does not depend on which other departments are open.
    """
    filled = [frame for frame in frames if len(frame)] or list(frames[:1])
    if len(filled) == 1:
        return filled[0].reset_index(drop=True)
    names = [name for name, kind in filled[0].dtypes.items() if kind == "category"]
    plain = pd.concat([frame.drop(columns=names) for frame in filled], ignore_index=True)
    joined = {name: join_categories([frame[name].array for frame in filled]) for name in names}
    return pd.DataFrame({name: joined.get(name, plain.get(name)) for name in filled[0].columns})


def join_categories(parts: Sequence[Any]) -> pd.Categorical:
    """Return arrays of text one after the other as categories; quicker than pandas' own way for many small parts."""
    split = [
        (part.codes, part.categories) if isinstance(part, pd.Categorical) else pd.factorize(part) for part in parts
    ]
    union = sorted({name for _, names in split for name in names})
    place = {name: number for number, name in enumerate(union)}
    codes = [np.array([*(place[one] for one in names), -1])[codes] for codes, names in split]
    return pd.Categorical.from_codes(np.concatenate(codes), pd.Index(union, dtype="str"))


def iterate_rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Return the rows of a table one by one, their cells by attributes."""
    make = _make_row_type(tuple(frame.columns))._make
    return map(make, zip(*(list_cells(cells) for _, cells in frame.items()), strict=True))


def list_cells(column: "pd.Series[Any]") -> Iterable[Any]:
    """Return the cells of a column; iterating over one of text, pandas asks Arrow for each of them."""
    return column.to_numpy() if isinstance(column.dtype, pd.StringDtype) else column


@lru_cache(maxsize=100)
def _make_row_type(columns: tuple[str, ...]) -> Any:
    """Return what the rows of a table are; DataFrame.itertuples makes it anew each time, which a small table feels."""
    return namedtuple("Row", columns, rename=True)
