"""One yearly run at a time: the lock ends with the process that holds it, so a killed run leaves none."""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.errors import UserError
from analysis.publish.folder import explain_failure
from analysis.publish.locks import take_lock
from analysis.publish.yearly.log import read_clock
from analysis.texts import say

LOCK = ".lock"
_HOLDER = ("host", "pid", "since")  # the host too: the folder may be one that machines share


class LockHeldError(UserError):
    """Another run is at work in the same folder."""

    exit_code = 5


@contextmanager
def hold_lock(out: Path, lang: str) -> Iterator[None]:
    """Hold the folder for one run; LockHeldError says who holds it, PublishError that it cannot be held."""
    with explain_failure(lang, "publish.no-folder", folder=out):
        out.mkdir(parents=True, exist_ok=True)
        file = (out / LOCK).open("a+", encoding="utf-8")
    with file:
        with explain_failure(lang, "publish.no-lock", folder=out):
            free = take_lock(file)
        if not free:
            raise LockHeldError(say(lang, "yearly.locked", folder=out, **_read_holder(out / LOCK)))
        with suppress(OSError):  # on a full disk nobody is named, and the lock holds all the same
            os.ftruncate(file.fileno(), 0)
            holder = dict(zip(_HOLDER, (platform.node(), os.getpid(), read_clock()), strict=True))
            os.write(file.fileno(), json.dumps(holder).encode())
            os.fsync(file.fileno())  # the workers of a cluster read it on other machines
        yield


def _read_holder(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: found[name] for name in _HOLDER}
    except (OSError, ValueError, KeyError, TypeError):
        return dict.fromkeys(_HOLDER, "?")
