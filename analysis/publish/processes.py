"""Processes that end with their parent, and commands that end at a time limit with all that they started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from tempfile import TemporaryFile

from analysis.tables import PROJECT_FOLDER

_GRACE_SECONDS = 5
_LONGEST_OUTPUT_BYTES = 20_000
_SET_PDEATHSIG, _GET_DUMPABLE = 1, 3  # of linux/prctl.h


def run_limited(
    command: Sequence[str] | str, limit_seconds: float, given: str = "", environment: dict[str, str] | None = None
) -> tuple[int | None, str]:
    """Return the exit code (None: ended at the limit) and the output of a command; a plain str is run by the shell.

    The command has a process group of its own and does not outlive us. OSError if it cannot be started.
    """
    with TemporaryFile() as source, TemporaryFile() as said:
        source.write(given.encode())
        source.seek(0)
        process = subprocess.Popen(
            command, stdin=source, stdout=said, stderr=said, shell=isinstance(command, str), cwd=PROJECT_FOLDER,
            env=environment, start_new_session=True, preexec_fn=_die_with_us,
        )  # fmt: skip
        try:
            code: int | None = process.wait(limit_seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process)
        said.seek(max(0, said.seek(0, os.SEEK_END) - _LONGEST_OUTPUT_BYTES))
        return code, said.read().decode("utf-8", "replace").strip()


def call_report(chosen: Mapping[str, object], flags: Mapping[str, bool]) -> list[str]:
    """Return the command that builds a report, with these options and those flags that are set."""
    options = [f"--{name}={value}" for name, value in chosen.items()]
    return [sys.executable, "-m", "analysis", "report", *options, *(f"--{name}" for name, on in flags.items() if on)]


def _die_with_us() -> None:
    with suppress(OSError, AttributeError, TypeError):  # a system without it: the command may then outlive us
        _call_prctl(_SET_PDEATHSIG, int(signal.SIGKILL))


def require_prctl() -> None:
    """Raise AttributeError, OSError or TypeError where there is no prctl."""
    _call_prctl(_GET_DUMPABLE, 0)


def die_with_parent(parent: int) -> None:
    """Have the system kill this process when its parent dies, or end at once where that came before."""
    _call_prctl(_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(1)


def _call_prctl(option: int, value: int) -> None:
    import ctypes

    ctypes.CDLL(None).prctl(option, value)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that still runs: politely first, so that it ends its notebooks; then with its whole group."""
    if process.poll() is not None:
        return
    for signum in (signal.SIGINT, signal.SIGKILL):
        process.send_signal(signum)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
            break
    time.sleep(0.5)  # the system ends its notebooks, which have groups of their own
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
