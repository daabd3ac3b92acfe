"""The main results for the cover, in a few short sentences."""

import pandas as pd
from markupsafe import Markup

from analysis.check import count_findings, list_findings
from analysis.show.rich import percent, stated, tell
from analysis.show.three_public import find_total
from analysis.show.words import Words
from analysis.verdicts import MISMATCH, NOT_APPLICABLE, NOT_CHECKABLE

_SUMS = ("sum-of-parts", "unit-scale")
_NOT_GOOD = {"wrong": MISMATCH, "open": NOT_CHECKABLE}
_TOTAL = {
    "scheme": "summary", "code": "total", "measure": "level", "fund": "all", "scope": "all", "approximate": False,
}  # fmt: skip
_PHASES = ("executed", "approved")  # what was spent, in a budget what was approved


def list_headline(checks: pd.DataFrame, three_public: pd.DataFrame, words: Words) -> list[Markup]:
    """Return the main results for the cover: the total, how many sums agree, the three-public budget, the findings."""
    wanted = [*_TOTAL.items(), ("fiscal_year", words.year)]
    totals = [one for one in words.own_figures if all(getattr(one, name) == value for name, value in wanted)]
    by_phase = [[one for one in totals if one.phase == phase] for phase in _PHASES]
    sentences = [
        tell(words, f"narrative.headline-total-{phase}", amount=stated(words, found[0]))
        for phase, found in zip(_PHASES, by_phase, strict=True)
        if found
    ][:1]
    sentences.append(_tell_sums(checks, words))
    budget, _ = find_total(three_public, words)
    if budget is not None and pd.notna(budget.rate):
        values = {"amount": stated(words, words.figures[budget.figure_id]), "rate": percent(budget.rate)}
        sentences.append(tell(words, f"narrative.headline-three-public-{budget.base_basis}", **values))
    counts = count_findings(list_findings(checks))
    return [*sentences, tell(words, "narrative.headline-findings", high=counts["high"], medium=counts["medium"])]


def _tell_sums(checks: pd.DataFrame, words: Words) -> Markup:
    """Return how many totals equal the sum of their parts; what could not be checked is counted apart."""
    sums = checks[checks["rule"].isin(_SUMS) & checks["verdict"].ne(NOT_APPLICABLE)]
    counted = {name: int(sums["verdict"].eq(verdict).sum()) for name, verdict in _NOT_GOOD.items()}
    others = [words.say(f"narrative.sums-{name}", count=count) for name, count in counted.items() if count]
    good = len(sums) - sum(counted.values())
    return tell(words, "narrative.headline-sums", good=good, count=len(sums), rest="".join(others))
