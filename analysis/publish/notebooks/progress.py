"""What is told of a notebook's run: each step, and why it did not succeed; light, for the command line."""

import re
from dataclasses import dataclass

from analysis.texts import say

DETAIL_CHARACTERS = 2_000
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Progress:
    """One step of a run: which notebook, which of its code cells with its first line, whether all have finished."""

    notebook: str
    cell: int
    cells: int
    state: str
    line: str = ""


@dataclass(eq=False)
class RunError(Exception):
    """A notebook that did not succeed: `kind` is error, stderr, dead-kernel, time, flood, memory, start or stopped.

    `cell` is counted among code cells, `line` its first one, `detail` what was said.
    """

    notebook: str
    cell: int
    line: str
    kind: str
    detail: str

    def __str__(self) -> str:
        """Return the description in English, for logs and tracebacks."""
        return self.describe("en")

    def describe(self, lang: str) -> str:
        """Return what happened, where and what to do, in the user's language."""
        place = say(lang, "run.place", notebook=self.notebook, cell=self.cell, line=self.line) if self.cell else ""
        return say(lang, f"run.{self.kind}", notebook=self.notebook, place=place, detail=self.detail)


def shorten(detail: str) -> str:
    """Return what was said without colours and no longer than people read."""
    text = _ANSI.sub("", detail[: 2 * DETAIL_CHARACTERS]).strip()
    return text if len(text) <= DETAIL_CHARACTERS else text[:DETAIL_CHARACTERS] + " …"
