"""LibreOffice, as users have it, without a window."""

import subprocess


def convert(soffice, path, target, folder):
    """Return the file that LibreOffice makes of another; `target` names the format, such as pdf."""
    profile = f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", target, "--outdir", folder, path]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120)
    found = folder / f"{path.stem}.{target.partition(':')[0]}"
    assert found.is_file(), done.stderr
    return found
