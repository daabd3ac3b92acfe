"""Data files read by several processes at once: the same tables, and the same words of what is wrong with them."""

import os
import shutil

import pandas as pd
import pytest

from analysis.check import run_checks
from analysis.check.findings import check_by
from analysis.dataset import open_data
from analysis.departments import DepartmentTables, load_departments
from analysis.errors import UserError
from analysis.frames import concat_frames
from analysis.groups import _KEPT, keep_group
from analysis.project import DATA_VARIABLE
from analysis.publish.edition import open_edition
from analysis.publish.reading import check_in_forks, fork_off, load_in_forks
from analysis.publish.subject import Group
from analysis.tables import DATA_FOLDER
from tests.helpers import edit


def copy_all(tmp_path):
    """Return a copy of the project's data that a test may change."""
    return shutil.copytree(DATA_FOLDER, tmp_path / "data", ignore=shutil.ignore_patterns("raw"))


def test_files_are_read_by_several_processes_as_by_one(monkeypatch):
    monkeypatch.setattr("analysis.publish.reading._FEWEST", 1)
    monkeypatch.setattr("analysis.publish.reading.count_cores", lambda: 3)
    one, several = (keep_group("putuo", [2024, 2025], "zh", load) for load in (load_departments, load_in_forks))
    _KEPT.clear()
    assert one.files == several.files
    for name in (*DepartmentTables.NAMES, "codes", "reports", "members"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(several, name))


def test_bodies_are_checked_by_several_processes_as_by_one(monkeypatch):
    monkeypatch.setattr("analysis.publish.reading.count_cores", lambda: 3)
    data = open_data()
    one = check_in_forks(data)  # few figures: no process is worth while
    monkeypatch.setattr("analysis.publish.reading.FIGURES_AT_ONCE", 1_000)
    several = check_in_forks(data)
    assert (len(one), len(several)) == (1, 3)
    pd.testing.assert_frame_equal(concat_frames(several), concat_frames(one))
    with check_by(lambda _: several[:1]):
        pd.testing.assert_frame_equal(run_checks(data), several[0])


def test_a_workbook_that_another_process_writes_is_the_same(tmp_path, monkeypatch):
    edition = open_edition(Group("putuo", (2024, 2025)), "zh")
    inputs = edition.describe_inputs(tmp_path)
    monkeypatch.setattr("analysis.publish.forks.count_cores", lambda: 2)
    written = []
    for most in (1_000_000, 0):
        monkeypatch.setattr("analysis.publish.group.FIGURES_AT_ONCE", most)
        with edition.write_tables(inputs) as tables:
            written.append(tables())
    assert written[0] == written[1]
    assert [*written[0]] == ["workbook.xlsx"]


def test_a_process_that_dies_leaves_no_half_answer():
    with fork_off(lambda: os._exit(9)) as answer, pytest.raises(RuntimeError, match="exit code 9"):
        answer()


def test_what_is_wrong_with_files_is_told_by_each_process(tmp_path, monkeypatch):
    data = copy_all(tmp_path)
    monkeypatch.setattr("analysis.publish.reading._FEWEST", 1)
    monkeypatch.setenv(DATA_VARIABLE, str(data))
    for body in ("putuo-wanli", "putuo-commerce"):
        edit(data / "figures" / body / "2025.csv", "F01", printed="x")
    with pytest.raises(UserError) as refused:
        keep_group("putuo", [2025], "en", load_in_forks)
    assert {problem.file.split("/")[-2] for problem in refused.value.problems} == {"putuo-wanli", "putuo-commerce"}


def test_groups_is_the_id_of_no_department(tmp_path):
    data = copy_all(tmp_path)
    file = data / "departments.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("beita-union,", "groups,", 1), encoding="utf-8")
    with pytest.raises(UserError, match="the folder of the reports on groups"):
        open_data(data_dir=data, lang="en")
