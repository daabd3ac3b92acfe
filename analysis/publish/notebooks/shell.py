"""The inside of a notebook's process: papermill executes the notebook, and IPython, in this very process, its cells.

No kernel, no messages: what a cell shows is kept in its order, as a Jupyter kernel would send it.
"""

import faulthandler
import io
import os
import resource
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from jupyter_client.jsonutil import json_default
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, NoSuchKernel
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_output
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from papermill.iorw import papermill_io
from traitlets.config import Config

from analysis.publish.forks import Channel
from analysis.publish.notebooks.parts import is_run, read_text
from analysis.publish.notebooks.run import Task
from analysis.read.files.limits import MEGABYTE, let_grow

ENGINE = "expenditure"
OUTPUT_LIMIT_BYTES = 20_000_000
STREAMS = {"stdout": 1, "stderr": 2}

Tell = Callable[..., None]  # takes a message by its parts


def execute(path: Path, task: Task, channel: Channel) -> None:
    """Execute a notebook and tell of each step: the notebook as it begins, each cell that begins, what the last showed.

    Ends the process when a cell shows too much.
    """
    let_grow(task.memory_limit_mb * MEGABYTE)  # beyond what the fork has given it
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_LIMIT_BYTES + 1, OUTPUT_LIMIT_BYTES + 1))
    with TemporaryFile() as output:  # apart from standard error, which is captured
        os.dup2(output.fileno(), 1)
    faulthandler.enable(2)  # a crash says where
    os.chdir(task.cwd)
    channel.encode = json_default  # of pictures and times, as a kernel sends them
    options = {"progress_bar": False, "request_save_on_cell_execute": False, "autosave_cell_every": 0}
    try:
        execute_notebook(
            f"{_Kept.SCHEME}{path}", None, dict(task.parameters), engine_name=ENGINE, tell=channel.send, **options
        )
    except PapermillExecutionError:
        pass  # its cell has told of it
    except NoSuchKernel as error:
        channel.send(failed="start", detail=str(error))
        return
    channel.send(done=True)


class Screen:
    """What the current cell shows, in its order; everything that the notebook shows is bounded."""

    def __init__(self, tell: Tell) -> None:
        """Tell of too much with `tell`."""
        self._tell = tell
        self._outputs: list[NotebookNode | tuple[str, list[str]]] = []
        self._read_bytes = dict.fromkeys(STREAMS, 0)
        self._size_bytes = 0

    def add(self, output: NotebookNode) -> None:
        """Show an output that is not plain text."""
        parts = [*output.get("data", {}).values(), output.get("evalue", ""), output.get("traceback", "")]
        self._count(sum(len(str(part)) for part in parts))
        self._outputs.append(output)

    def write(self, name: str, text: str) -> None:
        """Show text on standard output or error."""
        self._count(len(text))
        last = self._outputs[-1] if self._outputs else None
        if isinstance(last, tuple) and last[0] == name:
            last[1].append(text)
        elif text:
            self._outputs.append((name, [text]))

    def clear(self) -> None:
        """Take back what the cell has shown."""
        self._outputs.clear()

    def take(self) -> list[NotebookNode]:
        """Return the outputs of a cell that has ended, also what went past Python to the process's own output."""
        for name, number in STREAMS.items():
            size = os.fstat(number).st_size - self._read_bytes[name]
            if size > 0:
                self._count(size)
                self.write(name, os.pread(number, size, self._read_bytes[name]).decode("utf-8", "replace"))
                self._read_bytes[name] += size
        outputs = [
            new_output("stream", name=one[0], text="".join(one[1])) if isinstance(one, tuple) else one
            for one in self._outputs
        ]
        self.clear()
        return outputs

    def _count(self, size_bytes: int) -> None:
        self._size_bytes += size_bytes
        if self._size_bytes > OUTPUT_LIMIT_BYTES:
            self._tell(failed="flood")
            os._exit(1)


def _make_output(kind: str, data: Mapping[str, Any], metadata: Any, **parts: Any) -> NotebookNode:
    """Return something in all its forms; nbformat's look at it, which takes long, is for what is not plain text."""
    is_text = all(isinstance(form, str) for form in (*data, *data.values()))
    parts |= {"data": data, "metadata": metadata}
    made: NotebookNode = from_dict({"output_type": kind, **parts}) if is_text else new_output(kind, **parts)
    return made


class _Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, screen: Screen, name: str) -> None:
        self._screen, self._name = screen, name

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._screen.write(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return STREAMS[self._name]


class _Hook(DisplayHook):
    """Shows the value of a cell's last line."""

    shell: Any

    def write_output_prompt(self) -> None:
        """Write no prompt."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Show the value in all its forms."""
        count = self.prompt_count
        self.shell.screen.add(_make_output("execute_result", format_dict, md_dict or {}, execution_count=count))


class _Publisher(DisplayPublisher):
    """Shows what `display` is given."""

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **_: Any) -> None:
        """Show one thing in all its forms."""
        self.shell.screen.add(_make_output("display_data", data, metadata or {}))

    def clear_output(self, wait: bool = False) -> None:
        """Take back what the cell has shown."""
        self.shell.screen.clear()


class _Shell(InteractiveShell):
    """IPython without a history, a terminal and anybody's configuration: a report is the same for everybody."""

    displayhook_class, display_pub_class = _Hook, _Publisher
    screen: Any = None  # of the notebook that runs

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.screen.add(new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=stb))


def make_shell() -> Any:
    """Return this process's shell, made when it is first asked for; forks have it already."""
    if not _Shell.initialized():
        config = Config()
        config.HistoryManager.enabled = False
        _Shell.instance(config=config, ipython_dir="", profile_dir=ProfileDir(), user_ns={})
    return _Shell.instance()


class _Engine(Engine):  # type: ignore[misc]
    """papermill's engine whose kernel is this process."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, tell: Tell, **_: Any) -> None:
        if kernel_name != NATIVE_KERNEL_NAME:
            raise NoSuchKernel(kernel_name)
        nb_man.nb.metadata["language_info"] = IPythonKernel.language_info
        tell(notebook=nb_man.nb)
        shell = make_shell()
        shell.screen = Screen(tell)
        sys.stdout, sys.stderr = (_Stream(shell.screen, name) for name in STREAMS)
        shown: dict[str, Any] = {}  # of a cell, told with the next one that begins: each message wakes the parent
        for place, cell in enumerate(nb_man.nb.cells):
            if is_run(cell):
                tell(cell=place, **shown)
                done = shell.run_cell(cell.source, store_history=True)
                outputs = shell.screen.take()
                shown = {"shown": place, "outputs": outputs, "execution_count": done.execution_count}
                if not done.success:  # papermill looks for the error; all else has been told and need not be kept here
                    cell.outputs, cell.execution_count = outputs, done.execution_count
                    nb_man.cell_exception(cell, place)
                    break
        tell(**shown)


class _Kept:
    """papermill's way to a notebook that may have been kept."""

    SCHEME = "kept:"

    @classmethod
    def read(cls, path: str) -> str:
        return read_text(Path(path.removeprefix(cls.SCHEME)))

    @classmethod
    def pretty_path(cls, path: str) -> str:
        return path


papermill_engines.register(ENGINE, _Engine)
papermill_io.register(_Kept.SCHEME, _Kept)
