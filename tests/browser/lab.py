"""JupyterLab as `make lab` starts it, on copies of the notebooks and the data, and shut off from the network."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from analysis.project import DATA_VARIABLE
from tests import helpers

TOKEN = "only-for-this-test"
STARTS_WITHIN_S = 60
# Settings of a user: all cells stay in the page, so that a test sees those out of sight; and news are welcome.
SETTINGS = {
    "notebook-extension/tracker": '{"windowingMode": "none"}',
    "apputils-extension/notification": '{"fetchNews": "true"}',
}
# Runs first in each Python process of the server: notes what is called beyond this machine, and refuses it.
WATCHER = """
import os, socket, sys

HERE = {"", "127.0.0.1", "localhost", "::1", "0.0.0.0", "None", socket.gethostname()}

def refuse(event, arguments):
    if event == "socket.getaddrinfo":
        address = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        address = arguments[1][0]
    else:
        return
    name = address.decode() if isinstance(address, bytes) else str(address)
    if name not in HERE:
        with open(os.environ["TEST_ADDRESSES"], "a") as log:
            log.write(name + "\\n")
        raise OSError("the network is off: " + name)

sys.addaudithook(refuse)
"""


@dataclass(frozen=True)
class Lab:
    address: str
    notebooks: Path
    called: Path

    def url(self, stem: str, folder: str = "notebooks") -> str:
        """Return the address of a notebook in a workspace of its own, where no other one is open."""
        return f"{self.address}/lab/workspaces/{stem}/tree/{folder}/{stem}.ipynb?token={TOKEN}"

    def list_outside(self) -> list[str]:
        """Return what the server and its kernels have called beyond this machine."""
        return self.called.read_text(encoding="utf-8").split() if self.called.exists() else []


def read_commands(project_root: Path) -> tuple[list[str], list[str]]:
    """Return the folders that `make lab` makes, and the command that it runs then, without its folder."""
    # Within `make test` the outer make would add its own flags and say which folder it is in.
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "-n", "--no-print-directory", "lab"]
    shown = subprocess.run(command, cwd=project_root, env=alone, capture_output=True, text=True, check=True)
    made, command = (line.split() for line in shown.stdout.strip().splitlines()[-2:])
    assert made[:2] == ["mkdir", "-p"], made
    assert command[:2] == [".venv-lab/bin/jupyter", "lab"], command
    command.remove("--notebook-dir=.")
    return made[2:], [str(project_root / command[0]), *command[1:]]


def prepare(project_root: Path, folder: Path) -> dict[str, str]:
    """Copy notebooks and data into `folder`; return an environment that keeps the user's settings out."""
    shutil.copytree(project_root / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    put_document_at_hand(helpers.copy_data(folder))
    for name, setting in SETTINGS.items():
        path = folder / f"settings/@jupyterlab/{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(setting, encoding="utf-8")
    (folder / "watch").mkdir()
    (folder / "watch" / "sitecustomize.py").write_text(WATCHER, encoding="utf-8")
    own = {"HOME": "", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "share", "JUPYTER_RUNTIME_DIR": "runtime"}
    own |= {"JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
    own |= {"PYTHONPATH": "watch", "TEST_ADDRESSES": "called.txt", DATA_VARIABLE: "data"}
    environment = os.environ | {name: str(folder / below) for name, below in own.items()}
    environment["PYTHONPATH"] += f"{os.pathsep}{project_root}"  # the kernels import the code that is tested
    return environment


def put_document_at_hand(data: Path) -> None:
    """Make a text of our own the document of 2019: figures then have passages, whether the real one is here or not."""
    content = "".join(f"这是我们自己写的第{number:03}句话。" for number in range(400)).encode()
    (data / "raw").mkdir()
    (data / "raw" / "text.txt").write_bytes(content)
    digest, size = hashlib.sha256(content).hexdigest(), str(len(content))
    helpers.edit(data / "documents/beita-union/2019.csv", "report-2019", sha256=digest, size_bytes=size)


@contextmanager
def start_lab(project_root: Path, folder: Path) -> Iterator[Lab]:
    """Run the server until the block ends, then end it with its kernels."""
    environment = prepare(project_root, folder)
    made, command = read_commands(project_root)
    for name in made:
        (folder / name).mkdir()
    port = find_free_port()
    options = [f"--notebook-dir={folder}", f"--port={port}", "--port-retries=0", "--no-browser"]
    options += [f"--IdentityProvider.token={TOKEN}", "--allow-root"]
    command += options
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
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=15)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(timeout=5)
