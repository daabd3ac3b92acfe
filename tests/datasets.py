"""Datasets made of a few rows, so that a test of a check or a comparison is a few lines.

    data = make_data(
        figure("summary/total", "149.35"),
        figure("summary/basic", "150.35"),
        history={2018: [figure("summary/total", "140.00", year=2018)]},
    )

Rows are numbered F01 … in their order, again in each earlier report; each stands at a place of its own.
"""

import csv
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from analysis.dataset import Dataset, open_data, open_rows
from analysis.groups import Portfolio, open_group
from analysis.table_schemas import columns_of
from analysis.tables import DATA_FOLDER

DEPARTMENT, YEAR = "some-union", 2019
Cells = Mapping[str, str]
Reports = Mapping[tuple[str, int], Iterable[Cells]]


@cache
def real_data() -> Dataset:
    """Return the data of 2019 that the project comes with; change nothing in it."""
    return open_data("beita-union", 2019)


@cache
def real_group(group: str, *years: int) -> Portfolio:
    """Return a group of the data that the project comes with, over some years or all; change nothing in it."""
    return open_group(group, years or None)


def figure(
    selector: str,
    printed: str = "",
    *,
    year: int | None = None,
    phase: str = "executed",
    measure: str = "level",
    base_year: int | None = None,
    unit: str = "万元",
    derivation: str = "",
    figure_id: str = "",
    label: str = "",
    flow: str = "",
    fund: str = "",
    scope: str = "",
    locator: str = "",
    document: str = "",
    table: str = "",
) -> Cells:
    """Return the cells of a figure; without a year it is of the report's own.

    "无" is declared none; with a derivation, such as "F01 + F02", nothing is printed.
    """
    scheme, _, code = selector.partition("/")
    return {
        "figure_id": figure_id, "fiscal_year": str(year or ""), "scheme": scheme, "code": code, "label": label or code,
        "measure": measure, "base_year": str(base_year or ""), "flow": flow, "phase": phase, "fund": fund,
        "scope": scope, "printed": printed, "unit": unit, "derivation": derivation, "document": document,
        "table": table, "locator": locator,
        "basis": "derived" if derivation else "declared-none" if printed == "无" else "stated",
    }  # fmt: skip


def link(
    name: str, kind: str, figure_id: str, role: str = "calculated", *, complete: str = "", sign: str = ""
) -> Cells:
    """Return one row of a link: `link("L01", "sum", "F01", "reported")` and a row for each part."""
    return {"link": name, "kind": kind, "complete": complete, "role": role, "sign": sign, "figure": figure_id}


def cover(part: str = "一", state: str = "read", kind: str = "section") -> Cells:
    """Return a row of coverage: without any nothing is known to have been read."""
    return {"part": part, "kind": kind, "state": state}


def document(name: str, year: int = YEAR, title: str = "self-evaluation", body: str = "self-evaluation") -> Cells:
    """Return the cells of a document; `title` and `body` are the kinds that they name."""
    return {
        "document": name, "title": f"{year}年度报告", "kind_in_title": title, "kind_in_body": body,
        "file_name": f"{name}.txt", "size_bytes": "1000", "encoding": "utf-8", "sha256": "0" * 64,
    }  # fmt: skip


def make_data(
    *rows: Cells,
    history: Mapping[int, Iterable[Cells]] | None = None,
    links: Iterable[Cells] = (),
    coverage: Iterable[Cells] = (),
    findings: Iterable[Cells] = (),
    documents: Iterable[Cells] = (),
    year: int = YEAR,
    department: str = DEPARTMENT,
    data_dir: Path | None = None,
) -> Dataset:
    """Return the tables of one report made of `rows`; `history` holds the rows of earlier reports by year."""
    papers = list(documents) or [document(f"report-{year}", year)]
    kinds: dict[str, Iterable[Cells]] = {
        "figures": _number(rows, year),
        "documents": papers,
        "links": links,
        "coverage": coverage,
        "text-findings": findings,
    }
    paper, count = papers[0]["document"], iter(range(1, 1000))
    places = {"department": department, "fiscal_year": str(year), "document": paper}
    tables = {
        kind: [{**places, "locator": f"第{next(count)}段", **{k: v for k, v in one.items() if v}} for one in some]
        for kind, some in kinds.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        if history:
            before = {(department, one): earlier for one, earlier in history.items()}
            data_dir = make_folder(Path(folder), before, data_dir or DATA_FOLDER)
        return open_rows(department, year, tables, data_dir)


def _number(rows: Iterable[Cells], year: int) -> list[Cells]:
    return [
        {**row, "figure_id": row["figure_id"] or f"F{place:02d}", "fiscal_year": row["fiscal_year"] or str(year)}
        for place, row in enumerate(rows, start=1)
    ]


def make_folder(folder: Path, reports: Reports, shared: Path = DATA_FOLDER, **files: Iterable[Cells]) -> Path:
    """Return `folder` as a data folder with reports by (department, year), beside the shared files of another.

    `files` replaces files by kind: `departments=[…]`; the departments of the reports are listed without it.
    """
    own = {"figures", "documents", "statements", "links", "coverage", "text-findings", "codes", "departments.csv"}
    own |= {"groups.csv", "groups"}  # of bodies that this folder has not
    for one in shared.iterdir():
        if one.name not in own and not (folder / one.name).exists():
            (folder / one.name).symlink_to(one, target_is_directory=one.is_dir())
    names = dict.fromkeys(name for name, _ in reports)
    known = [
        {"department": one, "name_zh": one, "name_en": one, "region_zh": "某区", "region_en": "A"} for one in names
    ]
    write_rows(folder / "departments.csv", "departments", files.pop("departments", known))
    for kind, rows in files.items():
        (folder / f"{kind}.csv").unlink(missing_ok=True)
        write_rows(folder / f"{kind}.csv", kind, rows)
    for (department, year), rows in reports.items():
        places = {"department": department, "fiscal_year": str(year), "document": f"report-{year}"}
        figures = [
            {**places, "locator": f"第{place}段", **{k: v for k, v in row.items() if v}}
            for place, row in enumerate(_number(rows, year), start=1)
        ]
        write_rows(folder / f"figures/{department}/{year}.csv", "figures", figures)
        paper = {**places, **document(f"report-{year}", year)}
        write_rows(folder / f"documents/{department}/{year}.csv", "documents", [paper])
        write_rows(folder / f"statements/{department}/{year}.csv", "statements", [])
    return folder


def make_group(
    folder: Path,
    reports: Reports,
    *,
    within: Mapping[str, str] | None = None,
    links: Reports | None = None,
) -> Portfolio:
    """Return a group of bodies with reports by (id, year); `within` names the department that a unit is part of."""
    rows = [
        {"department": one, "name_zh": one, "name_en": one, "region_zh": "某区", "region_en": "A"}
        | ({"body": "unit", "part_of": within[one]} if one in (within or {}) else {"body": "department"})
        for one in dict.fromkeys(name for name, _ in reports)
    ]
    make_folder(folder, reports, departments=rows)
    for (name, year), own in (links or {}).items():
        places = {"department": name, "fiscal_year": str(year), "document": f"report-{year}", "locator": "第1段"}
        write_rows(folder / f"links/{name}/{year}.csv", "links", [{**places, **one} for one in own])
    return open_group([row["department"] for row in rows], None, folder)


def write_rows(file: Path, kind: str, rows: Iterable[Cells]) -> None:
    """Write rows of cells as a data file of a kind; columns that they lack stay blank."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns_of(kind), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: row.get(name, "") for name in columns_of(kind)} for row in rows)


def make_year_cases(folder: Path) -> Path:
    """Return `folder` as a data folder with tests/cases/years: two bodies, the real report of 2019 and more years."""
    cases = Path(__file__).parent / "cases" / "years"
    shutil.copytree(DATA_FOLDER / "schemes", folder / "schemes")
    shutil.copy(cases / "beita-union-special.csv", folder / "schemes")
    reports = {}
    for one in [DATA_FOLDER / "figures/beita-union/2019.csv", *sorted(cases.glob("figures/*/*.csv"))]:
        with one.open(encoding="utf-8", newline="") as stream:
            reports[one.parent.name, int(one.stem)] = list(csv.DictReader(stream))
    return make_folder(folder, reports)
