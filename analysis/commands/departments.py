"""The departments that a command may be asked about."""

from collections.abc import Collection
from pathlib import Path

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
