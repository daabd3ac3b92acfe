"""Ratios and their bounds, against every corner of what the figures may be."""

import time
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.check.index import Index
from analysis.compare.ratios import Quotients, compute_ratios, make_terms, resolve_derived
from tests.datasets import figure, make_data

CODES = ("total", "basic", "project", "special", "public", "procurement", "income", "adjustment")
COEFFICIENT = st.integers(-3, 3)
FIGURE = st.tuples(st.integers(-40, 40), st.sampled_from([0, 1, 2, 5]), COEFFICIENT, COEFFICIENT)


@pytest.fixture(scope="module")
def eight():
    """Eight figures, whose numbers a test sets."""
    return make_data(*(figure(f"summary/{code}", "1.00") for code in CODES))


def compute(data, terms, values, roundings):
    """The ratio of `terms` [(top, bottom), …] over the first figures with these values."""
    rows = np.arange(len(terms))
    figures = data.figures.head(len(rows)).assign(value=values, rounding=roundings)
    index = Index(replace(data, figures=figures))
    top, bottom = np.array(terms).T
    return compute_ratios(index, make_terms(rows * 0, rows, top, bottom), 1)


def find_corners(rows):
    """Every (top, bottom) over the corners of the box, in fractions."""
    ends = [{Fraction(value) - Fraction(step, 2), Fraction(value) + Fraction(step, 2)} for value, step, *_ in rows]
    return [
        tuple(sum(row[place] * one for row, one in zip(rows, corner, strict=True)) for place in (2, 3))
        for corner in product(*ends)
    ]


@given(rows=st.lists(FIGURE, min_size=1, max_size=8))
def test_bounds_are_those_of_the_corners(eight, rows):
    values, roundings, tops, bottoms = zip(*rows, strict=True)
    ratios = compute(eight, list(zip(tops, bottoms, strict=True)), values, roundings)
    [value], [low], [high] = (one.list_fractions() for one in (ratios.value, ratios.low, ratios.high))
    top, bottom = (sum(row[0] * row[place] for row in rows) for place in (2, 3))
    assert value == (Fraction(top, bottom) if bottom else None)
    corners = find_corners(rows)
    if all(bottom > 0 for _, bottom in corners) or all(bottom < 0 for _, bottom in corners):
        quotients = [top / bottom for top, bottom in corners]
        assert (low, high) == (min(quotients), max(quotients))
        assert low <= value <= high
    else:
        assert (low, high) == (None, None)


def test_a_ratio_of_many_figures_takes_no_time():
    count = 400
    data = make_data(figure("summary/total", "1.00"))
    figures = pd.concat([data.figures] * count, ignore_index=True)
    figures["value"] = np.arange(count) * 10_000 + 1
    index = Index(replace(data, figures=figures))
    rows = np.arange(count)
    start = time.perf_counter()
    ratios = compute_ratios(index, make_terms(rows * 0, rows, rows % 5 - 2, rows % 3 + 1), 1)
    assert time.perf_counter() - start < 1
    [low], [value], [high] = (one.list_fractions() for one in (ratios.low, ratios.value, ratios.high))
    assert low < value < high


def test_number_that_enters_twice_moves_with_itself():
    data = make_data(
        figure("summary/total", "1.0"), figure("summary/basic", "0.5"), figure("summary/income", derivation="F01 + F02")
    )
    index = Index(data)
    terms = make_terms(np.array([0, 0]), np.array([0, 2]), np.array([1, 0]), np.array([0, 1]))
    resolved = resolve_derived(index, terms)
    assert resolved.to_dict("list") == {"ratio": [0, 0], "row": [0, 1], "top": [1, 0], "bottom": [1, 1]}
    ratios = compute_ratios(index, resolved, 1)
    # a / (a + b) over a in [0.95, 1.05], b in [0.45, 0.55]: 0.95 / 1.50 and 1.05 / 1.50
    assert [ratios.low.list_fractions(), ratios.high.list_fractions()] == [[Fraction(19, 30)], [Fraction(7, 10)]]


@pytest.mark.parametrize(
    ("top", "bottom", "scale", "rounded"),
    [(1, 2, 1, 1), (-1, 2, 1, -1), (1, -2, 1, -1), (1, 3, 10, 3), (2, 3, 10, 7), (0, 5, 10, 0), (10**19, 1, 1, None)],
)
def test_quotients_are_rounded_once_half_away_from_zero(top, bottom, scale, rounded):
    quotients = Quotients(np.array([top, 1], dtype=object), np.array([bottom, 0], dtype=object))
    assert quotients.round_to(scale).to_numpy(object, na_value=None).tolist() == [rounded, None]


def test_measures_and_rates_count_in_whole_units():
    data = make_data(
        figure("summary/total", "30.00"), figure("summary/building-area", "1.5", unit="平方米"),
        figure("summary/basic", "50.0", unit="%"),
    )  # fmt: skip
    terms = make_terms(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 2]), np.array([1, 0, 1, 0]), np.array([0, 1, 0, 1]))
    assert list(compute_ratios(Index(data), terms, 2).value.round_to(1)) == [20_000_000, 60_000_000]
