"""Time `expenditure report` against plain papermill and nbconvert on the same notebooks, in alternation.

Run by `make bench`. Both ways use the interpreter's own environment. Prints the medians, their ratio and the size of
the report; the aim is a ratio of at most 0.25 and a report below 400 kB.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from analysis.publish.subject import Body

PROJECT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sys.executable).parent
ROUNDS = 5
AIM_RATIO, AIM_BYTES = 0.25, 320_000


def main() -> None:
    """Print both medians and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        run_plain(out)  # one round of each to warm file and font caches, not counted
        run_ours(out)
        pairs = [(measure(run_plain, out), measure(run_ours, out)) for _ in range(ROUNDS)]
        size = (out / "reports" / "beita-union" / "2019" / "report.html").stat().st_size
    plain, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for other, one in pairs)
    for number, (other, one) in enumerate(pairs, start=1):
        print(f"round {number}: plain {other:6.2f} s   expenditure report {one:6.2f} s   ratio {one / other:.3f}")
    print(f"median:  plain {plain:6.2f} s   expenditure report {ours:6.2f} s   ratio {ratio:.3f} (aim {AIM_RATIO:.2f})")
    print(f"report.html {size:,} bytes (aim below {AIM_BYTES:,})")


def measure(run: Callable[[Path], None], out: Path) -> float:
    """Return the wall time of one run in seconds."""
    started = time.perf_counter()
    run(out)
    return time.perf_counter() - started


def run_plain(out: Path) -> None:
    """Run papermill, then nbconvert, for each notebook, one after the other, as their users do."""
    for notebook in (PROJECT / "notebooks" / f"{name}.ipynb" for name in Body.notebooks):
        executed = out / notebook.name
        parameters = ["-r", "department", "beita-union", "-p", "year", "2019", "-r", "lang", "zh"]
        call("papermill", notebook, executed, *parameters, "--cwd", PROJECT / "notebooks", "--no-progress-bar")
        call("jupyter-nbconvert", "--to", "html", executed)


def run_ours(out: Path) -> None:
    """Run the product's command."""
    call("expenditure", "report", "--department", "beita-union", "--year", "2019", "--out", out / "reports")


def call(command: str, *arguments: str | Path) -> None:
    """Run one command of this environment quietly; a failure shows its output and ends the benchmark."""
    done = subprocess.run(
        [SCRIPTS / command, *arguments], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        sys.exit(f"{command} failed:\n{done.stdout}")


if __name__ == "__main__":
    main()
