"""The data of any departments and years, opened as tables: the one way in, for an analyst, a notebook and a report.

Only the files of the departments asked for are read, and of shared files only the rows that these use count.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from numbers import Integral
from pathlib import Path

import pandas as pd

from analysis import shared
from analysis.departments import EARLIER, DepartmentTables, check_names, list_years, load_department, load_departments
from analysis.errors import UserError
from analysis.figures import Cells, measure_rows
from analysis.money import Unit, strip_controls
from analysis.naming import find_department, peek_departments
from analysis.project import DATA_VARIABLE, require_project
from analysis.schemes import EXPENDITURE, PRINTED, join_codes
from analysis.table_schemas import columns_of
from analysis.tables import (
    DATA_FOLDER,
    DEFAULT_DATA_DIR,
    PROJECT_FOLDER,
    DataFolder,
    FileRecord,
    Row,
    list_names,
    show_path,
)
from analysis.texts import DEFAULT_LANGUAGE, LANGUAGES, say


@dataclass(frozen=True, eq=False)
class Dataset(shared.SharedRows):
    """Tables of the departments and years that were opened, and those that all share; data/README.md has their columns.

    `reports` (department, report_year) are those to be judged; `figures` holds theirs and those of the bodies' earlier
    reports. Everything is as in the files, but figures have their exact value, and money also `amount_wan`.

    >>> from analysis import open_data
    >>> data = open_data(["beita-union", "jiangsu-procuratorate"], 2019)
    >>> data.select("beita-union", 2019).reports
        department  report_year
    0  beita-union         2019
    """

    reports: pd.DataFrame
    figures: pd.DataFrame
    links: pd.DataFrame
    coverage: pd.DataFrame
    text_findings: pd.DataFrame
    printed_codes: pd.DataFrame
    statements: pd.DataFrame
    documents: pd.DataFrame
    files: tuple[FileRecord, ...]
    folder: Path

    @property
    def fingerprint(self) -> str:
        """Return the first twelve digits of the hash over everything that was used."""
        lines = "".join(f"{record.sha256}  {record.path}\n" for record in self.files)
        return hashlib.sha256(lines.encode()).hexdigest()[:12]

    def select(self, department: str, year: int) -> "Dataset":
        """Return one report with the body's earlier figures, as it would be opened alone."""
        chosen = {}
        for name in ("reports", *DepartmentTables.NAMES):
            frame = getattr(self, name)
            column = "report_year" if "report_year" in frame else "fiscal_year"
            own = frame["department"].eq(department)
            mask = own & (frame[column].le(year) if name in EARLIER else frame[column].eq(year))
            chosen[name] = frame[mask].reset_index(drop=True)
        if len(self.printed_codes):
            shared_codes = self.codes[self.codes["confirmed"].ne(PRINTED)].reset_index(drop=True)
            chosen["codes"] = join_codes(shared_codes, chosen["printed_codes"])
        return replace(self, **chosen)

    def split(self) -> Iterator["Dataset"]:
        """Yield every report as `select` would return it, in their order, however many there are."""
        names = ("reports", *DepartmentTables.NAMES)
        places = {name: getattr(self, name).groupby("department", observed=True, sort=False).indices for name in names}
        for department in self.reports["department"].unique():
            own = {name: getattr(self, name).iloc[places[name].get(department, [])] for name in names}
            body = replace(self, **own)
            for year in own["reports"]["report_year"]:
                yield body.select(department, int(year))

    def source(self, department: str, year: int, figure_id: str) -> str:
        """Return the passage that a figure stands in, or its place where the document is not at hand.

        Raises UserError for a figure that there is not.
        """
        from analysis.sources import find_passage

        return find_passage(self, department, year, figure_id)


Load = Callable[[DataFolder, Mapping[str, Sequence[int]], Mapping[str, Unit]], Sequence[DepartmentTables]]
_KEPT: dict[tuple[Path, str, str, str], Dataset] = {}


def open_data(
    department: str | Sequence[str] | None = None,
    year: int | Sequence[int] | None = None,
    data_dir: str | Path | None = None,
    lang: str = DEFAULT_LANGUAGE,
) -> Dataset:
    """Return the tables of some departments (id or name, a list, or all) and report years, with their earlier reports.

    Later reports are not read: what a report says must not change when the next year is added. `data_dir` is the
    folder that holds departments.csv (a relative one counts from the notebooks folder); left out, the project's own.
    `lang` is the language of messages. Raises UserError that lists everything wrong with the call or with the data.

    >>> data = open_data("beita-union", 2019)
    >>> data.figures.loc[data.figures["figure_id"].eq("F01"), ["label", "printed", "value", "amount_wan"]]
         label printed      value  amount_wan
    0  部门整体支出  149.35  149350000      149.35
    """
    check_parameters(department, year, lang)
    folder = DataFolder(resolve_data_dir(data_dir, lang), lang)
    names = None if department is None else [department] if isinstance(department, str) else list(department)
    years = None if year is None else [int(year)] if isinstance(year, int | Integral) else [int(one) for one in year]
    if (kept := _KEPT.get(_name_call(folder, names, years))) is not None:
        return kept
    chosen = _choose_reports(folder, names, years)
    return open_reports(folder, chosen)


def open_reports(folder: DataFolder, chosen: Mapping[str, Sequence[int]], load: Load = load_departments) -> Dataset:
    """Return the tables of report years by department id, which have to be there; UserError lists what is wrong.

    `load` reads the files of the departments.
    """
    units = shared.read_units(folder)
    return _assemble(folder, chosen, load(folder, chosen, units))


def keep_open(department: str, year: int, lang: str) -> Dataset:
    """Return a report's tables, which open_data then returns for the same call: for a process whose forks all open it.

    Whoever published a report knows by their fingerprint that these are the data that it describes.
    """
    data = open_data(department, year, lang=lang)
    _KEPT[data.folder, lang, repr([department]), repr([year])] = data
    return data


def _name_call(folder: DataFolder, names: list[str] | None, years: list[int] | None) -> tuple[Path, str, str, str]:
    return folder.path, folder.lang, repr(names), repr(years)


def open_rows(
    department: str,
    year: int,
    tables: Mapping[str, Iterable[Mapping[str, str]]],
    data_dir: str | Path | None = None,
    lang: str = DEFAULT_LANGUAGE,
) -> Dataset:
    """Return rows that are in no file yet, such as those of a draft, as the same tables.

    `tables` holds rows of cells by kind of file (figures, documents, links, coverage, text-findings). Figures without
    a code are kept: no scheme and no identity uses them, links may. The body's accepted earlier reports come along.
    """
    folder = DataFolder(resolve_data_dir(data_dir, lang), lang)
    units = shared.read_units(folder)
    history = _list_history(folder.path, department, year)
    before = load_department(folder, department, history, units, earlier=True)
    rows = _make_rows(tables)
    folder.files["figures"] = rows["figures"]
    made = DepartmentTables.make(measure_rows(folder, "figures", year, units), rows)
    return _assemble(folder, {department: [year]}, [before, made], drafts=True)


def open_texts(
    texts: Mapping[str, tuple[int, Mapping[str, Iterable[Mapping[str, str]]]]],
    data_dir: str | Path | None = None,
    lang: str = DEFAULT_LANGUAGE,
) -> Dataset:
    """Return the rows of many texts as one Dataset, so that one run of the checks serves all.

    `texts` holds the report year and the rows, as for open_rows, by an id: each text is a body of its own without
    earlier reports.
    """
    folder = DataFolder(resolve_data_dir(data_dir, lang), lang)
    units = shared.read_units(folder)
    figures: list[Cells] = []
    rows: dict[str, list[Row]] = {kind: [] for kind in DepartmentTables.KINDS}
    for name, (year, tables) in texts.items():
        own = _make_rows(tables, department=name)
        folder.files["figures"] = own["figures"]
        figures += measure_rows(folder, "figures", year, units)
        for kind, more in own.items():
            rows[kind] += more
    chosen = {name: [year] for name, (year, _) in texts.items()}
    return _assemble(folder, chosen, [DepartmentTables.make(figures, rows)], drafts=True)


def _make_rows(tables: Mapping[str, Iterable[Mapping[str, str]]], **own: str) -> dict[str, list[Row]]:
    """Return rows of cells by kind of file; `own` are cells that all rows have."""
    return {
        kind: [Row(_fill(kind, cells) | own, kind, line) for line, cells in enumerate(tables.get(kind, ()), start=2)]
        for kind in DepartmentTables.KINDS
    }


def _fill(kind: str, cells: Mapping[str, str]) -> dict[str, str]:
    return {name: cells.get(name, "") for name in columns_of(kind)}


def _assemble(
    folder: DataFolder,
    chosen: Mapping[str, Sequence[int]],
    tables: Sequence[DepartmentTables],
    *,
    drafts: bool = False,
) -> Dataset:
    """Return the Dataset of the departments' tables with the shared rows that they use; stop on any problem."""
    own = DepartmentTables.concat(tables)
    rows = shared.read_shared(folder, list(chosen), own.figures, {year for years in chosen.values() for year in years})
    codes = join_codes(rows.codes, own.printed_codes)
    check_names(folder, own, rows, codes, drafts=drafts)
    folder.stop_on_problems()
    reports = pd.DataFrame(
        [(name, year) for name, years in chosen.items() for year in years], columns=["department", "report_year"]
    ).astype({"department": "str", "report_year": "int32"})
    return Dataset(
        reports=reports,
        **{name: getattr(own, name) for name in DepartmentTables.NAMES if name != "figures"},
        figures=_finish_figures(own.figures, codes),
        **{one.name: getattr(rows, one.name) for one in fields(rows)} | {"codes": codes},
        files=tuple(sorted(folder.records, key=lambda record: record.path)),
        folder=folder.path,
    )


def _finish_figures(figures: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return the figures with the flow of their codes where they name none, and the columns for people made last."""
    missing = (figures["kind"].isin(["money", "rate"]) & figures["flow"].eq("")).to_numpy()
    flow = figures["flow"].to_numpy(object)
    if missing.any():
        other = codes.loc[codes["flow"].ne(EXPENDITURE), ["scheme", "code", "flow"]]
        keys = figures.loc[missing, ["scheme", "code"]]
        own = keys.drop_duplicates().astype("str")  # of millions of figures there are some hundreds
        found = own.merge(other, on=["scheme", "code"], how="left", validate="1:1")["flow"].fillna(EXPENDITURE)
        places = pd.MultiIndex.from_frame(own).get_indexer(pd.MultiIndex.from_frame(keys))
        flow[missing] = found.to_numpy(object)[places]
    return figures.assign(
        flow=pd.Series(flow, figures.index, "str").astype("category"),
        amount_wan=(figures["value"] / 1_000_000).where(figures["kind"].eq("money")),
        pct=(figures["value"] / 10_000).where(figures["kind"].eq("rate")),
    )


def check_parameters(
    department: object, year: object, lang: object, names: tuple[str, str] = ("department", "year")
) -> None:
    """Raise UserError when a parameter has the wrong type or the language is not known; `names` are the first two's."""
    shown = str(lang) if lang in LANGUAGES else DEFAULT_LANGUAGE
    faults = []
    if not _is_of(department, str):
        faults.append(_describe_wrong_type(shown, names[0], department, "text", '"beita-union"'))
    if not _is_of(year, Integral):
        faults.append(_describe_wrong_type(shown, names[1], year, "integer", "2019"))
    if lang not in LANGUAGES:
        faults.append(say(shown, "parameter.wrong-language", given=repr(lang)))
    if faults:
        raise UserError("\n".join(faults))


def _is_of(given: object, kind: type) -> bool:
    """Return whether a parameter is None, one value of a kind, or several; a truth value is no number."""
    if isinstance(given, Iterable) and not isinstance(given, str):
        return all(isinstance(one, kind) and not isinstance(one, bool) for one in given)
    return given is None or (isinstance(given, kind) and not isinstance(given, bool))


def _describe_wrong_type(lang: str, name: str, given: object, wanted: str, example: str) -> str:
    kind = say(lang, f"parameter.{wanted}")
    return say(lang, "parameter.wrong-type", name=name, wanted=kind, given=repr(given), example=example)


def resolve_data_dir(data_dir: str | Path | None, lang: str) -> Path:
    """Return the data folder as a path; relative ones count from the notebooks folder, as in JupyterLab.

    The notebooks' default stands for the folder that the command was given (DATA_VARIABLE), so that a published
    notebook names no path of a machine and two runs on the same data in different places are the same.
    """
    require_project(lang)
    if data_dir in (None, DEFAULT_DATA_DIR):
        data_dir = os.environ.get(DATA_VARIABLE, DATA_FOLDER)
    if not isinstance(data_dir, str | Path):
        raise UserError(_describe_wrong_type(lang, "data_dir", data_dir, "text", '"../data"'))
    path = PROJECT_FOLDER / "notebooks" / data_dir
    if not os.path.isfile(path / "departments.csv"):  # unlike Path.is_file it takes any text and never raises
        raise UserError(say(lang, "data.no-folder", folder=data_dir))
    return path.resolve()


def _list_history(path: Path, department: str, year: int) -> list[int]:
    return [one for one in list_years(path, department).get(department, []) if one < year]


def _choose_reports(
    folder: DataFolder, departments: Sequence[str] | None, years: Sequence[int] | None
) -> dict[str, list[int]]:
    """Return the report years by department; UserError names what there is not."""
    if departments is None:  # then every line counts
        everybody = DataFolder(folder.path, folder.lang)
        everybody.read("departments", "departments.csv")
        everybody.stop_on_problems()
    known = peek_departments(folder)
    folder.stop_on_problems()
    faults = []
    chosen: dict[str, list[int]] = {}
    for given in known if departments is None else departments:
        try:
            name = find_department(known, given, folder.lang)
        except UserError as error:
            faults.append(str(error))
            continue
        there = list_years(folder.path, name).get(name, []) if _is_plain(name) else []
        wanted = there if years is None else [year for year in years if year in there]
        if wanted:
            chosen[name] = wanted
        elif departments is not None:
            faults.append(_tell_no_data(folder, name, years, there))
    absent = [year for year in years or () if not any(year in own for own in chosen.values())]
    if not faults and (absent or not chosen):  # what only some of the departments lack is no mistake of the call
        faults.append(say(folder.lang, "data.no-reports", years=list_names(map(str, absent))))
    if faults:
        raise UserError("\n".join(faults))
    return chosen


def _is_plain(name: str) -> bool:
    """Return whether a department's id is none that leads out of the data folder."""
    return re.fullmatch("[a-z0-9-]+", name) is not None


def _tell_no_data(folder: DataFolder, name: str, years: Sequence[int] | None, there: Sequence[int]) -> str:
    year = years[0] if years else "—"
    file = show_path(folder.path / "figures" / name / f"{year}.csv")
    allowed = list_names(map(str, there))
    return say(folder.lang, "data.no-data", department=strip_controls(name), year=year, allowed=allowed, file=file)
