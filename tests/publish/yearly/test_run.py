"""The yearly run: builds what changed and nothing else, survives what goes wrong, and says so."""

import io
import json
import os
import platform
import re
import shutil
import sys
import time
from contextlib import nullcontext
from datetime import date
from unittest import mock

import pytest

from analysis.dataset import open_data
from analysis.errors import UserError
from analysis.publish.evidence import manifest
from analysis.publish.evidence.listings import write_listings
from analysis.publish.folder import hold_place, stage
from analysis.publish.page.index import write_index
from analysis.publish.processes import run_limited
from analysis.publish.yearly import run as yearly
from analysis.publish.yearly.lock import hold_lock
from analysis.publish.yearly.log import read_entries
from analysis.publish.yearly.overdue import find_overdue
from analysis.publish.yearly.plan import Job
from analysis.show.words import Words
from tests.faults.kills import find_survivors, kill_runs
from tests.helpers import copy_data, edit

FAILS = """
import sys
print("1-check 完成", "notebook 1-check, code cell 3 failed: no such figure", sep="\\n", file=sys.stderr)
sys.exit(4)
"""
# Ignores the polite signal and has a process of its own.
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.fork()
time.sleep(60)
"""
ADD = "run expenditure add FILE, or add them as data/README.md says and run expenditure run"
OURS, THEIRS, NEXT = ("beita-union", 2019, "zh"), ("copy-union", 2019, "zh"), ("copy-union", 2020, "zh")


@pytest.fixture
def data(tmp_path):
    """The data, with a second department of two years made from the first one's."""
    data = copy_data(tmp_path)
    with (data / "departments.csv").open("a", encoding="utf-8") as file:
        file.write("copy-union,<b>第二</b>工会,Second <script>,甲,A,,\n")
    for table in ("figures", "documents", "statements"):
        text = (data / table / "beita-union" / "2019.csv").read_text(encoding="utf-8")
        (data / table / "copy-union").mkdir()
        for year in (2019, 2020):
            copy = text.replace("beita-union,", "copy-union,")
            if year == 2020:
                copy = copy.replace("2019", "2020").replace("2018", "2019")
            (data / table / "copy-union" / f"{year}.csv").write_text(copy, encoding="utf-8")
    return data


@pytest.fixture
def mishaps():
    """What goes wrong: "department year" -> Python code that runs in place of the report's process."""
    return {}


@pytest.fixture
def run(tmp_path, data, mishaps, monkeypatch):
    """Run everything with a quick builder in place of the real one; return the exit code."""

    class QuickBuilder(nullcontext):
        def __init__(self, out, folder, memory_limit_mb):
            super().__init__(self)
            self.out, self.folder = out, folder

        def build(self, job, *, bundle, pdf, limit_seconds):
            place = f"{job.department} {job.year}"
            if place in mishaps:
                return run_limited([sys.executable, "-c", mishaps[place], f"--out={self.out}"], limit_seconds)
            try:
                publish_small_report(job.department, job.year, job.lang, self.out, self.folder)
            except UserError as error:
                return error.exit_code, str(error)
            return 0, ""

    def call(today=date(2021, 1, 1), **options):
        return yearly.run_all("en", tmp_path / "out", data, today=today, **options)

    monkeypatch.setattr(yearly, "Builder", QuickBuilder)
    monkeypatch.setattr(manifest, "list_code", list)  # others may be editing the code while this runs
    return call


def publish_small_report(department, year, lang, out, data):
    """Publish a report of two small files beside those in other languages, in the way of the real command."""
    words = Words(open_data(department, year, data, lang), lang)
    target = out / department / str(year)
    with stage(target, lang) as folder:
        staged = folder / "report"
        if target.is_dir():
            shutil.copytree(target, staged)
        staged.mkdir(exist_ok=True)
        page, findings, listing = (
            manifest.suffix_name(name, lang) for name in ("report.html", "findings.csv", "manifest.json")
        )
        (staged / page).write_text("a report")
        (staged / findings).write_text("severity,rule\nmedium,a\nlow,b\nlow,c\n")
        outputs = manifest.describe_outputs(staged, [page, findings])
        made = manifest.make_manifest(department, int(year), manifest.describe_inputs(words), outputs)
        (staged / listing).write_text(manifest.write_json(made), encoding="utf-8")
        write_listings(staged)
        with hold_place(target, lang) as put_in_place:
            put_in_place(staged)


def states(out):
    """Return what the last run did with each report."""
    return {entry["key"]: entry["state"] for entry in read_entries(out)}


def test_run_builds_what_changed_says_why_and_nothing_else(run, data, tmp_path, capsys):
    out = tmp_path / "out"
    assert run() == 0
    assert states(out) == {OURS: "built", THEIRS: "built", NEXT: "built"}
    assert run() == 0
    assert states(out) == {OURS: "current", THEIRS: "current", NEXT: "current"}
    edit(data / "figures" / "copy-union" / "2020.csv", "F01", printed="150.35")
    capsys.readouterr()
    assert run(dry_run=True) == 0
    said = capsys.readouterr()
    assert "were read for this plan" not in said.err  # all of them were
    assert said.out.splitlines() == [
        "beita-union 2019 zh: current, nothing to do",
        "copy-union 2019 zh: current, nothing to do",
        "copy-union 2020 zh: changed: figures/copy-union/2020.csv",
    ]
    assert run() == 0
    assert states(out) == {OURS: "current", THEIRS: "current", NEXT: "built"}
    assert run(everything=True) == 0
    assert set(states(out).values()) == {"built"}


def test_plain_kernels_are_said_once_however_many_reports_there_are(run, monkeypatch, capsys):
    monkeypatch.setattr("analysis.publish.forks.CAN_LIMIT", False)
    assert run() == 0
    assert capsys.readouterr().err.count("plain Jupyter kernels") == 1


def test_dry_run_writes_nothing(run, tmp_path, capsys):
    assert run(dry_run=True) == 0
    said = capsys.readouterr()
    assert said.out.count("no report yet") == 3
    assert said.err.count("no data were read for this plan; expenditure check says whether they would be refused") == 1
    assert not (tmp_path / "out").exists()


def test_other_languages_are_built_where_they_were_published(run, data, tmp_path):
    out = tmp_path / "out"
    assert run() == 0
    publish_small_report("beita-union", 2019, "en", out, data)
    assert run() == 0
    assert states(out)[("beita-union", 2019, "en")] == "current"
    edit(data / "departments.csv", "beita-union", region_en="elsewhere")
    assert run() == 0
    own = dict.fromkeys([OURS, ("beita-union", 2019, "en")], "built")
    assert states(out) == own | {THEIRS: "current", NEXT: "current"}


def test_published_file_that_was_changed_or_lost_is_made_again(run, tmp_path, capsys):
    assert run() == 0
    out = tmp_path / "out"
    (out / "beita-union" / "2019" / "report.html").write_text("edited")
    (out / "copy-union" / "2019" / "findings.csv").unlink()
    (out / "copy-union" / "2020" / "manifest.json").write_text("{}")
    run(dry_run=True)
    plan = capsys.readouterr().out
    for name in ("report.html", "findings.csv", "manifest.json"):
        assert f"published files are missing or were changed: {name}" in plan
    assert run() == 0
    assert set(states(out).values()) == {"built"}


def test_failure_and_crash_stop_no_other_report_and_the_user_is_told(run, tmp_path, mishaps, capsys):
    out, told = tmp_path / "out", tmp_path / "told.txt"
    (out / ".failed" / "beita-union-2019").mkdir(parents=True)
    mishaps["beita-union 2019"] = FAILS
    mishaps["copy-union 2019"] = "import os; os.kill(os.getpid(), 9)"
    assert run(on_failure=f'{{ echo "$EXPENDITURE_FAILED"; cat; }} >{told}') == 4
    assert states(out) == {OURS: "failed", THEIRS: "failed", NEXT: "built"}
    summary = told.read_text(encoding="utf-8")
    for wanted in (
        "2\nYearly review: 2 reports failed, 0 are due without data, the other 1 are in order\n",
        "beita-union 2019 zh · failed\n  notebook 1-check, code cell 3 failed: no such figure\n",
        f"notebooks as far as they ran: {out}/.failed/beita-union-2019\n",
        "copy-union 2019 zh · failed\n  it left no message (exit code -9)",
        f"Log of the runs: {out}/run.log",
        "run expenditure run again",
    ):
        assert wanted in summary
    assert len(summary.splitlines()) < 50
    assert "failed, no report yet" in (out / "index.html").read_text(encoding="utf-8")
    assert "1 built, 0 current, 2 failed, 0 due without data" in capsys.readouterr().err
    mishaps.clear()
    told.unlink()
    assert run(on_failure=f"touch {told}") == 0
    assert states(out) == {OURS: "built", THEIRS: "built", NEXT: "current"}
    assert not told.exists()


def test_refused_data_are_named_whole_in_plan_and_list(run, data, tmp_path, capsys, expenditure):
    assert run() == 0
    edit(data / "figures" / "copy-union" / "2020.csv", "F01", unit="万圆")
    edit(data / "figures" / "copy-union" / "2020.csv", "F03", code="599")
    capsys.readouterr()
    assert run(dry_run=True) == 0
    plan = capsys.readouterr().out
    listed = expenditure("list", "--lang", "en", "--data-dir", data, "--out", tmp_path / "out").stdout
    for said in (plan, listed):
        assert "2020.csv:2: unit: '万圆' is not in" in said
        assert "(and 1 more)" in said
        assert "problems: 2" not in said


def test_back_test_comes_before_any_report_is_built(run, data, monkeypatch):
    did = []
    monkeypatch.setattr(yearly, "_test_back", lambda lang, job, out: did.append(f"test {job.department} {job.year}"))
    build = yearly.build_job
    monkeypatch.setattr(yearly, "build_job", lambda lang, job, *rest: did.append("build") or build(lang, job, *rest))
    assert run() == 0
    assert did == ["test beita-union 2019", "test copy-union 2019", "test copy-union 2020", "build", "build", "build"]


def test_year_that_is_due_and_has_no_data_is_no_success(run, tmp_path, capsys):
    told, missing = tmp_path / "told.txt", f"beita-union 2020: data were due by 2021-11-30 and are not there; {ADD}"
    assert run(today=date(2021, 11, 30), on_failure=f"touch {told}") == 0
    assert not told.exists()
    assert "beita-union 2020" not in capsys.readouterr().err
    assert run(today=date(2021, 12, 1), on_failure=f'{{ echo "$EXPENDITURE_FAILED"; cat; }} >{told}') == 4
    said = capsys.readouterr().err
    assert missing in said
    assert "0 built, 3 current, 0 failed, 1 due without data" in said
    summary = told.read_text(encoding="utf-8")
    assert summary.startswith("1\nYearly review: 0 reports failed, 1 are due without data, the other 3 are in order\n")
    assert missing in summary
    assert run(today=date(2021, 12, 1), dry_run=True) == 0
    assert missing in capsys.readouterr().out


def test_data_without_any_year_are_no_success(run, data, tmp_path, capsys):
    shutil.rmtree(data / "figures")
    assert run() == 3
    assert f"{data} has no data for any year" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_refused_data_of_one_department_fail_that_one_only(run, data, tmp_path):
    (data / "figures" / "copy-union" / "2020.csv").write_text("", encoding="utf-8")
    assert run() == 4
    assert states(tmp_path / "out") == {OURS: "built", THEIRS: "built", NEXT: "failed"}


def test_command_for_failures_that_fails_is_logged_and_not_raised(run, tmp_path, mishaps, capsys):
    mishaps["beita-union 2019"] = FAILS
    assert run(on_failure="echo no mailer here; exit 7") == 4
    last = json.loads((tmp_path / "out" / "run.log").read_text(encoding="utf-8").splitlines()[-1])
    assert last["state"] == "not-told"
    assert "7: no mailer here" in last["message"]
    assert "check --on-failure" in capsys.readouterr().err


@pytest.mark.slow
def test_time_limit_ends_a_hanging_report_with_all_its_processes(run, tmp_path, mishaps, monkeypatch):
    monkeypatch.setattr("analysis.publish.processes._GRACE_SECONDS", 0.3)
    mishaps["copy-union 2019"] = STUBBORN
    started = time.monotonic()
    assert run(time_limit_seconds=1) == 4
    assert time.monotonic() - started < 20
    assert states(tmp_path / "out") == {OURS: "built", THEIRS: "timeout", NEXT: "built"}
    assert find_survivors(tmp_path / "out") == []


@pytest.mark.slow
def test_time_limit_ends_the_real_command_with_its_kernels(tmp_path, capsys):
    out, data = tmp_path / "out", copy_data(tmp_path)
    assert yearly.run_all("en", out, data, time_limit_seconds=0.3, today=date(2021, 1, 1)) == 4
    assert "stopped after the limit of 0.3 s" in capsys.readouterr().err
    assert states(out) == {OURS: "timeout"}
    assert find_survivors(out) == []
    assert not (out / "beita-union").exists()


def test_exit_code_tells_of_findings_from_the_severity_that_the_user_sets(run):
    assert [run(fail_on=severity) for severity in ("never", "high", "medium", "low", "info")] == [0, 0, 1, 1, 1]


def test_second_run_at_once_is_refused_and_says_who_is_at_work(run, tmp_path, capsys):
    told = tmp_path / "told.txt"
    with hold_lock(tmp_path / "out", "en"):
        assert run(on_failure=f"touch {told}") == 5
    assert f"(process {os.getpid()} on {platform.node()}, since 20" in capsys.readouterr().err
    assert not told.exists()
    assert run() == 0


@pytest.mark.slow
def test_killed_run_leaves_whole_reports_and_the_next_one_finishes(tmp_path):
    kill_runs(tmp_path / "out", copy_data(tmp_path), times=3)


@pytest.mark.parametrize("place", ["folder", "log", "index"])
def test_place_that_cannot_be_written_gives_one_clear_message(run, tmp_path, capsys, place):
    out, told = tmp_path / "out", tmp_path / "told.txt"
    if place == "folder":
        out.write_text("a file")
    elif place == "log":
        out.mkdir()
        (out / "run.log").symlink_to("/dev/full")
    else:
        (out / "index.html").mkdir(parents=True)
    assert run(on_failure=f"cat >{told}") == 4
    message = capsys.readouterr().err
    assert message.count("cannot write") == 1
    assert str(out) in message
    assert "cannot write" in told.read_text(encoding="utf-8")


def test_torn_line_of_a_killed_run_spoils_no_other(run, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "run.log").write_text('{"time": "2026-', encoding="utf-8")
    assert run() == 0
    assert len(read_entries(out)) == 3


def test_log_line_holds_what_was_done(run, tmp_path):
    assert run() == 0
    entry = json.loads((tmp_path / "out" / "run.log").read_text(encoding="utf-8").splitlines()[0])
    assert entry["findings"] == {"high": 0, "medium": 1, "low": 2, "info": 0}
    assert (entry["state"], entry["why"], entry["message"]) == ("built", "no report yet", "")
    assert entry["seconds"] >= 0
    assert entry["time"][:2] == "20"


@pytest.mark.parametrize(("lang", "name"), [("zh", "beita-union-2019.pdf"), ("en", "beita-union-2019.en.pdf")])
def test_report_that_was_printed_is_printed_again(run, tmp_path, monkeypatch, lang, name):
    out, builder = tmp_path / "out", mock.Mock(**{"build.return_value": (0, "")})
    assert run() == 0
    job = Job("beita-union", 2019, lang, "changed")
    for _ in range(2):
        yearly.build_job("en", job, out, builder, 1)
        (out / "beita-union" / name).write_text("a PDF")
    assert [call.kwargs["pdf"] for call in builder.build.call_args_list] == [False, True]


def test_progress_is_rewritten_on_a_terminal_and_plain_elsewhere(run, monkeypatch, capsys):
    assert run() == 0
    assert "\x1b" not in capsys.readouterr().err
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    assert run(everything=True) == 0
    assert "\r\x1b[2K[0/3] beginning\r\x1b[2K[1/3] " in terminal.getvalue()
    assert re.search(r"\[3/3\] \d+ reports/min, about 0 s left", terminal.getvalue())
    assert "built in" not in terminal.getvalue()  # one line, which is rewritten


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_index_page_shows_every_report_and_is_the_same_every_time(run, data, tmp_path, lang):
    assert run() == 0
    out = tmp_path / "out"
    done = {OURS: "current", THEIRS: "current", NEXT: "failed"}
    page = write_index(lang, out, data, done).read_text(encoding="utf-8")
    for wanted in ('<a href="beita-union/2019/report.html">', '<a href="copy-union/2020/report.html">', "149.35 万元"):
        assert wanted in page
    assert "−88.89 %" in page  # three-public: 0.15 against 1.35, as in the report
    assert ("上一版" if lang == "zh" else "previous edition") in page
    assert ("&lt;b&gt;第二" if lang == "zh" else "&lt;script&gt;") in page
    assert page.index("copy-union/2020") < page.index("copy-union/2019")  # the newest year first
    assert write_index(lang, out, data, dict(reversed(done.items()))).read_text(encoding="utf-8") == page
    assert page.count('<tr class="bad">') == 1  # the one that failed, which says so in words
    missing = {("beita-union", 2020): date(2021, 11, 30)}
    due = write_index(lang, out, data, done, missing).read_text(encoding="utf-8")
    assert ("到期未录入（应于 2021-11-30 前）" if lang == "zh" else "no data yet, due by 2021-11-30") in due
    assert due.count('<tr class="bad">') == 2
    name = "北塔区总工会" if lang == "zh" else "Beita District Federation"
    assert due.count(name) == page.count(name) + 1
    assert list(out.glob(".index.html*")) == []


def write_log(out, *lines):
    out.mkdir()
    text = "".join(
        json.dumps({"time": f"{day}T06:00:00+08:00", "department": d, "year": y, "lang": "zh", "state": state}) + "\n"
        for day, d, y, state in lines
    )
    (out / "run.log").write_text(text, encoding="utf-8")


def overdue(out, data, today):
    return [one.describe("en") for one in find_overdue(out, data, date.fromisoformat(today))]


def test_overdue_are_failures_missing_years_and_silence(data, tmp_path):
    out = tmp_path / "out"
    assert overdue(out, data, "2020-01-01") == ["no successful run in the log for 400 days (the last one: never)"]
    write_log(
        out,
        ("2021-11-01", "beita-union", 2019, "failed"),
        ("2021-11-02", "beita-union", 2019, "built"),
        ("2021-11-02", "copy-union", 2020, "timeout"),
    )
    failed = "copy-union 2020 zh: the last run failed (2021-11-02)"
    assert overdue(out, data, "2021-11-30") == [failed]
    missing = f"beita-union 2020: data were due by 2021-11-30 and are not there; {ADD}"
    assert overdue(out, data, "2021-12-01") == [failed, missing]
    assert overdue(out, data, "2022-12-08")[1:] == [
        missing,
        f"copy-union 2021: data were due by 2022-11-30 and are not there; {ADD}",
        "no successful run in the log for 400 days (the last one: 2021-11-02)",
    ]


def test_group_without_data_is_overdue_and_one_with_data_is_not(data, tmp_path):
    (data / "groups.csv").write_text("group,name_zh,name_en\nfull,甲,A\nempty,乙,B\nlisted,丙,C\n", encoding="utf-8")
    (data / "groups").mkdir()
    for group, body in (("full", "beita-union"), ("empty", "beita-onion")):
        (data / "groups" / f"{group}.csv").write_text(f"department\n{body}\n", encoding="utf-8")
    said = overdue(tmp_path / "out", data, "2020-01-01")[:-1]
    assert [line.partition(":")[0] for line in said] == ["group empty", "group listed"]
    assert "no body of it has data" in said[0]
    assert "look at the ids in groups/empty.csv" in said[0]


def test_year_that_lost_its_figures_is_overdue(data, tmp_path):
    (data / "figures" / "copy-union" / "2020.csv").unlink()
    said = overdue(tmp_path / "out", data, "2020-01-01")[:-1]
    assert len(said) == 1
    assert said[0].startswith(
        "copy-union 2020: there is documents/copy-union/2020.csv and no figures/copy-union/2020.csv"
    )


def test_line_with_a_time_to_come_is_reported_and_proves_no_run(data, tmp_path):
    out = tmp_path / "out"
    write_log(out, ("2031-01-01", "beita-union", 2019, "built"))
    assert overdue(out, data, "2020-06-01") == [
        "no successful run in the log for 400 days (the last one: never)",
        "1 lines of the run log have a time to come (as far as 2031-01-01): "
        "a clock is wrong, and they do not count as runs",
    ]
