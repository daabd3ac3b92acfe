"""An export read by slice: what `expenditure export` wrote as Parquet, opened again as the tables of a few reports.

Beside the files that departments share, as they are in data/, an export has `reports.csv`, which says in which part
each report stands, and the parts: `figures/report_year=2019/0000.parquet`, of whole departments in their order.
"""

import hashlib
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.tables import DataFolder, FileRecord, show_path

if TYPE_CHECKING:  # a command asks whether a folder is an export before it imports anything heavy
    import pandas as pd

REPORTS_FILE, SUMS_FILE = "reports.csv", "SHA256SUMS"
PARTITION = "report_year"

Parts = dict[str, dict[int, str]]


def is_export(folder: Path) -> bool:
    """Return whether a data folder is an export."""
    return (folder / REPORTS_FILE).is_file() and (folder / SUMS_FILE).is_file()


def list_others(folder: Path) -> list[str]:
    """Return the files in an export that are none of its own; hidden ones, which programs leave, do not count."""
    lines = (folder / SUMS_FILE).read_text(encoding="utf-8").splitlines()
    own = {line.partition("  ")[2] for line in lines} | {SUMS_FILE}
    there = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return [name for name in there if name not in own and not f"/{name}".count("/.")]


def list_parts(folder: Path) -> Parts:
    """Return the part that each report of an export stands in, by department and report year."""
    return _read_reports(folder / REPORTS_FILE, (folder / REPORTS_FILE).stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read_reports(file: Path, changed_ns: int) -> Parts:
    parts: Parts = {}
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        cells = line.split(",")  # ids and numbers: none is quoted
        if len(cells) > 3 and cells[1].isdecimal():
            parts.setdefault(cells[0], {})[int(cells[1])] = cells[2]
    return parts


def is_as_exported(folder: Path) -> bool:
    """Return whether the list of reports is the one that was exported: it decides where all else is looked for."""
    sha256 = hashlib.sha256((folder / REPORTS_FILE).read_bytes()).hexdigest()
    return f"{sha256}  {REPORTS_FILE}\n" in (folder / SUMS_FILE).read_text(encoding="utf-8")


def describe_export(folder: Path) -> FileRecord:
    """Return the record that stands for all tables of an export: its list of the SHA-256 of each file."""
    content = (folder / SUMS_FILE).read_bytes()
    return FileRecord(SUMS_FILE, hashlib.sha256(content).hexdigest(), len(content), content.count(b"\n"), "utf-8")


def locate_part(folder: Path, table: str, year: int, part: str) -> Path:
    """Return where a part of a table stands."""
    return folder / table / f"{PARTITION}={year}" / f"{part}.parquet"


def read_reports(
    folder: DataFolder, table: str, reports: Sequence[tuple[str, int]], like: "pd.DataFrame"
) -> "pd.DataFrame":
    """Return the rows of a table that belong to some reports, in the order of these, with the columns of `like`.

    Only the row groups that hold one of the departments are read. A part that is gone or damaged, which its checksums
    tell, goes to the folder's problems.
    """
    import pandas as pd
    import pyarrow as pa

    parts = list_parts(folder.path)
    wanted: dict[tuple[int, str], list[str]] = {}
    for department, year in reports:
        wanted.setdefault((year, parts[department][year]), []).append(department)
    columns = [name for name in like.columns if name != PARTITION]
    found, years = [], []
    for (year, part), departments in wanted.items():
        path = locate_part(folder.path, table, year, part)
        try:
            rows = _read_part(path, columns, departments)
        except (OSError, ValueError) as error:  # pyarrow's own errors are of both kinds
            if not isinstance(error, FileNotFoundError) or _is_listed(folder.path, path):
                folder.note_at(show_path(path), 0, "", "", "export.damaged", reason=str(error).partition("\n")[0])
            continue
        found.append(rows)
        years += [year] * len(rows)
    if not found:
        return like
    plain: pd.DataFrame = pa.concat_tables(found).to_pandas(ignore_metadata=True)
    frame = plain.assign(**({PARTITION: years} if PARTITION in like else {}))
    kinds = {name: "category" if kind == "category" else kind for name, kind in like.dtypes.items()}
    frame = frame.astype(kinds)[list(like.columns)]
    if len(wanted) == 1 or len({department for department, _ in reports}) == 1:
        return frame
    place = pd.MultiIndex.from_tuples(reports).get_indexer(pd.MultiIndex.from_arrays([frame["department"], years]))
    return frame.iloc[place.argsort(kind="stable")].reset_index(drop=True)


def _is_listed(folder: Path, path: Path) -> bool:
    """Return whether an export had a file: of a table without rows in a part there is none."""
    name = path.relative_to(folder).as_posix()
    return f"  {name}\n" in (folder / SUMS_FILE).read_text(encoding="utf-8")


def _read_part(path: Path, columns: list[str], departments: Collection[str]) -> Any:
    """Return the rows of some departments in a part; text as plain strings."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import parquet

    first, last = min(departments), max(departments)
    with parquet.ParquetFile(path, page_checksum_verification=True) as file:
        if lacking := [name for name in columns if name not in file.schema_arrow.names]:
            raise ValueError(f"no {', '.join(lacking)}")  # of another version of the program
        place = file.schema_arrow.get_field_index("department")
        bounds = [file.metadata.row_group(n).column(place).statistics for n in range(file.num_row_groups)]
        groups = [n for n, one in enumerate(bounds) if one.min <= last and one.max >= first]
        rows = file.read_row_groups(groups, columns, use_threads=False)
    kept = rows.filter(pc.is_in(rows["department"].cast(pa.string()), pa.array(departments, pa.string())))
    plain = [column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column for column in kept.columns]
    return pa.table(plain, names=kept.column_names)
