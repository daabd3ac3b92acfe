"""The departments that a command may be asked about."""

import argparse
from collections.abc import Collection
from pathlib import Path

from analysis.dataset import resolve_data_dir
from analysis.errors import UserError
from analysis.money import strip_controls
from analysis.tables import DataFolder, Row, list_names
from analysis.texts import say


def list_departments(data: Path, lang: str) -> dict[str, Row]:
    """Return the rows of a data folder's departments by id; UserError lists what is wrong with their file."""
    folder = DataFolder(data, lang)
    rows = folder.read("departments", "departments.csv")
    folder.stop_on_problems()
    return {row["department"]: row for row in rows}


def require_department(departments: Collection[str], department: str, lang: str) -> None:
    """Raise UserError unless the department is one of them."""
    if department not in departments:
        shown, allowed = strip_controls(department), list_names(departments)
        raise UserError(say(lang, "data.no-department", department=shown, allowed=allowed))


def find_folder(call: argparse.Namespace) -> Path:
    """Return the data folder of a call; UserError unless the call's department is one of it."""
    data = resolve_data_dir(call.data_dir, call.lang)
    require_department(list_departments(data, call.lang), call.department, call.lang)
    return data
