"""Files of figures by column: the same table as row by row, or none where anything may be wrong."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.departments import list_years
from analysis.figure_files import read_figures
from analysis.figures import FIGURE_TYPES, make_frame, measure_rows, read_units
from analysis.tables import DATA_FOLDER, DataFolder
from tests.helpers import DEPARTMENT, FIGURES, YEAR, copy_data, edit

PLACES = [(department, year) for department, years in list_years(DATA_FOLDER).items() for year in years]


def read(data: Path, places: list[tuple[str, int]]) -> tuple[pd.DataFrame | None, DataFolder]:
    folder = DataFolder(data, "en")
    return read_figures(folder, places, read_units(folder)), folder


@pytest.mark.parametrize("places", [PLACES, PLACES[:1], PLACES[-1:]])
def test_columns_make_the_table_that_rows_make(places: list[tuple[str, int]]) -> None:
    folder = DataFolder(DATA_FOLDER, "en")
    cells = []
    for department, year in places:
        file = f"figures/{department}/{year}.csv"
        folder.read("figures", file)
        cells += measure_rows(folder, file, year, read_units(folder))
    table, by_column = read(DATA_FOLDER, places)
    assert table is not None
    pd.testing.assert_frame_equal(table, make_frame(cells, FIGURE_TYPES))
    assert by_column.records == folder.records


@pytest.mark.parametrize(
    "cells",
    [
        {"label": "two\nlines"},
        {"label": "two\rlines"},
        {"label": "long" * 1000},
        {"label": ""},
        {"span": " "},
        {"phase": "planned"},
        {"department": "other-union"},
        {"fiscal_year": "2020"},
        {"base_year": "2018"},
        {"unit": "dozen"},
        {"printed": "many"},
        {"printed": ""},
        {"figure_id": "F02"},
        {"basis": "declared-none"},
        {"basis": "derived", "printed": "", "derivation": "F99 + F02"},
        {"basis": "derived", "printed": "1", "derivation": "F02 + F03"},
        {"derivation": "F02 + F03"},
    ],
)
def test_what_may_be_wrong_is_left_to_the_reading_by_rows(tmp_path: Path, cells: dict[str, str]) -> None:
    data = copy_data(tmp_path)
    edit(data / FIGURES, "F01", **cells)
    table, folder = read(data, [(DEPARTMENT, YEAR)])
    assert table is None
    assert not folder.records
    assert not folder.problems


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\nF02,", b"\n\nF02,"),
        (b"\nF02,", b"\nF02,more,"),
        (b"figure_id,", b"figure,"),
        (b"figure_id,", b"label,"),
        (b"\nF02,", b'\n"F0"2,'),
        (b"\nF02,", b"\n\xffF02,"),
    ],
)
def test_a_file_that_is_not_plainly_one_of_figures_is_left_to_it_too(tmp_path: Path, old: bytes, new: bytes) -> None:
    data = copy_data(tmp_path)
    file = data / FIGURES
    file.write_bytes(file.read_bytes().replace(old, new, 1))
    assert read(data, [(DEPARTMENT, YEAR)])[0] is None


def test_a_row_that_repeats_another_and_a_file_that_is_missing_are_left_to_it_too(tmp_path: Path) -> None:
    data = copy_data(tmp_path)
    file = data / FIGURES
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines, lines[1].replace("F01", "F98", 1)]), encoding="utf-8")
    assert read(data, [(DEPARTMENT, YEAR)])[0] is None
    assert read(data, [(DEPARTMENT, 1999)])[0] is None
    assert read(data, [])[0] is None
