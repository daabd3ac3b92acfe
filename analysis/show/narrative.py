"""The review in words: the findings first, then the official report's five parts, every number linked."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.check import list_findings
from analysis.frames import iterate_rows
from analysis.show.categories import list_category_sentences
from analysis.show.performance import list_cost_sentences, list_indicator_sentences
from analysis.show.rich import (
    Fragment,
    bullets,
    capitalise,
    cite,
    clean,
    mark_severity,
    name_amounts,
    quote,
    tell,
)
from analysis.show.three_public import list_three_public_sentences
from analysis.show.words import Words
from analysis.verdicts import MISMATCH

_QUOTES, _SUBJECTS = 2, 3  # of a finding, of a piece of advice


def _list_grave(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the findings above a mere hint."""
    findings = list_findings(checks)
    return findings[findings["severity"].ne("info")]


def tell_findings(checks: pd.DataFrame, words: Words, passages: Mapping[str, Sequence[str]] | None = None) -> Fragment:
    """Return the findings above a mere hint, one item each, with both readings where there are two; low ones folded.

    `passages` are the quotations of figures, as show_figures takes them.

    >>> from analysis import open_data, run_checks
    >>> from analysis.show import Words, tell_findings
    >>> data = open_data("beita-union", 2019)
    >>> tell_findings(run_checks(data), Words(data, "en")).html.striptags().split(",")[0]
    'high Scope of total'
    """
    grave = _list_grave(checks)
    if grave.empty:
        return Fragment(bullets([tell(words, "narrative.no-findings")]))
    low = grave["severity"].eq("low")
    first, others = (
        bullets(_tell_finding(words, row, passages or {}) for row in iterate_rows(part))
        for part in (grave[~low], grave[low])
    )
    summary = tell(words, "narrative.low-findings", count=int(low.sum()))
    folded = Markup(f"<details><summary>{summary}</summary>{others}</details>" if others else "")
    return Fragment(first + folded)


def _tell_finding(words: Words, row: Any, passages: Mapping[str, Sequence[str]]) -> Markup:
    """Return a finding in full: what is printed, what was expected, the readings, the quotation."""
    told, severity = words.tell_check(row), mark_severity(words, row.severity)
    actual = clean(told.actual) + cite(row.figures.split())
    if pd.notna(row.calculated) and (row.verdict == MISMATCH or row.rule == "percent"):
        actual += _tell_expected(words, row, told.expected)
    elif told.expected and told.actual:
        actual += tell(words, "narrative.expected-words", expected=told.expected)
    sentence = tell(words, "narrative.finding", severity=severity, subject=capitalise(told.subject), actual=actual)
    known = dict.fromkeys(tuple(passages[one]) for one in row.figures.split() if one in passages)
    quotes = Markup("").join(Markup("<blockquote>{}</blockquote>").format(quote(one)) for one in list(known)[:_QUOTES])
    return sentence + bullets(reading.text for reading in told.readings) + quotes


def _tell_expected(words: Words, row: Any, formula: str) -> Markup:
    """Return what a number should be and how that follows from others."""
    number = words.show_expected(row)
    key = "expected" if len(formula.split()) == 1 else "expected-formula"
    return tell(words, f"narrative.{key}", formula=formula, number=number)


def tell_profile(words: Words) -> Fragment:
    """Return part one, the department: its staff and duties.

    >>> from analysis import open_data
    >>> from analysis.show import Words, tell_profile
    >>> tell_profile(Words(open_data("beita-union", 2019), "en")).html.striptags().split(" (")[0]
    'Beita District Federation of Trade Unions'
    """
    staff = [one for one in words.own_figures if one.scheme == "staffing" and one.fiscal_year == words.year]
    sentence = tell(words, "narrative.staff-missing", report=words.name_extent())
    if staff:
        values = {"name": words.name_department(), "region": words.name_region(), "items": name_amounts(words, staff)}
        sentence = tell(words, "narrative.staff", year=words.year, **values)
    return Fragment(bullets([sentence, *_tell_statements(words, "profile")]))


def tell_goals(
    categories: pd.DataFrame, three_public: pd.DataFrame, outputs: pd.DataFrame, costs: pd.DataFrame, words: Words
) -> Fragment:
    """Return part two, the goals and their execution: money, three-public expenses, results.

    >>> from analysis import compare_categories, compare_three_public, compute_unit_costs, list_outputs, open_data
    >>> from analysis.show import Words, tell_goals
    >>> data = open_data("beita-union", 2019)
    >>> tables = compare_categories(data), compare_three_public(data), list_outputs(data), compute_unit_costs(data)
    >>> tell_goals(*tables, Words(data, "en")).html.striptags().split(":")[0]
    'Goals (as the document states)'
    """
    done = [figure for figure in iterate_rows(outputs) if not figure.approximate]
    money = [*list_category_sentences(categories, words), *list_three_public_sentences(three_public, words)]
    results = [tell(words, "narrative.results", items=name_amounts(words, done))] if done else []
    cost = list_cost_sentences(costs, words) if done else []
    return Fragment(bullets([*_tell_statements(words, "goals"), *money, *results, *cost]))


def tell_management(indicators: pd.DataFrame, words: Words) -> Fragment:
    """Return part three, the management of expenditure: rules and indicators.

    >>> from analysis import compute_indicators, open_data
    >>> from analysis.show import Words, tell_management
    >>> data = open_data("beita-union", 2019)
    >>> tell_management(compute_indicators(data), Words(data, "en")).html.striptags().split(":")[0]
    'Rules (as the document states)'
    """
    return Fragment(bullets([*_tell_statements(words, "management"), *list_indicator_sentences(indicators, words)]))


def tell_problems(words: Words) -> Fragment:
    """Return part four, the problems that the document states.

    >>> from analysis import open_data
    >>> from analysis.show import Words, tell_problems
    >>> tell_problems(Words(open_data("beita-union", 2019), "en")).html.striptags().split(":")[0]
    'Problem (as the document states)'
    """
    return _list(words, _tell_statements(words, "problems"))


def tell_advice(checks: pd.DataFrame, words: Words) -> Fragment:
    """Return part five, measures and advice: the document's own, and what the checks ask for, with what it is about.

    >>> from analysis import open_data, run_checks
    >>> from analysis.show import Words, tell_advice
    >>> data = open_data("beita-union", 2019)
    >>> tell_advice(run_checks(data), Words(data, "en")).html.striptags().split(":")[0]
    'Measure (as the document states)'
    """
    advice = [_advise(words, str(rule), found) for rule, found in _list_grave(checks).groupby("rule", sort=False)]
    own = [tell(words, "narrative.own-advice") + bullets(advice)] if advice else []
    return _list(words, [*_tell_statements(words, "advice"), *own])


def _advise(words: Words, rule: str, found: pd.DataFrame) -> Markup:
    """Return what to do about the findings of a rule, and which they are: of many the first few."""
    subjects = list(dict.fromkeys(words.tell_check(row).subject for row in iterate_rows(found)))
    named = words.join_names(subjects[:_SUBJECTS])
    if len(subjects) > _SUBJECTS:
        named = words.say("narrative.and-more", names=named, count=len(subjects))
    return tell(words, "narrative.advice", subjects=capitalise(named), advice=words.advise(rule))


def _list(words: Words, items: list[Markup]) -> Fragment:
    """Return items as a list, or that nothing is said or recorded."""
    nothing = "nothing-recorded" if words.data.statements.empty else "nothing-said"
    return Fragment(bullets(items or [tell(words, f"narrative.{nothing}")]))


def _tell_statements(words: Words, part: str) -> list[Markup]:
    """Return what the document says on a part; a cause stands beside the change that it explains."""
    rows = [row for row in iterate_rows(words.data.statements) if row.part == part and row.kind != "cause"]
    said = [(row.kind, clean(words.pick(row, "text")) + cite([row.statement_id])) for row in rows]
    return [tell(words, f"narrative.{kind}", text=text) for kind, text in said]
