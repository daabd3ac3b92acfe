"""The grammar of `grammar/*.toml`, compiled: what is no figure, what a number measures, what is no part of a label."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("grammar")


@dataclass(frozen=True)
class Shape:
    """What a number measures when `pattern` fits what stands left of it; `unit` limits it to percentages."""

    name: str
    pattern: re.Pattern[str]
    measure: str
    unit: str


@dataclass(frozen=True)
class Phase:
    """A word for a phase of the budget, as the document prints it, and the phase it names; `behind` ends a label."""

    pattern: re.Pattern[str]
    behind: re.Pattern[str]
    word: str
    phase: str


@cache
def load_grammar() -> dict[str, Any]:
    """Return the tables of all files, examples included."""
    tables: dict[str, Any] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        tables |= tomllib.loads(path.read_text(encoding="utf-8"))
    return tables


@cache
def fill(pattern: str) -> str:
    """Return a pattern with the words that its {names} stand for."""
    words = load_grammar()["words"]
    return re.sub(r"\{([a-z_]+)\}", lambda name: f"(?:{fill(words[name[1]])})", pattern)


@cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return a filled pattern, compiled."""
    return re.compile(fill(pattern), re.DOTALL)


@cache
def join_patterns(table: str, frame: str = "%s") -> re.Pattern[str]:
    """Return one pattern for all of a table's, the first that fits winning; `frame` is what they stand in."""
    rows = "|".join(f"(?:{row['pattern']})" for row in load_grammar()[table])
    return compile_pattern(frame % f"(?:{rows})")


@cache
def list_patterns(table: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a table in their order."""
    return tuple(compile_pattern(row["pattern"]) for row in load_grammar()[table])


@cache
def list_shapes() -> tuple[Shape, ...]:
    """Return the shapes in their order."""
    return tuple(
        Shape(one["name"], compile_pattern(one["pattern"]), one["measure"], one.get("unit", ""))
        for one in load_grammar()["shape"]
    )


@cache
def list_phases() -> tuple[Phase, ...]:
    """Return the words for phases, in their order."""
    rows = load_grammar()["phase"]
    return tuple(
        Phase(compile_pattern(one["pattern"]), compile_pattern(f"(?:{one['pattern']})$"), one["word"], one["phase"])
        for one in rows
    )
