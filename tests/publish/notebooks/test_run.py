"""Notebooks run strictly: what fails is named, what hangs is ended, nothing is left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from analysis.publish.notebooks.engine import RunError, _Provisioner
from analysis.publish.notebooks.kernels import Nursery, NurseryDied
from analysis.publish.notebooks.parts import hash_notebook, strip_traces
from analysis.publish.notebooks.run import run_notebooks
from tests.publish.notebooks.runs import write_notebook

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kernels are forked: Linux only")


@pytest.fixture(scope="module")
def nursery():
    with Nursery("ipykernel.kernelapp") as nursery:
        yield nursery


def run(nursery, folder, *paths, **options):
    output = folder / "out"
    output.mkdir(exist_ok=True)
    parameters = {"department": "001201", "year": 2019}
    return run_notebooks(paths, parameters, output, nursery, folder, **options)


def text_of(notebook):
    return "".join(output.text for cell in notebook.cells for output in cell.get("outputs", ()))


def fail(nursery, folder, *sources, **options):
    with pytest.raises(RunError) as caught:
        run(nursery, folder, write_notebook(folder, "bad", *sources), **options)
    return caught.value


def test_notebooks_come_back_in_order_each_from_its_own_kernel(nursery, tmp_path):
    source = "import os, time\ntime.sleep(0.3 if name == 'one' else 0)\nprint(name, os.getpid(), department, year)"
    paths = [write_notebook(tmp_path, name, f"name = {name!r}", source) for name in ("one", "two")]
    texts = [text_of(notebook).split() for notebook in run(nursery, tmp_path, *paths)]
    assert [text[0] for text in texts] == ["one", "two"]
    assert texts[0][1] != texts[1][1]
    assert texts[0][2:] == ["001201", "2019"]  # a department code stays text
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["one.ipynb", "two.ipynb"]


def test_progress_names_notebook_and_cell(nursery, tmp_path):
    steps = []
    run(nursery, tmp_path, write_notebook(tmp_path, "one", "1", "2"), on_progress=steps.append)
    assert [(s.notebook, s.cell, s.cells, s.state) for s in steps] == [
        *(("one", n, 4, "running") for n in (1, 2, 3, 4)),  # parameters, injected parameters, two cells
        ("one", 4, 4, "finished"),
    ]


def test_failing_cell_is_named_and_its_notebook_kept(nursery, tmp_path):
    error = fail(nursery, tmp_path, "x = 1", "1 / 0")
    assert (error.notebook, error.cell, error.line, error.kind) == ("bad", 4, "1 / 0", "error")
    assert "ZeroDivisionError" in error.detail
    assert "\x1b" not in error.detail
    assert (tmp_path / "out" / "bad.ipynb").is_file()


def test_killed_kernel_is_no_success_although_papermill_marks_its_cells_completed(nursery, tmp_path):
    error = fail(nursery, tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "print('never')")
    assert (error.kind, error.cell) == ("dead-kernel", 3)


def test_what_a_crashed_kernel_said_is_kept_beside_its_notebook(nursery, tmp_path):
    assert fail(nursery, tmp_path, "import ctypes\nctypes.string_at(0)").kind == "dead-kernel"
    assert "Segmentation fault" in (tmp_path / "out" / "bad.log").read_text()


def test_exit_in_a_cell_is_no_success(nursery, tmp_path):
    assert fail(nursery, tmp_path, "import os\nos._exit(0)", "1").kind == "dead-kernel"


@pytest.mark.slow
def test_hanging_cell_is_ended_at_the_time_limit(nursery, tmp_path):
    started = time.monotonic()
    error = fail(nursery, tmp_path, "import time\ntime.sleep(60)", time_limit_seconds=1.5)
    assert (error.kind, error.cell) == ("time", 3)
    assert time.monotonic() - started < 8


def test_warning_on_standard_error_is_a_failure(nursery, tmp_path):
    error = fail(nursery, tmp_path, "import sys\nprint('careful', file=sys.stderr)")
    assert (error.kind, error.detail) == ("stderr", "careful")


@pytest.mark.slow
def test_flood_of_output_is_ended(nursery, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.publish.notebooks.engine.OUTPUT_LIMIT_BYTES", 100_000)
    error = fail(nursery, tmp_path, "while True:\n    print('x' * 10_000)", time_limit_seconds=20)
    assert error.kind == "flood"


def test_huge_error_is_cut_in_the_message_and_counts_as_flood(nursery, tmp_path, monkeypatch):
    assert len(fail(nursery, tmp_path, "raise ValueError('x' * 50_000)").detail) < 2_100
    monkeypatch.setattr("analysis.publish.notebooks.engine.OUTPUT_LIMIT_BYTES", 40_000)
    assert fail(nursery, tmp_path, "raise ValueError('x' * 50_000)").kind == "flood"


def test_one_failure_stops_the_others(nursery, tmp_path):
    started = time.monotonic()
    slow = write_notebook(tmp_path, "slow", "import time\ntime.sleep(60)")
    with pytest.raises(RunError) as caught:
        run(nursery, tmp_path, slow, write_notebook(tmp_path, "bad", "1 / 0"))
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
def starts(monkeypatch):
    """Kernel starts; the first fails."""
    starts, launch = [], _Provisioner.launch_kernel

    async def fail_first(self, cmd, **options):
        starts.append(cmd)
        if len(starts) == 1:
            raise RuntimeError("no room for a process")
        return await launch(self, cmd, **options)

    monkeypatch.setattr(_Provisioner, "launch_kernel", fail_first)
    return starts


def test_kernel_that_does_not_start_is_started_once_more(nursery, tmp_path, starts):
    assert text_of(run(nursery, tmp_path, write_notebook(tmp_path, "one", "print(year)"))[0]).strip() == "2019"
    assert len(starts) == 2


def test_cell_that_fails_is_not_run_again(nursery, tmp_path, starts):
    assert fail(nursery, tmp_path, "1 / 0").kind == "error"
    assert len(starts) == 2  # the failed start and its repetition, no third for the cell


def test_notebook_of_an_unknown_kernel_is_said_so(nursery, tmp_path):
    path = write_notebook(tmp_path, "one", "1")
    path.write_text(path.read_text().replace('"name": "python3"', '"name": "somebody-s-own"'))
    with pytest.raises(RunError, match="somebody-s-own") as caught:
        run(nursery, tmp_path, path)
    assert caught.value.kind == "start"


def test_sockets_are_private_and_gone_afterwards(nursery, tmp_path, monkeypatch):
    private = Path(tempfile.mkdtemp())  # pytest's own folder has too long a path for sockets
    monkeypatch.setattr("tempfile.tempdir", str(private))
    lines = [
        "import os, glob",
        "folder = os.path.dirname(os.environ['IPYTHONDIR'])",
        "print(oct(os.stat(folder).st_mode)[-3:], len(glob.glob(folder + '/kernel-ipc-*')))",
    ]
    source = "\n".join(lines)
    notebook = run(nursery, tmp_path, write_notebook(tmp_path, "one", source))[0]
    assert text_of(notebook).split() == ["700", "5"]
    assert list(private.iterdir()) == []
    private.rmdir()


def test_long_path_of_the_temporary_folder_does_not_matter_to_sockets(nursery, tmp_path, monkeypatch):
    long = tmp_path / ("x" * 60)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    run(nursery, tmp_path, write_notebook(tmp_path, "one", "1"))


def test_kernel_listens_on_no_network_port(nursery, tmp_path):
    source = "import psutil, os\nprint([c for c in psutil.Process().net_connections('inet')])"
    assert text_of(run(nursery, tmp_path, write_notebook(tmp_path, "one", source))[0]).strip() == "[]"


def test_users_ipython_configuration_does_not_count(nursery, tmp_path, monkeypatch):
    startup = tmp_path / "home" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("year = 1999")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "home"))
    notebook = run(nursery, tmp_path, write_notebook(tmp_path, "one", "print(year)"))[0]
    assert text_of(notebook).strip() == "2019"


def test_dead_nursery_is_said_so(tmp_path):
    with Nursery("json") as nursery:
        os.kill(nursery.pid, signal.SIGKILL)
        time.sleep(0.1)
        with pytest.raises(NurseryDied):
            nursery.ask(do="poll", pid=1)
        error = fail(nursery, tmp_path, "1")
        assert error.kind == "start"


def test_nursery_that_dies_ends_the_run_at_once(tmp_path):
    path = write_notebook(tmp_path, "slow", "import time\ntime.sleep(60)")
    with Nursery("ipykernel.kernelapp") as nursery:

        def kill(progress):
            if progress.cell == 3:
                threading.Timer(0.2, os.kill, [nursery.pid, signal.SIGKILL]).start()

        started = time.monotonic()
        with pytest.raises(RunError) as caught:
            run(nursery, tmp_path, path, on_progress=kill)
    assert (caught.value.kind, caught.value.cell) == ("dead-kernel", 3)
    assert time.monotonic() - started < 10


def test_nursery_that_never_starts_a_kernel_is_ended_at_the_time_limit(tmp_path, monkeypatch):
    (tmp_path / "endless_import.py").write_text("import time\ntime.sleep(60)")
    monkeypatch.syspath_prepend(tmp_path)
    started = time.monotonic()
    with Nursery("endless_import") as nursery:
        assert fail(nursery, tmp_path, "1", time_limit_seconds=1).kind == "time"
    assert time.monotonic() - started < 10


def test_kernels_end_when_the_command_is_killed(tmp_path):
    write_notebook(tmp_path, "slow", "import time\ntime.sleep(60)")
    program = (
        "import sys; from pathlib import Path; from analysis.publish.notebooks.kernels import Nursery\n"
        "nursery = Nursery('ipykernel.kernelapp'); print(nursery.pid, flush=True)\n"
        "from analysis.publish.notebooks.run import run_notebooks\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "run_notebooks([folder / 'slow.ipynb'], {'year': 1}, folder, nursery, folder,\n"
        "    lambda progress: print(progress.cell, flush=True))\n"
    )
    private = Path(tempfile.mkdtemp())
    environment = {**os.environ, "TMPDIR": str(private)}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        nursery = psutil.Process(int(process.stdout.readline()))
        while process.stdout.readline().strip() != "3":
            pass
        family = [nursery, *nursery.children(recursive=True)]
        assert len(family) == 2
        assert list(private.iterdir()) != []
        process.kill()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []
    private.rmdir()  # the sockets and their folder are gone, too


def test_two_runs_in_different_folders_give_the_same_notebook(nursery, tmp_path):
    written = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        path = write_notebook(folder, "one", "print(department)", "{1: 2}")
        written.append(nbformat.writes(strip_traces(run(nursery, folder, path)[0])))
    assert written[0] == written[1]
    assert "papermill" not in written[0]
    assert str(tmp_path) not in written[0]


def test_saved_run_makes_neither_another_number_nor_other_bytes(nursery, tmp_path):
    path = write_notebook(tmp_path, "one", "print(department)", "1 + 1")
    plain, first = hash_notebook(path), run(nursery, tmp_path, path)[0]
    saved = nbformat.from_dict(first)
    saved.cells = [cell for cell in saved.cells if "injected-parameters" not in cell.metadata.tags]
    saved.metadata["widgets"], saved.metadata["toc-autonumbering"] = {}, True
    for cell in saved.cells:
        cell.metadata.update(execution={"iopub.execute_input": "2026-01-01T00:00:00Z"}, collapsed=True)
        cell["id"] = f"another-{cell['id']}"
    nbformat.write(saved, path)
    assert hash_notebook(path) == plain
    assert nbformat.writes(strip_traces(run(nursery, tmp_path, path)[0])) == nbformat.writes(strip_traces(first))


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
    with Nursery("ipykernel.kernelapp", memory_limit_mb=300) as nursery:
        error = fail(nursery, tmp_path, "held = bytearray(50_000_000)", "more = bytearray(500_000_000)")
    assert (error.kind, error.cell) == ("memory", 4)
    assert "needs more memory than the limit of 300 MB" in error.describe("en")
    assert "--memory-limit" in error.describe("zh")


def test_limit_on_memory_leaves_room_for_what_is_allowed(tmp_path):
    with Nursery("ipykernel.kernelapp", memory_limit_mb=300) as nursery:
        path = write_notebook(tmp_path, "one", "held = bytearray(100_000_000)\nprint(len(held))")
        assert text_of(run(nursery, tmp_path, path)[0]).strip() == "100000000"
