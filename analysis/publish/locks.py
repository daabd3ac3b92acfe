"""Locks on files (flock): they end with the process that holds them, and hold on every machine that shares the folder.

A lock that is held proves that somebody is at work; clocks and process numbers, which differ between machines, do not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@contextmanager
def hold_file(path: Path) -> Iterator[bool]:
    """Wait for the lock on a file, which is made if it is not there, and hold it; yield False where locks do not work.

    OSError if the file cannot be made.
    """
    with path.open("a") as file:
        yield _wait_for(file)


def is_held(path: Path) -> bool:
    """Return whether anybody holds the lock on a file; where locks do not work that is unknown, and True."""
    try:
        with path.open("a") as file:
            return not take_lock(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def take_lock(file: IO[str]) -> bool:
    """Return whether the lock on an open file was free and is now held; OSError where locks do not work."""
    if fcntl is None:
        raise OSError("fcntl")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for(file: IO[str]) -> bool:
    try:
        if fcntl is None:
            return False
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError:  # a file system without locks
        return False
    return True
