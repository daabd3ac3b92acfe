"""`list` names what is due and missing, in red where colours are shown and in words everywhere."""

import io
import sys

import pytest

from analysis import cli
from tests.helpers import copy_data


@pytest.mark.parametrize(
    ("terminal", "environment", "red"),
    [(True, {}, True), (True, {"NO_COLOR": "1"}, False), (True, {"TERM": "dumb"}, False), (False, {}, False)],
)
def test_what_is_due_is_red_on_a_terminal_and_in_words_everywhere(terminal, environment, red, tmp_path, monkeypatch):
    shown = io.StringIO()
    shown.isatty = lambda: terminal
    monkeypatch.setattr(sys, "stdout", shown)
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    out = tmp_path / "out"
    assert cli.main(["list", "--data-dir", str(copy_data(tmp_path)), "--out", str(out), "--lang", "en"]) == 0
    lines = shown.getvalue().splitlines()
    [due] = [line for line in lines if "beita-union 2020: data were due by 2021-11-30 and are not there" in line]
    assert "expenditure add FILE" in due
    assert (due.startswith("\x1b[31m") and due.endswith("\x1b[0m")) == red
    assert ("\x1b" in shown.getvalue()) == red
    assert any("due and missing: 2" in line for line in lines)  # and no run was ever made
    assert "\x1b" not in lines[0]
