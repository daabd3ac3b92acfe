"""The workers of a cluster: what each shows before it gets reports, and what it does with one.

A worker that has another program, other data or another folder would publish something else, so it is not used.
"""

import hashlib
import signal
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.publish.evidence.manifest import describe_program, list_changes
from analysis.publish.evidence.verifier import hash_file
from analysis.publish.locks import is_held
from analysis.publish.yearly.builder import Builder
from analysis.publish.yearly.lock import LOCK
from analysis.publish.yearly.plan import Job, Place, shorten_names
from analysis.publish.yearly.run import build_job
from analysis.read.files.passages import RAW, list_raw_files
from analysis.texts import say

Description = dict[str, Any]


class _ReadyBuilder(Builder):
    """What the system of a worker refuses is no answer about the report: another worker is asked."""

    def build(self, job: Job, **chosen: Any) -> tuple[int | None, str]:
        """Return what a builder returns; RuntimeError where it raises OSError, which would be taken for an answer."""
        try:
            return super().build(job, **chosen)
        except OSError as error:
            raise RuntimeError(error.strerror or str(error)) from None


_BUILDERS: dict[Place, Builder] = {}
_LOCK = threading.Lock()


def dask_setup(worker: object) -> None:
    """Prepare a worker that a run starts for itself: an interrupt from the keyboard is the run's to answer."""
    signal.signal(signal.SIGINT, lambda *_: None)  # not ignored, which its reports would be too


def describe_here(place: Place, holder: str) -> Description:
    """Return what decides reports that are built here: program, data, and what is wrong with the output folder.

    `holder` is what the run has written into its lock there.
    """
    return {**describe_program(), "data": _describe_data(place.data_dir), "out": _look_at(place.out, holder)}


def find_fault(lang: str, place: Place, here: Description, there: Description | BaseException) -> str:
    """Return why a worker that has shown `there` is not used; empty when it would build what would be built here."""
    if isinstance(there, BaseException):
        return say(lang, "cluster.cannot-load", reason=f"{type(there).__name__}: {there}")
    if there["out"]:
        return say(lang, f"cluster.{there['out']}", folder=place.out)
    if not there["data"]:
        return say(lang, "cluster.no-data", folder=place.data_dir)
    for kind, parts in (("program", ("notebooks", "code", "software")), ("data", ("data",))):
        if names := list_changes(*({part: one[part] for part in parts} for one in (there, here))):
            return say(lang, f"cluster.other-{kind}", names=shorten_names(names), folder=place.data_dir)
    return ""


def build_here(lang: str, job: Job, place: Place) -> Job:
    """Return a report's job as it ended, built from this worker's warm process."""
    with _LOCK:
        builder = _BUILDERS.setdefault(place, _ReadyBuilder(place.out, place.data_dir, place.memory_limit_mb))
    return build_job(lang, job, place.out, builder, place.limit_seconds)


def release_here(place: Place) -> None:
    """End the warm process of this worker."""
    with _LOCK:
        builder = _BUILDERS.pop(place, None)
    if builder:
        builder.__exit__(None, None, None)


def _describe_data(folder: Path) -> dict[str, str]:
    """Return a hash for each file and folder of the data; of documents, which may be large, names and sizes count."""
    hashes = {}
    for top in sorted(folder.glob("[!.]*")):
        paths = [path for path in [top, *sorted(top.rglob("*"))] if path.is_file()]
        if top.name != RAW:
            hashes[top.name] = _hash(f"{path.relative_to(folder)} {hash_file(path)}" for path in paths)
    if hashes:
        hashes[RAW] = _hash(f"{path.name} {path.stat().st_size}" for path in list_raw_files(folder))
    return hashes


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _look_at(out: Path, holder: str) -> str:
    """Return what is wrong with the output folder, as a key of texts: it must be the run's, and its locks must hold."""
    try:
        same = (out / LOCK).read_text(encoding="utf-8") == holder
    except OSError:
        same = False
    if not same:
        return "no-out"
    return "" if is_held(out / LOCK) else "no-lock"
