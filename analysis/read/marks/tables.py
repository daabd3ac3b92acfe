"""Tables that a form demands: those that are missing, empty without a word on it, or full and called empty."""

import re
from collections.abc import Iterator

from analysis.read.facts import TextFinding
from analysis.read.links.scene import Scene
from analysis.read.prose.grammar import compile_pattern, load_grammar

_CALLED_EMPTY = re.compile(r"[本此该]表(?:为空|是空|为?空表|无数据)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")
_MOST = 2  # with more of them missing the document is of another kind, or its tables were not recognised


def find_missing_tables(scene: Scene) -> Iterator[TextFinding]:
    """Yield which tables are missing from a set; a table with numbers that nobody recognised may be the one."""
    tables = scene.reading.tables
    forms = {one.form for one in tables}
    missing = [name for name, known in scene.required.items() if not forms & known]
    unknown = any(not one.form and (one.facts or one.unread) for one in tables)
    if 0 < len(missing) <= _MOST and not unknown:
        yield scene.note("table-missing", _find_start(scene), missing="、".join(missing), count=len(missing))


def find_empty_tables(scene: Scene) -> Iterator[TextFinding]:
    """Yield which empty tables neither a note nor the text says that there is nothing to report of.

    Of a file without text nothing is told: the text may be published apart.
    """
    if all(fact.at for fact in scene.reading.facts):
        return
    said = {one["form"]: compile_pattern(one["said"]) for one in load_grammar()["empty_table"]}
    silent = [
        one.title
        for one in scene.reading.tables
        if one.form in said and one.blank and not (one.facts or one.unread or one.declared)
        if not said[one.form].search(scene.flat.text)
    ]
    if silent:
        yield scene.note("table-empty", _find_start(scene), "、".join(silent), tables="、".join(silent))


def find_filled_tables(scene: Scene) -> Iterator[TextFinding]:
    """Yield each note that calls a table empty which has numbers, where its page has no other table."""
    tables = scene.reading.tables
    alone = {one.page: one for one in tables if sum(one.page == other.page for other in tables) == 1}
    for paragraph in scene.document.paragraphs:
        table = alone.get(paragraph.page)
        if table and table.declared and table.facts and (found := _CALLED_EMPTY.search(paragraph.text)):
            start, end = (paragraph.start + place for place in found.span())
            yield scene.note("wording", (start, end), key="filled-table", table=table.title, count=len(table.facts))


def find_foreign_titles(scene: Scene) -> Iterator[TextFinding]:
    """Yield the only title of a table that names another year than the report's.

    Last year's table may stand beside one of this year of its form, unless many titles name the year.
    """
    own = scene.reading.year
    named = [(one, int(found[0])) for one in scene.reading.tables if (found := _YEAR.search(one.title))]
    foreign = [(table, year) for table, year in named if year != own]
    for table, year in foreign if len(foreign) == 1 else ():
        again = not table.form or sum(one.form == table.form for one in scene.reading.tables) > 1
        if year < own and len(named) <= _MOST and again:
            continue  # last year's beside this year's
        title = table.title
        place = scene.document.text.find(title)
        span = (place, place + len(title)) if place >= 0 else _find_start(scene)
        yield scene.note("report-year", span, f"{year}年", "title-year", year=own, table=title)


def _find_start(scene: Scene) -> tuple[int, int]:
    first = scene.document.paragraphs[0]
    return first.start, first.start + len(first.text)
