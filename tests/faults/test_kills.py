"""The long forms of the tests that kill a few runs and workers."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from analysis.tables import DATA_FOLDER
from tests.faults.kills import find_survivors, kill_runs, kill_workers
from tests.helpers import copy_data


@pytest.mark.faults
def test_two_hundred_killed_runs_leave_whole_reports(tmp_path):
    kill_runs(tmp_path / "out", copy_data(tmp_path), times=200)


@pytest.mark.faults
def test_fifty_killed_workers_leave_whole_reports_of_every_body(tmp_path):
    data = shutil.copytree(DATA_FOLDER, tmp_path / "data", ignore=shutil.ignore_patterns("raw"))
    kill_workers(tmp_path / "out", data, times=50)


@pytest.mark.faults
def test_interrupted_run_of_workers_ends_quietly_with_all_its_processes(tmp_path, project_root):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "analysis", "run", "--workers", "2", "--lang", "en", "--out", str(out)]
    with subprocess.Popen(
        command, cwd=project_root, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:  # fmt: skip
        while not list(out.glob(".staging/*/*/work")) and process.poll() is None:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)  # as the keyboard does
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert said.splitlines()[-1].startswith("interrupted;")
    assert "Traceback" not in said
    assert find_survivors(out) == []
