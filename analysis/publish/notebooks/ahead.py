"""Notebooks that begin early: from a process that is forked before the command imports anything heavy.

While the command imports what makes a page, the process imports what notebooks need and opens their data; asked to
begin, it runs them in forks of its own. It ends with the command, and they end with it.
"""

import gc
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from analysis.publish.forks import ONE_THREAD, Channel, Fork, require_forks
from analysis.publish.notebooks.progress import Progress, RunError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.publish.notebooks.run import Task, Tell

GRACE_SECONDS = 5  # within which the process itself says that the time is up


class AheadRunner:
    """A runner whose notebooks are forked from a process that prepares itself while its user goes on."""

    def __init__(self, prepare: Callable[[], None]) -> None:
        """Fork the process, which calls `prepare`; NoForkError says what the system lacks."""
        require_forks()
        self._process = Fork(partial(_serve, prepare))

    @property
    def pid(self) -> int:
        """Return the id of the process."""
        return self._process.pid

    def __enter__(self) -> Self:
        """Return the runner."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, even when it is still preparing; its notebooks go with it."""
        self._process.end()

    def begin(self, task: "Task") -> None:
        """Begin to run the notebooks of a task."""
        self._deadline = time.monotonic() + task.time_limit_seconds + GRACE_SECONDS
        self._last = Progress(task.notebooks[0].stem, 0, 0, "")
        paths = {"notebooks": [*map(str, task.notebooks)], "folder": str(task.output_folder), "cwd": str(task.cwd)}
        limits = {"memory_limit_mb": task.memory_limit_mb, "time_limit_seconds": task.time_limit_seconds}
        with suppress(OSError):  # it is dead, which the end will tell
            self._process.channel.send(parameters=dict(task.parameters), **paths, **limits)

    def finish(self, tell: "Tell") -> "list[NotebookNode]":
        """Return the executed notebooks in their order; RunError for the first that fails: the others are stopped."""
        import nbformat

        while True:
            self._process.channel.socket.settimeout(max(0.0, self._deadline - time.monotonic()))
            try:
                message = self._process.channel.receive()
            except (TimeoutError, BlockingIOError):
                raise self._fail("time") from None
            if message is None:
                raise self._fail("dead-kernel" if self._last.cell else "start")
            if "failed" in message:
                raise RunError(**message["failed"])
            if "done" in message:
                return [nbformat.from_dict(one) for one in message["done"]]
            self._last = Progress(**message["progress"])
            tell(self._last)

    def _fail(self, kind: str) -> RunError:
        """Return the error of the notebook of which there was word last."""
        code = self._process.end()
        return RunError(self._last.notebook, self._last.cell, self._last.line, kind, f"exit code {code}")


def _serve(prepare: Callable[[], None], channel: Channel) -> None:
    """Be the process: prepare, wait for a task, run it and tell of it."""
    os.environ.update(ONE_THREAD)
    prepare()
    from analysis.publish.notebooks.run import ForkedRunner, Task

    gc.freeze()  # no notebook looks through all of this for garbage
    asked = channel.receive()
    if asked is None:
        return
    paths = [Path(one) for one in asked["notebooks"]]
    limits = {name: asked[name] for name in ("memory_limit_mb", "time_limit_seconds")}
    with ForkedRunner() as runner:
        try:
            runner.begin(Task(paths, asked["parameters"], Path(asked["folder"]), Path(asked["cwd"]), **limits))
            channel.send(done=runner.finish(lambda progress: channel.send(progress=vars(progress))))
        except RunError as error:
            channel.send(failed=vars(error))
