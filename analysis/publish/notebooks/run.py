"""Notebooks run strictly, each in a forked process of its own: one time limit, no success by mistake.

A notebook has succeeded only if every cell was executed without an error and without a word on standard error. What a
notebook's process cannot tell, that it was killed or that it hangs, its parent sees.
"""

import selectors
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import nbformat
from nbformat import NotebookNode

from analysis.publish.forks import Channel, Fork, Message, NoForkError
from analysis.publish.limits import MEMORY_LIMIT_MB, NOTEBOOK_SECONDS
from analysis.publish.notebooks.judge import judge
from analysis.publish.notebooks.parts import is_run
from analysis.publish.notebooks.progress import Progress, RunError, shorten

LOOK_SECONDS = 1.0  # how soon a dead process is found whose channel a child of its own keeps open
Tell = Callable[[Progress], None]


@dataclass(frozen=True)
class Task:
    """Notebooks to run, each in a process of its own that works in `cwd`.

    A notebook's process may take `memory_limit_mb` beyond what it was forked with. When one fails, all are written to
    `output_folder` as far as they ran.
    """

    notebooks: Sequence[Path]
    parameters: Mapping[str, object]
    output_folder: Path
    cwd: Path
    memory_limit_mb: int = MEMORY_LIMIT_MB
    time_limit_seconds: float = NOTEBOOK_SECONDS

    def __post_init__(self) -> None:
        """Refuse names that are none: papermill pastes them into code."""
        assert all(name.isidentifier() for name in self.parameters), "accept_parameters comes first"


class Runner(Protocol):
    """What runs notebooks while its user does something else; a context manager that leaves no process behind."""

    def __enter__(self) -> Self:
        """Return the runner."""
        ...

    def __exit__(self, *_: object) -> None:
        """End every process that still runs."""
        ...

    def begin(self, task: Task) -> None:
        """Begin to run the notebooks of a task."""
        ...

    def finish(self, tell: Tell) -> list[NotebookNode]:
        """Return the executed notebooks in their order; RunError for the first that fails: the others are stopped."""
        ...


class ForkedRunner:
    """Runs notebooks in forks of this process, which has no threads and has imported and opened what they need.

    One at a time they begin when they are waited for: what their user computes before that, they have too.
    """

    def __init__(self, at_once: int = 100) -> None:
        """Run at most so many notebooks at the same time."""
        self._at_once = at_once
        self._runs: list[_Run] = []

    def __enter__(self) -> Self:
        """Return the runner."""
        return self

    def __exit__(self, *_: object) -> None:
        """End every process that still runs."""
        for run in self._runs:
            run.end()

    def begin(self, task: Task) -> None:
        """Begin to run the notebooks of a task."""
        self._task, self._left = task, [*task.notebooks]
        if self._at_once > 1:
            self._start_more()

    def _start_more(self) -> None:
        while self._left and sum(not run.done for run in self._runs) < self._at_once:
            self._runs.append(_Run(self._left.pop(0), self._task))

    def finish(self, tell: Tell) -> list[NotebookNode]:
        """Return the executed notebooks in their order; RunError for the first that fails: the others are stopped."""
        try:
            self._start_more()
            while running := [run for run in self._runs if not run.done]:
                _wait(running)
                for run in running:
                    run.advance(tell)
                self._start_more()
        except RunError:
            for run in self._runs:
                run.end()
                run.keep()
            raise
        return [run.notebook for run in self._runs]


def _wait(runs: Sequence["_Run"]) -> None:
    """Take in what the processes of some runs say; return after a while at the latest."""
    first = min(run.deadline for run in runs) - time.monotonic()
    with selectors.PollSelector() as selector:  # made anew each time, which epoll feels
        for run in runs:
            selector.register(run.process.channel.socket, selectors.EVENT_READ, run)
        for key, _ in selector.select(max(0.0, min(first, LOOK_SECONDS))):
            key.data.is_open = key.data.process.channel.fill()


class _Run:
    """One notebook: its process, and what that has told so far."""

    def __init__(self, path: Path, task: Task) -> None:
        self.path, self.task = path, task
        self.notebook = NotebookNode(cells=[])
        self.cell, self.line = 0, ""
        self.deadline = time.monotonic() + task.time_limit_seconds
        self.done, self.tried = False, False
        self._start()

    def _start(self) -> None:
        """Fork the notebook's process; where the system refuses, try once more."""
        try:
            self.process, self.is_open = Fork(self._work, capture=True), True
        except NoForkError as error:
            if self.tried:
                raise self._fail("start", str(error)) from None
            self.tried = True
            time.sleep(LOOK_SECONDS)
            self._start()

    def _work(self, channel: Channel) -> None:
        from analysis.publish.notebooks.shell import execute

        execute(self.path, self.task, channel)

    def advance(self, tell: Tell) -> None:
        """Go on with what the process has told; RunError when the notebook has failed."""
        has_ended = self.process.poll() is not None
        if has_ended:  # so that nothing more comes
            self.process.channel.drain()
        for message in self.process.channel.take():
            self._take(message, tell)
        if self.done:
            self.end()
            judge(self.path.stem, self.notebook, self.task.memory_limit_mb)
            tell(Progress(self.path.stem, self.cell, self.cell, "finished"))
        elif time.monotonic() > self.deadline:
            raise self._fail("time")
        elif has_ended or not self.is_open:
            code = self.process.end()
            if self.cell or self.tried:
                raise self._fail("dead-kernel" if self.cell else "start", f"exit code {code}")
            self.tried = True  # a process that does not come to its first cell gets a second chance, a cell never
            self._start()

    def _take(self, message: Message, tell: Tell) -> None:
        if "failed" in message:
            raise self._fail(message["failed"], message.get("detail", ""))
        if "notebook" in message:
            self.notebook = nbformat.from_dict(message["notebook"])
        if "shown" in message:
            cell = self.notebook.cells[message["shown"]]
            cell.update(outputs=nbformat.from_dict(message["outputs"]), execution_count=message["execution_count"])
        if "cell" in message:
            self.cell, self.line = self.cell + 1, self.notebook.cells[message["cell"]].source.splitlines()[0]
            tell(Progress(self.path.stem, self.cell, sum(map(is_run, self.notebook.cells)), "running", self.line))
        self.done = "done" in message

    def _fail(self, kind: str, detail: str = "") -> RunError:
        return RunError(self.path.stem, self.cell, self.line, kind, shorten(detail))

    def end(self) -> None:
        """End the process."""
        self.process.end()

    def keep(self) -> None:
        """Write the notebook as far as it ran, and what its process said outside its cells."""
        if self.notebook.cells:
            nbformat.write(self.notebook, self.task.output_folder / self.path.name)
        if self.process.said:
            (self.task.output_folder / f"{self.path.stem}.log").write_text(self.process.said, encoding="utf-8")
