"""Make locks/*.txt and environment.yml from pyproject.toml: `make lock` (needs the network, uses uv).

Each lock pins every package with its hashes for all platforms and names no index, so it installs from whatever index
pip is set up for. Its first line holds the hash of the tables it was made from; a test fails when they have changed.
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
# Which groups each environment needs: `report` must not hold JupyterLab; `cluster` is installed upon it.
ENVIRONMENTS = {"report": ["build"], "cluster": ["cluster"], "dev": ["build", "cluster", "dev"], "lab": ["lab"]}
_WITHOUT_RUNTIME = {"cluster", "lab"}


def main() -> None:
    """Write all locks and environment.yml."""
    for name in ENVIRONMENTS:
        path = lock_path(name)
        path.write_text(f"{write_header(name)}\n{resolve(list_requirements(name))}", encoding="utf-8")
        print(f"{path.relative_to(PROJECT)}: {len(read_pins(name))} packages")
    (PROJECT / "environment.yml").write_text(make_environment(), encoding="utf-8")
    print("environment.yml")


def lock_path(name: str) -> Path:
    """Return the path of an environment's lock."""
    return PROJECT / "locks" / f"{name}.txt"


def read_project() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def list_requirements(name: str) -> list[str]:
    """Return the direct requirements of an environment, from pyproject.toml."""
    project = read_project()
    runtime = [] if name in _WITHOUT_RUNTIME else project["project"]["dependencies"]
    return [*runtime, *(line for group in ENVIRONMENTS[name] for line in project["dependency-groups"][group])]


def read_lowest_python() -> str:
    """Return the lowest Python that the project supports, such as 3.11."""
    return str(read_project()["project"]["requires-python"]).removeprefix(">=")


def write_header(name: str) -> str:
    """Return the first line of a lock: what it is made from."""
    made_from = [f"python>={read_lowest_python()}", *sorted(list_requirements(name))]
    digest = hashlib.sha256(json.dumps(made_from).encode()).hexdigest()
    return f"# made by `make lock` from pyproject.toml, requirements {digest}"


def resolve(requirements: list[str]) -> str:
    """Return the hash-pinned lock of requirements, for every platform."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "requirements.in"
        source.write_text("\n".join(requirements), encoding="utf-8")
        options = ["--universal", "--python-version", read_lowest_python(), "--generate-hashes", "--no-header"]
        quiet = ["--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
        command = [sys.executable, "-m", "uv", "pip", "compile", *options, *quiet, str(source)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def read_pins(name: str) -> dict[str, str]:
    """Return package -> version of a lock; where platforms differ, the last version named."""
    text = lock_path(name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", text, re.MULTILINE))


def make_environment() -> str:
    """Return environment.yml: the direct requirements at the locked versions, for those who use conda."""
    lines = [
        "# Made by `make lock` from pyproject.toml and locks/; `make report` needs no conda.",
        "name: expenditure-review",
        "channels: [conda-forge]",
        "dependencies:",
        f"  - python>={read_lowest_python()}",
        "  - pip",
        "  - pip:",
    ]
    for name, title in (("report", "runs reports"), ("lab", "explores in JupyterLab")):
        lines.append(f"      # {title}")
        pins = read_pins(name)
        packages = [re.split(r"[<>=!~\[ ]", line)[0] for line in list_requirements(name)]
        lines += [f"      - {package}=={pins[package]}" for package in packages if package != "setuptools"]
    return "\n".join([*lines, "      - -e .", ""])


if __name__ == "__main__":
    main()
