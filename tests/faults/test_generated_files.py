"""Thousands of generated files of figures: a valid one loads to exactly what was written, a damaged one is refused.

What must come out is worked out here with Decimal from what was put in, not by the code under test.
"""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import UserError
from analysis.figures import read_figures, read_units
from analysis.tables import DataFolder
from tests.helpers import DEPARTMENT, FIGURES, YEAR, copy_data

COLUMNS = """figure_id department fiscal_year scheme code label measure base_year phase printed unit basis derivation
document locator""".split()  # noqa: SIM905
SCALES = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
LABELS = st.text(st.sampled_from("工会经费支出“”，,\"'（）AZ az09=+-@%&<>"), min_size=1, max_size=20).filter(str.strip)
MANY = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@st.composite
def amounts(draw):
    """A printed amount with its unit, and what it is worth in 分."""
    unit = draw(st.sampled_from(sorted(SCALES)))
    places = draw(st.integers(0, 2))
    number = draw(st.integers(0, 10**7))
    printed = f"{number // 10**places}" + (f".{number % 10**places:0{places}d}" if places else "")
    if draw(st.booleans()) and "." not in printed:
        printed = f"{int(printed):,}"
    if draw(st.booleans()):
        printed = printed.translate(str.maketrans("0123456789.,", "０１２３４５６７８９．，"))
    return printed, unit, Decimal(number).scaleb(-places) * SCALES[unit]


@st.composite
def files(draw):
    """Rows of a valid file with the worth of each, and how the file is written."""
    rows = []
    for number in range(draw(st.integers(1, 8))):
        printed, unit, fen = draw(amounts())
        measure = draw(st.sampled_from(["level", "increase", "decrease"]))
        base = "" if measure == "level" else str(YEAR - 1)
        phase = draw(st.sampled_from(["approved", "adjusted", "executed"]))
        cells = [f"F{number + 1:02d}", DEPARTMENT, str(YEAR), "summary", "total", draw(LABELS), measure, base, phase]
        rows.append(([*cells, printed, unit, "stated", "", "report-2019", f"第{number + 1}段"], fen))
    order = draw(st.permutations(range(len(COLUMNS))))
    return rows, order, draw(st.sampled_from(ENCODINGS)), draw(st.sampled_from(["\n", "\r\n"])), draw(st.booleans())


def write(path: Path, lines: list[list[str]], order: list[int], encoding: str, end: str, quoted: bool) -> None:
    def show(cell: str) -> str:
        return f'"{cell.replace(chr(34), chr(34) * 2)}"' if quoted or re.search('[,"]', cell) else cell

    text = "".join(",".join(show(line[place]) for place in order) + end for line in lines)
    path.write_bytes(text.encode(encoding))


def load(data: Path):
    folder = DataFolder(data, "en")
    figures = read_figures(folder, DEPARTMENT, YEAR, read_units(folder))
    folder.stop_on_problems()
    return figures


def check_valid(data: Path, file) -> None:
    rows, *style = file
    write(data / FIGURES, [COLUMNS, *(cells for cells, _ in rows)], *style)
    figures = load(data)
    assert [figure.value for figure in figures] == [fen for _, fen in rows]
    assert [(f.figure_id, f.label, f.measure, f.phase, f.locator) for f in figures] == [
        (cells[0], cells[5], cells[6], cells[8], cells[14]) for cells, _ in rows
    ]


# What is done to one row, and the column that the refusal must name; an empty one for the whole line or file.
DAMAGES = {
    "bad amount": (9, "12.3.4", "printed"),
    "two amounts": (9, "1 2", "printed"),
    "word for an amount": (9, "若干", "printed"),
    "bad measure": (6, "lvl", "measure"),
    "bad phase": (8, "final", "phase"),
    "bad year": (2, "20I9", "fiscal_year"),
    "no label": (5, "", "label"),
    "bad id": (0, "X1", "figure_id"),
    "later year": (2, str(YEAR + 1), "fiscal_year"),
    "bad basis": (11, "said", "basis"),
}


def check_damaged(data: Path, file, damage: str, place: int) -> None:
    rows, *style = file
    place %= len(rows)
    column, cell, named = DAMAGES[damage]
    lines = [COLUMNS, *(list(cells) for cells, _ in rows)]
    lines[place + 1][column] = cell
    write(data / FIGURES, lines, *style)
    with pytest.raises(UserError) as caught:
        load(data)
    found = [(problem.line, problem.column) for problem in caught.value.problems]
    assert (place + 2, named) in found
    assert all(FIGURES in problem.file for problem in caught.value.problems)


def check_broken(data: Path, file, start: int, content: bytes) -> None:
    rows, *style = file
    path = data / FIGURES
    write(path, [COLUMNS, *(cells for cells, _ in rows)], *style)
    good = path.read_bytes()
    start %= len(good)
    path.write_bytes(good[:start] + content + good[start + len(content) :])
    try:
        figures = load(data)
    except UserError as error:
        assert {FIGURES in problem.file for problem in error.problems} == {True}  # noqa: PT017
    else:
        assert all(isinstance(figure.value, int) for figure in figures)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return copy_data(tmp_path_factory.mktemp("generated"))


BYTES = (st.integers(0, 10**6), st.binary(min_size=1, max_size=12))
PLACES = st.integers(0, 7)


@settings(MANY, max_examples=60)
@given(files())
def test_valid_file_loads_to_exactly_what_was_written(data, file):
    check_valid(data, file)


@settings(MANY, max_examples=60)
@given(files(), st.sampled_from(sorted(DAMAGES)), PLACES)
def test_damaged_cell_is_refused_with_file_line_and_column(data, file, damage, place):
    check_damaged(data, file, damage, place)


@settings(MANY, max_examples=60)
@given(files(), *BYTES)
def test_broken_bytes_are_read_or_refused_but_never_fail(data, file, start, content):
    check_broken(data, file, start, content)


@pytest.mark.faults
def test_two_thousand_generated_files(data):
    settings(MANY, max_examples=700)(given(files())(lambda file: check_valid(data, file)))()
    many = settings(MANY, max_examples=700)
    many(
        given(files(), st.sampled_from(sorted(DAMAGES)), PLACES)(
            lambda file, damage, place: check_damaged(data, file, damage, place)
        )
    )()
    many(given(files(), *BYTES)(lambda file, start, content: check_broken(data, file, start, content)))()
