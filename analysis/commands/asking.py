"""Asking a person in the terminal: a wrong answer is told what is allowed and asked again; q leaves."""

import os
import sys
import unicodedata
from collections.abc import Callable
from typing import TextIO

from analysis.money import strip_controls
from analysis.texts import say

LEAVE = "q"
_RED = "\x1b[31m{}\x1b[0m"


class LeftError(Exception):
    """The person wants to go on another time."""


def is_terminal() -> bool:
    """Return whether somebody sits before us who sees what is asked and can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def redden(text: str, stream: TextIO) -> str:
    """Return a text in red where the stream is a terminal that shows colours, else as it is."""
    plain = not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return text if plain else _RED.format(text)


def show(text: str = "") -> None:
    """Print a text in which a document may have put signs that a terminal obeys."""
    print("\n".join(map(strip_controls, text.split("\n"))), flush=True)


def ask(lang: str, prompt: str, refuse: Callable[[str], str], proposal: str = "") -> str:
    """Return the first answer for which `refuse` has no words; Enter gives the proposal, where there is one.

    Raises LeftError for q and for the end of input.
    """
    shown = say(lang, "add.proposal", proposal=proposal) if proposal else ""
    while True:
        try:
            answer = input(f"{strip_controls(prompt)}{strip_controls(shown)} > ").strip()
        except EOFError:
            raise LeftError from None
        answer = answer or proposal
        if flatten_answer(answer) == LEAVE:
            raise LeftError
        if not (why := refuse(answer)):
            return answer
        show(f"  {why}")


def flatten_answer(answer: str) -> str:
    """Return an answer without what an input method for Chinese makes of it: Ｑ is q, １ is 1."""
    return unicodedata.normalize("NFKC", answer).strip().lower()


def choose(lang: str, prompt: str, names: dict[str, str], proposal: str = "") -> str:
    """Return which of some words was answered, by the text that tells each; a number is that of its place."""
    allowed = list(names)
    for number, text in enumerate(names.values(), start=1):
        show(f"  {number}  {text}")

    def read(answer: str) -> str:
        flat = flatten_answer(answer)
        return allowed[int(flat) - 1] if flat.isdecimal() and 0 < int(flat) <= len(allowed) else flat

    def refuse(answer: str) -> str:
        return "" if read(answer) in names else say(lang, "add.not-chosen", count=len(allowed), names=" / ".join(names))

    return read(ask(lang, prompt, refuse, proposal))
