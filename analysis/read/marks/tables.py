"""Tables that the form of a disclosure demands: those that are missing, and empty ones without a word on it."""

from collections.abc import Iterator

from analysis.read.facts import TextFinding
from analysis.read.links.scene import Scene
from analysis.read.prose.grammar import compile_pattern, load_grammar

_MOST = 2  # with more of them missing the document is of another kind, or its tables were not recognised


def find_missing_tables(scene: Scene) -> Iterator[TextFinding]:
    """Yield which tables are missing from a set; a table with numbers that nobody recognised may be the one."""
    tables = scene.reading.tables
    forms = {one.form for one in tables}
    missing = [one["name"] for one in load_grammar()["table"] if not forms & set(one["forms"])]
    unknown = any(not one.form and (one.facts or one.unread) for one in tables)
    if 0 < len(missing) <= _MOST and not unknown:
        yield scene.note("table-missing", _find_start(scene), missing="、".join(missing), count=len(missing))


def find_empty_tables(scene: Scene) -> Iterator[TextFinding]:
    """Yield which empty tables neither a note nor the text says that there is nothing to report of."""
    said = {one["form"]: compile_pattern(one["said"]) for one in load_grammar()["empty_table"]}
    silent = [
        one.title
        for one in scene.reading.tables
        if one.form in said and one.blank and not (one.facts or one.unread or one.declared)
        if not said[one.form].search(scene.flat.text)
    ]
    if silent:
        yield scene.note("table-empty", _find_start(scene), tables="、".join(silent))


def _find_start(scene: Scene) -> tuple[int, int]:
    first = scene.document.paragraphs[0]
    return first.start, first.start + len(first.text)
