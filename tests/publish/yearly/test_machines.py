"""A cluster of real processes, as deploy/ starts it: kills, a scheduler that dies, other clocks, the same bytes."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from analysis.publish.yearly.log import read_entries
from analysis.publish.yearly.plan import plan_jobs
from tests.faults.kills import find_survivors, kill_workers, start_run
from tests.helpers import add_department, copy_data

pytestmark = pytest.mark.slow
OTHER = "second-union"
# A machine whose clock is three hours ahead, on the other side of the earth.
CLOCK = "import time; _now = time.time; time.time = lambda: _now() + 3 * 3600"


@pytest.fixture
def data(tmp_path):
    data = copy_data(tmp_path)
    add_department(data, OTHER)
    return data


def read_files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_killed_workers_leave_whole_reports_with_the_bytes_of_a_single_one(data, tmp_path, expenditure):
    out = tmp_path / "out"
    kill_workers(out, data, times=1)
    report = ("report", "--department", "beita-union", "--year", 2019, "--data-dir", data)
    assert expenditure(*report, "--out", tmp_path / "alone").returncode == 0
    place = Path("beita-union", "2019")
    assert read_files(out / place) == read_files(tmp_path / "alone" / place)


@pytest.fixture
def environment(tmp_path, project_root):
    """The settings of deploy/, with the key that its guide makes."""
    keys, settings = tmp_path / "cluster", tmp_path / "dask"
    guide = (project_root / "deploy" / "README.md").read_text(encoding="utf-8")
    make_key = re.search(r"openssl req .*", guide)[0].replace("/srv/expenditure-cluster", str(keys))
    keys.mkdir()
    subprocess.run(make_key.split(), check=True, capture_output=True)
    settings.mkdir()
    text = (project_root / "deploy" / "dask.yaml").read_text(encoding="utf-8")
    (settings / "expenditure.yaml").write_text(text.replace("/srv/expenditure-cluster", str(keys)))
    return {**os.environ, "DASK_CONFIG": str(settings), "PYTHONPATH": str(project_root)}


@contextmanager
def start_dask(name, arguments, environment):
    command = [Path(sys.executable).with_name("dask"), name, *arguments, "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, **quiet) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def start_cluster(port, tmp_path, environment):
    """Yield the scheduler's process, with a worker elsewhere."""
    (tmp_path / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    path = f"{tmp_path}{os.pathsep}{environment['PYTHONPATH']}"
    elsewhere = environment | {"PYTHONPATH": path, "TZ": "Pacific/Kiritimati"}
    scheduler = ["--host", "127.0.0.1", "--port", str(port), "--protocol", "tls"]
    worker = [f"tls://127.0.0.1:{port}", "--nworkers", "1", "--nthreads", "1", "--memory-limit", "0"]
    with start_dask("scheduler", scheduler, environment) as process, start_dask("worker", worker, elsewhere):
        yield process


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_scheduler_that_dies_stops_the_run_and_the_next_builds_the_rest(data, tmp_path, environment, project_root):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    out, place = tmp_path / "out", {"scheduler": f"tls://127.0.0.1:{port}", "env": environment, "cwd": project_root}
    started = datetime.now().astimezone().replace(microsecond=0)
    with start_cluster(port, tmp_path, environment) as scheduler, start_run(out, data, **place) as run:
        while not list(out.glob(f".staging/{OTHER}/*/work")) and run.poll() is None:  # the first one is done then
            time.sleep(0.05)
        scheduler.kill()
        said = run.communicate(timeout=60)[1]
    assert run.returncode == 4
    assert "the run has stopped: the scheduler has ended, or the connection to it broke. What is done is" in said
    assert "Traceback" not in said
    assert [entry["department"] for entry in read_entries(out)] == ["beita-union"]
    with start_cluster(port, tmp_path, environment), start_run(out, data, **place) as run:
        said = run.communicate(timeout=60)[1]
        assert run.returncode == 0, said
    assert [job.why for job in plan_jobs("en", out, data)] == ["", ""]
    assert find_survivors(out) == []
    times = [datetime.fromisoformat(entry["time"]) for entry in read_entries(out)]
    assert started <= min(times) <= max(times) <= datetime.now().astimezone()
    assert {when.utcoffset() for when in times} == {started.utcoffset()}
    assert max(entry["seconds"] for entry in read_entries(out)) < 60
