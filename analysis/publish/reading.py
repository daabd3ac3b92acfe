"""Many departments read and checked by several processes at once: for the report of a group."""

import gc
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

import pandas as pd

from analysis.check.findings import check_slices
from analysis.check.slices import FIGURES_AT_ONCE, slice_bodies
from analysis.dataset import Dataset
from analysis.departments import DepartmentTables, load_departments
from analysis.money import Unit
from analysis.publish.forks import Channel, Fork, count_cores
from analysis.tables import DataFolder

_FEWEST = 20  # departments for which a process is worth while

Chosen = Mapping[str, Sequence[int]]


def load_in_forks(folder: DataFolder, chosen: Chosen, units: Mapping[str, Unit]) -> Sequence[DepartmentTables]:
    """Return what load_departments does, some departments read by each of the forked processes.

    NoForkError where the system refuses another process.
    """
    names = list(chosen)
    size = max(_FEWEST, -(-len(names) // count_cores()))
    shares = [{name: chosen[name] for name in names[first : first + size]} for first in range(0, len(names), size)]
    if len(shares) < 2:
        return load_departments(folder, chosen, units)
    found = []
    for tables, read in _fork_each([partial(_read_share, folder, share, units) for share in shares]):
        folder.records += read.records
        folder.problems += read.problems
        folder.refused |= read.refused
        found.append(tables)
    return found


def _read_share(folder: DataFolder, share: Chosen, units: Mapping[str, Unit]) -> tuple[DepartmentTables, DataFolder]:
    """Return the tables of some departments, and the folder with what was noted of their files."""
    own = DataFolder(folder.path, folder.lang)
    tables = DepartmentTables.concat(load_departments(own, share, units))
    return tables, DataFolder(folder.path, folder.lang, own.problems, own.records, refused=own.refused)


def check_in_forks(data: Dataset) -> list[pd.DataFrame]:
    """Return what check_slices does, some departments checked by each of the forked processes if they are many."""
    if len(data.figures) <= FIGURES_AT_ONCE:
        return check_slices(data)
    cores = count_cores()
    size = len(data.figures) // cores + 1
    checked = _fork_each([partial(_check_share, data, size, number) for number in range(cores)])
    return [table for tables in checked for table in tables]


def _check_share(data: Dataset, size: int, number: int) -> list[pd.DataFrame]:
    """Return the checks of one of the parts that hold about `size` figures each."""
    return [table for part in islice(slice_bodies(data, size), number, number + 1) for table in check_slices(part)]


def _fork_each(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Return what each of some functions returns, each of them called by a process of its own."""
    with ExitStack() as stack:
        answers = [stack.enter_context(fork_off(work)) for work in works]
        return [answer() for answer in answers]


@contextmanager
def fork_off(work: Callable[[], Any]) -> Iterator[Callable[[], Any]]:
    """Yield what waits for the answer of a function that a forked process calls meanwhile, and returns it."""
    with TemporaryFile() as file:
        fork = Fork(partial(_answer, work, file))
        try:
            yield partial(_take_in, fork, file)
        finally:
            fork.end()


def _answer(work: Callable[[], Any], file: IO[bytes], channel: Channel) -> None:
    """Be a process that does some work; what comes of it goes to `file`."""
    gc.disable()  # what it makes, it keeps
    pickle.dump(work(), file, pickle.HIGHEST_PROTOCOL)
    file.flush()
    channel.send(done=True)


def _take_in(fork: Fork, file: IO[bytes]) -> Any:
    """Return what a process found."""
    if fork.channel.receive() is None:
        raise RuntimeError(f"a process of a group's report ended with exit code {fork.end()}")
    file.seek(0)
    return pickle.load(file)
