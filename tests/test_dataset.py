"""Opening departments and years: what is read, what is refused, and that nobody else's files change a report."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import open_data, run_checks
from analysis.dataset import Dataset, check_parameters, keep_open, list_years, open_rows, resolve_data_dir
from analysis.departments import DepartmentTables
from analysis.errors import UserError
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
    refuse_once,
    write_rows,
)

OTHER = "aaa-first"  # a department whose name sorts before the project's own


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return copy_data(tmp_path)


@pytest.fixture(scope="module")
def opened() -> Dataset:
    return open_data(DEPARTMENT, YEAR)


def reports_of(data: Dataset) -> list[tuple[str, int]]:
    return list(data.reports.itertuples(index=False, name=None))


def put_first(data: Path, department: str) -> None:
    rows = read_rows(data / "departments.csv")
    write_rows(data / "departments.csv", sorted(rows, key=lambda row: (row is not rows[0], row[0] != department)))


def figure_of(data: Dataset, figure_id: str, year: int = YEAR) -> Any:
    own = data.figures["figure_id"].eq(figure_id) & data.figures["report_year"].eq(year)
    [row] = data.figures[own].itertuples()
    return row


# --- what is opened


def test_dataset_holds_what_the_report_states(opened: Dataset) -> None:
    assert reports_of(opened) == [(DEPARTMENT, YEAR)]
    assert opened.departments["name_zh"].tolist() == ["北塔区总工会"]
    assert (len(opened.figures), len(opened.statements), len(opened.links)) == (43, 14, 12)
    assert opened.documents["document"].tolist() == ["report-2019"]
    assert opened.indicators["indicator_set"].unique().tolist() == ["mof-2013", "mof-2013-hunan"]


def test_files_used_are_listed_in_the_order_of_their_paths(opened: Dataset) -> None:
    paths = [record.path for record in opened.files]
    assert paths == sorted(paths)
    assert {FIGURES, "departments.csv", "schemes/union-2009.csv", "identity-terms.csv"} <= set(paths)
    assert "schemes/union-2021.csv" not in paths
    assert "aliases.csv" not in paths


def test_figures_are_exact_and_money_and_rates_also_come_for_looking(data: Path) -> None:
    edit(data / FIGURES, "F16", measure="share", unit="%", printed="12.5")
    figures = open_data(DEPARTMENT, YEAR, data).figures.set_index("figure_id")
    assert [figures.at["F01", name] for name in ("value", "rounding", "amount_wan")] == [149_350_000, 10_000, 149.35]
    assert [figures.at["F16", name] for name in ("value", "rounding", "pct")] == [125_000, 1_000, 12.5]
    assert figures.loc["F22", ["amount_wan", "pct"]].isna().all()
    assert np.isnan(figures.at["F01", "pct"])


def test_blank_flow_fund_and_scope_are_filled_in(opened: Dataset) -> None:
    figures = opened.figures
    assert set(figures["fund"]) == set(figures["scope"]) == {"all"}
    assert figures.loc[figures["kind"].eq("money"), "flow"].unique().tolist() == ["expenditure"]
    assert figures.loc[figures["kind"].eq("count"), "flow"].unique().tolist() == [""]


def test_flow_is_that_of_the_code_unless_the_row_names_another(data: Path) -> None:
    edit(data / FIGURES, "F01", code="income")
    edit(data / FIGURES, "F02", code="closing-carry-over")
    assert [figure_of(open_data(DEPARTMENT, YEAR, data), one).flow for one in ("F01", "F02")] == ["income", "balance"]
    edit(data / FIGURES, "F01", flow="expenditure")
    assert figure_of(open_data(DEPARTMENT, YEAR, data), "F01").flow == "expenditure"


@pytest.mark.parametrize(
    ("department", "year", "found"),
    [
        (None, None, [(OTHER, 2019), (DEPARTMENT, 2018), (DEPARTMENT, 2019)]),
        (None, 2019, [(OTHER, 2019), (DEPARTMENT, 2019)]),
        (None, 2018, [(DEPARTMENT, 2018)]),
        (DEPARTMENT, None, [(DEPARTMENT, 2018), (DEPARTMENT, 2019)]),
        (DEPARTMENT, [2018], [(DEPARTMENT, 2018)]),
        ([DEPARTMENT, OTHER], [2018, 2019], [(DEPARTMENT, 2018), (DEPARTMENT, 2019), (OTHER, 2019)]),
        ((OTHER,), (2019,), [(OTHER, 2019)]),
        (pd.Series([OTHER]), np.array([2019]), [(OTHER, 2019)]),
    ],
)
def test_one_some_or_all_departments_and_years_open(data: Path, department: Any, year: Any, found: list[Any]) -> None:
    add_department(data, OTHER)
    add_department(data, DEPARTMENT, 2018)
    put_first(data, OTHER)
    assert reports_of(open_data(department, year, data)) == found


def test_registered_department_without_data_is_left_out_of_all(data: Path) -> None:
    add_copy(data / "departments.csv", DEPARTMENT, department="no-data")
    assert reports_of(open_data(data_dir=data)) == [(DEPARTMENT, YEAR)]


# --- earlier and later years


def test_earlier_report_comes_along_as_history(data: Path) -> None:
    add_department(data, DEPARTMENT, 2018)
    edit(data / f"figures/{DEPARTMENT}/2018.csv", "F01", printed="140.00")
    opened = open_data(DEPARTMENT, YEAR, data)
    assert reports_of(opened) == [(DEPARTMENT, YEAR)]
    assert opened.figures["report_year"].value_counts().to_dict() == {2018: 43, 2019: 43}
    assert figure_of(opened, "F01", 2018).printed == "140.00"
    assert opened.documents["fiscal_year"].tolist() == [2018, 2019]
    assert opened.statements["fiscal_year"].unique().tolist() == [2019]


def test_of_an_earlier_report_only_figures_and_documents_are_read(data: Path) -> None:
    add_department(data, DEPARTMENT, 2018)
    (data / f"statements/{DEPARTMENT}/2018.csv").write_text("broken", encoding="utf-8")
    add_rows(data, "links", {"link": "broken"}, year=2018)
    assert len(open_data(DEPARTMENT, YEAR, data).figures) == 86


def test_later_report_is_never_read(data: Path) -> None:
    before = open_data(DEPARTMENT, YEAR, data)
    add_department(data, DEPARTMENT, 2020)
    edit(data / f"figures/{DEPARTMENT}/2020.csv", "F01", printed="broken")
    after = open_data(DEPARTMENT, YEAR, data)
    assert (after.fingerprint, after.files) == (before.fingerprint, before.files)


# A base that only the report of 2018 or that of 2020 states; a later one must not decide.
@pytest.mark.parametrize(("base_report", "verdict"), [(2018, "exact"), (2020, "not-checkable")])
def test_later_report_decides_nothing_when_all_are_opened_at_once(data: Path, base_report: int, verdict: str) -> None:
    add_department(data, DEPARTMENT, base_report)
    edit(data / FIGURES, "F20", code="reception")  # the derived base
    file = data / f"figures/{DEPARTMENT}/{base_report}.csv"
    edit(file, "F19", code="reception")
    edit(file, "F15", printed="1.35", fiscal_year="2018")
    checks = run_checks(open_data(data_dir=data))
    own = checks[checks["report_year"].eq(2019) & checks["rule"].eq("change")]
    assert own["verdict"].tolist() == [verdict]


def test_checks_of_all_are_those_of_each_alone_row_by_row(data: Path) -> None:
    make_many(data)
    together = run_checks(open_data(data_dir=data))
    reports = reports_of(open_data(data_dir=data))
    alone = [run_checks(open_data(department, year, data)) for department, year in reports]
    in_order = pd.concat(alone).sort_values(["department", "report_year", "check"], ignore_index=True)
    pd.testing.assert_frame_equal(together.astype(str), in_order.astype(str))


def test_selected_report_is_the_report_opened_alone(data: Path) -> None:
    make_many(data)
    everything = open_data(data_dir=data)
    for department, year in reports_of(everything):
        chosen, alone = everything.select(department, year), open_data(department, year, data)
        assert reports_of(chosen) == [(department, year)]
        for name in ("figures", "links", "coverage", "text_findings", "statements", "documents", "corrections"):
            one, other = (getattr(data, name).astype("str") for data in (chosen, alone))
            pd.testing.assert_frame_equal(one, other)
        pd.testing.assert_frame_equal(run_checks(chosen).astype(str), run_checks(alone).astype(str))


def test_all_reports_come_apart_as_they_are_selected(data: Path) -> None:
    make_many(data)
    everything = open_data(data_dir=data)
    parts = list(everything.split())
    assert [reports_of(one)[0] for one in parts] == reports_of(everything)
    for one in parts:
        [report] = reports_of(one)
        for field in fields(Dataset):
            part, chosen = getattr(one, field.name), getattr(everything.select(*report), field.name)
            if isinstance(part, pd.DataFrame):
                pd.testing.assert_frame_equal(part, chosen)


def make_many(data: Path) -> None:
    """Add years and a department whose phases, codes and schemes come in another order than those of the first."""
    for year in (2018, 2020):
        add_department(data, DEPARTMENT, year)
    add_department(data, OTHER)
    put_first(data, OTHER)
    other = data / f"figures/{OTHER}/{YEAR}.csv"
    write_rows(other, [row for row in read_rows(other) if row[8] != "approved"])
    write_rows(data / f"statements/{OTHER}/{YEAR}.csv", read_rows(data / f"statements/{OTHER}/{YEAR}.csv")[:1])
    add_copy(other, "F03", figure_id="F91", measure="increase", base_year="2018", printed="1.00")
    for year in (2019, 2020):
        file = data / f"figures/{DEPARTMENT}/{year}.csv"
        add_copy(file, "F03", figure_id="F91", measure="increase", base_year=str(year - 1), printed="1.00")
        add_copy(file, "F03", figure_id="F92", printed="30.00", phase="approved")
        add_copy(file, "F92", figure_id="F93", measure="increase", base_year=str(year - 1), printed="2.00")
    link = {"link": "L01", "kind": "less", "role": "reported", "figure": "F03"}
    add_rows(data, "links", link, link | {"role": "calculated", "figure": "2018/F04"})
    add_rows(data, "coverage", {"part": "二", "kind": "section", "state": "read"}, department=OTHER)
    add_rows(data, "text-findings", {"finding": "T01", "rule": "quotes", "figures": "F01"})


# --- only the own files are read


def spoil_figures(data: Path) -> None:
    (data / f"figures/{OTHER}/{YEAR}.csv").write_bytes(b"\0")


def spoil_scheme(data: Path) -> None:
    add_copy(data / "schemes.csv", "union-2021", scheme="zzz-own", adds_up_to="nowhere/total", confirmed="perhaps")
    (data / "schemes/zzz-own.csv").write_text("broken\n", encoding="utf-8")


def spoil_line(data: Path) -> None:
    with (data / "departments.csv").open("a", encoding="utf-8") as stream:
        stream.write('no-cells\n"bad-\nname",a,b,c,d\nbad-cells,"",b,,,,,\nBad Id!,,,,\n')


def add_lines(data: Path) -> None:
    add_copy(data / "departments.csv", DEPARTMENT, department="new-line", name_zh="")
    add_copy(data / "units.csv", "元", unit="角", scale="10")
    add_copy(data / "units.csv", "元", unit="两", kind="silver", scale="-1")
    add_copy(data / "schemes.csv", "beita-union-output", scheme="new-scheme", valid_from="x")
    add_copy(data / "schemes/union-2021.csv", "501", code="599", parent="nowhere")
    add_copy(data / "concordances.csv", "501", from_code="nowhere")
    with (data / "corrections.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"C01,{OTHER},2019,F01,1,2,,,,\nC01,x\n")


@pytest.mark.parametrize("spoil", [spoil_figures, spoil_scheme, spoil_line, add_lines])
def test_what_others_do_changes_neither_bytes_nor_number_of_a_report(data: Path, spoil: Any) -> None:
    add_department(data, OTHER)
    before = open_data(DEPARTMENT, YEAR, data)
    spoil(data)
    after = open_data(DEPARTMENT, YEAR, data)
    assert after.files == before.files
    assert after.fingerprint == before.fingerprint
    pd.testing.assert_frame_equal(run_checks(after), run_checks(before))


def test_shared_file_is_recorded_with_the_rows_that_were_used(data: Path) -> None:
    add_department(data, OTHER)
    records = {record.path: record for record in open_data(DEPARTMENT, YEAR, data).files}
    content = records["departments.csv"].content
    assert content is not None
    assert content.decode().splitlines() == (data / "departments.csv").read_text(encoding="utf-8").splitlines()[:2]
    assert records["departments.csv"].rows == 1
    assert records[FIGURES].content is None
    assert b"\nunion-2021," not in (records["schemes.csv"].content or b"")


def test_own_line_that_is_broken_is_still_refused(data: Path) -> None:
    edit(data / "departments.csv", DEPARTMENT, name_zh="")
    assert refuse_once(data).startswith("departments.csv:2: name_zh: this cell must not be empty")


# --- old data


def test_folder_of_the_first_version_still_opens_and_is_judged_alike(data: Path, opened: Dataset) -> None:
    for name in ("identities.csv", "identity-terms.csv", "corrections.csv"):
        if name != "corrections.csv":
            (data / name).unlink()
    new = {"unit-scale", "direction", "share-total", "scheme-years", "balance"}
    write_rows(data / "rules.csv", [row for row in read_rows(data / "rules.csv") if row[0] not in new])
    for file in (data / "schemes").glob("*.csv"):
        rows = read_rows(file)
        if rows[0][-1] == "flow":
            write_rows(file, [row[:-1] for row in rows])
    old = open_data(DEPARTMENT, YEAR, data)
    pd.testing.assert_frame_equal(run_checks(old), run_checks(opened))


def test_columns_that_came_later_may_be_there_or_not(data: Path, opened: Dataset) -> None:
    rows = read_rows(data / FIGURES)
    first = rows[0].index("flow")
    assert rows[0][first:] == ["flow", "fund", "scope", "table", "page", "span"]
    write_rows(data / FIGURES, [row[:first] for row in rows])
    older = open_data(DEPARTMENT, YEAR, data).figures
    assert older["page"].isna().all()
    assert older["value"].tolist() == opened.figures["value"].tolist()
    write_rows(data / FIGURES, [rows[0], *([*row[:first], "", "", "", "附表", "7", "1-9"] for row in rows[1:])])
    figures = open_data(DEPARTMENT, YEAR, data).figures
    assert figures[["table", "page", "span"]].drop_duplicates().values.tolist() == [["附表", 7, "1-9"]]


# --- rows that are in no file yet


def cells_of(data: Path, kind: str) -> list[dict[str, str]]:
    rows = read_rows(data / kind / DEPARTMENT / f"{YEAR}.csv")
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_rows_open_as_the_tables_that_their_file_would_give(data: Path, opened: Dataset) -> None:
    kinds = [kind for kind in DepartmentTables.KINDS if (DATA_FOLDER / kind / DEPARTMENT / f"{YEAR}.csv").exists()]
    tables = {kind: cells_of(DATA_FOLDER, kind) for kind in kinds}
    made = open_rows(DEPARTMENT, YEAR, tables)
    for one in fields(Dataset):
        if one.name not in ("files", "folder"):
            pd.testing.assert_frame_equal(getattr(made, one.name), getattr(opened, one.name), check_categorical=False)
    pd.testing.assert_frame_equal(run_checks(made), run_checks(opened))


def test_rows_of_a_draft_need_no_code_and_are_not_judged_by_one() -> None:
    rows = [row | {"scheme": "", "code": ""} for row in cells_of(DATA_FOLDER, "figures")]
    made = open_rows(DEPARTMENT, YEAR, {"figures": rows, "documents": cells_of(DATA_FOLDER, "documents")})
    assert len(made.figures) == 43
    said = run_checks(made)
    assert {"sum-of-parts", "restated", "staff-within-posts", "prior-year"}.isdisjoint(said["rule"])


def test_rows_have_the_accepted_earlier_reports_beside_them(data: Path) -> None:
    add_department(data, DEPARTMENT, 2018)
    add_department(data, DEPARTMENT, 2020)
    documents = [{"document": "d", "department": DEPARTMENT, "fiscal_year": "2019", "kind_in_title": "other"}]
    made = open_rows(DEPARTMENT, YEAR, {"figures": [], "documents": documents}, data)
    assert made.figures["report_year"].unique().tolist() == [2018]
    assert reports_of(made) == [(DEPARTMENT, YEAR)]
    assert made.documents["document"].tolist() == ["report-2019", "d"]


def test_row_that_contradicts_itself_is_refused_with_the_kind_and_line_of_its_table() -> None:
    rows = cells_of(DATA_FOLDER, "figures")
    rows[2]["printed"] = "12,34"
    with pytest.raises(UserError, match=r"(?m)^  figures:4: printed: '12,34' is not one number"):
        open_rows(DEPARTMENT, YEAR, {"figures": rows, "documents": cells_of(DATA_FOLDER, "documents")}, lang="en")


# --- what is refused


def test_year_without_data_is_refused_with_those_that_have_some(data: Path) -> None:
    add_department(data, DEPARTMENT, 2018)
    with pytest.raises(UserError) as caught:
        open_data(DEPARTMENT, 1999, data, "en")
    message = str(caught.value)
    assert message.startswith("the department 'beita-union' has no data for 1999; there are: 2018, 2019")
    assert message.endswith(
        f". To add a year, add {data.as_posix()}/figures/beita-union/1999.csv as data/README.md says"
    )


@pytest.mark.parametrize(("department", "year"), [(None, 1999), (None, [2019, 1999]), (DEPARTMENT, [1999, 2019])])
def test_year_that_nobody_has_is_refused(department: Any, year: Any) -> None:
    with pytest.raises(UserError, match="there are no data for 1999; use a year that expenditure list shows"):
        open_data(department, year, lang="en")


def test_no_department_at_all_is_refused() -> None:
    with pytest.raises(UserError, match="there are no data for —"):
        open_data([], lang="en")


def test_department_without_any_data_is_refused(data: Path) -> None:
    add_copy(data / "departments.csv", DEPARTMENT, department="001201")
    with pytest.raises(UserError, match="部门“001201”没有 2019 年的数据；已有年度：—"):
        open_data("001201", 2019, data, "zh")


@pytest.mark.parametrize("department", ["001201", "../beita-union", "", "beita\x1b[31m"])
def test_unknown_department_is_refused_with_those_that_are_known(department: str) -> None:
    with pytest.raises(UserError) as caught:
        open_data(department, 2019, lang="en")
    shown = department.replace("\x1b", "\ufffd")
    known = ", ".join(sorted(row[0] for row in read_rows(DATA_FOLDER / "departments.csv")[1:]))
    told = str(caught.value)
    assert told.startswith(f"there is no department '{shown}'; ")
    assert told.endswith(f"there are: {known}. Use one of these or add it to departments.csv first")


def test_every_department_that_is_not_there_is_named() -> None:
    with pytest.raises(UserError) as caught:
        open_data(["one", DEPARTMENT, "two"], 2019, lang="en")
    assert [line[:29] for line in str(caught.value).splitlines()] == [
        "there is no department 'one';",
        "there is no department 'two';",
    ]


def test_registered_name_that_leads_out_of_the_folder_has_no_data(data: Path) -> None:
    add_copy(data / "departments.csv", DEPARTMENT, department="../figures/beita-union")
    with pytest.raises(UserError, match="has no data for 2019; there are: —"):
        open_data("../figures/beita-union", 2019, data, "en")


@pytest.mark.parametrize(
    ("department", "year", "lang", "message"),
    [
        (1201, 2019, "en", 'the parameter department must be text (in quotes), it is 1201; for example "beita-union"'),
        ("beita-union", "2019", "en", "the parameter year must be a whole number, it is '2019'; for example 2019"),
        ("beita-union", True, "en", "the parameter year must be a whole number, it is True; for example 2019"),
        (
            "beita-union",
            [2019, 2020.0],
            "en",
            "the parameter year must be a whole number, it is [2019, 2020.0]; for exa",
        ),
        (["a", None], 2019, "en", "the parameter department must be text (in quotes), it is ['a', None]; for example"),
        ("beita-union", 2019, "fr", "语言只能是 zh 或 en，给出的是 'fr'"),
        ("beita-union", 2019, ["zh"], "语言只能是 zh 或 en，给出的是 ['zh']"),
    ],
)
def test_parameter_of_the_wrong_type_is_refused(department: Any, year: Any, lang: Any, message: str) -> None:
    with pytest.raises(UserError) as caught:
        check_parameters(department, year, lang)
    assert str(caught.value).startswith(message)


def test_all_wrong_parameters_are_named_at_once() -> None:
    with pytest.raises(UserError) as caught:
        open_data(1, "x", lang=None)  # type: ignore[arg-type]
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
    assert list_years(data) == known == {DEPARTMENT: [2019]}


def test_tables_that_are_kept_open_serve_the_same_call_only(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.dataset._KEPT", {})
    kept = keep_open(DEPARTMENT, YEAR, "en")
    assert open_data(DEPARTMENT, YEAR, "../data", "en") is kept
    assert open_data([DEPARTMENT], [YEAR], lang="en") is kept
    for other in (
        open_data(DEPARTMENT, YEAR),
        open_data(DEPARTMENT, lang="en"),
        open_data(DEPARTMENT, YEAR, data, "en"),
    ):
        assert other is not kept
