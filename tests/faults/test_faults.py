"""What the machine does to a run: no room, no right to write, a folder that goes away, a clock that was set back."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time

import pytest

from analysis.publish.evidence.manifest import find_damage
from analysis.publish.yearly.run import plan_jobs
from tests.faults.kills import find_survivors
from tests.helpers import add_department, copy_data, list_staged

REPORT = ("report", "--department", "beita-union", "--year", "2019", "--lang", "en")
pytestmark = pytest.mark.slow
# A mount of its own: as root, and as a user where the system lets one have a namespace.
SPACES = (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"])


@pytest.fixture(scope="module")
def space():
    """The command in front of a shell that may mount; the test skips where the system allows none."""
    for command in SPACES:
        trial = [*command, "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"]
        if shutil.which(command[0]) and subprocess.run(trial, capture_output=True).returncode == 0:
            return command
    pytest.skip("the system lets nobody mount here")


@pytest.fixture(scope="module")
def published(tmp_path_factory, built_report):
    """A folder of reports to spoil: a copy of the built one."""
    out = tmp_path_factory.mktemp("faults") / "out"
    shutil.copytree(built_report.parent.parent, out)
    return out


def build_in(space, mount, out, project_root, arguments=REPORT):
    """Build the report in a shell that has mounted something at `out`; return what was said and left behind."""
    command = " ".join([sys.executable, "-m", "analysis", *arguments, "--out", str(out)])
    listing = f"{{ find {out} -type f | sort | xargs -r sha256sum; ls -A {out}; }}"
    script = f"{mount}; {listing} > $1/before; {command} 2> $1/said; code=$?; {listing} > $1/after; exit $code"
    notes = out.parent / f"notes-{len(list(out.parent.iterdir()))}"
    notes.mkdir()
    done = subprocess.run([*space, "sh", "-c", script, "sh", str(notes)], cwd=project_root, timeout=120)
    return done.returncode, *((notes / name).read_text(encoding="utf-8") for name in ("said", "before", "after"))


def test_run_on_a_disk_that_fills_up_publishes_what_fits(space, tmp_path, built_report, project_root):
    data, out = copy_data(tmp_path), tmp_path / "out"
    add_department(data, "second-union")
    out.mkdir()
    one = [path for path in built_report.rglob("*") if not re.search(r"\.en[./]|workbook|narrative", str(path))]
    size_kb = sum(path.stat().st_size // 1024 + 5 for path in one) * 3 // 2  # of a report and a half
    arguments = ("run", "--jobs", "1", "--lang", "en", "--data-dir", str(data))
    mount = f"mount -t tmpfs -o size={size_kb}k tmpfs {out}"
    code, said, _, after = build_in(space, mount, out, project_root, arguments)
    assert code == 4
    assert "[1/2] beita-union 2019 zh: built in" in said
    assert "[2/2] second-union 2019 zh: failed" in said
    assert re.search(r"在 \S+/out 中写入失败（No space left on device）", said), said
    assert "Traceback" not in said
    assert f"{out}/beita-union/2019/manifest.json" in after
    assert f"{out}/run.log" in after
    assert f"{out}/second-union" not in after


def test_full_disk_ends_with_the_place_and_leaves_what_was_published(space, published, project_root):
    copy = published.with_name("copy")
    shutil.copytree(published, copy, dirs_exist_ok=True)
    size_kb = sum(path.stat().st_size for path in copy.rglob("*")) // 1000 + 300
    mount = f"mount -t tmpfs -o size={size_kb}k tmpfs {published} && cp -a {copy}/. {published}"
    code, said, before, after = build_in(space, mount, published, project_root)
    assert code == 4
    assert "No space left on device" in said
    assert str(published) in said
    assert "Traceback" not in said
    assert "report.html" in before
    assert after.replace(".failed\n", "") == before  # an empty folder: there is no room for the failed notebooks


def test_read_only_folder_is_refused_before_anything_runs(space, published, project_root):
    mount = f"mount --bind {published} {published} && mount -o remount,bind,ro {published}"
    code, said, before, after = build_in(space, mount, published, project_root)
    assert code == 4
    assert f"cannot write to the output folder {published} (Read-only file system)" in said
    assert "give another --out or change its permissions" in said
    assert "cell" not in said
    assert after == before


def test_folder_that_vanishes_while_a_report_is_built_leaves_nothing_half_done(tmp_path, project_root):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "analysis", *REPORT, "--out", str(out)]
    with subprocess.Popen(command, cwd=project_root, stderr=subprocess.PIPE, text=True) as process:
        while not (out / ".staging").is_dir() and process.poll() is None:
            time.sleep(0.01)
        shutil.rmtree(out, ignore_errors=True)
        said = process.communicate(timeout=60)[1]
    target = out / "beita-union" / "2019"
    assert "Traceback" not in said
    assert find_survivors(out) == []
    if process.returncode == 0:  # it was made anew, whole
        assert find_damage(target, "en") == []
    else:
        assert process.returncode == 4
        assert str(out) in said
        assert not target.exists()
    assert list_staged(out) == []


def test_files_of_another_day_are_no_reason_to_build(tmp_path, built_report):
    out, data = tmp_path / "out", copy_data(tmp_path)
    shutil.copytree(built_report.parent.parent, out)
    expected = [job.why for job in plan_jobs("en", out, data)]
    for day in (0, 4_000_000_000):  # 1970 and 2096: a clock set back, and one that ran ahead
        for path in [*data.rglob("*"), *out.rglob("*")]:
            os.utime(path, (day, day))
        assert [job.why for job in plan_jobs("en", out, data)] == expected == ["", ""]


def test_two_reports_of_one_year_at_once_end_whole(tmp_path, expenditure_process):
    out = tmp_path / "out"
    done = []
    threads = [
        threading.Thread(target=lambda: done.append(expenditure_process(*REPORT, "--out", out))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.returncode for one in done] == [0, 0], [one.stderr for one in done]
    assert find_damage(out / "beita-union" / "2019", "en") == []
    assert list_staged(out) == []
