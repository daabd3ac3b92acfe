"""A corrected edition stands beside the first: under an id of its own, naming what it corrects and what it changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from analysis.read.draft.draft import Cells, Draft
from analysis.read.draft.draft_files import DOCUMENTS, FIGURES
from analysis.table_schemas import columns_of
from analysis.tables import DataFolder

# What makes figures of two editions the same one: all but its number and its place.
_MEANING = ("fiscal_year", "scheme", "code", "label", "measure", "base_year", "flow", "phase", "fund", "scope", "table")
_OF_ONE_EDITION = 0.5  # of the figures of the smaller document that both have; parts of one disclosure share few


@dataclass(frozen=True)
class Edition:
    """A document of a year that there is already, in the data or as a draft, and the file that holds its figures."""

    document: str
    sha256: str
    folder: DataFolder
    file: str

    def read_figures(self) -> list[Cells]:
        """Return the rows of its figures; UserError where the file cannot be read."""
        rows = [dict(row.cells) for row in self.folder.read_unchecked(self.file, columns_of("figures"))]
        self.folder.stop_on_problems()
        return [row for row in rows if row["document"] == self.document]


def read_editions(drafts: Path, data: Path, department: str, year: int, lang: str) -> dict[str, Edition]:
    """Return the documents of a body's year by id, in the data or, before that, as drafts."""
    editions: dict[str, Edition] = {}
    files = [(folder, DOCUMENTS, FIGURES) for folder in sorted(drafts.glob("*")) if (folder / DOCUMENTS).is_file()]
    name = f"{department}/{year}.csv"
    if (data / "documents" / name).is_file():
        files.append((data, f"documents/{name}", f"figures/{name}"))
    for place, documents, figures in files:
        folder = DataFolder(place, lang)
        for row in folder.read_unchecked(documents, columns_of("documents")):
            editions[row["document"]] = Edition(row["document"], row["sha256"], folder, figures)
        folder.stop_on_problems()
    return editions


def name_edition(draft: Draft, editions: Mapping[str, Edition]) -> tuple[Draft, str]:
    """Return the draft under an id that no other file has, and the id of the document that it corrects, else ''.

    A document that a person typed without its SHA-256 is taken for the file of its id.
    """
    first, sha256 = draft.document["document"], draft.document["sha256"]
    same = next((name for name, one in editions.items() if one.sha256 == sha256), "")
    if same or first not in editions or not editions[first].sha256:
        return (_rename(draft, same, "") if same else draft), ""
    free = next(name for number in count(2) if (name := f"{first}-{number}") not in editions)
    alike = [
        name for name, one in editions.items() if _share(draft.tables["figures"], one.read_figures()) >= _OF_ONE_EDITION
    ]
    corrects = alike[-1] if alike else ""
    return _rename(draft, free, corrects), corrects


def _rename(draft: Draft, name: str, corrects: str) -> Draft:
    tables = {
        kind: [row | {"document": name} if "document" in row else row for row in rows]
        for kind, rows in draft.tables.items()
    }
    tables["documents"] = [row | {"corrects": corrects} for row in tables["documents"]]
    return replace(draft, tables=tables)


def _share(one: Sequence[Cells], other: Sequence[Cells]) -> float:
    keys, others = ({_tell_meaning(row) for row in rows} for rows in (one, other))
    return len(keys & others) / max(1, min(len(keys), len(others)))


def list_changes(before: Sequence[Cells], after: Sequence[Cells]) -> Iterator[tuple[str, str, str]]:
    """Yield label, old and new print of each figure that two editions print otherwise; blank where one has it not."""
    sides = [
        {_tell_meaning(row): row for row in reversed(rows) if row["basis"] != "derived"} for rows in (before, after)
    ]
    for key in dict.fromkeys([*reversed(sides[1]), *reversed(sides[0])]):
        rows = [side.get(key) for side in sides]
        old, new = (f"{row['printed']} {row['unit']}".strip() if row else "" for row in rows)
        if old != new:
            yield next(row["label"] for row in rows if row), old, new


def _tell_meaning(row: Cells) -> tuple[str, ...]:
    return tuple(row[name] for name in _MEANING)
