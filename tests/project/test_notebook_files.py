"""The committed notebooks keep their rules, and each rule is seen to fire."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.project.notebook_rules import find_faults, tags

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
FILES = sorted(FOLDER.glob("*.ipynb"))
Notebook = Any


def test_there_are_five_notebooks_and_one_to_explore() -> None:
    names = ["1-check", "2-categories", "3-years", "4-performance", "5-peers", "explore"]
    assert [path.stem for path in FILES] == names
    assert [path.name for path in FOLDER.iterdir() if path not in FILES and not path.name.startswith(".")] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_notebook_keeps_the_rules(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert find_faults(notebook) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_notebook_is_written_as_jupyterlab_writes_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"


def test_all_notebooks_of_one_report_take_the_same_parameters() -> None:
    notebooks = [nbformat.read(path, as_version=4) for path in FILES if path.stem != "5-peers"]
    sources = {cell.source for notebook in notebooks for cell in notebook.cells if "parameters" in tags(cell)}
    assert len(sources) == 1


def good_notebook() -> Notebook:
    """Return a small notebook that keeps every rule."""
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    cells = [
        text("**题** 说明\n\n**Title** how", id="about", metadata={"tags": ["explore"]}),
        code("year: int = 2019", id="parameters", metadata={"tags": ["parameters"]}),
        code("show.chart_parts(categories, words)", id="chart"),
        code("show.table_parts(categories, words)", id="table"),
    ]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "P"}})


def cell(notebook: Notebook, ident: str) -> Any:
    return next(cell for cell in notebook.cells if cell.id == ident)


FAULTS: dict[str, Callable[[Notebook], Any]] = {
    "has outputs": lambda n: cell(n, "table").outputs.append(nbformat.v4.new_output("stream", text="x")),
    "has an execution count": lambda n: cell(n, "table").update(execution_count=1),
    "the kernelspec is not python3": lambda n: n.metadata.kernelspec.update(name="conda-env"),
    "metadata of a tool": lambda n: n.metadata.update(papermill={}),
    "not exactly one cell is tagged parameters": lambda n: cell(n, "table").metadata.update(tags=["parameters"]),
    "two cells have the same id": lambda n: cell(n, "table").update(id="chart"),
    "a random id": lambda n: cell(n, "table").update(id="a1b2c3d4"),
    "the median code cell is over 5 lines": lambda n: [c.update(source="x\n" * 6) for c in n.cells[2:]],
    "over 20 lines": lambda n: cell(n, "table").update(source="x\n" * 21),
    "defines something": lambda n: cell(n, "table").update(source="table_parts(lambda x: x)"),
    "types the number 3.5": lambda n: cell(n, "table").update(source="show.table_parts(categories, 3.5)"),
    "about: a text that does not follow the language": lambda n: cell(n, "about").metadata.update(tags=[]),
    "about: a heading that does not follow the language": lambda n: cell(n, "about").update(source="## 题 Title"),
    "no table follows the chart": lambda n: n.cells.pop(),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_rule_fires(fault: str) -> None:
    notebook = good_notebook()
    assert find_faults(deepcopy(notebook)) == []
    FAULTS[fault](notebook)
    assert any(fault in found for found in find_faults(notebook)), find_faults(notebook)
