"""The command: exit codes, messages without tracebacks, plain output off a terminal."""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis import cli
from tests.helpers import copy_data, edit

REPORT = ("report", "--department", "beita-union", "--year", "2019")


def test_check_prints_every_finding_and_exits_with_1(expenditure):
    done = expenditure("check", "--department", "beita-union", "--year", 2019)
    assert done.returncode == cli.FINDINGS
    assert done.stdout.count("处理: ") >= 7  # three more where the document lies in data/raw/
    assert "读法二" in done.stdout


def test_check_speaks_english(expenditure):
    done = expenditure("check", "--lang", "en", "--department", "beita-union", "--year", 2019)
    assert re.search(r"1[58] checks, (?:7|10) findings", done.stdout)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("report", "--department", "nobody", "--year", "2019"), 3, "没有部门“nobody”；已有：beita-union"),
        (("report", "--department", "../../etc", "--year", "2019"), 3, "没有部门"),
        (("report", "--department", "beita-union", "--year", "1999"), 3, "没有 1999 年的数据；已有年度：2019"),
        (("report", "--department", "beita-union", "--year", "x"), 2, "2017-2019"),
        (("report", "--department", "beita-union", "--year", "2018-2019"), 3, "一个部门的报告只有一个年度"),
        (("report", "--group", "nobody", "--year", "2019"), 3, "groups.csv 中有：jiangsu-provincial, putuo"),
        (
            ("report", "--group", "putuo", "--year", "2024-2026"),
            3,
            "没有这些年度的数据：2026；有数据的年度：2024, 2025",
        ),
        (("report", "--group", "putuo", "--department", "putuo-wanli", "--year", "2025"), 2, "not allowed with"),
        (("report", "--year", "2019"), 2, "--department"),
        (("report", "--department", "beita-union", "--year", "2019", "--lang", "fr"), 2, "invalid choice"),
        (("report", "--department", "beita-union", "--year", "2019", "--data-dir", "nowhere"), 3, "nowhere"),
        (("check", "--department", "nobody"), 3, "没有部门“nobody”"),
        (("check", "--year", "1999"), 3, "没有1999年的数据"),
        (("list", "--data-dir", "nowhere"), 3, "nowhere"),
        ((), 2, "report | run | verify | check | list | add | read | accept | describe"),
    ],
)
def test_mistake_is_answered_by_one_message_and_an_exit_code(expenditure, arguments, code, message):
    done = expenditure(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_check_lists_all_problems_of_the_data_at_once(expenditure, tmp_path):
    data = copy_data(tmp_path)
    figures = data / "figures" / "beita-union" / "2019.csv"
    edit(figures, "F01", unit="万圆")
    edit(figures, "F03", code="599")
    done = expenditure("check", "--data-dir", data, "--lang", "en")
    assert done.returncode == cli.REFUSED
    assert "2019.csv:2: unit: '万圆' is not in" in done.stderr
    assert "2019.csv:4: code: '599' is not in" in done.stderr


@pytest.mark.parametrize("command", [[], *([name] for name in cli.COMMANDS)])
def test_help_names_examples_and_exit_codes(expenditure, command):
    text = expenditure(*command, "--help").stdout
    assert "exit codes" in text
    if command:
        assert f"expenditure {command[0]}" in text.split("example", 1)[1]


def test_parsing_imports_nothing_heavy(project_root):
    program = (
        "import sys\n"
        "from analysis.cli import COMMANDS, make_parser\n"
        "make_parser()\n"
        "print(*(name for name in sys.modules if name.startswith('analysis.') or name in ('pandas', 'numpy')))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=project_root, capture_output=True, text=True)
    light = {"cli", "errors", "fonts", "texts", "commands", "project", "verdicts", "publish", "publish.limits"}
    light |= {"publish.subject"}
    light |= {f"commands.{name}" for name in (*cli.COMMANDS, "options")}
    assert set(done.stdout.split()) == {f"analysis.{name}" for name in light}, done.stderr


def test_fault_of_the_program_is_no_traceback(monkeypatch, capsys):
    def fail(call):
        raise ZeroDivisionError

    monkeypatch.setattr("analysis.commands.list.run", fail)
    assert cli.main(["list", "--lang", "en"]) == cli.FAULT
    message = capsys.readouterr().err
    assert "a fault of this program (ZeroDivisionError)" in message
    path = re.search(r"\S+expenditure-fault-\S+\.txt", message)[0]
    with open(path, encoding="utf-8") as file:
        assert "Traceback" in file.read()
    os.remove(path)


@pytest.mark.slow
def test_progress_is_plain_off_a_terminal_and_rewritten_on_one(expenditure, tmp_path, project_root):
    done = expenditure(*REPORT, "--out", tmp_path / "a")
    assert "\x1b" not in done.stderr
    assert done.stdout.splitlines()[0] == str(tmp_path / "a" / "beita-union" / "2019" / "report.html")
    assert done.stderr.count("完成") == 4
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "analysis", *REPORT, "--out", str(tmp_path / "b")]
    with subprocess.Popen(command, cwd=project_root, stderr=theirs, stdout=subprocess.DEVNULL) as process:
        os.close(theirs)
        shown = read_all(ours)
        assert process.wait(timeout=60) == 0
    assert "\r\x1b[2K" in shown
    assert re.search(r"1-check 第 \d+/\d+ 格", shown)


def read_all(descriptor):
    parts = []
    while select.select([descriptor], [], [], 60)[0]:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(descriptor)
    return b"".join(parts).decode("utf-8", "replace")


def test_interrupt_ends_at_once_and_publishes_nothing(tmp_path, project_root):
    command = [sys.executable, "-m", "analysis", *REPORT, "--out", str(tmp_path / "out")]
    with subprocess.Popen(
        command, cwd=project_root, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while not children.read_text(encoding="ascii"):
            assert process.poll() is None
            time.sleep(0.1)  # until the process that goes ahead is forked
        time.sleep(0.5)
        os.killpg(process.pid, signal.SIGINT)
        _, message = process.communicate(timeout=20)  # how long it takes hangs on what else the machine does
    assert process.returncode == cli.INTERRUPTED
    assert "已中断" in message
    assert "Traceback" not in message
    assert not [*tmp_path.glob("out/*")]
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)  # nobody of its session is left


def test_interrupt_within_an_exec_has_the_same_exit_code(tmp_path, project_root):
    interrupt = "import os, time; os.kill(os.getpid(), 2); time.sleep(60)"
    program = f"from analysis.commands import list\nlist.run = lambda call: exec({interrupt!r})\n"
    (tmp_path / "sitecustomize.py").write_text(program, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{project_root}"}
    command = [sys.executable, "-m", "analysis", "list"]
    done = subprocess.run(command, cwd=project_root, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == cli.INTERRUPTED
    assert "已中断" in done.stderr


@pytest.mark.parametrize("command", ["report", "run", "check", "list", "read", "accept", "describe"])
def test_package_without_the_project_says_what_is_supported(command, tmp_path, project_root):
    call = {"report": REPORT, "read": ("read", "a.txt")}.get(command, (command, *REPORT[1:]))
    call = call if command not in {"run", "list"} else (command,)
    done = call_package(tmp_path, project_root, *call, "--lang", "en", "--data-dir", project_root / "data")
    assert (done.returncode, done.stdout) == (cli.REFUSED, "")
    [message] = done.stderr.splitlines()
    assert f"notebooks/ and data/ are not in {tmp_path}" in message
    assert "make report" in message


def test_package_without_the_project_says_so_in_python_too(tmp_path, project_root):
    opening = f"from analysis import open_data; open_data(data_dir={str(project_root / 'data')!r}, lang='en')"
    done = call_package(tmp_path, project_root, "-c", opening)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("analysis.errors.UserError: only the package is installed here")


def test_package_without_the_project_verifies(built_report, tmp_path, project_root):
    assert call_package(tmp_path, project_root, "verify", built_report).returncode == 0
    done = call_package(tmp_path, project_root, "verify", built_report, "--rerun", "--lang", "en")
    assert done.returncode == cli.REFUSED
    assert f"notebooks/ and data/ are not in {tmp_path}" in done.stderr


def call_package(folder, project_root, *arguments):
    """Run the command from a copy of the package alone, as `pip install` makes it."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(project_root / "analysis", folder / "analysis", ignore=ignored, dirs_exist_ok=True)
    call = arguments if arguments[0] == "-c" else ("-m", "analysis", *map(str, arguments))
    return subprocess.run([sys.executable, *call], cwd=folder, capture_output=True, text=True, timeout=60)


def test_typed_folders_count_from_where_the_user_stands(expenditure, tmp_path):
    copy_data(tmp_path)
    (tmp_path / "a.txt").write_text("2019年度报告\n支出5.00万元。\n", encoding="utf-8")
    for call in (("check",), ("list",), ("read", "a.txt", "--format", "csv"), ("run", "--dry-run")):
        done = expenditure(*call, "--data-dir", "data", cwd=tmp_path)
        assert done.returncode in (cli.OK, cli.FINDINGS), done.stderr
        assert done.stdout
    # And as the environment's own command, which is found in no checkout.
    command = [Path(sys.executable).with_name("expenditure"), "read", "a.txt", "--department", "beita-union"]
    done = subprocess.run([*command, "--data-dir", "data"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "drafts" / "beita-union" / "2019" / "report-2019-2" / "figures.csv").is_file()


def test_closed_pipe_is_no_error(project_root):
    command = f"{sys.executable} -m analysis check | head -1"
    done = subprocess.run(command, shell=True, cwd=project_root, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr
