"""The long form of test_killed_run_leaves_whole_reports_and_the_next_one_finishes."""

import pytest

from tests.faults.kills import kill_runs
from tests.helpers import copy_data


@pytest.mark.faults
def test_two_hundred_killed_runs_leave_whole_reports(tmp_path):
    kill_runs(tmp_path / "out", copy_data(tmp_path), times=200)
