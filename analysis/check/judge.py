"""Verdicts: what does not close is a mismatch only where the evidence is complete.

A sum that closes within rounding holds, whichever part is unlisted. One that does not is a mismatch where every part is
stated, a link says that the list is complete, or the stated parts exceed the total; else it is not checkable, and the
row says what is missing. Of alternatives one that holds decides.
"""

import numpy as np
import pandas as pd

from analysis.check.batch import Batch
from analysis.check.evaluate import evaluate, judge_at_most, judge_differences, judge_rates
from analysis.check.index import Index
from analysis.money import RATE_SCALE
from analysis.verdicts import EXACT, MISMATCH, NOT_APPLICABLE, NOT_CHECKABLE, WITHIN_ROUNDING

_NEARLY = 20  # one part in twenty: 基本持平
_CLOSED = (EXACT, WITHIN_ROUNDING)


def judge(index: Index, batch: Batch) -> pd.DataFrame:
    """Return the heads of a batch with sums, verdict and reason; rows that say nothing are left out.

    reason is an id: no-total, no-base, no-terms, zero-base, derived, incomplete, other-total, truncated, or empty.
    """
    sums = evaluate(index, batch.terms, len(batch.heads))
    judged = pd.concat([batch.heads, sums], axis=1).assign(verdict="", reason="", low=False)
    judged = _judge_relations(index, batch, judged)
    _mark_unstated(judged)
    _find_wrong_direction(judged)
    judged = _resolve_groups(judged)
    _ask_for_evidence(judged)
    return judged


def _judge_relations(index: Index, batch: Batch, judged: pd.DataFrame) -> pd.DataFrame:
    relation = judged["relation"]
    whole = relation.eq("whole")
    judged.loc[whole, "reported"] = RATE_SCALE
    left, right = judged["reported"], judged["calculated"]
    verdict = judge_differences(judged)
    verdict = np.where(relation.eq("<="), judge_at_most(judged), verdict)
    swapped = judged.assign(reported=right, calculated=left)
    verdict = np.where(relation.eq(">="), judge_at_most(swapped), verdict)
    near = (left - right).abs() * _NEARLY <= right.abs()
    for name, holds in (("<", left < right), (">", left > right), ("~", near)):
        verdict = np.where(relation.eq(name), np.where(holds, EXACT, MISMATCH), verdict)
    judged = judged.assign(verdict=verdict.astype(object))
    rates = np.flatnonzero(relation.eq("rate"))
    if len(rates):
        number = np.full(len(judged), -1, dtype="int64")
        number[rates] = np.arange(len(rates))
        terms = batch.terms[number[batch.terms["check"]] >= 0]
        chosen = judged.iloc[rates]
        found = judge_rates(index, terms.assign(check=number[terms["check"]]), chosen)
        wrong_base = ~found["usable"].to_numpy() & chosen["calculated_terms"].gt(0).to_numpy()
        judged.loc[judged.index[rates], "signed"] = np.sign(chosen["calculated"]) * np.sign(chosen["divisor"])
        for name in ("calculated", "tolerance", "verdict"):
            judged.loc[judged.index[rates], name] = found[name].to_numpy()
        judged.loc[judged.index[rates[found["truncated"].to_numpy()]], ["reason", "low"]] = ["truncated", True]
        judged.loc[judged.index[rates[wrong_base]], ["verdict", "reason"]] = [NOT_CHECKABLE, "zero-base"]
    return judged


def _mark_unstated(judged: pd.DataFrame) -> None:
    """Set the verdict of checks that lack a side."""
    relation = judged["relation"]
    no_total = relation.eq("=") & judged["reported_terms"].eq(0)
    no_base = relation.eq("=") & judged["calculated_terms"].eq(0)
    no_terms = relation.eq("rate") & judged["calculated_terms"].eq(0)
    for mark, reason in ((no_total, "no-total"), (no_base, "no-base"), (no_terms, "no-terms")):
        judged.loc[mark, ["verdict", "reason"]] = [NOT_CHECKABLE, reason]


def _find_wrong_direction(judged: pd.DataFrame) -> None:
    """Give changes whose amount is right and whose word is wrong the rule of words."""
    turned = (judged["reported"] + judged["calculated"]).abs() <= judged["tolerance"]
    wrong = judged["directed"] & judged["relation"].eq("=") & judged["verdict"].eq(MISMATCH) & turned
    if "signed" in judged:
        other = judged["directed"] & judged["relation"].eq("rate") & judged["verdict"].ne(NOT_CHECKABLE)
        signs = np.sign(judged["reported"]) * judged["signed"].fillna(0)
        wrong |= other & signs.lt(0)
    judged.loc[wrong, ["rule", "verdict", "reason", "low"]] = ["direction", MISMATCH, "", False]


def _resolve_groups(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without idle alternatives: where one holds, the others are not applicable.

    Where none does, the nearest is judged. `others` says whether every total that the parts may make up is stated.
    """
    grouped = judged["group"].ge(0)
    judged["others"] = judged["rivals"].eq(1)
    if not grouped.any():
        return judged
    rows = judged[grouped]
    group = rows["group"]
    told = rows["reason"].ne("no-total") & rows["calculated_terms"].gt(0)
    closed = rows["verdict"].isin(_CLOSED)
    gap = (rows["reported"].abs() - rows["calculated"].abs()).abs().where(told, np.iinfo("int64").max)
    order = rows.assign(rank=(~closed).astype("int8"), gap=gap).sort_values(["group", "rank", "gap"], kind="stable")
    best = order.drop_duplicates("group").index
    any_closed = closed.groupby(group).transform("any")
    any_told = told.groupby(group).transform("any")
    judged.loc[rows.index, "others"] = told.groupby(group).transform("sum").ge(rows["rivals"])
    idle = ~rows.index.isin(best) & ~closed
    drop = idle & (~told | rows["relation"].eq("rate") | rows["rule"].ne("sum-of-parts"))
    drop |= ~told & any_told | (~any_told & ~rows.index.isin(best))
    drop |= closed & ~rows.index.isin(best) & rows["rule"].ne("sum-of-parts")
    other = idle & told & ~drop
    judged.loc[rows.index[other], ["verdict", "reason"]] = [NOT_APPLICABLE, "other-total"]
    judged.loc[rows.index[other & ~any_closed], "reason"] = "nearer-total"
    return judged.drop(index=rows.index[drop])


def _ask_for_evidence(judged: pd.DataFrame) -> None:
    """Turn a mismatch into not checkable where a part is derived or may be unlisted."""
    open_sum = judged["relation"].eq("=") & judged["verdict"].eq(MISMATCH)
    derived = open_sum & judged["derived"]
    excess = judged["calculated"].gt(judged["reported"]) & ~judged["negative"] & judged["others"] & judged["bounded"]
    open_list = open_sum & ~judged["derived"] & ~judged["complete"] & ~excess
    judged.loc[derived, ["verdict", "reason"]] = [NOT_CHECKABLE, "derived"]
    judged.loc[open_list, ["verdict", "reason"]] = [NOT_CHECKABLE, "incomplete"]
