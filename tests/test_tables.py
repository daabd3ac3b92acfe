"""Data files as they come: read right, or refused with place, value, what is allowed and the remedy."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import open_data
from analysis.errors import UserError
from analysis.tables import DATA_FOLDER, DataFolder, list_names, show_path
from tests.helpers import (
    DEPARTMENT,
    FIGURES,
    YEAR,
    copy_data,
    edit,
    read_rows,
    refuse,
    refuse_once,
    write_rows,
)

COLUMNS = (
    "figure_id, department, fiscal_year, scheme, code, label, measure, base_year, phase, printed, unit, "
    "basis, derivation, document, locator, flow, fund, scope, table, page, span"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return copy_data(tmp_path)


@pytest.fixture
def figures(data: Path) -> Path:
    return data / FIGURES


def read_again(data: Path, relative: str = FIGURES) -> str:
    """Return the encoding in which a file was read, after all of it came out as in the project's own data."""
    opened = open_data(DEPARTMENT, YEAR, data)
    cells = opened.figures.drop(columns="line")
    pd.testing.assert_frame_equal(cells, open_data(DEPARTMENT, YEAR).figures.drop(columns="line"))
    return next(record.encoding for record in opened.files if record.path == relative)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_file_in_another_encoding_reads_right_and_the_encoding_is_recorded(
    figures: Path, data: Path, encoding: str
) -> None:
    figures.write_bytes(figures.read_text(encoding="utf-8").encode(encoding))
    assert read_again(data) == encoding


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n\n", b"\n  \n", b"\n,,,,,,,,,,,,,,\n"])
def test_line_ends_and_blank_lines_do_not_matter(figures: Path, data: Path, end: bytes) -> None:
    figures.write_bytes(figures.read_bytes().replace(b"\n", end))
    assert read_again(data) == "utf-8"


def test_columns_may_stand_in_another_order(figures: Path, data: Path) -> None:
    write_rows(figures, [row[::-1] for row in read_rows(figures)])
    assert read_again(data) == "utf-8"


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_empty_file_is_refused_with_the_columns_it_needs(figures: Path, data: Path, content: bytes) -> None:
    figures.write_bytes(content)
    assert refuse_once(data) == f"{FIGURES}: the file is empty; its first line must name the columns: {COLUMNS}"


def test_file_with_a_header_only_is_refused(figures: Path, data: Path) -> None:
    write_rows(figures, read_rows(figures)[:1])
    assert refuse_once(data) == f"{FIGURES}: there is a header but no row; at least one row is wanted"


@pytest.mark.parametrize("relative", [f"statements/{DEPARTMENT}/{YEAR}.csv", "concordances.csv", "unit-costs.csv"])
def test_list_of_what_there_may_be_none_of_may_be_empty(data: Path, relative: str) -> None:
    write_rows(data / relative, read_rows(data / relative)[:1])
    assert read_again(data) == "utf-8"


def test_missing_column_is_named_with_all_that_are_wanted(figures: Path, data: Path) -> None:
    write_rows(figures, [row[:10] + row[11:] for row in read_rows(figures)])
    assert refuse_once(data) == f"{FIGURES}:1: unit: the column 'unit' is missing; the columns are: {COLUMNS}"


def test_unknown_column_is_named(figures: Path, data: Path) -> None:
    rows = read_rows(figures)
    write_rows(figures, [[*rows[0], "remark\x1b[31m"], *([*row, ""] for row in rows[1:])])
    assert refuse_once(data) == (
        f"{FIGURES}:1: remark\ufffd[31m: the column 'remark\ufffd[31m' is not defined; the columns are: {COLUMNS}"
    )


def test_repeated_column_is_named(figures: Path, data: Path) -> None:
    write_rows(figures, [[*row, row[10]] for row in read_rows(figures)])
    assert refuse_once(data) == f"{FIGURES}:1: unit: the column 'unit' stands twice; the columns are: {COLUMNS}"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_file_that_is_not_separated_by_commas_is_refused_once(figures: Path, data: Path, separator: str) -> None:
    figures.write_text(figures.read_text(encoding="utf-8").replace(",", separator), encoding="utf-8")
    assert refuse_once(data) == (
        f"{FIGURES}:1: the first line does not name the columns, separated by commas; they are: {COLUMNS}"
    )


def test_line_with_too_many_or_too_few_cells_is_refused(figures: Path, data: Path) -> None:
    rows = read_rows(figures)
    rows[4].append("")
    rows[9].pop()
    write_rows(figures, rows)
    assert [str(problem).rpartition("/")[2] for problem in refuse(data)] == [
        "2019.csv:5: this line has 22 cells, 21 are wanted; quote text that contains a comma",
        "2019.csv:10: this line has 20 cells, 21 are wanted; quote text that contains a comma",
    ]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ('"维权支出', "broken CSV (unexpected end of data); check the quotes of this line"),
        ('"维权"支出', "broken CSV (',' expected after '\"'); check the quotes of this line"),
        (
            '"维权\n支出"',
            "label: the cell runs over several lines, most likely a quote is missing; check the quotes",
        ),
        (
            "支" * 3000,
            "label: the cell has more than 2000 characters, most likely a quote is missing; check this line",
        ),
        ("支" * 200_000, "more than 2000 characters"),
        ("," * 200_000, "this line has 200021 cells, 21 are wanted; quote text that contains a comma"),
    ],
)
def test_broken_line_is_refused_where_it_begins(figures: Path, data: Path, broken: str, message: str) -> None:
    text = figures.read_text(encoding="utf-8").replace("维权支出", broken)
    figures.write_text(text, encoding="utf-8")
    refused = refuse_once(data)
    assert refused.startswith(f"{FIGURES}:5: ")
    assert message in refused


def test_line_is_that_of_the_file_behind_a_cell_of_several_lines(figures: Path, data: Path) -> None:
    edit(figures, "F10", phase="final")
    figures.write_text(figures.read_text(encoding="utf-8").replace("维权支出", '"维权\n\n支出"'), encoding="utf-8")
    assert [(problem.line, problem.column) for problem in refuse(data)] == [(5, "label"), (13, "phase")]


@pytest.mark.parametrize("content", [b"PK\x03\x04\x14\0\x06\0", bytes(range(256)), b"\0"])
def test_binary_file_is_refused(figures: Path, data: Path, content: bytes) -> None:
    figures.write_bytes(content)
    assert refuse_once(data) == (
        f"{FIGURES}:1: is in no known encoding or holds characters that were lost; "
        "save it again from the original as CSV in UTF-8"
    )


def test_missing_file_is_named_with_where_to_read_on(data: Path) -> None:
    (data / "units.csv").unlink()
    assert refuse_once(data) == "units.csv: the file is missing; add it as data/README.md says"


def test_folder_in_the_place_of_a_file_is_refused(data: Path) -> None:
    (data / "units.csv").unlink()
    (data / "units.csv").mkdir()
    assert refuse_once(data) == "units.csv: cannot be opened (Is a directory); check the path and its permissions"


def test_value_that_is_not_allowed_is_refused_with_what_is(figures: Path, data: Path) -> None:
    edit(figures, "F01", phase="final", measure="lvl", basis="said")
    assert [str(problem).rpartition("/")[2] for problem in refuse(data)] == [
        "2019.csv:2: basis: 'said' is not allowed; allowed: stated | declared-none | derived; "
        "Basis: stated, declared none, or derived",
        "2019.csv:2: measure: 'lvl' is not allowed; allowed: level | increase | decrease | change-rate | "
        "share | completion-rate; What the number measures: the level, an increase or decrease against base_year, "
        "a rate of change, a share or the completion of the budget",
        "2019.csv:2: phase: 'final' is not allowed; allowed: approved | adjusted | executed; "
        "Phase: approved (original budget, authorised), adjusted, executed (final, actual)",
    ]


def test_message_is_in_chinese_when_asked(figures: Path, data: Path) -> None:
    edit(figures, "F01", phase="final", locator=" ")
    assert [str(problem).rpartition("/")[2] for problem in refuse(data, "zh")] == [
        "2019.csv:2: locator: 此格不能为空；可填：在文件中的位置",
        "2019.csv:2: phase: “final”不在允许范围内；可填：approved | adjusted | executed；"
        "阶段：年初预算或核定数、调整预算、决算或实际数",
    ]


@pytest.mark.parametrize("year", ["２０１９", "2_019", "2019.0", " 2019", "2e3", "NaN", "9" * 40, "١٩٩٩"])
def test_year_in_anything_but_plain_digits_is_refused(figures: Path, data: Path, year: str) -> None:
    edit(figures, "F01", fiscal_year=year)
    assert refuse_once(data) == (
        f"{FIGURES}:2: fiscal_year: '{year}' is not allowed; allowed: a whole number in plain digits; "
        "≥ 1950; ≤ 2100; Fiscal year the figure belongs to; a report of 2019 may state 2018"
    )


@pytest.mark.parametrize("points", ["NaN", "INF", "1e999", "5,0", "101", "-1"])
def test_number_that_is_no_plain_number_or_out_of_range_is_refused(data: Path, points: str) -> None:
    edit(data / "scoring.csv", "staff-control-rate", points=points)
    assert refuse_once(data) == (
        f"scoring.csv:2: points: '{points}' is not allowed; allowed: a number in plain digits "
        "without separators; ≥ 0; ≤ 100; Points of the band before any deduction"
    )


def test_text_that_breaks_its_pattern_is_refused(data: Path) -> None:
    edit(data / f"documents/{DEPARTMENT}/{YEAR}.csv", "report-2019", sha256="12", published_on="2020-3-1")
    assert [str(problem).rpartition("/")[2] for problem in refuse(data)] == [
        "2019.csv:2: published_on: '2020-3-1' is not allowed; allowed: a date, YYYY-MM-DD; "
        "Date of publication; blank if unknown",
        "2019.csv:2: sha256: '12' is not allowed; allowed: text matching [0-9a-f]{64}; SHA-256 of that file; "
        "blank until expenditure describe fills it in",
    ]


def test_problems_of_all_files_come_at_once(data: Path) -> None:
    edit(data / FIGURES, "F01", printed="149.35000000000002")
    edit(data / FIGURES, "F02", unit="万圆")
    edit(data / FIGURES, "F03", code="509")
    edit(data / "rules.csv", "scope", severity="grave")
    edit(data / "scoring.csv", "staff-control-rate", points="x")
    places = [(problem.file.removeprefix(f"{data}/"), problem.line, problem.column) for problem in refuse(data)]
    assert places == [
        (FIGURES, 2, "printed"),
        (FIGURES, 3, "unit"),
        (FIGURES, 4, "code"),
        ("rules.csv", 3, "severity"),
        ("scoring.csv", 2, "points"),
    ]


def test_no_problem_of_a_long_file_is_left_out(data: Path) -> None:
    rows = read_rows(data / FIGURES)
    write_rows(data / FIGURES, [rows[0], *([f"F{n}", *rows[1][1:2], "x", *rows[1][3:]] for n in range(1000, 2500))])
    assert len(refuse(data)) == 1500


@pytest.mark.parametrize(
    ("relative", "key", "cell"),
    [
        ("units.csv", "万元", {"scale": "x"}),
        ("schemes/union-2009.csv", "502", {"name_zh": ""}),
        ("schemes.csv", "union-2009", {"confirmed": "perhaps"}),
        (f"documents/{DEPARTMENT}/{YEAR}.csv", "report-2019", {"sha256": "12"}),
        ("inputs.csv", "staff", {"kind": "number"}),
        (FIGURES, "F15", {"phase": "final"}),
    ],
)
def test_refused_line_is_reported_once_and_not_again_where_it_is_named(
    data: Path, relative: str, key: str, cell: dict[str, str]
) -> None:
    edit(data / relative, key, **cell)
    assert refuse_once(data).startswith(f"{relative}:")


def test_value_in_a_message_is_short_and_shows_hidden_characters(data: Path) -> None:
    edit(data / FIGURES, "F01", code="\u202etotal" + "x" * 100)
    assert f"'\ufffdtotal{'x' * 51}…' is not in" in refuse_once(data)


def test_headline_counts_the_problems(data: Path) -> None:
    edit(data / FIGURES, "F01", phase="final", basis="said")
    with pytest.raises(UserError, match="nothing was loaded; problems: 2"):
        open_data(DEPARTMENT, YEAR, data, "en")


def test_record_holds_hash_size_and_rows() -> None:
    folder = DataFolder(DATA_FOLDER, "zh")
    rows = folder.read("units", "units.csv")
    [record] = folder.records
    assert (record.path, record.rows, record.encoding) == ("units.csv", len(rows), "utf-8")
    assert record.size_bytes == (DATA_FOLDER / "units.csv").stat().st_size
    assert len(record.sha256) == 64


def test_row_knows_where_it_stands() -> None:
    row = DataFolder(DATA_FOLDER, "zh").read("units", "units.csv")[1]
    assert (row["unit"], row.file, row.line) == ("万元", "data/units.csv", 3)


def test_long_list_of_names_is_cut() -> None:
    assert list_names("zyxwvutsrqponmlkjihgfedcba") == "a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t …"
    assert list_names([]) == "—"


def test_path_outside_the_project_is_shown_in_full(tmp_path: Path) -> None:
    assert show_path(DATA_FOLDER / "units.csv") == "data/units.csv"
    assert show_path(tmp_path / "units.csv") == (tmp_path / "units.csv").as_posix()
