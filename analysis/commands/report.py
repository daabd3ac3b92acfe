"""The command `expenditure report`: progress while notebooks run, then the place of the report."""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from analysis.commands.options import add_data_dir, add_lang, add_memory_limit, add_out
from analysis.errors import UserError
from analysis.publish.subject import Body, Group, Subject, read_span, write_span
from analysis.texts import say

if TYPE_CHECKING:
    from analysis.publish.notebooks.progress import Progress
    from analysis.publish.request import Request

HELP = "生成一个部门一个年度、或一组部门若干年度的报告 build a report of one department and year, or of a group"
EXAMPLES = """例 examples:
  expenditure report --department beita-union --year 2019
  expenditure report --department beita-union --year 2019 --lang en --out /srv/reports
  expenditure report --group jiangsu-provincial --year 2017-2019
"""
_BUNDLE = """另生成可重算的工作簿、Word 文档和供审计使用的压缩包
also make the workbook of live formulas, the Word document and the zip for auditors"""
_PDF = "另打印为 PDF，需要 Chromium also print a PDF, needs Chromium"
_SIGN = "用 Ed25519 私钥签名 sign with an Ed25519 private key"


def _add_subject(parser: argparse.ArgumentParser) -> None:
    subject = parser.add_mutually_exclusive_group(required=True)
    subject.add_argument("--department", help="部门代码或名称，见 list; id or name of the department, see list")
    subject.add_argument("--group", help="部门组的代码或名称，见 groups.csv; id or name of a group, see groups.csv")
    text = "年度，组可为若干年 fiscal year, of a group also 2017-2019 or 2017,2019"
    parser.add_argument("--year", required=True, type=_read_years, help=text)


def _read_years(text: str) -> tuple[int, ...]:
    """Return years; argparse says what is wrong with another text."""
    try:
        return read_span(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: 例 such as 2019, 2017-2019, 2017,2019") from None


def _add_products(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bundle", action="store_true", help=_BUNDLE)
    parser.add_argument("--pdf", action="store_true", help=_PDF)
    parser.add_argument("--sign", type=Path, metavar="KEY", help=_SIGN)


OPTIONS = (_add_subject, _add_products, add_memory_limit, add_out, add_lang, add_data_dir)


def run(call: argparse.Namespace) -> int:
    """Build one report, print the path of every file made, the page's first, return 0."""
    started = time.monotonic()
    from analysis.cache import CACHE_VARIABLE
    from analysis.project import DATA_VARIABLE
    from analysis.publish.notebooks.choose import choose_runner
    from analysis.publish.request import Request

    os.environ[CACHE_VARIABLE] = ""  # no input of a report
    if call.data_dir:
        os.environ[DATA_VARIABLE] = str(call.data_dir)  # for the notebooks too
    subject = _find_subject(call)
    request = Request(subject, call.lang, call.out, call.bundle, call.pdf, call.sign, call.memory_limit)
    with choose_runner(request) as runner:  # forked before anything heavy is imported
        from analysis.publish.report import build_report

        paths = build_report(request, runner, ProgressPrinter(call.lang, sys.stderr))
    print(say(call.lang, "cli.published", seconds=f"{time.monotonic() - started:.1f}"), file=sys.stderr)
    print(*paths, sep="\n")
    if isinstance(subject, Group):
        _tell_stale(request, call.data_dir)
    return 0


def _tell_stale(request: "Request", data_dir: Path | None) -> None:
    """Say which reports that a group's page links to were made before the data of their body changed."""
    from analysis.dataset import resolve_data_dir
    from analysis.publish.evidence.manifest import locate, read_inputs
    from analysis.publish.page.neighbours import list_stale
    from analysis.tables import list_names

    linked = read_inputs(locate(request.target, request.lang))["linked"]
    if stale := list_stale(request.out, linked, resolve_data_dir(data_dir, request.lang)):
        names = list_names(page.rpartition("/")[0] for page in stale)
        print(say(request.lang, "portfolio.stale", count=len(stale), all=len(linked), names=names), file=sys.stderr)


def _find_subject(call: argparse.Namespace) -> Subject:
    """Return what the report is about."""
    if call.department is not None:
        if len(call.year) > 1:
            raise UserError(say(call.lang, "portfolio.one-year", given=write_span(call.year)))
        return Body(call.department, call.year[0])
    from analysis.groups import resolve_group

    return Group(resolve_group(call.group, call.data_dir, call.lang), call.year)


class ProgressPrinter:
    """Shows which notebook runs which cell: one line rewritten on a terminal, one line a notebook elsewhere."""

    def __init__(self, lang: str, stream: TextIO) -> None:
        """Write to `stream` in `lang`."""
        self._lang, self._stream = lang, stream
        self._running: dict[str, str] = {}

    def __call__(self, progress: "Progress") -> None:
        """Show one step."""
        name, cell, cells = progress.notebook, progress.cell, progress.cells
        if progress.state == "finished":
            self._running.pop(name, None)
            self._write_line(say(self._lang, "cli.finished", notebook=name, cells=cells))
        else:
            self._running[name] = say(self._lang, "cli.running", notebook=name, cell=cell, cells=cells)
        if self._stream.isatty():
            self._stream.write("\r\x1b[2K" + " · ".join(self._running.values()))
            self._stream.flush()

    def _write_line(self, text: str) -> None:
        clear = "\r\x1b[2K" if self._stream.isatty() else ""
        self._stream.write(f"{clear}{text}\n")
        self._stream.flush()
