"""The contract of the notebooks' parameters, checked before any kernel starts.

papermill only warns of an unknown parameter and runs on with the default, so a misspelt year would publish another
year's report. Here a name that no notebook declares, a wrong type, a missing value is refused.
"""

import ast
from collections.abc import Mapping
from pathlib import Path

import nbformat

from analysis.dataset import check_parameters
from analysis.errors import UserError
from analysis.publish.notebooks.parts import read_text
from analysis.texts import DEFAULT_LANGUAGE, LANGUAGES, say


def accept_parameters(parameters: Mapping[str, object], notebook: Path) -> None:
    """Raise UserError unless `parameters` are exactly those that the notebook declares, with the right types."""
    declared = read_parameters(notebook)
    lang = str(parameters.get("lang"))
    lang = lang if lang in LANGUAGES else DEFAULT_LANGUAGE
    faults = [
        say(lang, "parameter.unknown", name=name, allowed=", ".join(declared))
        for name in parameters
        if name not in declared
    ]
    faults += [say(lang, "parameter.missing", name=name) for name in declared if name not in parameters]
    if faults:
        raise UserError("\n".join(faults))
    names = ("department", "year") if "department" in declared else ("group", "years")
    check_parameters(parameters[names[0]], parameters[names[1]], parameters["lang"], names)


def read_parameters(notebook: Path) -> dict[str, str]:
    """Return name -> annotation of the notebook's cell tagged `parameters`, read as Python and not by its look."""
    cells = nbformat.reads(read_text(notebook), as_version=4).cells
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", ())]
    declared = {}
    for statement in ast.parse(tagged[0].source).body if len(tagged) == 1 else ():
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            declared[statement.target.id] = ast.unparse(statement.annotation)
    return declared
