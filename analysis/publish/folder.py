"""The folder of a delivered report: prepared aside, then put in place by one atomic exchange.

A reader sees the whole old report or the whole new one, never a mixture; a run that fails leaves the old one as it was
and keeps its notebooks where its message says.
"""

import ctypes
import errno
import io
import os
import shutil
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.errors import PublishError
from analysis.texts import say

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def explain_failure(lang: str, key: str, **values: object) -> Iterator[None]:
    """Raise what the system refuses as PublishError with the sentence `key`, which names the reason."""
    try:
        yield
    except OSError as error:
        raise PublishError(say(lang, key, reason=error.strerror or str(error), **values)) from None


@contextmanager
def stage(target: Path, lang: str, root: Path | None = None) -> Iterator[Path]:
    """Yield an empty folder on the same file system as `target`, below `root`; it is gone afterwards.

    Left out, the root is that of a report, which stands in a folder of its department.
    """
    root = root or target.parent.parent
    folder = root / ".staging" / f"{target.parent.name}-{target.name}-{os.getpid()}"
    with explain_failure(lang, "publish.no-folder", folder=root):
        _sweep(folder)
        folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another run may still be staging there
            folder.parent.rmdir()


def put_in_place(staged: Path, target: Path, lang: str) -> None:
    """Put `staged` in the place of `target` in one step; what stood there before ends up in `staged`."""
    with explain_failure(lang, "publish.not-placed", folder=target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            _exchange(staged, target)
        else:
            staged.rename(target)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in place in one step; OSError leaves what was there."""
    draft = path.with_name(f".{path.name}-{os.getpid()}")
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


def _sweep(folder: Path) -> None:
    """Remove what killed runs of the same report left behind, and what this process itself left."""
    prefix = folder.name.rpartition("-")[0]
    for other in folder.parent.glob(f"{prefix}-*") if folder.parent.is_dir() else ():
        process = int(other.name.rpartition("-")[2])
        if process == os.getpid() or not _is_running(process):
            shutil.rmtree(other, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        pass
    return True


def _exchange(one: Path, other: Path) -> None:
    """Swap two folders in one step of the file system (renameat2 with RENAME_EXCHANGE, Linux)."""
    if not sys.platform.startswith("linux"):
        raise OSError(errno.ENOSYS, "atomic exchange of folders needs Linux")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
