"""Figures: read exactly as printed, derived only from stated ones, refused where a row contradicts itself."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import UserError
from analysis.figures import Figure, parse_derivation
from analysis.review import Review, open_review
from tests.helpers import (
    DEPARTMENT,
    FIGURES,
    YEAR,
    add_copy,
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


@pytest.fixture(scope="module")
def review() -> Review:
    return open_review(DEPARTMENT, YEAR)


def read_figure(data: Path, figure_id: str) -> Figure:
    return open_review(DEPARTMENT, YEAR, data_dir=data).figures.by_id(figure_id)


def test_derived_figure_is_the_sum_of_its_terms(review: Review) -> None:
    figure = review.figures.by_id("F20")
    assert (figure.value, figure.shown, figure.fiscal_year) == (1_350_000, "1.35", 2018)
    assert figure.quantity.rounding == 20_000  # 0.15 and 1.20, each to 0.01 万元


def test_declared_none_is_an_exact_zero_that_shows_its_word(review: Review) -> None:
    figure = review.figures.by_id("F17")
    assert (figure.value, figure.quantity.rounding, figure.shown) == (0, 0, "无")


def test_approximate_count_enters_no_identity(review: Review) -> None:
    figure = review.figures.by_id("F38")
    assert (figure.printed, figure.value, figure.usable, figure.lost_digits) == ("300余", 300, False, False)
    assert review.figures.first(figure.selector, YEAR, "executed") is None


def test_count_of_nought_and_some_has_lost_its_digits(review: Review) -> None:
    assert [figure.figure_id for figure in review.figures if figure.lost_digits] == ["F28"]


def test_first_prefers_a_stated_figure_to_a_derived_one(figures: Path, data: Path) -> None:
    add_copy(figures, "F20", figure_id="F99", printed="1.35", basis="stated", derivation="", locator="x")
    found = open_review(DEPARTMENT, YEAR, data_dir=data).figures.first("three-public/total", 2018, "approved")
    assert found is not None
    assert found.figure_id == "F99"


def test_select_takes_levels_of_any_code_unless_told(review: Review) -> None:
    assert len(review.figures.select("three-public", year=YEAR)) == 4
    assert [one.figure_id for one in review.figures.select("three-public", measure=None, year=YEAR)][-1] == "F19"
    assert len(review.figures.select(measure=None)) == len(review.figures) == 43


def test_unknown_figure_id_is_a_key_error(review: Review) -> None:
    with pytest.raises(KeyError, match="F77"):
        review.figures.by_id("F77")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("１４９．３５", 149_350_000),
        ("1,234.50", 1_234_500_000),
        ("149.350", 149_350_000),
        ("约149", 149_000_000),
    ],
)
def test_number_is_read_right_and_kept_as_printed(figures: Path, data: Path, printed: str, value: int) -> None:
    edit(figures, "F01", printed=printed)
    figure = read_figure(data, "F01")
    assert (figure.value, figure.printed, figure.shown) == (value, printed, printed)


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
    assert read_figure(data, "F20").shown == "1.05"
    assert parse_derivation("F19 - F15 + F20") == [(1, "F19"), (-1, "F15"), (1, "F20")]


def test_derivation_from_an_approximate_figure_is_approximate(figures: Path, data: Path) -> None:
    edit(figures, "F19", printed="约1.20")
    assert not read_figure(data, "F20").usable


def test_derived_figure_shows_every_place_it_has(figures: Path, data: Path) -> None:
    edit(figures, "F15", printed="0.1534")
    figure = read_figure(data, "F20")
    assert Fraction(figure.value, 1_000_000) == Fraction("1.3534")
    assert figure.shown == "1.3534"


@pytest.mark.parametrize(
    "label",
    ["<script>alert(1)</script>", '=HYPERLINK("x")', "+1", "@SUM(A1)", "\u202e支出", "a{value}b", "%s"],
)
def test_label_is_plain_text_whatever_it_holds(figures: Path, data: Path, label: str) -> None:
    edit(figures, "F01", label=label)
    assert read_figure(data, "F01").label == label


def test_department_code_keeps_its_leading_zeros(data: Path) -> None:
    add_copy(data / "departments.csv", DEPARTMENT, department="001201")
    for folder in ("figures", "documents", "statements"):
        file = data / folder / "001201" / f"{YEAR}.csv"
        file.parent.mkdir()
        rows = read_rows(data / folder / DEPARTMENT / f"{YEAR}.csv")
        write_rows(file, [["001201" if cell == DEPARTMENT else cell for cell in row] for row in rows])
    review = open_review("001201", YEAR, data_dir=data)
    assert review.department.department == "001201"
    assert {figure.department for figure in review.figures} == {"001201"}
    assert {row["department"] for row in [*review.documents, *review.statements]} == {"001201"}
    assert any(record.path == "figures/001201/2019.csv" for record in review.files)


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["-1", "1e9", "NaN", "０", "F20", "F20 + F20", "derived", "declared-none", "share", "%", "无", "2018"]
    ),
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.integers(0, 43), st.integers(0, 14), CELLS), min_size=1, max_size=4))
def test_random_cells_are_read_or_refused_but_never_fail(data: Path, edits: list[tuple[int, int, str]]) -> None:
    rows = read_rows(Path(__file__).parent.parent / "data" / FIGURES)
    for row, column, cell in edits:
        rows[row][column] = cell.replace("\ud800", "")
    text = "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    (data / FIGURES).write_bytes(text.encode("utf-8", "surrogatepass"))
    read_or_refuse(data)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 5000), content=st.binary(max_size=40))
def test_random_bytes_are_read_or_refused_but_never_fail(data: Path, start: int, content: bytes) -> None:
    good = (Path(__file__).parent.parent / "data" / FIGURES).read_bytes()
    (data / FIGURES).write_bytes(good[:start] + content + good[start + len(content) :])
    read_or_refuse(data)


def read_or_refuse(data: Path) -> None:
    try:
        review = open_review(DEPARTMENT, YEAR, "en", data)
    except UserError as error:
        assert error.problems  # noqa: PT017
    else:
        assert all(isinstance(figure.value, int) for figure in review.figures)
