"""Totals of tables that print no sum of the year: the classes make them up, with what is carried over."""

from collections.abc import Iterator

from analysis.read.facts import Fact, Link, TableReading, Term
from analysis.read.links.scene import Scene

_TOTALS = {"expenditure-total": "summary/total", "fiscal-expenditure-total": "disclosure/fiscal-expenditure"}
_CLASS = 3  # digits of a 类


def find_lane_totals(scene: Scene) -> Iterator[Link]:
    """Yield the sum of the classes of a table for each of its totals: a table lists all of them."""
    first = 0
    for table in scene.reading.tables:
        for number, fact in enumerate(table.facts, start=first):
            if _is_only_total(table, fact):
                parts = [Term("calculated", n, "+") for n, one in enumerate(table.facts, first) if _is_part(one, fact)]
                if parts:
                    yield Link("sum", (Term("reported", number), *parts), (0, 0), "yes")
        first += len(table.facts)


def _is_only_total(table: TableReading, fact: Fact) -> bool:
    """Return whether a figure is a table's total beside which it has no sum of the year."""
    code = fact.named.code if fact.named and fact.named.scheme == "disclosure" else ""
    beside = {f"{one.named.scheme}/{one.named.code}" for one in table.facts if one.named}
    return code in _TOTALS and _TOTALS[code] not in beside


def _is_part(fact: Fact, total: Fact) -> bool:
    """Return whether a figure in the column of a total is that of a class, or goes over into the next year."""
    named = fact.named
    is_class = named is not None and named.scheme.startswith("functional") and len(named.code) == _CLASS
    same = fact.at and total.at and fact.at.cell[2] == total.at.cell[2] and fact.fund == total.fund
    return bool((is_class or fact.flow == "balance") and same and fact.measure == total.measure == "level")
