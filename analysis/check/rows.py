"""Checks as a table: what is reported, what is calculated, by how much they may differ, the verdict, the figures."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.check.batch import CALCULATED, DIVISOR, REPORTED, Batch
from analysis.check.index import Index
from analysis.check.keys import Ints, columns
from analysis.frames import join_categories
from analysis.money import FEN_PER_WAN
from analysis.verdicts import MISMATCH, NOT_CHECKABLE, SEVERITIES

# The table `checks`, in order; run_checks says what the columns mean.
CHECK_TYPES: Mapping[str, str] = {
    "department": "category", "report_year": "int32", "check": "int32", "rule": "category", "identity": "category",
    "fiscal_year": "Int32", "phase": "category", "scheme": "category", "code": "category", "base_year": "Int32",
    "kind": "category", "unit": "category", "reported": "Int64", "calculated": "Int64", "difference": "Int64",
    "tolerance": "Int64", "verdict": "category", "severity": "category", "figures": "str", "formula": "category",
    "missing": "category", "reason": "category", "document": "category", "locator": "category", "finding": "category",
    "cause": "Int32", "effects": "Int32", "hint": "category", "amount_wan": "float64", "pct": "float64",
}  # fmt: skip
_OF_FIGURE = [
    "department", "report_year", "fiscal_year", "phase", "scheme", "code", "kind", "unit", "document", "locator",
]  # fmt: skip
_BLANKS: Mapping[str, Any] = {
    "category": pd.Categorical([""]), "str": pd.array([""], dtype="str"), "int32": pd.array([0]),
    "Int32": pd.array([pd.NA], "Int32"), "Int64": pd.array([pd.NA], "Int64"), "float64": pd.array([np.nan], "float64"),
}  # fmt: skip
_SILENT = ("no-total", "no-base", "no-terms", "zero-base")


def describe_figures(index: Index, rows: Ints) -> pd.DataFrame:
    """Return the columns that a check takes from one of its figures, by their position."""
    return index.figures[_OF_FIGURE].iloc[rows].reset_index(drop=True)


def name_figures(index: Index, rows: Ints, years: Ints) -> Any:
    """Return the ids of some figures, with the year of their report where it is not that in `years`: `2018/F20`."""
    names, reports = index.name("figure_id", rows), index.lines["report_year"].to_numpy()[rows]
    earlier = np.flatnonzero(reports != years)
    if len(earlier):
        names[earlier] = [f"{year}/{name}" for year, name in zip(reports[earlier], names[earlier], strict=True)]
    return names


def join_words(numbers: Ints, words: Any, count: int) -> Any:
    """Return the words of each number 0 … count-1 as one text, none as ''; `numbers` are sorted."""
    offsets = pa.array(np.searchsorted(numbers, np.arange(count + 1)), pa.int32())
    flat = pa.table({"words": pd.array(words, dtype="str")})["words"].combine_chunks()
    lists = pa.ListArray.from_arrays(offsets, flat.cast(pa.string()))
    return pd.array(pc.binary_join(lists, " ").to_numpy(zero_copy_only=False), dtype="str")


def write_formulas(batch: Batch) -> "pd.Categorical[str]":
    """Return how `calculated` follows from the figures by their place: `{1} + {2}`, `ABS({1} / {2})`."""
    side, sign = columns(batch.terms, "side", "sign")
    digits = (side * 2 + (sign < 0) + ord("0")).astype(np.uint8)
    buffers = [pa.py_buffer(one) for one in (batch.offsets.astype(np.int32), digits)]
    shapes = pa.StringArray.from_buffers(len(batch), *buffers).dictionary_encode()
    formulas = np.array([_write_formula(shape) for shape in shapes.dictionary.to_pylist()], dtype=object)
    return pd.Categorical(formulas[shapes.indices.to_numpy()])


def _write_formula(shape: str) -> str:
    """Return the formula of terms, of each a digit: twice its side, and one more if it is taken off."""
    sides: dict[int, list[str]] = {CALCULATED: [], DIVISOR: []}
    for place, term in enumerate(map(int, shape)):
        if term // 2 != REPORTED:
            sides[term // 2] += ["-" if term % 2 else "+", f"{{{place}}}"]
    top, bottom = (" ".join(words).removeprefix("+ ") for words in sides.values())
    if not bottom:
        return top
    return f"ABS({_bracket(top)} / {_bracket(bottom)})" if top else ""


def _bracket(text: str) -> str:
    return f"({text})" if " " in text else text


def assemble(index: Index, batch: Batch, judged: pd.DataFrame) -> pd.DataFrame:
    """Return the judged checks of a batch as rows of the table."""
    reason, relation = judged["reason"], judged["relation"]
    reported = batch.terms["side"].to_numpy()[batch.offsets[:-1]] == REPORTED
    first, last = batch.rows[batch.offsets[:-1]], batch.rows[batch.offsets[1:] - 1]
    table = describe_figures(index, first)
    [years] = columns(table, "report_year")
    wrong, open_scope = judged["verdict"].eq(MISMATCH), reason.eq("two-readings")
    shown = ~(judged["verdict"].eq(NOT_CHECKABLE) & reason.isin(_SILENT))
    bounded = ~relation.isin(["<", ">", "~"]) & ~(relation.eq("<=") & ~reported)
    base = np.zeros(len(batch), dtype=np.int64)
    np.maximum.at(base, batch.checks, index.figures["base_year"].to_numpy(np.int64, na_value=0)[batch.rows])
    table = table.assign(
        **{name: judged[name] for name in ("rule", "identity", "verdict", "reason", "missing", "hint")},
        reported=_hide(judged["reported"], ~(shown & (judged["reported_terms"] > 0))),
        calculated=_hide(judged["calculated"], ~shown | open_scope | reason.eq("zero-base")),
        tolerance=_hide(judged["tolerance"], ~(shown & bounded)),
        severity=_find_severities(index, judged, (wrong | open_scope) & judged["cause"].lt(0)),
        cause=_hide(judged["cause"], judged["cause"].lt(0)),
        figures=join_words(batch.checks, name_figures(index, batch.rows, years[batch.checks]), len(batch)),
        formula=write_formulas(batch),
        base_year=pd.arrays.IntegerArray(base, base == 0),
        locator=index.figures["locator"].array[np.where(reported, first, last)],  # of what is reported, if it is
    )
    if open_scope.any():
        table["formula"] = table["formula"].astype("str").mask(open_scope, "").astype("category")
    no_total = reason.eq("no-total")
    return _name_totals(table, no_total) if no_total.any() else table


def _hide(values: pd.Series, hidden: pd.Series) -> Any:
    return pd.arrays.IntegerArray(values.to_numpy(np.int64, copy=True), hidden.to_numpy())


def _find_severities(index: Index, judged: pd.DataFrame, wrong: pd.Series) -> "pd.Categorical[str]":
    """Return how grave each check is: that of its rule where it is wrong, low where a last digit is, else nothing."""
    names = ["", *SEVERITIES]
    rules = judged["rule"].cat
    of_rules = np.array([names.index(index.severities[rule]) for rule in rules.categories], dtype=np.int8)
    codes = np.where(wrong, of_rules[rules.codes], 0)
    codes[judged["low"] & judged["cause"].lt(0)] = names.index("low")
    return pd.Categorical.from_codes(codes, pd.Index(names))


def _name_totals(table: pd.DataFrame, no_total: pd.Series) -> pd.DataFrame:
    """Return checks with the code of the total where nobody states it, and no place."""
    totals = table.loc[no_total, "identity"].astype("str").str.rpartition(">")[2].str.partition("/")
    named = {"scheme": totals[0].reindex(table.index), "code": totals[2].reindex(table.index), "locator": ""}
    return table.assign(
        **{name: table[name].astype("str").mask(no_total, one).astype("category") for name, one in named.items()}
    )


def join_rows(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return rows that have some of the table's columns one after the other; what they lack is blank.

    The difference and the columns for people are made here, the number of the check is not.
    """
    filled = [one for one in tables if len(one)] or tables[:1]
    frame = pd.DataFrame({name: _join_column(filled, name, kind) for name, kind in CHECK_TYPES.items()})
    reported = frame["reported"].to_numpy(np.float64, na_value=np.nan)
    return frame.assign(
        difference=frame["reported"] - frame["calculated"],
        amount_wan=np.where(frame["kind"].eq("money"), reported / FEN_PER_WAN, np.nan),
        pct=np.where(frame["kind"].eq("rate"), reported / 10_000, np.nan),
    )


def _join_column(tables: Sequence[pd.DataFrame], name: str, kind: str) -> Any:
    parts = [one[name].array if name in one else _BLANKS[kind].take([0] * len(one)) for one in tables]
    if kind == "category":
        return join_categories(parts)
    if kind in ("str", "float64"):
        return pd.Series(np.concatenate([part.to_numpy(object) for part in parts]), dtype=kind)
    values = np.concatenate([part.to_numpy(np.int64, na_value=0) for part in parts]).astype(kind.lower())
    return (
        values if kind == "int32" else pd.arrays.IntegerArray(values, np.concatenate([part.isna() for part in parts]))
    )
