"""The command `expenditure describe`: what identifies a document is filled in, so that nobody has to type it."""

import argparse

from analysis.commands.options import add_data_dir, add_department, add_lang
from analysis.errors import UserError
from analysis.texts import say

HELP = "填写来源文件的大小、字符数、编码和 SHA-256 fill in size, characters, encoding and SHA-256 of the documents"
EXAMPLES = """例 example:
  expenditure describe --department beita-union --year 2020
"""
OPTIONS = (add_department, add_lang, add_data_dir)


def run(call: argparse.Namespace) -> int:
    """Fill in the blank cells of documents whose files lie in raw/ and say which; return 0, refuse where one is not."""
    from analysis.commands.departments import find_folder
    from analysis.read.draft.describe import describe_documents

    described, problems = describe_documents(find_folder(call), call.department, call.year, call.lang)
    for name in described:
        print(say(call.lang, "describe.done", file=name))
    if problems:
        raise UserError(say(call.lang, "describe.refused", count=len(problems)), problems)
    if not described:
        print(say(call.lang, "describe.nothing"))
    return 0
