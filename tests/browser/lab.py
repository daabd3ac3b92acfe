"""JupyterLab as `make lab` starts it, on copies of the notebooks and the data, with every address noted that it calls."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import helpers

TOKEN = "only-for-this-test"
STARTS_WITHIN_S = 60
# Cells that are scrolled out of sight stay in the page, so that a test sees all of them.
SETTING = Path("@jupyterlab/notebook-extension/tracker.jupyterlab-settings")
# Runs first in each Python process of the server and writes down each address that is looked up or called.
WATCHER = """
import os, sys

def note(event, arguments):
    if event == "socket.getaddrinfo":
        address = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        address = arguments[1][0]
    else:
        return
    log = os.open(os.environ["TEST_ADDRESSES"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(log, f"{address}\\n".encode())
    os.close(log)

sys.addaudithook(note)
"""


@dataclass(frozen=True)
class Lab:
    address: str
    notebooks: Path
    called: Path

    def url(self, notebook: str) -> str:
        return f"{self.address}/lab/tree/{notebook}?token={TOKEN}"

    def list_outside(self) -> set[str]:
        """Return the addresses beyond this machine that the server or a kernel has called."""
        called = self.called.read_text(encoding="utf-8").split() if self.called.exists() else []
        return set(called) - {"127.0.0.1", "localhost", "::1", "0.0.0.0", "None", "", socket.gethostname()}


def read_command(project_root: Path) -> list[str]:
    """Return the command that `make lab` runs, without its notebook folder."""
    shown = subprocess.run(["make", "-n", "lab"], cwd=project_root, capture_output=True, text=True, check=True)
    command = shown.stdout.strip().splitlines()[-1].split()
    assert command[:2] == [".venv-lab/bin/jupyter", "lab"], command
    command.remove("--notebook-dir=notebooks")
    return [str(project_root / command[0]), *command[1:]]


def prepare(project_root: Path, folder: Path) -> dict[str, str]:
    """Copy notebooks and data into `folder`; return an environment that keeps the user's settings out."""
    shutil.copytree(project_root / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    helpers.copy_data(folder)
    setting = folder / "settings" / SETTING
    setting.parent.mkdir(parents=True)
    setting.write_text('{"windowingMode": "none"}', encoding="utf-8")
    (folder / "watch").mkdir()
    (folder / "watch" / "sitecustomize.py").write_text(WATCHER, encoding="utf-8")
    own = {"HOME": "", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "share", "JUPYTER_RUNTIME_DIR": "runtime"}
    own |= {"JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
    own |= {"PYTHONPATH": "watch", "TEST_ADDRESSES": "called.txt"}
    return os.environ | {name: str(folder / below) for name, below in own.items()}


@contextmanager
def start_lab(project_root: Path, folder: Path) -> Iterator[Lab]:
    """Run the server until the block ends, then end it with its kernels."""
    environment = prepare(project_root, folder)
    port = find_free_port()
    options = [f"--notebook-dir={folder / 'notebooks'}", f"--port={port}", "--port-retries=0", "--no-browser"]
    options += [f"--IdentityProvider.token={TOKEN}", "--allow-root"]
    command = [*read_command(project_root), *options]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_for(f"http://127.0.0.1:{port}/api?token={TOKEN}", server, folder / "server.log")
            yield Lab(f"http://127.0.0.1:{port}", folder / "notebooks", folder / "called.txt")
        finally:
            end(server)


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; fail with its log when it ends or takes too long."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


def end(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, which ends its kernels; then end what is left of its process group."""
    server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        pass
    try:
        os.killpg(server.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    server.wait(timeout=5)
