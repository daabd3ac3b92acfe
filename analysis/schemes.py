"""Classification schemes: codes with their names in both languages, validity years and concordances.

A code means something only with its scheme: 502 is 维权支出 in the union scheme of 2009 and another thing in
that of 2021.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from analysis.tables import DataFolder, Row


@dataclass(frozen=True)
class Code:
    """One member of a scheme."""

    scheme: str
    code: str
    parent: str
    name_zh: str
    name_en: str
    confirmed: bool


@dataclass(frozen=True)
class Scheme:
    """A classification scheme; `totals` are the scheme/code figures that its top level must add up to."""

    scheme: str
    name_zh: str
    name_en: str
    totals: tuple[str, ...]
    valid_from: int | None
    valid_to: int | None
    confirmed: bool
    source: str
    codes: Mapping[str, Code]

    def top(self) -> list[Code]:
        """Return the members without a parent, in order."""
        return [code for code in self.codes.values() if not code.parent]

    def children(self, parent: str) -> list[Code]:
        """Return the members directly below `parent`, in order."""
        return [code for code in self.codes.values() if code.parent == parent]


@dataclass(frozen=True)
class Link:
    """One line of a concordance: what a code of one scheme became in another."""

    from_scheme: str
    from_code: str
    to_scheme: str
    to_code: str
    kind: str
    confirmed: bool
    source: str
    note_zh: str
    note_en: str


@dataclass(frozen=True)
class Group:
    """Codes of two schemes that are comparable only as a whole; one code on each side is a clean series."""

    from_codes: tuple[str, ...]
    to_codes: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def one_to_one(self) -> bool:
        """Return whether one code became exactly one code."""
        return len(self.from_codes) == len(self.to_codes) == 1


def read_schemes(folder: DataFolder) -> dict[str, Scheme]:
    """Return all schemes by id, each with its codes from `schemes/<scheme>.csv`."""
    found = {}
    for row in folder.read("schemes", "schemes.csv"):
        codes = folder.read("codes", f"schemes/{row['scheme']}.csv")
        found[row["scheme"]] = Scheme(
            scheme=row["scheme"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            totals=tuple(row["adds_up_to"].split()),
            valid_from=_year(row, "valid_from"),
            valid_to=_year(row, "valid_to"),
            confirmed=row["confirmed"] == "yes",
            source=row["source"],
            codes={one["code"]: _read_code(one) for one in codes},
        )
    return found


def read_concordances(folder: DataFolder) -> list[Link]:
    """Return the lines of all concordances."""
    return [
        Link(**{**row.cells, "confirmed": row["confirmed"] == "yes"})  # type: ignore[arg-type]
        for row in folder.read("concordances", "concordances.csv")
    ]


def group_links(links: Sequence[Link]) -> list[Group]:
    """Return the smallest groups of codes that no split crosses: what stays comparable in a new scheme."""
    groups: list[list[Link]] = []
    for link in links:
        touching = [g for g in groups if any(_touch(link, other) for other in g)]
        groups = [g for g in groups if g not in touching] + [[*chain.from_iterable(touching), link]]
    return [
        Group(
            tuple(sorted({link.from_code for link in group})),
            tuple(sorted({link.to_code for link in group})),
            tuple(group),
        )
        for group in groups
    ]


def _touch(one: Link, other: Link) -> bool:
    return one.from_code == other.from_code or one.to_code == other.to_code


def _read_code(row: Row) -> Code:
    return Code(row["scheme"], row["code"], row["parent"], row["name_zh"], row["name_en"], row["confirmed"] == "yes")


def _year(row: Row, column: str) -> int | None:
    return int(row[column]) if row[column] else None
