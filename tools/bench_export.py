"""Time an export of generated figures, and asking it: `make bench` prints it for one million figures.

`python -m tools.bench_export 10` takes ten million, for some three minutes. Each question runs in a process of its own,
whose memory is then known; seconds count from the end of its imports.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
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
_MEASURE = """
import re, sys, time
folder, year = sys.argv[1], int(sys.argv[2])
{imports}
started, cpu = time.perf_counter(), time.process_time()
{question}
seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
peak_gb = int(re.search("VmHWM: *([0-9]+)", open("/proc/self/status").read())[1]) / 1e6
print(f"{{seconds:.3f}} s, {{cpu:.3f}} s of processors, {{peak_gb:.2f}} GB at most: {{answer}}")
"""
_CLASSES = '''"kind = 'money' AND counted AND level = 1 AND flow = 'expenditure' AND phase = 'executed' AND fund = 'all'"'''
QUESTIONS = {
    "open one department-year": (
        "import frictionless.fields, pyarrow.parquet, pyarrow.compute\nfrom analysis import open_data\n"
        "from analysis.dataset import Dataset",
        "answer = len(open_data('body-0007-0', year, folder).figures)",
    ),
    "totals by class and year, DuckDB": (
        "import duckdb",
        f"where = {_CLASSES}\n"
        "query = f\"SELECT report_year, code, sum(value) AS fen FROM '{folder}/figures/*/*.parquet' WHERE {where} "
        'GROUP BY ALL"\nanswer = len(duckdb.sql(query).fetchall())',
    ),
    "totals by class and year, pandas": (
        "import pandas as pd, pyarrow.dataset",
        "where = [('kind', '==', 'money'), ('counted', '==', True), ('level', '==', 1), ('flow', '==', 'expenditure'), "
        "('phase', '==', 'executed'), ('fund', '==', 'all')]\n"
        "own = pd.read_parquet(f'{folder}/figures', columns=['report_year', 'code', 'value'], filters=where)\n"
        "answer = len(own.groupby(['report_year', 'code'], observed=True)['value'].sum())",
    ),
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
        started, cpu = time.perf_counter(), time.process_time()
        reports = write_export(_repeat(data, times), folder, out, "en", LeftOut())
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        figures = len(data.figures) * times
        peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"export {reports:,} reports, {figures:,} figures: {seconds:.0f} s, {cpu:.0f} s of processors, "
            f"{size:,} bytes, {peak_gb:.2f} GB at most"
        )
        for name, (imports, question) in QUESTIONS.items():
            code = _MEASURE.format(imports=imports, question=question)
            arguments = [sys.executable, "-c", code, out, str(FIRST_YEAR + YEARS - 1)]
            done = subprocess.run(arguments, capture_output=True, text=True, check=True)
            print(f"{name}: {done.stdout.strip()}")


def _list_bodies(folder: Path, data: Dataset, times: int) -> None:
    names = [f"{name}-{number}" for number in range(times) for name in data.reports["department"].unique()]
    rows = [dict.fromkeys(columns_of("departments"), name) | {"body": "department", "part_of": ""} for name in names]
    (folder / "departments.csv").write_text(write_rows(columns_of("departments"), rows), encoding="utf-8")


def _repeat(data: Dataset, times: int) -> Iterator[Dataset]:
    return (repeat(data, 1, number) for number in range(times))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
