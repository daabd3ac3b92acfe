"""Rows of data files as pandas tables: text, whole numbers, and the line of the file where each stands."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.table_schemas import columns_of, read_schema
from analysis.tables import Row


def frame_rows(kind: str, rows: Iterable[Row]) -> pd.DataFrame:
    """Return the rows of a kind of file as a table: its columns (str or Int64, as its Table Schema says) and `line`."""
    kept = list(rows)
    frame = pd.DataFrame({name: pd.Series([row[name] for row in kept], dtype="str") for name in columns_of(kind)})
    for one in read_schema(kind)["fields"]:
        if one["type"] == "integer":
            frame[one["name"]] = pd.to_numeric(frame[one["name"]].replace("", None)).astype("Int64")
    return frame.assign(line=pd.Series([row.line for row in kept], dtype="int32"))


def concat_frames(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return tables of the same columns one after the other; categories stay categories.

    They are sorted, so that the order of checks does not depend on which other departments are open.
    """
    filled = [frame for frame in frames if len(frame)] or list(frames[:1])
    if len(filled) == 1:
        return filled[0].reset_index(drop=True)
    names = [name for name, kind in filled[0].dtypes.items() if kind == "category"]
    unions = {
        name: pd.api.types.union_categoricals([frame[name] for frame in filled], sort_categories=True).categories
        for name in names
    }
    widened = [frame.assign(**{n: frame[n].cat.set_categories(c) for n, c in unions.items()}) for frame in filled]
    return pd.concat(widened, ignore_index=True)


def iterate_rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Return the rows of a table one by one, their cells by attributes."""
    return iter(frame.itertuples(index=False))
