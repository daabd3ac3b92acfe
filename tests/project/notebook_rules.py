"""What a committed notebook must be: thin, tagged, without outputs, its headings shown in one language by calls."""

import ast
import re
import statistics
from collections.abc import Iterator
from typing import Any

Notebook = Any  # nbformat's dictionaries with attributes
MAX_LINES, MAX_MEDIAN_LINES = 20, 5


def find_faults(notebook: Notebook) -> list[str]:
    """Return what is wrong, each line with the id of its cell."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    faults = [*_judge_whole(notebook, code), *_judge_texts(notebook.cells), *_judge_charts(notebook.cells)]
    for cell in code:
        faults += [f"{cell.id}: {fault}" for fault in _judge_code(cell)]
    return faults


def _judge_whole(notebook: Notebook, code: list[Any]) -> Iterator[str]:
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "the kernelspec is not python3"
    if set(notebook.metadata) - {"kernelspec", "language_info"}:
        yield f"metadata of a tool: {sorted(set(notebook.metadata) - {'kernelspec', 'language_info'})}"
    if sum("parameters" in tags(cell) for cell in notebook.cells) != 1:
        yield "not exactly one cell is tagged parameters"
    ids = [cell.id for cell in notebook.cells]
    if len(ids) != len(set(ids)):
        yield "two cells have the same id"
    yield from (f"{ident}: a random id" for ident in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)*", ident))
    if statistics.median(len(_lines(cell)) for cell in code) > MAX_MEDIAN_LINES:
        yield f"the median code cell is over {MAX_MEDIAN_LINES} lines"


def _judge_code(cell: Any) -> Iterator[str]:
    if cell.outputs:
        yield "has outputs"
    if cell.execution_count is not None:
        yield "has an execution count"
    if len(_lines(cell)) > MAX_LINES:
        yield f"over {MAX_LINES} lines"
    tree = list(ast.walk(ast.parse(cell.source)))
    if any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda) for node in tree):
        yield "defines something"
    numbers = [node.value for node in tree if isinstance(node, ast.Constant) and type(node.value) in (int, float)]
    if numbers and not tags(cell) & {"parameters", "explore"}:
        yield f"types the number {numbers[0]}"


def _judge_texts(cells: list[Any]) -> Iterator[str]:
    """Headings are calls, which follow the parameter `lang`; a text says in both languages how to start."""
    for cell in cells:
        if cell.cell_type == "markdown" and "explore" not in tags(cell):
            yield f"{cell.id}: a text that does not follow the language"
        if cell.cell_type == "markdown" and re.search(r"^#+ ", cell.source, re.MULTILINE):
            yield f"{cell.id}: a heading that does not follow the language"


def _judge_charts(cells: list[Any]) -> Iterator[str]:
    code = [cell for cell in cells if cell.cell_type == "code" and "explore" not in tags(cell)]
    for cell, following in zip(code, [*code[1:], None], strict=True):
        calls = re.search(r"\bchart_\w+\(", cell.source)
        if calls and (following is None or not re.search(r"\b(table|show)_\w+\(", following.source)):
            yield f"{cell.id}: no table follows the chart"


def tags(cell: Any) -> set[str]:
    return set(cell.metadata.get("tags", [])) if cell is not None else set()


def _lines(cell: Any) -> list[str]:
    return [line for line in cell.source.splitlines() if line.strip()]
