"""A cache of parsed department files, as Parquet, keyed by the hashes of everything that it was made from.

It only saves time: it may be deleted, damaged or unwritable at any moment, and reports are built without it.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.table_schemas import SCHEMA_FOLDER
from analysis.tables import FileRecord

if TYPE_CHECKING:  # a command names the folder before it may import anything heavy
    import pandas as pd

CACHE_VARIABLE = "EXPENDITURE_CACHE_DIR"  # another folder; empty for no cache at all
_NAME = "expenditure-review"
_RECORDS = "records.json"
_SOURCES = ("cache", "decoding", "departments", "figure_files", "figures", "frames", "money", "table_schemas", "tables")
_LONGEST = 16  # digits of a key


def find_cache_folder() -> Path | None:
    """Return where the cache lies, None if there is to be none."""
    given = os.environ.get(CACHE_VARIABLE)
    if given is not None:
        return Path(given) if given else None
    home = os.environ.get("XDG_CACHE_HOME") or (Path.home() / ".cache")
    return Path(home) / _NAME


@cache
def hash_program() -> str:
    """Return a hash of the code and schemas that make tables of files: a newer program uses no older cache."""
    digest = hashlib.sha256(version("pandas").encode())
    code = [Path(__file__).with_name(f"{name}.py") for name in _SOURCES]
    for path in [*code, *sorted(SCHEMA_FOLDER.glob("*.json"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def make_key(folder: Path, relatives: Sequence[str]) -> str | None:
    """Return the key of what these files hold together, None if one cannot be read."""
    digest = hashlib.sha256(hash_program().encode())
    for relative in relatives:
        try:
            content = (folder / relative).read_bytes()
        except OSError:
            return None
        digest.update(f"{relative} {hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()[:_LONGEST]


def read_tables(
    folder: Path, department: str, key: str, names: Sequence[str]
) -> "tuple[dict[str, pd.DataFrame], list[FileRecord]] | None":
    """Return the tables and file records that were kept under a key; None if there are none or they are damaged.

    A table without rows has no file and is left out.
    """
    place = _find_place(folder, department)
    if place is None or not (place / key / _RECORDS).is_file():
        return None
    from pyarrow import parquet

    with suppress(Exception):  # whatever damage does to a file, it is only read again from the source
        found = json.loads((place / key / _RECORDS).read_text(encoding="utf-8"))
        tables = {
            name: parquet.read_table(
                place / key / f"{name}.parquet", page_checksum_verification=True, use_threads=False, partitioning=None
            ).to_pandas()
            for name in found["tables"]
            if name in names
        }
        return tables, [FileRecord(**record) for record in found["records"]]
    return None


def write_tables(
    folder: Path, department: str, key: str, tables: "Mapping[str, pd.DataFrame]", records: Sequence[FileRecord]
) -> None:
    """Keep tables under a key in place of the department's older ones; a folder that cannot be written is no matter."""
    place = _find_place(folder, department)
    if place is None:
        return
    with suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=".", dir=place))
        try:
            filled = {name: table for name, table in tables.items() if len(table)}
            for name, table in filled.items():
                table.to_parquet(new / f"{name}.parquet", index=False, compression="zstd", write_page_checksum=True)
            described = {"tables": list(filled), "records": [asdict(record) for record in records]}
            (new / _RECORDS).write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
            for old in place.glob("[0-9a-f]*"):
                shutil.rmtree(old, ignore_errors=True)
            new.rename(place / key)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def _find_place(folder: Path, department: str) -> Path | None:
    root = find_cache_folder()
    return root and root / hashlib.sha256(str(folder).encode()).hexdigest()[:_LONGEST] / department
