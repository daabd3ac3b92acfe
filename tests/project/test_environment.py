"""pyproject.toml, the locks and environment.yml say one thing, and name no index."""

import re

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from tools import lock

LOCKS = sorted(lock.ENVIRONMENTS)
# JupyterLab and what it brings: jsonschema's format extras cost a second at each import of nbformat.
EXPLORING = {"jupyterlab", "jupyterlab-server", "jupyter-server", "jupyter-lsp", "notebook", "notebook-shim"}
EXPLORING |= {"fqdn", "isoduration", "lark", "rfc3339-validator", "rfc3986-validator", "rfc3987-syntax", "webcolors"}
TESTING = {"hypothesis", "mypy", "playwright", "pre-commit", "pytest", "ruff", "uv"}
SENDING = {"dask", "distributed"}
ENTRY = re.compile(r"([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,_-]+\])?==([^ ;\\]+)(?: ; [^\\]+?)? \\")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?")
BROKEN = "# made by `make lock` from pyproject.toml, requirements 0\npandas==3.1.1 \\\n    --hash=sha256:" + "a" * 64


def read_versions(text: str) -> dict[str, set[Version]]:
    """Return package -> the versions that a lock names; several where platforms differ."""
    versions: dict[str, set[Version]] = {}
    for name, version in re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", text, re.MULTILINE):
        versions.setdefault(name, set()).add(Version(version))
    return versions


def find_faults(text: str, requirements: list[str], header: str, forbidden: set[str]) -> list[str]:
    """Return what is wrong with a lock, a line for each fault."""
    first, *lines = text.splitlines()
    faults = [] if first == header else ["made from other requirements: run make lock"]
    faults += [
        f"not pinned, or a place: {line}" for line in lines if not (ENTRY.fullmatch(line) or HASH.fullmatch(line))
    ]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not line.startswith(" ") and not HASH.fullmatch(following):
            faults.append(f"no hash: {line}")
    versions = read_versions(text)
    for requirement in map(Requirement, requirements):
        pinned = versions.get(requirement.name, set())
        if not pinned or not all(version in requirement.specifier for version in pinned):
            faults.append(f"{requirement} is not met by {sorted(map(str, pinned))}")
    return faults + [f"does not belong here: {name}" for name in sorted(forbidden & set(versions))]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_what_pyproject_asks_for(name: str) -> None:
    forbidden = {
        "report": EXPLORING | TESTING | SENDING,
        "cluster": EXPLORING | TESTING | {"pandas", "papermill"},
        "dev": EXPLORING,
        "lab": TESTING | SENDING | {"pandas", "papermill"},
    }[name]
    text = lock.lock_path(name).read_text(encoding="utf-8")
    assert find_faults(text, lock.list_requirements(name), lock.write_header(name), forbidden) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (BROKEN.replace(" 0\n", " 1\n"), "made from other requirements"),
        (BROKEN.replace("==3.1.1", "==4.0.0"), r"pandas<4,>=3.1 is not met by \['4.0.0'\]"),
        (BROKEN.replace("pandas", "numpy"), r"pandas<4,>=3.1 is not met by \[\]"),
        (BROKEN.partition("    --hash")[0], "no hash: pandas"),
        (BROKEN.replace("sha256", "md5"), "no hash: pandas"),
        (BROKEN.replace("==3.1.1", ">=3.1.1"), "not pinned, or a place: pandas"),
        (BROKEN + "\n-i https://index.example/simple", "not pinned, or a place: -i"),
        (BROKEN + "\nx @ http://index.example/x.whl", "not pinned, or a place: x @"),
        (BROKEN + BROKEN.partition("\n")[2].replace("pandas", "\njupyterlab"), "does not belong here: jupyterlab"),
    ],
)
def test_broken_lock_is_found(text: str, fault: str) -> None:
    header = BROKEN.splitlines()[0]
    faults = find_faults(text, ["pandas>=3.1,<4"], header, {"jupyterlab"})
    assert any(re.match(fault, found) for found in faults), faults


def test_whole_lock_has_no_fault() -> None:
    assert find_faults(BROKEN, ["pandas>=3.1,<4"], BROKEN.splitlines()[0], {"jupyterlab"}) == []


def test_environments_that_share_a_folder_agree() -> None:
    names = ("report", "cluster", "dev")
    report, cluster, dev = (read_versions(lock.lock_path(name).read_text(encoding="utf-8")) for name in names)
    assert {name for name in report if report[name] != dev.get(name)} == set()
    assert {name for name in cluster if cluster[name] != report.get(name, dev.get(name))} == set()


def test_environment_file_is_the_one_that_the_locks_give() -> None:
    text = (lock.PROJECT / "environment.yml").read_text(encoding="utf-8")
    assert text == lock.make_environment(), "environment.yml is not from these locks: run make lock"
    assert "://" not in text
    assert yaml.safe_load(text)["channels"] == ["conda-forge"]


def test_changed_pin_changes_the_environment_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = lock.make_environment()
    pins = {name: lock.read_pins(name) for name in LOCKS}
    pins["report"]["pandas"] = "3.1.0"
    monkeypatch.setattr(lock, "read_pins", pins.__getitem__)
    assert lock.make_environment() != before


def test_another_lowest_python_changes_every_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [lock.make_environment(), *map(lock.write_header, LOCKS)]
    monkeypatch.setattr(lock, "read_lowest_python", lambda: "3.12")
    after = [lock.make_environment(), *map(lock.write_header, LOCKS)]
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_groups_are_separate() -> None:
    project = lock.read_project()
    groups = {"runtime": project["project"]["dependencies"], **project["dependency-groups"]}
    names = [Requirement(line).name for lines in groups.values() for line in lines]
    assert len(names) == len(set(names)), "a package is asked for twice"
    assert set(groups) == {"runtime", "cluster", "lab", "dev", "build"}
    assert groups["build"] == project["build-system"]["requires"], "the locks would not hold the build backend"
