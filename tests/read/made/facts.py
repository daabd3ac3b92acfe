"""The figures of a disclosure as rows of facts, as ../shared/samples has them; and what a reading gives, to compare."""

import csv
from collections import Counter
from collections.abc import Sequence
from functools import cache

from analysis.commands.readings import CSV_COLUMNS, list_csv
from analysis.read.batch import FileReading
from analysis.tables import PROJECT_FOLDER
from tests.read.texts import words

SAMPLES = PROJECT_FOLDER.parent / "shared" / "samples"
NAMES = {
    "final-accounts-2024": 2024,
    "jiangsu-congress-2018-budget": 2018,
    "jiangsu-procuratorate-2019-budget": 2019,
    "putuo-wanli-2025-budget": 2025,
}
TABLE, TEXT = "表:", "文:"
Fact = dict[str, str]
Figure = tuple[str, ...]


@cache
def read_facts(name: str) -> tuple[Fact, ...]:
    with (SAMPLES / f"{name}.facts.csv").open(encoding="utf-8-sig", newline="") as stream:
        return tuple(row for row in csv.DictReader(stream) if row["tier"] != "distractor")


def group_facts(facts: tuple[Fact, ...], kind: str) -> dict[str, list[Fact]]:
    """Return the facts of each table, or of each section of the text, by its title."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact["where"].startswith(kind):
            groups.setdefault(fact["where"].removeprefix(kind), []).append(fact)
    return groups


# Words of a facts file and of the reader that name one measure.
MEASURES = {
    "预算数": "预算数", "决算数": "决算数", "收入决算数": "决算数", "支出决算数": "决算数", "合计": "决算数",
    "支出合计": "决算数", "本年收入合计": "决算数", "本年支出合计": "决算数", "支出-一般公共预算财政拨款": "决算数",
}  # fmt: skip


def tell_truth(facts: Sequence[Fact]) -> Counter[Figure]:
    """Return the figures that are printed in tables."""
    return Counter(
        (
            fact["where"], fact["item"].replace(" ", ""), fact["code"], MEASURES.get(fact["measure"], fact["measure"]),
            fact["year"], fact["raw"].replace(",", ""), fact["unit"], fact["kind"],
        )
        for fact in facts
        if fact["where"].startswith(TABLE) and fact["raw"]
    )  # fmt: skip


def tell_read(one: FileReading, facts: Sequence[Fact]) -> Counter[Figure]:
    """Return the figures of the tables of a file's reading, as the command lists them; codes where they are printed."""
    coded = {fact["where"] for fact in facts if fact["code"]}
    rows = (dict(zip(CSV_COLUMNS, map(str, row), strict=True)) for row in list_csv(one.document, one.reading, words()))
    return Counter(
        (
            row["where"], row["item"].replace(" ", ""),
            row["code"] if row["code"].isdigit() and row["where"] in coded else "",
            MEASURES.get(row["measure"], row["measure"]), row["year"], row["printed"].replace(",", ""), row["unit"],
            row["kind"],
        )
        for row in rows
        if row["where"].startswith(TABLE)
    )  # fmt: skip
