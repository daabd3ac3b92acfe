"""The command `expenditure`: its seven commands and their options. Heavy imports wait until a command needs them."""

import argparse
import io
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from analysis.errors import UserError
from analysis.publish import limits
from analysis.texts import DEFAULT_LANGUAGE, LANGUAGES, say

OK, FINDINGS, USAGE, REFUSED, FAILED, LOCKED, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 70, 130
_YEARS = range(1950, 2101)  # those of the table schemas
SEVERITIES = ("high", "medium", "low", "info")  # those of analysis.check, which is too heavy to import for --help

_DESCRIPTION = """部门支出年度核查：从公布的数字到审计可以逐项复核的报告
Yearly review of a department's published expenditure, for auditors to recompute.
"""
_EXIT_CODES = """退出码 exit codes:
  0  完成 done (check: 没有发现 no findings; verify: 相符 all holds)
  1  check 有“低”及以上的发现，run 有 --fail-on 所指的发现，或 verify 不符
     findings of severity low or above, of the severity given to run --fail-on, or a fault found by verify
  2  命令写错 the call is wrong
  3  参数或数据被拒绝 parameters or data refused
  4  报告没有生成，原有报告未改动 no report made, the previous one is unchanged
  5  另一次运行尚未结束 (run) another run is still going on
  70  程序自身的错误 a fault of this program
  130 被中断 interrupted
"""
_BUNDLE_HELP = """另生成可重算的工作簿、Word 文档和供审计使用的压缩包
also make the workbook of live formulas, the Word document and the zip for auditors"""
_EXAMPLES = {
    "report": """例 examples:
  expenditure report --department beita-union --year 2019
  expenditure report --department beita-union --year 2019 --lang en --out /srv/reports
""",
    "run": """例 examples:
  expenditure run
  expenditure run --dry-run
  expenditure run --on-failure 'mail -s "expenditure run failed" me@example.org'
""",
    "verify": """例 examples:
  expenditure verify reports/beita-union/2019
  expenditure verify reports/beita-union/2019 --rerun
  expenditure verify reports/beita-union/2019 --public-key office.pub
""",
    "check": """例 examples:
  expenditure check
  expenditure check --department beita-union --year 2019 --lang en
""",
    "list": """例 example:
  expenditure list
""",
    "read": """例 examples:
  expenditure read 绩效评价报告.docx
  expenditure read data/raw/report-2020.pdf --department beita-union
  expenditure read *.pdf --format csv
""",
    "accept": """例 example:
  expenditure accept --department beita-union --year 2020
""",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code of the command; every message for people goes to standard error, results to output."""
    for stream in (sys.stdout, sys.stderr):  # a terminal of another encoding gets signs for what it cannot show
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    call = make_parser().parse_args(arguments)
    try:
        return run_command(call)
    except UserError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(say(call.lang, "cli.interrupted"), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone, as with `expenditure check | head`
        return OK
    except Exception as error:
        print(say(call.lang, "cli.fault", kind=type(error).__name__, file=save_traceback()), file=sys.stderr)
        return FAULT


def save_traceback() -> str:
    """Return the name of a new file that holds the current exception's traceback, for whoever mends the program."""
    with tempfile.NamedTemporaryFile("w", prefix="expenditure-fault-", suffix=".txt", delete=False) as file:
        traceback.print_exc(file=file)
    return file.name


def run_command(call: argparse.Namespace) -> int:
    """Return the exit code of the chosen command."""
    if call.command == "report":
        from analysis.publish.command import report
        from analysis.publish.request import Request

        out, memory_mb = call.out.resolve(), call.memory_limit
        request = Request(call.department, call.year, call.lang, out, call.bundle, call.pdf, call.sign, memory_mb)
        return report(request, call.data_dir)
    if call.command == "run":
        from analysis.publish.yearly import run_all

        return run_all(
            call.lang,
            call.out,
            call.data_dir,
            everything=call.all,
            dry_run=call.dry_run,
            fail_on=call.fail_on,
            time_limit_seconds=call.time_limit,
            memory_limit_mb=call.memory_limit,
            on_failure=call.on_failure,
        )
    if call.command == "verify":
        from analysis.publish.verify import verify

        return verify(call.folder, call.lang, call.rerun, call.public_key)
    if call.command == "check":
        from analysis.publish.listing import print_checks

        return print_checks(call.department, call.year, call.lang, call.data_dir)
    if call.command == "read":
        from analysis.publish.reading import read_files

        return read_files(call.files, call.department, call.year, call.lang, call.data_dir, call.format)
    if call.command == "accept":
        from analysis.publish.reading import accept

        return accept(call.department, call.year, call.lang, call.data_dir)
    from analysis.publish.listing import print_reports

    return print_reports(call.lang, call.out, call.data_dir)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "expenditure",
        description=_DESCRIPTION,
        epilog=_EXIT_CODES,
        formatter_class=shape,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar=" | ".join(_EXAMPLES))
    report = _add(commands, "report", "生成一个部门一个年度的报告 build the report of one department and year")
    report.add_argument("--department", required=True, help="部门代码，见 list; id of the department, see list")
    report.add_argument("--year", required=True, type=int, help="年度 fiscal year")
    report.add_argument("--bundle", action="store_true", help=_BUNDLE_HELP)
    report.add_argument(
        "--pdf", action="store_true", help="另打印为 PDF，需要 Chromium also print a PDF, needs Chromium"
    )
    report.add_argument("--sign", type=Path, metavar="KEY", help="用 Ed25519 私钥签名 sign with an Ed25519 private key")
    run = _add(commands, "run", "生成所有已过期的报告（每年自动运行） build every report that is out of date")
    run.add_argument("--all", action="store_true", help="全部重新生成 build all, changed or not")
    run.add_argument("--dry-run", action="store_true", help="只说明要做什么和为什么 only say what and why")
    run.add_argument(
        "--fail-on",
        choices=("never", *SEVERITIES),
        default="never",
        help="有此程度及以上的发现时退出码为 1 exit with 1 on findings of this severity or above",
    )
    run.add_argument(
        "--time-limit",
        type=float,
        default=limits.REPORT_SECONDS,
        metavar="SECONDS",
        help="每份报告的时限，秒 per report, seconds",
    )
    for command in (report, run):
        command.add_argument(
            "--memory-limit",
            type=_read_megabytes,
            default=limits.MEMORY_LIMIT_MB,
            metavar="MB",
            help=f"每个笔记本的内存限额，默认 {limits.MEMORY_LIMIT_MB}; memory that a notebook may take",
        )
    run.add_argument("--on-failure", metavar="COMMAND", help="失败时调用的命令 command to call on failure")
    verify = _add(commands, "verify", "核对已发布的报告 check a published report against its manifest")
    verify.add_argument("folder", type=Path, help="报告文件夹（含 manifest.json） folder of the report")
    verify.add_argument("--rerun", action="store_true", help="用所存数据重新生成并比较 build it again and compare")
    verify.add_argument("--public-key", type=Path, metavar="KEY", help="核对签名的公钥 public key of the signature")
    check = _add(commands, "check", "检查数据并列出全部发现 validate the data and print every finding")
    check.add_argument("--department", help="只查此部门，默认全部 this department only; all if left out")
    check.add_argument("--year", type=int, help="只查此年度，默认全部 this year only; all if left out")
    listing = _add(commands, "list", "部门、年度、哪些报告已过期 departments, years, which reports are stale")
    reading = _add_reading(commands)
    for command in (report, run, listing):
        command.add_argument(
            "--out", type=Path, default=Path("reports"), help="报告文件夹，默认 reports; folder of the reports"
        )
    for command in (report, run, verify, check, listing, *reading):
        command.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="语言 language")
    for command in (report, run, check, listing, *reading):
        command.add_argument("--data-dir", type=Path, help="数据文件夹，默认为本项目的 data; folder of the data")
    return parser


def _read_megabytes(text: str) -> int:
    """Return a memory limit; argparse says what is wrong with another text."""
    if not text.isdecimal() or int(text) < limits.LEAST_MEMORY_MB:
        raise argparse.ArgumentTypeError(f"{text!r}: {limits.LEAST_MEMORY_MB} 以上的整数 a whole number from there on")
    return int(text)


def _read_year(text: str) -> int:
    """Return a fiscal year; argparse says what is wrong with another text."""
    if not text.isdecimal() or not _YEARS.start <= int(text) < _YEARS.stop:
        allowed = f"{_YEARS.start}–{_YEARS.stop - 1}"
        raise argparse.ArgumentTypeError(f"{text!r}: 年度须在 {allowed} 之间 a year within {allowed}")
    return int(text)


def _add_reading(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> list[argparse.ArgumentParser]:
    read = _add(commands, "read", "从报告文件读出数字，写成待核对的草稿 read the figures of a report into a draft")
    read.add_argument("files", type=Path, nargs="+", metavar="FILE", help="txt md html docx doc pdf")
    read.add_argument(
        "--department",
        help="写草稿时的部门代码，默认按标题中的名称 id for the draft; by the name in the title if left out",
    )
    read.add_argument("--year", type=_read_year, help="年度，默认按标题 fiscal year; the title's if left out")
    read.add_argument("--format", choices=("text", "csv"), default="text", help="列出的格式 format of the listing")
    accept = _add(commands, "accept", "收录核对过的草稿 make a draft that was looked over part of the data")
    accept.add_argument("--department", required=True, help="部门代码 id of the department")
    accept.add_argument("--year", required=True, type=int, help="年度 fiscal year")
    return [read, accept]


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    epilog = f"{_EXAMPLES[name]}\n{_EXIT_CODES}"
    shape = argparse.RawDescriptionHelpFormatter
    return commands.add_parser(
        name, help=text, description=text, epilog=epilog, formatter_class=shape, allow_abbrev=False
    )
