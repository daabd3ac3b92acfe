"""Checks as a table: what is reported, what is calculated, by how much they may differ, the verdict, the figures."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.check.batch import Batch, first_rows, list_rows
from analysis.check.evaluate import DIVISOR, REPORTED
from analysis.check.index import Index, Ints
from analysis.money import FEN_PER_WAN

# The table `checks`, in order; run_checks says what the columns mean.
CHECK_TYPES: Mapping[str, str] = {
    "department": "str", "report_year": "int32", "check": "int32", "rule": "str", "identity": "str",
    "fiscal_year": "Int32", "phase": "str", "scheme": "str", "code": "str", "base_year": "Int32", "kind": "str",
    "unit": "str", "reported": "Int64", "calculated": "Int64", "difference": "Int64", "tolerance": "Int64",
    "verdict": "str", "severity": "str", "figures": "str", "formula": "str", "missing": "str", "reason": "str",
    "document": "str", "locator": "str", "finding": "str", "amount_wan": "float64", "pct": "float64",
}  # fmt: skip


def describe_figures(index: Index, rows: Ints) -> pd.DataFrame:
    """Return the columns that a check takes from one of its figures, by their position."""
    names = ["department", "report_year", "fiscal_year", "phase", "scheme", "code", "kind", "unit", "document", "locator"]
    taken = index.figures.iloc[rows][names].reset_index(drop=True)
    return taken.astype({name: "str" for name in names if taken[name].dtype == "category"})


def cite_rows(index: Index, rows: Sequence[Ints], years: Ints) -> list[str]:
    """Return the figure ids of each check, with the year of their report where that is an earlier one."""
    ids = index.figures["figure_id"].astype("str").to_numpy(object)
    reports = index.figures["report_year"].to_numpy()
    flat = np.concatenate(list(rows)) if len(rows) else np.zeros(0, dtype="int64")
    own = np.repeat(years, [len(one) for one in rows])
    names = ids[flat]
    for place in np.flatnonzero(reports[flat] != own):
        names[place] = f"{reports[flat[place]]}/{names[place]}"
    ends = np.cumsum([0, *(len(one) for one in rows)])
    return [" ".join(names[start:end]) for start, end in zip(ends[:-1], ends[1:], strict=True)]


def write_formulas(terms: pd.DataFrame, count: int) -> list[str]:
    """Return how `calculated` follows from the figures by their place: `{1} + {2}`, `ABS({1} / {2})`."""
    known: dict[tuple[bytes, bytes], str] = {}
    checks = terms["check"].to_numpy()
    cuts = np.searchsorted(checks, np.arange(1, count))
    sides = np.split(terms["side"].to_numpy("int8"), cuts)[:count]
    signs = np.split(terms["sign"].to_numpy("int8"), cuts)[:count]
    formulas = []
    for side, sign in zip(sides, signs, strict=True):
        key = (side.tobytes(), sign.tobytes())
        if key not in known:
            known[key] = _write_formula(side, sign)
        formulas.append(known[key])
    return formulas


def _write_formula(side: np.ndarray, sign: np.ndarray) -> str:
    def write(chosen: np.ndarray) -> str:
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
    """Return judged checks as rows of the table; `severities` are those of a breach by rule."""
    count = len(batch.heads)
    kept = judged.index.to_numpy()
    firsts = first_rows(batch.terms, count)[kept]
    described = describe_figures(index, firsts)
    rows = [one for one, keep in zip(list_rows(batch.terms, count), np.isin(np.arange(count), kept), strict=True) if keep]
    judged = judged.reset_index(drop=True)
    silent = judged["verdict"].eq("not-checkable") & judged["reason"].isin(["no-total", "no-base", "no-terms", "zero-base"])
    no_total = judged["reason"].eq("no-total")
    shown = ~silent
    wrong = judged["verdict"].eq("mismatch")
    table = described.assign(
        rule=judged["rule"],
        identity=judged["identity"],
        verdict=judged["verdict"],
        reason=judged["reason"],
        reported=judged["reported"].where(shown & judged["reported_terms"].gt(0)).astype("Int64"),
        calculated=judged["calculated"].where(shown).astype("Int64"),
        tolerance=judged["tolerance"].where(shown).astype("Int64"),
        severity=judged["rule"].map(severities).where(wrong, "").mask(judged["low"] & ~wrong, "low"),
        figures=cite_rows(index, rows, described["report_year"].to_numpy()),
        formula=[text for text, keep in zip(write_formulas(batch.terms, count), np.isin(np.arange(count), kept), strict=True) if keep],
        base_year=_find_base_years(index, batch.terms, count)[kept],
        missing="",
        finding="",
    )
    table["locator"] = _find_locators(index, batch.terms, count)[kept]
    table.loc[no_total, "locator"] = ""
    if no_total.any():
        totals = judged.loc[no_total, "identity"].str.rpartition(">")[2].str.partition("/")
        table.loc[no_total, ["scheme", "code"]] = totals[[0, 2]].to_numpy()
    at_most = judged["relation"].isin(["<="]) & judged["reported_terms"].eq(0)
    table["tolerance"] = table["tolerance"].mask(at_most | judged["relation"].isin(["<", ">", "~"]))
    return finish_rows(table)


def _find_base_years(index: Index, terms: pd.DataFrame, count: int) -> np.ndarray:
    base = index.figures["base_year"].fillna(0).to_numpy("int64")[terms["row"].to_numpy()]
    years = np.zeros(count, dtype="int64")
    np.maximum.at(years, terms["check"].to_numpy(), base)
    return pd.array(years, dtype="Int32").where(years > 0) if False else _blank_zeros(years)


def _blank_zeros(years: np.ndarray) -> Any:
    found = pd.array(years, dtype="Int32")
    found[years == 0] = pd.NA
    return found


def _find_locators(index: Index, terms: pd.DataFrame, count: int) -> np.ndarray:
    """Return where the reported figure of each check stands, or the last one where nothing is reported."""
    locators = index.figures["locator"].astype("str").to_numpy(object)
    reported = terms[terms["side"].eq(REPORTED)]
    rows = first_rows(terms.iloc[::-1], count)
    own = first_rows(reported, count)
    return locators[np.where(own >= 0, own, rows)]


def finish_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows with every column of the table, difference and the columns for people made last."""
    table = table.reset_index(drop=True)
    filled = {name: table[name] if name in table else _blank(kind, len(table)) for name, kind in CHECK_TYPES.items()}
    frame = pd.DataFrame(filled)
    frame["check"] = frame["check"].fillna(0)
    frame = frame.astype(dict(CHECK_TYPES))
    frame["difference"] = frame["reported"] - frame["calculated"]
    reported = frame["reported"].astype("float64")
    frame["amount_wan"] = (reported / FEN_PER_WAN).where(frame["kind"].eq("money"))
    frame["pct"] = (reported / 10_000).where(frame["kind"].eq("rate"))
    return frame


def _blank(kind: str, count: int) -> pd.Series:
    if kind == "str":
        return pd.Series([""] * count, dtype="str")
    return pd.Series([pd.NA] * count, dtype="Int64" if kind.lower().startswith("int") else "Float64")
