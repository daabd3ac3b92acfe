"""The nursery and its kernels as processes: who forks, who answers, who goes with whom."""

import json
import os
import signal
import time

import psutil
import pytest

from analysis.publish.notebooks import kernels
from analysis.publish.notebooks.kernels import Nursery, NurseryDied
from analysis.publish.notebooks.nursery import answer

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kernels are forked: Linux only")


def start(nursery, folder):
    """Start a kernel with sockets in `folder`, where it runs: a relative path is short enough."""
    ports = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
    connection = {"transport": "ipc", "ip": "s", "key": "k"}
    connection |= {"signature_scheme": "hmac-sha256", **{port: number for number, port in enumerate(ports, start=1)}}
    (folder / "k.json").write_text(json.dumps(connection))
    return nursery.start(str(folder / "k.json"), folder, folder)


def is_alive(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def wait_until(happened, seconds=5):
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert happened()


@pytest.mark.parametrize("modules", ["analysis.publish.notebooks.warm"])
def test_nursery_has_one_thread_after_its_imports(modules, tmp_path):
    with Nursery(modules) as nursery:
        kernel = start(nursery, tmp_path)
        assert psutil.Process(nursery.pid).num_threads() == 1
        kernel.kill()


def test_exit_code_names_the_signal(tmp_path):
    with Nursery("json") as nursery:
        kernel = start(nursery, tmp_path)
        assert kernel.poll() is None
        kernel.kill()
        assert kernel.wait() == kernel.poll() == -signal.SIGKILL
        kernel.kill()  # a second time does no harm
        assert not psutil.pid_exists(kernel.pid)  # collected, no zombie


def test_kernel_does_not_outlive_its_nursery_and_the_command_is_told(tmp_path):
    with Nursery("ipykernel.kernelapp") as nursery:
        kernel = start(nursery, tmp_path)
        wait_until(lambda: psutil.Process(kernel.pid).num_threads() > 1)  # it runs
        os.kill(nursery.pid, signal.SIGKILL)
        started = time.monotonic()
        with pytest.raises(NurseryDied):
            nursery.ask(do="poll", pid=kernel.pid)
        assert kernel.poll() == kernel.wait() == -signal.SIGKILL
        kernel.kill()
        assert time.monotonic() - started < 5
    wait_until(lambda: not is_alive(kernel.pid))


def test_nursery_that_does_not_answer_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(kernels, "ANSWER_SECONDS", 1.5)
    with Nursery("json") as nursery:
        kernel = start(nursery, tmp_path)
        os.kill(nursery.pid, signal.SIGSTOP)
        with pytest.raises(NurseryDied, match="does not answer"):
            nursery.ask(do="poll", pid=kernel.pid)
        wait_until(lambda: not is_alive(nursery.pid))
    wait_until(lambda: not is_alive(kernel.pid))


def test_command_need_not_wait_for_imports_to_leave(tmp_path, monkeypatch):
    (tmp_path / "slow_import.py").write_text("import time\ntime.sleep(60)")
    monkeypatch.syspath_prepend(tmp_path)
    started = time.monotonic()
    with Nursery("slow_import") as nursery:
        pass
    assert time.monotonic() - started < 5
    assert not psutil.pid_exists(nursery.pid)
    nursery.kill()  # its process id may be another's by now: nothing happens


def test_system_that_refuses_a_process_does_not_end_the_nursery(monkeypatch):
    def refuse():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    assert "unavailable" in answer({"do": "start"}, {}, None)["refused"]


def test_refused_start_is_an_error_of_the_command(tmp_path, monkeypatch):
    with Nursery("json") as nursery:
        monkeypatch.setattr(nursery, "ask", lambda **question: {"refused": "Resource temporarily unavailable"})
        with pytest.raises(RuntimeError, match="unavailable"):
            nursery.start("k.json", tmp_path, tmp_path)
