"""The command `expenditure export`: all data, checks and findings as tables to ask, and a Fiscal Data Package."""

import argparse
import sys
import time

from analysis.commands.options import add_data_dir, add_lang, read_folder
from analysis.texts import say

HELP = "导出全部数字、核对、发现和增减 export everything as tables to ask: Parquet and a Fiscal Data Package"
EXAMPLES = """例 examples:
  expenditure export
  expenditure export --out /srv/export --lang en
"""


def _add_out(parser: argparse.ArgumentParser) -> None:
    text = "导出文件夹，默认 export; folder of the export"
    parser.add_argument("--out", type=read_folder, default="export", help=text)


OPTIONS = (_add_out, add_lang, add_data_dir)


def run(call: argparse.Namespace) -> int:
    """Export all reports, print where they are, return 0; refused data raise once the others are exported."""
    started = time.monotonic()
    from analysis.dataset import resolve_data_dir
    from analysis.publish.exporting.export import export_data

    def show_progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[2K{say(call.lang, 'export.progress', done=done, total=total)}", end="", file=sys.stderr)

    count = export_data(resolve_data_dir(call.data_dir, call.lang), call.out, call.lang, show_progress)
    end = "\r\x1b[2K" if sys.stderr.isatty() else ""
    seconds = f"{time.monotonic() - started:.1f}"
    print(end + say(call.lang, "export.done", reports=count, seconds=seconds), file=sys.stderr)
    print(call.out)
    return 0
