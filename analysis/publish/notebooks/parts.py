"""What counts of a notebook: its kernel, and the kind, source and tags of its cells; nothing that a run leaves in it.

So neither a notebook that was saved with its outputs nor the id that an editor gave a cell makes another report.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat import NotebookNode

_KEPT: dict[Path, str] = {}


@contextmanager
def keep_notebooks(paths: Sequence[Path]) -> Iterator[None]:
    """Let this process and its forks run these notebooks as they are now, whatever becomes of the files meanwhile."""
    _KEPT.update((path, path.read_text(encoding="utf-8")) for path in paths)
    try:
        yield
    finally:
        _KEPT.clear()


def read_text(path: Path) -> str:
    """Return a notebook's file as text, as it was when it was kept."""
    return _KEPT[path] if path in _KEPT else path.read_text(encoding="utf-8")


def hash_notebook(path: Path) -> str:
    """Return the SHA-256 of what counts of a notebook."""
    notebook = json.loads(read_text(path))
    cells = [[cell["cell_type"], "".join(cell["source"]), _list_tags(cell)] for cell in notebook["cells"]]
    counted = json.dumps([notebook["metadata"].get("kernelspec"), cells], sort_keys=True)
    return hashlib.sha256(counted.encode()).hexdigest()


def is_run(cell: NotebookNode) -> bool:
    """Return whether a cell is executed."""
    return bool(cell.cell_type == "code" and cell.source.strip())


def strip_traces(notebook: NotebookNode) -> NotebookNode:
    """Return an executed notebook with its outputs, without times, durations, ids, paths and marks of an editor."""
    copy: NotebookNode = nbformat.from_dict(notebook)
    copy.nbformat_minor = 5  # the first one with ids
    copy.metadata = NotebookNode({name: copy.metadata[name] for name in ("kernelspec", "language_info")})
    for number, cell in enumerate(copy.cells):
        tags = _list_tags(cell)
        cell.metadata = NotebookNode(tags=tags) if tags else NotebookNode()
        cell["id"] = f"cell-{number}"
        cell.pop("attachments", None)
    return copy


def _list_tags(cell: dict[str, dict[str, list[str]]]) -> list[str]:
    return list(cell["metadata"].get("tags", []))
