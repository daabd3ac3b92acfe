"""An export is written whole or not at all, says what it leaves out, and is the same for the same data."""

import errno
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from analysis import open_data
from analysis.check.rows import CHECK_TYPES
from analysis.errors import PublishError, UserError
from analysis.figures import FIGURE_TYPES
from analysis.publish.exporting import export, write
from analysis.publish.exporting.export import export_data
from analysis.publish.exporting.schemas import describe_table, list_tables
from analysis.tables import DATA_FOLDER
from tests.datasets import figure, make_folder
from tests.payloads import FORMULAS

SUMS = "SHA256SUMS"


def make_data(place: Path, reports: dict[tuple[str, int], list]) -> Path:
    """Return a data folder of invented reports."""
    (place / "data").mkdir(parents=True)
    return make_folder(place / "data", reports)


def export_small(tmp_path: Path, rows: dict[str, list], lang: str = "en") -> Path:
    """Return the export of invented bodies, each with a report of 2019."""
    folder = make_data(tmp_path, {(name, 2019): own for name, own in rows.items()})
    export_data(folder, tmp_path / "out", lang)
    return tmp_path / "out"


@pytest.mark.slow
def test_same_data_give_the_same_bytes(exported: Path, tmp_path: Path) -> None:
    export_data(DATA_FOLDER, tmp_path / "again", "zh")
    assert (tmp_path / "again" / SUMS).read_bytes() == (exported / SUMS).read_bytes()


def test_sums_list_every_file(exported: Path) -> None:
    listed = {line.split("  ")[1] for line in (exported / SUMS).read_text(encoding="utf-8").splitlines()}
    there = {path.relative_to(exported).as_posix() for path in exported.rglob("*") if path.is_file()}
    assert listed == there - {SUMS}


def test_each_year_has_a_folder_and_no_file_repeats_it(exported: Path) -> None:
    for table in ("figures", "checks", "changes", "findings", "documents"):
        assert sorted(path.name for path in (exported / table).iterdir()) == [
            f"report_year={year}" for year in (2017, 2018, 2019, 2024, 2025)
        ]
    assert "report_year" not in parquet.read_schema(exported / "figures/report_year=2019/0000.parquet").names


@pytest.mark.parametrize("table", list_tables())
def test_columns_are_those_described(exported: Path, table: str) -> None:
    fields = describe_table(table)["fields"]
    assert all(one["title"] and one["description"].strip() for one in fields)
    assert json.loads((exported / f"table-schemas/{table}.json").read_text(encoding="utf-8")) == describe_table(table)
    numbers = {"integer": {"int8", "int32", "int64"}, "boolean": {"bool"}, "number": {"double"}}
    for path in sorted((exported / table).rglob("*.parquet")):
        schema = parquet.read_schema(path)
        assert sorted(schema.names) == sorted({one["name"] for one in fields} - {"report_year"})
        for one in fields:
            if one["type"] in numbers and one["name"] != "report_year":
                assert str(schema.field(one["name"]).type) in numbers[one["type"]], one["name"]


def test_described_tables_name_the_columns_of_figures_and_checks() -> None:
    assert {one["name"] for one in describe_table("checks")["fields"]} == set(CHECK_TYPES)
    own = {one["name"] for one in describe_table("figures")["fields"]}
    assert own == {*FIGURE_TYPES, "amount_wan", "pct", "level", "counted"}


@pytest.mark.parametrize("table", ["figures", "checks", "findings", "changes"])
def test_keys_are_unique(exported: Path, table: str) -> None:
    keys = describe_table(table)["primaryKey"]
    rows = pd.read_parquet(exported / table, columns=keys)
    assert len(rows) > 100
    assert not rows.duplicated().any()


def test_level_and_counted_are_those_of_the_printed_lines(tmp_path: Path) -> None:
    out = export_small(
        tmp_path,
        {
            "some": [
                figure("functional-2020/201", "3.00"),
                figure("functional-2020/201", "3.00", locator="again"),
                figure("functional-2020/20129", "2.00", year=2018),
                figure("three-public/total", "1.00"),
                figure("three-public/vehicles", "1.00"),
                figure("staffing/staff", "5", unit="人"),
                figure("summary/total", "9.00", measure="change-rate", unit="%", base_year=2018),
            ]
        },
    )
    rows = pd.read_parquet(out / "figures").set_index("figure_id")
    assert rows["level"].tolist() == [1, 1, 2, 1, 2, 1, 1]
    assert rows["counted"].tolist() == [True, False, False, True, True, True, False]


def test_hostile_texts_stay_text_and_run_nowhere(tmp_path: Path) -> None:
    labels = [*FORMULAS, 'a "quoted", label', "in\u200bvisible", "  blank "]
    out = export_small(tmp_path, {"some": [figure("disclosure/other-income", "1.00", label=one) for one in labels]})
    rows = pd.read_parquet(out / "figures")
    assert rows["label"].tolist() == labels
    one, other = (open_data("some", 2019, folder) for folder in (tmp_path / "data", out))
    pd.testing.assert_frame_equal(one.figures, other.figures)
    amounts = pd.read_csv(out / "amounts/2019.csv", dtype="str")
    assert len(amounts) == 1
    assert amounts["label"].tolist() == [f"'{FORMULAS[0]}"]


def test_shared_files_of_another_encoding_become_utf8(tmp_path: Path) -> None:
    folder = make_data(tmp_path, {("some", 2019): [figure("summary/total", "1.00")]})
    text = (folder / "departments.csv").read_text(encoding="utf-8")
    (folder / "departments.csv").write_text(text, encoding="gb18030")
    export_data(folder, tmp_path / "out", "en")
    assert (tmp_path / "out/departments.csv").read_text(encoding="utf-8") == text
    one, other = (open_data("some", 2019, place) for place in (folder, tmp_path / "out"))
    pd.testing.assert_frame_equal(one.departments, other.departments)


def test_amounts_are_exact_decimals_of_yuan() -> None:
    given = pd.Series([0, -1, -12345, 149350000, 99, 10**16 + 1])
    wanted = ["0.00", "-0.01", "-123.45", "1493500.00", "0.99", "100000000000000.01"]
    assert list(map(str, write._make_yuan(given.to_numpy()).to_pylist())) == wanted


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "但有 1 个部门的数据未通过检查，整个部门没有导出：broken"), ("en", "are left out whole: broken")],
)
def test_refused_body_is_left_out_and_named(tmp_path: Path, lang: str, words: str) -> None:
    rows = {"broken": [figure("summary/total", "1.00")], "whole": [figure("summary/total", "2.00")]}
    folder = make_data(tmp_path, {(name, 2019): own for name, own in rows.items()})
    file = folder / "figures/broken/2019.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("1.00", "1.0.0"), encoding="utf-8")
    with pytest.raises(UserError, match=words) as refused:
        export_data(folder, tmp_path / "out", lang)
    assert refused.value.exit_code == 3
    assert [Path(one.file).parts[-2:] for one in refused.value.problems] == [("broken", "2019.csv")]
    assert json.loads((tmp_path / "out/datapackage.json").read_text(encoding="utf-8"))["leftOut"] == ["broken"]
    assert pd.read_csv(tmp_path / "out/reports.csv")["department"].tolist() == ["whole"]


def test_body_without_figures_and_one_that_nobody_lists_are_left_out(tmp_path: Path) -> None:
    rows = {"blank": [], "unlisted": [figure("summary/total", "1.00")], "whole": [figure("summary/total", "2.00")]}
    folder = make_data(tmp_path, {(name, 2019): own for name, own in rows.items()})
    listed = folder / "departments.csv"
    lines = listed.read_text(encoding="utf-8").splitlines(keepends=True)
    listed.write_text("".join(line for line in lines if not line.startswith("unlisted")), encoding="utf-8")
    with pytest.raises(UserError, match="left out whole: blank, unlisted") as refused:
        export_data(folder, tmp_path / "out", "en")
    assert len(refused.value.problems) == 2
    assert pd.read_csv(tmp_path / "out/reports.csv")["department"].tolist() == ["whole"]


def test_nothing_but_refused_data_leaves_the_earlier_export(tmp_path: Path) -> None:
    out = export_small(tmp_path, {"some": [figure("summary/total", "1.00")]})
    before = (out / SUMS).read_bytes()
    folder = make_data(tmp_path / "other", {("some", 2019): []})
    with pytest.raises(UserError, match="an earlier export is unchanged") as refused:
        export_data(folder, out, "en")
    assert len(refused.value.problems) == 1
    assert (out / SUMS).read_bytes() == before


def test_folder_without_reports_is_refused(tmp_path: Path) -> None:
    folder = make_data(tmp_path, {})
    with pytest.raises(UserError, match="有可导出的数据"):
        export_data(folder, tmp_path / "out", "zh")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["file", "other"])
def test_what_is_no_export_is_not_replaced(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    own = out if kind == "file" else out / "thesis.txt"
    own.parent.mkdir(exist_ok=True)
    own.write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="give a new or empty folder"):
        export_data(DATA_FOLDER, out, "en")
    assert own.read_text(encoding="utf-8") == "mine"


def test_full_disk_leaves_the_earlier_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = export_small(tmp_path, {"some": [figure("summary/total", "1.00")]})
    before = (out / SUMS).read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(write.parquet, "write_table", fail)
    with pytest.raises(PublishError, match=r"No space left on device.*an earlier export is unchanged"):
        export_data(tmp_path / "data", out, "en")
    assert (out / SUMS).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "out"]


def test_earlier_export_is_replaced_whole(tmp_path: Path) -> None:
    out = export_small(tmp_path, {"one": [figure("summary/total", "1.00")]})
    stray = out / "figures/report_year=2019/0001.parquet"
    stray.write_bytes(b"")
    (out / SUMS).write_text(f"{(out / SUMS).read_text()}0  {stray.relative_to(out).as_posix()}\n")
    (out / ".hidden").touch()
    shutil.rmtree(tmp_path / "data")
    export_small(tmp_path, {"two": [figure("summary/total", "1.00")]})
    assert pd.read_csv(out / "reports.csv")["department"].tolist() == ["two"]
    assert not stray.exists()


def test_files_of_others_are_not_lost_with_the_earlier_export(tmp_path: Path) -> None:
    out = export_small(tmp_path, {"one": [figure("summary/total", "1.00")]})
    (out / "figures" / "mine.sql").write_text("SELECT 1")
    with pytest.raises(UserError, match=r"not of the export and would be lost: figures/mine\.sql"):
        export_data(tmp_path / "data", out, "en")
    assert (out / "figures" / "mine.sql").exists()


def test_place_within_the_data_is_refused(tmp_path: Path) -> None:
    export_small(tmp_path, {"one": [figure("summary/total", "1.00")]})
    with pytest.raises(UserError, match="lies within the data folder"):
        export_data(tmp_path / "data", tmp_path / "data" / "export", "en")


@pytest.mark.slow
def test_many_slices_hold_the_same_rows(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "BYTES_AT_ONCE", 1)
    export_data(DATA_FOLDER, tmp_path / "out", "en")
    assert len([*(tmp_path / "out/figures/report_year=2019").iterdir()]) == 4
    for table in list_tables():
        one, other = (pd.read_parquet(folder / table) for folder in (exported, tmp_path / "out"))
        texts = {name: "str" for name, kind in one.dtypes.items() if kind == "category"}
        pd.testing.assert_frame_equal(one.astype(texts), other.astype(texts))
    years = [path.name for path in (exported / "amounts").iterdir()]
    assert all(
        (exported / f"amounts/{one}").read_bytes() == (tmp_path / f"out/amounts/{one}").read_bytes() for one in years
    )


def test_command_says_where_the_export_is_and_refuses_to_build_from_it(exported, expenditure, tmp_path) -> None:
    make_data(tmp_path, {("some", 2019): [figure("summary/total", "1.00")]})
    done = expenditure("export", "--data-dir", tmp_path / "data", "--out", tmp_path / "out", "--lang", "en")
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'out'}\n")
    assert "1 reports exported" in done.stderr
    for command in (["export", "--out", tmp_path / "x"], ["report", "--department", "beita-union", "--year", 2019]):
        done = expenditure(*command, "--data-dir", exported, "--lang", "en")
        assert (done.returncode, done.stdout) == (3, "")
        assert "is an export and lacks the files" in done.stderr
    done = expenditure("check", "--department", "beita-union", "--year", 2019, "--data-dir", exported, "--lang", "en")
    assert done.returncode == 1
    assert "18 checks, 10 findings" in done.stdout
