"""Notebooks run strictly: what fails is named, what hangs is ended, nothing is left behind."""

import os
import time
from contextlib import suppress
from functools import partial

import nbformat
import psutil
import pytest

from analysis.publish.notebooks.parts import hash_notebook, strip_traces
from analysis.publish.notebooks.progress import RunError
from analysis.publish.notebooks.run import ForkedRunner
from tests.publish.notebooks.runs import fail, run, text_of, write_notebook

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="notebooks run in forks: Linux only")


def test_notebooks_come_back_in_order_each_from_a_process_of_its_own(tmp_path):
    source = "import os, time\ntime.sleep(0.3 if name == 'one' else 0)\nprint(name, os.getpid(), department, year)"
    paths = [write_notebook(tmp_path, name, f"name = {name!r}", source) for name in ("one", "two")]
    texts = [text_of(notebook).split() for notebook in run(tmp_path, *paths)]
    assert [text[0] for text in texts] == ["one", "two"]
    assert texts[0][1] != texts[1][1]
    assert texts[0][2:] == ["001201", "2019"]  # a department code stays text
    assert list((tmp_path / "out").iterdir()) == []  # there is nothing to look into


def test_notebooks_may_have_to_wait_for_each_other(tmp_path):
    source = "import time\nbegun = time.monotonic()\ntime.sleep(0.1)\nprint(begun, time.monotonic())"
    paths = [write_notebook(tmp_path, name, source) for name in ("one", "two", "three")]
    notebooks = run(tmp_path, *paths, runner=partial(ForkedRunner, at_once=1))
    times = [float(one) for notebook in notebooks for one in text_of(notebook).split()]
    assert times == sorted(times)


def test_progress_names_notebook_and_cell(tmp_path):
    steps = []
    run(tmp_path, write_notebook(tmp_path, "one", "1", "2"), tell=steps.append)
    assert [(s.notebook, s.cell, s.cells, s.state) for s in steps] == [
        *(("one", n, 4, "running") for n in (1, 2, 3, 4)),  # parameters, injected parameters, two cells
        ("one", 4, 4, "finished"),
    ]


def test_last_words_of_a_process_that_has_ended_count(tmp_path):
    paths = [write_notebook(tmp_path, name, "1") for name in ("one", "two")]
    assert len(run(tmp_path, *paths, tell=lambda step: time.sleep(0.2))) == 2  # both have ended before they are heard


def test_failing_cell_is_named_and_its_notebook_kept(tmp_path):
    error = fail(tmp_path, "x = 1", "1 / 0")
    assert (error.notebook, error.cell, error.line, error.kind) == ("bad", 4, "1 / 0", "error")
    assert "ZeroDivisionError" in error.detail
    assert "\x1b" not in error.detail
    assert (tmp_path / "out" / "bad.ipynb").is_file()


def test_killed_process_is_no_success_although_papermill_marks_its_cells_completed(tmp_path):
    error = fail(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "print('never')")
    assert (error.kind, error.cell) == ("dead-kernel", 3)


def test_what_a_crashed_process_said_is_kept_beside_its_notebook(tmp_path):
    assert fail(tmp_path, "import ctypes\nctypes.string_at(0)").kind == "dead-kernel"
    assert "Segmentation fault" in (tmp_path / "out" / "bad.log").read_text()


def test_exit_in_a_cell_is_no_success(tmp_path):
    assert fail(tmp_path, "import os\nos._exit(0)", "1").kind == "dead-kernel"


@pytest.mark.slow
def test_hanging_cell_is_ended_at_the_time_limit(tmp_path):
    started = time.monotonic()
    error = fail(tmp_path, "import time\ntime.sleep(60)", time_limit_seconds=1.5)
    assert (error.kind, error.cell) == ("time", 3)
    assert time.monotonic() - started < 8


def test_warning_on_standard_error_is_a_failure(tmp_path):
    error = fail(tmp_path, "import sys\nprint('careful', file=sys.stderr)")
    assert (error.kind, error.detail) == ("stderr", "careful")


def test_output_past_python_belongs_to_its_cell_and_a_warning_there_is_a_failure(tmp_path):
    source = "import os, subprocess\nprint('one')\nos.write(1, b'two ')\nsubprocess.run(['echo', 'three'])\nNone"
    assert text_of(run(tmp_path, write_notebook(tmp_path, "one", source))[0]).split() == ["one", "two", "three"]
    error = fail(tmp_path, "import os\nos.write(2, b'careful')\nNone", "1")
    assert (error.kind, error.cell, error.detail) == ("stderr", 3, "careful")


def test_form_that_is_no_text_is_shown_where_a_notebook_may_hold_it_and_else_an_error(tmp_path):
    source = "from IPython.display import display\ndisplay({}, raw=True)".format
    [notebook] = run(tmp_path, write_notebook(tmp_path, "good", source("{'application/json': {'a': [1]}}")))
    assert notebook.cells[-1].outputs[0].data == {"application/json": {"a": [1]}}
    assert "ValidationError" in fail(tmp_path, source("{'text/plain': 5}")).detail


def test_flood_past_python_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.publish.notebooks.shell.OUTPUT_LIMIT_BYTES", 100_000)
    assert fail(tmp_path, "import subprocess\nsubprocess.run(['yes'])\nNone", time_limit_seconds=20).kind == "flood"


@pytest.mark.slow
def test_flood_of_output_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.publish.notebooks.shell.OUTPUT_LIMIT_BYTES", 100_000)
    error = fail(tmp_path, "while True:\n    print('x' * 10_000)", time_limit_seconds=20)
    assert error.kind == "flood"


def test_huge_error_is_cut_in_the_message_and_counts_as_flood(tmp_path, monkeypatch):
    assert len(fail(tmp_path, "raise ValueError('x' * 50_000)").detail) < 2_100
    monkeypatch.setattr("analysis.publish.notebooks.shell.OUTPUT_LIMIT_BYTES", 40_000)
    assert fail(tmp_path, "raise ValueError('x' * 50_000)").kind == "flood"


def test_what_a_cell_started_ends_with_its_notebook(tmp_path):
    source = "import subprocess\nprint(subprocess.Popen(['sleep', '60']).pid)"
    path = write_notebook(tmp_path, "one", source)
    [notebook] = run(tmp_path, path, tell=lambda step: time.sleep(0.2))  # it has ended before it is heard
    process, deadline = int(text_of(notebook)), time.monotonic() + 10
    with suppress(psutil.NoSuchProcess):
        while (state := psutil.Process(process).status()) != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline, state
            time.sleep(0.01)


def test_one_failure_stops_the_others(tmp_path):
    started = time.monotonic()
    slow = write_notebook(tmp_path, "slow", "import time\ntime.sleep(60)")
    with pytest.raises(RunError) as caught:
        run(tmp_path, slow, write_notebook(tmp_path, "bad", "1 / 0"))
    assert caught.value.notebook == "bad"
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["error", "stderr", "dead-kernel", "time", "flood", "start", "stopped"])
def test_every_kind_of_failure_has_a_message_in_both_languages(kind, lang):
    message = RunError("1-check", 3, "checks.show(review)", kind, "because").describe(lang)
    assert "1-check" in message
    assert "Traceback" not in message


def test_error_reads_as_a_sentence_in_a_log():
    error = RunError("1-check", 3, "checks.show(review)", "stderr", "careful")
    assert str(error).startswith("notebook 1-check, code cell 3 (checks.show(review)) wrote a warning")


@pytest.fixture
def forks(monkeypatch):
    """What forks notebooks; the system refuses the first."""
    forks, fork = [], os.fork

    def refuse_first():
        forks.append(len(forks))
        if len(forks) == 1:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return fork()

    monkeypatch.setattr(os, "fork", refuse_first)
    return forks


def test_process_that_is_refused_is_asked_for_once_more(tmp_path, forks):
    assert text_of(run(tmp_path, write_notebook(tmp_path, "one", "print(year)"))[0]).strip() == "2019"
    assert len(forks) == 2


def test_cell_that_fails_is_not_run_again(tmp_path, forks):
    assert fail(tmp_path, "1 / 0").kind == "error"
    assert len(forks) == 2  # the refused one and its repetition, no third for the cell


def test_system_that_goes_on_refusing_is_named(tmp_path, monkeypatch):
    def refuse():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    error = fail(tmp_path, "1")
    assert (error.kind, error.cell) == ("start", 0)
    assert "unavailable" in error.describe("en")


def test_notebook_of_an_unknown_kernel_is_said_so(tmp_path):
    path = write_notebook(tmp_path, "one", "1")
    path.write_text(path.read_text().replace('"name": "python3"', '"name": "somebody-s-own"'))
    with pytest.raises(RunError, match="somebody-s-own") as caught:
        run(tmp_path, path)
    assert caught.value.kind == "start"


def test_process_listens_on_no_network_port(tmp_path):
    source = "import psutil, os\nprint([c for c in psutil.Process().net_connections('inet')])"
    assert text_of(run(tmp_path, write_notebook(tmp_path, "one", source))[0]).strip() == "[]"


def test_users_ipython_configuration_does_not_count(tmp_path, monkeypatch):
    startup = tmp_path / "home" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("year = 1999")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "home"))
    notebook = run(tmp_path, write_notebook(tmp_path, "one", "print(year)"))[0]
    assert text_of(notebook).strip() == "2019"


def test_two_runs_in_different_folders_give_the_same_notebook(tmp_path):
    written = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        path = write_notebook(folder, "one", "print(department)", "{1: 2}")
        written.append(nbformat.writes(strip_traces(run(folder, path)[0])))
    assert written[0] == written[1]
    assert "papermill" not in written[0]
    assert str(tmp_path) not in written[0]


def test_saved_run_makes_neither_another_number_nor_other_bytes(tmp_path):
    path = write_notebook(tmp_path, "one", "print(department)", "1 + 1")
    plain, first = hash_notebook(path), run(tmp_path, path)[0]
    saved = nbformat.from_dict(first)
    saved.cells = [cell for cell in saved.cells if "injected-parameters" not in cell.metadata.tags]
    saved.metadata["widgets"], saved.metadata["toc-autonumbering"] = {}, True
    for cell in saved.cells:
        cell.metadata.update(execution={"iopub.execute_input": "2026-01-01T00:00:00Z"}, collapsed=True)
        cell["id"] = f"another-{cell['id']}"
    nbformat.write(saved, path)
    assert hash_notebook(path) == plain
    assert nbformat.writes(strip_traces(run(tmp_path, path)[0])) == nbformat.writes(strip_traces(first))


@pytest.mark.parametrize("change", ["source", "tags", "kernelspec"])
def test_what_counts_of_a_notebook_makes_another_number(tmp_path, change):
    path = write_notebook(tmp_path, "one", "print(department)")
    plain, notebook = hash_notebook(path), nbformat.read(path, as_version=4)
    if change == "source":
        notebook.cells[1].source += "\n"
    elif change == "tags":
        notebook.cells[1].metadata["tags"] = ["front"]
    else:
        notebook.metadata.kernelspec["name"] = "other"
    nbformat.write(notebook, path)
    assert hash_notebook(path) != plain


def test_notebook_that_needs_too_much_memory_is_ended_with_the_limit_in_the_message(tmp_path):
    cells = ("held = bytearray(50_000_000)", "more = bytearray(500_000_000)")
    error = fail(tmp_path, *cells, memory_limit_mb=300)
    assert (error.kind, error.cell) == ("memory", 4)
    assert "needs more memory than the limit of 300 MB" in error.describe("en")
    assert "--memory-limit" in error.describe("zh")


def test_limit_on_memory_leaves_room_for_what_is_allowed(tmp_path):
    path = write_notebook(tmp_path, "one", "held = bytearray(100_000_000)\nprint(len(held))")
    assert text_of(run(tmp_path, path, memory_limit_mb=300)[0]).strip() == "100000000"
