"""References between files: each kind fires once and says what is allowed."""

from pathlib import Path

import pytest

from analysis import open_data
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

STATEMENTS = f"statements/{DEPARTMENT}/{YEAR}.csv"
DOCUMENTS = f"documents/{DEPARTMENT}/{YEAR}.csv"
HUNAN = "indicators/mof-2013-hunan.csv"
INPUT = "money and counts name scheme, code and phase; a review leaves all three empty"
ARITHMETIC = "a formula has names of inputs, whole numbers and + - * / ( ) only, and at least one input"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return copy_data(tmp_path)


@pytest.mark.parametrize(
    ("file", "key", "cells", "refused"),
    [
        (
            FIGURES,
            "F01",
            {"unit": "万圆"},
            ":2: unit: '万圆' is not in {data}/units.csv; there are: %, 万元, 个,",
        ),
        (
            FIGURES,
            "F03",
            {"scheme": "union"},
            ":4: scheme: 'union' is not in {data}/schemes.csv; there are: beita-",
        ),
        (
            FIGURES,
            "F03",
            {"code": "509"},
            ":4: code: '509' is not in {data}/schemes/union-2009.csv; there are: 501, ",
        ),
        (
            FIGURES,
            "F01",
            {"document": "x"},
            ":2: document: 'x' is not in {data}/" + DOCUMENTS + "; there are: report-",
        ),
        (
            FIGURES,
            "F01",
            {"department": "x"},
            ":2: department: this file holds 'beita-union' only, not 'x'; correct",
        ),
        (
            DOCUMENTS,
            "report-2019",
            {"department": "x"},
            ":2: department: this file holds 'beita-union' only, not 'x'",
        ),
        (
            DOCUMENTS,
            "report-2019",
            {"fiscal_year": "2018"},
            ":2: fiscal_year: this file holds '2019' only, not '2018'",
        ),
        (
            STATEMENTS,
            "S01",
            {"department": "x"},
            ":2: department: this file holds 'beita-union' only, not 'x'",
        ),
        (
            STATEMENTS,
            "S01",
            {"fiscal_year": "2018"},
            ":2: fiscal_year: this file holds '2019' only, not '2018'",
        ),
        (STATEMENTS, "S01", {"document": "x"}, ":2: document: 'x' is not in {data}/" + DOCUMENTS),
        (STATEMENTS, "S07", {"concerns": "F08 F77"}, ":8: concerns: 'F77' is not in {data}/" + FIGURES),
        (
            "schemes/tasks.csv",
            "planned",
            {"scheme": "x"},
            ":2: scheme: this file holds 'tasks' only, not 'x'",
        ),
        (
            HUNAN,
            "satisfaction",
            {"indicator_set": "x"},
            ":17: indicator_set: this file holds 'mof-2013-hunan' only",
        ),
        (
            "schemes/union-2009.csv",
            "50101",
            {"parent": "50102"},
            ":3: parent: the parent '50102' does not stand on a line above; above are: 501. Put a parent",
        ),
        (
            "schemes/union-2009.csv",
            "50101",
            {"parent": "50101"},
            ":3: parent: the parent '50101' does not stand on",
        ),
        (
            "schemes.csv",
            "union-2009",
            {"adds_up_to": "summary/basic summary/totals"},
            ":2: adds_up_to: 'totals' is not in {data}/schemes/summary.csv; there are: adjustment, basic,",
        ),
        (
            "unit-costs.csv",
            "mutual-aid-per-claim",
            {"money": "x/y"},
            ":2: money: 'x' is not in {data}/schemes.csv",
        ),
        (
            "unit-costs.csv",
            "mutual-aid-per-claim",
            {"count": "beita-union-output/y"},
            ":2: count: 'y' is not in {data}/schemes/beita-union-output.csv; there are: articles,",
        ),
        (
            "concordances.csv",
            "504",
            {"from_scheme": "x"},
            ":5: from_scheme: 'x' is not in {data}/schemes.csv; there",
        ),
        (
            "concordances.csv",
            "504",
            {"from_code": "x"},
            ":5: from_code: 'x' is not in {data}/schemes/union-2009.csv",
        ),
        (
            "concordances.csv",
            "504",
            {"to_scheme": "x"},
            ":5: to_scheme: 'x' is not in {data}/schemes.csv; there are:",
        ),
        (
            "concordances.csv",
            "504",
            {"to_code": "x"},
            ":5: to_code: 'x' is not in {data}/schemes/union-2021.csv",
        ),
        (
            "inputs.csv",
            "staff",
            {"scheme": "x"},
            ":2: scheme: 'x' is not in {data}/schemes.csv; there are: beita-union",
        ),
        (
            "inputs.csv",
            "staff",
            {"code": "x"},
            ":2: code: 'x' is not in {data}/schemes/staffing.csv; there are: posts,",
        ),
        ("inputs.csv", "staff", {"phase": ""}, f":2: phase: {INPUT}"),
        ("inputs.csv", "satisfaction_survey", {"phase": "executed"}, f":49: phase: {INPUT}"),
        (
            HUNAN,
            "staff-control-rate",
            {"formula": "staff / post"},
            ":2: formula: 'post' is not in {data}/inputs.csv; th",
        ),
        (HUNAN, "staff-control-rate", {"formula": "staff ** posts"}, f":2: formula: {ARITHMETIC}"),
        (HUNAN, "staff-control-rate", {"formula": "staff // posts"}, f":2: formula: {ARITHMETIC}"),
        (HUNAN, "staff-control-rate", {"formula": "staff(posts)"}, f":2: formula: {ARITHMETIC}"),
        (HUNAN, "staff-control-rate", {"formula": "staff / (posts"}, f":2: formula: {ARITHMETIC}"),
        (HUNAN, "staff-control-rate", {"formula": "(-staff) / posts"}, f":2: formula: {ARITHMETIC}"),
        (HUNAN, "staff-control-rate", {"formula": "staff or posts"}, f":2: formula: {ARITHMETIC}"),
        (HUNAN, "staff-control-rate", {"formula": "staff * 1j"}, f":2: formula: {ARITHMETIC}"),
        (HUNAN, "staff-control-rate", {"formula": "(1 + 1)"}, f":2: formula: {ARITHMETIC}"),
        (HUNAN, "staff-control-rate", {"formula": "((" * 90}, f":2: formula: {ARITHMETIC}"),
        (HUNAN, "staff-control-rate", {"formula": "staff+" * 60 + "staff"}, ":2: formula: 'staff+staff+"),
        (
            HUNAN,
            "staff-control-rate",
            {"formula": "__import__('os')"},
            ":2: formula: '__import__('os')' is not allowed",
        ),
        (
            "scoring.csv",
            "staff-control-rate",
            {"deduct_points": "1"},
            ":2: per_pct: the four cells of a deduction are",
        ),
    ],
)
def test_name_that_leads_nowhere_is_refused(
    data: Path, file: str, key: str, cells: dict[str, str], refused: str
) -> None:
    if file == "concordances.csv":  # its lines count where figures use both schemes
        edit(data / FIGURES, "F03", scheme="union-2021")
    edit(data / file, key, **cells)
    assert refuse_once(data).startswith(file + refused.replace("{data}", data.as_posix()))


def test_name_that_leads_nowhere_is_refused_in_chinese_with_the_remedy(data: Path) -> None:
    edit(data / STATEMENTS, "S01", document="report-2018")
    [problem] = refuse(data, "zh")
    assert problem.message == (
        f"“report-2018”不在 {data.as_posix()}/{DOCUMENTS} 中；已有：report-2019。请改用其中之一，或先在该处登记"
    )


@pytest.mark.parametrize(
    ("column", "value", "refused"),
    [
        (
            "indicator_set",
            "x",
            "indicator_set: 'x' is not in {data}/indicators; there are: mof-2013, mof-2013-hunan",
        ),
        (
            "indicator",
            "x",
            "indicator: 'x' is not in {data}/indicators/mof-2013-hunan.csv; there are: administrative-",
        ),
    ],
)
def test_scoring_of_an_unknown_indicator_is_refused(data: Path, column: str, value: str, refused: str) -> None:
    rows = read_rows(data / "scoring.csv")
    row = dict(zip(rows[0], rows[1], strict=True)) | {"to_pct": "", "to_inclusive": "no", column: value}
    write_rows(data / "scoring.csv", [*rows, list(row.values())])
    assert refuse_once(data).startswith(f"scoring.csv:17: {refused.replace('{data}', data.as_posix())}")


@pytest.mark.parametrize(
    ("file", "name"), [("inputs.csv", "income"), ("schemes.csv", "three-public")]
)
def test_line_that_the_program_refers_to_may_not_be_taken_out(data: Path, file: str, name: str) -> None:
    rows = read_rows(data / file)
    write_rows(data / file, [row for row in rows if row[0] != name])
    problems = [str(problem).removeprefix(f"{data}/") for problem in refuse(data)]
    key = rows[0][0]
    assert f"{file}: {key}: the line '{name}' is gone, and the program refers to it; put it back" in problems


def bands(data: Path, *cells: dict[str, str]) -> None:
    """Change the five bands of the budget control rate: up to 0, 0 to 10, to 20, to 30, above."""
    rows = read_rows(data / "scoring.csv")
    found = [row for row in rows if row[1] == "budget-control-rate"]
    for row, changed in zip(found, cells, strict=False):
        for column, value in changed.items():
            row[rows[0].index(column)] = value
    write_rows(data / "scoring.csv", rows)


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        (
            [{}, {"from_pct": "1"}],
            ":9: from_pct: overlaps the band of line 8 or leaves a gap: that one ends at '0', this one",
        ),
        (
            [{}, {"from_pct": "-1"}],
            ":9: from_pct: overlaps the band of line 8 or leaves a gap: that one ends at '0'",
        ),
        ([{}, {"from_inclusive": "yes"}], ":9: from_pct: overlaps the band of line 8 or leaves a gap"),
        ([{"to_inclusive": "no"}], ":9: from_pct: overlaps the band of line 8 or leaves a gap"),
        ([{"to_pct": ""}], ":9: from_pct: overlaps the band of line 8 or leaves a gap: that one ends at '∞'"),
        (
            [{"from_pct": "-100"}],
            ":8: from_pct: values beyond '-100' get no points; leave the first lower and the",
        ),
        (
            [{}, {}, {}, {}, {"to_pct": "100"}],
            ":12: to_pct: values beyond '100' get no points; leave the first lower",
        ),
    ],
)
def test_bands_that_do_not_meet_are_refused(data: Path, cells: list[dict[str, str]], refused: str) -> None:
    bands(data, *cells)
    assert refuse_once(data).startswith(f"scoring.csv{refused}")


def test_empty_band_is_refused(data: Path) -> None:
    bands(data, {}, {"to_pct": "-5"})
    assert "scoring.csv:9: to_pct: the upper bound '-5' is not above the lower bound '0': the band is empty" in [
        str(problem).removeprefix(f"{data}/") for problem in refuse(data)
    ]


def test_band_of_a_single_value_is_accepted(data: Path) -> None:
    bands(data, {"to_inclusive": "no"})
    add_copy(
        data / "scoring.csv",
        "budget-control-rate",
        from_pct="0",
        from_inclusive="yes",
        to_pct="0",
        to_inclusive="yes",
    )
    assert len(open_data(DEPARTMENT, YEAR, data).scoring) == 16


def test_bands_may_stand_in_any_order(data: Path) -> None:
    rows = read_rows(data / "scoring.csv")
    write_rows(data / "scoring.csv", [rows[0], *rows[:0:-1]])
    assert len(open_data(DEPARTMENT, YEAR, data).scoring) == 15


def test_scheme_without_a_file_of_codes_is_refused_once(data: Path) -> None:
    (data / "schemes/union-2009.csv").unlink()
    assert refuse_once(data) == "schemes/union-2009.csv: the file is missing; add it as data/README.md says"
