"""The headings of the notebooks: one each, in the language of the words, and none above a table of nothing."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.show.names import Names
from analysis.show.words import Bundle

MARKDOWN = "text/markdown"


class Heading:
    """A heading, maybe with a line below it, that Jupyter shows as Markdown; an `empty` one shows nothing."""

    def __init__(self, text: str, *, empty: bool = False) -> None:
        """Keep the Markdown."""
        self.text, self.empty = text, empty

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        marks: Mapping[str, Any] = {MARKDOWN: {"empty": True}} if self.empty else {}
        text = "" if self.empty else self.text
        return {MARKDOWN: text, "text/plain": text}, dict(marks)


def heading(name: str, words: Names, *tables: pd.DataFrame) -> Heading:
    """Return the heading `heading.<name>` of the texts; one of nothing where `tables` are given and none has a row.

    >>> from analysis import open_data
    >>> from analysis.show import Words, heading
    >>> heading("summary", Words(open_data("beita-union", 2019), "en")).text
    '## In short'
    """
    return Heading(words.say(f"heading.{name}"), empty=bool(tables) and all(table.empty for table in tables))
