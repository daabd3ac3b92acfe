"""Tiny notebooks to run: each is a list of code cells behind a parameters cell."""

from pathlib import Path

import nbformat
import pytest

import analysis.publish.notebooks.shell  # noqa: F401  # which forks then have already
from analysis.publish.notebooks.progress import RunError
from analysis.publish.notebooks.run import ForkedRunner, Task

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


def run(folder, *paths, runner=ForkedRunner, tell=lambda progress: None, **limits):
    output = folder / "out"
    output.mkdir(exist_ok=True)
    with runner() as running:
        running.begin(Task(paths, {"department": "001201", "year": 2019}, output, folder, **limits))
        return running.finish(tell)


def text_of(notebook):
    return "".join(output.text for cell in notebook.cells for output in cell.get("outputs", ()))


def fail(folder, *sources, **options):
    with pytest.raises(RunError) as caught:
        run(folder, write_notebook(folder, "bad", *sources), **options)
    return caught.value
