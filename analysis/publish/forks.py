"""Forked processes: each begins with everything that its parent has imported and opened, and ends with its parent.

Needs `fork`, `prctl` and Unix sockets: Linux. What is forked must have no threads.
"""

import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO, Any, NoReturn

from analysis.publish.processes import die_with_parent, require_prctl
from analysis.read.files.limits import CAN_LIMIT

# One process a core: threads of numerical libraries would only get in each other's way, and forbid forking. pyarrow
# starts one that tidies memory which nobody uses.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1") | {
    "JE_ARROW_MALLOC_CONF": "background_thread:false"
}

Message = dict[str, Any]
_LONGEST_OUTPUT_BYTES = 20_000
OURS: set[socket.socket] = set()  # what a fork must not keep open, as the other end would not see ours closed


class NoForkError(RuntimeError):
    """The system lacks what forking needs, or refuses another process; the text begins with the step."""


def require_forks() -> None:
    """Raise NoForkError where processes cannot be forked at all."""
    step = "resource"
    try:
        if not CAN_LIMIT:
            raise OSError("limits")
        step = "prctl"
        require_prctl()
        step = "fork"
        _ = os.fork
        step = "socketpair"
        for one in socket.socketpair(socket.AF_UNIX):
            one.close()
    except (AttributeError, OSError, TypeError) as error:
        raise NoForkError(f"{step}: {error}") from None


def can_fork() -> bool:
    """Return whether processes can be forked here, and more than one works at the same time."""
    with suppress(NoForkError):
        require_forks()
        return count_cores() > 1
    return False


class Fork:
    """A process forked to do some work, the channel to it, and how it ended."""

    def __init__(self, work: Callable[["Channel"], int | None], *, capture: bool = False) -> None:
        """Fork; the process does `work`, which returns its exit code, with its end of the channel.

        It has a process group of its own, and is killed when its parent's thread that forked it ends. What it writes
        to standard output and error is captured, if wanted, else goes where the parent's goes. NoForkError when the
        system refuses.
        """
        self._captured = TemporaryFile() if capture else None  # noqa: SIM115
        self.code: int | None = None
        self.said, self._is_there = "", True
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        ours, theirs = socket.socketpair()
        try:
            self.pid = os.fork()
        except OSError as error:
            ours.close()
            theirs.close()
            if self._captured:
                self._captured.close()
            raise NoForkError(f"fork: {error}") from None
        if self.pid == 0:
            _work(work, theirs, parent, self._captured)
        theirs.close()
        self.channel = Channel(ours)
        OURS.add(ours)

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal, or None while the process runs."""
        if self.code is None:  # it is left to `end`: until then its group cannot become another one's
            ended = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended:
                self.code = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
        return self.code

    def signal(self, signum: int) -> None:
        """Send a signal to the process and to what it started; not after `end`."""
        try:
            os.killpg(self.pid, signum)
        except ProcessLookupError:  # between the fork and its setsid
            with suppress(ProcessLookupError):
                os.kill(self.pid, signum)

    def end(self) -> int:
        """End the process at once, and what it started; return its exit code. `said` is the end of what it wrote."""
        if self._is_there:
            self.signal(signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            self.code, self._is_there = code if self.code is None else self.code, False
            OURS.discard(self.channel.socket)
            self.channel.socket.close()
            if self._captured:
                self.said = _read_end(self._captured)
        return self.code or 0


class Channel:
    """One end of a socket over which two processes exchange messages, each a line of JSON."""

    def __init__(self, end: socket.socket) -> None:
        """Keep the socket; `encode` makes JSON of what is none."""
        self.socket = end
        self.encode: Callable[[Any], Any] | None = None
        self._parts: list[bytes] = []
        self._lines: list[bytes] = []

    def send(self, **message: Any) -> None:
        """Send a message; OSError when the other end is closed."""
        self.socket.sendall(json.dumps(message, default=self.encode).encode() + b"\n")

    def receive(self) -> Message | None:
        """Return the next message, None when the other end is closed; waits as long as the socket's timeout."""
        while not self._lines:
            if not self.fill():
                return None
        found: Message = json.loads(self._lines.pop(0))
        return found

    def drain(self) -> None:
        """Take in all that has arrived, of a process that has ended."""
        with suppress(BlockingIOError):
            while self.fill(socket.MSG_DONTWAIT):
                pass

    def fill(self, flags: int = 0) -> bool:
        """Take in some of what has arrived; return whether the other end may still send."""
        try:
            part = self.socket.recv(1 << 18, flags)
        except ConnectionError:
            part = b""
        *lines, rest = part.split(b"\n")
        for line in lines:
            self._lines.append(b"".join([*self._parts, line]))
            self._parts = []
        self._parts += [rest] if rest else []
        return bool(part)

    def take(self) -> list[Message]:
        """Return the messages that have arrived whole."""
        lines, self._lines = self._lines, []
        return [json.loads(line) for line in lines]


def _work(
    work: Callable[[Channel], int | None], end: socket.socket, parent: int, captured: IO[bytes] | None
) -> NoReturn:
    """Do the work of a fork and leave, without a look back at what the parent had begun."""
    code = 1
    try:
        os.setsid()
        die_with_parent(parent)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for other in OURS:
            other.close()
        OURS.clear()
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        if captured:
            os.dup2(captured.fileno(), 1)
            os.dup2(captured.fileno(), 2)
        code = work(Channel(end)) or 0
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        os._exit(code)


def _read_end(file: IO[bytes]) -> str:
    """Return the end of what was written to a file, which is then closed."""
    with file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST_OUTPUT_BYTES))
        return file.read().decode("utf-8", "replace").strip()


def count_cores() -> int:
    """Return how many processes can work at the same time here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
