"""Verdicts on published reports, remembered: of the same program, data and manifest they are the same.

To find one means to open data, for a group those of thousands of reports; to see that nothing has changed since means
to hash their files. They lie in the cache, which may be deleted, damaged or unwritable at any moment.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from analysis.cache import find_cache_folder
from analysis.departments import DepartmentTables, list_years
from analysis.exported import is_export
from analysis.groups import list_group_members
from analysis.publish.evidence import manifest
from analysis.publish.folder import replace_file
from analysis.publish.page.neighbours import find_pages
from analysis.publish.subject import Group, Subject
from analysis.read.files.passages import list_raw_files
from analysis.tables import DATA_FOLDER

_FOLDER = "verdicts"


def remember(
    told: str, subject: Subject, lang: str, listing: Path, out: Path, data_dir: Path, find: Callable[[], str]
) -> str:
    """Return what `find` says, in the language `told`, of the report in `lang` whose manifest is `listing`.

    It is asked only where something that it looks at has changed since it was last asked.
    """
    root = find_cache_folder()
    if root is None or is_export(data_dir):
        return find()
    name = hashlib.sha256(f"{listing.resolve()} {told}".encode()).hexdigest()
    file, state = root / _FOLDER / name, _hash_state(told, subject, lang, listing, out, data_dir)
    with suppress(OSError, ValueError):
        kept, verdict = file.read_text(encoding="utf-8").split("\n", 1)
        if kept == state:
            return verdict
    verdict = find()
    if _hash_state(told, subject, lang, listing, out, data_dir) == state:  # nothing has changed meanwhile
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(file, f"{state}\n{verdict}".encode())
    return verdict


def _hash_state(told: str, subject: Subject, lang: str, listing: Path, out: Path, data_dir: Path) -> str:
    """Return a hash over everything that decides whether a report is what would be made now."""
    digest = hashlib.sha256(manifest.write_json(manifest.describe_run(subject, lang)).encode())
    digest.update(f"{told} {data_dir}\n".encode())
    folders = dict.fromkeys([data_dir, DATA_FOLDER])
    shared = (path for folder in folders for pattern in ("*.csv", "*/*.csv") for path in sorted(folder.glob(pattern)))
    for path in (listing, *shared):
        _add(digest, path)
    bodies = list_group_members(data_dir, subject.group) if isinstance(subject, Group) else [subject.department]
    for path in _list_own_files(data_dir, bodies):
        _add(digest, path)
    beside = _list_pages(out, data_dir, bodies, lang) if isinstance(subject, Group) else _describe_raw_files(data_dir)
    digest.update("\n".join(beside).encode())
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", path: Path) -> None:
    content = path.read_bytes() if path.is_file() else b"-"
    digest.update(f"{path} {hashlib.sha256(content).hexdigest()}\n".encode())


def _list_own_files(data_dir: Path, bodies: Iterable[str]) -> Iterator[Path]:
    for body in bodies:
        for kind in DepartmentTables.KINDS:
            folder = data_dir / kind / body
            if folder.is_dir():
                yield from (folder / name for name in sorted(os.listdir(folder)))


def _list_pages(out: Path, data_dir: Path, bodies: Iterable[str], lang: str) -> list[str]:
    """Return the pages of the bodies' reports to which a group's page may lead."""
    years = ((body, year) for body in bodies for year in list_years(data_dir, body).get(body, []))
    return find_pages(out, years, lang)


def _describe_raw_files(data_dir: Path) -> list[str]:
    """Return what tells whether documents at hand are the same: of the many that there may be none is read."""
    return [
        f"{path} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
        for path in list_raw_files(data_dir)
        if (status := path.stat())
    ]
