"""Measure `expenditure run --jobs 2`: batches of 1, 10 and 100 generated reports, and what one more report costs.

Run by `make bench`. One more report is held against the same cells and the export as a script in one warm process, and
against plain papermill and nbconvert; in core-seconds, which do not depend on what else the machine does. Memory is
what all processes of a batch share and have for themselves (PSS), at its highest.
"""

import ast
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import psutil  # type: ignore[import-untyped]

from tools.bench import run_plain
from tools.generate_data import main as generate

SIZES = (1, 10, 100)
ROUNDS, SCRIPT_REPORTS = 3, 20
AIM_RATIO, AIM_PLAIN = 2.0, 20
LOOK_SECONDS = 0.5


class Cost(NamedTuple):
    """What a command took."""

    core_seconds: float
    seconds: float
    megabytes: float


def main() -> None:
    """Print what batches take, and the medians over some rounds of what one more report costs."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for size in SIZES:
            generate_bodies(place / str(size), size)
        rows = []
        for number in range(1, ROUNDS + 1):
            costs = {size: measure(run_batch, place, size) for size in SIZES}
            for size, cost in costs.items():
                print(f"round {number}: {size:4} reports {cost.core_seconds:7.1f} core-seconds", end=" ")
                print(f"{cost.seconds:7.1f} s {cost.megabytes:6.0f} MB", flush=True)
            more = SIZES[-1] - SIZES[-2]
            one = (costs[SIZES[-1]].core_seconds - costs[SIZES[-2]].core_seconds) / more
            script = float(call("-m", "tools.bench_batch", place / str(SIZES[-1])))
            rows.append((one, script, measure(run_plain, place).core_seconds))
    one, script, plain = (statistics.median(values) for values in zip(*rows, strict=True))
    ratio = statistics.median(row[0] / row[1] for row in rows)
    fewer = statistics.median(row[2] / row[0] for row in rows)
    print(f"one more report: {one:.2f} core-seconds; as a script {script:.2f}; papermill and nbconvert {plain:.1f}")
    print(
        f"ratio to the script {ratio:.2f} (aim at most {AIM_RATIO}), fewer than plain by {fewer:.1f} (aim {AIM_PLAIN})"
    )


def generate_bodies(folder: Path, count: int) -> None:
    """Generate bodies in no group: its page would be one more report, and a large one."""
    generate(folder, count, 1)
    (folder / "groups.csv").write_text("group,name_zh,name_en\n", encoding="utf-8")
    for path in (folder / "groups").iterdir():
        path.unlink()


def measure(run: Callable[..., object], *arguments: object) -> Cost:
    """Return what a command and everything that it starts take."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ended, highest = threading.Event(), [0.0]
    watch = threading.Thread(target=_watch, args=(ended, highest))
    watch.start()
    run(*arguments)
    ended.set()
    watch.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    core_seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Cost(core_seconds, time.perf_counter() - started, highest[0])


def _watch(ended: threading.Event, highest: list[float]) -> None:
    """Note the most memory that the processes below this one have taken, in megabytes."""
    while not ended.wait(LOOK_SECONDS):
        taken = 0
        for process in psutil.Process().children(recursive=True):
            try:
                taken += process.memory_full_info().pss
            except psutil.Error:  # it has just ended
                continue
        highest[0] = max(highest[0], taken / 1e6)


def run_batch(place: Path, size: int) -> None:
    """Build every report of a generated folder."""
    out = place / f"out-{time.monotonic_ns()}"
    call("-m", "analysis", "run", "--jobs", 2, "--data-dir", place / str(size), "--out", out, due=True)


def call(*arguments: object, due: bool = False) -> str:
    """Return what a command of this interpreter prints; a failure ends the benchmark, but not that years are due."""
    done = subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode and not (due and ("failed 0" in done.stderr or "失败 0" in done.stderr)):
        sys.exit(done.stderr)
    return done.stdout


def run_script(data: Path) -> None:
    """Print the core-seconds of one report as a script: data opened once, cells executed, page and files written."""
    os.environ |= {"EXPENDITURE_DATA_DIR": str(data), "EXPENDITURE_CACHE_DIR": "", "OMP_NUM_THREADS": "1"}
    import gc

    import nbformat

    from analysis.departments import list_years
    from analysis.publish import report
    from analysis.publish.edition import open_edition
    from analysis.publish.evidence.manifest import find_notebook, keep_program
    from analysis.publish.notebooks import warm
    from analysis.publish.notebooks.shell import make_shell
    from analysis.publish.page import export  # noqa: F401
    from analysis.publish.request import Request
    from analysis.publish.subject import Body

    notebooks = [nbformat.read(find_notebook(name), as_version=4) for name in Body.notebooks]
    taken = []
    with tempfile.TemporaryDirectory() as folder, keep_program():
        for name, years in sorted(list_years(data).items())[: SCRIPT_REPORTS + 1]:
            gc.collect()
            gc.freeze()
            started = time.process_time()
            request = Request(Body(name, years[0]), "zh", Path(folder))
            warm.prepare(request)
            edition = open_edition(request.subject, "zh")
            executed = [_execute(notebook, request.parameters, make_shell()) for notebook in notebooks]
            with report._describe(edition, request.out) as described:
                report._write(edition, executed, described, request.target, bundle=False)
            taken.append(time.process_time() - started)
    print(statistics.mean(taken[1:]))


def _execute(notebook: Any, parameters: dict[str, object], shell: Any) -> Any:
    """Return a notebook with what its cells show, executed as a script would."""
    from nbformat import from_dict
    from nbformat.v4 import new_output

    executed = from_dict(notebook)
    names: dict[str, object] = {"__name__": "__main__"}
    executed.metadata["language_info"] = {"name": "python"}
    for cell in executed.cells:
        if cell.cell_type != "code":
            continue
        *lines, last = ast.parse(cell.source).body
        shown = isinstance(last, ast.Expr)
        exec(compile(ast.Module(lines if shown else [*lines, last], []), "cell", "exec"), names)
        if shown:
            data, metadata = shell.display_formatter.format(
                eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            )
            cell.outputs = (
                [new_output("execute_result", data=data, metadata=metadata, execution_count=1)] if data else []
            )
        if "parameters" in cell.metadata.get("tags", ()):
            names |= parameters
    return executed


if __name__ == "__main__":
    run_script(Path(sys.argv[1])) if sys.argv[1:] else main()
