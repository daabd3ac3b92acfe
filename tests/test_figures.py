"""Figures: read exactly as printed, derived only from stated ones, refused where a row contradicts itself."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import open_data, run_checks
from analysis.check.index import Index
from analysis.dataset import Dataset
from analysis.errors import UserError
from analysis.figures import FIGURE_TYPES, parse_derivation, show_number
from analysis.money import Unit
from analysis.tables import DATA_FOLDER
from analysis.verdicts import VERDICTS
from tests.helpers import (
    DEPARTMENT,
    FIGURES,
    YEAR,
    add_copy,
    add_department,
    copy_data,
    edit,
    read_rows,
    refuse,
    refuse_once,
    write_rows,
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return copy_data(tmp_path)


@pytest.fixture
def figures(data: Path) -> Path:
    return data / FIGURES


def read_figure(data: Path, figure_id: str) -> Any:
    figures = open_data(DEPARTMENT, YEAR, data).figures
    [row] = figures[figures["figure_id"].eq(figure_id)].itertuples()
    return row


def fill_column(file: Path, name: str, **cells: str) -> None:
    """Fill a column in the rows of some figures; it is blank in the others."""
    header, *rows = read_rows(file)
    place = header.index(name)
    write_rows(file, [header, *([*row[:place], cells.get(row[0], ""), *row[place + 1 :]] for row in rows)])


def test_table_has_the_columns_and_types_that_it_promises() -> None:
    figures = open_data(DEPARTMENT, YEAR).figures
    assert dict(figures.dtypes.astype(str)) == {**FIGURE_TYPES, "amount_wan": "float64", "pct": "float64"}


def test_derived_figure_is_the_sum_of_its_terms() -> None:
    figure = read_figure(DATA_FOLDER, "F20")
    assert (figure.value, figure.fiscal_year, figure.printed) == (1_350_000, 2018, "")
    assert figure.rounding == 20_000  # 0.15 and 1.20, each to 0.01 万元


def test_declared_none_is_an_exact_zero_that_keeps_its_word() -> None:
    figure = read_figure(DATA_FOLDER, "F17")
    assert (figure.value, figure.rounding, figure.printed) == (0, 0, "无")


def list_levels(data: Dataset) -> set[str]:
    index = Index(data)
    return set(index.name("figure_id", index.levels["row"].to_numpy()))


def test_approximate_count_is_read_and_picked_by_nothing() -> None:
    figure = read_figure(DATA_FOLDER, "F38")
    assert (figure.printed, figure.value, figure.approximate) == ("300余", 300, True)
    assert "F38" not in list_levels(open_data(DEPARTMENT, YEAR))


def test_first_is_a_stated_figure_rather_than_a_derived_one(figures: Path, data: Path) -> None:
    edit(figures, "F15", fiscal_year="2018", printed="9.99", locator="y")  # stated behind the derived one
    rows = read_rows(figures)
    write_rows(figures, [rows[0], rows[20], *rows[1:20], *rows[21:]])
    assert {"F15", "F20"} & list_levels(open_data(DEPARTMENT, YEAR, data)) == {"F15"}


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("１４９．３５", 149_350_000),
        ("1,234.50", 1_234_500_000),
        ("149.350", 149_350_000),
        ("约149", 149_000_000),
        ("-149.35", -149_350_000),
        ("99999999.99", 99_999_999_990_000),
    ],
)
def test_number_is_read_right_and_kept_as_printed(figures: Path, data: Path, printed: str, value: int) -> None:
    edit(figures, "F01", printed=printed)
    figure = read_figure(data, "F01")
    assert (figure.value, figure.printed) == (value, printed)


def test_decimals_of_full_width_digits_are_counted(figures: Path, data: Path) -> None:
    edit(figures, "F01", printed="１４９．３５")
    assert read_figure(data, "F01").decimals == 2


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("149.35000000000002", "has too many decimals (money goes to one 分, a rate to 0.0001 %)"),
        ("12,34", "is not one number: digits, commas in groups of three"),
        ("149.35元", "is not one number: digits, commas in groups of three"),
        ("149.35 ?", "is not one number"),
        ("9" * 18, "is too large for any budget"),
        ("1000000000", "is too large for any budget; check its digits and its unit"),  # 10^15 分
        ("-1000000000.00", "is too large for any budget"),
        ("无", "holds no digit; for a printed 'none' use basis=declared-none"),
    ],
)
def test_amount_that_cannot_be_read_is_refused_with_the_remedy(
    figures: Path, data: Path, printed: str, words: str
) -> None:
    edit(figures, "F01", printed=printed)
    assert refuse_once(data).startswith(f"{FIGURES}:2: printed: '{printed}' {words}")


def test_float_noise_is_refused_in_chinese_too(figures: Path, data: Path) -> None:
    edit(figures, "F01", printed="149.35000000000002")
    [problem] = refuse(data, "zh")
    assert str(problem).endswith(
        "2019.csv:2: printed: “149.35000000000002”的小数位太多（金额至“分”，比率至万分之一个百分点），"
        "多半是计算机浮点误差；请照原文位数填写"
    )


def test_empty_amount_is_refused(figures: Path, data: Path) -> None:
    edit(figures, "F01", printed="")
    assert "printed: the amount is empty; type it as printed" in refuse_once(data)


@pytest.mark.parametrize(
    ("figure_id", "printed", "words"),
    [
        ("F26", "58.4", "a count is a whole number: '58.4'"),
        ("F26", "-584", "a count is not negative: '-584'"),
    ],
)
def test_count_that_is_no_count_is_refused(figures: Path, data: Path, figure_id: str, printed: str, words: str) -> None:
    edit(figures, figure_id, printed=printed)
    assert words in refuse_once(data)


def test_repeated_id_is_refused_with_the_line_of_the_first(figures: Path, data: Path) -> None:
    add_copy(figures, "F03")
    assert refuse_once(data) == (
        f"{FIGURES}:45: figure_id: 'F03' repeats line 4; a key is used once: delete the line or give it a new key"
    )


def test_same_figure_under_another_id_is_refused(figures: Path, data: Path) -> None:
    add_copy(figures, "F03", figure_id="F99", printed="19.67")
    assert refuse_once(data) == (
        f"{FIGURES}:45: figure_id: states the same figure as F03 on line 4 "
        "(scheme, code, year, phase and place); delete one of the two"
    )


def test_figure_may_be_stated_again_in_another_place(figures: Path, data: Path) -> None:
    add_copy(figures, "F03", figure_id="F99", locator="附表")
    assert read_figure(data, "F99").value == 19_660_000


@pytest.mark.parametrize(
    ("column", "value"), [("flow", "income"), ("fund", "general"), ("scope", "x"), ("span", "1-2")]
)
def test_figure_of_another_flow_fund_scope_or_passage_is_another_figure(
    figures: Path, data: Path, column: str, value: str
) -> None:
    add_copy(figures, "F03", figure_id="F99")
    fill_column(figures, column, F99=value)
    assert getattr(read_figure(data, "F99"), column) == value


def test_figure_with_another_fund_is_the_same_again_when_that_fund_is_repeated(figures: Path, data: Path) -> None:
    add_copy(figures, "F03", figure_id="F99")
    fill_column(figures, "fund", F03="general", F99="general")
    assert refuse_once(data).startswith(f"{FIGURES}:45: figure_id: states the same figure as F03 on line 4 ")


def test_change_may_be_stated_against_several_years(figures: Path, data: Path) -> None:
    add_copy(figures, "F19", figure_id="F99", base_year="2017")
    assert read_figure(data, "F99").base_year == 2017


def test_figure_of_a_later_year_is_refused(figures: Path, data: Path) -> None:
    edit(figures, "F01", fiscal_year="2020")
    assert refuse_once(data) == (
        f"{FIGURES}:2: fiscal_year: this file is the report of 2019: a figure's year is 2019 or earlier, not '2020'"
    )


@pytest.mark.parametrize(
    ("figure_id", "cells", "refused"),
    [
        ("F20", {"printed": "1.35"}, "printed: a derived figure is computed: leave 'printed' empty"),
        ("F20", {"derivation": ""}, "derivation: a derived figure says from which figures it follows"),
        (
            "F20",
            {"derivation": "F15 * F19"},
            "derivation: a derived figure says from which figures it follows",
        ),
        (
            "F20",
            {"derivation": "F15 + F77"},
            "derivation: this file states no figure F77; a derivation uses stated",
        ),
        (
            "F20",
            {"derivation": "F15 + F20"},
            "derivation: this file states no figure F20; a derivation uses stated",
        ),
        (
            "F20",
            {"derivation": "F15 + F22"},
            "derivation: the figures of the derivation are not of the kind of '万元'",
        ),
        (
            "F01",
            {"derivation": "F15 + F19"},
            "derivation: only a derived figure (basis=derived) has a derivation",
        ),
        (
            "F17",
            {"printed": "0"},
            "printed: with basis=declared-none 'printed' holds the document's word for none",
        ),
        (
            "F17",
            {"printed": "０.00"},
            "printed: with basis=declared-none 'printed' holds the document's word for none",
        ),
        (
            "F17",
            {"printed": ""},
            "printed: with basis=declared-none 'printed' holds the document's word for none",
        ),
        (
            "F19",
            {"base_year": ""},
            "base_year: measure=decrease names the earlier year that it is compared with",
        ),
        (
            "F19",
            {"base_year": "2019"},
            "base_year: measure=decrease names the earlier year that it is compared",
        ),
        (
            "F01",
            {"base_year": "2018"},
            "base_year: measure=level is compared with no year; leave this cell empty",
        ),
        (
            "F02",
            {"measure": "share"},
            "unit: measure=share is a percentage: its unit is a rate such as %, not '万元'",
        ),
    ],
)
def test_row_that_contradicts_itself_is_refused(
    figures: Path, data: Path, figure_id: str, cells: dict[str, str], refused: str
) -> None:
    edit(figures, figure_id, **cells)
    line = int(figure_id[1:]) + 1
    assert refuse_once(data).startswith(f"{FIGURES}:{line}: {refused}")


def test_derivation_from_a_refused_figure_is_not_reported_again(figures: Path, data: Path) -> None:
    edit(figures, "F15", printed="0.15.")
    edit(figures, "F19", unit="万圆")
    assert [(problem.line, problem.column) for problem in refuse(data)] == [(16, "printed"), (20, "unit")]


def test_derivation_may_subtract(figures: Path, data: Path) -> None:
    edit(figures, "F20", derivation="F19 - F15")
    assert read_figure(data, "F20").value == 1_050_000
    assert parse_derivation("F19 - F15 + F20") == [(1, "F19"), (-1, "F15"), (1, "F20")]


def test_derivation_from_an_approximate_figure_is_approximate(figures: Path, data: Path) -> None:
    edit(figures, "F19", printed="约1.20")
    assert read_figure(data, "F20").approximate


WAN, PERSONS = Unit("万元", "money", 1_000_000), Unit("名", "count", 1)


@pytest.mark.parametrize(
    ("value", "printed", "basis", "unit", "shown"),
    [
        (1_350_000, "", "derived", WAN, "1.35"),
        (1_353_400, "", "derived", WAN, "1.3534"),
        (-1_500_000, "", "derived", WAN, "−1.50"),
        (12, "", "derived", PERSONS, "12"),
        (0, "无", "declared-none", WAN, "无"),
        (1_350_000, "１.35", "stated", WAN, "１.35"),
    ],
)
def test_number_shows_as_printed_and_derived_with_every_place(
    value: int, printed: str, basis: str, unit: Unit, shown: str
) -> None:
    assert show_number(value, printed, basis, unit) == shown


@pytest.mark.parametrize(
    "label",
    ["<script>alert(1)</script>", '=HYPERLINK("x")', "+1", "@SUM(A1)", "\u202e支出", "a{value}b", "%s"],
)
def test_label_is_plain_text_whatever_it_holds(figures: Path, data: Path, label: str) -> None:
    edit(figures, "F01", label=label)
    assert read_figure(data, "F01").label == label


def test_department_code_keeps_its_leading_zeros(data: Path) -> None:
    add_department(data, "001201")
    opened = open_data("001201", YEAR, data)
    for table in (opened.reports, opened.departments, opened.figures, opened.documents, opened.statements):
        assert set(table["department"]) == {"001201"}
    assert any(record.path == "figures/001201/2019.csv" for record in opened.files)


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["-1", "1e9", "NaN", "０", "F20", "F20 + F20", "derived", "declared-none", "share", "%", "无", "2018"]
    ),
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.integers(0, 43), st.integers(0, 14), CELLS), min_size=1, max_size=4))
def test_random_cells_are_read_and_judged_or_refused_but_never_fail(
    data: Path, edits: list[tuple[int, int, str]]
) -> None:
    rows = read_rows(Path(__file__).parent.parent / "data" / FIGURES)
    for row, column, cell in edits:
        rows[row][column] = cell.replace("\ud800", "")
    text = "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    (data / FIGURES).write_bytes(text.encode("utf-8", "surrogatepass"))
    read_or_refuse(data)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 5000), content=st.binary(max_size=40))
def test_random_bytes_are_read_or_refused_but_never_fail(data: Path, start: int, content: bytes) -> None:
    good = (Path(__file__).parent.parent / "data" / FIGURES).read_bytes()
    (data / FIGURES).write_bytes(good[:start] + content + good[start + len(content) :])
    read_or_refuse(data)


def read_or_refuse(data: Path) -> None:
    try:
        opened = open_data(DEPARTMENT, YEAR, data, "en")
    except UserError as error:
        assert error.problems  # noqa: PT017
    else:
        assert dict(opened.figures.dtypes.astype(str)).items() >= FIGURE_TYPES.items()
        assert set(run_checks(opened)["verdict"]) <= set(VERDICTS)
