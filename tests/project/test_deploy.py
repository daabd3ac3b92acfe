"""What is shipped for the yearly run: systemd and cron accept it, and it calls commands and options that exist."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from analysis.cli import make_parser
from tests.conftest import skip_or_fail

HOME, SHARED = "%h/expenditure-review", "/srv/expenditure-review"
NAMES = ("run.service", "run.timer", "run.cron", "scheduler.service", "worker.service")


@pytest.fixture
def deploy(project_root):
    return project_root / "deploy"


def systemd_analyze(*arguments):
    if not shutil.which("systemd-analyze"):
        skip_or_fail("systemd-analyze is not installed (Debian: apt-get install systemd)")
    command = ["systemd-analyze", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "XDG_RUNTIME_DIR": "/run"})


def read_unit(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "=" in line and line[0] != "#"]
    return dict(line.split("=", 1) for line in lines)


def accept_run(command):
    """Parse a call of `expenditure run` as the command itself does."""
    words = shlex.split(command)
    start = next(index for index, word in enumerate(words) if word.endswith("/expenditure"))
    stop = next((index for index, word in enumerate(words) if word.startswith(">")), len(words))
    assert words[start + 1] == "run"
    return make_parser().parse_args(words[start + 1 : stop])


def test_systemd_accepts_the_units(deploy, tmp_path):
    home = tmp_path / "expenditure-review"
    (home / ".venv" / "bin").mkdir(parents=True)
    shutil.copy("/bin/true", home / ".venv" / "bin" / "expenditure")
    units = [tmp_path / name for name in ("expenditure-run.service", "expenditure-run.timer")]
    for unit in units:
        text = (deploy / unit.name).read_text(encoding="utf-8")
        unit.write_text(text.replace(HOME, str(home)), encoding="utf-8")
    done = systemd_analyze("verify", "--user", "--man=no", *units)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_systemd_would_refuse_a_unit_that_is_wrong(tmp_path):
    unit = tmp_path / "wrong.service"
    unit.write_text("[Service]\nType=oneshot\nExecStart=nothing here\n")
    assert systemd_analyze("verify", "--user", "--man=no", unit).stderr


def accept_dask(command):
    """Parse a call of `dask` as the command itself does; return its name and its parameters."""
    from distributed.cli import dask_scheduler, dask_worker

    place, name, *arguments = shlex.split(command)
    assert place == f"{SHARED}/.venv/bin/dask"
    main = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}[name]
    return name, main.make_context(name, arguments).params


def test_units_of_the_cluster_call_dask_with_options_that_it_has(deploy, tmp_path):
    units = {unit: read_unit(deploy / f"expenditure-{unit}.service") for unit in ("scheduler", "worker")}
    found = dict(accept_dask(unit["ExecStart"]) for unit in units.values())
    assert found["scheduler"]["port"] == "8786"
    assert found["worker"]["scheduler"] == "tls://SCHEDULER:8786"
    assert (found["worker"]["n_workers"], found["worker"]["nthreads"]) == ("-1", 1)
    assert {params["dashboard"] for params in found.values()} == {False}
    for name in units:
        unit, place = tmp_path / f"expenditure-{name}.service", tmp_path / "dask"
        shutil.copy("/bin/true", place)
        text = (deploy / unit.name).read_text(encoding="utf-8")
        unit.write_text(text.replace(f"{SHARED}/.venv/bin/dask", str(place)).replace(SHARED, str(tmp_path)))
        done = systemd_analyze("verify", "--user", "--man=no", unit)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_settings_of_the_cluster_are_dasks_own_and_ask_for_a_key(deploy):
    import dask
    import distributed  # noqa: F401  # brings its settings

    settings = yaml.safe_load((deploy / "dask.yaml").read_text(encoding="utf-8"))["distributed"]["comm"]
    assert settings["require-encryption"] is True
    known = dask.config.get("distributed.comm.tls")
    for role, wanted in settings["tls"].items():
        assert role in known
        assert role == "ca-file" or set(wanted) <= set(known[role])


def test_timer_elapses_once_a_year_and_catches_up(deploy):
    timer = read_unit(deploy / "expenditure-run.timer")
    done = systemd_analyze("calendar", "--iterations=3", timer["OnCalendar"])
    assert done.returncode == 0, done.stderr
    years = [int(year) for year in re.findall(r"(\d{4})-11-01 06:00:00", done.stdout)]
    assert years == list(range(years[0], years[0] + 3))
    assert timer["Persistent"] == "true"


def test_service_calls_the_run_in_the_place_that_the_guide_names(deploy):
    service = read_unit(deploy / "expenditure-run.service")
    assert service["Type"] == "oneshot"
    assert service["WorkingDirectory"] == HOME
    assert service["ExecStart"].startswith(f"{HOME}/.venv/bin/expenditure ")
    assert accept_run(service["ExecStart"]).out == Path(f"{HOME}/reports").resolve()


def test_cron_calls_the_run_and_tells_of_a_failure(deploy):
    lines = (deploy / "expenditure-run.cron").read_text(encoding="utf-8").splitlines()
    [line] = [line for line in lines if not line.startswith("#")]
    *times, command = line.split(maxsplit=5)
    assert times == ["0", "6", "1", "11,12,1", "*"]
    assert "%" not in command  # a line end for cron
    call = accept_run(command)
    assert call.on_failure.startswith("mail ")
    assert subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0


def test_workflow_names_only_commands_that_exist(deploy, project_root):
    workflow = yaml.safe_load((deploy / "github-actions.yml").read_text(encoding="utf-8"))
    triggers = workflow[True]  # YAML 1.1 reads the key `on` as yes
    assert set(triggers) == {"schedule", "workflow_dispatch"}
    assert re.fullmatch(r"0 6 1 11 \*", triggers["schedule"][0]["cron"])
    steps = workflow["jobs"]["run"]["steps"]
    make, run = [step["run"] for step in steps if "run" in step]
    makefile = (project_root / "Makefile").read_text(encoding="utf-8")
    assert f"\n{make.removeprefix('make ')}:" in makefile
    assert accept_run(run).out == Path("reports").resolve()
    upload = next(step for step in steps if "upload-artifact" in step.get("uses", ""))
    assert upload["if"] == "always()"
    assert upload["with"]["path"].split()[0] == "reports"


def test_guide_names_the_files_that_are_there_in_both_languages(deploy):
    text = (deploy / "README.md").read_text(encoding="utf-8")
    chinese, english = text.split("## English")
    for name in (*(f"expenditure-{name}" for name in NAMES), "dask.yaml", "github-actions.yml"):
        assert (deploy / name).is_file()
        assert name in chinese
        assert name in english
    blocks = re.findall(r"```\n.*?```", chinese, re.DOTALL)
    assert re.findall(r"```\n.*?```", english, re.DOTALL) == blocks
    [line] = [line for block in blocks for line in block.splitlines() if " run --scheduler " in line]
    assert accept_run(line).scheduler == "tls://SCHEDULER:8786"
