"""Notebooks executed by papermill, strictly: fast kernels, private sockets, one time limit, no success by mistake.

papermill marks the cells of a dead kernel as completed and goes on after a warning. Here a notebook has succeeded only
if every cell was executed without an error and without a word on standard error.
"""

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

from jupyter_client.kernelspec import NoSuchKernel
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from zmq import ZMQError

from analysis.publish.notebooks.engine import ENGINE, Progress, Run, RunError, list_code
from analysis.publish.notebooks.kernels import Nursery

WORKERS = 4  # more than cores: a starting kernel mostly waits
START_SECONDS = 30
_SOCKET_FOLDER_BYTES = 70  # the path of a socket holds 107 bytes, and our names below the folder take 35


def run_notebooks(
    notebooks: Sequence[Path],
    parameters: Mapping[str, object],
    output_folder: Path,
    nursery: Nursery,
    cwd: Path,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    time_limit_seconds: float = 600,
) -> list[NotebookNode]:
    """Return the executed notebooks in their order, each run in a kernel of its own, at the same time.

    Each is also written to `output_folder`, as far as it ran. Raises RunError for the first that fails; the others are
    then stopped. `on_progress` is called by one thread at a time.
    """
    assert all(name.isidentifier() for name in parameters), "papermill pastes names into code: accept_parameters first"
    lock = threading.Lock()

    def tell(progress: Progress) -> None:
        with lock:
            on_progress(progress)

    with _make_private_folder() as private, ThreadPoolExecutor(WORKERS) as pool:
        runs = [Run(path, private / str(i), nursery, cwd, tell) for i, path in enumerate(notebooks)]
        jobs = [pool.submit(_run_one, run, dict(parameters), output_folder, time_limit_seconds) for run in runs]
        try:
            done, _ = wait(jobs, return_when=FIRST_EXCEPTION)
            failed = [error for job in jobs if job in done and (error := job.exception())]
            if failed:
                raise failed[0]
            return [job.result() for job in jobs]
        finally:
            for job, run in zip(jobs, runs, strict=True):
                job.cancel()
                if not job.done():
                    run.end("stopped")


@contextmanager
def _make_private_folder() -> Iterator[Path]:
    """Yield a new folder for sockets, whose path has room for their names."""
    root = tempfile.gettempdir()
    short = root if len(root.encode()) <= _SOCKET_FOLDER_BYTES else "/tmp"
    with tempfile.TemporaryDirectory(prefix="exp-", dir=short) as private:
        yield Path(private)


def _run_one(run: Run, parameters: dict[str, object], output_folder: Path, time_limit_seconds: float) -> NotebookNode:
    """Return the executed notebook; a kernel that did not start gets a second chance, a cell never."""
    timer = threading.Timer(time_limit_seconds, run.end, ["time"])
    timer.start()
    output = output_folder / run.path.name
    try:
        try:
            notebook = _execute(run, parameters, output)
        except RunError as error:
            if error.kind != "start":
                raise
            run.folder = run.folder.with_name(f"{run.folder.name}-again")
            notebook = _execute(run, parameters, output)
        _judge(run, notebook)
    finally:
        timer.cancel()
    run.report("finished")
    return notebook


def _execute(run: Run, parameters: dict[str, object], output: Path) -> NotebookNode:
    run.folder.mkdir(mode=0o700)
    run.kernel = None
    loop = ensure_event_loop()
    try:
        notebook: NotebookNode = execute_notebook(
            run.path,
            output,
            parameters,
            engine_name=ENGINE,
            progress_bar=False,
            request_save_on_cell_execute=True,  # papermill's only way to leave the notebook of a dead kernel behind
            autosave_cell_every=0,
            start_timeout=START_SECONDS,
            record_timing=False,
            shutdown_kernel="immediate",
            run=run,
        )
    except PapermillExecutionError as error:
        if error.ename == "MemoryError":
            raise run.fail("memory", str(run.nursery.memory_limit_mb)) from None
        raise run.fail("error", f"{error.ename}: {error.evalue}") from None
    except (DeadKernelError, CellTimeoutError, NoSuchKernel, ZMQError, RuntimeError) as error:
        log = run.folder / "kernel.log"  # what it said outside its cells
        if log.is_file() and log.stat().st_size:
            shutil.copy(log, output.with_suffix(".log"))
        raise run.fail("dead-kernel" if run.cell else "start", str(error)) from None
    finally:
        _close(loop)
    return notebook


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """End what a killed kernel's client left waiting, and the thread's event loop."""
    waiting = asyncio.all_tasks(loop)
    for task in waiting:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
    loop.close()


def _judge(run: Run, notebook: NotebookNode) -> None:
    """Raise RunError unless every code cell was executed, without an error and without output on standard error."""
    run.cell = 0
    for cell in list_code(notebook):
        run.enter(cell)
        if cell.execution_count is None:
            raise run.fail("dead-kernel", "")
        for output in cell.outputs:
            if output.output_type == "error":
                raise run.fail("error", f"{output.ename}: {output.evalue}")
            if output.output_type == "stream" and output.name == "stderr":
                raise run.fail("stderr", output.text)
