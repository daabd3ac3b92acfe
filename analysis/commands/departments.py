"""The departments that a command may be asked about."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from analysis.dataset import resolve_data_dir
from analysis.naming import find_department
from analysis.tables import DataFolder, Row


def list_departments(data: Path, lang: str) -> dict[str, Row]:
    """Return the rows of a data folder's departments by id; UserError lists what is wrong with their file."""
    folder = DataFolder(data, lang)
    rows = folder.read("departments", "departments.csv")
    folder.stop_on_problems()
    return {row["department"]: row for row in rows}


def require_department(departments: Mapping[str, Row], department: str, lang: str) -> None:
    """Raise UserError unless the department is one of them."""
    find_department(departments, department, lang)


def find_folder(call: argparse.Namespace) -> Path:
    """Return the data folder of a call; UserError unless the call's department is one of it."""
    data = resolve_data_dir(call.data_dir, call.lang)
    require_department(list_departments(data, call.lang), call.department, call.lang)
    return data
