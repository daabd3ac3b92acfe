"""Old files of an office, made new by LibreOffice: in a folder and with a profile that are gone afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from analysis.read.files.limits import lift_memory_limit
from analysis.read.files.types import Source

OFFICE = ("soffice", "libreoffice")
OFFICE_SECONDS = 120


def find_office(source: Source) -> str:
    """Return the path of LibreOffice; UserError where there is none."""
    office = next((path for name in OFFICE if (path := shutil.which(name))), None)
    if office is None:
        raise source.refuse("document.no-office", names=", ".join(OFFICE))
    return office


def convert(source: Source, office: str, old: str, new: str) -> bytes:
    """Return what LibreOffice makes of a file, from one format to another; macros are not run."""
    with tempfile.TemporaryDirectory(prefix="expenditure-doc-") as name:
        folder = Path(name)
        original = folder / f"original.{old}"
        original.write_bytes(source.content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, "--headless", "--norestore", profile, "--convert-to", new, "--outdir", name, str(original)]
        # A session of its own: the launcher starts the real program, and both end when time is up.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lift_memory_limit,
        )
        try:
            process.wait(OFFICE_SECONDS)
            return (folder / f"original.{new}").read_bytes()
        except (OSError, subprocess.TimeoutExpired):
            raise source.refuse("document.office-failed", seconds=OFFICE_SECONDS) from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
