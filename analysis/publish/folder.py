"""The folder of a delivered report: prepared aside, then put in place by one atomic exchange.

A reader sees the whole old report or the whole new one, never a mixture; a run that fails leaves the old one as it was
and keeps its notebooks where its message says. A shared folder without an atomic exchange (NFS) takes two renames under
a lock; between them the old report stands beside its place, under a name that tells readers to ask again.
"""

import ctypes
import errno
import io
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from analysis.errors import PublishError
from analysis.publish.locks import hold_file, is_held
from analysis.publish.subject import GROUPS
from analysis.texts import say

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NO_EXCHANGE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}  # how file systems say that they have none
_STAGING, _LOCK, _ASIDE = ".staging", "lock", ".moving-"


@contextmanager
def explain_failure(lang: str, key: str, **values: object) -> Iterator[None]:
    """Raise what the system refuses as PublishError with the sentence `key`, which names the reason."""
    try:
        yield
    except OSError as error:
        raise PublishError(say(lang, key, reason=error.strerror or str(error), **values)) from None


@contextmanager
def stage(target: Path, lang: str, root: Path | None = None) -> Iterator[Path]:
    """Yield a folder of one's own on the same file system as `target`, below `root`; it is gone afterwards.

    Left out, the root is that of a report, which stands in a folder of its body. The folder's lock is held as long as
    it is used, so nobody sweeps it, on whichever machine.
    """
    with ExitStack() as life:
        if root:
            life.callback(_tidy, root / _STAGING / target.name)
        place = root or target.parent.parent
        with explain_failure(lang, "publish.no-folder", folder=place), _hold_place(target, root) as held:
            _sweep(held.rooms)
            folder = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=held.rooms))
            life.callback(shutil.rmtree, folder, ignore_errors=True)
            life.enter_context(hold_file(folder / _LOCK))
        yield folder


@contextmanager
def hold_place(target: Path, lang: str, root: Path | None = None) -> Iterator[Callable[[Path], None]]:
    """Yield what puts a prepared folder in the place of `target`; what stood there before ends up where that was.

    Nobody else publishes for this body meanwhile, so nothing that is carried over from its published report gets lost.
    """

    def put_in_place(staged: Path) -> None:
        with explain_failure(lang, "publish.not-placed", folder=target):
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(staged, target, locked)

    with ExitStack() as held:
        with explain_failure(lang, "publish.no-folder", folder=root or target.parent.parent):
            locked = held.enter_context(_hold_place(target, root)).locked
        yield put_in_place


def is_moving(target: Path, name: str = "") -> bool:
    """Return whether a report, or a file in it, that was not found is not gone: it is being replaced, or is back.

    It may also have been set aside when a machine died. The old one leaves after the new one has come, so who sees
    neither has looked between the two; only further replacements meanwhile could hide it again.
    """
    return any((place / name).exists() for _look in range(3) for place in (target, _set_aside(target)))


def settle(out: Path, lang: str) -> None:
    """Wait for reports that are being replaced, and put back those that a dead process left aside; PublishError."""
    for aside in (*out.glob(f"*/{_ASIDE}*"), *out.glob(f"{GROUPS}/*/{_ASIDE}*")):
        with hold_place(aside.with_name(aside.name.removeprefix(_ASIDE)), lang):
            pass


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in place in one step; OSError leaves what was there."""
    draft = path.with_name(f".{path.name}-{uuid4().hex}")  # a process number is none of another machine's
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def zip_files(contents: Mapping[str, bytes], mode: int = 0o600) -> bytes:
    """Return files as a zip with the first date that zip knows: the same contents, the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def keep_failure(work: Path, target: Path) -> Path:
    """Return the folder in which the notebooks of a failed run are kept for diagnosis, the last failure only."""
    kept = target.parent.parent / ".failed" / f"{target.parent.name}-{target.name}"
    shutil.rmtree(kept, ignore_errors=True)
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copytree(work, kept)
    except OSError:
        shutil.rmtree(kept, ignore_errors=True)
        raise
    return kept


class _Held(NamedTuple):
    """A place that is held: where what goes there is staged, and whether a lock holds there at all."""

    rooms: Path
    locked: bool


@contextmanager
def _hold_place(target: Path, root: Path | None) -> Iterator[_Held]:
    """Hold the place of a body's reports, or one below `root`, once what a dead process left aside is back in it."""
    rooms = root / _STAGING / target.name if root else target.parent.parent / _STAGING / target.parent.name
    rooms.mkdir(parents=True, exist_ok=True)
    with hold_file(rooms / _LOCK) as locked:
        for aside in target.parent.glob(f"{_ASIDE}*") if locked else ():
            _put_back(aside)
        yield _Held(rooms, locked)


def _tidy(rooms: Path) -> None:
    """Remove the rooms of a folder that no other machine publishes to."""
    with suppress(OSError):
        if not any(path.is_dir() for path in rooms.iterdir()):
            shutil.rmtree(rooms)
            rooms.parent.rmdir()


def _put_back(aside: Path) -> None:
    """Put a report that was set aside back in its place, or remove it where the new one has come."""
    target = aside.with_name(aside.name.removeprefix(_ASIDE))
    if target.exists():
        shutil.rmtree(aside)
    else:
        aside.rename(target)


def _sweep(rooms: Path) -> None:
    """Remove what killed runs left behind: what nobody holds."""
    for folder in rooms.iterdir():
        if folder.is_dir() and not is_held(folder / _LOCK):
            shutil.rmtree(folder, ignore_errors=True)


def _replace(staged: Path, target: Path, locked: bool) -> None:
    """Put a folder in the place of another, in one step where the system can; else in two, which need a lock."""
    if not target.exists():
        staged.rename(target)
        return
    try:
        _exchange(staged, target)
    except OSError as error:
        if error.errno not in _NO_EXCHANGE or not locked:
            raise
        _rename_twice(staged, target)


def _set_aside(target: Path) -> Path:
    return target.with_name(f"{_ASIDE}{target.name}")


def _rename_twice(staged: Path, target: Path) -> None:
    """Swap two folders by renaming; whoever dies between leaves the old one aside, for the next to put back."""
    aside = _set_aside(target)
    target.rename(aside)
    try:
        staged.rename(target)
    except OSError:
        aside.rename(target)
        raise
    aside.rename(staged)


def _exchange(one: Path, other: Path) -> None:
    """Swap two folders in one step of the file system (renameat2 with RENAME_EXCHANGE, Linux)."""
    if not sys.platform.startswith("linux"):
        raise OSError(errno.ENOSYS, "atomic exchange of folders needs Linux")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
