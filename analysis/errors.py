"""Errors that a user can mend: each says what was given, where, what is allowed and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.texts import say


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in the input: where it stands and what to do about it."""

    file: str
    line: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        """Return `file:line: column: message` with the parts that are known."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.column, self.message) if part)


class UserError(Exception):
    """A mistake in the input or the call; its text is the whole message, no traceback is needed."""

    exit_code = 3

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        """Keep the headline and every problem found, not only the first."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join([message, *(f"  {problem}" for problem in self.problems)]))

    def brief(self, lang: str) -> str:
        """Return what is wrong in one line, where there is room for no more: the first problem, not the headline."""
        if not self.problems:
            return str(self).splitlines()[0]
        more = len(self.problems) - 1
        return str(self.problems[0]) + (say(lang, "data.more", count=more) if more else "")

    def _render_traceback_(self) -> list[str]:
        """Return the lines that Jupyter shows instead of a traceback."""
        return [str(self)]


class PublishError(UserError):
    """A report could not be built or put in place; what was published before is unchanged."""

    exit_code = 4
