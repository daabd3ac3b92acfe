"""Notebooks executed by papermill, strictly: fast kernels, private sockets, one time limit, no success by mistake.

papermill marks the cells of a dead kernel as completed and goes on after a warning. Here a notebook has succeeded only
if every cell was executed without an error and without a word on standard error.
"""

import asyncio
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from zmq import ZMQError

from analysis.publish.notebooks.kernels import Kernel, Nursery
from analysis.texts import say

WORKERS = 4  # more than cores: a starting kernel mostly waits
START_SECONDS = 30
OUTPUT_LIMIT_BYTES = 20_000_000
DETAIL_CHARACTERS = 2_000
_SOCKET_FOLDER_BYTES = 70  # the path of a socket holds 107 bytes, and our names below the folder take 35
ENGINE = "expenditure"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Progress:
    """One step of a run: which notebook, which of its code cells, and whether it has just finished."""

    notebook: str
    cell: int
    cells: int
    state: str


class RunError(Exception):
    """A notebook that did not succeed: `kind` is error, stderr, dead-kernel, time, flood, start or stopped."""

    def __init__(self, notebook: str, cell: int, line: str, kind: str, detail: str) -> None:
        """Keep where it happened (cell counted among code cells, its first line) and what was said."""
        self.notebook, self.cell, self.line, self.kind, self.detail = notebook, cell, line, kind, detail
        super().__init__(notebook, cell, line, kind, detail)

    def __str__(self) -> str:
        """Return the description in English, for logs and tracebacks."""
        return self.describe("en")

    def describe(self, lang: str) -> str:
        """Return what happened, where and what to do, in the user's language."""
        place = say(lang, "run.place", notebook=self.notebook, cell=self.cell, line=self.line) if self.cell else ""
        return say(lang, f"run.{self.kind}", notebook=self.notebook, place=place, detail=self.detail)


@dataclass
class _Run:
    """The state of one notebook's run that its client, its timer and its judge share."""

    path: Path
    folder: Path
    nursery: Nursery
    cwd: Path
    tell: Callable[[Progress], None]
    cells: int = 0
    cell: int = 0
    line: str = ""
    size_bytes: int = 0
    kernel: Kernel | None = None
    ended: str = ""

    def end(self, reason: str) -> None:
        """Kill the kernel; the first reason counts."""
        self.ended = self.ended or reason
        if self.kernel:
            self.kernel.kill()
        elif reason == "time":
            self.nursery.kill()  # not even a kernel in all that time

    def report(self, state: str) -> None:
        """Tell how far the notebook is."""
        self.tell(Progress(self.path.stem, self.cell, self.cells, state))

    def fail(self, kind: str, detail: str) -> RunError:
        """Return the error that names the current cell."""
        return RunError(self.path.stem, self.cell, self.line, self.ended or kind, _plain(detail))


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

    with (
        tempfile.TemporaryDirectory(prefix="exp-", dir=_find_short_folder()) as private,
        ThreadPoolExecutor(WORKERS) as pool,
    ):
        runs = [_Run(path, Path(private) / str(i), nursery, cwd, tell) for i, path in enumerate(notebooks)]
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


def _find_short_folder() -> str:
    """Return where the folder of the sockets goes: a path with room for their names."""
    folder = tempfile.gettempdir()
    return folder if len(folder.encode()) <= _SOCKET_FOLDER_BYTES else "/tmp"


def _run_one(run: _Run, parameters: dict[str, object], output_folder: Path, time_limit_seconds: float) -> NotebookNode:
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


def _execute(run: _Run, parameters: dict[str, object], output: Path) -> NotebookNode:
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
        _keep_log(run, output)
        raise run.fail("dead-kernel" if run.cell else "start", str(error)) from None
    finally:
        _close(loop)
    return notebook


def _keep_log(run: _Run, output: Path) -> None:
    """Put what a dead kernel said outside its cells beside the notebook, if it said anything."""
    log = run.folder / "kernel.log"
    if log.is_file() and log.stat().st_size:
        shutil.copy(log, output.with_suffix(".log"))


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """End what a killed kernel's client left waiting, and the thread's event loop."""
    waiting = asyncio.all_tasks(loop)
    for task in waiting:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
    loop.close()


def _judge(run: _Run, notebook: NotebookNode) -> None:
    """Raise RunError unless every code cell was executed, without an error and without output on standard error."""
    run.cell = 0
    for cell in notebook.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        run.cell, run.line = run.cell + 1, cell.source.splitlines()[0]
        if cell.execution_count is None:
            raise run.fail("dead-kernel", "")
        for output in cell.outputs:
            if output.output_type == "error":
                raise run.fail("error", f"{output.ename}: {output.evalue}")
            if output.output_type == "stream" and output.name == "stderr":
                raise run.fail("stderr", output.text)


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client with our kernels, a bound on output, and word of every cell."""

    def __init__(self, nb_man: Any, run: _Run, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self._run = run
        self.on_cell_execute = self._note_cell
        run.cells = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in self.nb.cells)

    def create_kernel_manager(self) -> AsyncKernelManager:
        """Return a manager whose kernel comes from the nursery and talks over sockets in a private folder."""
        self.km = _Manager(self._run, kernel_name=self.kernel_name)
        return self.km

    def process_message(self, msg: Any, cell: NotebookNode, cell_index: int) -> Any:
        """Return what nbclient makes of a message; a flood of output ends the kernel."""
        run = self._run
        content = msg.get("content", {})
        run.size_bytes += sum(len(str(content.get(part, ""))) for part in ("text", "data", "evalue", "traceback"))
        if run.size_bytes > OUTPUT_LIMIT_BYTES:
            run.end("flood")
            raise DeadKernelError("too much output")
        return super().process_message(msg, cell, cell_index)

    def _note_cell(self, cell: NotebookNode, cell_index: int) -> None:
        self._run.cell += 1
        self._run.line = cell.source.splitlines()[0]
        self._run.report("running")


class _Manager(AsyncKernelManager):
    def __init__(self, run: _Run, **options: Any) -> None:
        super().__init__(transport="ipc", connection_file=str(run.folder / "kernel.json"), **options)
        self._nursery_run = run

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        self.provisioner = _Provisioner(parent=self, kernel_spec=self.kernel_spec, kernel_id=self.kernel_id or "")
        self.provisioner.run = self._nursery_run
        return await super()._async_pre_start_kernel(**options)

    pre_start_kernel = _async_pre_start_kernel


class _Provisioner(LocalProvisioner):
    """jupyter_client's seam for starting kernels: ours come from the nursery."""

    run: _Run

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Return the connection once the nursery has forked the kernel."""
        run = self.run
        run.kernel = run.nursery.start(str(run.folder / "kernel.json"), run.cwd, run.folder)
        self.process = run.kernel  # type: ignore[assignment]
        self.pid = self.pgid = run.kernel.pid
        if run.ended:  # stopped before it began
            run.kernel.kill()
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        """Send a signal through the nursery, which knows whether the process still lives."""
        if self.process:
            self.process.send_signal(signum)

    async def wait(self) -> int | None:
        """Return the exit code, at once and without the tenth of a second that the base class sleeps."""
        code = self.process.wait() if self.process else None
        self.process = None
        return code


class _Engine(NBClientEngine):  # type: ignore[misc]
    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        known = {"run", "record_timing", "shutdown_kernel"}
        chosen = {name: value for name, value in options.items() if name in known}
        timeout = options["start_timeout"]
        return _Client(nb_man, kernel_name=kernel_name, startup_timeout=timeout, **chosen).execute()


papermill_engines.register(ENGINE, _Engine)


def _plain(text: str) -> str:
    """Return text for a message: without colours, and no longer than people read."""
    text = _ANSI.sub("", text[: 2 * DETAIL_CHARACTERS]).strip()
    return text if len(text) <= DETAIL_CHARACTERS else text[:DETAIL_CHARACTERS] + " …"
