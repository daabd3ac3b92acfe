"""The command `expenditure`: parses the call, hands it to one of `commands/`, and turns what goes wrong into words."""

import argparse
import io
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from analysis.errors import UserError
from analysis.exported import is_export
from analysis.project import require_project
from analysis.tables import DATA_FOLDER, DATA_VARIABLE
from analysis.texts import say

OK, FINDINGS, USAGE, REFUSED, FAILED, LOCKED, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 70, 130
COMMANDS = ("report", "run", "verify", "check", "list", "add", "read", "accept", "describe", "export")
WITHOUT_PROJECT = {"verify"}  # which needs it to build a report again, and then asks itself
FROM_FILES = {"report", "run", "add", "read", "accept", "describe", "export"}  # read or write the data's own files

_DESCRIPTION = """部门支出年度核查：从公布的数字到审计可以逐项复核的报告
Yearly review of a department's published expenditure, for auditors to recompute.
"""
_EXIT_CODES = """退出码 exit codes:
  0  完成 done (check: 没有发现 no findings; verify: 相符 all holds)
  1  check 有“低”及以上的发现，run 有 --fail-on 所指的发现，或 verify 不符
     findings of severity low or above, of the severity given to run --fail-on, or a fault found by verify
  2  命令写错 the call is wrong
  3  参数或数据被拒绝 parameters or data refused
  4  报告没有生成，原有报告未改动；run: 或有年度到期没有数据
     no report made, the previous one is unchanged; run: or a year that is due has no data
  5  另一次运行尚未结束 (run) another run is still going on
  70  程序自身的错误 a fault of this program
  130 被中断 interrupted
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code of the command; every message for people goes to standard error, results to output."""
    for stream in (sys.stdout, sys.stderr):  # a terminal of another encoding gets signs for what it cannot show
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    call = make_parser().parse_args(arguments)

    def act() -> int:
        if call.command not in WITHOUT_PROJECT:
            require_project(call.lang)
        if call.command in FROM_FILES:
            _refuse_export(call)
        if getattr(call, "department", None):
            from analysis.naming import resolve_department  # which opens a table

            call.department = resolve_department(call.department, call.data_dir, call.lang)
        code: int = call.run(call)
        return code

    return explain(call.lang, act)


def explain(lang: str, act: Callable[[], int]) -> int:
    """Return the exit code of what is done; what goes wrong is said in a sentence on standard error."""
    try:
        return act()
    except UserError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(say(lang, "cli.interrupted"), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone, as with `expenditure check | head`
        return OK
    except Exception as error:
        print(say(lang, "cli.fault", kind=type(error).__name__, file=save_traceback()), file=sys.stderr)
        return FAULT


def _refuse_export(call: argparse.Namespace) -> None:
    """Refuse data that are an export, which lacks the files that a report shows and a draft is added to."""
    folder = call.data_dir or Path(os.environ.get(DATA_VARIABLE, DATA_FOLDER))
    if is_export(folder):
        raise UserError(say(call.lang, "export.is-export", folder=folder))


def save_traceback() -> str:
    """Return the name of a new file that holds the current exception's traceback, for whoever mends the program."""
    with tempfile.NamedTemporaryFile("w", prefix="expenditure-fault-", suffix=".txt", delete=False) as file:
        traceback.print_exc(file=file)
    return file.name


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "expenditure", description=_DESCRIPTION, epilog=_EXIT_CODES, formatter_class=shape, allow_abbrev=False
    )
    choices = parser.add_subparsers(dest="command", required=True, metavar=" | ".join(COMMANDS))
    for name in COMMANDS:
        command = import_module(f"analysis.commands.{name}")
        epilog = f"{command.EXAMPLES}\n{_EXIT_CODES}"
        texts = {"help": command.HELP, "description": command.HELP, "epilog": epilog}
        chosen = choices.add_parser(name, formatter_class=shape, allow_abbrev=False, **texts)
        chosen.set_defaults(run=command.run)
        for add in command.OPTIONS:
            add(chosen)
    return parser
