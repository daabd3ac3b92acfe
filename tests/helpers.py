"""What tests of the data share: a copy to spoil, the problems that are then reported, documents and their truth."""

import csv
import shutil
from pathlib import Path

import pytest

from analysis.dataset import open_data
from analysis.errors import Problem, UserError
from analysis.table_schemas import columns_of
from analysis.tables import DATA_FOLDER, PROJECT_FOLDER

DEPARTMENT, YEAR = "beita-union", 2019
FIGURES = f"figures/{DEPARTMENT}/{YEAR}.csv"
SAMPLES = PROJECT_FOLDER.parent / "shared" / "samples"
REPORT = SAMPLES / "report-2019.txt"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample documents, not redistributed, are not here")


def copy_data(folder: Path) -> Path:
    """Return the path of a copy of the data below `folder`, with the one department that tests change, in no group."""

    def ignore(place: str, names: list[str]) -> set[str]:
        bodies = {name for name in names if Path(place, name).is_dir() and Path(place) != DATA_FOLDER}
        others = shutil.ignore_patterns("table-schemas", "groups*", "*.md", "*.json")
        return (bodies - {DEPARTMENT}) | set(others(place, names))

    data = Path(shutil.copytree(DATA_FOLDER, folder / "data", ignore=ignore))
    header, *lines = read_rows(data / "departments.csv")
    write_rows(data / "departments.csv", [header, *(line for line in lines if line[0] == DEPARTMENT)])
    return data


def read_rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def read_truth(name: str) -> list[dict[str, str]]:
    """Return the rows of a file of `tests/truth/`, such as `report-2019.facts`."""
    with (PROJECT_FOLDER / "tests" / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(file: Path, rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def edit(file: Path, key: str, **cells: str) -> None:
    """Set cells in the first row that has a cell `key`; a column given as `to_pct` is named by its header."""
    rows = read_rows(file)
    row = next(row for row in rows[1:] if key in row)
    for column, value in cells.items():
        row[rows[0].index(column)] = value
    write_rows(file, rows)


def add_copy(file: Path, key: str, **cells: str) -> None:
    """Add a copy of the first row that has a cell `key`, with other cells, at the end."""
    rows = read_rows(file)
    rows.append(list(next(row for row in rows[1:] if key in row)))
    for column, value in cells.items():
        rows[-1][rows[0].index(column)] = value
    write_rows(file, rows)


def add_rows(data: Path, kind: str, *rows: dict[str, str], department: str = DEPARTMENT, year: int = YEAR) -> Path:
    """Write a department's file of a kind with these rows; cells that are not given are blank."""
    file = data / kind / department / f"{year}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    place = {"department": department, "fiscal_year": str(year), "document": "report-2019", "locator": "x"}
    filled = [place | row for row in rows]
    write_rows(file, [columns_of(kind), *([row.get(name, "") for name in columns_of(kind)] for row in filled)])
    return file


def add_department(data: Path, department: str, year: int = YEAR) -> None:
    """Add a department with the figures, documents and statements of the project's own, all of `year`."""
    if department != DEPARTMENT:
        add_copy(data / "departments.csv", DEPARTMENT, department=department)
    shift = {DEPARTMENT: department, str(YEAR): str(year), str(YEAR - 1): str(year - 1)}
    for folder in ("figures", "documents", "statements"):
        file = data / folder / department / f"{year}.csv"
        file.parent.mkdir(exist_ok=True)
        rows = read_rows(DATA_FOLDER / folder / DEPARTMENT / f"{YEAR}.csv")
        write_rows(file, [[shift.get(cell, cell) for cell in row] for row in rows])


def refuse(data: Path, lang: str = "en") -> tuple[Problem, ...]:
    """Return the problems for which the loader refuses `data`; the test fails if it accepts them."""
    with pytest.raises(UserError) as caught:
        open_data(DEPARTMENT, YEAR, data, lang)
    assert caught.value.problems, str(caught.value)
    return caught.value.problems


def refuse_once(data: Path, lang: str = "en") -> str:
    """Return the one problem for which the loader refuses `data`, with the path below the data folder."""
    [problem] = refuse(data, lang)
    return str(problem).removeprefix(f"{data.as_posix()}/")


def list_staged(out: Path) -> list[Path]:
    """Return the folders in which reports are being prepared, or were when a run was killed."""
    return [path for path in (out / ".staging").glob("*/*") if path.is_dir()]
