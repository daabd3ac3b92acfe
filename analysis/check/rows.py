"""Checks as a table: what is reported, what is calculated, by how much they may differ, the verdict, the figures."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.check.batch import DIVISOR, REPORTED, Batch
from analysis.check.index import Index, Ints
from analysis.money import FEN_PER_WAN
from analysis.verdicts import MISMATCH, NOT_CHECKABLE, SEVERITIES

# The table `checks`, in order; run_checks says what the columns mean.
CHECK_TYPES: Mapping[str, str] = {
    "department": "category", "report_year": "int32", "check": "int32", "rule": "category", "identity": "category",
    "fiscal_year": "Int32", "phase": "category", "scheme": "category", "code": "category", "base_year": "Int32",
    "kind": "category", "unit": "category", "reported": "Int64", "calculated": "Int64", "difference": "Int64",
    "tolerance": "Int64", "verdict": "category", "severity": "category", "figures": "str", "formula": "category",
    "missing": "category", "reason": "category", "document": "category", "locator": "category", "finding": "category",
    "amount_wan": "float64", "pct": "float64",
}  # fmt: skip
_OF_FIGURE = (
    "department", "report_year", "fiscal_year", "phase", "scheme", "code", "kind", "unit", "document", "locator",
)  # fmt: skip
_SILENT = ("no-total", "no-base", "no-terms", "zero-base")


def describe_figures(index: Index, rows: Ints) -> pd.DataFrame:
    """Return the columns that a check takes from one of its figures, by their position."""
    return index.figures[list(_OF_FIGURE)].iloc[rows].reset_index(drop=True)


def cite_rows(index: Index, rows: Ints, offsets: Ints, years: Ints) -> Any:
    """Return the figure ids of each check, separated by spaces, with the year of an earlier report: `F01 2018/F20`.

    The figures of check n stand in `rows` from offsets[n] to offsets[n + 1]; `years` are those of the checks' reports.
    """
    check = np.repeat(np.arange(len(years)), np.diff(offsets))
    return join_words(check, name_figures(index, rows, years[check]), len(years))


def name_figures(index: Index, rows: Ints, years: Ints) -> Any:
    """Return the ids of some figures, with the year of their report where that is not the one in `years`."""
    names, reports = index.name("figure_id", rows).to_numpy(object), index.lines["report_year"].to_numpy()[rows]
    for place in np.flatnonzero(reports != years):
        names[place] = f"{reports[place]}/{names[place]}"
    return names


def join_words(numbers: Ints, words: Any, count: int) -> Any:
    """Return the words of each number 0 … count-1 as one text, none as ''; `numbers` are sorted."""
    offsets = pa.array(np.searchsorted(numbers, np.arange(count + 1)), pa.int32())
    lists = pa.ListArray.from_arrays(offsets, pa.array(words, pa.string()))
    return pd.array(pc.binary_join(lists, " ").to_numpy(zero_copy_only=False), dtype="str")


def write_formulas(batch: Batch) -> Any:
    """Return how `calculated` follows from the figures by their place: `{1} + {2}`, `ABS({1} / {2})`."""
    side, sign = (batch.terms[name].to_numpy("int64") for name in ("side", "sign"))
    offsets = batch.offsets
    place = np.arange(len(side)) - np.repeat(offsets[:-1], np.diff(offsets))
    weight = np.power(np.uint64(0x9E3779B97F4A7C15), place.astype("uint64") + np.uint64(1), dtype="uint64")
    shape = np.zeros(len(batch), dtype="uint64")
    np.add.at(shape, batch.terms["check"].to_numpy(), (side * 2 + (sign < 0) + 1).astype("uint64") * weight)
    _, firsts, which = np.unique(shape, return_index=True, return_inverse=True)
    formulas = [
        _write_formula(side[offsets[one] : offsets[one + 1]], sign[offsets[one] : offsets[one + 1]]) for one in firsts
    ]
    names = list(dict.fromkeys(formulas))
    codes = np.array([names.index(one) for one in formulas], dtype="int64")[which]
    return pd.Categorical.from_codes(codes, pd.Index(names))


def _write_formula(side: Ints, sign: Ints) -> str:
    def write(chosen: Ints) -> str:
        text = "".join(f" {'-' if sign[place] < 0 else '+'} {{{place}}}" for place in chosen)
        return text.removeprefix(" + ").strip()

    top = write(np.flatnonzero((side != REPORTED) & (side != DIVISOR)))
    bottom = write(np.flatnonzero(side == DIVISOR))
    if not bottom:
        return top
    return f"ABS({_bracket(top)} / {_bracket(bottom)})" if top else ""


def _bracket(text: str) -> str:
    return f"({text})" if " " in text else text


def assemble(index: Index, batch: Batch, judged: pd.DataFrame, severities: Mapping[str, str]) -> pd.DataFrame:
    """Return the judged checks of a batch as rows of the table; `severities` are those of a breach by rule."""
    table = describe_figures(index, batch.first_rows())
    reason, relation = judged["reason"], judged["relation"]
    shown = ~(judged["verdict"].eq(NOT_CHECKABLE) & reason.isin(_SILENT))
    wrong = judged["verdict"].eq(MISMATCH)
    no_total = reason.eq("no-total")
    years = table["report_year"].to_numpy()
    table = table.assign(
        rule=judged["rule"],
        identity=judged["identity"],
        verdict=judged["verdict"],
        reason=reason,
        missing=judged.get("missing", ""),
        reported=judged["reported"].where(shown & judged["reported_terms"].gt(0)).astype("Int64"),
        calculated=judged["calculated"].where(shown).astype("Int64"),
        tolerance=judged["tolerance"].where(shown & ~relation.isin(["<", ">", "~"])).astype("Int64"),
        severity=_find_severities(judged, wrong, severities),
        figures=cite_rows(index, batch.rows, batch.offsets, years),
        formula=write_formulas(batch),
        base_year=_find_base_years(index, batch),
        locator=_find_locators(index, batch),
    )
    table["tolerance"] = table["tolerance"].mask(relation.eq("<=") & judged["reported_terms"].eq(0))
    if no_total.any():
        _name_totals(table, no_total)
    return finish_rows(table)


def _find_severities(judged: pd.DataFrame, wrong: pd.Series, severities: Mapping[str, str]) -> Any:
    """Return how grave each check is: that of its rule where it is wrong, low for a digit cut off, else nothing."""
    names = ["", *SEVERITIES]
    rules = judged["rule"].astype("category").cat
    of_rules = np.array([names.index(severities[rule]) for rule in rules.categories], dtype="int8")
    codes = np.where(wrong, of_rules[rules.codes], np.where(judged["low"], names.index("low"), 0))
    return pd.Categorical.from_codes(codes, pd.Index(names))


def _name_totals(table: pd.DataFrame, no_total: pd.Series) -> None:
    """Give checks whose total nobody states the code of that total, and no place."""
    totals = table.loc[no_total, "identity"].astype("str").str.rpartition(">")[2].str.partition("/")
    for name, place in (("scheme", 0), ("code", 2)):
        table[name] = table[name].astype("str").mask(no_total, totals[place].reindex(table.index))
    table["locator"] = table["locator"].astype("str").mask(no_total, "")


def _find_base_years(index: Index, batch: Batch) -> Any:
    base = index.figures["base_year"].fillna(0).to_numpy("int64")[batch.rows]
    years = np.zeros(len(batch), dtype="int64")
    np.maximum.at(years, batch.terms["check"].to_numpy(), base)
    return pd.arrays.IntegerArray(years.astype("int32"), years == 0)


def _find_locators(index: Index, batch: Batch) -> pd.Series:
    """Return where the reported figure of each check stands, or the last one where nothing is reported."""
    reported = batch.terms["side"].to_numpy()[batch.offsets[:-1]] == REPORTED
    rows = np.where(reported, batch.first_rows(), batch.last_rows())
    return index.figures["locator"].iloc[rows].reset_index(drop=True)


def join_rows(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return rows that have some of the table's columns one after the other; what they lack is blank."""
    texts = [name for name, kind in CHECK_TYPES.items() if kind in ("category", "str")]
    plain = [table.astype({name: "str" for name in texts if name in table}) for table in tables]
    together = pd.concat(plain, ignore_index=True)
    return together.drop(columns="check", errors="ignore").fillna(dict.fromkeys(texts, ""))


def finish_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows with every column of the table, difference and the columns for people made last."""
    blank: dict[str, Any] = {"category": "", "str": "", "int32": 0, "Int32": pd.NA, "Int64": pd.NA, "float64": np.nan}
    frame = table.reset_index(drop=True)
    frame = frame.assign(**{name: blank[kind] for name, kind in CHECK_TYPES.items() if name not in frame})
    frame = frame[list(CHECK_TYPES)].astype(dict(CHECK_TYPES))
    frame["difference"] = frame["reported"] - frame["calculated"]
    reported = frame["reported"].to_numpy("float64", na_value=np.nan)
    frame["amount_wan"] = np.where(frame["kind"].eq("money"), reported / FEN_PER_WAN, np.nan)
    frame["pct"] = np.where(frame["kind"].eq("rate"), reported / 10_000, np.nan)
    return frame
