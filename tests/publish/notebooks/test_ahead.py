"""The process that prepares itself ahead: who ends with whom, and what is said when it is gone."""

import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial

import psutil
import pytest

from analysis.publish.notebooks.ahead import AheadRunner
from tests.publish.notebooks.runs import fail, run, text_of, write_notebook

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="notebooks run in forks: Linux only")


def prepare():
    """Have nothing to prepare."""


ahead = partial(AheadRunner, prepare)


def test_prepared_process_runs_the_notebooks_and_tells_of_each_cell(tmp_path):
    prepared, steps = [], []
    path = write_notebook(tmp_path, "one", "print(department, year)")
    [notebook] = run(tmp_path, path, runner=ahead, tell=steps.append)
    assert text_of(notebook).split() == ["001201", "2019"]
    assert [(s.notebook, s.cell, s.cells, s.state) for s in steps] == [
        *(("one", n, 3, "running") for n in (1, 2, 3)),
        ("one", 3, 3, "finished"),
    ]
    assert prepared == []  # in the other process only


def test_failure_comes_over_whole(tmp_path):
    error = fail(tmp_path, "1 / 0", runner=ahead)
    assert (error.notebook, error.cell, error.line, error.kind) == ("bad", 3, "1 / 0", "error")
    assert "ZeroDivisionError" in error.detail
    assert (tmp_path / "out" / "bad.ipynb").is_file()


def test_process_that_died_before_is_said_so(tmp_path):
    runner = AheadRunner(prepare)
    os.kill(runner.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert fail(tmp_path, "1", runner=lambda: runner).kind == "start"


def test_process_that_dies_ends_the_run_at_once(tmp_path):
    runner, started = AheadRunner(prepare), time.monotonic()

    def kill(progress):
        if progress.cell == 3:
            threading.Timer(0.2, os.kill, [runner.pid, signal.SIGKILL]).start()

    error = fail(tmp_path, "import time; time.sleep(60)", runner=lambda: runner, tell=kill)
    assert (error.kind, error.cell, error.line) == ("dead-kernel", 3, "import time; time.sleep(60)")
    assert time.monotonic() - started < 10


@pytest.mark.slow
def test_process_that_never_begins_is_ended_at_the_time_limit(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.publish.notebooks.ahead.GRACE_SECONDS", 0)
    started = time.monotonic()
    stuck = partial(AheadRunner, partial(time.sleep, 60))
    assert fail(tmp_path, "1", runner=stuck, time_limit_seconds=1).kind == "time"
    assert time.monotonic() - started < 10


def test_command_need_not_wait_for_what_is_prepared(tmp_path):
    started = time.monotonic()
    with AheadRunner(partial(time.sleep, 60)) as runner:
        assert psutil.pid_exists(runner.pid)
    assert time.monotonic() - started < 5
    assert not psutil.pid_exists(runner.pid)


PROGRAM = """
import sys; from pathlib import Path; from analysis.publish.notebooks.ahead import AheadRunner
with AheadRunner(lambda: None) as runner:
    print(runner.pid, flush=True)
    from analysis.publish.notebooks.run import Task
    folder = Path(sys.argv[1])
    runner.begin(Task([folder / 'slow.ipynb'], {'year': 1}, folder, folder))
    runner.finish(lambda progress: print(progress.cell, flush=True))
"""


def test_processes_end_when_the_command_is_killed(tmp_path):
    write_notebook(tmp_path, "slow", "import time\ntime.sleep(60)")
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        ahead = psutil.Process(int(process.stdout.readline()))
        while process.stdout.readline().strip() != "3":
            pass
        family = [ahead, *ahead.children(recursive=True)]
        assert len(family) == 2
        process.kill()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []


def test_everything_imported_leaves_one_thread(tmp_path):
    def prepare():
        import analysis.publish.notebooks.warm  # noqa: F401

    source = "import psutil, os\nprint(psutil.Process(os.getppid()).num_threads())"
    path = write_notebook(tmp_path, "one", source)
    assert text_of(run(tmp_path, path, runner=partial(AheadRunner, prepare))[0]).strip() == "1"
