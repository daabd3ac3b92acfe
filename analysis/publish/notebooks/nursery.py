"""The inside of the nursery: a process that has imported what notebooks need and forks a kernel when asked.

It never starts a thread, and no kernel has ever run a cell of another report. When the command dies, however it dies,
the nursery sees the end of its channel, kills the kernels, removes their folders and goes too; when the nursery dies,
the system kills the kernels.
"""

import faulthandler
import gc
import json
import os
import shutil
import signal
import socket
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, TextIO

from analysis.publish.processes import die_with_parent
from analysis.read.files.limits import let_grow

Message = dict[str, Any]
Kernels = dict[int, int | None]  # process ids with the exit codes of those that have ended

# One kernel per core: threads of numerical libraries would only get in each other's way, and forbid forking.
_ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# No history file, no sockets for a debugger, no configuration of the user: a report is the same for everybody.
_OPTIONS = (
    "--HistoryManager.enabled=False",
    "--IPKernelApp.no_stdout=False",
    "--IPKernelApp.log_level=40",
    "--IPKernelApp.parent_handle=1",  # somebody started it: no advice how to connect; we watch ourselves
)


def nurse(channel: socket.socket, modules: str, request: object) -> NoReturn:
    """Import, then answer until the command is gone; never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which then ends us
    os.environ.update(_ENVIRONMENT)
    # The kernel would import a debugger that no report needs: it costs a fifth of a second and listens on a port.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    kernels: Kernels = {}
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
            stream.write(json.dumps(answer(question, kernels, stream)) + "\n")
            stream.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        _clear(kernels, folders)
        os._exit(0)


def answer(question: Message, kernels: Kernels, stream: TextIO) -> Message:
    """Return what became of a question: to start a kernel, to signal one, or whether one has ended."""
    if question["do"] == "start":
        return _start(question, kernels, stream)
    code = _reap(question["pid"], kernels)
    if question["do"] == "signal" and code is None:
        _signal(question["pid"], question["signum"])
    return {"code": code}


def _start(question: Message, kernels: Kernels, stream: TextIO) -> Message:
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


def _reap(pid: int, kernels: Kernels) -> int | None:
    if kernels[pid] is None:
        done, status = os.waitpid(pid, os.WNOHANG)
        kernels[pid] = os.waitstatus_to_exitcode(status) if done else None
    return kernels[pid]


def _signal(pid: int, signum: int) -> None:
    try:
        os.killpg(pid, signum)
    except ProcessLookupError:  # between the fork and its setsid
        os.kill(pid, signum)


def _clear(kernels: Kernels, folders: list[Path]) -> None:
    """End all kernels and remove the folders that a killed command could not remove."""
    for pid in [pid for pid in kernels if _reap(pid, kernels) is None]:
        _signal(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # gone, or not empty yet
            folder.parent.rmdir()


def _become_kernel(question: Message, nursery: int) -> NoReturn:
    """Run an IPython kernel in this fork until it is told to stop or the nursery dies."""
    try:
        os.setsid()
        # ipykernel has a watch of its own, but is told whom to watch when it is imported: in the nursery, too early.
        die_with_parent(nursery)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        let_grow(question["memory_bytes"])  # beyond what the fork has given it
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


def _redirect(log: Path) -> None:
    """Point standard input at nothing and output at a log: a kernel's output belongs to its cells."""
    null = os.open(os.devnull, os.O_RDONLY)
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for old, new in ((null, 0), (target, 1), (target, 2)):
        os.dup2(old, new)
    faulthandler.enable(target)  # a crash says where; not to 2, which IPython will point at the cells' output
