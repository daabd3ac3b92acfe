"""Known errors of a document: shown beside what is printed, and refused once they no longer apply."""

import pytest

from analysis import open_data, run_checks, show
from analysis.show.rich import plain
from analysis.tables import DATA_FOLDER
from tests.helpers import copy_data, read_rows, refuse_once, write_rows
from tests.show.reports import real_words

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
    words = show.Words(open_data("beita-union", 2019, correct(copy_data(tmp_path))))
    figures, corrections = (plain(shown(words).html) for shown in (show.show_figures, show.show_corrections))
    assert "0余更正为 30余（C01）" in figures
    assert "漏印" in corrections
    assert "经部门确认" in corrections
    assert words.figures["F28"].printed == "0余"
    findings = show.show_findings(run_checks(words.data), words)
    assert "0余" in plain(findings.html)  # checks go on using what is printed


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
    data = open_data("beita-union", 2019, correct(copy_data(tmp_path), year="2021"))
    assert show.Words(data).corrections.empty


def test_without_corrections_there_is_no_table():
    assert show.show_corrections(real_words("en")).empty
