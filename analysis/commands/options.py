"""The options that several commands share."""

import argparse
from pathlib import Path

from analysis.publish.limits import LEAST_MEMORY_MB, MEMORY_LIMIT_MB
from analysis.texts import DEFAULT_LANGUAGE, LANGUAGES


def add_department(parser: argparse.ArgumentParser) -> None:
    """Add the department and the year that a command is about."""
    parser.add_argument(
        "--department", required=True, help="部门代码或名称，见 list; id or name of the department, see list"
    )
    parser.add_argument("--year", required=True, type=int, help="年度 fiscal year")


def add_memory_limit(parser: argparse.ArgumentParser) -> None:
    """Add the bound on a notebook's memory."""
    text = f"每个笔记本的内存限额，默认 {MEMORY_LIMIT_MB}; memory that a notebook may take"
    parser.add_argument("--memory-limit", type=_read_megabytes, default=MEMORY_LIMIT_MB, metavar="MB", help=text)


def add_out(parser: argparse.ArgumentParser) -> None:
    """Add the folder of the reports."""
    text = "报告文件夹，默认 reports; folder of the reports"
    parser.add_argument("--out", type=read_folder, default="reports", help=text)


def add_lang(parser: argparse.ArgumentParser) -> None:
    """Add the language of reports and messages."""
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="语言 language")


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add the folder of the data."""
    text = "数据文件夹，默认为本项目的 data; folder of the data"
    parser.add_argument("--data-dir", type=read_folder, help=text)


def read_folder(text: str) -> Path:
    """Return a folder in full: one that is typed counts from where the user stands, whatever happens later."""
    return Path(text).resolve()


def _read_megabytes(text: str) -> int:
    """Return a memory limit; argparse says what is wrong with another text."""
    if not text.isdecimal() or int(text) < LEAST_MEMORY_MB:
        raise argparse.ArgumentTypeError(f"{text!r}: {LEAST_MEMORY_MB} 以上的整数 a whole number from there on")
    return int(text)
