"""A question that is open after reading: what a person must decide before a figure is accepted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question; `figure` is the id of the draft's figure, empty for a number that was not understood."""

    question: str
    figure: str
    kind: str
    text: str
    span: tuple[int, int]
