"""The Table Schemas in `data/table-schemas/`: the one description of the data.

The loader, the data package and the data dictionary all read it.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from analysis.texts import say

SCHEMA_FOLDER = Path(__file__).resolve().parent.parent / "data" / "table-schemas"

# Frictionless takes 2_019, NaN, 1e999 and digits of other scripts for numbers; the data have plain digits.
_PLAIN = {
    "integer": r"-?[0-9]{1,15}",
    "number": r"-?[0-9]{1,12}(\.[0-9]{1,6})?",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
}

Fault = tuple[int, str, str]


@cache
def read_schema(table: str) -> dict[str, Any]:
    """Return the Table Schema of a kind of file as a dictionary (do not change it)."""
    schema: dict[str, Any] = json.loads((SCHEMA_FOLDER / f"{table}.json").read_text(encoding="utf-8"))
    return schema


def columns_of(table: str) -> list[str]:
    """Return the column names of a kind of file, in order."""
    return [column["name"] for column in read_schema(table)["fields"]]


@cache
def optional_columns_of(table: str) -> frozenset[str]:
    """Return the columns that a file of this kind may leave out, as older ones do; they are then blank."""
    return frozenset(column["name"] for column in read_schema(table)["fields"] if column.get("optional"))


def describe_allowed(column: Mapping[str, Any], lang: str) -> str:
    """Return in words what a column accepts, from its Table Schema field."""
    constraints = column.get("constraints", {})
    parts = []
    if "enum" in constraints:
        parts.append(" | ".join(constraints["enum"]))
    if "pattern" in constraints:
        parts.append(say(lang, "data.allowed.pattern", pattern=constraints["pattern"]))
    if "maxLength" in constraints:
        parts.append(say(lang, "data.allowed.length", length=constraints["maxLength"]))
    if column["type"] in _PLAIN:
        parts.append(say(lang, f"data.allowed.{column['type']}"))
    parts += [
        f"{sign} {constraints[name]}" for name, sign in (("minimum", "≥"), ("maximum", "≤")) if name in constraints
    ]
    parts.append(column["title" if lang == "zh" else "description"])
    return ("；" if lang == "zh" else "; ").join(parts)


@cache
def keys_of(table: str) -> tuple[tuple[str, ...], ...]:
    """Return the columns, alone or together, whose values a file of this kind holds once."""
    schema = read_schema(table)
    primary = [tuple(schema["primaryKey"])] if "primaryKey" in schema else []
    unique = [(one["name"],) for one in schema["fields"] if one.get("constraints", {}).get("unique")]
    return tuple(dict.fromkeys([*primary, *unique]))


@lru_cache(maxsize=256)  # a report opens the same data once for each notebook
def find_faults(table: str, rows: tuple[tuple[str, ...], ...]) -> tuple[Fault, ...]:
    """Return what the Table Schema has against the cells of rows: (index, column, note) each.

    Keys are the business of tables.py, references between files that of references.py, whose messages say more.
    """
    found = []
    for place, cells in enumerate(zip(*rows, strict=True)):
        name, kind, read = _make_readers(table)[place]
        # Most cells of a column are like others: each text is asked about once.
        noted = {cell: notes for cell in set(cells) if (notes := read(_guard(cell, kind))[1])}
        if noted:
            found += [
                (index, place, name, note) for index, cell in enumerate(cells) for note in noted.get(cell, {}).values()
            ]
    return tuple((index, name, note) for index, _, name, note in sorted(found, key=itemgetter(0, 1)))


def has_faults(table: str, column: str, cells: Iterable[str]) -> bool:
    """Return whether the Table Schema has anything against one of some cells of a column."""
    place = columns_of(table).index(column)
    _, kind, read = _make_readers(table)[place]
    free = kind == "string" and "constraints" not in read_schema(table)["fields"][place]
    return not free and any(read(_guard(cell, kind))[1] for cell in cells)


@cache
def _make_readers(table: str) -> list[tuple[str, str, Callable[[str], tuple[Any, Any]]]]:
    """Return name, type and reader of each column, which finds what frictionless has against a cell.

    Its report on a whole table finds the same, but describes and checks the schema anew each time: tenfold the time.
    """
    from frictionless import fields

    readers = []
    for one in read_schema(table)["fields"]:
        constraints = {name: limit for name, limit in one.get("constraints", {}).items() if name != "unique"}
        field = getattr(fields, f"{one['type'].title()}Field")(name=one["name"], constraints=constraints)
        readers.append((one["name"], one["type"], field.create_cell_reader()))
    return readers


def _guard(cell: str, kind: str) -> str:
    """Return the cell, or for a number in no plain digits a word, which frictionless refuses."""
    return cell if not cell or kind not in _PLAIN or re.fullmatch(_PLAIN[kind], cell) else "not plain"
