"""What a report was made from: only what it uses makes it stale, and what lies in `inputs/` opens again."""

import json
import shutil
from pathlib import Path

import pytest

from analysis.dataset import open_data
from analysis.publish.body import read_inputs as read_files
from analysis.publish.evidence import manifest
from analysis.publish.evidence.backtest import find_moved, list_key_figures
from analysis.publish.evidence.manifest import describe_inputs, identify, list_changes, read_inputs
from analysis.publish.evidence.verify import verify
from analysis.publish.yearly.plan import Job, find_reason
from analysis.show.words import Words
from tests.datasets import make_year_cases, real_data
from tests.helpers import add_copy, add_department, copy_data, edit, read_rows, write_rows

FIRST = Path(__file__).parent / "first-version"
REPORTS = [("beita-union", 2019), ("beita-union", 2020), ("beita-union", 2022), ("beita-education", 2022)]


def describe(data, department="beita-union", year=2019):
    return describe_inputs(Words(open_data(department, year, data)))


def write_inputs(folder, data):
    """Return a folder with the inputs of the one report in `data`, as a report keeps them."""
    for name, content in read_files(data):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def add_scheme(data):
    add_copy(data / "schemes.csv", "functional-2020", scheme="education-special", adds_up_to="summary/special")
    write_rows(data / "schemes" / "education-special.csv", read_rows(data / "schemes" / "functional-2020.csv")[:1])


def add_identity(data):
    add_copy(data / "identities.csv", "basic-and-project", identity="of-classes")
    for side, scheme, code in (("reported", "summary", "total"), ("calculated", "functional-2020", "205")):
        cells = {"identity": "of-classes", "side": side, "scheme": scheme, "code": code, "needed": "yes"}
        add_copy(data / "identity-terms.csv", "basic-and-project", **cells)


# What another department, or none, uses.
FOREIGN = {
    "department": lambda data: add_copy(data / "departments.csv", "beita-union", department="other"),
    "report": lambda data: add_department(data, "other"),
    "later-report": lambda data: add_department(data, "beita-union", 2021),
    "code": lambda data: add_copy(data / "schemes" / "functional-2020.csv", "229", code="230"),
    "scheme": add_scheme,
    "unit": lambda data: add_copy(data / "units.csv", "名", unit="匹"),
    "concordance": lambda data: edit(data / "concordances.csv", "union-2021", note_zh="另一说明"),
    "unit-cost": lambda data: add_copy(
        data / "unit-costs.csv",
        "mutual-aid-per-claim",
        unit_cost="per-class",
        money="functional-2020/205",
        count="staffing/staff",
    ),
    "identity": add_identity,
}


@pytest.mark.parametrize("change", FOREIGN)
def test_what_a_report_does_not_use_changes_neither_its_number_nor_its_inputs(tmp_path, change):
    data = copy_data(tmp_path)
    before, files = describe(data), dict(read_files(open_data("beita-union", 2019, data)))
    FOREIGN[change](data)
    now = describe(data)
    assert list_changes(before, now) == []
    assert identify(now) == identify(before)
    assert dict(read_files(open_data("beita-union", 2019, data))) == files


OWN = {
    "departments.csv": lambda data: edit(data / "departments.csv", "beita-union", region_zh="别处"),
    "schemes/union-2009.csv": lambda data: edit(data / "schemes" / "union-2009.csv", "504", name_zh="别名"),
    "units.csv": lambda data: edit(data / "units.csv", "名", name_en="people"),
    "identities.csv": lambda data: edit(data / "identities.csv", "balance-of-income", name_zh="别名"),
}


@pytest.mark.parametrize("file", OWN)
def test_what_a_report_uses_makes_it_stale(tmp_path, file):
    data = copy_data(tmp_path)
    before = describe(data)
    OWN[file](data)
    assert list_changes(before, describe(data)) == [file]


@pytest.fixture(scope="module")
def year_cases(tmp_path_factory):
    return make_year_cases(tmp_path_factory.mktemp("years"))


@pytest.mark.parametrize(("department", "year"), REPORTS)
def test_inputs_open_again_as_the_same_report(year_cases, tmp_path, department, year):
    data = open_data(department, year, year_cases)
    again = open_data(department, year, write_inputs(tmp_path, data))
    assert describe_inputs(Words(again)) == describe_inputs(Words(data))
    assert list_key_figures(again) == list_key_figures(data)


def test_published_report_stays_current_when_others_come_and_a_notebook_is_saved(built_report, tmp_path, monkeypatch):
    data, job = copy_data(tmp_path), Job("beita-union", 2019, "zh", "")
    notebooks = Path(shutil.copytree(manifest.find_notebook("1-check").parent, tmp_path / "notebooks"))
    monkeypatch.setattr(manifest, "find_notebook", lambda name: notebooks / f"{name}.ipynb")
    assert find_reason("en", job, built_report, data) == ""
    add_department(data, "other")
    saved = json.loads((notebooks / "1-check.ipynb").read_text(encoding="utf-8"))
    for number, cell in enumerate(cell for cell in saved["cells"] if cell["cell_type"] == "code"):
        cell["execution_count"], cell["outputs"] = number, [{"output_type": "stream", "name": "stdout", "text": "1"}]
    (notebooks / "1-check.ipynb").write_text(json.dumps(saved), encoding="utf-8")
    assert find_reason("en", job, built_report, data) == ""
    saved["cells"][-1]["source"] = ["show.show_corrections(words)"]
    (notebooks / "1-check.ipynb").write_text(json.dumps(saved), encoding="utf-8")
    assert find_reason("en", job, built_report, data) == "changed: 1-check.ipynb"


def test_report_of_the_first_version_verifies(capsys):
    assert verify(FIRST, "en", rerun=False, public_key=None) == 0
    changed = list_changes(read_inputs(FIRST / "manifest.json"), describe_inputs(Words(real_data())))
    assert {"1-check.ipynb", "analysis/cli.py", "units.csv"} <= set(changed)


def test_report_of_the_first_version_is_tested_back(tmp_path):
    published = Path(shutil.copytree(FIRST, tmp_path / "beita-union" / "2019"))
    data = copy_data(tmp_path)
    for name in (
        "identities.csv",
        "identity-terms.csv",
        "indicator-sets.csv",
        "aliases.csv",
        "coverage",
        "links",
        "text-findings",
    ):
        path = data / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for file, count in ((data / "rules.csv", 2), (data / "schemes" / "summary.csv", 2)):  # lines that came later
        write_rows(file, read_rows(file)[:-count])
    shutil.rmtree(published / "inputs")
    data.rename(published / "inputs")
    # Nobody recorded then that the document was read whole, without which nothing is said to be missing from it.
    assert find_moved(published, "zh", "en") == [("findings medium", "2", "0")]
