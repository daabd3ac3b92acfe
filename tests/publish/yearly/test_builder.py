"""The builder: the bytes of `expenditure report`; what is killed, hangs or changes costs no other report."""

import os
import signal
import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import psutil
import pytest

from analysis.publish.evidence.manifest import find_damage
from analysis.publish.yearly import builder as building
from analysis.publish.yearly import run as yearly
from analysis.publish.yearly import warm
from analysis.publish.yearly.builder import Builder
from analysis.publish.yearly.plan import Job
from analysis.tables import DATA_FOLDER
from tests.faults.kills import find_survivors
from tests.helpers import add_department, copy_data, edit, list_staged
from tests.publish.test_report import hash_tree

OURS = Job("beita-union", 2019, "zh", "changed")
NEXT = Job("jiangsu-procuratorate", 2018, "en", "changed")


class Asked:
    """A builder whose warm process is made here: it gives these answers, one to a request."""

    def __init__(self, tmp_path, monkeypatch, *answers):
        self.made, self.answers = [], list(answers)
        monkeypatch.setattr(building, "_WarmProcess", lambda *place: self.made.append(place) or self)
        self.builder, self.is_taking = Builder(tmp_path / "out", tmp_path, 300), True

    def ask(self, limit_seconds, **chosen):
        self.chosen = chosen
        return self.answers.pop(0)

    def build(self):
        return self.builder.build(OURS, bundle=True, pdf=False, limit_seconds=1)


def test_request_names_the_report_and_its_answer_is_passed_on(tmp_path, monkeypatch):
    asked = Asked(tmp_path, monkeypatch, {"code": 4, "said": "no"}, {"code": None, "said": ""})
    assert [asked.build(), asked.build()] == [(4, "no"), (None, "")]
    assert len(asked.made) == 1
    subject = {"department": "beita-union", "year": 2019}
    named = {"subject": subject, "lang": "zh", "bundle": True, "pdf": False}
    assert asked.chosen == named | {"out": str(tmp_path / "out"), "memory_limit_mb": 300}


@pytest.mark.parametrize("lost", [None, {"changed": True}])
def test_report_is_asked_for_again_where_the_warm_process_died_or_the_program_changed(tmp_path, monkeypatch, lost):
    asked = Asked(tmp_path, monkeypatch, lost, {"code": 0, "said": ""})
    monkeypatch.setattr(Builder, "_give_up", lambda self, warm: self._warm.clear())  # as all of these are one object
    assert asked.build() == (0, "")
    assert len(asked.made) == 2


def test_report_whose_warm_process_dies_twice_is_given_up(tmp_path, monkeypatch):
    code, said = Asked(tmp_path, monkeypatch, None, {"changed": True}, None).build()
    assert code == 70
    assert "--jobs" in said


@pytest.mark.parametrize("missing", ["fork", "socketpair", "prctl"])
def test_command_builds_the_report_where_nothing_can_be_forked(tmp_path, monkeypatch, missing):
    def refuse(*_):
        raise OSError(38, "Function not implemented")

    if missing == "prctl":
        monkeypatch.setattr("analysis.publish.forks.require_prctl", refuse)
    elif missing == "fork":
        monkeypatch.delattr(os, "fork")
    else:
        monkeypatch.setattr(socket, "socketpair", refuse)
    called = []
    monkeypatch.setattr(building, "run_limited", lambda command, limit: called.append(command) or (0, ""))
    assert Builder(tmp_path, DATA_FOLDER, 300).build(NEXT, bundle=True, pdf=False, limit_seconds=1) == (0, "")
    wanted = {"report", "--department=jiangsu-procuratorate", "--year=2018", "--lang=en", "--memory-limit=300"}
    assert wanted | {f"--out={tmp_path}", f"--data-dir={DATA_FOLDER}", "--bundle"} <= set(called[0])
    assert "--pdf" not in called[0]


def test_stamp_of_the_program_changes_with_every_file_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(warm, "PROJECT_FOLDER", tmp_path)
    names = ("analysis/a.py", "analysis/texts/b.toml", "notebooks/1-check.ipynb", "data/table-schemas/c.json")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    stamps = {warm.stamp_program()}
    for name in names:
        (tmp_path / name).write_text("afterwards")
        stamps.add(warm.stamp_program())
    (tmp_path / "analysis/new.py").write_text("")
    stamps.add(warm.stamp_program())
    assert len(stamps) == 6
    (tmp_path / "analysis/__pycache__").mkdir()
    (tmp_path / "analysis/__pycache__/a.pyc").write_text("")
    (tmp_path / "data/departments.csv").write_text("")
    assert warm.stamp_program() in stamps


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("builder") / "out"


@pytest.fixture(scope="module")
def builder(out):
    with Builder(out, DATA_FOLDER, 2000) as builder:
        yield builder
    assert find_survivors(out) == []


def build(builder, job=OURS, limit_seconds=120, **flags):
    return builder.build(job, limit_seconds=limit_seconds, **{"bundle": False, "pdf": False} | flags)


@pytest.mark.slow
def test_reports_have_the_bytes_of_the_command(builder, out, built_report, expenditure_process, tmp_path):
    assert build(builder, bundle=True) == (0, "")
    own, both = hash_tree(OURS.locate(out)), hash_tree(built_report)  # in Chinese, and in English too
    assert {name for name, value in own.items() if both[name] != value} == {"SHA256SUMS", "ro-crate-metadata.json"}
    assert build(builder, NEXT) == (0, "")
    chosen = ("--department", NEXT.department, "--year", NEXT.year, "--lang", NEXT.lang, "--out", tmp_path)
    assert expenditure_process("report", *chosen).returncode == 0
    assert hash_tree(NEXT.locate(out)) == hash_tree(NEXT.locate(tmp_path))


@contextmanager
def meanwhile(builder, depth, signum=signal.SIGKILL):
    """Send a signal to the warm process (depth 0), a report's (1), or each notebook's (2) as soon as there is one."""
    ended = threading.Event()

    def send():
        while not ended.wait(0.001):
            victims = find_below(builder, depth)
            for one in victims:
                with suppress(ProcessLookupError):
                    os.kill(one, signum)
            if victims and depth < 2:  # a notebook that had not begun gets a second chance
                return

    thread = threading.Thread(target=send)
    thread.start()
    yield
    ended.set()
    thread.join()


def find_below(builder, depth):
    """Return the ids of the processes that stand so deep below the warm one."""
    found = [one._process.pid for one in builder._warm[-1:]]
    for _ in range(depth):
        with suppress(OSError):  # it has just ended
            lists = [Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii").split() for one in found]
            found = [int(one) for names in lists for one in names]
    return found


@pytest.mark.slow
def test_report_whose_warm_process_is_killed_is_built_all_the_same(builder, out):
    with meanwhile(builder, 0):
        assert build(builder) == (0, "")
    assert find_damage(OURS.locate(out), "zh") == []


@pytest.mark.slow
def test_killed_report_fails_and_so_does_a_killed_notebook(builder):
    for depth, code, wanted in ((1, -9, ""), (2, 4, "笔记本")):
        with meanwhile(builder, depth):
            found, said = build(builder)
        assert found == code
        assert wanted in said
        assert "Traceback" not in said
    assert build(builder) == (0, "")  # the warm process is as it was


@pytest.mark.slow
def test_hanging_notebook_is_ended_at_the_limit_with_all_its_processes(builder, out):
    started = time.monotonic()
    with meanwhile(builder, 2, signal.SIGSTOP):
        code, said = build(builder, limit_seconds=8)
    assert code is None
    assert "中断" in said
    assert time.monotonic() - started < 25
    assert psutil.Process(builder._warm[-1]._process.pid).children(recursive=True) == []
    assert list_staged(out) == []


@pytest.mark.slow
def test_nothing_of_a_report_stays_in_the_warm_process(builder, out):
    build(builder)
    process = psutil.Process(builder._warm[-1]._process.pid)
    before = process.memory_info().rss
    for _ in range(2):
        build(builder, NEXT)
    assert process.memory_info().rss < 1.02 * before
    assert process.num_threads() == 1
    assert not [file.path for file in process.open_files() if file.path.startswith((str(out), str(DATA_FOLDER)))]


@pytest.mark.slow
def test_broken_bodies_stop_no_other_and_the_next_run_builds_what_is_missing(tmp_path, capsys):
    data, out = copy_data(tmp_path), tmp_path / "out"
    broken = [f"broken-{number}" for number in range(3)]
    for name in (*broken, "whole"):
        add_department(data, name)
    for name in broken:
        edit(data / "figures" / name / "2019.csv", "F01", unit="万圆")
    assert yearly.run_all("en", out, data, jobs_at_once=3, today=date(2020, 1, 1)) == 4
    said = capsys.readouterr().err
    assert "2 built, 0 current, 3 failed" in said
    for name in broken:
        assert f"figures/{name}/2019.csv:2: unit: " in said
        edit(data / "figures" / name / "2019.csv", "F01", unit="万元")
    assert yearly.run_all("en", out, data, jobs_at_once=3, today=date(2020, 1, 1)) == 0
    assert "3 built, 2 current, 0 failed" in capsys.readouterr().err
    assert find_survivors(out) == []
