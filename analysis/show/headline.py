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


def list_headline(checks: pd.DataFrame, three_public: pd.DataFrame, words: Words) -> list[Markup]:
    """Return the main results: the total, how many sums agree, the three-public budget, the findings."""
    counts = count_findings(list_findings(checks))
    return [
        *_tell_total(words),
        tell_sums(checks, words),
        *_tell_three_public(three_public, words),
        tell(words, "narrative.headline-findings", high=counts["high"], medium=counts["medium"]),
    ]


def tell_sums(checks: pd.DataFrame, words: Words) -> Markup:
    """Return how many totals equal the sum of their parts; what could not be checked is counted apart."""
    sums = checks[checks["rule"].isin(_SUMS) & checks["verdict"].ne(NOT_APPLICABLE)]
    counted = {name: int(sums["verdict"].eq(verdict).sum()) for name, verdict in _NOT_GOOD.items()}
    good = len(sums) - sum(counted.values())
    others = [words.say(f"narrative.sums-{name}", count=count) for name, count in counted.items() if count]
    rest = "".join(others)
    return tell(words, "narrative.headline-sums", good=good, count=len(sums), rest=rest)


def _tell_total(words: Words) -> list[Markup]:
    total = next((one for one in words.own_figures if _is_total(words, one)), None)
    return [tell(words, "narrative.headline-total", amount=stated(words, total))] if total is not None else []


def _is_total(words: Words, figure: object) -> bool:
    wanted = {
        "scheme": "summary", "code": "total", "fiscal_year": words.year, "phase": "executed", "measure": "level",
        "fund": "all", "scope": "all", "approximate": False,
    }  # fmt: skip
    return all(getattr(figure, name) == value for name, value in wanted.items())


def _tell_three_public(three_public: pd.DataFrame, words: Words) -> list[Markup]:
    total = find_total(three_public)
    if total is None or pd.isna(total.rate):
        return []
    values = {"amount": stated(words, words.figures[total.figure_id]), "rate": percent(total.rate)}
    return [tell(words, f"narrative.headline-three-public-{total.base_basis}", **values)]
