"""Departments by name: any way of typing it, two bodies of one name, names that there are not."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import open_data
from analysis.errors import UserError
from tests.helpers import DEPARTMENT, add_copy, copy_data

NAME = "北塔区总工会"


@pytest.mark.parametrize("name", [NAME, " 北塔区 总工会", "beita district federation of trade unions"])
def test_name_in_either_language_opens_the_same_report(name: str) -> None:
    assert open_data(name, 2019).fingerprint == open_data(DEPARTMENT, 2019).fingerprint


def test_brackets_of_either_width_are_the_same() -> None:
    [report] = open_data("上海市普陀区商务委员会(本级)", 2025).reports.itertuples(index=False)
    assert report.department == "putuo-commerce-own"


def test_name_of_two_bodies_is_refused_with_both_ids(tmp_path: Path) -> None:
    data = copy_data(tmp_path)
    add_copy(data / "departments.csv", DEPARTMENT, department="beita-union-own", body="unit")
    with pytest.raises(UserError) as caught:
        open_data(NAME, 2019, data)
    told = f"“{NAME}”不止一个：beita-union ({NAME}); beita-union-own ({NAME}，单位)；请改用代码"
    assert str(caught.value) == told
    assert open_data(DEPARTMENT, 2019, data).reports["department"].tolist() == [DEPARTMENT]


@pytest.mark.parametrize(
    ("typed", "close"),
    [
        ("总工会", "beita-union"),  # a part of one
        ("北塔区总工余", "beita-union"),  # a slip
        ("普陀区商务委员会", "putuo-commerce"),
    ],
)
def test_unknown_name_comes_with_close_ones(typed: str, close: str) -> None:
    with pytest.raises(UserError, match=f"there is no department '{typed}'; close to it: .*{close}"):
        open_data(typed, 2019, lang="en")


Command = Callable[..., "subprocess.CompletedProcess[str]"]


def test_command_takes_the_name(expenditure: Command) -> None:
    by_name, by_id = (
        expenditure("check", "--department", name, "--year", 2019).stdout.splitlines() for name in (NAME, DEPARTMENT)
    )
    assert by_name == by_id
    assert len(by_name) > 3


def test_command_refuses_a_name_that_there_is_not(expenditure: Command) -> None:
    done = expenditure("report", "--department", "南塔区总工会", "--year", 2019)
    assert done.returncode == 3
    assert done.stderr.startswith(f"没有部门“南塔区总工会”；相近的有：beita-union ({NAME})；已有：beita-union, ")
