"""Verdicts: what does not close is a mismatch only where the evidence is complete.

A sum that closes within rounding holds, whichever part is unlisted. One that does not is a mismatch where every part is
stated, a link says that the list is complete, or the stated parts exceed the total; else it is not checkable, and the
row says what is missing. Of alternatives one that holds decides.
"""

import numpy as np
import pandas as pd

from analysis.check.batch import DIVISOR, Batch
from analysis.check.evaluate import evaluate, judge_excess, judge_rates
from analysis.check.index import Index
from analysis.check.keys import Bools, Ints, number_groups
from analysis.money import RATE_SCALE
from analysis.verdicts import EXACT, MISMATCH, NOT_APPLICABLE, NOT_CHECKABLE, VERDICTS, WITHIN_ROUNDING

# Why a check has its verdict, where the numbers alone do not say it.
REASONS = (
    "", "no-total", "no-base", "no-terms", "zero-base", "derived", "incomplete", "other-total", "nearer-total",
    "truncated", "coarse", "two-readings",
)  # fmt: skip
_LAST_DIGITS, _LITTLE = 2, RATE_SCALE // 1000  # a rate that is off by so many units of its last place, and so little
PARTS = ("share", "completion-rate")  # rates of a part that has the sign of its whole
_NEARLY = 20  # one part in twenty: 基本持平
_CLOSED = (EXACT, WITHIN_ROUNDING)


class Judged:
    """The sums of a batch with verdict and reason as they are being decided; arrays, one element for each check."""

    def __init__(self, batch: Batch, sums: pd.DataFrame) -> None:
        """Begin with whether reported equals calculated."""
        self.heads, self.sums = batch.heads, sums
        self.reported, self.calculated, self.tolerance = (
            sums[name].to_numpy(copy=True) for name in ("reported", "calculated", "tolerance")
        )
        self.verdict = judge_excess(np.abs(self.reported - self.calculated), self.tolerance)
        self.reason = np.zeros(len(sums), dtype=np.int8)
        self.low = np.zeros(len(sums), dtype=bool)  # of severity low whatever the rule says
        self.signed = np.zeros(len(sums), dtype=np.int8)  # which way a rate goes by its amounts
        self.rule = batch.heads["rule"]
        relation = batch.heads["relation"].cat
        self._relations = {name: np.asarray(relation.codes == code) for code, name in enumerate(relation.categories)}

    def relates(self, relation: str) -> Bools:
        """Return which checks have a relation."""
        return self._relations.get(relation, np.zeros(len(self.verdict), dtype=bool))

    def has(self, *verdicts: str) -> Bools:
        """Return which checks have one of these verdicts."""
        return np.isin(self.verdict, [VERDICTS.index(one) for one in verdicts])

    def decide(self, where: Bools | Ints, verdict: str, reason: str = "") -> None:
        """Set verdict and reason."""
        self.verdict[where], self.reason[where] = VERDICTS.index(verdict), REASONS.index(reason)

    def _sign_rates(self) -> Ints:
        """Return what is calculated; a rate is below zero where its amounts are, or has the sign of what is stated."""
        sign = np.where(self.heads["directed"], self.signed, np.sign(self.reported))
        return np.where(self.relates("rate") & (sign < 0), -self.calculated, self.calculated)

    def frame(self, kept: Bools) -> pd.DataFrame:
        """Return the checks that are kept as a table."""
        columns = {
            "rule": self.rule,
            "identity": self.heads["identity"],
            "relation": self.heads["relation"],
            "reported": self.reported,
            "calculated": self._sign_rates(),
            "tolerance": self.tolerance,
            "verdict": pd.Categorical.from_codes(self.verdict, pd.Index(VERDICTS)),
            "reason": pd.Categorical.from_codes(self.reason, pd.Index(REASONS)),
            "low": self.low,
        }
        columns |= {name: self.sums[name] for name in ("reported_terms", "calculated_terms", "fine")}
        return pd.DataFrame(columns)[kept]


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
    _read_both_ways(index, batch, judged)
    _compare_print(index, batch, judged)
    return judged.frame(kept)


def _judge_relations(judged: Judged) -> None:
    judged.reported[judged.relates("whole")] = RATE_SCALE
    left, right, tolerance = judged.reported, judged.calculated, judged.tolerance
    none = np.zeros_like(tolerance)
    for relation, verdict in (
        ("whole", judge_excess(np.abs(left - right), tolerance)),
        ("<=", judge_excess(left - right, tolerance)),
        (">=", judge_excess(right - left, tolerance)),
        ("<", judge_excess(left + 1 - right, none)),
        (">", judge_excess(right + 1 - left, none)),
        ("~", judge_excess(np.abs(left - right) * _NEARLY - np.abs(right), none)),
    ):
        where = judged.relates(relation)
        judged.verdict[where] = verdict[where]


def _judge_rates(index: Index, batch: Batch, judged: Judged) -> None:
    rates = np.flatnonzero(judged.relates("rate"))
    if not len(rates):
        return
    chosen = judged.sums.iloc[rates].reset_index(drop=True)
    terms = batch.keep(rates).terms
    found, finer = (judge_rates(index, terms, chosen, everywhere=one) for one in (False, True))
    parts = np.isin(index.codes("measure")[batch.rows[batch.offsets[rates]]], index.find("measure", PARTS))
    # A change goes the way of its amount, whatever it leaves for the year before.
    judged.signed[rates] = np.sign(chosen["calculated"]) * np.where(parts, np.sign(chosen["divisor"]), 1)
    judged.calculated[rates], judged.tolerance[rates] = found["calculated"], found["tolerance"]
    judged.verdict[rates] = found["verdict"]
    cut = rates[found["truncated"]]
    judged.reason[cut], judged.low[cut] = REASONS.index("truncated"), True
    near = found["verdict"].eq(VERDICTS.index(MISMATCH)) & found["steps"].le(_LAST_DIGITS)
    gap = (chosen["reported"].abs() - found["calculated"]).abs()
    judged.low[rates[near & gap.le(_LITTLE)]] = True
    # It passes only because an amount is printed without decimals beside one with them: 5 beside 1.00.
    passes = found["verdict"].eq(VERDICTS.index(WITHIN_ROUNDING)) & ~found["truncated"]
    coarse = rates[passes & finer["verdict"].eq(VERDICTS.index(MISMATCH))]
    judged.reason[coarse], judged.low[coarse] = REASONS.index("coarse"), True
    judged.decide(rates[~found["usable"] & chosen["calculated_terms"].gt(0)], NOT_CHECKABLE, "zero-base")
    of_nothing = chosen["divisor"].eq(0) & chosen["calculated"].ne(0) & chosen["reported"].ne(0)
    judged.decide(rates[of_nothing], MISMATCH, "zero-base")  # it cannot be, whatever the rate is
    # A part of a whole in which one of the two is below nothing is no share of it, and nothing is completed by it.
    judged.decide(rates[parts & (judged.signed[rates] < 0) & chosen["reported"].gt(0)], MISMATCH)
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
    directed = judged.heads["directed"].to_numpy()
    turned = np.abs(judged.reported + judged.calculated) <= judged.tolerance
    wrong = directed & judged.relates("=") & judged.has(MISMATCH) & turned
    rates = directed & judged.relates("rate") & ~judged.has(NOT_CHECKABLE)
    wrong |= rates & (np.sign(judged.reported) * judged.signed < 0)
    if wrong.any():
        judged.decide(wrong, MISMATCH)
        judged.low[wrong] = False
        judged.rule = judged.rule.astype("str").mask(wrong, "direction").astype("category")


def _resolve_groups(judged: Judged) -> tuple[Bools, Bools]:
    """Return which checks are kept, and of which every total that the parts may make up is stated.

    Of alternatives one that holds decides, the others are not applicable; where none does, the nearest is judged.
    """
    kept, others = np.ones(len(judged.verdict), dtype=bool), judged.heads["rivals"].to_numpy() == 1
    grouped = np.flatnonzero(judged.heads["group"].ge(0))
    if not len(grouped):
        return kept, others
    group = number_groups(judged.heads["group"].to_numpy()[grouped])
    rates = judged.relates("rate")[grouped]
    idle_reasons = [REASONS.index(one) for one in ("no-total", "zero-base")]
    told = ~np.isin(judged.reason[grouped], idle_reasons) & judged.sums["calculated_terms"].gt(0).to_numpy()[grouped]
    closed = judged.has(*_CLOSED)[grouped]
    left, right = judged.reported[grouped], judged.calculated[grouped]
    gap = np.abs(np.where(rates, np.abs(left), left) - right)  # of a rate the size counts
    order = np.lexsort([np.where(told, gap, np.iinfo(np.int64).max), ~closed, group])
    best = np.zeros(len(group), dtype=bool)
    best[order[np.unique(group[order], return_index=True)[1]]] = True
    told_of_group = np.bincount(group[told], minlength=len(group))
    others[grouped] = told_of_group[group] >= judged.heads["rivals"].to_numpy()[grouped]
    of_sums = judged.rule.eq("sum-of-parts").to_numpy()[grouped] & ~rates
    idle = ~best & ~closed & told & of_sums
    kept[grouped] = (best | (closed & of_sums) | idle) & (told | (told_of_group[group] == 0))
    any_closed = np.isin(group, group[closed])
    judged.decide(grouped[idle & any_closed], NOT_APPLICABLE, "other-total")
    judged.decide(grouped[idle & ~any_closed], NOT_APPLICABLE, "nearer-total")
    return kept, others


def _ask_for_evidence(judged: Judged, others: Bools) -> None:
    """Turn a mismatch into not checkable where a part is derived, or a part or another total may be unlisted."""
    wrong = judged.has(MISMATCH)
    derived, negative = (judged.sums[name].to_numpy() for name in ("derived", "negative"))
    complete, bounded = (judged.heads[name].to_numpy() for name in ("complete", "bounded"))
    excess = (judged.calculated > judged.reported) & ~negative & bounded
    judged.decide(wrong & derived, NOT_CHECKABLE, "derived")
    open_sum = wrong & ~derived & judged.relates("=")
    judged.decide(open_sum & ~((complete | excess) & others), NOT_CHECKABLE, "incomplete")


def _read_both_ways(index: Index, batch: Batch, judged: Judged) -> None:
    """Judge total = basic + special: where basic alone is the total the text leaves two readings; none is chosen."""
    scope = np.flatnonzero(judged.rule.eq("scope"))
    if not len(scope):
        return
    terms = batch.keep(scope).terms
    inside = evaluate(index, terms[terms["order"].lt(2)], len(scope))
    contained = (inside["reported"] - inside["calculated"]).abs().le(inside["tolerance"]).to_numpy()
    wrong = ~judged.has(*_CLOSED)[scope]
    judged.decide(scope[wrong], MISMATCH)
    judged.decide(scope[wrong & (judged.calculated < judged.reported)[scope]], NOT_CHECKABLE, "incomplete")
    judged.decide(scope[wrong & contained], NOT_CHECKABLE, "two-readings")


def _compare_print(index: Index, batch: Batch, judged: Judged) -> None:
    """Call a number stated twice with as many decimals wrong, be it by the last digit; two tables may add up apart."""
    rows = batch.rows
    spread = [np.zeros(len(batch), dtype=np.int64), np.full(len(batch), np.iinfo(np.int64).max)]
    rounding = index.figures["rounding"].to_numpy(np.int64)[rows]
    np.maximum.at(spread[0], batch.checks, rounding)
    np.minimum.at(spread[1], batch.checks, rounding)
    prose = np.bincount(batch.checks, ~index.in_table[rows], len(batch)) > 0
    apart = judged.rule.eq("restated").to_numpy() & judged.has(WITHIN_ROUNDING) & prose & (spread[0] == spread[1])
    judged.decide(apart, MISMATCH)
    judged.low[apart] = True
