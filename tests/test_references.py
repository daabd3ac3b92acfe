"""References between files: each kind fires once and says what is allowed."""

from pathlib import Path

import pytest

from analysis import open_data, run_checks
from analysis.tables import DATA_FOLDER
from tests.helpers import (
    DEPARTMENT,
    FIGURES,
    YEAR,
    add_copy,
    add_department,
    add_rows,
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
            "rules.csv",
            "budget-inputs",
            {"kinds": "other x"},
            ":10: kinds: 'x' is not in {data}/table-schemas/documents.json; there are: budget, evaluation, final-",
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


@pytest.mark.parametrize(("file", "name"), [("inputs.csv", "income"), ("schemes.csv", "three-public")])
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


# --- identities


def add_identity(data: Path, *terms: dict[str, str], **cells: str) -> None:
    """Add an identity `new`: copies of the terms of `basic-and-project` with other cells."""
    add_copy(data / "identities.csv", "basic-and-project", **{"identity": "new", "alternatives": "", **cells})
    for cells in terms:
        add_copy(data / "identity-terms.csv", "basic-and-project", **{"identity": "new", **cells})


TOTAL = {"side": "reported", "code": "total"}
PART = {"side": "calculated", "code": "basic"}


def test_new_identity_needs_no_code(data: Path) -> None:
    add_copy(data / "rules.csv", "balance", rule="own-rule", severity="low")
    add_identity(data, TOTAL, PART | {"code": "special"}, rule="own-rule")
    checks = run_checks(open_data(DEPARTMENT, YEAR, data)).set_index("identity")
    assert checks.loc["new", ["rule", "verdict", "severity", "figures"]].tolist() == [
        "own-rule", "mismatch", "low", "F01 F10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "cells", "refused"),
    [
        (
            (TOTAL, PART),
            {"kinds": "budget x"},
            "identities.csv:{one}: kinds: 'x' is not in {data}/table-schemas/documents.json; there are: budget, eval",
        ),
        ((TOTAL, PART), {"rule": "x"}, "identities.csv:{one}: rule: 'x' is not in {data}/rules.csv; there are: "),
        (
            (TOTAL, PART),
            {"alternatives": "balance-of-income x"},
            "identities.csv:{one}: alternatives: 'x' is not in {data}/identities.csv; there are: balance-of-income, ",
        ),
        (
            (TOTAL, PART),
            {"relation": "~"},
            "identities.csv:{one}: relation: '~' is not allowed; allowed: = | <= | >=; ",
        ),
        (
            (TOTAL, PART | {"scheme": "x"}),
            {},
            "identity-terms.csv:{part}: scheme: 'x' is not in {data}/schemes.csv; there are: beita-union-output, ",
        ),
        (
            (TOTAL, PART, PART | {"scheme": "x", "needed": "no"}),
            {},
            "identity-terms.csv:{third}: scheme: 'x' is not in {data}/schemes.csv; there are: beita-union-output, ",
        ),
        (
            (TOTAL, PART | {"code": "x"}),
            {},
            "identity-terms.csv:{part}: code: 'x' is not in {data}/schemes/summary.csv; there are: adjustment, ",
        ),
        (
            (TOTAL, PART, PART | {"code": "x", "needed": "no"}),
            {},
            "identity-terms.csv:{third}: code: 'x' is not in {data}/schemes/summary.csv; there are: adjustment, ",
        ),
        (
            (PART,),
            {},
            "identities.csv:{one}: identity: the identity 'new' lacks its reported or its calculated side in ",
        ),
        (
            (TOTAL,),
            {},
            "identities.csv:{one}: identity: the identity 'new' lacks its reported or its calculated side in ",
        ),
        (
            (TOTAL,),
            {"relation": "<="},
            "identities.csv:{one}: identity: the identity 'new' lacks its reported or its calculated side in ident",
        ),
        (
            (TOTAL, PART, PART | {"code": "total"}),
            {},
            "identity-terms.csv:{third}: code: 'total' is on both sides: an amount is no part of itself",
        ),
        (
            (TOTAL | {"needed": "no"}, PART | {"needed": "no"}),
            {},
            "identities.csv:{one}: identity: the identity 'new' has no term of its own year that is needed; mark one",
        ),
        (
            (TOTAL | {"year_offset": "-1"}, PART | {"year_offset": "-1"}),
            {},
            "identities.csv:{one}: identity: the identity 'new' has no term of its own year that is needed; mark one",
        ),
    ],
)
def test_identity_that_cannot_be_evaluated_is_refused(
    data: Path, terms: tuple[dict[str, str], ...], cells: dict[str, str], refused: str
) -> None:
    [identities, known] = (len(read_rows(DATA_FOLDER / f"{name}.csv")) for name in ("identities", "identity-terms"))
    add_identity(data, *terms, **cells)
    for name, line in (("{one}", identities + 1), ("{part}", known + 2), ("{third}", known + 3)):
        refused = refused.replace(name, str(line))
    assert refuse_once(data).startswith(refused.replace("{data}", data.as_posix()))


def test_term_of_an_unknown_identity_is_refused(data: Path) -> None:
    add_copy(data / "identity-terms.csv", "balance-of-income", identity="x")
    line, target = len(read_rows(DATA_FOLDER / "identity-terms.csv")) + 1, f"{data.as_posix()}/identities.csv"
    refused = f"identity-terms.csv:{line}: identity: 'x' is not in {target}; there are: balance-of-income"
    assert refuse_once(data).startswith(refused)


def test_relation_with_nought_needs_no_reported_side(data: Path) -> None:
    add_identity(data, PART, relation="<=")
    assert "new" in set(open_data(DEPARTMENT, YEAR, data).identities["identity"])


@pytest.mark.parametrize("alternatives", ["", "foreign"])
def test_identity_over_a_scheme_that_the_department_does_not_use_is_another_ones(data: Path, alternatives: str) -> None:
    add_copy(data / "identities.csv", "basic-and-project", identity="foreign")
    add_copy(data / "identity-terms.csv", "basic-and-project", identity="foreign", scheme="union-2021", code="x")
    add_identity(data, TOTAL, PART, alternatives=alternatives)
    opened = open_data(DEPARTMENT, YEAR, data)
    assert "foreign" not in set(opened.identities["identity"])
    assert "new" in set(run_checks(opened)["identity"])


# --- schemes


def test_scheme_that_makes_up_a_total_of_its_own_is_refused(data: Path) -> None:
    edit(data / "schemes.csv", "beita-union-special", adds_up_to="beita-union-special/work-funds")
    assert refuse_once(data) == (
        "schemes.csv:8: adds_up_to: the schemes add up in a circle through 'beita-union-special/work-funds'; "
        "mend adds_up_to"
    )


def test_schemes_that_make_up_each_other_are_refused(data: Path) -> None:
    edit(data / "schemes.csv", "beita-union-special", adds_up_to="union-2009/501")
    edit(data / "schemes.csv", "union-2009", adds_up_to="summary/basic beita-union-special/work-funds")
    lines = [(problem.line, problem.column, problem.message[:38]) for problem in refuse(data)]
    assert lines == [(line, "adds_up_to", "the schemes add up in a circle through") for line in (2, 8)]


# --- links, coverage and findings of a text


def add_link(data: Path, **cells: str) -> None:
    reported = {"link": "L01", "kind": "less", "role": "reported", "figure": "F03"}
    add_rows(data, "links", reported, {**reported, "role": "calculated", "figure": "F04", **cells})


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        ({"figure": "F77"}, ":3: figure: 'F77' is not in {data}/" + FIGURES + "; there are: F01, F02, "),
        ({"figure": "2018/F04"}, ":3: figure: '2018/F04' is not in {data}/figures/beita-union/2018.csv; there are: —"),
        ({"figure": "F3"}, ":3: figure: 'F3' is not allowed; allowed: text matching"),
        ({"kind": "sums"}, ":3: kind: 'sums' is not allowed; allowed: sum | change | change-rate | "),
        ({"role": "total"}, ":3: role: 'total' is not allowed; allowed: reported | calculated | divisor; "),
        ({"document": "x"}, ":3: document: 'x' is not in {data}/" + DOCUMENTS),
        ({"department": "x"}, ":3: department: this file holds 'beita-union' only, not 'x'"),
        ({"fiscal_year": "2018"}, ":3: fiscal_year: this file holds '2019' only, not '2018'"),
        ({"role": "reported", "figure": "F03"}, ":3: link+role+figure+sign: 'L01 reported F03 ' repeats line 2; "),
    ],
)
def test_link_that_leads_nowhere_is_refused(data: Path, cells: dict[str, str], refused: str) -> None:
    add_link(data, **cells)
    place = f"links/{DEPARTMENT}/{YEAR}.csv"
    assert refuse_once(data).startswith(place + refused.replace("{data}", data.as_posix()))


def test_link_to_an_earlier_report_finds_its_figure(data: Path) -> None:
    add_department(data, DEPARTMENT, 2018)
    add_link(data, figure="2018/F04")
    assert "F03 2018/F04" in set(run_checks(open_data(DEPARTMENT, YEAR, data))["figures"])


@pytest.mark.parametrize(
    ("kind", "cells", "refused"),
    [
        (
            "coverage",
            {"part": "一", "kind": "section", "state": "seen"},
            ":2: state: 'seen' is not allowed; allowed: read",
        ),
        (
            "coverage",
            {"part": "一", "kind": "section", "state": "read", "document": "x"},
            ":2: document: 'x' is not in ",
        ),
        (
            "text-findings",
            {"finding": "T01", "rule": "x"},
            ":2: rule: 'x' is not in {data}/rules.csv; there are: balance",
        ),
        (
            "text-findings",
            {"finding": "T01", "rule": "quotes", "figures": "F01 F77"},
            ":2: figures: 'F77' is not in {data}/" + FIGURES,
        ),
    ],
)
def test_coverage_and_finding_that_lead_nowhere_are_refused(
    data: Path, kind: str, cells: dict[str, str], refused: str
) -> None:
    add_rows(data, kind, cells)
    place = f"{kind}/{DEPARTMENT}/{YEAR}.csv"
    assert refuse_once(data).startswith(place + refused.replace("{data}", data.as_posix()))


def test_scheme_without_a_file_of_codes_is_refused_once(data: Path) -> None:
    (data / "schemes/union-2009.csv").unlink()
    assert refuse_once(data) == "schemes/union-2009.csv: the file is missing; add it as data/README.md says"
