"""The long forms of the tests that kill a few runs and workers."""

import shutil

import pytest

from analysis.tables import DATA_FOLDER
from tests.faults.kills import kill_runs, kill_workers
from tests.helpers import copy_data


@pytest.mark.faults
def test_two_hundred_killed_runs_leave_whole_reports(tmp_path):
    kill_runs(tmp_path / "out", copy_data(tmp_path), times=200)


@pytest.mark.faults
def test_fifty_killed_workers_leave_whole_reports_of_every_body(tmp_path):
    data = shutil.copytree(DATA_FOLDER, tmp_path / "data", ignore=shutil.ignore_patterns("raw"))
    kill_workers(tmp_path / "out", data, times=50)
