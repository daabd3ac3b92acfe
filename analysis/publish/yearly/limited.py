"""A command run within a time limit: it and all that it starts end with the limit, or with us."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from tempfile import TemporaryFile

from analysis.tables import PROJECT_FOLDER

_GRACE_SECONDS = 5
_LONGEST_OUTPUT_BYTES = 20_000
_PR_SET_PDEATHSIG = 1


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
            env=environment, start_new_session=True, preexec_fn=_die_with_parent,
        )  # fmt: skip
        try:
            code: int | None = process.wait(limit_seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process)
        said.seek(max(0, said.seek(0, os.SEEK_END) - _LONGEST_OUTPUT_BYTES))
        return code, said.read().decode("utf-8", "replace").strip()


def _die_with_parent() -> None:
    with suppress(OSError, AttributeError):  # a system without it: the command may then outlive us
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that still runs: politely first, so that it ends its kernels; then with its whole group."""
    if process.poll() is not None:
        return
    for signum in (signal.SIGINT, signal.SIGKILL):
        process.send_signal(signum)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
            break
    time.sleep(0.5)  # its nursery sees it gone and ends the kernels, which have groups of their own
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
