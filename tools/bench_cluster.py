"""Compare `expenditure run --workers 2`, a Dask cluster on this machine, with `run --jobs 2`, in alternation.

Run by `make bench`. Each builds the same generated bodies, starting and ending what it needs. Prints reports a minute
and core-seconds a report; the aim is a throughput of at least 0.9 of that of `--jobs`.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tools.bench_batch import generate_bodies

PROJECT = Path(__file__).resolve().parent.parent
ROUNDS, REPORTS, AIM = 3, 100, 0.9


class Cost(NamedTuple):
    """What a run took."""

    seconds: float
    core_seconds: float

    def describe(self, reports: int) -> str:
        """Return the cost for people."""
        return f"{60 * reports / self.seconds:5.1f} reports/min {self.core_seconds / reports:5.2f} core-s"


def main(reports: int) -> None:
    """Print what each round took, and the ratio of throughputs."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        generate_bodies(data, reports)
        pairs = [(measure("--jobs", data), measure("--workers", data)) for _ in range(ROUNDS)]
    for number, pair in enumerate(pairs, start=1):
        jobs, workers = (cost.describe(reports) for cost in pair)
        print(f"round {number}: --jobs 2 {jobs}   --workers 2 {workers}")
    ratio = statistics.median(one.seconds / other.seconds for one, other in pairs)
    cores = statistics.median(one.core_seconds / other.core_seconds for one, other in pairs)
    print(f"throughput of the cluster against --jobs: {ratio:.2f} (aim {AIM}), by core-seconds {cores:.2f}")


def measure(builders: str, data: Path) -> Cost:
    """Return what a run takes that builds every report, with all processes below it."""
    out = data.with_name("out")
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "analysis", "run", builders, "2", "--data-dir", str(data), "--out", str(out)]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # else it would be waited for once more
    if process.returncode not in (0, 4):  # years that are due and have no data
        sys.exit(f"{' '.join(command)} failed ({process.returncode})")
    return Cost(time.perf_counter() - started, used.ru_utime + used.ru_stime)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS)
