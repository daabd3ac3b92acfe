"""The small inputs of ../shared/cases: what their READMEs say is right holds.

READMEs tell it in words; tests/truth has it as data. Inputs that are no documents have tests of their own.
"""

import os
import shutil
import subprocess
import sys
from functools import cache

import pytest

from analysis import cli
from analysis.read.batch import read_all
from analysis.read.draft.accept import KINDS
from analysis.tables import PROJECT_FOLDER
from tests.helpers import DEPARTMENT, FIGURES, copy_data, read_rows, refuse, write_rows
from tests.read.case_truth import CASES, judge_files, list_faults, list_truth, needs_cases
from tests.read.texts import words

PUBLIC = CASES / "public"
NO_DOCUMENTS = {"26-numbers-as-text.csv", "30-no-fork.py", "30b-no-proc.py"}
NAMES = [(folder, name) for folder in ("public", "reader") for name in list_truth(folder)]
REPORT = ("report", "--department", DEPARTMENT, "--year", "2019", "--lang", "en")
pytestmark = needs_cases


@cache
def judge_folder(folder):
    """Return what comes of each input of a folder."""
    return judge_files([CASES / folder / name for name in list_truth(folder)])


@pytest.mark.parametrize(("folder", "name"), NAMES, ids=lambda part: part)
def test_case_comes_out_as_its_readme_says(folder, name):
    assert list_faults(judge_folder(folder)[name], list_truth(folder)[name]) == []


@pytest.mark.parametrize("folder", ["public", "reader"])
def test_every_input_has_its_truth(folder):
    inputs = {path.name for path in (CASES / folder).iterdir() if path.name != "README.md"}
    assert inputs == {*list_truth(folder), *(NO_DOCUMENTS if folder == "public" else ())}


def test_nearly_all_cases_come_out_right():
    right = sum(not list_faults(judge_folder(folder)[name], list_truth(folder)[name]) for folder, name in NAMES)
    assert right >= 0.95 * len(NAMES)


def test_department_and_unit_of_one_name_stay_apart():
    paths = [PUBLIC / "23b-department.txt", PUBLIC / "23b-unit.txt"]
    readings, groups = read_all(paths, words(), None, "zh")
    assert groups == [[0], [1]]
    assert [[fact.printed for fact in one.reading.facts][:1] for one in readings] == [["1000.00"], ["600.00"]]


def test_numbers_that_a_spreadsheet_spoilt_are_refused_with_their_lines(tmp_path):
    data = copy_data(tmp_path)
    shutil.copy(PUBLIC / "26-numbers-as-text.csv", data / FIGURES)
    problems = refuse(data)
    assert [(one.line, one.column) for one in problems] == [(line, "printed") for line in (3, 4, 6, 8, 9, 11, 12)]


def test_document_is_read_accepted_and_checked(tmp_path, capsys):
    data = copy_data(tmp_path)
    for kind in KINDS:
        shutil.rmtree(data / kind / DEPARTMENT, ignore_errors=True)
    place = ("--department", DEPARTMENT, "--lang", "zh", "--data-dir", str(data))
    assert cli.main(["read", str(PUBLIC / "47-end-to-end.txt"), *place]) == cli.OK
    [questions] = tmp_path.glob(f"drafts/{DEPARTMENT}/2024/*/questions.csv")
    head, *asked = read_rows(questions)
    write_rows(
        questions,
        [
            head,
            *(["drop" if name == "answer" else cell for name, cell in zip(head, row, strict=True)] for row in asked),
        ],
    )
    assert cli.main(["accept", *place, "--year", "2024"]) == cli.OK
    capsys.readouterr()
    assert cli.main(["check", *place, "--year", "2024"]) == cli.FINDINGS
    said = capsys.readouterr().out
    assert "(− 25.80) / (154.89 + 25.80)" in said
    assert "增加-0.10" in said


LACKS = {"nofork": "fork", "forkerr": "fork", "noprctl": "prctl", "noresource": "resource"}


@pytest.mark.parametrize("mode", LACKS)
def test_computer_that_cannot_fork_is_told_in_a_sentence(tmp_path, mode):
    """The year has no data: kernels need not run for the sentence; that they can is a test of its own."""
    wrong = ("report", "--department", DEPARTMENT, "--year", "1999", "--lang", "en")
    done = _run("30-no-fork.py", mode, *wrong, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (cli.REFUSED, "")
    assert done.stderr.count(f"({LACKS[mode]}: ") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("mode", ["nopair", "noafunix"])
def test_computer_without_sockets_is_told_in_a_sentence(tmp_path, mode):
    done = _run("30-no-fork.py", mode, *REPORT, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (cli.FAILED, "")
    assert "socketpair: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_report_is_made_without_proc(tmp_path):
    done = _run("30b-no-proc.py", *REPORT, "--out", tmp_path / "out")
    assert done.returncode == cli.OK, done.stderr


def _run(script, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_FOLDER)}
    call = [sys.executable, str(PUBLIC / script), *map(str, arguments)]
    return subprocess.run(call, cwd=PROJECT_FOLDER, capture_output=True, text=True, timeout=120, env=environment)
