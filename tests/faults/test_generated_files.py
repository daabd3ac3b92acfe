"""Thousands of generated files of figures: a valid one loads to exactly what was written, a damaged one is refused.

What must come out is worked out here with Decimal from what was put in, not by the code under test.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis.cli import main
from analysis.dataset import open_data
from analysis.errors import UserError
from analysis.frames import iterate_rows
from tests.helpers import DEPARTMENT, FIGURES, YEAR, copy_data, read_rows, write_rows

COLUMNS = """figure_id department fiscal_year scheme code label measure base_year phase printed unit basis derivation
document locator""".split()  # noqa: SIM905
# Of each kind: the units with what one is worth in 分, pieces, ten-thousandths or millionths, and its decimals.
UNITS = {
    "money": {"元": (100, 2), "万元": (1_000_000, 6), "亿元": (10_000_000_000, 10)},
    "count": {"个": (1, 0), "人次": (1, 0), "台（套）": (1, 0)},
    "measure": {"平方米": (10_000, 4), "公里": (10_000, 4)},
    "rate": {"%": (10_000, 4)},
}
KIND_OF = {unit: kind for kind, units in UNITS.items() for unit in units}
CHANGES = ("increase", "decrease", "change-rate")
RATES = ("change-rate", "share", "completion-rate")
CODES = [("summary", "total"), ("summary", "special"), ("union-2009", "504"), ("three-public", "reception")]
WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
# Counts in words: what they are worth, and what their last place is worth where it is not one.
NUMERALS = {
    "三": (3, 0), "十二": (12, 0), "一百零五": (105, 0), "两千": (2000, 0), "叁拾": (30, 0), "3千": (3000, 1000),
    "2百": (200, 100), "15万": (150_000, 10_000), "325.6万": (3_256_000, 1000), "3万5千": (35_000, 1000),
}  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
WORDS = st.text(st.sampled_from("工会经费支出联通“”，、,;\t\"'（）AZ az09=+-@%&<>"), min_size=1, max_size=20)
# What no text may hold, what ends a line, and the spaces of which a cell may not consist.
ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n\ufffd"), min_size=1, max_size=40)
MANY = settings(derandomize=True, suppress_health_check=list(HealthCheck))


@dataclass
class Written:
    """A row as it is written, and what it is worth."""

    cells: dict[str, str]
    value: Decimal
    last_place: Decimal
    approximate: bool = False

    @property
    def expected(self):
        base_year = int(self.cells["base_year"]) if self.cells["base_year"] else None
        cells = {**self.cells, "base_year": base_year, "fiscal_year": int(self.cells["fiscal_year"])}
        return cells, self.value, self.last_place, self.approximate


@dataclass
class File:
    """A file before it is written: its lines and how they are put into bytes."""

    rows: list[Written]
    order: list[str]
    encoding: str
    end: str
    quoted: set[int]
    ended: bool

    def lines(self):
        return [self.order, *([row.cells[name] for name in self.order] for row in self.rows)]

    def show(self, cells, line, comma=","):
        return comma.join(
            self.show_cell(cell, (7 * line + place) % 13 in self.quoted) for place, cell in enumerate(cells)
        )

    def show_cell(self, cell, quoted):
        return f'"{cell.replace(chr(34), chr(34) * 2)}"' if quoted or re.search('[,"]', cell) else cell

    def text(self, lines=None, comma=","):
        shown = [self.show(cells, line, comma) for line, cells in enumerate(lines or self.lines())]
        return self.end.join(shown) + (self.end if self.ended else "")

    def content(self, text=None):
        return (self.text() if text is None else text).encode(self.encoding)


@st.composite
def amounts(draw, unit):
    """A printed amount: its text, what it is worth, what its last place is worth, whether it is approximate."""
    scale, most = UNITS[KIND_OF[unit]][unit]
    if KIND_OF[unit] == "count" and draw(st.integers(0, 3)) == 0:
        word = draw(st.sampled_from(sorted(NUMERALS)))
        value, last_place = map(Decimal, NUMERALS[word])
        return word, value, last_place, False
    places = draw(st.integers(0, most))
    number = draw(st.integers(0, 10 ** (15 + places) // scale - 1))
    whole, decimals = divmod(number, 10**places)
    printed = (f"{whole:,}" if draw(st.booleans()) else str(whole)) + (f".{decimals:0{places}d}" if places else "")
    sign = draw(st.sampled_from(["", "-", "−"])) if KIND_OF[unit] != "count" else ""
    before, behind = draw(st.sampled_from([("", ""), ("", ""), ("约", ""), ("", "余"), ("近", ""), ("", "以上")]))
    printed = before + sign + printed + behind
    value = Decimal(number).scaleb(-places) * scale * (-1 if sign else 1)
    last_place = Decimal(0) if KIND_OF[unit] == "count" else Decimal(scale).scaleb(-places)
    return printed.translate(WIDE) if draw(st.booleans()) else printed, value, last_place, bool(before or behind)


@st.composite
def rows(draw, number, figure_id, labels, terms):
    """A row; it is derived from `terms` where there are some, else stated or declared none."""
    kind = KIND_OF[terms[0].cells["unit"]] if terms else draw(st.sampled_from(sorted(UNITS)))
    measure = draw(st.sampled_from(["level", "increase", "decrease", *(RATES if kind == "rate" else ())]))
    unit = draw(st.sampled_from(sorted(UNITS[kind])))
    year = draw(st.integers(1951, YEAR))
    scheme, code = draw(st.sampled_from(CODES))
    row = Written(
        {
            "figure_id": figure_id,
            "department": DEPARTMENT,
            "fiscal_year": str(year),
            "scheme": scheme,
            "code": code,
            "label": draw(labels),
            "measure": measure,
            "base_year": str(draw(st.integers(1950, year - 1))) if measure in CHANGES else "",
            "phase": draw(st.sampled_from(["approved", "adjusted", "executed"])),
            "printed": "",
            "unit": unit,
            "basis": "derived",
            "derivation": "",
            "document": "report-2019",
            "locator": f"第{number}段",
        },
        Decimal(0),
        Decimal(0),
    )
    if terms:
        derive(draw, row, terms)
    elif draw(st.integers(0, 4)) == 0:
        row.cells |= {"basis": "declared-none", "printed": draw(st.sampled_from(["无", "没有发生", "－"]))}
    else:
        printed, row.value, row.last_place, row.approximate = draw(amounts(unit))
        row.cells |= {"basis": "stated", "printed": printed}
    return row


def derive(draw, row, terms):
    signs = [draw(st.sampled_from("+-")) for _ in terms]
    named = [f"{sign} {term.cells['figure_id']}" for sign, term in zip(signs, terms, strict=True)]
    row.cells["derivation"] = " ".join(named).removeprefix("+ ").removeprefix("- ")
    signs[0] = "+"
    row.value = sum(term.value * (1 if sign == "+" else -1) for sign, term in zip(signs, terms, strict=True))
    row.last_place = sum(term.last_place for term in terms)
    row.approximate = any(term.approximate for term in terms)


@st.composite
def files(draw, encodings=ENCODINGS):
    """A valid file whose first row is a stated figure; derived figures may stand before what they follow from."""
    encoding = draw(st.sampled_from(encodings))
    labels = (WORDS if encoding == "gb18030" else st.one_of(WORDS, ANYTHING)).filter(str.strip)
    ids = draw(st.lists(st.integers(1, 9999), min_size=1, max_size=8, unique=True))
    written, later = [], []
    for number, figure in enumerate(ids, start=1):
        given_terms = draw(st.booleans()) and [row for row in written if row.cells["unit"] in pick_kind(written)][:3]
        row = draw(rows(number, f"F{figure:02d}", labels, given_terms or []))
        (later if row.cells["basis"] == "derived" else written).append(row)
    mixed = [written[0], *draw(st.permutations([*written[1:], *later]))]
    style = (draw(st.permutations(COLUMNS)), encoding, draw(st.sampled_from(["\n", "\r\n"])))
    return File(mixed, *style, draw(st.sets(st.integers(0, 12))), draw(st.booleans()))


def pick_kind(written):
    return UNITS[KIND_OF[written[-1].cells["unit"]]] if written else ()


# A cell that cannot stand where it is put: its column, what is put there.
CELLS = [
    *(
        ("printed", cell)
        for cell in ["12.3.4", "1 2", "若干", "12,34", "1e5", "NaN", "", "1" * 30, "1.00000000001", "1\x1b[1m"]
    ),
    *(("figure_id", cell) for cell in ["X1", "F1", "F12345", "F０1", ""]),
    *(("fiscal_year", cell) for cell in ["20I9", "2019.0", "２０１９", "", str(YEAR + 1), "1949", "\u202e2019"]),
    *(("base_year", cell) for cell in ["x", "2_018", "1949"]),
    *(("measure", cell) for cell in ["lvl", "", "LEVEL"]),
    *(("phase", cell) for cell in ["final", "", "决算"]),
    *(("basis", cell) for cell in ["said", ""]),
    *(("unit", cell) for cell in ["万圆", "", "\u200b元"]),
    *(("scheme", cell) for cell in ["union-1066", ""]),
    *(("code", cell) for cell in ["no-such", "../504", ""]),
    *(("document", cell) for cell in ["report-1999", "a/b", ""]),
    *(("department", cell) for cell in ["other", "../x", ""]),
    *(("label", cell) for cell in ["", "  ", "支" * 2001, "a\nb"]),
    *(("locator", cell) for cell in ["", "\u3000"]),
    ("derivation", "F01 + F02"),
]


def damage_cell(draw, file):
    line = pick_stated(draw, file)
    column, cell = draw(st.sampled_from(CELLS))
    file.rows[line - 2].cells[column] = cell
    return file.content(), [(line, column)]


def damage_against_itself(draw, file):
    """A row that contradicts itself: its columns are valid one by one."""
    line = pick_stated(draw, file)
    cells = file.rows[line - 2].cells
    if cells["measure"] in CHANGES:
        cells["base_year"] = draw(st.sampled_from(["", cells["fiscal_year"]]))
        return file.content(), [(line, "base_year")]
    if KIND_OF[cells["unit"]] == "rate":
        cells["base_year"] = "1950"
        return file.content(), [(line, "base_year")]
    cells["measure"] = draw(st.sampled_from(["share", "completion-rate"]))
    return file.content(), [(line, "unit")]


def damage_key(draw, file):
    """A row again at the end, all of it or with another id."""
    line = pick_stated(draw, file)
    copy = dict(file.rows[line - 2].cells)
    if draw(st.booleans()):
        copy["figure_id"] = next(name for name in ("F10", "F11") if name != copy["figure_id"])
    file.rows.append(Written(copy, Decimal(0), Decimal(0)))
    return file.content(), [(len(file.rows) + 1, "figure_id")]


def damage_header(draw, file):
    column = draw(st.sampled_from(COLUMNS))
    place, lines = file.order.index(column), file.lines()
    how = draw(st.sampled_from(["gone", "renamed", "twice", "no header"]))
    if how == "no header":
        return file.content(file.text(lines[1:])), [(1, "")]
    if how == "gone":
        return file.content(file.text([cells[:place] + cells[place + 1 :] for cells in lines])), [(1, column)]
    if how == "twice":
        return file.content(file.text([[*cells, cells[place]] for cells in lines])), [(1, column)]
    lines[0] = [*file.order[:place], f"{column}?", *file.order[place + 1 :]]
    return file.content(file.text(lines)), [(1, column), (1, f"{column}?")]


def damage_shape(draw, file):
    """A line with a cell too few or too many."""
    line = pick_stated(draw, file)
    lines = file.lines()
    lines[line - 1] = lines[line - 1][:-1] if draw(st.booleans()) else [*lines[line - 1], "x"]
    return file.content(file.text(lines)), [(line, "")]


def damage_delimiter(draw, file):
    return file.content(file.text(comma=draw(st.sampled_from(";\t|")))), [(1, "")]


def damage_end(draw, file):
    """A file that breaks off within a line, before its last cell."""
    line = pick_stated(draw, file)
    cells = file.lines()[line - 1]
    kept = len(file.show(cells[:-1], line - 1))
    before = file.end.join(file.show(one, place) for place, one in enumerate(file.lines()[: line - 1]))
    left = file.show(cells, line - 1)[: draw(st.integers(1, kept))]
    assume(left.strip(',"\t '))  # else it is a blank line, which is none
    return file.content(before + file.end + left), [(line, "")]


def damage_nul(draw, file):
    """A NUL, or the mark of a lost character, somewhere in a line."""
    line = draw(st.integers(1, len(file.rows) + 1))
    mark = draw(st.sampled_from("\0\ufffd"))
    lines = [file.show(cells, place) for place, cells in enumerate(file.lines())]
    at = draw(st.integers(0, len(lines[line - 1])))
    lines[line - 1] = lines[line - 1][:at] + mark + lines[line - 1][at:]
    content = file.content(file.end.join(lines))
    # A NUL right behind the mark of UTF-16 makes it that of UTF-32, of which no lines are told.
    return content, [(0 if content.startswith(codecs.BOM_UTF32_LE) else line, "")]


def damage_character(draw, file):
    """A character with a byte lost in UTF-8 or GB18030."""
    line = pick_stated(draw, file)
    file.encoding = draw(st.sampled_from(["utf-8", "gb18030"]))
    for row in file.rows:
        row.cells["label"] = "部门整体支出"
    file.rows[line - 2].cells["label"] = whole = "专项支出管理"
    return file.content().replace(whole.encode(file.encoding), whole.encode(file.encoding)[:-1]), [(line, "")]


def damage_quote(draw, file):
    """A quote that is opened and never closed, in the last line."""
    lines = [file.show(cells, place) for place, cells in enumerate(file.lines())]
    before, _, _ = lines[-1].rpartition(",")
    return file.content(file.end.join([*lines[:-1], f'{before},"第'])), [(len(lines), "")]


def damage_to_nothing(draw, file):
    text = draw(st.sampled_from(["", "\n \r\n", file.text(file.lines()[:1])]))
    return file.content(text), [(0, "")]


DAMAGES = [
    damage_cell,
    damage_cell,
    damage_cell,
    damage_against_itself,
    damage_key,
    damage_header,
    damage_shape,
    damage_delimiter,
    damage_end,
    damage_nul,
    damage_character,
    damage_quote,
    damage_to_nothing,
]


def pick_stated(draw, file):
    """Return the line of a stated figure that none is derived from: one mistake has one consequence."""
    used = " ".join(row.cells["derivation"] for row in file.rows).split()
    alone = [row for row in file.rows if row.cells["basis"] == "stated" and row.cells["figure_id"] not in used]
    assume(alone)
    return file.rows.index(draw(st.sampled_from(alone))) + 2


@st.composite
def damaged_files(draw):
    """The bytes of a file with one thing wrong, and the lines and columns that the refusal must name."""
    return draw(st.sampled_from(DAMAGES))(draw, draw(files()))


@st.composite
def broken_bytes(draw):
    """The bytes of a valid file, some of them overwritten, cut off or put into another encoding."""
    content = draw(files()).content()
    start = draw(st.integers(0, len(content)))
    noise = draw(st.binary(max_size=12))
    return draw(st.sampled_from([content[:start] + noise + content[start + len(noise) :], content[:start], noise]))


@st.composite
def wrong_encodings(draw):
    """A file in an encoding that none of ours is, and one in two of ours."""
    file = draw(files(["utf-8"]))
    for row in file.rows:
        row.cells["label"] = "部门整体支出"
    text = file.text()
    mixed = text.encode().replace("部门整体支出".encode(), "部门整体支出".encode("gb18030"), 1)
    return draw(st.sampled_from([text.encode("utf-16-le"), text.encode("utf-32"), mixed]))


def check_valid(data, file):
    (data / FIGURES).write_bytes(file.content())
    figures = open_data(DEPARTMENT, YEAR, data, "en").figures
    assert [read_back(figure) for figure in iterate_rows(figures)] == [row.expected for row in file.rows]
    assert figures["value"].dtype == "int64"


def read_back(figure):
    cells = {name: getattr(figure, name) for name in COLUMNS}
    base_year = None if pd.isna(figure.base_year) else figure.base_year
    return {**cells, "base_year": base_year}, figure.value, figure.rounding, figure.approximate


def check_refused(data, content, places=None):
    (data / FIGURES).write_bytes(content)
    with pytest.raises(UserError) as caught:
        open_data(DEPARTMENT, YEAR, data, "en")
    problems = caught.value.problems
    assert {problem.file for problem in problems} == {(data / FIGURES).as_posix()}
    if places is not None:
        assert [(problem.line, problem.column) for problem in problems] == places
    for problem in problems:
        assert str(problem).startswith(f"{problem.file}:{problem.line}:" if problem.line else f"{problem.file}:")
    assert not has_controls(str(caught.value).replace("\n", ""))


def has_controls(text):
    return any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in text)


def check_broken(data, content):
    (data / FIGURES).write_bytes(content)
    try:
        figures = open_data(DEPARTMENT, YEAR, data, "en").figures
    except UserError as error:
        assert {problem.file for problem in error.problems} == {(data / FIGURES).as_posix()}  # noqa: PT017
    else:
        assert figures["value"].dtype == "int64"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A copy of the data without what names figures."""
    copy = copy_data(tmp_path_factory.mktemp("generated"))
    for kind in ("statements", "links", "text-findings"):
        file = copy / kind / DEPARTMENT / f"{YEAR}.csv"
        write_rows(file, read_rows(file)[:1])
    return copy


@settings(MANY, max_examples=20)
@given(files())
def test_valid_file_loads_to_exactly_what_was_written(data, file):
    check_valid(data, file)


@settings(MANY, max_examples=20)
@given(damaged_files())
def test_damaged_file_is_refused_with_file_line_and_column(data, damaged):
    check_refused(data, *damaged)


@settings(MANY, max_examples=10)
@given(wrong_encodings())
def test_file_in_no_or_two_encodings_is_refused(data, content):
    check_refused(data, content)


@settings(MANY, max_examples=10)
@given(broken_bytes())
def test_broken_bytes_are_read_or_refused_but_never_fail(data, content):
    check_broken(data, content)


def test_command_says_what_is_wrong_with_a_generated_file_and_shows_no_traceback(data, capsys):
    @settings(MANY, max_examples=10)
    @given(damaged_files())
    def check(damaged):
        (data / FIGURES).write_bytes(damaged[0])
        assert main(["check", "--lang=en", f"--data-dir={data}"]) == 3
        said = capsys.readouterr().err
        assert FIGURES in said
        assert "Traceback" not in said

    check()


@pytest.mark.faults
def test_two_thousand_generated_files(data):
    settings(MANY, max_examples=900)(given(files())(lambda file: check_valid(data, file)))()
    settings(MANY, max_examples=800)(given(damaged_files())(lambda damaged: check_refused(data, *damaged)))()
    settings(MANY, max_examples=100)(given(wrong_encodings())(lambda content: check_refused(data, content)))()
    settings(MANY, max_examples=200)(given(broken_bytes())(lambda content: check_broken(data, content)))()
