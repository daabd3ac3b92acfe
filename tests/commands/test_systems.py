"""Computers that lack what Linux has: what needs it says so in a sentence, the rest works."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from analysis import cli
from analysis.read import batch
from analysis.read.files import limits

REFUSE = """
def refuse(*arguments, **options):
    raise OSError(38, "Function not implemented")
"""
NO_PROC = """
import builtins, io
_open = io.open
def open_elsewhere(file, *arguments, **options):
    if str(file).startswith("/proc/"):
        raise FileNotFoundError(2, "No such file or directory", str(file))
    return _open(file, *arguments, **options)
builtins.open = io.open = open_elsewhere
"""
STUBS = {
    "fcntl": "import sys; sys.modules['fcntl'] = None",
    "resource": "import sys; sys.modules['resource'] = None",
    "windows": "import os, sys; sys.modules['fcntl'] = sys.modules['resource'] = None; del os.fork",
    "fork": "import os; del os.fork",
    "fork refused": f"{REFUSE}import os; os.fork = refuse",
    "socketpair": f"{REFUSE}import socket; socket.socketpair = refuse",
    "prctl": f"{REFUSE}import ctypes; ctypes.CDLL = refuse",
    "proc": NO_PROC,
}
STUBS["fcntl and proc"] = f"{STUBS['fcntl']}\n{NO_PROC}"
REPORT = ("report", "--department", "beita-union", "--year", "2019", "--lang", "en")
# Commands one after the other in one process: what each came to, a line each.
CALLS = """
import contextlib, io, json, sys
from analysis.cli import main
for call in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = main(call)
    print(json.dumps({"returncode": code, "stdout": out.getvalue(), "stderr": err.getvalue()}))
"""


@pytest.fixture
def call(tmp_path, project_root):
    """Run commands on a computer without something; its own child processes lack it too."""

    def run(missing, *calls):
        (tmp_path / "sitecustomize.py").write_text(STUBS[missing], encoding="utf-8")
        command = [sys.executable, "-c", CALLS, json.dumps(calls)]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(command, cwd=project_root, capture_output=True, text=True, timeout=120, env=environment)
        assert (done.returncode, done.stderr) == (0, "")
        return [SimpleNamespace(**json.loads(line)) for line in done.stdout.splitlines()]

    return run


@pytest.fixture
def printed(tmp_path):
    """Two documents, so that a pool of processes is asked for."""
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in paths:
        path.write_text("2019年度报告\n支出5.00万元。\n", encoding="utf-8")
    return paths


QUICK = {"fork", "windows"}  # each is a real process of some seconds
SLOWLY = [pytest.param(one, marks=() if one in QUICK else pytest.mark.slow) for one in STUBS]


@pytest.mark.parametrize("missing", SLOWLY)
def test_data_are_checked_and_documents_read_whatever_is_missing(call, printed, tmp_path, missing):
    out = ("--out", str(tmp_path / "out"))
    reading = ("read", *map(str, printed), "--format", "csv")
    # Read first: without /proc the memory that other commands have taken would count.
    done, *others = call(missing, reading, ("check",), ("list", *out), ("run", "--dry-run", *out))
    assert (done.returncode, done.stderr) == (cli.OK, "")
    assert done.stdout.count(",2019,5,万元,") == 2
    assert [one.returncode for one in others] == [cli.FINDINGS, cli.OK, cli.OK]


@pytest.mark.slow
def test_report_without_forks_is_built_by_plain_kernels_and_that_is_said_once(call, tmp_path):
    [done] = call("windows", (*REPORT, "--out", str(tmp_path / "out")))
    assert done.returncode == cli.OK, done.stderr
    assert done.stderr.count("plain Jupyter kernels") == 1
    assert "(resource: " in done.stderr


def test_report_without_any_sockets_says_what_the_system_lacks(call, tmp_path):
    [done] = call("socketpair", (*REPORT, "--out", str(tmp_path / "out")))
    assert (done.returncode, done.stdout) == (cli.FAILED, "")
    [message] = done.stderr.splitlines()
    assert "Reports need Linux or WSL 2" in message
    assert "socketpair" in message
    assert not (tmp_path / "out").exists()


def test_report_needs_neither_lock_nor_proc(call, tmp_path):
    [done] = call("fcntl and proc", (*REPORT, "--out", str(tmp_path / "out")))
    assert done.returncode == cli.OK, done.stderr


def test_yearly_run_without_locks_says_what_the_system_lacks(call, tmp_path):
    [done] = call("fcntl", ("run", "--lang", "en", "--out", str(tmp_path / "out")))
    assert done.returncode == cli.FAILED
    assert "(fcntl)" in done.stderr
    assert "Linux or WSL 2" in done.stderr


def test_limits_without_proc_follow_from_what_the_process_had(monkeypatch):
    resident, data = limits._measure_memory()
    monkeypatch.setattr("builtins.open", lambda *arguments, **options: (_ for _ in ()).throw(FileNotFoundError(2, "")))
    peak, same = limits._measure_memory()
    assert peak == same
    assert min(resident, data) / 10 < peak < 10 * max(resident, data)


def test_pool_is_used_where_there_is_one():
    with batch._open_pool() as pool:
        assert pool is not None
        assert pool.submit(int, "7").result() == 7
