"""The data flows one way: no package imports from one that stands behind it."""

import ast
from pathlib import Path

import pytest

ANALYSIS = Path(__file__).resolve().parents[2] / "analysis"
ORDER = ("read", "check", "compare", "show", "publish", "commands")
FILES = "analysis.read.files"  # opens a document at hand, for whoever has to show a passage


def list_imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


@pytest.mark.parametrize("package", ["", *ORDER])
def test_package_imports_only_from_what_stands_before_it(package):
    behind = ORDER[ORDER.index(package) + 1 :] if package else ORDER
    files = sorted((ANALYSIS / package).rglob("*.py") if package else ANALYSIS.glob("*.py"))
    assert files
    wrong = [
        (path.name, name)
        for path in files
        for name in list_imports(path)
        if name.startswith(tuple(f"analysis.{one}" for one in behind)) and path.stem != "cli"
        if not name.startswith(FILES)
    ]
    assert wrong == []


@pytest.mark.parametrize("package", ["check", "compare", "show"])
def test_what_was_read_is_data_for_all_who_judge_compare_and_show(package):
    names = [(path.name, name) for path in (ANALYSIS / package).rglob("*.py") for name in list_imports(path)]
    assert [one for one in names if one[1].startswith("analysis.read") and not one[1].startswith(FILES)] == []


def list_who_knows(*libraries):
    return {
        path.relative_to(ANALYSIS)
        for path in ANALYSIS.rglob("*.py")
        for name in list_imports(path)
        if name.partition(".")[0] in libraries
    }


def test_publish_and_commands_alone_know_papermill_and_nbconvert():
    knowing = {path.parts[0] for path in list_who_knows("papermill", "nbconvert")}
    assert "publish" in knowing
    assert knowing <= {"publish", "commands"}


def test_one_file_knows_dask_which_not_everybody_installs():
    assert list_who_knows("dask", "distributed") == {Path("publish", "yearly", "cluster.py")}
