"""Time opening and checking many generated departments: `make bench` prints it.

Seconds hang on the machine; what should hold anywhere are the ratios: cost grows with the number of figures.
"""

import os
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.cache import CACHE_VARIABLE
from analysis.check import run_checks
from analysis.dataset import Dataset, open_data
from tools.generate_data import FIRST_YEAR
from tools.generate_data import main as generate

DEPARTMENTS, YEARS = 100, 10
LAST_YEAR = FIRST_YEAR + YEARS - 1
_REPEATED = ("reports", "figures", "documents", "statements", "links", "coverage", "text_findings", "corrections")


def main(times: list[int]) -> None:
    """Generate departments once, then open one and all of them and check them 1, 10 … times over."""
    with tempfile.TemporaryDirectory(prefix="expenditure-bench-") as folder:
        data = Path(folder) / "data"
        generate(data, DEPARTMENTS, YEARS)
        os.environ[CACHE_VARIABLE] = str(Path(folder) / "cache")
        everything = _time_opening(data)
    for count in times:
        _time_checks(everything, count)


def _time_opening(data: Path) -> Dataset:
    open_data(
        data_dir=data, department="body-0000", year=FIRST_YEAR + YEARS - 1
    )  # imports and the lines that all share
    first = _measure("one report with nine earlier ones, without the cache", data, "body-0001", LAST_YEAR)
    again = _measure("the same from the cache", data, "body-0001", LAST_YEAR)
    print(f"  the cache takes {again / first:.2f} of the time")
    _measure(f"{DEPARTMENTS * YEARS:,} reports, without the cache", data)
    started = time.perf_counter()
    opened = open_data(data_dir=data)
    seconds = time.perf_counter() - started
    print(f"the same from the cache: {seconds:.2f} s, {seconds / DEPARTMENTS / YEARS * 10_000:.1f} s for 10,000")
    return opened


def _measure(what: str, data: Path, department: str | None = None, year: int | None = None) -> float:
    started = time.perf_counter()
    opened = open_data(department, year, data)
    seconds = time.perf_counter() - started
    print(f"open {what}: {seconds:.3f} s, {len(opened.figures):,} figures")
    return seconds


def _time_checks(data: Dataset, count: int) -> None:
    many = repeat(data, count)
    started = time.perf_counter()
    checks = run_checks(many)
    seconds = time.perf_counter() - started
    figures, reports = len(many.figures), len(many.reports)
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    per_million = seconds / figures * 1e6
    print(
        f"check {reports:,} reports, {figures:,} figures: {seconds:.1f} s, {per_million:.2f} s a million, "
        f"{len(checks):,} checks, {peak_gb:.2f} GB at most"
    )


def repeat(data: Dataset, count: int, first: int = 0) -> Dataset:
    """Return the same departments `count` times under names with a number, as if they had been opened together."""
    repeated: dict[str, Any] = {name: _repeat(getattr(data, name), count, first) for name in _REPEATED}
    return replace(data, **repeated)


def _repeat(frame: pd.DataFrame, count: int, first: int) -> pd.DataFrame:
    names = frame["department"].astype("category").cat
    codes = np.concatenate([names.codes.to_numpy("int64") + n * len(names.categories) for n in range(count)])
    labels = [f"{name}-{number}" for number in range(first, first + count) for name in names.categories]
    repeated = pd.Categorical.from_codes(codes, pd.Index(labels))
    together = pd.concat([frame] * count, ignore_index=True)
    kind = frame["department"].dtype
    return together.assign(department=repeated if kind == "category" else pd.Series(repeated).astype(kind))


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [1, 10])
