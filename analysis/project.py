"""What lies beside the package in a checkout, and what is said where it does not."""

from pathlib import Path

from analysis.errors import UserError
from analysis.texts import say

DATA_VARIABLE = "EXPENDITURE_DATA_DIR"  # the data folder of a command, for every process that it starts
LAB_VARIABLE = "JPY_SESSION_NAME"  # by which JupyterLab tells a kernel its notebook
_PROJECT = Path(__file__).resolve().parent.parent


def require_project(lang: str) -> None:
    """Raise UserError where the package was installed by itself: it reads notebooks and data of the project."""
    if not all((_PROJECT / name).is_dir() for name in ("notebooks", "data/table-schemas")):
        raise UserError(say(lang, "cli.no-project", folder=_PROJECT))
