"""Where the money went: the parts of every breakdown of a report, ranked, with their share of the total."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.check.batch import CALCULATED, REPORTED, Batch, join_batches
from analysis.check.identities import find_identities
from analysis.check.index import Index
from analysis.check.judge import judge
from analysis.check.keys import Ints, number_groups
from analysis.check.sums import RULE, find_sums, list_part_lists
from analysis.dataset import Dataset
from analysis.figures import ALL
from analysis.money import FEN_PER_WAN
from analysis.once import compute_once
from analysis.schemes import EXPENDITURE
from analysis.verdicts import EXACT, NOT_APPLICABLE, WITHIN_ROUNDING

APPROVED, EXECUTED = "approved", "executed"
# Of several totals that the same parts equal the first of these is shown.
_PREFERRED = ("summary/total", "summary/basic")


@compute_once
def compare_categories(
    data: Dataset,
    breakdown: str | None = None,
    phase: str | None = None,
    fund: str | None = ALL,
    scope: str | None = ALL,
    flow: str = EXPENDITURE,
) -> pd.DataFrame:
    """Return one row for each part of each breakdown of each report's own year, the largest first.

    A breakdown is a list of a scheme (`union-2009>summary/total`) or an identity of sum-of-parts
    (`basic-and-project`); left out, all are returned, those of the whole total first. Parts that may make up one of
    several totals appear once, with the one that they equal. None as `fund` or `scope` is every one of them, None as
    `phase` what a report is about: what was spent, or in a budget what was approved. `flow` "income" asks where the
    money came from.

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
    index = Index(_narrow(data, flow, phase, fund, scope))
    batch = join_batches([one for one in (find_sums(index), find_identities(index)) if one is not None])
    identity = batch.heads["identity"].astype("str").to_numpy(object)
    order = _order_breakdowns(data)
    place = np.array([order[one] for one in identity], dtype="int64")
    kept = _choose_lists(index, batch, place) if len(batch) else place
    check, side, row, sign = (batch.terms[name].to_numpy("int64") for name in ("check", "side", "row", "sign"))
    totals = np.full(len(batch), -1)
    totals[check[side == REPORTED]] = row[side == REPORTED]
    parts = (side == CALCULATED) & np.isin(check, kept)
    if breakdown is not None:
        parts &= (identity == breakdown)[check]
    check, row, total = check[parts], row[parts], totals[check[parts]]
    values = index.figures["value"].to_numpy()
    value, whole = values[row] * sign[parts], pd.arrays.IntegerArray(values[total], total < 0)
    divisor = np.where((total < 0) | (values[total] == 0), np.nan, values[total])
    table = pd.DataFrame(
        {
            "department": index.name("department", row),
            "report_year": index.figures["report_year"].to_numpy()[row],
            **{name: index.name(name, row) for name in ("phase", "fund", "scope")},
            "breakdown": pd.array(identity[check], dtype="str"),
            **{name: index.name(name, row) for name in ("scheme", "code", "figure_id")},
            "value": value,
            "total": whole,
            "total_figure": pd.array(np.where(total < 0, "", index.name("figure_id", total)), dtype="str"),
            "amount_wan": np.where(index.name("kind", row) == "money", value / FEN_PER_WAN, np.nan),
            "pct": value * 100 / divisor,
            "place": place[check],
            "least": -value,
        }
    )
    columns = ["department", "report_year", "fund", "scope", "place", "least", "code"]
    return table.sort_values(columns, kind="stable", ignore_index=True).drop(columns=["place", "least"])


def _narrow(data: Dataset, flow: str, phase: str | None, fund: str | None, scope: str | None) -> Dataset:
    """Return the data with the levels of the reports' own years in a phase only, and the identities of sums."""
    figures = data.figures
    kept = figures["measure"].eq("level") & figures["fiscal_year"].eq(figures["report_year"])
    kept &= figures["flow"].isin([flow, ""])  # counts have none
    kept &= figures["phase"].eq(phase) if phase else _is_of_main_phase(figures, kept)
    for name, wanted in (("fund", fund), ("scope", scope)):
        kept &= wanted is None or figures[name].eq(wanted)
    identities = data.identities[data.identities["rule"].eq(RULE)]
    return replace(data, figures=figures[kept].reset_index(drop=True), identities=identities)


def _is_of_main_phase(figures: pd.DataFrame, levels: "pd.Series[bool]") -> "pd.Series[bool]":
    """Return whether each figure is of the phase that its report is about: executed where it states one such amount."""
    executed = figures["phase"].eq(EXECUTED)
    spent = (executed & levels & figures["kind"].eq("money")).groupby(
        [figures["department"], figures["report_year"]], observed=True
    )
    return executed.eq(spent.transform("any")) & (executed | figures["phase"].eq(APPROVED))


def _order_breakdowns(data: Dataset) -> dict[str, int]:
    """Return the place of each breakdown: those of the whole total, of the basic expenditure, all others."""
    reported = data.identity_terms[data.identity_terms["side"].eq("reported")]
    totals = dict(zip(reported["identity"], reported["scheme"] + "/" + reported["code"], strict=True))
    totals |= {one.identity: one.total for one in list_part_lists(data.schemes, data.codes)}
    ranked = sorted(totals, key=lambda name: _PREFERRED.index(totals[name]) if totals[name] in _PREFERRED else 9)
    return {name: place for place, name in enumerate(ranked)}


def _choose_lists(index: Index, batch: Batch, places: Ints) -> Ints:
    """Return the checks whose parts are shown.

    A list that tables and text of a document state alike is shown once, as are alternatives of one scheme: one that
    closes exactly, then one that closes within rounding, else the one with most parts.
    """
    judged = judge(index, batch)
    kept = _choose_totals(judged, batch.heads["group"].to_numpy(), places)
    identity = batch.heads["identity"].astype("str")
    scheme = identity.str.partition(">")[0].where(batch.heads["group"].ge(0), identity)
    of_report = index.lines["place"].to_numpy()[batch.rows[batch.offsets[:-1]]]
    verdict = judged["verdict"].reindex(kept)
    closed = np.select([verdict.eq(EXACT), verdict.eq(WITHIN_ROUNDING)], [0, 1], 2)
    ranked = kept[np.lexsort([kept, -np.diff(batch.offsets)[kept], closed])]
    _, first = np.unique(number_groups(of_report[ranked], pd.factorize(scheme)[0][ranked]), return_index=True)
    return np.sort(ranked[first])


def _choose_totals(judged: pd.DataFrame, groups: Ints, places: Ints) -> Ints:
    """Return one check of each group of alternatives: one that closes, else the one that the engine judged.

    The parts of a code that is not stated stand for it in the list above, so their own list is none.
    """
    judged = judged[(groups[judged.index] >= 0) | judged["reported_terms"].gt(0)]
    verdict, check = judged["verdict"], judged.index.to_numpy()
    rank = np.select([verdict.isin([EXACT, WITHIN_ROUNDING]), verdict.ne(NOT_APPLICABLE)], [0, 1], 2)
    ranked = check[np.lexsort([places[check], rank])]
    _, first = np.unique(np.where(groups[ranked] < 0, -1 - ranked, groups[ranked]), return_index=True)
    return ranked[first]
