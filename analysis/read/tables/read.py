"""The figures of a document's tables as facts, each with its table, row, column, page and place on it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.figures import UNKNOWN_PART
from analysis.read.facts import Fact, TablePlace, TableReading
from analysis.read.files.types import Document, Grid
from analysis.read.prose.vocabulary import Named, Words
from analysis.read.tables.breaks import mend_breaks
from analysis.read.tables.columns import AMOUNTS, NOTE, RATE, Column, describe_columns, describe_lane, find_year
from analysis.read.tables.find import Table, find_tables, is_number
from analysis.read.tables.forms import ANY, PART, SUM, Form, Rule, understand
from analysis.read.tables.identify import identify
from analysis.read.tables.rows import Entry, Reading, name_column, read_rows
from analysis.table_words import even, strip_ordinal

_CLASS = 3  # digits of a 类; 款 and 项 have two more each
APPROVED, EXECUTED = "approved", "executed"
_PHASE_WORDS = {APPROVED: "预算数", "adjusted": "全年预算", EXECUTED: "决算数"}
_EMPTY = re.compile(
    r"空表|为空|无数据|(?:无|没有|未|不涉及|不存在)[^。]{0,40}(?:收支|收入|支出|预算|安排|拨款|经费|项目|采购)"
)
_NEGATIVE = re.compile(r"^(?:[(（]([\d,，.．]+)[)）]|[△▲]([\d,，.．]+))$")
LEVELS = "levels"  # of a title: the rows of the table add up to those to whose right their labels stand
_BRACKETS = re.compile(r"[(（][^()（）]{1,4}[)）]$")
_SCHEME = "-"  # between the family of a scheme and the year from which it holds
# The official classifications share no code: each family has its own first digit, whatever the title speaks of.
_FAMILIES = {"2": "functional", "3": "economic", "5": "economic-government"}


def read_tables(document: Document, words: Words, year: int) -> list[TableReading]:
    """Return what the tables of a document hold, in their order; `year` is the report's."""
    reader = _Reader(words, year, "决算" in _title_of(document))
    tables = find_tables(document)
    unit = _find_usual_unit(tables)
    hidden = [_name_hidden(grid, number) for number, grid in enumerate(document.tables) if grid.hidden]
    return [*(reader.read(table, number, unit) for number, table in enumerate(tables)), *hidden]


def _name_hidden(grid: Grid, number: int) -> TableReading:
    """Return a sheet that does not show: it is named with its numbers, and none of them is read."""
    numbers = sum(is_number(cell.text) for cell in grid.cells)
    return TableReading(grid.sheet, "", "", None, (), (), 0, numbers, 0, False, ("hidden",), (number,))


def _title_of(document: Document) -> str:
    return "".join(one.text for one in document.paragraphs[:3])


def _find_usual_unit(tables: Sequence[Table]) -> str:
    """Return the unit that all tables share which name one, blank where they differ."""
    units = {table.unit for table in tables if table.unit}
    return units.pop() if len(units) == 1 else ""


class _Reader:
    def __init__(self, words: Words, year: int, accounts: bool) -> None:
        self._words, self._year, self._accounts = words, year, accounts
        self._vocabulary = words.choose(year)
        self._names: dict[tuple[str, str], set[str]] = {}

    def read(self, table: Table, number: int, usual_unit: str) -> TableReading:
        """Return what a table holds; without a unit of its own it has that of all the others."""
        form, title = identify(table, self._words.forms)
        common = next((one for one in self._words.forms if one.name == ANY), Form(ANY, ()))
        rules = [*common.rules, *(form.rules if form else ())]
        unit = table.unit or usual_unit
        table = mend_breaks(table, lambda label: self._is_known(label, rules))
        facts: list[Fact] = []
        codes: list[Named] = []
        headings = unread = blank = 0
        for section in table.sections:
            width = len(section.edges) - 1
            columns = describe_columns(section, [one for one in rules if one.part == "column"], width)
            reading = read_rows(section, columns)
            place = _Place(table, form, title, rules, unit, number, section.grid)
            codes += self._learn_codes(reading, place)
            counted = not (title and title.kind == NOTE)  # a table of goals and scores holds no figures
            known = [one for one in reading.entries if counted and (one.unit or one.counted or unit)]
            told = [one for one in known if _is_told(one, columns)]
            found = [fact for entry in told if (fact := self._make_fact(entry, columns, place))]
            facts += found
            unread += len(reading.entries) - len(found)
            headings += reading.headings
            unread += reading.unread
            blank += reading.blank
        return TableReading(
            table.title,
            form.name if form else "",
            unit,
            table.page,
            tuple(facts),
            tuple(codes),
            headings,
            unread,
            blank,
            any(_EMPTY.search(even(text)) for text in _list_words(table)),
            table.remarks,
            table.grids,
        )

    def _is_known(self, label: str, rules: Sequence[Rule]) -> bool:
        """Return whether a label is the name of a code, or one that the form knows."""
        bare = strip_ordinal(label)
        return bool(self._vocabulary.find(bare)) or any(one.part == "row" and one.matches(bare) for one in rules)

    def _learn_codes(self, reading: Reading, place: "_Place") -> Iterator[Named]:
        """Yield the codes that a table prints with their names, which name its figures and those of other tables."""
        if not place.scheme:
            return
        for code, name in reading.codes:
            scheme = self._choose_scheme(_FAMILIES.get(code[0], place.scheme))
            if scheme:
                self._names.setdefault((scheme, even(name)), set()).add(code)
                yield Named(scheme, code, name)

    def _make_fact(self, entry: Entry, columns: Sequence[Column], place: "_Place") -> Fact | None:
        lane, meant = describe_lane(columns, entry.column.lane, place.list_rules("lane"))
        column = entry.column.meaning
        item = entry.item
        rule = next(iter(place.match_rows(entry, lane)), None)
        if rule and not rule.within and entry.is_total and any("code" in one.meaning for one in columns):
            rule = None  # columns that are items by themselves tell what a total is of
        row = rule.meaning if rule else {}
        named = self._name(entry, place, meant, column, row)
        origin = place.meaning | meant | {name: column[name] for name in column if name not in ("scheme", "code")} | row
        told = column | (understand(place.list_rules("column"), [entry.phase_words])[1] if entry.phase_words else {})
        phase = told.get("phase") or (EXECUTED if self._is_executed(place.table) else APPROVED)
        year = find_year([*entry.column.heads, entry.phase_words]) or self._year + int(told.get("year", 0))
        if column.get("measure", "").startswith("change"):  # 比上年决算数 names what is compared with
            phase, year = (EXECUTED if self._is_executed(place.table) else APPROVED), self._year
        measure, kind, base, unit = "level", "money", None, entry.unit or place.unit
        printed = _NEGATIVE.sub("-", even(entry.cell.text))
        if entry.column.kind == RATE or printed.endswith("%"):
            measure, kind, unit = column.get("measure", "share"), "rate", "%"
            base = year - 1 if measure == "change-rate" else None
        elif column.get("measure") == "change":
            measure, base = ("decrease" if printed.startswith("-") else "increase"), year - 1
        at = TablePlace(
            place.table.title,
            place.number,
            entry.row.number,
            name_column(entry.column),
            entry.row.page,
            entry.cell.box,
            (place.grid, entry.cell.row, entry.cell.column),
            entry.level if place.title and place.title.kind == LEVELS else -1,
        )
        word = _name_part(entry.column) if entry.column.kind == PART else _PHASE_WORDS[phase]
        if word == _PHASE_WORDS[APPROVED] and told.get("year") == "-1" and not self._accounts:
            word = "上年预算数"  # as the text of a budget calls it
        if entry.counted and kind == "money":
            kind, unit, word = "count", entry.counted, "期末数" if phase == EXECUTED else "数量"
            named = self._vocabulary.find(_BRACKETS.sub("", strip_ordinal(item)))
        if not item:
            return None
        return Fact(
            label=item,
            named=named,
            measure=measure,
            word=_WORDS.get(measure, word),
            phase=phase,
            year=year,
            base_year=base,
            printed=_write_printed(entry.cell.text, kind, measure),
            unit=unit,
            kind=kind,
            basis="stated",
            span=(0, 0),
            paragraph=0,
            locator=at.locate(),
            at=at,
            fund=origin.get("fund", ""),
            scope=_tell_scope(origin.get("scope", ""), entry, place),
            flow=origin.get("flow", ""),
        )

    def _is_executed(self, table: Table) -> bool:
        if "决算" in table.title or "预算" not in table.title:
            return "决算" in table.title or self._accounts
        return "预算财政拨款" in table.title and self._accounts

    def _name(
        self, entry: Entry, place: "_Place", lane: dict[str, str], column: dict[str, str], row: dict[str, str]
    ) -> Named | None:
        """Return the code of a figure: that printed in its row, of a total that of its column, else by its label."""
        scheme = self._choose_scheme(lane.get("scheme") or place.scheme)
        if entry.code and (own := self._choose_own_scheme(entry.code, scheme)):
            return Named(own, entry.code, entry.label)
        if row.get("code"):
            return Named(row.get("scheme", "summary"), row["code"], strip_ordinal(entry.item))
        if entry.is_total and column.get("code"):
            return Named(column["scheme"], column["code"], entry.item)
        if not entry.label:
            return None
        label = strip_ordinal(entry.item)
        codes = self._names.get((scheme, label), set())
        if len(codes) == 1:
            return Named(scheme, next(iter(codes)), label)
        found = self._vocabulary.find(label) if scheme or lane else None
        return found if found and (found.scheme == scheme or not found.code.isdigit()) else None

    def _choose_own_scheme(self, code: str, scheme: str) -> str:
        """Return the scheme of an official code by its first digit; in a table without one its class must be known."""
        own = self._choose_scheme(_FAMILIES.get(code[0], ""))
        known = self._vocabulary.codes.get(code[:_CLASS])
        return own or scheme if scheme or (known and known.scheme == own) else ""

    def _choose_scheme(self, family: str) -> str:
        """Return the scheme of a family that is valid in the year: functional is functional-2007 or functional-2020."""
        for scheme, (first, last) in self._words.years.items():
            if family and first <= self._year <= last and family in (scheme, scheme.rpartition(_SCHEME)[0]):
                return scheme
        return ""


def _tell_scope(scope: str, entry: Entry, place: "_Place") -> str:
    """Return the scope of a figure; a part that nobody knows is told apart by its table and column: part-b-d."""
    return f"{UNKNOWN_PART}{_spell(place.number)}-{_spell(entry.cell.column)}" if scope == PART else scope


def _spell(number: int) -> str:
    """Return a number from 0 in letters, as the columns of a sheet are named."""
    return (_spell(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)


def _name_part(column: Column) -> str:
    """Return the head that names a part: of 基本支出 over 小计 the upper one."""
    return next((text for text in reversed(column.heads) if not SUM.match(even(text))), name_column(column))


def _write_printed(text: str, kind: str, measure: str) -> str:
    """Return a number as it is printed; a rate without its mark, a change without its sign, none with its unit."""
    printed = _NEGATIVE.sub(r"-\1\2", text.rstrip("%％ " if kind == "rate" else "万亿元 "))
    return printed.lstrip("+-－−﹣＋") if measure != "level" else printed


def _list_words(table: Table) -> Iterator[str]:
    """Yield the notes under a table and what its cells say, where one may declare that it is empty."""
    yield from table.notes
    for section in table.sections:
        yield from (cell.text for row in section.rows for cell in row.cells if not is_number(cell.text))


def _is_told(entry: Entry, columns: Sequence[Column]) -> bool:
    """Return whether it is said what an amount is of: its column has a head, or its lane no other amounts."""
    alone = sum(one.lane == entry.column.lane and one.kind in AMOUNTS for one in columns) == 1
    return bool(entry.column.heads) or (bool(entry.label) and alone)


_WORDS = {
    "increase": "增减额",
    "decrease": "增减额",
    "change-rate": "增减率",
    "share": "占比",
    "completion-rate": "完成率",
}


@dataclass(frozen=True)
class _Place:
    """A table with what the data say of its form."""

    table: Table
    form: Form | None
    title: Rule | None
    rules: Sequence[Rule]
    unit: str
    number: int
    grid: int

    @property
    def meaning(self) -> dict[str, str]:
        """Return what the title says of all figures, without the scheme of its codes."""
        return {name: value for name, value in (self.title.meaning if self.title else {}).items() if name != "scheme"}

    @property
    def scheme(self) -> str:
        """Return the family of the scheme that the codes of the table are of."""
        return self.title.meaning.get("scheme", "") if self.title else ""

    def list_rules(self, part: str) -> list[Rule]:
        """Return the rules for one part of the table."""
        return [rule for rule in self.rules if rule.part == part]

    def match_rows(self, entry: Entry, lane: str) -> Iterable[Rule]:
        """Yield the rules that a row's label matches, the one that says most first."""
        if not entry.label or entry.code:
            return []
        label = strip_ordinal(entry.item)
        lane = f"{lane}/{entry.under}"
        found = [one for one in self.list_rules("row") if one.holds_in(lane) and one.matches(label)]
        return sorted(found, key=lambda one: (-one.reach(lane), -one.weight))
