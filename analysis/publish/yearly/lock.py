"""One yearly run at a time: the lock (flock) ends with the process that holds it, so a killed run leaves none."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.errors import PublishError, UserError
from analysis.publish.folder import explain_failure
from analysis.publish.yearly.log import read_clock
from analysis.texts import say

try:
    import fcntl
except ImportError:  # Windows, where reports cannot be built either
    fcntl = None  # type: ignore[assignment]

LOCK = ".lock"


class LockHeldError(UserError):
    """Another run is at work in the same folder."""

    exit_code = 5


@contextmanager
def hold_lock(out: Path, lang: str) -> Iterator[None]:
    """Hold the folder for one run; LockHeldError says who holds it, PublishError that it cannot be held."""
    if fcntl is None:
        raise PublishError(say(lang, "publish.no-system", reason="fcntl"))
    with explain_failure(lang, "publish.no-folder", folder=out):
        out.mkdir(parents=True, exist_ok=True)
        file = (out / LOCK).open("a+", encoding="utf-8")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockHeldError(say(lang, "yearly.locked", folder=out, **_read_holder(out / LOCK))) from None
        with suppress(OSError):  # on a full disk nobody is named, and the lock holds all the same
            os.ftruncate(file.fileno(), 0)
            os.write(file.fileno(), json.dumps({"pid": os.getpid(), "since": read_clock()}).encode())
        yield


def _read_holder(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: found[name] for name in ("pid", "since")}
    except (OSError, ValueError, KeyError, TypeError):
        return {"pid": "?", "since": "?"}
