"""A report built within this process: all of publishing but the kernels, which take most of the time."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat import NotebookNode

from analysis.cache import CACHE_VARIABLE
from analysis.publish import report
from analysis.publish.request import Request
from analysis.publish.subject import Body
from analysis.tables import DATA_VARIABLE


def build_quickly(data: Path, out: Path, department: str, year: int, lang: str) -> Path:
    """Return the path of the page of one report, built and checked as `expenditure report` does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_VARIABLE, str(data))
        patch.setenv(CACHE_VARIABLE, "")
        patch.setattr(report, "run_notebooks", _run_notebooks)
        [page, *_] = report.build_report(Request(Body(department, year), lang, out), mock.Mock(), lambda progress: None)
    return page


def _run_notebooks(paths: Sequence[Path], parameters: Mapping[str, object], *_: object) -> list[NotebookNode]:
    """Return the executed notebooks, each in names of its own."""
    shell = InteractiveShell.instance(colors="nocolor")
    bare = set(shell.user_ns)
    try:
        return [_run_one(shell, bare, path, parameters) for path in paths]
    finally:
        InteractiveShell.clear_instance()


def _run_one(shell: InteractiveShell, bare: set[str], path: Path, parameters: Mapping[str, object]) -> NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["language_info"] = {"name": "python"}
    for name in set(shell.user_ns) - bare:
        del shell.user_ns[name]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _run_cell(shell, cell.source)
        if "parameters" in cell.metadata.get("tags", ()):
            shell.push(dict(parameters))
    return notebook


def _run_cell(shell: InteractiveShell, source: str) -> list[Any]:
    """Return the outputs of a cell; an error or a word on standard error is raised, as no report is made of it."""
    errors = StringIO()
    with redirect_stderr(errors), capture_output(stderr=False) as captured:
        shell.display_trap.hook = sys.displayhook  # the one that captures
        shell.run_cell(source).raise_error()
    assert not errors.getvalue(), errors.getvalue()
    shown = [
        nbformat.v4.new_output("display_data", data=one.data, metadata=one.metadata or {}) for one in captured.outputs
    ]
    printed = [nbformat.v4.new_output("stream", name="stdout", text=captured.stdout)] if captured.stdout else []
    return [*printed, *shown]
