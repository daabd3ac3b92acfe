"""The real bodies of data/: how many figures each part of their documents has and what these add up to.

The figures of every document were compared one by one with its pages, tables by a second reader that shares no code
with ours; what came out is `tests/truth/real-bodies.csv`. Reading a document again gives the figures of data/.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.read.batch import read_all
from analysis.read.prose.vocabulary import read_words
from analysis.tables import DATA_FOLDER, DataFolder
from tests.helpers import SAMPLES, needs_samples, read_truth

TRUTH = read_truth("real-bodies")
_KEY = (
    "document", "locator", "printed", "unit", "measure", "fiscal_year", "base_year", "phase", "flow", "fund", "scope",
    "table", "page",
)  # fmt: skip


def read_rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def count_parts(department: str, year: str) -> Iterator[tuple[str, ...]]:
    """Yield (document, table, figures, sum of its amounts of money in their unit) for each part that prints figures."""
    parts: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in read_rows(DATA_FOLDER / "figures" / department / f"{year}.csv"):
        if row["basis"] != "derived":
            parts.setdefault((row["document"], row["table"]), []).append(row)
    for (document, table), rows in parts.items():
        money = (row["printed"].replace(",", "") for row in rows if row["unit"] in ("元", "万元"))
        total = sum((Decimal(text) for text in money if text != "无"), Decimal())
        yield document, table, str(len(rows)), str(total)


def list_bodies() -> list[tuple[str, str]]:
    return list(dict.fromkeys((row["department"], row["year"]) for row in TRUTH))


@pytest.mark.parametrize(("department", "year"), list_bodies())
def test_every_part_has_its_figures(department: str, year: str) -> None:
    rows = [row for row in TRUTH if (row["department"], row["year"]) == (department, year)]
    expected = [(row["document"], row["table"], row["figures"], row["sum"]) for row in rows]
    assert list(count_parts(department, year)) == expected


@pytest.mark.slow
@needs_samples
def test_documents_of_the_bodies_read_today_give_the_data() -> None:
    words = read_words(DataFolder(DATA_FOLDER, "zh"))
    for department, year in list_bodies():
        documents = read_rows(DATA_FOLDER / "documents" / department / f"{year}.csv")
        readings = read_all([SAMPLES / one["file_name"] for one in documents], words, None, "zh")[0]
        read = Counter[tuple[str, ...]]()
        for document, reading in zip(documents, readings, strict=True):
            for row in reading.draft.tables["figures"]:
                own = row | {"document": document["document"]}
                read[tuple(own[name] for name in _KEY)] += row["basis"] != "derived"
        rows = read_rows(DATA_FOLDER / "figures" / department / f"{year}.csv")
        data = Counter(tuple(row[name] for name in _KEY) for row in rows if row["basis"] != "derived")
        assert data - read == Counter(), (department, year)
        assert (read - data).total() <= 3, (department, year)  # those answered with drop
