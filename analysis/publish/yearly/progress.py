"""The progress of a run: on a terminal one line that is rewritten, elsewhere a line for each report that is done."""

import sys
import time

from analysis.publish.yearly.log import BAD, name_report
from analysis.publish.yearly.plan import Job
from analysis.texts import say

_UNITS = (("hours", 3600), ("minutes", 60), ("seconds", 1))


class ProgressLine:
    """Shows how many reports are done, how many a minute, and how long the others will take."""

    def __init__(self, lang: str, count: int, building: int) -> None:
        """Begin with `count` reports, of which `building` have to be built."""
        self._lang, self._count, self._building = lang, count, building
        self._number, self._built, self._started = 0, 0, time.monotonic()
        self._is_terminal = sys.stderr.isatty()

    def begin(self) -> None:
        """Show that the run begins."""
        self._rewrite(say(self._lang, "yearly.begin", number=0, count=self._count))

    def show(self, job: Job, *, was_built: bool) -> None:
        """Show that a report is done; one that failed stays to be read on a terminal, too."""
        self._number += 1
        self._built += was_built
        if not self._is_terminal or job.state in BAD:
            state = say(self._lang, f"yearly.{job.state}", seconds=f"{job.seconds:.1f}")
            numbers = {"number": self._number, "count": self._count}
            self._print(say(self._lang, "yearly.done", report=name_report(*job.key), state=state, **numbers))
            if job.message:
                print(job.message, file=sys.stderr, flush=True)
        self._rewrite(self._describe(job))

    def end(self) -> None:
        """Take the line away."""
        self._rewrite("")

    def _describe(self, job: Job) -> str:
        minutes = max(time.monotonic() - self._started, 0.001) / 60
        rate = self._built / minutes
        left = self._tell_time(60 * (self._building - self._built) / rate) if rate else "…"
        values = {"number": self._number, "count": self._count, "rate": f"{rate:.0f}", "left": left}
        return say(self._lang, "yearly.progress", report=name_report(*job.key), **values)

    def _tell_time(self, seconds: float) -> str:
        """Return a time in the largest unit of which there are at least two."""
        name, size = next((one for one in _UNITS if seconds >= 2 * one[1]), _UNITS[-1])
        return say(self._lang, f"yearly.{name}", count=round(seconds / size))

    def _rewrite(self, text: str) -> None:
        if self._is_terminal:
            print(f"\r\x1b[2K{text}", end="", file=sys.stderr, flush=True)

    def _print(self, text: str) -> None:
        print(f"\r\x1b[2K{text}" if self._is_terminal else text, file=sys.stderr, flush=True)
