"""README, its twin, CONTRIBUTING and CHANGELOG name what exists."""

import importlib
import os
import re
import subprocess
import tomllib
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement

from analysis import cli
from tests.project import document_rules as rules
from tools.write_glossary import make_glossary

ROOT = Path(__file__).resolve().parents[2]
TWINS = ["README.md", "README.zh.md"]
DOCUMENTS = [
    *TWINS,
    "CONTRIBUTING.md",
    "data/README.md",
    *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))),
]
# Their task is to look for such places.
LOOKING = {"tests/project/document_rules.py", "tests/project/test_documents.py", "tests/publish/test_report.py"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pyproject() -> dict[str, dict[str, object]]:
    return tomllib.loads(read("pyproject.toml"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_and_paths_exist(name: str) -> None:
    text = read(name)
    code = rules.read_code(text)
    unknown = [*rules.find_unknown_make(code, read("Makefile")), *rules.find_unknown_commands(code)]
    assert unknown == []
    assert list(rules.find_missing_paths(text, (ROOT / name).parent, ROOT)) == []
    assert list(rules.find_missing_headings(text, ROOT / name)) == []


def test_each_page_of_docs_is_reached_from_both_readmes() -> None:
    for twin in TWINS:
        names = [path.name for path in sorted((ROOT / "docs").glob("*.md"))]
        other = {name.replace(".zh.md", ".md") if twin == TWINS[0] else name for name in names}
        wanted = {name for name in other if not (twin == TWINS[1] and name.replace(".md", ".zh.md") in names)}
        assert {name for name in wanted if f"(docs/{name})" not in read(twin)} == set()


def test_picture_of_the_flow_is_that_of_readme() -> None:
    begin = "documents ──read──▶"
    flow = begin + read("README.md").partition(begin)[2].partition("```")[0]
    assert flow.count("──▶") >= 5
    assert flow in read("docs/how-it-is-built.md")


def test_glossary_is_made_from_the_words_of_today() -> None:
    page = read("docs/glossary.md")
    assert page == make_glossary()
    for wanted in (
        "| 一般公共预算 | general public budget | `fund` general |",
        "`three-public/reception`",
        "`sum-of-parts`",
    ):
        assert wanted in page


def test_readme_names_each_target_and_command() -> None:
    text = read("README.md") + read("CONTRIBUTING.md")
    targets, _ = rules.read_targets(read("Makefile"))
    missing = [target for target in targets - {"help"} if not re.search(rf"make {target}\b", text)]
    missing += [command for command in rules.read_commands() if f"expenditure {command}" not in text]
    assert missing == []


@pytest.mark.parametrize(
    ("sample", "faults"),
    [
        ("`make reprot`", 1),
        ("`make report YAER=2020`", 1),
        ("```\nmake report YEAR=2020  # builds\n```", 0),
        ("```\nexpenditure repport --year 2019\n```", 1),
        ("`expenditure check --fast`", 1),
        ("`expenditure nothing`", 1),
        ("`expenditure report --year 2019 --out x`", 0),
        ("[a](data/nowhere.md)", 1),
        ("[a](docs/yearly.md#nowhere)", 1),
        ("[a](docs/yearly.md#what-to-do-each-year)", 0),
        ("[a](#nowhere)", 1),
        ("![a](data/README.md) [b](https://example.org/x) `data/figures/<department>/2020.csv`", 0),
        ("`data/figurez/<department>/2020.csv`", 1),
        ("`analysis/nothing/`", 1),
    ],
)
def test_unknown_names_are_found(sample: str, faults: int) -> None:
    code = rules.read_code(sample)
    found = [*rules.find_unknown_make(code, read("Makefile")), *rules.find_unknown_commands(code)]
    found += [*rules.find_missing_paths(sample, ROOT, ROOT), *rules.find_missing_headings(sample, ROOT / "x.md")]
    assert len(found) == faults


def test_twins_show_the_same_code_and_pictures() -> None:
    first, second = (
        {line for line in rules.read_code(read(name)) if re.match("make |expenditure ", line)} for name in TWINS
    )
    assert first == second
    assert re.findall(r"!\[.*?\]\((.*?)\)", read(TWINS[0])) == re.findall(r"!\[.*?\]\((.*?)\)", read(TWINS[1]))


def test_exit_codes_are_those_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    for path in sorted((ROOT / "analysis").rglob("*.py")):
        only_in_lab = "explore" in path.parts  # its widgets are not in the environment of reports
        if not path.stem.startswith("__") and not only_in_lab:  # so that every kind of error is known
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    stated = {name: rules.read_exit_codes(read(name)) for name in TWINS}
    stated["help"] = rules.read_exit_codes(capsys.readouterr().out.partition("exit codes")[2])
    assert stated == dict.fromkeys(stated, rules.list_exit_codes())


def test_contributing_gives_a_reason_for_each_dependency(pyproject: dict[str, dict[str, object]]) -> None:
    groups = [pyproject["project"]["dependencies"], *pyproject["dependency-groups"].values()]
    needed = {Requirement(line).name for group in groups for line in group}
    table = read("CONTRIBUTING.md").partition("## Why each dependency")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", table, re.MULTILINE)[1:]
    named = {name for names, reason in rows if reason.strip() for name in re.split(r"[, ]+", names)}
    assert (needed - named, named - needed) == (set(), set())


def test_changelog_has_the_version(pyproject: dict[str, dict[str, object]]) -> None:
    versions = re.findall(r"^## (\d+\.\d+\.\d+)", read("CHANGELOG.md"), re.MULTILINE)
    assert pyproject["project"]["version"] in versions
    assert versions == sorted(versions, key=lambda version: [*map(int, version.split("."))], reverse=True)


def test_ci_lints_and_tests_with_a_browser() -> None:
    text = read(".ci/run")
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert "EXPENDITURE_REQUIRE_BROWSER=1" in text
    targets = re.findall(r"^make (\S+)$", text, re.MULTILINE)
    assert targets == ["lint", "test-all"]
    assert [target for target in targets if not re.search(rf"^{re.escape(target)}:", read("Makefile"), re.M)] == []
    hooks = re.findall(r"pytest .*?(tests\S+)", read(".pre-commit-config.yaml"))
    assert hooks
    assert all((ROOT / path).exists() for path in hooks)


def list_tracked() -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so what is tracked is not known")
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split("\0") if name and (ROOT / name).exists()]


def test_no_tracked_file_names_a_machine_or_an_index() -> None:
    texts = [name for name in list_tracked() if not name.endswith(".png") and name not in LOOKING]
    found = {name: rules.find_places(read(name)) for name in texts}
    assert {name: places for name, places in found.items() if places} == {}


@pytest.mark.parametrize("place", rules.PLACES)
def test_a_place_is_found(place: str) -> None:
    assert place in rules.find_places(f"see {place}x")


@pytest.mark.parametrize("name", ["docs/analyse.md", "docs/analyse.zh.md"])
def test_code_to_analyse_is_that_of_the_notebooks(name: str) -> None:
    notebooks = [nbformat.read(path, as_version=4) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    sources = [cell.source for notebook in notebooks for cell in notebook.cells]
    assert rules.find_lines_of_no_notebook(read(name), sources) == []
    other = "```python\ncategories.tail()\n```"
    assert rules.find_lines_of_no_notebook(other, sources) == ["categories.tail()"]


@pytest.mark.parametrize("name", ["report", "explore.zh", "explore.en", "explore-years.zh", "explore-years.en"])
def test_pictures_are_small(name: str) -> None:
    assert 20_000 < (ROOT / f"docs/{name}.png").stat().st_size < 150_000
