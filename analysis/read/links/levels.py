"""Sums within a table whose rows stand at several levels: kinds of things, projects of a kind, things of a project."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.money import AmountError, Quantity, parse_quantity
from analysis.read.facts import Link, TableReading, Term
from analysis.read.links.scene import Scene
from analysis.read.links.values import close

_FEWEST = 2  # sums that close before a table is taken for one whose rows add up


class _Row(NamedTuple):
    """A row of a table: the number of its fact, its level from 0, what it says."""

    number: int
    level: int
    quantity: Quantity


def find_levels(scene: Scene) -> Iterator[Link]:
    """Yield the sums of a table's rows: a table lists all that makes up its totals.

    Most of them must close, be it with all amounts moved by a row, or else the table is no such list.
    """
    first = 0
    for table in scene.reading.tables:
        rows = list(_list_rows(scene, table, first))
        lists = list(_list_parts(rows))
        most = max(_count_closing(_move(rows, step)) for step in (0, 1, -1)) if lists else 0
        if most >= max(_FEWEST, len(lists) / 2):
            for whole, *parts in lists:
                terms = (Term("reported", whole.number), *(Term("calculated", part.number, "+") for part in parts))
                yield Link("sum", terms, (0, 0), "yes")
        first += len(table.facts)


def _move(rows: Sequence[_Row], step: int) -> list[_Row]:
    """Return rows with the numbers of those so many places further on; the last ones have those of the first."""
    return [row._replace(quantity=rows[(place + step) % len(rows)].quantity) for place, row in enumerate(rows)]


def _count_closing(rows: Sequence[_Row]) -> int:
    return sum(close(whole.quantity, (part.quantity for part in parts)) for whole, *parts in _list_parts(rows))


def _list_rows(scene: Scene, table: TableReading, first: int) -> Iterator[_Row]:
    for number, fact in enumerate(table.facts, start=first):
        if fact.at and fact.at.level >= 0 and fact.kind == "money" and fact.measure == "level":
            try:
                quantity = parse_quantity(fact.printed, scene.units[fact.unit])
            except AmountError:
                continue
            yield _Row(number, fact.at.level, quantity)


def _list_parts(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Yield each row with those that make it up: the highest of those below it, up to the next of its own level."""
    for place, whole in enumerate(rows):
        end = next((n for n, row in enumerate(rows[place + 1 :], place + 1) if row.level <= whole.level), len(rows))
        below = rows[place + 1 : end]
        highest = min((row.level for row in below), default=0)
        if below:
            yield [whole, *(row for row in below if row.level == highest)]
