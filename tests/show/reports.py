"""What every show function makes of one report, by name, for tests that look at all of them."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis import (
    check_stated_changes,
    compare_categories,
    compare_three_public,
    compare_years,
    compute_indicators,
    compute_unit_costs,
    list_outputs,
    run_checks,
    show,
    trace_years,
)
from analysis.dataset import Dataset
from analysis.show.rich import Fragment
from tests.datasets import real_data


@cache
def real_words(lang: str = "zh") -> show.Words:
    return show.Words(real_data(), lang)


def rename(names: Mapping[str, str]) -> Dataset:
    """Return the real data with other names for codes, such as `{"union-2009/504": "a name"}`."""
    data = real_data()
    other = (data.codes["scheme"] + "/" + data.codes["code"]).map(names)
    columns = {column: other.fillna(data.codes[column]) for column in ("name_zh", "name_en")}
    return replace(data, codes=data.codes.assign(**columns))


@cache
def compute(data: Dataset) -> dict[str, pd.DataFrame]:
    """Return the tables that a report is made of."""
    return {
        "checks": run_checks(data),
        "categories": compare_categories(data),
        "three_public": compare_three_public(data),
        "years": compare_years(data),
        "trend": trace_years(data),
        "stated_changes": check_stated_changes(data),
        "indicators": compute_indicators(data),
        "outputs": list_outputs(data),
        "costs": compute_unit_costs(data),
    }


@cache
def draw_all(words: show.Words) -> dict[str, Any]:
    """Return every chart of a report by name."""
    tables = compute(words.data)
    return {
        "checks": show.chart_checks(tables["checks"], words),
        "categories": show.chart_parts(tables["categories"], words),
        "special-items": show.chart_parts(tables["categories"], words, "summary/special"),
        "three-public": show.chart_three_public(tables["trend"], words),
        "trends": show.chart_trends(tables["trend"], words),
        "changes": show.chart_changes(tables["years"], words),
        "indicators": show.chart_indicators(tables["indicators"], words),
    }


@cache
def show_all(words: show.Words, computed: Dataset | None = None) -> dict[str, Any]:
    """Return every table and text of a report by name; from the tables of other data if `computed` is given."""
    tables = compute(computed or words.data)
    checks, categories, three_public = tables["checks"], tables["categories"], tables["three_public"]
    indicators, outputs, costs = tables["indicators"], tables["outputs"], tables["costs"]
    return {
        "sources": show.show_sources(words),
        "coverage": show.show_coverage(words),
        "findings": show.show_findings(checks, words),
        "readings": show.show_readings(checks, words),
        "checks": show.show_checks(checks, words),
        "figures": show.show_figures(words),
        "passages": show.show_passages(words),
        "corrections": show.show_corrections(words),
        "statements": show.show_statements(words),
        "categories": show.tell_categories(categories, words),
        "parts": show.table_parts(categories, words),
        "special-items": show.table_parts(categories, words, "summary/special"),
        "other-parts": show.table_other_parts(categories, words),
        "three-public": show.tell_three_public(three_public, words),
        "three-public-items": show.table_three_public(tables["trend"], words),
        "trends": show.table_trends(tables["trend"], words),
        "changes": show.tell_years(tables["years"], words),
        "counts": show.table_counts(tables["years"], words),
        "stated-changes": show.table_stated_changes(tables["stated_changes"], words),
        "years": show.table_years(tables["years"], words),
        "performance": show.tell_performance(indicators, costs, words),
        "outputs": show.table_outputs(outputs, words),
        "sets": show.table_sets(indicators, words),
        "indicators": show.show_indicators(indicators, words),
        "narrative": show.tell_findings(checks, words),
        "profile": show.tell_profile(words),
        "goals": show.tell_goals(categories, three_public, outputs, costs, words),
        "management": show.tell_management(indicators, words),
        "problems": show.tell_problems(words),
        "advice": show.tell_advice(checks, words),
        "headline": Fragment(Markup(" ").join(show.list_headline(checks, three_public, tables["years"], words))),
    }


PARTS = ("profile", "goals", "management", "problems", "advice")
