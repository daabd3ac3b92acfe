"""Reports on a cluster: who may build, what is tried again, and what is said when workers or the scheduler are gone."""

import subprocess
import sys
import threading
from datetime import date
from types import SimpleNamespace

import pytest

from analysis.publish.yearly import cluster, crew
from analysis.publish.yearly.lock import LOCK, hold_lock
from analysis.publish.yearly.log import read_entries
from analysis.publish.yearly.plan import Job, Place
from analysis.publish.yearly.run import run_all
from tests.helpers import add_department, copy_data, edit

OTHERS = ("first-union", "second-union")


@pytest.fixture
def data(tmp_path):
    data = copy_data(tmp_path)
    for name in OTHERS:
        add_department(data, name)
    return data


@pytest.fixture
def place(tmp_path, data):
    return Place(tmp_path / "out", data, 2000, 60)


@pytest.fixture
def run(place, monkeypatch):
    """A run on workers within this process, with whatever stands in for building a report."""
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.05)
    opened = LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0")

    def call(build):
        monkeypatch.setattr(crew, "build_job", build)
        return run_all("en", place.out, place.data_dir, today=date(2021, 1, 1), scheduler=opened.scheduler_address)

    call.cluster = opened
    with opened:
        yield call


def build_well(lang, job, *rest):
    return Job(*job.key, job.why, "built", seconds=1.5)


async def lose_workers(scheduler):
    for address in list(scheduler.workers):
        await scheduler.remove_worker(address, stimulus_id="lost", close=False)


async def lose_clients(scheduler):
    for sending in scheduler.client_comms.values():
        sending.comm.abort()


def states(out):
    return {entry["department"]: (entry["state"], entry["message"]) for entry in read_entries(out)}


def test_reports_come_back_as_they_ended_and_a_failed_one_is_not_built_again(run, place):
    calls = []

    def build(lang, job, *rest):
        calls.append(job.department)
        state = "timeout" if job.department == OTHERS[0] else "built"
        return Job(*job.key, job.why, state, "said so", 0.5)

    assert run(build) == 4
    assert sorted(calls) == sorted(["beita-union", *OTHERS])
    assert states(place.out) == {name: ("timeout" if name == OTHERS[0] else "built", "said so") for name in calls}


def test_fault_of_a_worker_is_tried_again_and_then_named(run, place):
    calls = []

    def build(lang, job, *rest):
        calls.append(job.department)
        if (job.department == OTHERS[0] and len(calls) < 3) or job.department == OTHERS[1]:
            raise RuntimeError("Too many open files")
        return build_well(lang, job)

    assert run(build) == 4
    found = states(place.out)
    assert calls.count(OTHERS[1]) == 3
    assert (found["beita-union"][0], found[OTHERS[0]][0], found[OTHERS[1]][0]) == ("built", "built", "failed")
    assert "did not finish this report (RuntimeError: Too many open files)" in found[OTHERS[1]][1]


def test_report_whose_workers_are_all_gone_is_given_to_a_new_one(run, place):
    begun, done = threading.Event(), threading.Event()
    calls = []

    def build(lang, job, *rest):
        calls.append(job.department)
        if len(calls) <= 2:
            begun.set()
            done.wait(20)
        return build_well(lang, job)

    def replace_workers():
        begun.wait(20)
        run.cluster.sync(lose_workers, run.cluster.scheduler)
        run.cluster.scale(3)

    thread = threading.Thread(target=replace_workers)
    thread.start()
    code = run(build)
    done.set()
    thread.join()
    assert code == 0
    assert {state for state, _ in states(place.out).values()} == {"built"}


def test_worker_with_another_program_is_named_and_gets_no_report(run, place, capsys, monkeypatch):
    from distributed import get_worker

    described, used, describe = [], set(), crew.describe_program

    def describe_program():
        described.append(describe())
        return {**described[-1], "code": {}} if len(described) == 2 else described[-1]  # the first is our own

    def build(lang, job, *rest):
        used.add(get_worker().address)
        return build_well(lang, job)

    monkeypatch.setattr(crew, "describe_program", describe_program)
    assert run(build) == 0
    [line] = [line for line in capsys.readouterr().err.splitlines() if "is not used" in line]
    assert "its program differs from this machine's (analysis/__init__.py, " in line
    assert len(used) == 1
    assert line.split()[1] not in used


def test_run_without_any_worker_of_use_ends_with_a_sentence(run, place, capsys, monkeypatch):
    monkeypatch.setattr(cluster, "_PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(crew, "find_fault", lambda *rest: "so it is")
    assert run(build_well) == 4
    said = capsys.readouterr().err
    assert said.count("is not used: so it is") == 2
    assert "the run has stopped: no worker that can be used for 0.5 s. What is done is published" in said
    assert states(place.out) == {}


def test_connection_that_breaks_ends_the_run_with_a_sentence(run, place, capsys):
    lost = threading.Event()

    def build(lang, job, *rest):
        if job.department == OTHERS[1]:
            run.cluster.sync(lose_clients, run.cluster.scheduler)
            lost.wait(20)
        return build_well(lang, job)

    code = run(build)
    lost.set()
    assert code == 4
    said = capsys.readouterr().err
    assert "the run has stopped: the scheduler has ended, or the connection to it broke. What is done" in said
    assert "Traceback" not in said
    assert OTHERS[1] not in states(place.out)


@pytest.fixture
def sender(place, monkeypatch):
    monkeypatch.setattr(crew, "describe_here", lambda *rest: {})
    place.out.mkdir()
    (place.out / LOCK).touch()
    return cluster._Sender(SimpleNamespace(cluster=None), "en", place, 2)


def receive(sender, status, error):
    def fail(**options):
        raise error

    future = SimpleNamespace(status=status, exception=lambda: error, result=fail, cancel=lambda: None)
    return sender._receive(cluster._Sent(Job("beita-union", 2019, "zh", "no report yet"), future, frozenset()))


def test_report_that_kills_its_workers_is_given_up(sender):
    ended = receive(sender, "error", type("KilledWorker", (Exception,), {})())
    assert (ended.state, ended.department) == ("failed", "beita-union")
    assert "died 10 times, it is not tried again" in ended.message


@pytest.mark.parametrize("status", ["finished", "lost"])
def test_answer_that_is_lost_with_its_worker_is_no_failure(sender, status):
    assert receive(sender, status, TimeoutError()) is None


def test_worker_of_ours_that_died_as_it_started_is_replaced(sender):
    workers = {name: SimpleNamespace(status=SimpleNamespace(name=name)) for name in ("running", "failed", "closed")}
    asked = []
    sender._keep_up(SimpleNamespace(workers=workers, scale=asked.append))
    assert ([*workers], asked) == (["running"], [2])


def test_worker_shows_what_it_would_build_from(place, data):
    with hold_lock(place.out, "en"):
        holder = (place.out / LOCK).read_text(encoding="utf-8")
        here = crew.describe_here(place, holder)
        assert here["out"] == ""
        assert crew.find_fault("en", place, here, crew.describe_here(place, holder)) == ""
        assert crew.describe_here(place, "another run's")["out"] == "no-out"
        edit(data / "figures" / OTHERS[0] / "2019.csv", "F01", printed="149.36")
        there = crew.describe_here(place, holder)
        assert f"{data} differs in content (figures)" in crew.find_fault("en", place, here, there)
        (data / "raw").mkdir()
        (data / "raw" / "report.pdf").write_bytes(b"x")
        there = crew.describe_here(place, holder)
        assert "(figures, raw)" in crew.find_fault("en", place, here, there)
    assert crew.describe_here(place, holder)["out"] == "no-lock"  # as where locks do not reach from machine to machine
    gone = Place(place.out.with_name("nowhere"), data.with_name("nothing"), 1, 1)
    there = crew.describe_here(gone, holder)
    assert (there["out"], there["data"]) == ("no-out", {})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("there", "named"),
    [
        (ModuleNotFoundError("No module named 'analysis'"), "No module named 'analysis'"),
        ({"out": "no-out"}, "--out"),
        ({"out": "no-lock"}, "local_lock"),
        ({"data": {}}, "--data-dir"),
        ({"data": {"units.csv": "2"}}, "units.csv"),
        ({"software": {"pandas": "2.0"}}, "pandas"),
        ({"notebooks": {"1-check.ipynb": "2"}}, "1-check.ipynb"),
    ],
)
def test_worker_that_differs_is_refused_and_told_why(place, lang, there, named):
    part = {"units.csv": "1"}
    here = {"out": "", "data": part, "notebooks": {"1-check.ipynb": "1"}, "code": {}, "software": {"pandas": "3.1"}}
    assert crew.find_fault(lang, place, here, here) == ""
    told = there if isinstance(there, Exception) else here | there
    assert named in crew.find_fault(lang, place, here, told)


def test_without_dask_the_call_says_how_to_install_it(place, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "dask", None)
    for lang, advice in (("zh", "make cluster"), ("en", "run make cluster in the project's folder")):
        assert run_all(lang, place.out, place.data_dir, today=date(2021, 1, 1), workers=2) == 4
        assert advice in capsys.readouterr().err
    assert states(place.out) == {}


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "no such thing", "tcp://127.0.0.1:port"])
def test_address_without_a_scheduler_is_named(place, capsys, monkeypatch, address):
    monkeypatch.setattr(cluster, "_CONNECT", "0.2s")
    monkeypatch.setitem(cluster._SETTINGS, "distributed.comm.timeouts.connect", "0.2s")
    assert run_all("en", place.out, place.data_dir, today=date(2021, 1, 1), scheduler=address) == 4
    [line] = [line for line in capsys.readouterr().err.splitlines() if "scheduler" in line]
    assert line.startswith(f"no scheduler answers at {address} (")
    assert states(place.out) == {}


def test_address_that_needs_keys_says_where_they_are_named(place, capsys):
    assert run_all("en", place.out, place.data_dir, today=date(2021, 1, 1), scheduler="tls://127.0.0.1:9") == 4
    assert "tls://127.0.0.1:9 is reached with keys, which the settings of Dask" in capsys.readouterr().err
    assert states(place.out) == {}


@pytest.mark.parametrize("blank", ["", " "])
def test_blank_address_is_not_read_as_none(expenditure, blank):
    done = expenditure("run", "--scheduler", blank)
    assert (done.returncode, "such as tcp://10.0.0.5:8786" in done.stderr) == (2, True)


@pytest.mark.slow
def test_cluster_can_be_opened_twice_by_one_process(project_root):
    again = "with cluster._open_cluster('en', None, 0) as client: print(client.status)\n" * 2
    script = f"from analysis.publish.yearly import cluster\n{again}"
    done = subprocess.run([sys.executable, "-c", script], cwd=project_root, capture_output=True, text=True)
    assert (done.stdout.split(), done.stderr) == (["running", "running"], "")


def test_a_run_has_one_kind_of_builders(expenditure):
    done = expenditure("run", "--jobs", 2, "--workers", 2)
    assert done.returncode == 2
    assert "not allowed with" in done.stderr
