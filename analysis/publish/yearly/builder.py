"""Reports built one after another or at the same time, each in a process of its own forked from a warm one."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

from analysis.cache import CACHE_VARIABLE
from analysis.project import DATA_VARIABLE
from analysis.publish.forks import ONE_THREAD, Channel, Message, NoForkError, require_forks
from analysis.publish.processes import call_report, run_limited
from analysis.publish.yearly.plan import Job
from analysis.tables import PROJECT_FOLDER
from analysis.texts import say

_LOST = 70  # the exit code of a report whose warm process died twice
_PATIENCE_SECONDS = 30  # beyond a report's limit, within which the warm process itself ends it
_CHANGES = 10  # of the program, after which a report is given up


class Builder:
    """Builds reports below one folder from one data folder; may be called by many threads at once.

    A context manager. Its warm process is started when it is first needed, and anew when it died or when the program
    has changed since; where processes cannot be forked, each report is a command of its own.
    """

    def __init__(self, out: Path, data_dir: Path, memory_limit_mb: int) -> None:
        """Keep where reports go, what they are made from, and how much memory a notebook may take."""
        self._out, self._data_dir, self._memory_limit_mb = out, data_dir, memory_limit_mb
        self._lock = threading.Lock()
        self._warm: list[_WarmProcess] = []  # the last one takes reports, those before it finish theirs
        self._is_closed = False

    def __enter__(self) -> Self:
        """Return the builder."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the warm process, and every report that is still being built."""
        with self._lock:
            self._is_closed = True
            for one in self._warm:
                one.end()

    def build(self, job: Job, *, bundle: bool, pdf: bool, limit_seconds: float) -> tuple[int | None, str]:
        """Return the exit code of a report (None: ended at the limit) and what was said.

        A report whose warm process died is tried once more; that it failed or was killed itself is its own fault.
        OSError if no process can be started.
        """
        chosen = {"subject": job.subject.parameters, "lang": job.lang, "out": str(self._out)} | {
            "memory_limit_mb": self._memory_limit_mb
        }
        try:
            require_forks()
        except NoForkError:
            return self._call(job, bundle, pdf, limit_seconds)
        died = False
        for _ in range(_CHANGES):
            if self._is_closed:
                break
            warm = self._choose()
            answer = warm.ask(limit_seconds, **chosen, bundle=bundle, pdf=pdf)
            if answer and "code" in answer:
                return answer["code"], answer["said"]
            self._give_up(warm)
            if answer is None and died:
                break
            died = died or answer is None
        return _LOST, say(job.lang, "yearly.lost")

    def _call(self, job: Job, bundle: bool, pdf: bool, limit_seconds: float) -> tuple[int | None, str]:
        """Build a report by the command, as where nothing can be forked."""
        chosen = job.subject.options | {"lang": job.lang, "out": self._out}
        chosen |= {"data-dir": self._data_dir, "memory-limit": self._memory_limit_mb}
        return run_limited(call_report(chosen, {"bundle": bundle, "pdf": pdf}), limit_seconds)

    def _choose(self) -> "_WarmProcess":
        """Return the warm process that takes reports."""
        with self._lock:
            if not self._warm or not self._warm[-1].is_taking:
                self._warm.append(_WarmProcess(self._out, self._data_dir))
            return self._warm[-1]

    def _give_up(self, warm: "_WarmProcess") -> None:
        """Ask a warm process for no more reports: others may still be waiting for theirs."""
        with self._lock:
            warm.is_taking = False


class _WarmProcess:
    """The other side of `warm.py`."""

    def __init__(self, out: Path, data_dir: Path) -> None:
        self.is_taking = True
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        environment = {**os.environ, **ONE_THREAD, CACHE_VARIABLE: "", DATA_VARIABLE: str(data_dir)}
        # The folder is for whoever looks at the list of processes.
        command = [sys.executable, "-m", "analysis.publish.yearly.warm", f"--channel={theirs.fileno()}", f"--out={out}"]
        with theirs:
            self._process = subprocess.Popen(
                command, cwd=PROJECT_FOLDER, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()], start_new_session=True,
            )  # fmt: skip

    def ask(self, limit_seconds: float, **chosen: object) -> Message | None:
        """Return the answer to a request for a report; None when the process died or does not answer."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            channel = Channel(ours)
            ours.settimeout(limit_seconds + _PATIENCE_SECONDS)
            try:
                channel.send(limit_seconds=limit_seconds, **chosen)
                with self._lock:
                    socket.send_fds(self._control, [b"."], [theirs.fileno()])
                theirs.close()
                return channel.receive()
            except TimeoutError:
                self._process.kill()
                return None
            except OSError:
                return None

    def end(self) -> None:
        """End the process, which ends its reports when it sees us gone."""
        self._control.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE_SECONDS)
        self._process.kill()
        self._process.wait()
