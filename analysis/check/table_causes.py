"""What makes many numbers of one table wrong at once: a column out of step with its labels, a unit that is not its own.

A cause is believed where it closes far more mismatches than it opens.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from analysis.check.slips import TABLE_FACTORS
from analysis.check.traced import Traced, Values

SHIFTED, UNIT = "rows-shifted", "unit-scale"
_FEWEST = 2  # mismatches of one table before its rows may be out of step
_SHORTEST = 3  # numbers that a column is moved with
_PLACE = re.compile(r"第(?P<row>\d+)行 ?(?P<head>.*)$")  # of a figure in its table
_ONE_LINE = 12  # figures of a table whose columns may be out of step instead of its rows


class TableCause(NamedTuple):
    """What is wrong with a table: the rule that says so, the mismatches that follow from it, why as a slip is told.

    `reason` is blank or a key of TABLE_FACTORS; `rows` are the figures that it concerns.
    """

    rule: str
    explained: set[int]
    reason: str
    rows: Collection[int]


def find_table_cause(traced: Traced, failing: Sequence[int]) -> TableCause | None:
    """Return what explains most of the mismatches of a report, None where nothing explains several."""
    found = [*_find_units(traced, set(failing)), *_find_shifts(traced, set(failing))]
    best = max(found, key=lambda one: one[0], default=None)
    return best[1] if best else None


def _find_units(traced: Traced, failing: set[int]) -> Iterator[tuple[int, TableCause]]:
    """Yield what another unit of a whole table would explain, with how much it gains."""
    concerned = {row for check in failing for row in traced.list_rows(check)}
    for rows in traced.list_tables():
        if len(rows) < _FEWEST or not concerned & set(rows):
            continue
        for reason, (times, per) in TABLE_FACTORS.items():
            other = {row: int(traced.known[row]) * times // per for row in rows}
            checks = {check for row in rows for check in traced.of_row[row]}
            across = {check for check in checks if not set(traced.list_rows(check)) <= set(rows)}
            closed = {one for one in across if traced.checks[one].closes(traced.known, other, slack=times)}
            gain = len(closed & failing) - 2 * len(across - closed - failing)
            equal = any(traced.checks[one].relation == "=" for one in closed & failing)  # a smaller part proves little
            if gain >= _FEWEST and equal:
                told = _list_repeating(traced, failing, other)
                yield gain, TableCause(UNIT, across & failing | told, reason, rows)


def _find_shifts(traced: Traced, failing: set[int]) -> Iterator[tuple[int, TableCause]]:
    """Yield what a column moved by one row would explain, with how much it gains.

    What stood in the row at the one end is lost, so that no check of that row says anything. What stands beyond the row
    at the other belongs to a blank cell: it is what the checks of that cell are short of.
    """
    concerned = {row for check in failing for row in traced.list_rows(check)}
    for rows in traced.list_tables():
        if not concerned & set(rows):
            continue
        checks = {check for row in rows for check in traced.of_row[row]}
        for column in _list_columns(traced, rows):
            if len({check for row in column for check in traced.of_row[row]} & failing) < _FEWEST:
                continue
            for move in _list_moves(traced, column, failing):
                fixed, broken = traced.try_numbers(move.numbers, failing)
                wrong = ((one, traced.checks[one]) for one in checks & failing)
                short = {one for one, own in wrong if own.lacks(traced.known, move.numbers, move.displaced)}
                gain = len(fixed | short) - 2 * len(broken.difference(traced.of_row[move.lost]))
                if gain >= _FEWEST:
                    own = {check for row in column for check in traced.of_row[row]} & failing
                    told = _list_repeating(traced, failing, move.numbers)
                    yield gain, TableCause(SHIFTED, own | short | told, "", column)


def _list_repeating(traced: Traced, failing: set[int], numbers: Values) -> set[int]:
    """Return the mismatches of numbers told elsewhere that agree with a figure once it is where it belongs."""
    found = set()
    for check in failing:
        rows = traced.list_rows(check)
        if len(rows) == 2 and not set(rows) & set(numbers):
            alike = [one for row in rows for one in traced.alike[row] if one in numbers]
            if any(numbers[one] in (int(traced.known[row]) for row in rows) for one in alike):
                found.add(check)
    return found


def _list_columns(traced: Traced, rows: Sequence[int]) -> Iterator[list[int]]:
    """Yield the figures of each column of a table as they are read, or by their codes with a total first or last."""
    seen: set[tuple[int, ...]] = set()
    for column in _propose_columns(traced, rows):
        if len(column) >= _SHORTEST and tuple(column) not in seen:
            seen.add(tuple(column))
            yield column


def _propose_columns(traced: Traced, rows: Sequence[int]) -> Iterator[list[int]]:
    if len(rows) <= _ONE_LINE:
        yield from _split_phases(traced, rows, "measure")
    yield from _split_heads(traced, rows)
    for members in _split_phases(traced, rows, "place", "measure"):
        yield members
        codes = dict(zip(members, traced.index.name("code", np.array(members)), strict=True))
        coded = sorted((row for row in members if codes[row].isdecimal()), key=lambda row: codes[row])
        totals = [row for row in members if not codes[row].isdecimal()]
        yield coded
        if len(totals) == 1:
            yield [*totals, *coded]
            yield [*coded, *totals]
        for first in sorted({codes[row][:3] for row in coded}):  # a lane of its own
            yield [row for row in coded if codes[row][:3] == first]


def _split_heads(traced: Traced, rows: Sequence[int]) -> Iterator[list[int]]:
    """Yield the figures below each head of a table, down its rows: those of income, and those of expenditure."""
    figures, flows = traced.index.figures, traced.index.codes("flow")
    income, balance = traced.index.find("flow", ["income", "balance"])
    heads: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row, locator in zip(rows, figures["locator"].iloc[list(rows)], strict=True):
        if found := _PLACE.search(locator):
            heads[found["head"]].append((int(found["row"]), row))
    for members in heads.values():
        for side in (True, False):
            yield [row for _, row in sorted(members) if flows[row] == balance or (flows[row] == income) == side]


def _split_phases(traced: Traced, rows: Sequence[int], *names: str) -> Iterator[list[int]]:
    """Yield the figures of a table that have some keys and the phase in common, as they are read."""
    phases = traced.index.codes("phase")
    for members in traced.group_rows(rows, *names).values():
        for phase in sorted({int(phases[row]) for row in members}):
            yield [row for row in members if phases[row] == phase]


class Move(NamedTuple):
    """Numbers put back where they belong, the row whose own is not known, and the number of a cell that is blank."""

    numbers: dict[int, int]
    lost: int
    displaced: int


def _list_moves(traced: Traced, column: Sequence[int], failing: set[int]) -> Iterator[Move]:
    """Yield the moves of a column and its parts; of all of it also with a number for the row whose own is lost."""
    for move in _move(column, traced.known[column].tolist()):
        yield move
        if len(move.numbers) == len(column):
            for check in sorted(failing & set(traced.of_row[move.lost])):
                for row, number in traced.checks[check].solve(traced.known, move.numbers):
                    for more in (0, move.displaced) if row == move.lost else ():
                        yield move._replace(numbers=move.numbers | {row: number + more})


def _move(column: Sequence[int], own: Sequence[int]) -> Iterator[Move]:
    """Yield the numbers of a column of which a part is moved down or up by one row."""
    for place in range(len(column) - _SHORTEST + 1):
        for rows, numbers in ((column[place:], own[place:]), (column[: len(column) - place], own[: len(own) - place])):
            yield Move(dict(zip(rows, [0, *numbers[:-1]], strict=True)), rows[0], numbers[-1])
            yield Move(dict(zip(rows, [*numbers[1:], 0], strict=True)), rows[-1], numbers[0])
