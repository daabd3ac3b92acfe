"""Texts as documents, and their reading with the project's own names."""

from argparse import Namespace
from functools import cache

from analysis.commands import read as read_command
from analysis.read.files.types import Document, Paragraph, looks_like_heading
from analysis.read.prose.reader import read_facts
from analysis.read.prose.vocabulary import read_words
from analysis.tables import DATA_FOLDER, DataFolder


@cache
def words():
    return read_words(DataFolder(DATA_FOLDER, "zh"))


@cache
def vocabulary(year=2019):
    return words().choose(year)


def make_document(text, name="text.txt"):
    """Return a text as the document that a file of it would be."""
    paragraphs, start = [], 0
    for number, line in enumerate(text.split("\n"), start=1):
        paragraphs.append(Paragraph(line, start, number, None, looks_like_heading(line)))
        start += len(line) + 1
    return Document(name, "0" * 64, len(text.encode()), "txt", "utf-8", tuple(paragraphs))


def read_text(text, year=2019):
    """Return the reading of a text."""
    return read_facts(make_document(text), vocabulary(year), words().units, year)


def read_files(files, department=None, year=None, lang="zh", data_dir=DATA_FOLDER, style="text"):
    """Run the command read and return its exit code."""
    call = {"files": files, "department": department, "year": year, "lang": lang, "data_dir": data_dir}
    return read_command.run(Namespace(**call, format=style))
