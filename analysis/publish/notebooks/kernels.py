"""Kernels in a fraction of a second: forked from a nursery that has already imported what notebooks need.

A plain kernel spends more than a second importing pandas, matplotlib and IPython before its first cell. The nursery is
a process forked from the command at its very start, before any thread or zmq context exists. While the command goes on
importing papermill and nbconvert, it imports the rest; each kernel is then a fresh fork of it, so no kernel has ever
run a cell of another report. The nursery itself never starts a thread. When the command dies, however it dies, the
nursery sees the end of its socket, kills the kernels, removes their folders and goes too; when the nursery dies, the
system kills the kernels and the command is told. Needs `fork` and `prctl`: Linux.
"""

import faulthandler
import gc
import json
import os
import shutil
import signal
import socket
import sys
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn, TextIO

from analysis.publish.limits import MEMORY_LIMIT_MB
from analysis.read.files.limits import CAN_LIMIT, let_grow

Message = dict[str, Any]

ANSWER_SECONDS = 60  # the first answer waits for the nursery's imports, any other takes milliseconds
_PR_SET_PDEATHSIG, _PR_GET_DUMPABLE = 1, 3  # of linux/prctl.h
# One kernel per core: threads of numerical libraries would only get in each other's way, and forbid forking.
_ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# No history file, no sockets for a debugger, no configuration of the user: a report is the same for everybody.
_OPTIONS = (
    "--HistoryManager.enabled=False",
    "--IPKernelApp.no_stdout=False",
    "--IPKernelApp.log_level=40",
    "--IPKernelApp.parent_handle=1",  # somebody started it, so no advice how to connect; _die_with watches, not it
)


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
            _nurse(theirs, modules, request)
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
        names["memory_bytes"] = str(self.memory_limit_mb * 1_000_000)
        answer = self.ask(do="start", **names)
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
    """Return both ends of a channel, and os.fork's answer."""
    if not CAN_LIMIT:
        raise NoNursery("resource")
    try:
        _call_prctl(_PR_GET_DUMPABLE, 0)
    except (AttributeError, OSError, TypeError) as error:
        raise NoNursery(f"prctl: {error}") from None
    try:
        ours, theirs = socket.socketpair()
    except (AttributeError, OSError) as error:
        raise NoNursery(f"socketpair: {error}") from None
    try:
        return ours, theirs, os.fork()
    except (AttributeError, OSError) as error:
        ours.close()
        theirs.close()
        raise NoNursery(f"fork: {error}") from None


def _nurse(channel: socket.socket, modules: str, request: object) -> NoReturn:
    """Import, then answer until the command is gone; never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which then ends us
    os.environ.update(_ENVIRONMENT)
    # The kernel would import a debugger that no report needs: it costs a fifth of a second and listens on a port.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    kernels: dict[int, int | None] = {}
    folders: list[Path] = []
    try:
        module = import_module(modules)
        if request is not None:
            module.prepare(request)
        gc.freeze()  # no kernel looks through all of this for garbage
        stream = channel.makefile("rw", encoding="utf-8")
        channel.close()  # from here the stream alone holds it, so that a kernel can let go of it
        for line in stream:
            question = json.loads(line)
            if question["do"] == "start":
                folders.append(Path(question["folder"]))
            stream.write(json.dumps(_answer(question, kernels, stream)) + "\n")
            stream.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        _clear(kernels, folders)
        os._exit(0)


def _clear(kernels: dict[int, int | None], folders: list[Path]) -> None:
    """End all kernels and remove the folders that a killed command could not remove."""
    for pid in [pid for pid in kernels if _reap(pid, kernels) is None]:
        _signal(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # gone, or not empty yet
            folder.parent.rmdir()


def _answer(question: Message, kernels: dict[int, int | None], stream: TextIO) -> Message:
    if question["do"] == "start":
        nursery = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            return {"refused": str(error)}
        if pid == 0:
            stream.close()  # a kernel that held it would hide the nursery's end from the command
            _become_kernel(question, nursery)
        kernels[pid] = None
        return {"pid": pid}
    if question["do"] == "signal":
        if _reap(question["pid"], kernels) is None:
            _signal(question["pid"], question["signum"])
        return {}
    return {"code": _reap(question["pid"], kernels)}


def _reap(pid: int, kernels: dict[int, int | None]) -> int | None:
    if kernels[pid] is None:
        done, status = os.waitpid(pid, os.WNOHANG)
        kernels[pid] = os.waitstatus_to_exitcode(status) if done else None
    return kernels[pid]


def _signal(pid: int, signum: int) -> None:
    try:
        os.killpg(pid, signum)
    except ProcessLookupError:  # between the fork and its setsid
        os.kill(pid, signum)


def _become_kernel(question: Mapping[str, str], nursery: int) -> NoReturn:
    """Run an IPython kernel in this fork until it is told to stop or the nursery dies."""
    try:
        os.setsid()
        _die_with(nursery)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        let_grow(int(question["memory_bytes"]))  # beyond what the fork has given it
        folder = Path(question["folder"])
        os.chdir(question["cwd"])
        os.environ["IPYTHONDIR"] = str(folder / "ipython")
        _redirect(folder / "kernel.log")
        from ipykernel.iostream import IOPubThread
        from ipykernel.kernelapp import IPKernelApp

        # Output of processes that a cell might fork would come over a TCP port: no cell of ours forks, so no port.
        IOPubThread._setup_pipe_in = lambda thread: setattr(thread, "_pipe_flag", False)  # type: ignore[method-assign]
        IPKernelApp.launch_instance(["-f", question["connection_file"], *_OPTIONS])
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _die_with(parent: int) -> None:
    """Have the system kill this process when its parent dies."""
    # ipykernel has a watch of its own, but it is told whom to watch when it is imported: in the nursery, too early.
    _call_prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _call_prctl(option: int, value: int) -> None:
    """Ask or tell the system something about this process; fails in one of several ways where there is no prctl."""
    import ctypes

    ctypes.CDLL(None).prctl(option, value)


def _redirect(log: Path) -> None:
    """Point standard input at nothing and output at a log: a kernel's output belongs to its cells."""
    null = os.open(os.devnull, os.O_RDONLY)
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for old, new in ((null, 0), (target, 1), (target, 2)):
        os.dup2(old, new)
    faulthandler.enable(target)  # a crash says where; not to 2, which IPython will point at the cells' output
