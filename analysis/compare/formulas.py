"""Ratios from formulas that are data: evaluated exactly, with the interval that rounding leaves.

A formula is arithmetic over names of inputs. Each input is a figure; a derived figure is resolved into the stated ones
it comes from, so that a number which enters twice moves together with itself.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product

from analysis.figures import Figure, parse_derivation
from analysis.money import Quantity

Key = tuple[int, str]  # year of the report and figure id: ids repeat from one report to the next
Leaves = tuple[tuple[int, Key], ...]


@dataclass(frozen=True)
class Ratio:
    """An exact result, the lowest and highest value that rounding of the inputs allows, and the figures used."""

    value: Fraction
    low: Fraction
    high: Fraction
    figures: tuple[Key, ...]


def list_names(formula: str) -> list[str]:
    """Return the names of the inputs that a formula uses, in order of appearance, each once."""
    nodes = [node for node in ast.walk(_parse(formula)) if isinstance(node, ast.Name)]
    ordered = sorted(nodes, key=lambda node: node.col_offset)
    return list(dict.fromkeys(node.id for node in ordered))


def compute_ratio(formula: str, inputs: Mapping[str, Figure], figures: Iterable[Figure]) -> Ratio | None:
    """Return the result of `formula`, or None when it divides by zero within rounding.

    `inputs` gives the figure for each name; `figures` holds those that derived inputs come from.

    The bounds are taken over the corners of the box of the stated figures: a quotient of sums is monotone in each
    of them as long as its denominator keeps its sign.
    """
    leaves = {name: _resolve(figure) for name, figure in inputs.items()}
    stated = {(figure.report_year, figure.figure_id): figure.quantity for figure in figures}
    ids = sorted({key for terms in leaves.values() for _, key in terms})
    value = _evaluate_at(formula, leaves, {one: Fraction(stated[one].value) for one in ids})
    corners = [
        _evaluate_at(formula, leaves, dict(zip(ids, corner, strict=True)))
        for corner in product(*(_ends(stated[one]) for one in ids))
    ]
    known = [corner for corner in corners if corner is not None]
    if value is None or len(known) < len(corners):
        return None
    return Ratio(value, min(known), max(known), tuple(ids))


def _resolve(figure: Figure) -> Leaves:
    if figure.basis == "derived":
        terms = parse_derivation(figure.derivation)
        return tuple((sign, (figure.report_year, figure_id)) for sign, figure_id in terms)
    return ((1, (figure.report_year, figure.figure_id)),)


def _ends(quantity: Quantity) -> Sequence[Fraction]:
    return (quantity.low, quantity.high) if quantity.rounding else (Fraction(quantity.value),)


def _evaluate_at(formula: str, leaves: Mapping[str, Leaves], point: Mapping[Key, Fraction]) -> Fraction | None:
    values = {name: sum((sign * point[one] for sign, one in terms), Fraction(0)) for name, terms in leaves.items()}
    try:
        return _evaluate(_parse(formula), values)
    except ZeroDivisionError:
        return None


@cache
def _parse(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def _evaluate(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=int() as number):
            return Fraction(number)
        case ast.BinOp(left=left, op=operator, right=right):
            one, other = _evaluate(left, values), _evaluate(right, values)
            match operator:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Div():
                    return one / other
    raise ValueError(f"a formula has names, whole numbers, + - * / and brackets only: {ast.unparse(node)}")
