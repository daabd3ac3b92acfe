"""A Dataset opened from an export is that of the files."""

import dataclasses
import shutil
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from analysis import Dataset, open_data, open_group, run_checks
from analysis.errors import UserError

SLOW = [("jiangsu-congress", 2017), ("putuo-commerce-own", 2025)]
REPORTS = [
    ("beita-union", 2019),
    ("jiangsu-procuratorate", 2019),
    *(pytest.param(*one, marks=pytest.mark.slow) for one in SLOW),
]


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are opened as reports open them: a cache also knows the names of later years."""
    monkeypatch.setenv("EXPENDITURE_CACHE_DIR", "")


def assert_same(one: Dataset, other: Dataset) -> None:
    for field in dataclasses.fields(one):
        table = getattr(one, field.name)
        if isinstance(table, pd.DataFrame):
            pd.testing.assert_frame_equal(table, getattr(other, field.name), obj=field.name)


@pytest.mark.parametrize(("department", "year"), REPORTS)
def test_one_report_is_the_same(exported: Path, department: str, year: int) -> None:
    one, other = open_data(department, year), open_data(department, year, exported)
    assert_same(one, other)
    pd.testing.assert_frame_equal(run_checks(one), run_checks(other))


@pytest.mark.slow
def test_everything_is_the_same(exported: Path) -> None:
    assert_same(open_data(), open_data(data_dir=exported))


@pytest.mark.slow
def test_departments_in_another_order_and_some_years_are_the_same(exported: Path) -> None:
    chosen = (["putuo-wanli", "jiangsu-cppcc", "beita-union"], [2019, 2025])
    assert_same(open_data(*chosen), open_data(*chosen, exported))


@pytest.mark.slow
def test_group_is_the_same(exported: Path) -> None:
    assert_same(open_group("putuo", [2024, 2025]), open_group("putuo", [2024, 2025], exported))


def test_stored_checks_are_those_of_the_report_alone(exported: Path) -> None:
    checks = run_checks(open_data("jiangsu-procuratorate", 2019)).drop(columns="report_year")
    where = [("department", "==", "jiangsu-procuratorate"), ("report_year", "==", 2019)]
    stored = pd.read_parquet(exported / "checks", filters=where).drop(columns="report_year")
    texts = {name: "str" for name, kind in checks.dtypes.items() if kind == "category"}
    pd.testing.assert_frame_equal(stored.astype(texts), checks.astype(texts))


def test_fingerprint_is_that_of_the_export(exported: Path) -> None:
    one, other = open_data("beita-union", 2019), open_data("beita-union", 2019, exported)
    assert one.fingerprint != other.fingerprint
    assert "SHA256SUMS" in {record.path for record in other.files}
    assert not any(record.path.startswith("figures/") for record in other.files)


def test_report_that_is_not_there_is_named(exported: Path) -> None:
    with pytest.raises(UserError, match="no data for 2018; there are: 2019"):
        open_data("beita-union", 2018, exported, "en")


@pytest.mark.parametrize(
    ("old", "new"), [(",0000,", ",0,"), (",2019,0000,", ",2019,0007,"), ("checks_count", "checks\nnonsense")]
)
def test_changed_list_of_reports_is_refused(exported: Path, tmp_path: Path, old: str, new: str) -> None:
    """As a spreadsheet saves it, 0000 becomes 0: then no part would be found, and nothing missed."""
    copy = Path(shutil.copytree(exported, tmp_path / "export"))
    text = (copy / "reports.csv").read_text(encoding="utf-8")
    (copy / "reports.csv").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=r"reports\.csv: this file of the export is gone or damaged \(SHA256SUMS\)"):
        open_data("beita-union", 2019, copy, "en")


def test_part_without_a_column_is_refused(exported: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(exported, tmp_path / "export"))
    file = copy / "figures/report_year=2019/0000.parquet"
    parquet.write_table(parquet.ParquetFile(file).read().drop_columns(["value"]), file)
    with pytest.raises(UserError, match=r"gone or damaged \(no value\)"):
        open_data("beita-union", 2019, copy, "en")


@pytest.mark.parametrize("damage", ["gone", "cut", "changed"])
def test_damaged_part_is_refused(exported: Path, tmp_path: Path, damage: str) -> None:
    copy = Path(shutil.copytree(exported, tmp_path / "export"))
    file = copy / "links/report_year=2019/0000.parquet"
    content = file.read_bytes()
    if damage == "gone":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(content[:-20])
    else:
        file.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    with pytest.raises(UserError, match="gone or damaged") as refused:
        open_data("beita-union", 2019, copy, "en")
    assert [one.file for one in refused.value.problems] == [file.as_posix()]
    open_data("putuo-finance", 2024, copy, "en")
