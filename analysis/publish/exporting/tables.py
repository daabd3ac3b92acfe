"""What an export holds of some reports: the tables of the data, what the checks and comparisons say, the amounts."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.check import list_findings, run_checks
from analysis.check.index import Index
from analysis.compare.years import compare_rows, list_own
from analysis.dataset import Dataset
from analysis.departments import DepartmentTables
from analysis.exported import PARTITION
from analysis.publish.evidence.tables import neutralise
from analysis.publish.exporting.schemas import columns_of, read_columns

_DIRECTIONS = {"income": "revenue"}  # the word of Fiscal Data Package; the others are ours
_CLASS, _GROUP, _ITEM = 3, 5, 7  # digits of a code


def make_tables(data: Dataset) -> dict[str, pd.DataFrame]:
    """Return the tables of an export by name, whole bodies in the order of `data`; schemas.py describes the columns.

    Each has report_year, by which it is parted.
    """
    index = Index(data)
    own = list_own(index)
    checks = run_checks(data)
    made = {
        **{name: getattr(data, name) for name in DepartmentTables.NAMES},
        "figures": _mark_figures(data, own),
        "checks": checks,
        "findings": list_findings(checks),
        "changes": compare_rows(index, own)[columns_of("changes")],
    }
    return {name: table if PARTITION in table else _add_year(table) for name, table in made.items()}


def _add_year(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(**{PARTITION: table["fiscal_year"]})


def _mark_figures(data: Dataset, own: Any) -> pd.DataFrame:
    """Return the figures with the level of their code, and whether each is the one that counts of those that repeat."""
    pairs = data.figures[["scheme", "code"]].drop_duplicates().astype("str")
    depths = _measure_depths(data.codes)
    levels = [_find_level(scheme, code, depths) for scheme, code in pairs.itertuples(index=False, name=None)]
    keys = data.figures[["scheme", "code"]].astype("str")
    found = keys.merge(pairs.assign(level=pd.array(levels, "Int64")), how="left", validate="m:1")["level"]
    counted = np.zeros(len(data.figures), dtype=bool)
    counted[own] = True
    return data.figures.assign(level=found.array, counted=counted)


def _measure_depths(codes: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Return how deep each code stands in its scheme; a parent stands above its parts."""
    depths: dict[tuple[str, str], int] = {}
    for scheme, code, parent in codes[["scheme", "code", "parent"]].itertuples(index=False, name=None):
        depths[scheme, code] = depths.get((scheme, parent), 0) + 1
    return depths


def _find_level(scheme: str, code: str, depths: dict[tuple[str, str], int]) -> int | None:
    """Return the level of a code by its digits, else by its depth: a document may print an item without its group."""
    if code.isdigit() and len(code) in (_CLASS, _GROUP, _ITEM):
        return len(code) // 2
    return depths.get((scheme, code))


def list_amounts(figures: pd.DataFrame) -> pd.DataFrame:
    """Return each amount of money that counts once, with the columns of a Fiscal Data Package; `amount` is in 分."""
    own = figures[figures["counted"] & figures["kind"].eq("money")]
    code = own["code"].astype("str")
    digits = code.str.len().where(code.str.isdigit(), 0)
    functional, economic = (own["scheme"].isin(read_columns()["classifications"][one]) for one in _KINDS)
    parts = {
        "functional_class": code.str[:_CLASS].where(functional & digits.ge(_CLASS), ""),
        "functional_group": code.str[:_GROUP].where(functional & digits.ge(_GROUP), ""),
        "functional_item": code.str[:_ITEM].where(functional & digits.ge(_ITEM), ""),
        "economic_class": code.str[:_CLASS].where(economic & digits.ge(_CLASS), ""),
        "economic_item": code.str[:_GROUP].where(economic & digits.ge(_GROUP), ""),
    }
    labels = own["label"].cat
    made = {
        "direction": own["flow"].astype("str").replace(_DIRECTIONS),
        "label": pd.Series(np.array([_neutralise(one) for one in labels.categories], object)[labels.codes], own.index),
        "amount": own["value"],
        **parts,
    }
    return own.assign(**made)[[*columns_of("amounts"), PARTITION]]


_KINDS = ("functional", "economic")
_neutralise = cache(neutralise)
