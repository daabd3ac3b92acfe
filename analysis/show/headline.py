"""The main results for the cover, in a few short sentences."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.figures import ALL
from analysis.frames import iterate_rows
from analysis.show.rich import amount, show_pct, stated, tell
from analysis.show.three_public import find_total
from analysis.show.words import Words
from analysis.verdicts import MISMATCH, NOT_APPLICABLE, NOT_CHECKABLE

_SUMS = ("sum-of-parts", "unit-scale")
_NOT_GOOD = {"wrong": MISMATCH, "open": NOT_CHECKABLE}
_TOTAL = {
    "scheme": "summary", "code": "total", "measure": "level", "fund": "all", "scope": "all", "approximate": False,
}  # fmt: skip
_PHASES = ("executed", "approved")  # what was spent, in a budget what was approved


def list_headline(checks: pd.DataFrame, three_public: pd.DataFrame, years: pd.DataFrame, words: Words) -> list[Markup]:
    """Return the main results for the cover: the total and its change, the three-public budget and its, the sums.

    >>> from analysis import compare_three_public, compare_years, open_data, run_checks
    >>> from analysis.show import Words, list_headline
    >>> data = open_data("beita-union", 2019)
    >>> tables = run_checks(data), compare_three_public(data), compare_years(data)
    >>> list_headline(*tables, Words(data, "en"))[0].striptags().split(";")[0]
    'Total expenditure was 149.35 万元F01'
    """
    return [*_tell_total(years, words), *_tell_three_public(three_public, words), _tell_sums(checks, words)]


def tell_unit(words: Words) -> str:
    """Return what the unit of the report's amounts means, for readers of English; nothing in Chinese."""
    names = dict.fromkeys(one.unit for one in words.own_figures if one.kind == "money")
    told = words.join_names(words.name_unit_first(name) for name in names)
    return words.say("narrative.headline-unit", unit=told) if told and words.lang != "zh" else ""


def _tell_total(years: pd.DataFrame, words: Words) -> list[Markup]:
    """Return what was spent, in a budget what may be, with how it changed or what is missing for that."""
    wanted = [*_TOTAL.items(), ("fiscal_year", words.year)]
    totals = [one for one in words.own_figures if all(getattr(one, name) == value for name, value in wanted)]
    phase, total = next(((phase, one) for phase in _PHASES for one in totals if one.phase == phase), ("", None))
    if total is None:
        return []
    found = years[years[["series", "phase", "fund", "scope"]].eq(["summary/total", phase, ALL, ALL]).all(axis=1)]
    change = next((_tell_change(words, row) for row in iterate_rows(found)), Markup(""))
    return [tell(words, f"narrative.headline-total-{phase}", amount=stated(words, total), change=change)]


def _tell_three_public(three_public: pd.DataFrame, words: Words) -> list[Markup]:
    """Return the three-public budget with how it changed or what is missing for that."""
    budget, _ = find_total(three_public, words)
    if budget is None:
        return []
    shown = stated(words, words.figures[budget.figure_id])
    return [tell(words, "narrative.headline-three-public", amount=shown, change=_tell_change(words, budget))]


def _tell_change(words: Words, row: Any) -> Markup:
    """Return how an amount changed against the year before; without a base, that it is missing."""
    if pd.isna(row.change):
        return tell(words, "narrative.headline-no-base", year=words.year - 1)
    used = f"{row.base_figures} {getattr(row, 'figures', '') or row.figure_id}"
    values = {
        "year": words.say(
            "show.base-year-derived" if row.base_basis == "derived" else "show.base.year", year=words.year - 1
        ),
        "direction": words.say("show.fell" if row.change < 0 else "show.rose"),
        "change": amount(words, abs(row.change), used),
    }
    if row.change == 0:
        return tell(words, "narrative.headline-same", year=values["year"])
    if pd.isna(row.rate):
        return tell(words, "narrative.headline-change", **values)
    return tell(words, "narrative.headline-change-rate", rate=show_pct(row.rate), **values)


def _tell_sums(checks: pd.DataFrame, words: Words) -> Markup:
    """Return how many totals equal the sum of their parts; what could not be checked is counted apart."""
    sums = checks[checks["rule"].isin(_SUMS) & checks["verdict"].ne(NOT_APPLICABLE)]
    counted = {name: int(sums["verdict"].eq(verdict).sum()) for name, verdict in _NOT_GOOD.items()}
    others = [words.say(f"narrative.sums-{name}", count=count) for name, count in counted.items() if count]
    good = len(sums) - sum(counted.values())
    return tell(words, "narrative.headline-sums", good=good, count=len(sums), rest="".join(others))
