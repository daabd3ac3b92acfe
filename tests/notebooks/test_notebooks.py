"""Each notebook alone, as Run All in JupyterLab runs it: in its own folder, on its defaults."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from analysis.publish.subject import Body

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
STEMS = list(Body.notebooks)  # those that a report is made of; explore.ipynb needs the lab environment
HAN = re.compile(r"[\u4e00-\u9fff]")
Notebook = Any


def run(notebook: Notebook, **options: bool) -> Notebook:
    """Return the notebook run in its folder, as far as it goes."""
    client = NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(FOLDER)}}, **options)
    with suppress(CellExecutionError):  # the tests look at the cell's output
        client.execute()
    return notebook


def read(stem: str, **parameters: str) -> Notebook:
    """Return the notebook with some of its parameters written otherwise."""
    notebook = nbformat.read(FOLDER / f"{stem}.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    for name, value in parameters.items():
        cell.source, count = re.subn(rf"^({name}: .+? = ).*$", rf"\g<1>{value}", cell.source, flags=re.MULTILINE)
        assert count == 1, f"{name} is not in the parameters cell"
    return notebook


def list_code(notebook: Notebook) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook: Notebook) -> list[Any]:
    return [output for cell in list_code(notebook) for output in cell.outputs]


def texts(notebook: Notebook) -> list[str]:
    """Return what a reader of each output sees, without tags."""
    shown = [output.data.get("text/html", output.data["text/plain"]) for output in outputs(notebook)]
    return [re.sub(r"<[^>]+>", " ", text) for text in shown]


@pytest.mark.parametrize("stem", STEMS)
def test_notebook_runs_alone_on_its_defaults(stem: str) -> None:
    notebook = run(read(stem))
    assert {output.output_type for output in outputs(notebook)} <= {"execute_result", "display_data"}
    for cell in notebook.cells:
        if "chart_" in cell.source:
            [output] = cell.outputs
            if not any(mark.get("empty") for mark in output.metadata.values()):
                assert output.data["image/svg+xml"].startswith(("<?xml", "<svg"))
                assert output.metadata["image/svg+xml"]["alt"]
        elif re.search(r"^show\.(show|table|tell)_", cell.source, re.MULTILINE):
            [output] = cell.outputs
            empty = output.metadata.get("text/html", {}).get("empty", False)
            assert bool(output.data["text/html"]) == bool(output.data["text/plain"]) == (not empty)
    assert "北塔区总工会" in texts(notebook)[0]


@pytest.mark.parametrize("stem", STEMS)
def test_notebook_runs_in_english(built_report: Path, stem: str) -> None:
    notebook = nbformat.read(built_report / "notebooks" / f"{stem}.en.ipynb", as_version=4)
    assert {output.output_type for output in outputs(notebook)} <= {"execute_result", "display_data"}
    shown = texts(notebook)
    assert "Beita District Federation of Trade Unions" in shown[0]
    alts = [output.metadata["image/svg+xml"]["alt"] for output in outputs(notebook) if "image/svg+xml" in output.data]
    assert alts
    assert [alt for alt in alts if len(HAN.findall(alt)) > len(alt) / 4] == [], "not English"


@pytest.mark.slow
@pytest.mark.parametrize("stem", STEMS)
def test_notebook_runs_for_another_body_by_its_name(stem: str) -> None:
    notebook = run(read(stem, department='"江苏省人民检察院"'))
    assert {output.output_type for output in outputs(notebook)} <= {"execute_result", "display_data"}
    assert "江苏省人民检察院 2019年" in texts(notebook)[0]
    shown = [text for text in texts(notebook) if re.search(r"湖南|工作成果$", text)]
    assert shown == [], "the table of another province, or a heading above results that there are not"


WRONG = [
    ("department", '"beita"', ["beita", "beita-union"]),
    ("year", "2031", ["2031", "2019"]),
    ("year", '"2019"', ["2019"]),
    ("lang", '"fr"', ["fr", "zh", "en"]),
    ("data_dir", '"../nowhere"', ["nowhere"]),
]


def test_wrong_parameter_gives_a_message_and_no_traceback() -> None:
    notebook = read("2-categories")
    # The cells that open the data, once for each wrong parameter, one after the other in one kernel.
    notebook.cells = [cell for name, value, _ in WRONG for cell in list_code(read("2-categories", **{name: value}))[:2]]
    errors = outputs(run(notebook, allow_errors=True))
    for (name, _, told), error in zip(WRONG, errors, strict=True):
        assert error.output_type == "error", name
        shown = "\n".join(error.traceback)
        assert [word for word in told if word not in shown] == []
        assert not re.search(r"Traceback|File |\bline \d|----|\x1b\[", shown), shown
