"""The log of the yearly runs: a line of JSON for each report of each run, the one place that holds wall-clock times."""

import errno
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.money import strip_controls
from analysis.publish.folder import explain_failure
from analysis.publish.subject import GROUPS

LOG = "run.log"
GOOD, BAD = {"built", "current"}, {"failed", "timeout"}

Entry = dict[str, Any]


def read_clock() -> str:
    """Return the time of the wall clock with its offset, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def append_entry(out: Path, entry: Mapping[str, Any], lang: str) -> None:
    """Add one line to the log, with the time; PublishError when it cannot be written."""
    line = (json.dumps({"time": read_clock(), **entry}, ensure_ascii=False) + "\n").encode()
    with explain_failure(lang, "yearly.no-log", file=out / LOG), (out / LOG).open("ab+", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        torn = size > 0 and os.pread(file.fileno(), 1, size - 1) != b"\n"  # a run was killed in the middle of a line
        if file.write(b"\n" * torn + line) < torn + len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read_entries(out: Path) -> list[Entry]:
    """Return the log's entries about reports, oldest line first; a torn line is passed over."""
    try:
        lines = (out / LOG).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [entry for line in lines if (entry := _parse(line))]


def _parse(line: str) -> Entry | None:
    try:
        entry = json.loads(line)
        entry["day"] = datetime.fromisoformat(entry["time"]).date()
        department, year = str(entry["department"]), entry["year"]
        of_group = department.startswith(f"{GROUPS}/")
        entry["key"] = (department, str(year) if of_group else int(year), str(entry["lang"]))
        return entry if entry["state"] in GOOD | BAD else None
    except (ValueError, KeyError, TypeError):
        return None


def name_report(department: str, year: int | str, lang: str = "") -> str:
    """Return a report's name for messages; an id that nobody checked is freed of invisible characters."""
    return strip_controls(f"{department} {year} {lang}".strip())
