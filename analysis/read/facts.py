"""What is read from a document: facts, each with its place, and the numbers that were not understood."""

from dataclasses import dataclass

from analysis.read.vocabulary import Named

SURE, UNSURE, AMBIGUOUS = "sure", "unsure", "ambiguous"
CERTAINTIES = (SURE, UNSURE, AMBIGUOUS)


@dataclass(frozen=True)
class Fact:
    """One figure as it was read; spans are places in the document's text.

    `word` is the document's own word for the measure (预算数, 增减额, 占比 …), `part_of` the number of the fact that it
    is a part of. `doubt` names a question of texts/read.toml, empty when there is none; `candidates` are the labels
    between which the text leaves the choice.
    """

    label: str
    named: Named | None
    measure: str
    word: str
    phase: str
    year: int
    base_year: int | None
    printed: str
    unit: str
    kind: str
    basis: str
    span: tuple[int, int]
    paragraph: int
    locator: str
    part_of: int | None = None
    doubt: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def item(self) -> str:
        """Return the label as printed, or the code's name where the text has none in one piece."""
        return self.label or (self.named.name if self.named else "")

    @property
    def certainty(self) -> str:
        """Return how sure the reading is."""
        if self.doubt.startswith("ambiguous"):
            return AMBIGUOUS
        return UNSURE if self.doubt else SURE


@dataclass(frozen=True)
class Reading:
    """A document as it was read: its facts in order, and the spans of numbers that are none."""

    facts: tuple[Fact, ...]
    unread: tuple[tuple[int, int], ...]
    year: int
    final_accounts: bool
