"""Tables that the form of a disclosure demands and the document does not have."""

from collections.abc import Iterator

from analysis.read.facts import TextFinding
from analysis.read.links.scene import Scene
from analysis.read.prose.grammar import load_grammar

_MOST = 2  # with more of them missing the document is of another kind, or its tables were not recognised


def find_missing_tables(scene: Scene) -> Iterator[TextFinding]:
    """Yield which tables are missing from a set; a table with numbers that nobody recognised may be the one."""
    tables = scene.reading.tables
    forms = {one.form for one in tables}
    missing = [one["name"] for one in load_grammar()["table"] if not forms & set(one["forms"])]
    unknown = any(not one.form and (one.facts or one.unread) for one in tables)
    if 0 < len(missing) <= _MOST and not unknown and scene.document.paragraphs:
        first = scene.document.paragraphs[0]
        span = (first.start, first.start + len(first.text))
        yield scene.note("table-missing", span, missing="、".join(missing), count=len(missing))
