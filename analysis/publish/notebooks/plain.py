"""Notebooks run by plain Jupyter kernels, for systems that cannot fork: slower, and without a limit on memory."""

import os
import socket
import tempfile
from pathlib import Path
from typing import Self
from unittest import mock

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from zmq import ZMQError

from analysis.errors import PublishError
from analysis.publish.notebooks.judge import judge
from analysis.publish.notebooks.parts import is_run
from analysis.publish.notebooks.progress import Progress, RunError, shorten
from analysis.publish.notebooks.run import Task, Tell
from analysis.texts import say

# Nothing of the kernels' own on standard error: neither how they should talk, which is within this computer, nor that
# one was interrupted as it was shut down. What cells show and raise comes by messages.
_QUIET = "c.IPKernelApp.log_level = 50\n"


class PlainRunner:
    """Runs one notebook after the other with papermill's own engine."""

    def __init__(self, lang: str) -> None:
        """Make one; PublishError where there are no sockets of any kind, without which papermill cannot wait."""
        try:
            for one in socket.socketpair():
                one.close()
        except (AttributeError, OSError) as error:
            raise PublishError(say(lang, "publish.no-system", reason=f"socketpair: {error}")) from None

    def __enter__(self) -> Self:
        """Return the runner."""
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: each kernel has ended with its notebook."""

    def begin(self, task: Task) -> None:
        """Keep the task: there is no process yet that could begin."""
        self._task = task

    def finish(self, tell: Tell) -> list[NotebookNode]:
        """Return the executed notebooks in their order; RunError for the first that fails."""
        # No configuration of the user: a report is the same for everybody.
        with tempfile.TemporaryDirectory() as nobody, mock.patch.dict(os.environ, IPYTHONDIR=nobody):
            profile = Path(nobody, "profile_default")
            profile.mkdir()
            (profile / "ipython_kernel_config.py").write_text(_QUIET, encoding="utf-8")
            return [self._run(path, tell) for path in self._task.notebooks]

    def _run(self, path: Path, tell: Tell) -> NotebookNode:
        task, output = self._task, self._task.output_folder / path.name
        limit = task.time_limit_seconds  # papermill's engine knows one for a cell only
        options = {"progress_bar": False, "autosave_cell_every": 0, "cwd": task.cwd, "execution_timeout": limit}
        kind, detail = "", ""
        try:
            execute_notebook(path, output, dict(task.parameters), **options)
        except PapermillExecutionError:
            pass  # its cell tells of it
        except CellTimeoutError:
            kind = "time"
        except (DeadKernelError, NoSuchKernel, ZMQError, RuntimeError) as error:
            kind, detail = "dead-kernel", str(error)
        notebook: NotebookNode = nbformat.read(output, as_version=4)
        cells = [cell for cell in notebook.cells if is_run(cell)]
        begun = [cell for cell in cells if cell.metadata.papermill.start_time]
        if kind:
            line = begun[-1].source.splitlines()[0] if begun else ""
            raise RunError(path.stem, len(begun), line, kind if begun else "start", shorten(detail))
        judge(path.stem, notebook, task.memory_limit_mb)
        tell(Progress(path.stem, len(cells), len(cells), "finished"))
        return notebook
