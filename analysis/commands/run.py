"""The command `expenditure run`: every report that is out of date, as the yearly timer calls it."""

import argparse

from analysis.commands.options import add_data_dir, add_lang, add_memory_limit, add_out
from analysis.publish.limits import REPORT_SECONDS
from analysis.verdicts import SEVERITIES

HELP = "生成所有已过期的报告（每年自动运行） build every report that is out of date"
EXAMPLES = """例 examples:
  expenditure run
  expenditure run --dry-run
  expenditure run --jobs 2
  expenditure run --scheduler tcp://10.0.0.5:8786 --out /srv/shared/reports
  expenditure run --on-failure 'mail -s "expenditure run failed" me@example.org'
"""


def _add_choice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="全部重新生成 build all, changed or not")
    parser.add_argument("--dry-run", action="store_true", help="只说明要做什么和为什么 only say what and why")
    text = "有此程度及以上的发现时退出码为 1 exit with 1 on findings of this severity or above"
    parser.add_argument("--fail-on", choices=("never", *SEVERITIES), default="never", help=text)
    text = "每份报告的时限，秒 per report, seconds"
    parser.add_argument("--time-limit", type=float, default=REPORT_SECONDS, metavar="SECONDS", help=text)


def _add_builders(parser: argparse.ArgumentParser) -> None:
    builders = parser.add_mutually_exclusive_group()
    text = "同时生成几份，默认为处理器核数 reports built at the same time, by default one a core"
    builders.add_argument("--jobs", type=_read_count, metavar="N", help=text)
    text = "由本机 N 个 Dask 工作进程生成 built by N Dask workers on this machine"
    builders.add_argument("--workers", type=_read_count, metavar="N", help=text)
    text = "由 Dask 集群生成，如 tcp://10.0.0.5:8786 built by a Dask cluster, see deploy/README.md"
    builders.add_argument("--scheduler", type=_read_address, metavar="ADDRESS", help=text)


def _add_notice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on-failure", metavar="COMMAND", help="失败时调用的命令 command to call on failure")


def _read_count(text: str) -> int:
    """Return how many reports are built at once; argparse says what is wrong with another text."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: 1 以上的整数 a whole number from 1 on")
    return int(text)


def _read_address(text: str) -> str:
    """Return where a scheduler is; argparse says that a blank text, such as of a variable that is not set, is none."""
    if not text.strip():
        raise argparse.ArgumentTypeError(f"{text!r}: 例 such as tcp://10.0.0.5:8786")
    return text.strip()


OPTIONS = (_add_choice, _add_builders, add_memory_limit, _add_notice, add_out, add_lang, add_data_dir)


def run(call: argparse.Namespace) -> int:
    """Build what is out of date and return the exit code of the run."""
    from analysis.publish.yearly.run import run_all

    return run_all(
        call.lang,
        call.out,
        call.data_dir,
        everything=call.all,
        dry_run=call.dry_run,
        fail_on=call.fail_on,
        time_limit_seconds=call.time_limit,
        memory_limit_mb=call.memory_limit,
        jobs_at_once=call.jobs,
        workers=call.workers,
        scheduler=call.scheduler,
        on_failure=call.on_failure,
    )
