"""Opening a department and year: what is read, what is refused, and that a later year changes nothing."""

from pathlib import Path
from typing import Any

import pytest

from analysis.errors import UserError
from analysis.review import Review, check_parameters, list_years, open_review, resolve_data_dir
from analysis.tables import DATA_FOLDER
from tests.helpers import DEPARTMENT, YEAR, add_copy, copy_data, edit, read_rows, write_rows


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return copy_data(tmp_path)


@pytest.fixture(scope="module")
def review() -> Review:
    return open_review(DEPARTMENT, YEAR)


def add_year(data: Path, year: int, **cells: str) -> None:
    """Add a report of another year: the same figures with the given cells in F01, all of that year."""
    for folder in ("figures", "documents", "statements"):
        rows = read_rows(data / folder / DEPARTMENT / f"{YEAR}.csv")
        shift = {str(YEAR): str(year), str(YEAR - 1): str(year - 1)}
        file = data / folder / DEPARTMENT / f"{year}.csv"
        write_rows(file, [[shift.get(cell, cell) for cell in row] for row in rows])
    if cells:
        edit(data / "figures" / DEPARTMENT / f"{year}.csv", "F01", **cells)


def test_review_holds_what_the_report_states(review: Review) -> None:
    assert review.department.name_zh == "北塔区总工会"
    assert (len(review.figures), len(review.history)) == (43, 0)
    assert [row["document"] for row in review.documents] == ["report-2019"]
    assert set(review.indicators) == {"mof-2013", "mof-2013-hunan"}
    assert [record.path for record in review.files] == sorted(record.path for record in review.files)


def test_review_speaks_its_language(review: Review) -> None:
    english = open_review(DEPARTMENT, YEAR, "en")
    figure = review.figures.by_id("F06")
    assert (review.name_of(figure), english.name_of(figure)) == ("行政支出", "Administration")
    assert review.introduce() == f"北塔区总工会 2019年：43 个数字，数据指纹 {review.fingerprint}"
    assert review.fingerprint == english.fingerprint


def test_review_shows_as_one_escaped_line(data: Path) -> None:
    edit(data / "departments.csv", DEPARTMENT, name_zh="<b>\u202e工会")
    html = open_review(DEPARTMENT, YEAR, data_dir=data)._repr_mimebundle_()[0]["text/html"]
    assert html.startswith('<p class="note">&lt;b&gt;\ufffd工会 2019年')


def test_earlier_report_is_history(data: Path) -> None:
    add_year(data, 2018, printed="140.00")
    review = open_review(DEPARTMENT, YEAR, data_dir=data)
    assert {figure.report_year for figure in review.history} == {2018}
    found = review.lookup("summary/total", 2018, "executed")
    assert found is not None
    assert (found.printed, review.cite(found)) == ("140.00", "2018/F01")
    assert len(review.figures_of(2018)) == 43


def test_figure_stated_in_an_earlier_report_goes_before_a_derived_one(data: Path, review: Review) -> None:
    derived = review.lookup("three-public/total", 2018, "approved")
    add_year(data, 2018)
    stated = open_review(DEPARTMENT, YEAR, data_dir=data).lookup("three-public/total", 2018, "approved")
    assert derived is not None
    assert stated is not None
    assert (derived.basis, stated.basis) == ("derived", "stated")


def test_figure_of_the_year_is_the_one_that_its_own_report_states(data: Path) -> None:
    add_year(data, 2018)
    found = open_review(DEPARTMENT, YEAR, data_dir=data).lookup("summary/total", YEAR, "executed")
    assert found is not None
    assert (found.report_year, found.figure_id) == (2019, "F01")


def test_later_report_changes_nothing(data: Path, review: Review) -> None:
    add_year(data, 2020, printed="broken")
    again = open_review(DEPARTMENT, YEAR, data_dir=data)
    assert again.fingerprint == review.fingerprint
    assert len(again.history) == 0


def test_year_without_data_is_refused_with_those_that_have_some(data: Path) -> None:
    add_year(data, 2018)
    with pytest.raises(UserError) as caught:
        open_review(DEPARTMENT, 1999, "en", data)
    message = str(caught.value)
    assert message.startswith("the department 'beita-union' has no data for 1999; there are: 2018, 2019")
    assert message.endswith(
        f". To add a year, add {data.as_posix()}/figures/beita-union/1999.csv as data/README.md says"
    )


def test_department_without_any_data_is_refused(data: Path) -> None:
    add_copy(data / "departments.csv", DEPARTMENT, department="001201")
    with pytest.raises(UserError, match="部门“001201”没有 2019 年的数据；已有年度：—"):
        open_review("001201", 2019, "zh", data)


@pytest.mark.parametrize("department", ["001201", "../beita-union", "", "beita\x1b[31m"])
def test_unknown_department_is_refused_with_those_that_are_known(department: str) -> None:
    with pytest.raises(UserError) as caught:
        open_review(department, 2019, "en")
    shown = department.replace("\x1b", "\ufffd")
    assert str(caught.value) == (
        f"there is no department '{shown}'; there are: beita-union. Use one of these or add it to departments.csv first"
    )


@pytest.mark.parametrize(
    ("department", "year", "lang", "message"),
    [
        (
            1201,
            2019,
            "en",
            'the parameter department must be text (in quotes), it is 1201; for example "beita-union"',
        ),
        (
            "beita-union",
            "2019",
            "en",
            "the parameter year must be a whole number, it is '2019'; for example 2019",
        ),
        (
            "beita-union",
            True,
            "en",
            "the parameter year must be a whole number, it is True; for example 2019",
        ),
        ("beita-union", 2019, "fr", "语言只能是 zh 或 en，给出的是 'fr'"),
        ("beita-union", 2019, ["zh"], "语言只能是 zh 或 en，给出的是 ['zh']"),
    ],
)
def test_parameter_of_the_wrong_type_is_refused(department: Any, year: Any, lang: Any, message: str) -> None:
    with pytest.raises(UserError) as caught:
        check_parameters(department, year, lang)
    assert str(caught.value) == message


def test_all_wrong_parameters_are_named_at_once() -> None:
    with pytest.raises(UserError) as caught:
        open_review(None, None, None)  # type: ignore[arg-type]
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("folder", ["nowhere", "a\0b", Path("/dev/null"), ""])
def test_folder_without_departments_is_refused(folder: str | Path) -> None:
    with pytest.raises(UserError, match=r"does not exist; give the folder that holds departments\.csv"):
        resolve_data_dir(folder, "en")


def test_folder_that_is_no_path_is_refused() -> None:
    with pytest.raises(UserError, match="the parameter data_dir must be text"):
        resolve_data_dir(5, "en")  # type: ignore[arg-type]


def test_relative_folder_counts_from_the_notebooks() -> None:
    assert resolve_data_dir("../data", "zh") == DATA_FOLDER == resolve_data_dir(None, "zh")


def test_years_are_the_files_named_by_four_plain_digits(data: Path) -> None:
    known = list_years(data)
    for name in ("２０１８", "2018-old", "²", "18"):
        (data / "figures" / DEPARTMENT / f"{name}.csv").touch()
    assert list_years(data) == known
