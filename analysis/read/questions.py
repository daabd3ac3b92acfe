"""A question that is open after reading: what a person must decide before a figure is accepted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question; `figures` are the ids of the draft's figures, none for a number that was not understood."""

    question: str
    figures: tuple[str, ...]
    kind: str
    text: str
    span: tuple[int, int]
