"""Known errors of a document: shown beside what is printed, and refused once they no longer apply."""

import pytest

from analysis.review import open_review
from analysis.show import checks
from analysis.show.rich import plain
from analysis.tables import DATA_FOLDER
from tests.helpers import copy_data, read_rows, refuse_once, write_rows
from tests.reviews import real_review

HEADER = read_rows(DATA_FOLDER / "corrections.csv")[0]


def correct(data, figure_id="F28", printed="0余", corrected="30余", year="2019"):
    row = [
        "C01",
        "beita-union",
        year,
        figure_id,
        printed,
        corrected,
        "漏印",
        "digit lost",
        "区总工会",
        "2020-05-01",
        "confirmed",
    ]
    write_rows(data / "corrections.csv", [HEADER, row])
    return data


def test_correction_stands_beside_the_printed_figure_which_stays(tmp_path):
    review = open_review("beita-union", 2019, "zh", correct(copy_data(tmp_path)))
    figures, corrections = (plain(show(review).html) for show in (checks.show_figures, checks.show_corrections))
    assert "0余更正为 30余（C01）" in figures
    assert "漏印" in corrections
    assert "经部门确认" in corrections
    assert review.figures.by_id("F28").printed == "0余"
    assert "0余" in plain(checks.show_findings(review).html)  # checks go on using what is printed


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"figure_id": "F99"}, "the correction C01 matches nothing"),
        ({"printed": "300余"}, "the correction C01 no longer applies"),
        ({"corrected": "0余"}, "the correction C01 equals what is printed"),
    ],
)
def test_correction_that_does_not_apply_is_refused_by_name(tmp_path, changes, message):
    assert message in refuse_once(correct(copy_data(tmp_path), **changes))


def test_correction_of_a_report_that_is_not_read_is_left_alone(tmp_path):
    assert not open_review("beita-union", 2019, "en", correct(copy_data(tmp_path), year="2021")).corrections


def test_no_corrections_are_said_so():
    assert plain(checks.show_corrections(real_review("en")).html) == "No known errors of the document are on record."
