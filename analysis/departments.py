"""The tables of one department: its figures, documents, statements, links, coverage, text findings, codes by year.

One file per year of each kind; of earlier years only figures, documents and codes are read.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from analysis import cache
from analysis.cache import find_cache_folder
from analysis.exported import (
    REPORTS_FILE,
    SUMS_FILE,
    describe_export,
    is_as_exported,
    is_export,
    list_parts,
    read_reports,
)
from analysis.figure_files import read_figures
from analysis.figures import FIGURE_TYPES, UNITS_FILE, Cells, make_frame, measure_rows
from analysis.frames import concat_frames, frame_rows, iterate_rows
from analysis.money import Unit
from analysis.shared import SharedRows
from analysis.tables import DataFolder, FileRecord, Row, show_path

_OPTIONAL = ("links", "coverage", "text-findings", "codes")  # absent means that nothing is known
_TOGETHER = 20  # departments whose rows are kept at the same time: they take more memory than the tables do
_OF_EVERY_YEAR = {"figures", "documents", "codes"}  # kinds that are read of earlier years too


@dataclass(frozen=True, eq=False)
class DepartmentTables:
    """What a department's files hold; columns as in the files and `line`, the line of the data file."""

    figures: pd.DataFrame
    documents: pd.DataFrame
    statements: pd.DataFrame
    links: pd.DataFrame
    coverage: pd.DataFrame
    text_findings: pd.DataFrame
    printed_codes: pd.DataFrame

    NAMES: ClassVar = ("figures", "documents", "statements", "links", "coverage", "text_findings", "printed_codes")
    KINDS: ClassVar = ("figures", "documents", "statements", *_OPTIONAL)

    @classmethod
    def make(cls, figures: Sequence[Cells] | pd.DataFrame, rows: Mapping[str, Iterable[Row]]) -> "DepartmentTables":
        """Return the tables of figures, unless these are a table, and of the rows of the other kinds."""
        others = {_name(kind): frame_rows(kind, rows.get(kind, ())) for kind in cls.KINDS[1:]}
        made = figures if isinstance(figures, pd.DataFrame) else make_frame(figures, FIGURE_TYPES)
        return cls(made, **others)

    @classmethod
    def choose(
        cls, tables: Mapping[str, pd.DataFrame], needed: Sequence[int], whole: Sequence[int]
    ) -> "DepartmentTables":
        """Return of all years' tables the figures, documents and codes of the years needed, others of whole years."""
        chosen = {}
        empty = _make_empty()
        for name in cls.NAMES:
            table = tables.get(name, getattr(empty, name))
            year = "report_year" if name == "figures" else "fiscal_year"
            wanted = needed if name in EARLIER else whole
            keep = table[year].isin(wanted)
            chosen[name] = table if keep.all() else table[keep].reset_index(drop=True)
        return cls(**chosen)

    @classmethod
    def concat(cls, tables: Sequence["DepartmentTables"]) -> "DepartmentTables":
        """Return the tables of several departments or years one after the other."""
        return cls(**{name: concat_frames([getattr(one, name) for one in tables]) for name in cls.NAMES})


@lru_cache(maxsize=1)
def _make_empty() -> DepartmentTables:
    return DepartmentTables.make([], {})


def _name(kind: str) -> str:
    """Return the name of a kind's table; the codes of a dataset are those of the schemes with these."""
    return "printed_codes" if kind == "codes" else kind.replace("-", "_")


EARLIER = frozenset(map(_name, _OF_EVERY_YEAR))  # the tables that hold earlier years too


def list_lost(path: Path) -> list[tuple[str, int]]:
    """Return each department and year with a file of documents and none of figures: no report would be made of it."""
    there = list_years(path)
    listed = [] if is_export(path) else sorted(list_years(path, kind="documents").items())
    return [(name, year) for name, years in listed for year in years if year not in there.get(name, ())]


def list_years(path: Path, department: str = "*", kind: str = "figures") -> dict[str, list[int]]:
    """Return the years with a file of figures, per department or of one; of an export those that it holds."""
    if is_export(path):
        parts = list_parts(path)
        return {name: sorted(parts[name]) for name in (parts if department == "*" else {department} & parts.keys())}
    years: dict[str, list[int]] = {}
    folders = [path / kind / department] if department != "*" else sorted((path / kind).glob("*"))
    for one in folders:
        names = os.listdir(one) if one.is_dir() else []
        found = sorted(int(name[:4]) for name in names if re.fullmatch(r"[0-9]{4}\.csv", name))
        if found:
            years[one.name] = found
    return years


def load_departments(
    folder: DataFolder, chosen: Mapping[str, Sequence[int]], units: Mapping[str, Unit]
) -> list[DepartmentTables]:
    """Return the tables of the chosen report years of some departments, and the figures of the years before."""
    if is_export(folder.path):
        return [_load_exported(folder, chosen)]
    if find_cache_folder():
        return [load_department(folder, name, years, units) for name, years in chosen.items()]
    names = list(chosen)
    shares = [
        {name: chosen[name] for name in names[first : first + _TOGETHER]} for first in range(0, len(names), _TOGETHER)
    ]
    return [_load_together(folder, share, units) for share in shares]


def _load_together(
    folder: DataFolder, chosen: Mapping[str, Sequence[int]], units: Mapping[str, Unit]
) -> DepartmentTables:
    """Return what load_department does, of a few departments: their rows become tables together, which is quicker."""
    found = {name: _find_needed(folder.path, name, years) for name, years in chosen.items()}
    files = {name: _list_files(folder.path, name, *years) for name, years in found.items()}
    return _read_tables(folder, files, {name: needed for name, (needed, _) in found.items()}, units)


def _find_needed(path: Path, department: str, years: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the years whose figures are needed for the reports of `years`, and those of these that are there."""
    there = list_years(path, department).get(department, [])
    needed = [year for year in there if year <= max(years, default=0)]
    return needed, [year for year in needed if year in years]


def load_department(
    folder: DataFolder, department: str, years: Sequence[int], units: Mapping[str, Unit], *, earlier: bool = False
) -> DepartmentTables:
    """Return the tables of a department's reports of `years`, with the figures and documents of those before.

    With `earlier` all years are history. What is wrong goes to the folder's problems.
    """
    if is_export(folder.path):
        return _load_exported(folder, {department: years}, earlier=earlier)
    there = list_years(folder.path, department).get(department, [])
    needed, whole = _find_needed(folder.path, department, years)
    whole = [] if earlier else whole
    kept = None
    if find_cache_folder():
        files = _list_files(folder.path, department, there, there)
        key = cache.make_key(folder.path, [UNITS_FILE, *(file for kind in files for file in files[kind])])
        kept = cache.read_tables(folder.path, department, key, DepartmentTables.NAMES) if key else None
        if kept is None and key:
            kept = _fill_cache(folder, department, there, units, files, key)
    wanted = _list_files(folder.path, department, needed, whole)
    if kept is None:
        return _read_tables(folder, {department: wanted}, {department: needed}, units)
    tables, records = kept
    paths = {file for kind in wanted for file in wanted[kind]}
    folder.records += [record for record in records if record.path in paths]
    return DepartmentTables.choose(tables, needed, whole)


def _load_exported(
    folder: DataFolder, chosen: Mapping[str, Sequence[int]], *, earlier: bool = False
) -> DepartmentTables:
    """Return the tables of departments of an export, as load_department does; one record stands for all its parts."""
    parts = list_parts(folder.path)
    there = [(name, year) for name in chosen for year in sorted(parts.get(name, ()))]
    needed = [(name, year) for name, year in there if year <= max(chosen[name], default=0)]
    whole = [] if earlier else [(name, year) for name, year in needed if year in chosen[name]]
    empty = _make_empty()
    folder.records.append(describe_export(folder.path))
    if not is_as_exported(folder.path):
        folder.note_at(show_path(folder.path / REPORTS_FILE), 0, "", "", "export.damaged", reason=SUMS_FILE)
        folder.stop_on_problems()
    tables = {
        name: read_reports(folder, name, needed if name in EARLIER else whole, getattr(empty, name))
        for name in DepartmentTables.NAMES
    }
    folder.stop_on_problems()
    return DepartmentTables(**tables)


def _fill_cache(
    folder: DataFolder,
    department: str,
    years: Sequence[int],
    units: Mapping[str, Unit],
    files: Mapping[str, Sequence[str]],
    key: str,
) -> tuple[dict[str, pd.DataFrame], list[FileRecord]] | None:
    """Return all tables of a department and keep them; None if one of its files is wrong, be it another year's."""
    trial = DataFolder(folder.path, folder.lang)
    tables = _read_tables(trial, {department: files}, {department: years}, units)
    if trial.problems:
        return None
    made = {name: getattr(tables, name) for name in DepartmentTables.NAMES}
    cache.write_tables(folder.path, department, key, made, trial.records)
    return made, trial.records


def _list_files(path: Path, department: str, years: Sequence[int], whole: Sequence[int]) -> dict[str, list[str]]:
    """Return the files by kind: of `whole` years all kinds, of the other years figures, documents and codes."""
    found = {}
    for kind in DepartmentTables.KINDS:
        names = [f"{kind}/{department}/{year}.csv" for year in (years if kind in _OF_EVERY_YEAR else whole)]
        found[kind] = [name for name in names if kind not in _OPTIONAL or (path / name).exists()]
    return found


def _read_tables(
    folder: DataFolder,
    files: Mapping[str, Mapping[str, Sequence[str]]],
    years: Mapping[str, Sequence[int]],
    units: Mapping[str, Unit],
) -> DepartmentTables:
    """Return the tables of some departments' files, the figures of some years; figures by rows where one is wrong."""
    places = [(department, year) for department, own in years.items() for year in own]
    figures = read_figures(folder, places, units)
    cells: list[Cells] = []
    rows: dict[str, list[Row]] = {kind: [] for kind in DepartmentTables.KINDS}
    for department, own in files.items():
        for kind, names in own.items():
            if kind != "figures" or figures is None:
                rows[kind] += _read_rows(folder, department, kind, names)
        for year in years[department] if figures is None else ():
            cells += measure_rows(folder, f"figures/{department}/{year}.csv", year, units)
        folder.forget(f"/{department}/")
    return DepartmentTables.make(cells if figures is None else figures, rows)


def _read_rows(folder: DataFolder, department: str, kind: str, names: Sequence[str]) -> list[Row]:
    """Return the rows of a department's files of one kind."""
    folder.read_all(kind, names)
    for name in names:
        own = {"department": department} | ({} if kind == "figures" else {"fiscal_year": name[-8:-4]})
        folder.files[name] = [_own(folder, row, own) for row in folder.files[name]]
    return [row for name in names for row in folder.files[name]]


def _own(folder: DataFolder, row: Row, own: Mapping[str, str]) -> Row:
    """Return a row as one of its file; note a department or year that is not that of the file, once."""
    if own.items() <= row.cells.items():
        return row
    for name, wanted in own.items():
        if row[name] != wanted:
            folder.note(row, name, "data.wrong-file", wanted=wanted)
    return replace(row, cells={**row.cells, **own})


def check_names(
    folder: DataFolder, own: DepartmentTables, shared: SharedRows, codes: pd.DataFrame, *, drafts: bool
) -> None:
    """Note codes, documents, rules and figures that a department's files name and that there are not.

    `codes` are those of the schemes with those that the documents print.
    """
    _check_codes(folder, own.figures, shared, codes, drafts=drafts)
    for kind in DepartmentTables.KINDS:
        if kind != "documents":
            _check_documents(folder, kind, getattr(own, _name(kind)), own.documents)
    ids = own.figures[["department", "report_year", "figure_id"]]
    known = (
        set(ids.astype({"department": "str", "figure_id": "str"}).itertuples(index=False, name=None))
        if (len(own.links) + len(own.statements) + len(own.text_findings))
        else set()
    )
    for kind, column in (("statements", "concerns"), ("text-findings", "figures"), ("links", "figure")):
        _check_figure_ids(folder, kind, column, getattr(own, _name(kind)), known)
    _check_corrections(folder, own.figures, shared.corrections)
    rules = set(shared.rules["rule"])
    for row in iterate_rows(own.text_findings):
        if row.rule not in rules:
            _note(folder, "text-findings", row, "rule", row.rule, "rules.csv", rules)


def _check_corrections(folder: DataFolder, figures: pd.DataFrame, corrections: pd.DataFrame) -> None:
    """Note corrections of the reports read that match no figure, or whose source has been mended."""
    for row in iterate_rows(corrections):
        where = f"figures/{row.department}/{row.fiscal_year}.csv"
        own = figures[figures["department"].eq(row.department) & figures["report_year"].eq(row.fiscal_year)]
        found = own.loc[own["figure_id"].eq(row.figure_id), "printed"]
        values = {"correction": row.correction, "where": where}
        file = show_path(folder.path / "corrections.csv")
        if where in folder.refused:
            continue
        if found.empty:
            folder.note_at(file, row.line, "figure_id", row.figure_id, "data.correction-unmatched", **values)
        elif found.iloc[0] != row.printed.strip():
            values |= {"now": found.iloc[0]}
            folder.note_at(file, row.line, "printed", row.printed, "data.correction-mended", **values)
        elif row.corrected.strip() == row.printed.strip():
            folder.note_at(file, row.line, "corrected", row.corrected, "data.correction-idle", **values)


def _check_codes(
    folder: DataFolder, figures: pd.DataFrame, shared: SharedRows, codes: pd.DataFrame, *, drafts: bool
) -> None:
    used = figures[["scheme", "code"]].drop_duplicates().astype("str")
    known = set(zip(codes["scheme"], codes["code"], strict=True))
    schemes = set(shared.schemes["scheme"])
    for scheme, code in dict.fromkeys(used.itertuples(index=False, name=None)):
        if (scheme, code) in known:
            continue
        if drafts and not (scheme and code):
            continue
        column, target = ("code", f"schemes/{scheme}.csv") if scheme in schemes else ("scheme", "schemes.csv")
        allowed = (
            codes.loc[codes["scheme"].eq(scheme), "code"]
            if scheme in schemes
            else (row["scheme"] for row in folder.peek("schemes", "schemes.csv"))
        )
        for row in iterate_rows(figures[figures["scheme"].eq(scheme) & figures["code"].eq(code)]):
            _note(folder, "figures", row, column, code if scheme in schemes else scheme, target, allowed)


def _check_documents(folder: DataFolder, kind: str, frame: pd.DataFrame, documents: pd.DataFrame) -> None:
    year = "report_year" if kind == "figures" else "fiscal_year"
    there = _list_keys(documents, "fiscal_year")
    for department, report, document in sorted(_list_keys(frame, year) - there):
        own = frame["department"].eq(department) & frame[year].eq(report)
        target, allowed = (
            f"documents/{department}/{report}.csv",
            {one[2] for one in there if one[:2] == (department, report)},
        )
        for row in iterate_rows(frame[own & frame["document"].eq(document)]):
            _note(folder, kind, row, "document", document, target, allowed)


def _list_keys(frame: pd.DataFrame, year: str) -> set[tuple[str, int, str]]:
    """Return the department, year and document of each row."""
    return set(frame[["department", year, "document"]].drop_duplicates().itertuples(index=False, name=None))


def _check_figure_ids(
    folder: DataFolder, kind: str, column: str, frame: pd.DataFrame, known: set[tuple[str, int, str]]
) -> None:
    for row in iterate_rows(frame):
        for name in getattr(row, column).split():
            year, _, figure_id = name.rpartition("/")
            report = int(year or row.fiscal_year)
            if (row.department, report, figure_id) not in known:
                target = f"figures/{row.department}/{report}.csv"
                allowed = [one for place, there, one in known if (place, there) == (row.department, report)]
                _note(folder, kind, row, column, name, target, allowed)


def _note(folder: DataFolder, kind: str, row: Any, column: str, name: str, target: str, allowed: Iterable[str]) -> None:
    """Record a name that is not where it should be."""
    year = getattr(row, "report_year", None) or row.fiscal_year
    file = show_path(folder.path / kind / row.department / f"{year}.csv")
    folder.note_unknown(file, row.line, column, name, target, set(allowed))
