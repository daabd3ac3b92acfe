"""Data files of many departments read by several processes at once: for the report of a group."""

import gc
import pickle
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from tempfile import TemporaryFile
from typing import IO

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
    with ExitStack() as stack:
        forks = []
        for share in shares:
            file = stack.enter_context(TemporaryFile())
            fork = Fork(partial(_read_share, folder, share, units, file))
            stack.callback(fork.end)
            forks.append((fork, file))
        return [_take_in(folder, fork, file) for fork, file in forks]


def _read_share(
    folder: DataFolder, share: Chosen, units: Mapping[str, Unit], file: IO[bytes], channel: Channel
) -> None:
    """Be a process that reads the files of some departments; what it finds goes to `file`."""
    gc.disable()  # what it makes, it keeps
    own = DataFolder(folder.path, folder.lang)
    tables = DepartmentTables.concat(load_departments(own, share, units))
    pickle.dump((tables, own.records, own.problems, own.refused), file, pickle.HIGHEST_PROTOCOL)
    file.flush()
    channel.send(done=True)


def _take_in(folder: DataFolder, fork: Fork, file: IO[bytes]) -> DepartmentTables:
    """Return the tables that a process read; what it noted of their files is noted in the folder."""
    if fork.channel.receive() is None:
        raise RuntimeError(f"a process that reads data files ended with exit code {fork.end()}")
    file.seek(0)
    tables: DepartmentTables
    tables, records, problems, refused = pickle.load(file)
    folder.records += records
    folder.problems += problems
    folder.refused |= refused
    return tables
