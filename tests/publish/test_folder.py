"""How a folder comes into its place: whole for readers, with or without atomic exchange, whoever dies meanwhile."""

import errno
import os
import subprocess
import sys
import threading
import time
from multiprocessing import get_context

import pytest

from analysis.errors import PublishError, UserError
from analysis.publish import folder as folders
from analysis.publish import locks
from analysis.publish.evidence import verifier
from analysis.publish.evidence.verify import verify
from analysis.publish.folder import hold_place, is_moving, settle, stage
from analysis.publish.yearly.plan import Job, find_reason
from tests.helpers import list_staged

FORK = get_context("fork")
NO_EXCHANGE = """
import ctypes
class Library(ctypes.CDLL):
    def __getattr__(self, name):
        if name == "renameat2":
            return lambda *arguments: ctypes.set_errno(22) or -1
        return super().__getattr__(name)
ctypes.CDLL = Library
"""
HOLDS = """
import sys
from pathlib import Path
from analysis.publish.folder import stage
with stage(Path(sys.argv[1]), "en") as folder:
    (folder / "work").mkdir()
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out" / "body" / "2019"


@pytest.fixture
def no_exchange(monkeypatch):
    """A shared folder as NFS has it."""

    def refuse(one, other):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(folders, "_exchange", refuse)


def publish(target, name, count=20):
    with stage(target, "en") as folder:
        staged = folder / "report"
        staged.mkdir()
        for number in range(count):
            (staged / f"{name}-{number}").touch()
        with hold_place(target, "en") as put_in_place:
            put_in_place(staged)


def read_names(target):
    return {path.name.partition("-")[0] for path in target.iterdir()}


def watch(target, seen, stop):
    """See what a reader sees; a folder that was replaced while it was read is not counted."""
    while not stop.is_set():
        try:
            opened = os.open(target, os.O_RDONLY)
        except FileNotFoundError:
            seen.add("moving" if is_moving(target) else "gone")
            continue
        names = os.listdir(opened)
        try:
            published = os.stat(target).st_ino == os.fstat(opened).st_ino
        except FileNotFoundError:
            published = False
        os.close(opened)
        if published:
            seen.add("".join(sorted({name.partition("-")[0] for name in names})) + str(len(names)))


def see_editions(target):
    seen, stop = set(), threading.Event()
    publish(target, "a")
    watcher = threading.Thread(target=watch, args=(target, seen, stop))
    watcher.start()
    for edition in range(30):
        publish(target, "ab"[edition % 2])
        time.sleep(0.002)
    stop.set()
    watcher.join()
    assert list_staged(target.parent.parent) == []
    assert [path.name for path in target.parent.iterdir()] == ["2019"]
    return seen


def test_readers_see_the_whole_old_or_the_whole_new_report(target):
    assert see_editions(target) <= {"a20", "b20"}


@pytest.mark.usefixtures("no_exchange")
def test_readers_of_a_folder_without_exchange_see_it_whole_or_are_told(target):
    assert see_editions(target) <= {"a20", "b20", "moving"}


def die_at(number, target):
    """Publish in a process that is gone right before the rename with this number."""

    def run():
        rename, done = type(target).rename, []

        def rename_or_die(path, other):
            if len(done) == number:
                os._exit(9)
            done.append(other)
            return rename(path, other)

        type(target).rename = rename_or_die
        publish(target, "b")

    process = FORK.Process(target=run)
    process.start()
    process.join(20)
    assert process.exitcode == 9


@pytest.mark.usefixtures("no_exchange")
@pytest.mark.parametrize(("number", "left"), [(0, "a"), (1, "a"), (2, "b")])
@pytest.mark.parametrize("by", ["the next report", "the run"])
def test_what_a_dead_process_left_aside_is_put_back_whole(target, number, left, by):
    out = target.parent.parent
    publish(target, "a")
    die_at(number, target)
    assert target.exists() is (number != 1)
    assert is_moving(target, f"{left}-0")
    assert not is_moving(target, "no such file")
    if by == "the run":
        settle(out, "en")
    else:
        with stage(target, "en"):
            pass
        assert list_staged(out) == []
    assert read_names(target) == {left}
    assert len(list(target.iterdir())) == 20
    assert [path.name for path in target.parent.iterdir()] == ["2019"]


@pytest.mark.usefixtures("no_exchange")
def test_page_of_a_group_is_put_back_as_reports_are(tmp_path):
    target = tmp_path / "out" / "groups" / "some" / "2017-2019"
    publish(target, "a")
    die_at(1, target)
    settle(tmp_path / "out", "en")
    assert read_names(target) == {"a"}


@pytest.mark.usefixtures("no_exchange")
def test_reader_between_the_two_renames_is_told_to_ask_again(target, expenditure, tmp_path):
    publish(target, "a")
    (target / "manifest.json").touch()
    die_at(1, target)
    for lang, told in (("en", "being replaced"), ("zh", "正在更换")):
        with pytest.raises(UserError, match=told):
            verify(target, lang, rerun=False, public_key=None)
        assert told in find_reason(lang, Job("body", 2019, "zh", ""), target, tmp_path)
    ours = target.parent.with_name("beita-union")
    target.parent.rename(ours)
    listed = expenditure("list", "--lang", "en", "--out", ours.parent).stdout
    [line] = [line for line in listed.splitlines() if line.startswith("beita-union\t2019")]
    assert "zh: it is being replaced, ask again" in line
    assert "en: no report" in line
    settle(ours.parent, "en")
    assert verify(ours / "2019", "en", rerun=False, public_key=None) == 1  # its manifest is empty, and nothing moves


def test_report_that_is_replaced_while_it_is_verified_proves_nothing(target, monkeypatch):
    publish(target, "a")

    def find_faults(folder):
        publish(target, "b")
        return [("missing", "a-1", "")]

    monkeypatch.setattr("analysis.publish.evidence.verifier.find_faults", find_faults)
    with pytest.raises(UserError, match="ask again in a moment"):
        verify(target, "en", rerun=False, public_key=None)


@pytest.mark.usefixtures("no_exchange")
def test_old_report_is_put_back_when_the_new_one_cannot_be_placed(target):
    publish(target, "a")
    with hold_place(target, "en") as put_in_place, pytest.raises(PublishError, match="No such file"):
        put_in_place(target.parent.parent / "nothing staged")
    assert read_names(target) == {"a"}


@pytest.mark.usefixtures("no_exchange")
def test_folder_with_neither_exchange_nor_locks_is_refused(target, monkeypatch):
    publish(target, "a")
    monkeypatch.setattr(locks, "fcntl", None)
    with pytest.raises(PublishError, match=r"what was published is unchanged.*or one with file locks"):
        publish(target, "b")
    assert read_names(target) == {"a"}


def test_leftovers_of_a_killed_run_are_swept_and_those_of_a_living_one_are_not(target, project_root):
    """Also of another machine: what counts is the lock, which the system takes from a dead process only."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=project_root
    ) as process:
        room = folders.Path(process.stdout.readline().decode().strip())
        with stage(target, "zh"):
            assert (room / "work").is_dir()
        process.kill()
        process.wait()
    assert list_staged(target.parent.parent) == [room]
    with stage(target, "zh"):
        assert not room.exists()


def test_leftovers_stay_where_nobody_can_tell_whose_they_are(target, monkeypatch):
    monkeypatch.setattr(locks, "fcntl", None)
    rooms = target.parent.parent / ".staging" / "body"
    (rooms / "2019-x").mkdir(parents=True)
    with stage(target, "zh"):
        pass
    assert list_staged(target.parent.parent) == [rooms / "2019-x"]


def carry_and_publish(target, lang):
    """Publish one file of a language beside what is published in others, as reports do."""
    for edition in range(20):
        with stage(target, "en") as folder:
            staged = folder / "report"
            staged.mkdir()
            with hold_place(target, "en") as put_in_place:
                for other in target.iterdir() if target.is_dir() else ():
                    (staged / other.name).write_text(other.read_text())
                (staged / lang).write_text(str(edition))
                put_in_place(staged)


@pytest.mark.parametrize("exchange", [True, False])
def test_languages_that_are_built_at_once_do_not_take_each_other_away(target, exchange, monkeypatch):
    if not exchange:
        monkeypatch.setattr(folders, "_NO_EXCHANGE", {errno.EINVAL})
        monkeypatch.setattr(folders, "_RENAME_EXCHANGE", 1 << 7)  # a flag that the system refuses with EINVAL
    processes = [FORK.Process(target=carry_and_publish, args=(target, lang)) for lang in ("zh", "en")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert {path.name: path.read_text() for path in target.iterdir()} == {"zh": "19", "en": "19"}


@pytest.mark.slow
def test_report_is_published_whole_where_the_system_has_no_exchange(tmp_path, expenditure_process, project_root):
    (tmp_path / "sitecustomize.py").write_text(NO_EXCHANGE, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{project_root}"}
    report = ("report", "--department", "beita-union", "--year", 2019, "--out", tmp_path / "out")
    for lang in ("zh", "en", "zh"):
        done = expenditure_process(*report, "--lang", lang, env=environment)
        assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    folder = tmp_path / "out" / "beita-union"
    assert [path.name for path in folder.iterdir()] == ["2019"]
    assert verifier.find_faults(folder / "2019") == []
    assert len(list((folder / "2019").glob("manifest*.json"))) == 2
