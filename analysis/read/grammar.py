"""The grammar of `grammar.toml`, compiled: words, phases, what to skip, the shapes that tell what a number measures."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("grammar.toml")


@dataclass(frozen=True)
class Shape:
    """What a number measures when `pattern` fits what stands left of it; `unit` limits it to percentages."""

    name: str
    pattern: re.Pattern[str]
    measure: str
    unit: str


@dataclass(frozen=True)
class Phase:
    """A word for a phase of the budget, as the document prints it, and the phase it names."""

    pattern: re.Pattern[str]
    word: str
    phase: str


def load_grammar() -> dict[str, Any]:
    """Return the grammar as it stands in its file, examples included."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def fill(pattern: str) -> str:
    """Return a pattern with the words that its {names} stand for."""
    words = _words()
    return re.sub(r"\{([a-z_]+)\}", lambda name: f"(?:{words[name[1]]})", pattern)


@cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return a filled pattern, compiled."""
    return re.compile(fill(pattern), re.DOTALL)


@cache
def _words() -> dict[str, str]:
    return dict(load_grammar()["words"])


@cache
def list_shapes() -> tuple[Shape, ...]:
    """Return the shapes in their order."""
    return tuple(
        Shape(one["name"], compile_pattern(one["pattern"]), one["measure"], one.get("unit", ""))
        for one in load_grammar()["shape"]
    )


@cache
def list_phases() -> tuple[Phase, ...]:
    """Return the words for phases, the longest idea first."""
    phases = load_grammar()["phases"]
    return tuple(Phase(compile_pattern(pattern), one["word"], one["phase"]) for pattern, one in phases.items())


@cache
def find_skipped() -> re.Pattern[str]:
    """Return one pattern for all numbers that belong to no figure."""
    return compile_pattern("|".join(f"(?:{one['pattern']})" for one in load_grammar()["skip"]))
