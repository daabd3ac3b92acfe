"""Tiny notebooks to run: each is a list of code cells behind a parameters cell."""

from pathlib import Path

import nbformat

PARAMETERS = 'department: str = "none"\nyear: int = 0'


def write_notebook(folder: Path, name: str, *sources: str) -> Path:
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for number, source in enumerate([PARAMETERS, *sources]):
        cell = nbformat.v4.new_code_cell(source, id=f"cell-{number}")
        cell.metadata["tags"] = ["parameters"] if number == 0 else []
        notebook.cells.append(cell)
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path
