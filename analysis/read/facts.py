"""What is read from a document: facts with their places, links between them, faults of its words, unread numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.read.prose.vocabulary import Named
from analysis.texts import say

Aside = tuple[tuple[int, int], str]
SURE, UNSURE, AMBIGUOUS = "sure", "unsure", "ambiguous"
CERTAINTIES = (SURE, UNSURE, AMBIGUOUS)


@dataclass(frozen=True)
class TablePlace:
    """Where a figure stands in a table: title and number of the table, row from 1, head of the column, page, box.

    `cell` is the grid's number in the document, and the row and column of its cell. `level` is that of the row in a
    table whose rows add up to those above them, from 0 for the highest; -1 in any other.
    """

    table: str
    number: int
    row: int
    column: str
    page: int | None
    box: tuple[float, float, float, float] | None
    cell: tuple[int, int, int] = (0, 0, 0)
    level: int = -1

    def locate(self) -> str:
        """Return the place in words that a reader of the paper can follow: 收入决算表 第3行 其他收入."""
        return f"{self.table or f'表{self.number + 1}'} 第{self.row}行 {self.column}".rstrip()


@dataclass(frozen=True)
class Fact:
    """One figure as it was read; spans are places in the document's text.

    `word` is the document's own word for the measure (预算数, 增减额, 占比 …), `part_of` the number of the fact that it
    is a part of. `doubt` names a question of texts/read.toml, empty when there is none; `candidates` are the labels
    between which the text leaves the choice. A figure of a table has its place there in `at`, and no span; fund, scope
    and flow are those that its table says.
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
    at: TablePlace | None = None
    fund: str = ""
    scope: str = ""
    flow: str = ""

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
class TableReading:
    """A table as it was read: its title, form and unit, the facts in it, the codes that it names.

    `headings` counts the numbers that are codes or number rows and columns, `unread` those that nobody understood,
    `blank` the empty cells for amounts. `declared` says that a note under it calls it empty; `remarks` are keys of
    sentences about cells whose value could not be taken; `grids` are its parts, by their number in the document.
    """

    title: str
    form: str
    unit: str
    page: int | None
    facts: tuple[Fact, ...]
    codes: tuple[Named, ...]
    headings: int
    unread: int
    blank: int
    declared: bool
    remarks: tuple[str, ...]
    grids: tuple[int, ...]

    @property
    def is_frame(self) -> bool:
        """Return whether it is no table but a frame around text, such as a page of contents: no title, no amount."""
        return not (self.title or self.facts or self.unread or self.remarks)


@dataclass(frozen=True)
class Reading:
    """A document as it was read: its facts in order, those of tables first, and the spans of other numbers.

    `unread` were not understood, `asides` are no figures, each with why: told in a
    reason, or a count that no scheme names.
    """

    facts: tuple[Fact, ...]
    unread: tuple[tuple[int, int], ...]
    year: int
    final_accounts: bool
    tables: tuple[TableReading, ...] = ()
    asides: tuple[Aside, ...] = ()
    is_budget: bool = False

    @property
    def is_disclosure(self) -> bool:
        """Return whether this is a budget or final accounts, whose names a form gives or the body itself."""
        return self.is_budget or self.final_accounts


def join_tables(reading: Reading, tables: Sequence[TableReading]) -> Reading:
    """Return a reading with the facts of the document's tables before its own."""
    own = [fact for table in tables for fact in table.facts]
    later = [fact if fact.part_of is None else replace(fact, part_of=fact.part_of + len(own)) for fact in reading.facts]
    return replace(reading, facts=(*own, *later), tables=tuple(tables))


def name_figure(number: int) -> str:
    """Return the id of the figure at a place of the reading's facts, counted from 0."""
    return f"F{number + 1:02d}"
