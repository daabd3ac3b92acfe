"""What keeps yearly runs in bounds: one run at a time, one time limit for each process, and the log of what was done.

The lock (flock) ends with the process that holds it, so a killed run leaves no stale one. The log has one line of JSON
for each report of each run; it is the one place where times of the wall clock are written.
"""

import ctypes
import errno
import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from analysis.errors import PublishError, UserError
from analysis.money import strip_controls
from analysis.review import list_years
from analysis.tables import PROJECT_FOLDER
from analysis.texts import say

LOG = "run.log"
LOCK = ".lock"
GOOD, BAD = {"built", "current"}, {"failed", "timeout"}
LONGEST_SILENCE = timedelta(days=400)  # a year, and a month for a run that came late
# Month and day of the next year by which a year's data should be here: local final accounts are approved from June
# to September and published within 20 days of approval (预算法 article 14), and typing them in takes a while.
DUE = (11, 30)
_GRACE_SECONDS = 5
_LONGEST_OUTPUT_BYTES = 20_000
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1

Entry = dict[str, Any]


class LockHeldError(UserError):
    """Another run is at work in the same folder."""

    exit_code = 5


@contextmanager
def hold_lock(out: Path, lang: str) -> Iterator[None]:
    """Hold the folder for one run; LockHeldError says who holds it, PublishError that it cannot be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        file = (out / LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise PublishError(say(lang, "publish.no-folder", folder=out, reason=error.strerror)) from None
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


def run_limited(
    command: Sequence[str] | str, limit_seconds: float, given: str = "", environment: dict[str, str] | None = None
) -> tuple[int | None, str]:
    """Return the exit code (None: ended at the limit) and the output of a command; a plain str is run by the shell.

    The command has a process group of its own and does not outlive us. OSError if it cannot be started.
    """
    with TemporaryFile() as source, TemporaryFile() as said:
        source.write(given.encode())
        source.seek(0)
        process = subprocess.Popen(
            command, stdin=source, stdout=said, stderr=said, shell=isinstance(command, str), cwd=PROJECT_FOLDER,
            env=environment, start_new_session=True, preexec_fn=_die_with_parent,
        )  # fmt: skip
        try:
            code: int | None = process.wait(limit_seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process)
        said.seek(max(0, said.seek(0, os.SEEK_END) - _LONGEST_OUTPUT_BYTES))
        return code, said.read().decode("utf-8", "replace").strip()


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that still runs: politely first, so that it ends its kernels; then with its whole group."""
    if process.poll() is not None:
        return
    for signum in (signal.SIGINT, signal.SIGKILL):
        process.send_signal(signum)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
            break
    time.sleep(0.5)  # its nursery sees it gone and ends the kernels, which have groups of their own
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def read_clock() -> str:
    """Return the time of the wall clock with its offset, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def append_entry(out: Path, entry: Mapping[str, Any], lang: str) -> None:
    """Add one line to the log, with the time; PublishError when it cannot be written."""
    line = (json.dumps({"time": read_clock(), **entry}, ensure_ascii=False) + "\n").encode()
    try:
        with (out / LOG).open("ab+", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            torn = (
                size > 0 and os.pread(file.fileno(), 1, size - 1) != b"\n"
            )  # a run was killed in the middle of a line
            if file.write(b"\n" * torn + line) < torn + len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise PublishError(say(lang, "yearly.no-log", file=out / LOG, reason=error.strerror)) from None


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
        entry["key"] = (str(entry["department"]), int(entry["year"]), str(entry["lang"]))
        return entry if entry["state"] in GOOD | BAD else None
    except (ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True)
class Overdue:
    """Something that should have been done: `kind` is failed, no-year, no-run or clock."""

    kind: str
    values: Mapping[str, object]

    def describe(self, lang: str) -> str:
        """Return the line for people."""
        values = {name: value or say(lang, "yearly.overdue.never") for name, value in self.values.items()}
        return say(lang, f"yearly.overdue.{self.kind}", **values)


def find_overdue(out: Path, data_dir: Path, today: date) -> list[Overdue]:
    """Return what should have been done by `today`: failed reports, years without data, no run, a wrong clock.

    `data_dir` is the resolved data folder. Lines of the log with a day to come are reported and prove no run.
    """
    years = list_years(data_dir)
    entries = read_entries(out)
    newest = {entry["key"]: entry for entry in entries}  # by the order of lines: clocks may be set back
    found = [
        Overdue("failed", {"report": name_report(*key), "day": entry["day"]})
        for key, entry in sorted(newest.items())
        if entry["state"] in BAD and key[1] in years.get(key[0], ())
    ]
    for department, there in sorted(years.items()):
        missing = sorted({year + 1 for year in there} - set(there))
        due = {year: date(year + 1, *DUE) for year in missing}
        late = [year for year in missing if today > due[year]]
        found += [Overdue("no-year", {"report": name_report(department, year), "due": due[year]}) for year in late]
    future = [entry["day"] for entry in entries if entry["day"] > today]
    good = [entry["day"] for entry in entries if entry["state"] in GOOD and entry["day"] <= today]
    last = max(good, default=None)
    if years and (last is None or today - last > LONGEST_SILENCE):
        found.append(Overdue("no-run", {"days": LONGEST_SILENCE.days, "day": last}))
    return [*found, Overdue("clock", {"count": len(future), "day": max(future)})] if future else found


def name_report(department: str, year: int, lang: str = "") -> str:
    """Return a report's name for messages; an id that nobody checked is freed of invisible characters."""
    return strip_controls(f"{department} {year} {lang}".strip())
