"""How long one document may take and how much memory: what would take more ends in one sentence, whatever it holds."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from analysis.errors import UserError
from analysis.texts import say

try:
    import resource
except ImportError:  # Windows: what is read there is read without these limits
    resource = None  # type: ignore[assignment]

CAN_LIMIT = resource is not None
SECONDS = 120
MEMORY_BYTES = 1_000_000_000
MEGABYTE = 1_000_000
_LEAST_BYTES = 300_000_000  # however much the program itself has taken


class _TimeIsUpError(BaseException):
    """Raised by the alarm; no handler for errors of a library may swallow it."""


@contextmanager
def bounded(name: str, lang: str) -> Iterator[None]:
    """Let a block run within the limits; UserError names the file `name` when it takes more."""
    try:
        with _limited_memory(), _limited_time():
            yield
    except (_TimeIsUpError, MemoryError):
        raise UserError(refuse_slow(name, lang)) from None


def refuse_slow(name: str, lang: str) -> str:
    """Return the sentence that a file was not read within the limits."""
    return say(lang, "document.too-slow", file=name, seconds=SECONDS, limit=MEMORY_BYTES // MEGABYTE)


@contextmanager
def _limited_memory() -> Iterator[None]:
    if not CAN_LIMIT:
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_DATA)
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (_choose_limit(before[1]), before[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


@contextmanager
def _limited_time() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    handler = signal.getsignal(signal.SIGALRM)
    try:
        signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)


def limit_process() -> None:
    """Let this process, which does nothing but read one file, take no more than the limit in all."""
    if CAN_LIMIT:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def lift_memory_limit() -> None:
    """Give a program that is started within `bounded` all memory again."""
    if CAN_LIMIT:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def let_grow(more_bytes: int) -> None:
    """Let this process write so much memory beyond what it has, and no more."""
    limit = _measure_memory()[1] + more_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _measure_memory() -> tuple[int, int]:
    """Return how many bytes this process has in memory, and how many its data take."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            _, resident, _, _, _, data, _ = (int(pages) * os.sysconf("SC_PAGE_SIZE") for pages in file.read().split())
    except OSError:  # no /proc: the most that it ever had stands for both
        resident = data = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return resident, data


def _choose_limit(hard: int) -> int:
    """Return how large the data of this process may grow, so that it takes MEMORY_BYTES in all."""
    resident, data = _measure_memory()
    wanted = data + max(MEMORY_BYTES - resident, _LEAST_BYTES)
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)


def _stop(number: int, frame: FrameType | None) -> None:
    raise _TimeIsUpError
