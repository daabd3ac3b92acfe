"""What tests of several kinds share: the built report and the browser."""

import fcntl
import gc
import io
import os
import shutil
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NoReturn
from unittest import mock

import pytest
from hypothesis import settings

from analysis import cli, groups

# How long an example takes depends on what else the machine does.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")

BROWSER_REQUIRED = os.environ.get("EXPENDITURE_REQUIRE_BROWSER") == "1"
# As root, and without the browser's own calls to the network.
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_finish():
    """What was imported stays: the collector, which the tests' many small tables keep busy, does not look at it."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def skip_or_fail(missing: str) -> NoReturn:
    """Skip a test for what this machine lacks; fail where browser tests must run, as in .ci/run."""
    if BROWSER_REQUIRED:
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def project_root() -> Path:
    return Path(__file__).resolve().parent.parent


def forget_prepared():
    """Undo what a command prepares in its own process for its notebooks: the shell, and a group's data kept open."""
    if shell := sys.modules.get("analysis.publish.notebooks.shell"):
        shell._Shell.clear_instance()  # and what it is a kind of
    groups._KEPT.clear()


@pytest.fixture(scope="session")
def expenditure(project_root):
    """The command within this process, which has its imports already: call it with arguments, get what came of it."""

    def call(*arguments, cwd=project_root):
        output, errors = io.StringIO(), io.StringIO()
        with redirect_stdout(output), redirect_stderr(errors), chdir(cwd), mock.patch.dict(os.environ):
            try:
                code = cli.main([*map(str, arguments)])
            except SystemExit as end:  # from argparse
                code = end.code
            finally:
                forget_prepared()
        return subprocess.CompletedProcess(arguments, code, output.getvalue(), errors.getvalue())

    return call


@pytest.fixture(scope="session")
def expenditure_process(project_root):
    """The command in a process of its own, where bytes, environment or threads count or a browser is open."""

    def call(*arguments, **options):
        command = [sys.executable, "-m", "analysis", *map(str, arguments)]
        return subprocess.run(command, cwd=project_root, capture_output=True, text=True, timeout=120, **options)

    return call


@pytest.fixture(scope="session")
def built_report(tmp_path_factory, worker_id, expenditure_process) -> Path:
    """The folder of the 2019 report in both languages, with all its parts, built once for all test processes."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    out, partly = shared / "reports", shared / "reports-partly"
    with (shared / "reports.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not out.is_dir():
            for lang in ("zh", "en"):
                report = ("report", "--department", "beita-union", "--year", 2019, "--bundle")
                done = expenditure_process(*report, "--lang", lang, "--out", partly)
                assert done.returncode == 0, done.stderr
            partly.rename(out)
    return out / "beita-union" / "2019"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium; without it the test skips, or fails where browser tests must run."""
    path = shutil.which("chromium")
    return path or skip_or_fail("Chromium is not installed (Debian: apt-get install chromium)")


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice; without it the test skips, or fails where the programs of users must be there."""
    path = shutil.which("soffice")
    return path or skip_or_fail("LibreOffice is not installed (Debian: apt-get install libreoffice-nogui)")


@pytest.fixture(scope="module")
def browser(chromium):
    """A browser for one module: Playwright keeps an event loop running in it, in which asyncio.run() fails."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        yield browser
        browser.close()
