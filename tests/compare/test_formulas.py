from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.compare.formulas import evaluate_formula, list_names, read_quotient

NAMES = ("a", "b", "c")
FORMULAS = st.recursive(
    st.sampled_from(NAMES) | st.integers(0, 3).map(str),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda parts: f"({' '.join(parts)})"),
    max_leaves=6,
)


def test_formula_names_come_once_and_in_order():
    assert list_names("(b - a) / a") == ["b", "a"]


@pytest.mark.parametrize("formula", ["a.real", "a ** b", "-a", "f(a)", "a if b else c", "1.5 * a"])
def test_formula_with_anything_but_arithmetic_is_refused(formula):
    with pytest.raises(ValueError, match="names, whole numbers"):
        read_quotient(formula)


@pytest.mark.parametrize(
    ("formula", "top", "bottom"),
    [
        ("a / b", {"a": 1}, {"b": 1}),
        ("(a - b) / b", {"a": 1, "b": -1}, {"b": 1}),
        ("a / b - 1", {"a": 1, "b": -1}, {"b": 1}),
        ("1 - a / b", {"a": -1, "b": 1}, {"b": 1}),
        ("2 * a / (b + 10)", {"a": 2}, {"b": 1, "": 10}),
        ("a / 4", {"a": Fraction(1, 4)}, {"": 1}),
        ("1 / (a / b)", {"b": 1}, {"a": 1}),
        ("a / b + c / b", {"a": 1, "c": 1}, {"b": 1}),
    ],
)
def test_quotients_of_sums_are_read(formula, top, bottom):
    read = read_quotient(formula)
    assert ({name: n for name, n in read.top.items() if n}, read.bottom) == (top, bottom)


@pytest.mark.parametrize("formula", ["a * b", "a / b + b / c", "a / b / (c / a)"])
def test_other_formulas_are_no_quotients(formula):
    assert read_quotient(formula) is None


@given(formula=FORMULAS, numbers=st.tuples(*[st.integers(1, 9)] * 3))
def test_a_quotient_has_the_value_of_its_formula(formula, numbers):
    values = {name: Fraction(number) for name, number in zip(NAMES, numbers, strict=True)}
    quotient = read_quotient(formula)
    if quotient is not None:
        top, bottom = (
            sum(count * values.get(name, 1) for name, count in part.items()) for part in (quotient.top, quotient.bottom)
        )
        expected = evaluate_formula(formula, values)
        if expected is not None:
            assert top / bottom == expected
