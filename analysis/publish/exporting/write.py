"""The files of an export, written some bodies at a time: Parquet by year, and the amounts as CSV."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv, parquet

from analysis.dataset import Dataset
from analysis.exported import PARTITION, locate_part
from analysis.publish.exporting.schemas import columns_of
from analysis.publish.exporting.tables import list_amounts, make_tables

AMOUNTS = "amounts"
_ROWS = 8_192  # of a row group, which is what is read for one body
_LONG_TEXT = {"printed", "span", "figures", "base_figures", "earlier_figures"}  # seldom the same twice
_DECIMALS = pa.decimal128(18, 2)

Cells = dict[str, str]


def write_slices(slices: Iterable[Dataset], folder: Path) -> list[Cells]:
    """Return the rows of reports.csv, once the tables of all slices are written to `folder`.

    A slice holds whole bodies, which stand behind those of the slices before; only one is in memory.
    """
    return [row for number, data in enumerate(slices) for row in _write_slice(data, folder, f"{number:04}")]


def _write_slice(data: Dataset, folder: Path, part: str) -> list[Cells]:
    tables = make_tables(data)
    for name, table in tables.items():
        for year, rows in table.groupby(PARTITION, sort=True):
            _write_parquet(locate_part(folder, name, int(str(year)), part), rows.drop(columns=PARTITION))
    for year, rows in list_amounts(tables["figures"]).groupby(PARTITION, sort=True):
        _append_amounts(folder / AMOUNTS / f"{year}.csv", rows.drop(columns=PARTITION))
    counts = {f"{name}_count": _count(tables[name], data.reports) for name in ("figures", "checks", "findings")}
    rows = data.reports.assign(part=part, **counts)[columns_of("reports")].astype("str")
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.itertuples(index=False, name=None)]


def _count(table: pd.DataFrame, reports: pd.DataFrame) -> Any:
    """Return how many rows of a table each report has."""
    keys = ["department", PARTITION]
    counts = table[keys].astype({"department": "str"}).value_counts()
    return counts.reindex(pd.MultiIndex.from_frame(reports[keys].astype("object")), fill_value=0).to_numpy()


def _write_parquet(path: Path, rows: pd.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = [name for name, kind in rows.dtypes.items() if kind == "str" and name not in _LONG_TEXT]
    frame = rows.astype(dict.fromkeys(texts, "category"))
    schema = pa.schema([(name, _find_type(kind)) for name, kind in frame.dtypes.items()])
    table = pa.Table.from_pandas(frame, schema, preserve_index=False)
    parquet.write_table(table, path, row_group_size=_ROWS, compression="zstd", write_page_checksum=True)


def _find_type(kind: Any) -> Any:
    """Return the type in Parquet of a column's dtype, the same in every part: numbers of names may differ."""
    if kind == "category":
        return pa.dictionary(pa.int32(), pa.string())
    return pa.string() if kind == "str" else pa.from_numpy_dtype(getattr(kind, "numpy_dtype", kind))


def _append_amounts(path: Path, rows: pd.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pandas(rows.assign(amount=0).astype({"department": "str"}), preserve_index=False)
    place = table.schema.get_field_index("amount")
    table = table.set_column(place, "amount", _make_yuan(rows["amount"].to_numpy("int64")))
    new = not path.exists()
    with path.open("ab") as file:
        csv.write_csv(table, file, csv.WriteOptions(include_header=new, quoting_style="needed"))


def _make_yuan(fen: Any) -> Any:
    """Return whole 分 as exact 元: a decimal is the same number with its point shifted, in two words of 64 bits."""
    words = np.column_stack([fen, fen >> 63])
    return pa.Array.from_buffers(_DECIMALS, len(fen), [None, pa.py_buffer(np.ascontiguousarray(words, "<i8"))])
