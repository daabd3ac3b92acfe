"""What documents name, compared with what the project has."""

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis import cli
from analysis.errors import UserError

TOP_FOLDERS = ("analysis", "data", "docs", "locks", "notebooks", "tests", "tools")
# Absolute places of a machine, this one's first, and hosts or options that name a package index (hosts in pieces, so
# that they are not named here either).
PLACES = (
    f"{Path(__file__).resolve().parents[2]}/",
    f"{Path.home()}/",
    "/home/",
    "/Users/",
    "/tmp/",
    *(".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"))),
    "--index-url",
    "--extra-index",
)
HYPOTHETICAL_YEAR, REAL_YEAR = "2020", "2019"


def read_code(text: str) -> list[str]:
    """Return what a Markdown text shows as code: each `span`, and each line of a block without its comment."""
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [*spans, *filter(None, lines)]


def read_targets(makefile: str) -> tuple[set[str], set[str]]:
    """Return the targets of a Makefile that have a help text, and its variables that may be set."""
    return set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)), set(re.findall(r"^(\w+) \?=", makefile, re.M))


def find_unknown_make(code: Iterable[str], makefile: str) -> Iterator[str]:
    """Return each `make …` that names a target or a variable that the Makefile has not."""
    targets, variables = read_targets(makefile)
    for line in code:
        for word in line.split()[1:] if line.startswith("make ") else []:
            name, is_variable, _ = word.partition("=")
            if name not in (variables if is_variable else targets):
                yield line


def read_commands() -> dict[str, set[str]]:
    """Return each command of `expenditure` -> the words that may be said with it: its name and its options."""
    parser = cli.make_parser()
    [commands] = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return {name: {name, *command._option_string_actions} for name, command in commands.choices.items()}


def find_unknown_commands(code: Iterable[str]) -> Iterator[str]:
    """Return each `expenditure …` with a command or an option that does not exist."""
    commands = read_commands()
    for line in code:
        match = re.match(r"expenditure (\w+)(.*)", line)
        if match and not {match[1], *re.findall(r"--[\w-]+", match[2])} <= commands.get(match[1], set()):
            yield line


def find_missing_paths(text: str, folder: Path, root: Path) -> Iterator[str]:
    """Return each link, relative to the document's folder, and each path below the project's root that is not there.

    The files of next year, which README tells how to add, must be named as those of the year that is there. What git
    ignores a user makes; a table of departments that no one has rows of yet has a schema.
    """
    ignored = (root / ".gitignore").read_text(encoding="utf-8").split()
    links = re.findall(r"\]\((?!\w+:|#)([^)\s#]+)", text)
    spans = [span for span in read_code(text) if span.startswith(tuple(f"{folder}/" for folder in TOP_FOLDERS))]
    for start, path in [*((folder, link) for link in links), *((root, span) for span in spans)]:
        real = re.sub(r"<[^>]+>", "*", path).replace(HYPOTHETICAL_YEAR, REAL_YEAR).rstrip("/")
        table = re.sub(r"^data/([a-z-]+)/<department>/<year>.csv$", r"data/table-schemas/\1.json", path)
        if not any(start.glob(real)) and path not in ignored and not (start / table).is_file():
            yield path


def find_missing_headings(text: str, file: Path) -> Iterator[str]:
    """Return each link to a heading (`#its-words`) that the document it leads to has not."""
    for path, heading in re.findall(r"\]\((?!\w+:)([^)\s#]*)#([^)\s]+)\)", text):
        target = file.parent / path if path else file
        page = target.read_text(encoding="utf-8") if path and target.is_file() else text
        words = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
        if heading not in {re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-") for line in words}:
            yield f"{path}#{heading}"


def read_exit_codes(text: str) -> set[int]:
    """Return the numbers that start the rows of a table of exit codes, or the lines of a help text."""
    return {int(number) for number in re.findall(r"^(?:\| | {2})(\d+)\s+(?:\| )?\S", text, re.MULTILINE)}


def list_exit_codes() -> set[int]:
    """Return the exit codes that the command can end with."""
    own = {value for name, value in vars(cli).items() if name.isupper() and type(value) is int}
    kinds = [kind for kind in [UserError, *_list_kinds(UserError)] if kind.__module__.startswith("analysis.")]
    return own | {kind.exit_code for kind in kinds}


def _list_kinds(kind: type[UserError]) -> Iterator[type[UserError]]:
    for below in kind.__subclasses__():
        yield below
        yield from _list_kinds(below)


def find_places(text: str) -> list[str]:
    """Return the places of a machine or an index that a text names."""
    return [place for place in PLACES if place in text]


def find_lines_of_no_notebook(text: str, sources: Iterable[str]) -> list[str]:
    """Return the lines of a document's Python blocks that no cell of the notebooks has; a chosen language is free."""
    known = {line.rstrip(";") for source in sources for line in source.splitlines()}
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if not line.startswith("lang: str = ")]
    return [line for line in lines if line and line not in known]
