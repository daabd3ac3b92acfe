"""The departments that a command may be asked about."""

from collections.abc import Mapping
from pathlib import Path

from analysis.errors import UserError
from analysis.money import strip_controls
from analysis.review import Department, read_departments
from analysis.tables import DataFolder, list_names
from analysis.texts import say


def list_departments(data: Path, lang: str) -> dict[str, Department]:
    """Return the departments of a data folder by id; UserError lists what is wrong with their file."""
    folder = DataFolder(data, lang)
    departments = read_departments(folder)
    folder.stop_on_problems()
    return departments


def require_department(departments: Mapping[str, Department], department: str, lang: str) -> None:
    """Raise UserError unless the department is one of them."""
    if department not in departments:
        shown, allowed = strip_controls(department), list_names(departments)
        raise UserError(say(lang, "data.no-department", department=shown, allowed=allowed))
