"""Systems without forks: plain Jupyter kernels give the same notebooks, said once."""

import os
import socket
from pathlib import Path

import nbformat
import pytest

from analysis.errors import PublishError
from analysis.publish.notebooks.choose import choose_runner
from analysis.publish.notebooks.parts import strip_traces
from analysis.publish.notebooks.plain import PlainRunner
from analysis.publish.request import Request
from analysis.publish.subject import Body
from tests.publish.notebooks.runs import fail, run, write_notebook

SHOWN = (
    "print(department, year)",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "from IPython.display import HTML, Image, display\nprint('before')\ndisplay(HTML('<b>x</b>'))\nprint('after')",
    "Image(data=b'\\x89PNG\\r\\n\\x1a\\n', format='png', width=1, height=1)",
    "1;",
    "_ = 3\n_",
)


def plainly():
    return PlainRunner("en")


def refuse(*_):
    raise OSError(38, "Function not implemented")


@pytest.mark.parametrize("missing", ["fork", "socketpair", "prctl", "resource"])
def test_plain_kernels_are_chosen_where_something_is_missing_and_that_is_said_once(monkeypatch, capsys, missing):
    if missing == "fork":
        monkeypatch.delattr(os, "fork")
    elif missing == "socketpair":
        pair = socket.socketpair
        monkeypatch.setattr(socket, "socketpair", lambda *family: refuse() if family else pair())
    elif missing == "prctl":
        monkeypatch.setattr("analysis.publish.forks.require_prctl", refuse)
    else:
        monkeypatch.setattr("analysis.publish.forks.CAN_LIMIT", False)
    runner = choose_runner(Request(Body("beita-union", 2019), "en", Path()))
    assert isinstance(runner, PlainRunner)
    [said] = capsys.readouterr().err.splitlines()
    assert f"({missing}: " in said
    assert "plain Jupyter kernels" in said


def test_computer_without_any_sockets_is_told_in_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(socket, "socketpair", refuse)
    with pytest.raises(PublishError, match="cannot be built on this computer now"):
        choose_runner(Request(Body("beita-union", 2019), "en", Path()))
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_plain_kernels_give_the_same_notebook(tmp_path):
    path = write_notebook(tmp_path, "one", *SHOWN)
    plain, forked = (run(tmp_path, path, **runner)[0] for runner in ({"runner": plainly}, {}))
    assert nbformat.writes(strip_traces(plain)) == nbformat.writes(strip_traces(forked))


@pytest.mark.slow
def test_plain_kernels_fail_in_the_same_words(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "home"))
    for cell, kind in (
        ("1 / 0", "error"),
        ("import sys\nprint('careful', file=sys.stderr)", "stderr"),
        ("import sys\nsys.exit(0)", "error"),
        ("import os\nos._exit(0)", "dead-kernel"),
        ("raise MemoryError", "memory"),
    ):
        errors = [fail(tmp_path, cell, runner=plainly), fail(tmp_path, cell)]
        for one in errors:
            assert (one.notebook, one.cell, one.line, one.kind) == ("bad", 3, cell.splitlines()[0], kind)
            assert (tmp_path / "out" / "bad.ipynb").is_file()
    assert fail(tmp_path, "import time\ntime.sleep(60)", runner=plainly, time_limit_seconds=4).kind == "time"
    assert not (tmp_path / "home").exists()


@pytest.mark.slow
def test_report_of_plain_kernels_has_the_same_bytes(tmp_path, monkeypatch, expenditure, built_report):
    monkeypatch.setattr("analysis.publish.forks.require_prctl", refuse)
    done = expenditure("report", "--department", "beita-union", "--year", 2019, "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    for path in (tmp_path / "beita-union" / "2019").rglob("*.*"):
        if path.suffix in {".html", ".ipynb", ".svg", ".csv"}:
            assert (
                path.read_bytes() == (built_report / path.relative_to(tmp_path / "beita-union" / "2019")).read_bytes()
            )
