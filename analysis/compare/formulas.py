"""Formulas that are data: arithmetic over the names of inputs, read as a quotient of two sums where it is one.

Every formula has an exact value. One that multiplies inputs with each other, or adds ratios of different bases, is no
quotient of sums; its value comes without bounds.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

Number = TypeVar("Number", Fraction, "Quotient")
Sum = dict[str, Fraction]  # how often each input counts; "" is the number one

_ONE: Sum = {"": Fraction(1)}
_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Quotient:
    """One sum over another: {"a": 1} over {"b": 1} is a / b. Raises TypeError where an operation leads out."""

    top: Sum
    bottom: Sum

    @property
    def number(self) -> Fraction | None:
        """Return the value of a quotient without inputs, None of any other."""
        return self.top.get("", Fraction(0)) if self.bottom == _ONE and set(self.top) <= {""} else None

    def __add__(self, other: "Quotient") -> "Quotient":
        if self.bottom == other.bottom:
            return Quotient(_add(self.top, other.top), self.bottom)
        if other.number is not None:
            return Quotient(_add(self.top, _scale(self.bottom, other.number)), self.bottom)
        return NotImplemented if self.number is None else other + self

    def __sub__(self, other: "Quotient") -> "Quotient":
        return self + other * make_number(-1)

    def __mul__(self, other: "Quotient") -> "Quotient":
        if other.number is not None:
            return Quotient(_scale(self.top, other.number), self.bottom)
        return NotImplemented if self.number is None else other * self

    def __truediv__(self, other: "Quotient") -> "Quotient":
        if other.number:
            return self * make_number(1 / other.number)
        if self.bottom == other.bottom:
            return Quotient(self.top, other.top)
        return NotImplemented if self.number is None else Quotient(_scale(other.bottom, self.number), other.top)


def make_number(number: Fraction | int) -> Quotient:
    """Return a number as a quotient without inputs."""
    return Quotient({"": Fraction(number)}, _ONE)


def _add(one: Sum, other: Sum) -> Sum:
    return {name: one.get(name, Fraction(0)) + other.get(name, Fraction(0)) for name in one | other}


def _scale(one: Sum, factor: Fraction) -> Sum:
    return {name: count * factor for name, count in one.items()}


def list_names(formula: str) -> list[str]:
    """Return the names of the inputs that a formula uses, in order of appearance, each once.

    >>> list_names("(b - a) / a")
    ['b', 'a']
    """
    names = [node for node in ast.walk(_parse(formula)) if isinstance(node, ast.Name)]
    return list(dict.fromkeys(node.id for node in sorted(names, key=lambda node: node.col_offset)))


@cache
def read_quotient(formula: str) -> Quotient | None:
    """Return a formula as a quotient of two sums (do not change it), None if it is none.

    Raises ValueError for anything but names, whole numbers, + - * / and brackets.
    """
    names = {name: Quotient({name: Fraction(1)}, _ONE) for name in list_names(formula)}
    try:
        return _evaluate(_parse(formula), names, make_number)
    except TypeError:
        return None


def evaluate_formula(formula: str, values: Mapping[str, Fraction]) -> Fraction | None:
    """Return the exact value of any formula, None where it divides by 0."""
    try:
        return _evaluate(_parse(formula), values, Fraction)
    except ZeroDivisionError:
        return None


@cache
def _parse(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def _evaluate(node: ast.expr, values: Mapping[str, Number], make: Callable[[int], Number]) -> Number:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=int() as number):
            return make(number)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            result: Number = _OPERATORS[type(sign)](_evaluate(left, values, make), _evaluate(right, values, make))
            return result
    raise ValueError(f"a formula has names, whole numbers, + - * / and brackets only: {ast.unparse(node)}")
