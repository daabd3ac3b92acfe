"""Time the report of a group of many generated bodies: BODIES (2,000 unless given) over three years.

Run by `make bench` with 300 bodies. Prints the time, the processor seconds and the memory of the command and the sizes
of what it made; the aim at 2,000 bodies is 60 seconds on two idle cores and a page of at most 1.5 MB.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from analysis.table_schemas import columns_of
from analysis.tables import write_rows
from tools.generate_data import FIRST_YEAR
from tools.generate_data import main as generate

YEARS = 3
AIM_SECONDS, AIM_BYTES = 60, 1_500_000


def main(bodies: int) -> None:
    """Print what the report of a group of all bodies costs."""
    with tempfile.TemporaryDirectory(prefix="expenditure-bench-") as work:
        data, out = Path(work) / "data", Path(work) / "reports"
        generate(data, bodies, YEARS)
        write_group(data)
        span = f"{FIRST_YEAR}-{FIRST_YEAR + YEARS - 1}"
        command = ["report", "--group", "all", "--year", span, "--data-dir", str(data), "--out", str(out)]
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "analysis", *command], capture_output=True, text=True)
        seconds = time.perf_counter() - started
        if done.returncode:
            sys.exit(f"expenditure {' '.join(command)} failed:\n{done.stderr}")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        folder = out / "groups" / "all" / span
        sizes = {name: (folder / name).stat().st_size for name in ("report.html", "workbook.xlsx", "inputs.zip")}
    processor, peak_gb = used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6
    aim = f" (aim {AIM_SECONDS} s at 2,000 bodies, {os.cpu_count()} cores here)"
    print(f"report on {bodies:,} bodies: {seconds:.1f} s{aim}, {processor:.1f} processor seconds, {peak_gb:.2f} GB")
    print(", ".join(f"{name} {size:,} bytes" for name, size in sizes.items()), f"(aim for the page {AIM_BYTES:,})")


def write_group(data: Path) -> None:
    """Make all generated bodies one group with one class."""
    (data / "groups.csv").write_text("group,name_zh,name_en\nall,全部机关,All bodies\n", encoding="utf-8")
    for path in (data / "groups").glob("*.csv"):
        path.unlink()
    bodies = sorted(path.name for path in (data / "figures").iterdir())
    rows = [{"department": one, "class_zh": "机关", "class_en": "Bodies"} for one in bodies]
    (data / "groups" / "all.csv").write_text(write_rows(columns_of("members"), rows), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
