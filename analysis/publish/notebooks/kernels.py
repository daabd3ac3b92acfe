"""Kernels in a fraction of a second: forked from a nursery that has already imported what notebooks need.

A plain kernel spends more than a second importing pandas, matplotlib and IPython before its first cell. The nursery is
a process forked from the command at its very start, before any thread or zmq context exists. While the command goes on
importing papermill and nbconvert, it imports the rest; each kernel is then a fresh fork of it. When the nursery dies,
the command is told. Needs `fork` and `prctl`: Linux.
"""

import json
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from analysis.publish.limits import MEMORY_LIMIT_MB
from analysis.publish.notebooks.nursery import Message, nurse
from analysis.publish.processes import require_prctl
from analysis.read.files.limits import CAN_LIMIT

ANSWER_SECONDS = 60  # the first answer waits for the nursery's imports, any other takes milliseconds


class NoNursery(RuntimeError):
    """The system lacks what a nursery needs."""


class NurseryDied(RuntimeError):
    """The nursery is gone, so no kernel can be started or asked about."""


class Nursery:
    """The process that forks kernels; start it before anything heavy is imported, use it as a context manager."""

    def __init__(self, modules: str, memory_limit_mb: int = MEMORY_LIMIT_MB, request: object = None) -> None:
        """Fork the nursery, which imports `modules` (one module that imports all others) while we go on.

        With a request that module's function `prepare` is called with it. No kernel can take more than
        `memory_limit_mb` beyond what the nursery has. NoNursery says what the system lacks.
        """
        self._lock = Lock()
        self.memory_limit_mb = memory_limit_mb
        sys.stdout.flush()
        sys.stderr.flush()
        self._socket, theirs, self.pid = _fork()
        if self.pid == 0:
            self._socket.close()
            nurse(theirs, modules, request)
        theirs.close()
        self._socket.settimeout(ANSWER_SECONDS)
        self._stream = self._socket.makefile("rw", encoding="utf-8")

    def __enter__(self) -> "Nursery":
        """Return the nursery."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the nursery and every kernel in it, even when it is still importing."""
        self.kill()
        with suppress(OSError):  # it may be dead already
            self._stream.close()
        self._socket.close()
        os.waitpid(self.pid, 0)

    def kill(self) -> None:
        """End the nursery at once, without asking it; its kernels go with it."""
        if not self._stream.closed:  # until __exit__ has collected it, the process id is nobody else's
            os.kill(self.pid, signal.SIGKILL)

    def start(self, connection_file: str, cwd: Path, folder: Path) -> "Kernel":
        """Return a kernel started with a connection file; its own files and messages go to `folder`.

        Raises RuntimeError if the system refuses another process. The nursery removes `folder` if the command dies.
        """
        names = {"connection_file": connection_file, "cwd": str(cwd), "folder": str(folder)}
        answer = self.ask(do="start", memory_bytes=self.memory_limit_mb * 1_000_000, **names)
        if "refused" in answer:
            raise RuntimeError(answer["refused"])
        return Kernel(self, answer["pid"])

    def ask(self, **question: Any) -> Message:
        """Return the nursery's answer; NurseryDied if there is none in time, and then the nursery is dead."""
        with self._lock:
            try:
                self._stream.write(json.dumps(question) + "\n")
                self._stream.flush()
                answer = self._stream.readline()
            except (OSError, ValueError) as error:
                self.kill()
                raise NurseryDied(f"the kernel nursery does not answer: {error}") from None
        if not answer:
            raise NurseryDied("the kernel nursery has ended")
        found: Message = json.loads(answer)
        return found


class Kernel:
    """A forked kernel with the part of subprocess.Popen that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, nursery: Nursery, pid: int) -> None:
        """Keep the process id."""
        self._nursery, self.pid = nursery, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal, or None while the kernel runs.

        Never raises: nbclient's watch would end without a word, and the run wait for ever for a kernel that is gone.
        """
        if self.returncode is None:
            try:
                self.returncode = self._nursery.ask(do="poll", pid=self.pid)["code"]
            except NurseryDied:
                self.returncode = -signal.SIGKILL  # a kernel does not outlive its nursery
        return self.returncode

    def wait(self) -> int:
        """Return the exit code once the kernel has ended."""
        while (code := self.poll()) is None:
            time.sleep(0.005)
        return code

    def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and what it started."""
        with suppress(NurseryDied):  # the kernel is dead then, too
            self._nursery.ask(do="signal", pid=self.pid, signum=int(signum))

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    terminate = kill


def _fork() -> tuple[socket.socket, socket.socket, int]:
    """Return both ends of a channel, and os.fork's answer; NoNursery names the first step that the system refuses."""
    step = "resource"
    try:
        if not CAN_LIMIT:
            raise OSError("limits")
        step = "prctl"
        require_prctl()
        step = "socketpair"
        ours, theirs = socket.socketpair()
        step = "fork"
        return ours, theirs, os.fork()
    except (AttributeError, OSError, TypeError) as error:
        raise NoNursery(f"{step}: {error}") from None
