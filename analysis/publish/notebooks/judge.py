"""Whether an executed notebook has succeeded: papermill goes on after a warning and forgives an exit, we do not."""

from collections.abc import Iterator

from nbformat import NotebookNode

from analysis.publish.notebooks.parts import is_run
from analysis.publish.notebooks.progress import RunError, shorten


def judge(name: str, notebook: NotebookNode, memory_limit_mb: int) -> None:
    """Raise RunError for the first cell with an error, else for the first that wrote to standard error."""
    found = [*_find_faults(name, notebook, memory_limit_mb)]
    if found:
        raise min(found, key=lambda fault: (fault.kind == "stderr", fault.cell))


def _find_faults(name: str, notebook: NotebookNode, memory_limit_mb: int) -> Iterator[RunError]:
    for number, cell in enumerate(filter(is_run, notebook.cells), start=1):
        line = cell.source.splitlines()[0]
        for output in cell.outputs:
            if output.output_type == "error" and output.ename == "MemoryError":
                yield RunError(name, number, line, "memory", str(memory_limit_mb))
            elif output.output_type == "error":
                yield RunError(name, number, line, "error", shorten(f"{output.ename}: {output.evalue}"))
            elif output.output_type == "stream" and output.name == "stderr":
                yield RunError(name, number, line, "stderr", shorten(output.text))
