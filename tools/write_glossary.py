"""Write docs/glossary.md from the words where they live: the texts and the names of the data (`make data-package`).

A test fails when the file is out of date.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from analysis.tables import DATA_FOLDER, PROJECT_FOLDER
from analysis.texts import catalogue

FILE = PROJECT_FOLDER / "docs" / "glossary.md"
_INTRODUCTION = """# Glossary · 词汇表

Each term once, Chinese and English, with the id that data and code have for it. This page is made from the files in
its last column by `make data-package`: change a word there.
本页由末列所指的文件生成，请在那里改词，再运行 `make data-package`。

| 中文 | English | id | kept in |
|---|---|---|---|
"""
# Groups of `analysis/texts/` that hold terms, each with the column of the data that has their ids.
_TEXTS = {
    "show.phase": "phase",
    "show.fund": "fund",
    "show.scope": "scope",
    "show.basis": "basis",
    "read.measure": "measure",
    "body": "body",
    "kind": "kind_in_title",
    "verdict": "verdict",
    "severity": "severity",
    "show.coverage-state": "state",
    "show.statement": "kind",
}
# Tables of the data that name terms, with the columns of their id and the beginning of those of their names.
_TABLES = {
    "schemes/summary.csv": ("summary/{code}", "name"),
    "schemes/three-public.csv": ("three-public/{code}", "name"),
    "schemes/disclosure.csv": ("disclosure/{code}", "name"),
    "schemes.csv": ("{scheme}", "name"),
    "inputs.csv": ("{input}", "name"),
    "rules.csv": ("{rule}", "title"),
}


def main() -> None:
    """Write the glossary."""
    FILE.write_text(make_glossary(), encoding="utf-8")
    print(f"wrote {FILE.relative_to(PROJECT_FOLDER)}")


def make_glossary() -> str:
    """Return the page: a row for each term, in the order of the sources."""
    rows = dict.fromkeys([*_list_texts(), *_list_names()])
    return _INTRODUCTION + "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in rows)


def _list_texts() -> Iterator[tuple[str, str, str, str]]:
    """Yield the terms of the texts; a word that is no more than a part of a sentence is none."""
    texts = catalogue()
    for group, column in _TEXTS.items():
        found = {key: entry for key, entry in texts.items() if key.rpartition(".")[0] == group}
        for key, entry in found.items():
            if "{" not in entry["zh"]:
                yield entry["zh"], entry["en"], f"`{column}` {key.rpartition('.')[2]}", f"`analysis/texts/`, {key}"


def _list_names() -> Iterator[tuple[str, str, str, str]]:
    for name, (spelt, begin) in _TABLES.items():
        for row in _read(DATA_FOLDER / name):
            yield row[f"{begin}_zh"], row[f"{begin}_en"], f"`{spelt.format(**row)}`", f"`data/{name}`"


def _read(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


if __name__ == "__main__":
    main()
