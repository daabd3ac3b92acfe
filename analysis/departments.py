"""The tables of one department: its figures, documents, statements, links, coverage and text findings by year.

One file per year of each kind; of earlier years only figures and documents are read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pandas as pd

from analysis.figures import FIGURE_TYPES, Cells, make_frame, read_figures
from analysis.frames import concat_frames, frame_rows
from analysis.money import Unit
from analysis.shared import SharedRows
from analysis.tables import DataFolder, Row, show_path

_OPTIONAL = ("links", "coverage", "text-findings")  # absent means that nothing is known


@dataclass(frozen=True, eq=False)
class DepartmentTables:
    """What a department's files hold; columns as in the files and `line`, the line of the data file."""

    figures: pd.DataFrame
    documents: pd.DataFrame
    statements: pd.DataFrame
    links: pd.DataFrame
    coverage: pd.DataFrame
    text_findings: pd.DataFrame

    NAMES: ClassVar = ("figures", "documents", "statements", "links", "coverage", "text_findings")
    KINDS: ClassVar = ("figures", "documents", "statements", *_OPTIONAL)

    @classmethod
    def make(
        cls, department: str, year: int, figures: Sequence[Cells], rows: Mapping[str, Iterable[Row]]
    ) -> "DepartmentTables":
        """Return the tables of one year from its figures and the rows of the other kinds."""
        others = {_name(kind): frame_rows(kind, rows.get(kind, ())) for kind in cls.KINDS[1:]}
        return cls(make_frame(figures, FIGURE_TYPES), **others)

    @classmethod
    def concat(cls, tables: Sequence["DepartmentTables"]) -> "DepartmentTables":
        """Return the tables of several departments or years one after the other."""
        return cls(**{name: concat_frames([getattr(one, name) for one in tables]) for name in cls.NAMES})


def _name(kind: str) -> str:
    return kind.replace("-", "_")


def load_department(
    folder: DataFolder, department: str, years: Sequence[int], units: Mapping[str, Unit], *, earlier: bool = False
) -> DepartmentTables:
    """Return the tables of a department's reports of `years`, with the figures and documents of those before.

    With `earlier` all years are history. What is wrong goes to the folder's problems.
    """
    from analysis.dataset import list_years

    last = max(years, default=0)
    there = [year for year in list_years(folder.path, department).get(department, []) if year <= last]
    made = [
        _load_year(folder, department, year, units, whole=year in years and not earlier) for year in there
    ]
    return DepartmentTables.concat(made or [DepartmentTables.make(department, last, [], {})])


def _load_year(
    folder: DataFolder, department: str, year: int, units: Mapping[str, Unit], *, whole: bool
) -> DepartmentTables:
    place = f"{department}/{year}.csv"
    rows: dict[str, list[Row]] = {"documents": folder.read("documents", f"documents/{place}")}
    figures = read_figures(folder, department, year, units)
    if whole:
        rows["statements"] = folder.read("statements", f"statements/{place}")
        rows |= {kind: folder.read_if_there(kind, f"{kind}/{place}") for kind in _OPTIONAL}
    for row in folder.files[f"figures/{place}"]:
        _own(folder, row, {"department": department})
    own = {"department": department, "fiscal_year": str(year)}
    rows = {kind: [_own(folder, row, own) for row in some] for kind, some in rows.items()}
    return DepartmentTables.make(department, year, [cells | {"department": department} for cells in figures], rows)


def _own(folder: DataFolder, row: Row, own: Mapping[str, str]) -> Row:
    """Return a row as one of its file; note a department or year that is not that of the file, once."""
    wrong = {name: wanted for name, wanted in own.items() if row[name] != wanted}
    for name, wanted in wrong.items():
        folder.note(row, name, "data.wrong-file", wanted=wanted)
    return replace(row, cells={**row.cells, **wrong}) if wrong else row


def check_names(folder: DataFolder, own: DepartmentTables, shared: SharedRows, *, drafts: bool) -> None:
    """Note codes, documents, rules and figures that a department's files name and that there are not."""
    _check_codes(folder, own.figures, shared, drafts=drafts)
    documents = own.documents[["department", "fiscal_year", "document"]].drop_duplicates()
    for kind in DepartmentTables.KINDS:
        if kind != "documents":
            _check_documents(folder, kind, getattr(own, _name(kind)), documents)
    ids = own.figures[["department", "report_year", "figure_id"]]
    known = set(ids.astype({"department": "str", "figure_id": "str"}).itertuples(index=False, name=None)) if (
        len(own.links) + len(own.statements) + len(own.text_findings)
    ) else set()
    for kind, column in (("statements", "concerns"), ("text-findings", "figures"), ("links", "figure")):
        _check_figure_ids(folder, kind, column, getattr(own, _name(kind)), known)
    rules = set(shared.rules["rule"])
    for row in own.text_findings.itertuples():
        if row.rule not in rules:
            _note(folder, "text-findings", row, "rule", row.rule, "rules.csv", rules)


def _check_codes(folder: DataFolder, figures: pd.DataFrame, shared: SharedRows, *, drafts: bool) -> None:
    used = figures[["scheme", "code"]].drop_duplicates().astype("str")
    merged = used.merge(shared.codes[["scheme", "code"]], how="left", indicator=True, validate="1:1")
    schemes = set(shared.schemes["scheme"])
    for scheme, code in merged.loc[merged["_merge"].eq("left_only"), ["scheme", "code"]].itertuples(index=False):
        if drafts and not (scheme and code):
            continue
        column, target = ("code", f"schemes/{scheme}.csv") if scheme in schemes else ("scheme", "schemes.csv")
        allowed = shared.codes.loc[shared.codes["scheme"].eq(scheme), "code"] if scheme in schemes else (
            row["scheme"] for row in folder.peek("schemes", "schemes.csv")
        )
        for row in figures[figures["scheme"].eq(scheme) & figures["code"].eq(code)].itertuples():
            _note(folder, "figures", row, column, code if scheme in schemes else scheme, target, allowed)


def _check_documents(folder: DataFolder, kind: str, frame: pd.DataFrame, documents: pd.DataFrame) -> None:
    year = "report_year" if kind == "figures" else "fiscal_year"
    named = frame[["department", year, "document"]].drop_duplicates()
    named = named.astype({"department": "str", "document": "str", year: "int32"}).rename(columns={year: "fiscal_year"})
    merged = named.merge(documents, how="left", indicator=True, validate="m:1")
    for one in merged[merged["_merge"].eq("left_only")].itertuples():
        own = frame["department"].eq(one.department) & frame[year].eq(one.fiscal_year)
        same = documents["department"].eq(one.department) & documents["fiscal_year"].eq(one.fiscal_year)
        target = f"documents/{one.department}/{one.fiscal_year}.csv"
        for row in frame[own & frame["document"].eq(one.document)].itertuples():
            _note(folder, kind, row, "document", one.document, target, documents.loc[same, "document"])


def _check_figure_ids(
    folder: DataFolder, kind: str, column: str, frame: pd.DataFrame, known: set[tuple[str, int, str]]
) -> None:
    for row in frame.itertuples():
        for name in getattr(row, column).split():
            year, _, figure_id = name.rpartition("/")
            report = int(year or row.fiscal_year)
            if (row.department, report, figure_id) not in known:
                target = f"figures/{row.department}/{report}.csv"
                allowed = [one for place, there, one in known if (place, there) == (row.department, report)]
                _note(folder, kind, row, column, name, target, allowed)


def _note(
    folder: DataFolder, kind: str, row: Any, column: str, name: str, target: str, allowed: Iterable[str]
) -> None:
    """Record a name that is not where it should be."""
    year = getattr(row, "report_year", None) or row.fiscal_year
    file = show_path(folder.path / kind / row.department / f"{year}.csv")
    folder.note_unknown(file, row.line, column, name, target, set(allowed))


