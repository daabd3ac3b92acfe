"""How long one document may take and how much memory: what would take more ends in one sentence, whatever it holds."""

import os
import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from analysis.errors import UserError
from analysis.texts import say

SECONDS = 120
MEMORY_BYTES = 1_000_000_000
MEGABYTE = 1_000_000
_LEAST_BYTES = 300_000_000  # however much the program itself has taken


class _TimeIsUpError(BaseException):
    """Raised by the alarm; no handler for errors of a library may swallow it."""


@contextmanager
def bounded(name: str, lang: str) -> Iterator[None]:
    """Let a block run within the limits; UserError names the file `name` when it takes more."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    handler = signal.getsignal(signal.SIGALRM)
    timed = threading.current_thread() is threading.main_thread()
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (_choose_limit(before[1]), before[1]))
        if timed:
            signal.signal(signal.SIGALRM, _stop)
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
        yield
    except (_TimeIsUpError, MemoryError):
        values = {"file": name, "seconds": SECONDS, "limit": MEMORY_BYTES // MEGABYTE}
        raise UserError(say(lang, "document.too-slow", **values)) from None
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, handler)
        resource.setrlimit(resource.RLIMIT_DATA, before)


def lift_memory_limit() -> None:
    """Give a program that is started within `bounded` all memory again."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _choose_limit(hard: int) -> int:
    """Return how large the data of this process may grow, so that it takes MEMORY_BYTES in all."""
    with open("/proc/self/statm", encoding="ascii") as file:
        _, resident, _, _, _, data, _ = (int(pages) * os.sysconf("SC_PAGE_SIZE") for pages in file.read().split())
    wanted = data + max(MEMORY_BYTES - resident, _LEAST_BYTES)
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)


def _stop(number: int, frame: FrameType | None) -> None:
    raise _TimeIsUpError
