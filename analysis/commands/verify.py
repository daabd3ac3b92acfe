"""The command `expenditure verify`: whether a report is as it was published, signed, and can be made again."""

import argparse
from pathlib import Path

from analysis.commands.options import add_lang

HELP = "核对已发布的报告 check a published report against its manifest"
EXAMPLES = """例 examples:
  expenditure verify reports/beita-union/2019
  expenditure verify reports/beita-union/2019 --rerun
  expenditure verify reports/beita-union/2019 --public-key office.pub
"""


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="报告文件夹（含 manifest.json） folder of the report")
    parser.add_argument("--rerun", action="store_true", help="用所存数据重新生成并比较 build it again and compare")
    parser.add_argument("--public-key", type=Path, metavar="KEY", help="核对签名的公钥 public key of the signature")


OPTIONS = (_add_folder, add_lang)


def run(call: argparse.Namespace) -> int:
    """Print the verdict; return 0 when all holds, 1 when something does not."""
    from analysis.project import require_project
    from analysis.publish.evidence.verify import verify

    if call.rerun:
        require_project(call.lang)
    return verify(call.folder, call.lang, call.rerun, call.public_key)
