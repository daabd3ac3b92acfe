"""What of a report's documents was read: its tables, and of its sections those that were not read whole."""

from typing import Any

import pandas as pd

from analysis.frames import iterate_rows
from analysis.show.tables import Table, make_table
from analysis.show.words import Words

_WHOLE = ("read", "empty")


def list_coverage(words: Words) -> pd.DataFrame:
    """Return the parts of the report's own documents, as data/coverage lists them."""
    coverage = words.data.coverage
    own = coverage["department"].eq(words.department) & coverage["fiscal_year"].eq(words.year)
    return coverage[own].reset_index(drop=True)


def tell_coverage(words: Words) -> str:
    """Return in a sentence or two how much was read and what was not; nothing where that is not on record.

    >>> from analysis import open_data
    >>> from analysis.show import Words, tell_coverage
    >>> tell_coverage(Words(open_data("beita-union", 2019), "en"))
    'The documents have no tables and 8 sections of text with 40 numbers, of which 40 were read.'
    """
    parts = list_coverage(words)
    if parts.empty:
        return ""
    kinds = parts["kind"].value_counts()
    values = {f"{kind}s": int(kinds.get(kind, 0)) for kind in ("table", "section")}
    values |= {name: int(parts[name].fillna(0).sum()) for name in ("numbers", "numbers_read")}
    told = words.say("show.coverage" if values["tables"] else "show.coverage-text", **values)
    if len(left := _list_left(parts)):
        names = words.join_names(_name_part(words, row) for row in iterate_rows(left))
        told += words.say("show.coverage-left", names=names)
    return told


def _list_left(parts: pd.DataFrame) -> pd.DataFrame:
    return parts[~parts["state"].isin(_WHOLE)]


def _name_part(words: Words, row: Any) -> str:
    """Return a part with how many of its numbers were not read."""
    part = _tell_part(words, row)
    if pd.isna(row.numbers):
        return words.say("show.coverage-uncounted", part=part)
    return words.say("show.coverage-part", part=part, count=int(row.numbers) - int(row.numbers_read or 0))


def _tell_part(words: Words, row: Any) -> str:
    """Return the name of a table or section; of a section its place, and its heading as printed."""
    place, _, heading = str(row.part).partition(" ")
    return " ".join(filter(None, [words.tell_place(place), heading]))


def show_coverage(words: Words) -> Table:
    """Return the tables of the documents and the sections that were not read whole; the others are counted.

    >>> from analysis import open_data
    >>> from analysis.show import Words, show_coverage
    >>> len(show_coverage(Words(open_data("beita-union", 2019), "en")).frame)
    0
    """
    parts = list_coverage(words)
    shown = parts[parts["kind"].eq("table") | ~parts["state"].isin(_WHOLE)].reset_index(drop=True)
    rows = [
        [_tell_part(words, row), words.say(f"show.coverage-state.{row.state}"), *_list_counts(row)]
        for row in iterate_rows(shown)
    ]
    columns = "read-part state:short numbers:number numbers-read:number page:number"
    return make_table(words, shown, "coverage", columns, rows, note=tell_coverage(words))


def _list_counts(row: Any) -> list[object]:
    return ["—" if pd.isna(count) else int(count) for count in (row.numbers, row.numbers_read, row.page)]
