"""papermill's engine with our kernels: forked by the nursery, over sockets in a private folder, with bounds."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from analysis.publish.notebooks.kernels import Kernel, Nursery
from analysis.texts import say

ENGINE = "expenditure"
OUTPUT_LIMIT_BYTES = 20_000_000
DETAIL_CHARACTERS = 2_000
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Progress:
    """One step of a run: which notebook, which of its code cells, and whether it has just finished."""

    notebook: str
    cell: int
    cells: int
    state: str


@dataclass(eq=False)
class RunError(Exception):
    """A notebook that did not succeed: `kind` is error, stderr, dead-kernel, time, flood, memory, start or stopped.

    `cell` is counted among code cells, `line` its first one, `detail` what was said.
    """

    notebook: str
    cell: int
    line: str
    kind: str
    detail: str

    def __str__(self) -> str:
        """Return the description in English, for logs and tracebacks."""
        return self.describe("en")

    def describe(self, lang: str) -> str:
        """Return what happened, where and what to do, in the user's language."""
        place = say(lang, "run.place", notebook=self.notebook, cell=self.cell, line=self.line) if self.cell else ""
        return say(lang, f"run.{self.kind}", notebook=self.notebook, place=place, detail=self.detail)


@dataclass
class Run:
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

    def enter(self, cell: NotebookNode) -> None:
        """Go on to the next code cell."""
        self.cell, self.line = self.cell + 1, cell.source.splitlines()[0]

    def report(self, state: str) -> None:
        """Tell how far the notebook is."""
        self.tell(Progress(self.path.stem, self.cell, self.cells, state))

    def fail(self, kind: str, detail: str) -> RunError:
        """Return the error that names the current cell, its detail without colours and no longer than people read."""
        text = _ANSI.sub("", detail[: 2 * DETAIL_CHARACTERS]).strip()
        cut = text if len(text) <= DETAIL_CHARACTERS else text[:DETAIL_CHARACTERS] + " …"
        return RunError(self.path.stem, self.cell, self.line, self.ended or kind, cut)


def list_code(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells of a notebook that are executed."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client with our kernels, a bound on output, and word of every cell."""

    def __init__(self, nb_man: Any, run: Run, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self._run = run
        self.on_cell_execute = self._note_cell
        run.cells = len(list_code(self.nb))

    def create_kernel_manager(self) -> AsyncKernelManager:
        """Return a manager whose kernel comes from the nursery and talks over sockets in a private folder."""
        self.km = _Manager(self._run, kernel_name=self.kernel_name)
        return self.km

    def process_message(self, msg: Any, cell: NotebookNode, cell_index: int) -> Any:
        """Return what nbclient makes of a message; a flood of output ends the kernel."""
        content = msg.get("content", {})
        parts = ("text", "data", "evalue", "traceback")
        self._run.size_bytes += sum(len(str(content.get(part, ""))) for part in parts)
        if self._run.size_bytes > OUTPUT_LIMIT_BYTES:
            self._run.end("flood")
            raise DeadKernelError("too much output")
        return super().process_message(msg, cell, cell_index)

    def _note_cell(self, cell: NotebookNode, cell_index: int) -> None:
        self._run.enter(cell)
        self._run.report("running")


class _Manager(AsyncKernelManager):
    def __init__(self, run: Run, **options: Any) -> None:
        super().__init__(transport="ipc", connection_file=str(run.folder / "kernel.json"), **options)
        self._nursery_run = run

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        self.provisioner = _Provisioner(parent=self, kernel_spec=self.kernel_spec, kernel_id=self.kernel_id or "")
        self.provisioner.run = self._nursery_run
        return await super()._async_pre_start_kernel(**options)

    pre_start_kernel = _async_pre_start_kernel


class _Provisioner(LocalProvisioner):
    """jupyter_client's seam for starting kernels: ours come from the nursery."""

    run: Run

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
        chosen = {name: options[name] for name in ("run", "record_timing", "shutdown_kernel")}
        timeout = options["start_timeout"]
        return _Client(nb_man, kernel_name=kernel_name, startup_timeout=timeout, **chosen).execute()


papermill_engines.register(ENGINE, _Engine)
