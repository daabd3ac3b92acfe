"""One department and year, opened: figures, statements, documents, and the schemes and rules to read them by.

`open_review` is the one way in, for a notebook in JupyterLab as for the unattended run.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from analysis.errors import UserError
from analysis.figures import Figure, Figures, read_figures, read_units
from analysis.money import strip_controls
from analysis.references import check_references
from analysis.schemes import Link, Scheme, read_concordances, read_schemes
from analysis.tables import DATA_FOLDER, PROJECT_FOLDER, DataFolder, FileRecord, Row, list_names, show_path
from analysis.texts import DEFAULT_LANGUAGE, LANGUAGES, say

DEFAULT_DATA_DIR = "../data"
DATA_VARIABLE = "EXPENDITURE_DATA_DIR"


@dataclass(frozen=True)
class Department:
    """A department by its id, with its names."""

    department: str
    name_zh: str
    name_en: str
    region_zh: str
    region_en: str


@dataclass(frozen=True)
class Review:
    """All that the review of one department and year reads; tables of reference stay as rows."""

    department: Department
    year: int
    lang: str
    figures: Figures
    history: Figures
    documents: tuple[Row, ...]
    statements: tuple[Row, ...]
    schemes: Mapping[str, Scheme]
    links: tuple[Link, ...]
    rules: Mapping[str, Row]
    inputs: Mapping[str, Row]
    indicators: Mapping[str, tuple[Row, ...]]
    scoring: tuple[Row, ...]
    unit_costs: tuple[Row, ...]
    corrections: Mapping[str, Row]
    files: tuple[FileRecord, ...]
    folder: Path

    def say(self, key: str, **values: object) -> str:
        """Return a text of the catalogue in the language of the review."""
        return say(self.lang, key, **values)

    def pick(self, row: object, name: str = "name") -> str:
        """Return `<name>_zh` or `<name>_en` of a row or object, by the language of the review."""
        column = f"{name}_{self.lang}"
        return row[column] if isinstance(row, Row) else str(getattr(row, column))

    def name_of(self, figure: Figure) -> str:
        """Return what a figure is called in its scheme; the document's own label stays beside the figure."""
        return self.pick(self.schemes[figure.scheme].codes[figure.code])

    def lookup(self, selector: str, year: int, phase: str, measure: str = "level") -> Figure | None:
        """Return the usable figure of `scheme/code`: stated here, else in an earlier report, else derived."""
        here = self.figures.first(selector, year, phase, measure)
        if here and here.basis != "derived":
            return here
        elsewhere = self.history.first(selector, year, phase, measure)
        return elsewhere if elsewhere and elsewhere.basis != "derived" else here

    def figures_of(self, report_year: int) -> Figures:
        """Return the figures of one of the department's reports."""
        return Figures(f for f in [*self.figures, *self.history] if f.report_year == report_year)

    @property
    def fingerprint(self) -> str:
        """Return the first twelve digits of the hash over every data file that was read."""
        lines = "".join(f"{record.sha256}  {record.path}\n" for record in self.files)
        return hashlib.sha256(lines.encode()).hexdigest()[:12]

    def introduce(self) -> str:
        """Return one line that says what was opened."""
        return self.say(
            "data.opened",
            name=self.pick(self.department),
            year=self.year,
            figures=len(self.figures),
            fingerprint=self.fingerprint,
        )

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        line = strip_controls(self.introduce())
        html = f'<p class="note">{escape(line)}</p>'
        return {"text/html": html, "text/plain": line}, {"text/html": {"opened": self.introduce()}}

    def cite(self, figure: Figure) -> str:
        """Return the figure's id, with the year of its report when that is another one."""
        return self.cite_key(figure.report_year, figure.figure_id)

    def cite_key(self, report_year: int, figure_id: str) -> str:
        """Return the id under which the report shows a figure of any of the department's reports."""
        return figure_id if report_year == self.year else f"{report_year}/{figure_id}"


def open_review(
    department: str,
    year: int,
    lang: str = DEFAULT_LANGUAGE,
    data_dir: str | Path | None = None,
) -> Review:
    """Return the review of one department and year, with the figures of its earlier reports as history.

    Later reports are not read: what a report says must not change when the next year is added. `data_dir` is
    the folder that holds departments.csv (a relative one counts from the notebooks folder); left out, the
    project's own. Raises UserError that lists everything wrong with the call or with the data.
    """
    check_parameters(department, year, lang)
    folder = DataFolder(resolve_data_dir(data_dir, lang), lang)
    departments = read_departments(folder)
    years = list_years(folder.path)
    _require(folder, department, year, departments, years)
    units = read_units(folder)
    reports = [report for report in years[department] if report <= year]
    documents = {report: folder.read("documents", f"documents/{department}/{report}.csv") for report in reports}
    figures = {report: read_figures(folder, department, report, units) for report in reports}
    review = Review(
        department=departments[department],
        year=year,
        lang=lang,
        figures=Figures(figures[year]),
        history=Figures(figure for report in reports if report != year for figure in figures[report]),
        documents=tuple(documents[year]),
        statements=tuple(folder.read("statements", f"statements/{department}/{year}.csv")),
        schemes=read_schemes(folder),
        links=tuple(read_concordances(folder)),
        rules={row["rule"]: row for row in folder.read("rules", "rules.csv")},
        inputs={row["input"]: row for row in folder.read("inputs", "inputs.csv")},
        indicators=_read_indicators(folder),
        scoring=tuple(folder.read("scoring", "scoring.csv")),
        unit_costs=tuple(folder.read("unit-costs", "unit-costs.csv")),
        corrections=_read_corrections(folder, department, year),
        files=(),
        folder=folder.path,
    )
    check_references(folder)
    folder.stop_on_problems()
    return replace(review, files=tuple(sorted(folder.records, key=lambda record: record.path)))


def _read_corrections(folder: DataFolder, department: str, year: int) -> dict[str, Row]:
    """Return the known errors of one report by figure id."""
    rows = folder.read("corrections", "corrections.csv")
    wanted = (department, str(year))
    return {row["figure_id"]: row for row in rows if (row["department"], row["fiscal_year"]) == wanted}


def check_parameters(department: object, year: object, lang: object) -> None:
    """Raise UserError when a parameter of a notebook has the wrong type or the language is not known."""
    shown = str(lang) if lang in LANGUAGES else DEFAULT_LANGUAGE
    faults = []
    if not isinstance(department, str):
        faults.append(_describe_wrong_type(shown, "department", department, "text", '"beita-union"'))
    if not isinstance(year, int) or isinstance(year, bool):
        faults.append(_describe_wrong_type(shown, "year", year, "integer", "2019"))
    if lang not in LANGUAGES:
        faults.append(say(shown, "parameter.wrong-language", given=repr(lang)))
    if faults:
        raise UserError("\n".join(faults))


def _describe_wrong_type(lang: str, name: str, given: object, wanted: str, example: str) -> str:
    kind = say(lang, f"parameter.{wanted}")
    return say(lang, "parameter.wrong-type", name=name, wanted=kind, given=repr(given), example=example)


def resolve_data_dir(data_dir: str | Path | None, lang: str) -> Path:
    """Return the data folder as a path; relative ones count from the notebooks folder, as in JupyterLab.

    The notebooks' default stands for the folder that the command was given (DATA_VARIABLE), so that a published
    notebook names no path of a machine and two runs on the same data in different places are the same.
    """
    if data_dir in (None, DEFAULT_DATA_DIR):
        data_dir = os.environ.get(DATA_VARIABLE, DATA_FOLDER)
    if not isinstance(data_dir, str | Path):
        raise UserError(_describe_wrong_type(lang, "data_dir", data_dir, "text", '"../data"'))
    path = PROJECT_FOLDER / "notebooks" / data_dir
    if not os.path.isfile(path / "departments.csv"):  # unlike Path.is_file it takes any text and never raises
        raise UserError(say(lang, "data.no-folder", folder=data_dir))
    return path.resolve()


def read_departments(folder: DataFolder) -> dict[str, Department]:
    """Return the departments by id."""
    rows = folder.read("departments", "departments.csv")
    return {row["department"]: Department(**row.cells) for row in rows}


def list_years(path: Path) -> dict[str, list[int]]:
    """Return the years with a file of figures, per department."""
    years: dict[str, list[int]] = {}
    for file in sorted((path / "figures").glob("*/*.csv")):
        if re.fullmatch("[0-9]{4}", file.stem):
            years.setdefault(file.parent.name, []).append(int(file.stem))
    return years


def _require(
    folder: DataFolder,
    department: str,
    year: int,
    departments: Iterable[str],
    years: Mapping[str, list[int]],
) -> None:
    folder.stop_on_problems()
    shown = strip_controls(department)
    if department not in set(departments):
        allowed = list_names(departments)
        raise UserError(say(folder.lang, "data.no-department", department=shown, allowed=allowed))
    if year not in years.get(department, []):
        allowed = list_names(map(str, years.get(department, [])))
        file = show_path(folder.path / "figures" / department / f"{year}.csv")
        raise UserError(say(folder.lang, "data.no-data", department=shown, year=year, allowed=allowed, file=file))


def _read_indicators(folder: DataFolder) -> dict[str, tuple[Row, ...]]:
    files = sorted((folder.path / "indicators").glob("*.csv"), key=lambda file: file.stem)
    return {file.stem: tuple(folder.read("indicators", f"indicators/{file.name}")) for file in files}
