"""Verdicts: what does not close is a mismatch only where the evidence is complete.

A sum that closes within rounding holds, whichever part is unlisted. One that does not is a mismatch where every part is
stated, a link says that the list is complete, or the stated parts exceed the total; else it is not checkable, and the
row says what is missing. Of alternatives one that holds decides.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.check.batch import DIVISOR, Batch
from analysis.check.evaluate import evaluate, judge_at_most, judge_differences, judge_rates
from analysis.check.index import Index, Ints
from analysis.money import RATE_SCALE
from analysis.verdicts import EXACT, MISMATCH, NOT_APPLICABLE, NOT_CHECKABLE, VERDICTS, WITHIN_ROUNDING

# Why a check has its verdict, where the numbers alone do not say it.
REASONS = (
    "", "no-total", "no-base", "no-terms", "zero-base", "derived", "incomplete", "other-total", "nearer-total",
    "truncated", "coarse",
)  # fmt: skip
_NEARLY = 20  # one part in twenty: 基本持平
_CLOSED = (EXACT, WITHIN_ROUNDING)
_VERDICT = pd.CategoricalDtype(list(VERDICTS))
_REASON = pd.CategoricalDtype(list(REASONS))

Marks = NDArray[np.bool_]


class Judged:
    """The sums of a batch with verdict and reason as they are being decided; arrays, one element for each check."""

    def __init__(self, batch: Batch, sums: pd.DataFrame) -> None:
        """Begin with whether reported equals calculated."""
        self.heads, self.sums = batch.heads, sums
        self.reported, self.calculated, self.tolerance = (
            sums[name].to_numpy(copy=True) for name in ("reported", "calculated", "tolerance")
        )
        self.verdict = judge_differences(sums)
        self.reason = np.zeros(len(sums), dtype="int8")
        self.low = np.zeros(len(sums), dtype=bool)  # of severity low whatever the rule says
        self.signed = np.zeros(len(sums), dtype="int8")  # which way a rate goes by its amounts
        self.rule = batch.heads["rule"].astype("category")
        relation = batch.heads["relation"].astype("category").cat
        self._relation, self._relations = relation.codes.to_numpy(), list(relation.categories)

    def relates(self, *relations: str) -> Marks:
        """Return which checks have one of these relations."""
        return np.isin(self._relation, [self._relations.index(one) for one in relations if one in self._relations])

    def has(self, *verdicts: str) -> Marks:
        """Return which checks have one of these verdicts."""
        return np.isin(self.verdict, [VERDICTS.index(one) for one in verdicts])

    def decide(self, where: Marks | Ints, verdict: str, reason: str = "") -> None:
        """Set verdict and reason."""
        self.verdict[where], self.reason[where] = VERDICTS.index(verdict), REASONS.index(reason)

    def frame(self, kept: Marks) -> pd.DataFrame:
        """Return the checks that are kept as a table."""
        columns: dict[str, Any] = {
            "rule": self.rule,
            "reported": self.reported,
            "calculated": self.calculated,
            "tolerance": self.tolerance,
            "verdict": pd.Categorical.from_codes(self.verdict, dtype=_VERDICT),
            "reason": pd.Categorical.from_codes(self.reason, dtype=_REASON),
            "low": self.low,
        }
        names = ["identity", "relation"]
        others = self.sums[["reported_terms", "calculated_terms", "fine", "plain"]]
        return pd.concat([self.heads[names], others], axis=1).assign(**columns)[kept]


def judge(index: Index, batch: Batch) -> pd.DataFrame:
    """Return the heads of a batch with sums, verdict and reason (one of REASONS); rows that say nothing are left out.

    Their index is the check's place in the batch.
    """
    judged = Judged(batch, evaluate(index, batch.terms, len(batch)))
    _judge_relations(judged)
    _judge_rates(index, batch, judged)
    _mark_unstated(judged)
    _find_wrong_direction(judged)
    kept, others = _resolve_groups(judged)
    _ask_for_evidence(judged, others)
    return judged.frame(kept)


def _judge_relations(judged: Judged) -> None:
    judged.reported[judged.relates("whole")] = RATE_SCALE
    sums = judged.sums.assign(reported=judged.reported)
    turned = sums.assign(reported=judged.calculated, calculated=judged.reported)
    left, right = judged.reported, judged.calculated
    exact, wrong = VERDICTS.index(EXACT), VERDICTS.index(MISMATCH)
    near = np.abs(left - right) * _NEARLY <= np.abs(right)
    for relation, verdict in (
        ("whole", judge_differences(sums)),
        ("<=", judge_at_most(sums)),
        (">=", judge_at_most(turned)),
        ("<", np.where(left < right, exact, wrong)),
        (">", np.where(left > right, exact, wrong)),
        ("~", np.where(near, exact, wrong)),
    ):
        where = judged.relates(relation)
        judged.verdict[where] = verdict[where]


def _judge_rates(index: Index, batch: Batch, judged: Judged) -> None:
    rates = np.flatnonzero(judged.relates("rate"))
    if not len(rates):
        return
    chosen = judged.sums.iloc[rates]
    terms = batch.keep(rates).terms
    found, finer = (judge_rates(index, terms, chosen.reset_index(drop=True), everywhere=one) for one in (False, True))
    judged.signed[rates] = np.sign(chosen["calculated"]) * np.sign(chosen["divisor"])
    judged.calculated[rates], judged.tolerance[rates] = found["calculated"], found["tolerance"]
    judged.verdict[rates] = found["verdict"]
    cut = rates[found["truncated"].to_numpy()]
    judged.reason[cut], judged.low[cut] = REASONS.index("truncated"), True
    # It passes only because an amount is printed without decimals beside one with them: 5 beside 1.00.
    passes = (found["verdict"] == VERDICTS.index(WITHIN_ROUNDING)) & ~found["truncated"]
    coarse = rates[(passes & (finer["verdict"] == VERDICTS.index(MISMATCH))).to_numpy()]
    judged.reason[coarse], judged.low[coarse] = REASONS.index("coarse"), True
    no_base = np.zeros(len(judged.verdict), dtype=bool)
    no_base[rates] = ~found["usable"].to_numpy() & chosen["calculated_terms"].gt(0).to_numpy()
    judged.decide(no_base, NOT_CHECKABLE, "zero-base")
    divided = terms["check"].to_numpy()[terms["side"].eq(DIVISOR)]
    judged.decide(np.setdiff1d(rates, rates[divided]), NOT_CHECKABLE, "no-terms")


def _mark_unstated(judged: Judged) -> None:
    """Set the verdict of checks that lack a side."""
    no_reported, no_calculated = (judged.sums[name].eq(0).to_numpy() for name in ("reported_terms", "calculated_terms"))
    judged.decide(judged.relates("=") & no_reported, NOT_CHECKABLE, "no-total")
    judged.decide(judged.relates("=") & no_calculated, NOT_CHECKABLE, "no-base")
    judged.decide(judged.relates("rate") & no_calculated, NOT_CHECKABLE, "no-terms")


def _find_wrong_direction(judged: Judged) -> None:
    """Give changes whose amount is right and whose word is wrong the rule of words."""
    directed = judged.heads["directed"].to_numpy(bool)
    if not directed.any():
        return
    turned = np.abs(judged.reported + judged.calculated) <= judged.tolerance
    wrong = directed & judged.relates("=") & judged.has(MISMATCH) & turned
    rates = directed & judged.relates("rate") & ~judged.has(NOT_CHECKABLE)
    wrong |= rates & (np.sign(judged.reported) * judged.signed < 0)
    judged.decide(wrong, MISMATCH)
    judged.low[wrong] = False
    if wrong.any():
        judged.rule = judged.rule.astype("str").mask(wrong, "direction").astype("category")


def _resolve_groups(judged: Judged) -> tuple[Marks, Marks]:
    """Return which checks are kept, and of which every total that the parts may make up is stated.

    Of alternatives one that holds decides, the others are not applicable; where none does, the nearest is judged.
    """
    kept = np.ones(len(judged.verdict), dtype=bool)
    heads = judged.heads
    others = heads["rivals"].eq(1).to_numpy(copy=True)
    grouped = np.flatnonzero(heads["group"].ge(0))
    if not len(grouped):
        return kept, others
    rows = pd.DataFrame({"group": heads["group"].to_numpy()[grouped], "rivals": heads["rivals"].to_numpy()[grouped]})
    idle_reasons = [REASONS.index(one) for one in ("no-total", "zero-base")]
    told = ~np.isin(judged.reason[grouped], idle_reasons) & judged.sums["calculated_terms"].gt(0).to_numpy()[grouped]
    closed = judged.has(*_CLOSED)[grouped]
    left, right = judged.reported[grouped], judged.calculated[grouped]
    gap = np.abs(np.where(judged.relates("rate")[grouped], np.abs(left), left) - right)  # of a rate the size counts
    order = np.lexsort([np.where(told, gap, np.iinfo("int64").max), ~closed, rows["group"].to_numpy()])
    best = np.zeros(len(rows), dtype=bool)
    best[order[~rows["group"].iloc[order].duplicated().to_numpy()]] = True
    by_group = pd.DataFrame({"told": told, "closed": closed}).groupby(rows["group"])
    any_told, any_closed = (by_group[name].transform("any").to_numpy() for name in ("told", "closed"))
    others[grouped] = by_group["told"].transform("sum").ge(rows["rivals"]).to_numpy()
    of_sums = judged.rule.eq("sum-of-parts").to_numpy()[grouped] & ~judged.relates("rate")[grouped]
    idle = ~best & ~closed & told & of_sums
    kept[grouped] = best | (closed & of_sums) | idle
    kept[grouped] &= told | ~any_told
    for where, reason in ((idle & any_closed, "other-total"), (idle & ~any_closed, "nearer-total")):
        marked = np.zeros(len(kept), dtype=bool)
        marked[grouped] = where
        judged.decide(marked, NOT_APPLICABLE, reason)
    return kept, others


def _ask_for_evidence(judged: Judged, others: Marks) -> None:
    """Turn a mismatch into not checkable where a part is derived, or a part or another total may be unlisted."""
    wrong = judged.has(MISMATCH)
    derived, negative = (judged.sums[name].to_numpy() for name in ("derived", "negative"))
    complete, bounded = (judged.heads[name].to_numpy(bool) for name in ("complete", "bounded"))
    excess = (judged.calculated > judged.reported) & ~negative & bounded
    judged.decide(wrong & derived, NOT_CHECKABLE, "derived")
    open_sum = wrong & ~derived & judged.relates("=")
    judged.decide(open_sum & ~((complete | excess) & others), NOT_CHECKABLE, "incomplete")
