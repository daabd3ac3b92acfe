"""Every sentence that users see, in Chinese and English, from the catalogue in `texts/*.toml`."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
DEFAULT_LANGUAGE = "zh"
_FOLDER = Path(__file__).parent / "texts"


def say(lang: str, key: str, **values: object) -> str:
    """Return the text of `key` in `lang` with `values` filled in.

    Raises KeyError for a key, language or placeholder that the catalogue does not have: a programming error.
    """
    return catalogue()[key][lang].format(**values)


def say_base(lang: str, year: object, base_year: object) -> str:
    """Return what a change of a year is against: another year or the budget of its own; nothing for a level."""
    if not str(base_year).isdigit():
        return ""
    return say(lang, f"show.base.{'budget' if str(year) == str(base_year) else 'year'}", year=base_year)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return all texts: dotted key -> {language: template}; a key that stands in two files is refused."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        for key, entry in _flatten(tomllib.loads(path.read_text(encoding="utf-8")), ""):
            if key in texts:
                raise KeyError(f"{path.name}: {key} is already in the catalogue")
            texts[key] = entry
    return texts


def _flatten(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, str]]]:
    if set(table) == set(LANGUAGES):
        yield prefix, table
        return
    for name, inner in table.items():
        yield from _flatten(inner, f"{prefix}.{name}" if prefix else name)
