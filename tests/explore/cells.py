"""The code of the questions of notebooks/explore.ipynb, and the project's figures as the csv module reads them."""

import ast
import csv
import json
from fractions import Fraction
from typing import Any

from analysis.tables import DATA_FOLDER, PROJECT_FOLDER

FEN = {"万元": 1_000_000, "元": 100, "亿元": 10_000_000_000}
Row = dict[str, str]


def list_cells() -> dict[str, str]:
    """Return the source of each code cell of the notebook by its id."""
    notebook = json.loads((PROJECT_FOLDER / "notebooks" / "explore.ipynb").read_text(encoding="utf-8"))
    return {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"}


def run_cell(source: str, scope: dict[str, Any]) -> Any:
    """Run a cell in `scope`; return what its last line shows, as a kernel does."""
    *before, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        exec(source, scope)
        return None
    exec(compile(ast.Module(before, []), "cell", "exec"), scope)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), scope)


def read_csv(pattern: str) -> list[Row]:
    """Return the rows of all files of the data that match, each with the `report_year` that names its file."""
    rows = []
    for file in sorted(DATA_FOLDER.glob(pattern)):
        with file.open(encoding="utf-8", newline="") as stream:
            rows += [row | {"report_year": file.stem} for row in csv.DictReader(stream)]
    return rows


def list_levels(**wanted: str) -> list[Row]:
    """Return the printed levels whose cells are as `wanted`."""
    rows = [row for row in read_csv("figures/*/*.csv") if row["measure"] == "level" and row["basis"] != "derived"]
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def read_value(row: Row) -> Fraction:
    """Return a printed amount in 分, or a count in its pieces."""
    return Fraction(row["printed"].replace(",", "").replace("无", "0")) * FEN.get(row["unit"], 1)
