"""Time an export of generated figures, and asking it: `make bench` prints it for one million figures.

`python -m tools.bench_export 10` takes ten million, for some three minutes. Each question runs in a process of its own,
whose memory is then known; its seconds count from the end of its imports.
"""

import gc
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from analysis.cache import CACHE_VARIABLE
from analysis.dataset import Dataset, open_data
from analysis.publish.exporting.export import LeftOut, write_export
from analysis.table_schemas import columns_of
from analysis.tables import write_rows
from tools.bench_tables import repeat
from tools.generate_data import FIRST_YEAR
from tools.generate_data import main as generate

DEPARTMENTS, YEARS = 50, 10
# What is asked, by the name of the function that answers.
QUESTIONS = {
    "open_one": "one department-year opened",
    "ask_duckdb": "totals by class and year with DuckDB",
    "ask_pandas": "totals by class and year with pandas",
}


def main(millions: int) -> None:
    """Generate departments once, export them so many times over under other names, and ask the export."""
    with tempfile.TemporaryDirectory(prefix="expenditure-bench-") as place:
        folder, out = Path(place) / "data", Path(place) / "out" / "export"
        generate(folder, DEPARTMENTS, YEARS)
        os.environ[CACHE_VARIABLE] = ""
        data = open_data(data_dir=folder)
        times = -(-millions * 1_000_000 // len(data.figures))
        _list_bodies(folder, data, times)
        cpu = time.process_time()
        reports = write_export(_repeat(data, times), folder, out, "en", LeftOut())
        cpu = time.process_time() - cpu
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        figures = len(data.figures) * times
        print(
            f"{reports:,} reports, {figures:,} figures exported: {cpu:.0f} s of processors, {size:,} bytes, "
            f"{peak_gb:.2f} GB at most"
        )
        for name, words in QUESTIONS.items():
            command = [sys.executable, "-m", "tools.bench_export", name, str(out)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            print(f"{words}: {done.stdout.strip()}")


def _list_bodies(folder: Path, data: Dataset, times: int) -> None:
    """Write a line for each department that there will be."""
    names = [f"{name}-{number}" for number in range(times) for name in data.reports["department"].unique()]
    rows = [dict.fromkeys(columns_of("departments"), name) | {"body": "department", "part_of": ""} for name in names]
    (folder / "departments.csv").write_text(write_rows(columns_of("departments"), rows), encoding="utf-8")


def _repeat(data: Dataset, times: int) -> Iterator[Dataset]:
    return (repeat(data, 1, number) for number in range(times))


def answer(name: str, out: str) -> None:
    """Print how long a question takes, and the memory of this process, which has imported all before."""
    for module in ("duckdb", "frictionless.fields", "pyarrow.compute", "pyarrow.dataset", "pyarrow.parquet"):
        import_module(module)
    gc.collect()  # what the imports left behind is not the question's
    started, cpu = time.perf_counter(), time.process_time()
    rows = globals()[name](out)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    peak_kb = re.search(r"VmHWM:\s*([0-9]+)", Path("/proc/self/status").read_text(encoding="ascii"))
    peak_gb = int(peak_kb[1]) / 1e6 if peak_kb else 0
    print(f"{seconds:.3f} s, {cpu:.3f} s of processors, {peak_gb:.2f} GB at most, {rows:,} rows")


def open_one(out: str) -> int:
    """Return how many figures one department-year has with those before it."""
    return len(open_data("body-0007-0", FIRST_YEAR + YEARS - 1, out).figures)


def ask_duckdb(out: str) -> int:
    """Return how many totals there are."""
    import duckdb

    where = "counted AND kind = 'money' AND level = 1 AND flow = 'expenditure' AND phase = 'executed'"
    query = f"SELECT report_year, code, sum(value) FROM '{out}/figures/*/*.parquet' WHERE {where} GROUP BY ALL"
    return len(duckdb.execute(query).fetchall())


def ask_pandas(out: str) -> int:
    """Return how many totals there are."""
    import pandas as pd

    where = {"counted": True, "kind": "money", "level": 1, "flow": "expenditure", "phase": "executed"}
    filters = [(name, "==", wanted) for name, wanted in where.items()]
    own = pd.read_parquet(f"{out}/figures", columns=["report_year", "code", "value"], filters=filters)
    return len(own.groupby(["report_year", "code"], observed=True)["value"].sum())


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in QUESTIONS:
        answer(*sys.argv[1:])
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 1)
