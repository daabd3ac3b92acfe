"""Where the money went: the parts of every breakdown of a report, ranked, with their share of the total."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED, REPORTED, Batch, join_batches
from analysis.check.identities import find_identities
from analysis.check.index import Index
from analysis.check.judge import judge
from analysis.check.sums import RULE, find_sums, list_part_lists
from analysis.dataset import Dataset
from analysis.figures import ALL
from analysis.money import FEN_PER_WAN
from analysis.verdicts import EXACT, NOT_APPLICABLE, WITHIN_ROUNDING

# Of several totals that the same parts equal the first of these is shown.
_PREFERRED = ("summary/total", "summary/basic")
# The table of compare_categories, in order.
CATEGORY_TYPES: Mapping[str, str] = {
    "department": "str", "report_year": "int32", "phase": "str", "fund": "str", "scope": "str", "breakdown": "str",
    "scheme": "str", "code": "str", "figure_id": "str", "value": "int64", "total": "Int64", "total_figure": "str",
    "amount_wan": "float64", "pct": "float64",
}  # fmt: skip


def compare_categories(
    data: Dataset,
    breakdown: str | None = None,
    phase: str = "executed",
    fund: str | None = ALL,
    scope: str | None = ALL,
) -> pd.DataFrame:
    """Return one row for each part of each breakdown of each report's own year, the largest first.

    A breakdown is a list of a scheme (`union-2009>summary/total`) or an identity of sum-of-parts
    (`basic-and-project`); left out, all are returned, those of the whole total first. Parts that may make up one of
    several totals appear once, with the one that they equal. None as `fund` or `scope` is every one of them.

    Columns: department (str), report_year (int32), phase, fund, scope, breakdown, scheme, code (str), figure_id (str),
    value (int64, 分 or pieces), total (Int64, <NA> if it is not stated), total_figure (id or empty), amount_wan (float,
    万元, of money) and pct (float, share of the total in %), made last for looking.

    >>> from analysis import open_data
    >>> parts = compare_categories(open_data("beita-union", 2019), "union-2009>summary/total")
    >>> parts[["code", "value", "total", "total_figure"]].head(2)
      code     value      total total_figure
    0  504  58510000  149350000          F01
    1  506  41600000  149350000          F01
    """
    index = Index(_narrow(data, phase, fund, scope))
    batch = _find_breakdowns(index)
    order = _order_breakdowns(data)
    kept = _choose_totals(judge(index, batch), batch.heads["group"], order) if len(batch) else batch.heads
    table = _describe(index, batch, kept)
    if breakdown is not None:
        table = table[table["breakdown"].eq(breakdown)]
    table = table.assign(place=table["breakdown"].map(order), least=-table["value"])
    columns = ["department", "report_year", "fund", "scope", "place", "least", "code"]
    return table.sort_values(columns, kind="stable", ignore_index=True)[list(CATEGORY_TYPES)].astype(
        dict(CATEGORY_TYPES)
    )


def _narrow(data: Dataset, phase: str, fund: str | None, scope: str | None) -> Dataset:
    """Return the data with the levels of the reports' own years in a phase only, and the identities of sums."""
    figures = data.figures
    kept = figures["phase"].eq(phase) & figures["measure"].eq("level")
    kept &= figures["fiscal_year"].eq(figures["report_year"])
    for name, wanted in (("fund", fund), ("scope", scope)):
        kept &= wanted is None or figures[name].eq(wanted)
    identities = data.identities[data.identities["rule"].eq(RULE)]
    return replace(data, figures=figures[kept].reset_index(drop=True), identities=identities.reset_index(drop=True))


def _find_breakdowns(index: Index) -> Batch:
    batches = [find_sums(index), find_identities(index)]
    return join_batches([one for one in batches if one is not None])


def _order_breakdowns(data: Dataset) -> dict[str, int]:
    """Return the place of each breakdown: those of the whole total, of the basic expenditure, all others."""
    totals = {one.identity: one.total for one in list_part_lists(data.schemes, data.codes)}
    terms = data.identity_terms
    reported = terms[terms["side"].eq("reported")]
    totals = dict(zip(reported["identity"], reported["scheme"] + "/" + reported["code"], strict=True)) | totals
    ranked = sorted(totals, key=lambda name: _PREFERRED.index(totals[name]) if totals[name] in _PREFERRED else 9)
    return {name: place for place, name in enumerate(ranked)}


def _choose_totals(judged: pd.DataFrame, groups: pd.Series, order: Mapping[str, int]) -> pd.DataFrame:
    """Return one check of each group of alternatives: one that closes, else the one that the engine judged.

    The parts of a code that is not stated stand for it in the list above, so their own list is none.
    """
    judged = judged.assign(group=groups.loc[judged.index], place=judged["identity"].astype("str").map(order))
    judged = judged[judged["group"].ge(0) | judged["reported_terms"].gt(0)]
    verdict = judged["verdict"]
    rank = np.select([verdict.isin([EXACT, WITHIN_ROUNDING]), verdict.ne(NOT_APPLICABLE)], [0, 1], 2)
    ranked = judged.assign(rank=rank).sort_values(["rank", "place"], kind="stable")
    again = ranked["group"].ge(0) & ranked.duplicated("group")
    return ranked[~again].sort_index()


def _describe(index: Index, batch: Batch, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of the checks `kept`, with the total of each."""
    figures, terms = index.figures, batch.terms[batch.terms["check"].isin(kept.index)]
    parts = terms[terms["side"].eq(CALCULATED)]
    names = ["department", "report_year", "phase", "fund", "scope", "scheme", "code", "figure_id", "kind"]
    taken = figures.iloc[parts["row"]][names].reset_index(drop=True)
    taken = taken.astype({name: "str" for name in names if taken[name].dtype == "category"})
    totals = (
        terms[terms["side"].eq(REPORTED)].set_index("check")["row"].reindex(parts["check"]).fillna(-1).to_numpy("int64")
    )
    total = pd.Series(figures["value"].to_numpy()[totals], dtype="Int64").mask(totals < 0)
    value = figures["value"].to_numpy()[parts["row"]] * parts["sign"].to_numpy("int64")
    ids = figures["figure_id"].astype("str").to_numpy(object)[totals]
    return taken.assign(
        breakdown=batch.heads["identity"].astype("str").to_numpy(object)[parts["check"]],
        value=value,
        total=total,
        total_figure=np.where(totals < 0, "", ids),
        amount_wan=pd.Series(value / FEN_PER_WAN).where(taken["kind"].eq("money")),
        pct=value * 100 / total.astype("Float64").astype("float64").replace(0, np.nan),
    )
