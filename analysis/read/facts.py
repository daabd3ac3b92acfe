"""What is read from a document: facts with their places, links between them, faults of its words, unread numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.read.prose.vocabulary import Named
from analysis.texts import say

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
class Term:
    """A fact's part in a link, by the fact's number; see the Table Schema of links for roles and signs."""

    role: str
    number: int
    sign: str = ""


@dataclass(frozen=True)
class Link:
    """What a document itself says belongs together: a proposal, which nobody has judged; `span` is where it says so.

    `complete` is "yes" where the words say that a sum's parts are all, else blank.
    """

    kind: str
    terms: tuple[Term, ...]
    span: tuple[int, int]
    complete: str = ""


@dataclass(frozen=True)
class TextFinding:
    """A fault that the words of a text show by themselves; `key` names its sentences, `values` stand in them."""

    rule: str
    span: tuple[int, int]
    locator: str
    actual: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def tell(self, lang: str) -> dict[str, str]:
        """Return what was checked, what is expected, what is there and a remark, in a language."""
        told = {part: say(lang, f"found.{self.key}.{part}", **self.values) for part in ("subject", "expected", "note")}
        return {**told, "actual": self.actual}


@dataclass(frozen=True)
class Reading:
    """A document as it was read: its facts in order, and the spans of numbers that are none."""

    facts: tuple[Fact, ...]
    unread: tuple[tuple[int, int], ...]
    year: int
    final_accounts: bool


def name_figure(number: int) -> str:
    """Return the id of the figure at a place of the reading's facts, counted from 0."""
    return f"F{number + 1:02d}"
