"""The command `expenditure report`: progress while notebooks run, then the place of the report."""

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from analysis.publish.kernels import Nursery
from analysis.publish.request import Request
from analysis.review import DATA_VARIABLE
from analysis.texts import say

if TYPE_CHECKING:
    from analysis.publish.run import Progress


class ProgressPrinter:
    """Shows which notebook runs which cell: one line rewritten on a terminal, one line a notebook elsewhere."""

    def __init__(self, lang: str, stream: TextIO) -> None:
        """Write to `stream` in `lang`."""
        self._lang, self._stream = lang, stream
        self._running: dict[str, str] = {}

    def __call__(self, progress: "Progress") -> None:
        """Show one step."""
        name, cell, cells = progress.notebook, progress.cell, progress.cells
        if progress.state == "finished":
            self._running.pop(name, None)
            self._write_line(say(self._lang, "cli.finished", notebook=name, cells=cells))
        else:
            self._running[name] = say(self._lang, "cli.running", notebook=name, cell=cell, cells=cells)
        if self._stream.isatty():
            self._stream.write("\r\x1b[2K" + " · ".join(self._running.values()))
            self._stream.flush()

    def _write_line(self, text: str) -> None:
        clear = "\r\x1b[2K" if self._stream.isatty() else ""
        self._stream.write(f"{clear}{text}\n")
        self._stream.flush()


def report(request: Request, data_dir: Path | None) -> int:
    """Build one report, print where it is, return 0."""
    started = time.monotonic()
    if data_dir is not None:
        os.environ[DATA_VARIABLE] = str(data_dir.resolve())  # for the notebooks' kernels too
    with Nursery(
        "analysis.publish.warm", request.memory_limit_mb
    ) as nursery:  # forked before anything heavy is imported
        from analysis.publish.report import build_report

        path = build_report(request, nursery, ProgressPrinter(request.lang, sys.stderr))
    seconds = time.monotonic() - started
    print(say(request.lang, "cli.published", seconds=f"{seconds:.1f}"), file=sys.stderr)
    print(path)
    return 0
