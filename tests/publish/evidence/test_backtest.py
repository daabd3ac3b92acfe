"""Last year's back-test: a key figure that today's code computes differently is named with both values."""

import json
import shutil

import pytest

from analysis.check import run_checks
from analysis.errors import UserError
from analysis.publish.evidence import backtest, manifest
from analysis.publish.evidence.backtest import find_moved, list_key_figures
from tests.datasets import real_data
from tests.helpers import edit


@pytest.fixture
def published(built_report, tmp_path):
    return shutil.copytree(built_report, tmp_path / "beita-union" / "2019")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_published_figures_still_come_out(published, lang):
    assert find_moved(published, lang, "en") == []


def test_moved_figure_is_named_with_both_values(published, monkeypatch):
    compute = backtest.compute_indicators

    def wrong(data):
        table = compute(data)
        return table.assign(value=table["value"] + 10_000)

    monkeypatch.setattr(backtest, "compute_indicators", wrong)
    assert ("mof-2013 staff-control-rate pct", "66.6667", "67.6667") in find_moved(published, "zh", "en")


def test_changed_verdict_and_vanished_check_are_named(published, monkeypatch):
    monkeypatch.setattr(backtest, "run_checks", lambda data: run_checks(data).iloc[:0])
    moved = {name: (then, now) for name, then, now in find_moved(published, "zh", "en")}
    assert moved["findings high"] == ("2", "0")
    assert moved["check scope F01 F02 F10"] == ("not-checkable", "—")


def test_key_figures_are_those_worked_out_by_hand():
    figures = list_key_figures(real_data())
    assert figures["summary/total 2019 executed"] == "149.350000"
    assert figures["three-public/total approved change pct"] == "−88.8889"
    assert figures["beita-union-output/mutual-aid-paid per piece fen"] == "78125.0000"
    assert figures["mof-2013 budget-completion-rate pct"] == "missing"


def test_yearly_run_names_what_moved_before_it_builds_the_new_year(published, monkeypatch, capsys):
    from analysis.publish.yearly.plan import Job
    from analysis.publish.yearly.run import _test_back

    job = Job("beita-union", 2020, "zh", "new")
    _test_back("en", job, published.parent.parent)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(backtest, "run_checks", lambda data: run_checks(data).iloc[:0])
    _test_back("en", job, published.parent.parent)
    said = capsys.readouterr().err
    assert "a figure of last year's report beita-union 2019 has moved: findings high was 2, is now 0" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_last_year_that_cannot_be_loaded_is_named_with_place_and_remedy(published, capsys, lang):
    from analysis.publish.yearly.plan import Job
    from analysis.publish.yearly.run import _test_back

    edit(published / "inputs" / "figures" / "beita-union" / "2019.csv", "F01", unit="万圆")
    described = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    inputs = manifest.describe_outputs(published, described["result"])
    (published / "manifest.json").write_text(json.dumps({**described, "result": inputs}), encoding="utf-8")
    _test_back(lang, Job("beita-union", 2020, "zh", "new"), published.parent.parent)
    [said] = capsys.readouterr().err.splitlines()
    assert f"{published}/inputs/figures/beita-union/2019.csv:2: unit: " in said
    assert "key-figures.csv" in said
    assert ("请" if lang == "zh" else "compare") in said
    assert "：）" not in said


def test_last_year_that_is_not_published_is_not_tested_back(tmp_path, capsys):
    from analysis.publish.yearly.plan import Job
    from analysis.publish.yearly.run import _test_back

    _test_back("en", Job("beita-union", 2020, "zh", "new"), tmp_path)
    assert capsys.readouterr().err == ""


def test_report_without_key_figures_is_named(published):
    (published / "key-figures.en.csv").unlink()
    with pytest.raises(UserError, match=r"it has no key-figures\.en\.csv"):
        find_moved(published, "en", "en")
